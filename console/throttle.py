"""Failed logins, counted by name and by address, so that nobody can try passwords for long."""

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

    async def refuses(self, name: str, address: str) -> bool:
        """Say whether there were too many."""
        return not all([await self._counted.test(self._limit, key) for key in _keys(name, address)])

    async def failed(self, name: str, address: str) -> None:
        """Count one."""
        for key in _keys(name, address):
            await self._counted.hit(self._limit, key)


def _keys(name: str, address: str) -> tuple[str, str]:
    return f"name:{name}", f"address:{address}"
