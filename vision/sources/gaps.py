"""How far keyframes are apart, and whether that is so far that all pictures must be decoded."""

LONGEST_GAP_S = 4.0
"""E: keyframes further apart than two looks: all pictures are decoded then, at some eight times the cost."""
OFTEN_GAP_S = 3.0
"""E: clearly below the longest, so that keyframes four seconds apart do not turn it on and off."""
OFTEN_IN_A_ROW = 3
"""E: one jump of a video's clock is over after as many keyframes."""


class Gaps:
    """Says whether all pictures must be decoded."""

    def __init__(self) -> None:
        self.fully = False
        self._often = 0
        self._key_s: float | None = None
        self._key_came_s: float | None = None

    def take(self, *, key: bool, at_s: float | None, now_s: float) -> None:
        """Take in when a packet is shown, by the video's clock if it has one, and when it came, by ours."""
        if self._key_came_s is not None:
            gap_s = now_s - self._key_came_s if self._key_s is None or at_s is None else at_s - self._key_s
            if gap_s > LONGEST_GAP_S:
                self.fully, self._often = True, 0
            elif key:
                self._often = self._often + 1 if gap_s <= OFTEN_GAP_S else 0
                self.fully = self.fully and self._often < OFTEN_IN_A_ROW
        if key:
            self._key_s, self._key_came_s = at_s, now_s
