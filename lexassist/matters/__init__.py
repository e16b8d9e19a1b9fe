"""The system of record: one matter, one folder."""
