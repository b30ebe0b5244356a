"""Whether what comes over HTTP is new, or lay ready.

An HTTP server hands out what it has stored at once, however old that is: a playlist that nobody writes any more
gives its last segments at each connect, again and again, as fast as they can be read. So a picture counts only if

- since the connection began, video came about as fast as it is filmed: nobody can have stored what is filmed now;
- its keyframe did not come before, with the same time and the same bytes: over a slow line even old video comes slowly.

The video's own times say nothing by themselves: a packager that starts again begins at zero. Dates in playlists
(EXT-X-PROGRAM-DATE-TIME) are seldom there, and FFmpeg does not tell them.
"""

from collections import deque

FASTEST = 1.5
"""E: stored video comes at many times the speed at which it was filmed; a live one, once what lay ready has been
read, comes at that speed. Between them is room for the time that opening takes."""
LEAST_S = 1.0
"""E: over less video than this, how fast it came says nothing."""
JUMP_S = 10.0
"""E: longer than any gap between pictures: the video's clock was set."""
REMEMBERED = 64
"""E: keyframes of some minutes, more than the newest segments of any playlist have."""


class Fresh:
    """Remembers over all connections to one address what came."""

    def __init__(self) -> None:
        self._came: deque[tuple[float | None, int]] = deque(maxlen=REMEMBERED)
        self.connected()

    def connected(self) -> None:
        """Begin anew: nothing that comes is known to be filmed now."""
        self._live = False
        self._again = False
        self._first: tuple[float, float] | None = None
        self._last_s = 0.0

    def take(self, at_s: float | None, now_s: float, code: int | None) -> bool:
        """Say whether a packet is new; ``code`` stands for a keyframe's bytes, None for another packet's."""
        if code is not None:
            self._again = (at_s, code) in self._came
            self._came.append((at_s, code))
        if not self._live:
            self._live = self._is_filmed_now(at_s, now_s)
        return self._live and not self._again

    def _is_filmed_now(self, at_s: float | None, now_s: float) -> bool:
        if at_s is None:
            return False
        if self._first is None or abs(at_s - self._last_s) > JUMP_S:
            self._first = at_s, now_s
        self._last_s = at_s
        shown_s, passed_s = at_s - self._first[0], now_s - self._first[1]
        return shown_s >= LEAST_S and passed_s * FASTEST >= shown_s
