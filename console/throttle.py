"""Failed logins, counted by who and from where, so that nobody can try for long."""

import asyncio

from limits import RateLimitItemPerMinute
from limits.aio.storage import MemoryStorage
from limits.aio.strategies import MovingWindowRateLimiter


class Throttle:
    """Counts what failed in the last minute; a restart forgets it."""

    def __init__(self, per_minute: int) -> None:
        self.one_at_a_time = asyncio.Lock()
        """Passwords are verified one after another: a hundred tries at once would all be let through before any has
        failed, and each takes 64 MiB."""
        self._limit = RateLimitItemPerMinute(per_minute)
        self._counted = MovingWindowRateLimiter(MemoryStorage())

    async def refuses(self, *keys: str) -> bool:
        """Say whether there were too many by one of these."""
        return not all([await self._counted.test(self._limit, key) for key in keys])

    async def failed(self, *keys: str) -> None:
        """Count one by each of these."""
        for key in keys:
            await self._counted.hit(self._limit, key)
