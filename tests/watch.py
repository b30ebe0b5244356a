"""A watch of ours, for what paces itself: no test waits for it."""


class Watch:
    """Stands in for ``time`` and ``asyncio``: sleeping is what moves it on."""

    def __init__(self) -> None:
        self.now_s = 0.0

    def monotonic(self) -> float:
        """Return its seconds."""
        return self.now_s

    async def sleep(self, seconds: float) -> None:
        """Let time go on."""
        self.now_s += seconds
