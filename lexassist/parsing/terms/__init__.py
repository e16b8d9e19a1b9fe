"""Defined terms and cross-references: what a clause depends on elsewhere in its contract."""
