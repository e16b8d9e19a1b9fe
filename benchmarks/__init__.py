"""Rivals and measurements: one command a table. Run from the project root as ``python -m benchmarks.NAME``."""
