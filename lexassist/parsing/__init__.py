"""Bytes of a file to a document with clauses and chunks; all of it runs in a child process with limits."""
