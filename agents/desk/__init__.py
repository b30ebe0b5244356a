"""The desk: it owns the life of an alert."""

from agents.desk.step import desk

__all__ = ["desk"]
