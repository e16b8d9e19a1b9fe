"""Rivals and measurements: one command a table. Run from the project root as ``python -m benchmarks.NAME``."""

from lexassist.offline import go_offline

# Before any library loads: ONNX Runtime prepares what it sends to its makers when it is imported.
go_offline()
