"""Measures of how well LexAssist finds and answers, on data with expert labels."""
