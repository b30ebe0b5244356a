"""A file played as fast as it was filmed."""

JUMP_S = 10.0
"""E: longer than any gap between pictures: the video's clock was set, or parts were put together."""
BACK_S = 0.5
"""E: pictures come in the order in which they are shown; parts that were put together begin again at zero."""


class Pace:
    """Says how long each picture has to wait."""

    def __init__(self) -> None:
        self._first: tuple[float, float] | None = None
        self._last_s = 0.0

    def wait_s(self, shown_s: float | None, now_s: float) -> float:
        """Return for how long to wait before a picture is shown; where the video's clock was set, not at all."""
        if shown_s is None:
            return 0.0
        if self._first is None or not -BACK_S <= shown_s - self._last_s <= JUMP_S:
            self._first = shown_s, now_s
        self._last_s = shown_s
        first_s, began_s = self._first
        return max(0.0, began_s + shown_s - first_s - now_s)
