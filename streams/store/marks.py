"""From where a partition of the log must be heard again, so that one who starts knows what it lately said. Pure."""

from collections import deque
from datetime import timedelta

from msgspec import Struct

from models.times import Instant

APART = 4
"""E: marks in a span; more than needed is heard again by a quarter at most."""


class Mark(Struct, frozen=True):
    """A place in a partition of the log."""

    at: Instant
    """The log's time before it."""
    position: int
    taken: dict[str, int]
    """As ``Taken`` had it before."""


class Marks:
    """The marks of one partition; the first of them is at least a span old, once the partition is that old."""

    def __init__(self, span: timedelta, first: Mark | None) -> None:
        self._span = span
        self._marks = deque([] if first is None else [first])

    def pass_by(self, mark: Mark) -> None:
        """Take note of a place, before what lies there is taken."""
        if not self._marks or mark.at - self._marks[-1].at >= self._span / APART:
            self._marks.append(mark)
        while len(self._marks) > 1 and mark.at - self._marks[1].at >= self._span:
            self._marks.popleft()

    def first(self) -> Mark | None:
        """Return from where to hear again."""
        return self._marks[0] if self._marks else None
