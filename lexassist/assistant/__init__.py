"""The composition root and the Python API: the only place that chooses implementations."""

from lexassist.assistant.api import Assistant, open_assistant

__all__ = ["Assistant", "open_assistant"]
