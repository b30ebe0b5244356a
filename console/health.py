"""Whether the roles are well, asked of them again and again."""

import asyncio
from collections.abc import Mapping

import aiohttp
import msgspec
from msgspec import Struct

from streams.readiness import Hindered, Hindrance

ASK_EVERY_S = 5.0
"""E: a person notices within five seconds that a role is not well; the watchdog's alert comes by itself."""
ANSWER_WITHIN_S = 2.0


class RoleHealth(Struct, frozen=True):
    """How one role is."""

    role: str
    ready: bool | None
    """None: not asked yet."""
    hindered: tuple[Hindered, ...] = ()


class _Answer(Struct):
    """What a role says at ``/ready``."""

    ready: bool
    hindered: tuple[Hindered, ...] = ()


_answer = msgspec.json.Decoder(_Answer)


class Health:
    """Asks every role that the settings name."""

    def __init__(self, roles: Mapping[str, str]) -> None:
        self._addresses = dict(roles)
        self._known = {role: RoleHealth(role, None) for role in self._addresses}

    def roles(self) -> list[RoleHealth]:
        """Return what was last heard of each."""
        return list(self._known.values())

    async def run(self) -> None:
        """Ask, for ever."""
        timeout = aiohttp.ClientTimeout(total=ANSWER_WITHIN_S)
        async with aiohttp.ClientSession(timeout=timeout) as client:
            while True:
                asked = (self._ask(client, role, address) for role, address in self._addresses.items())
                self._known |= {known.role: known for known in await asyncio.gather(*asked)}
                await asyncio.sleep(ASK_EVERY_S)

    async def _ask(self, client: aiohttp.ClientSession, role: str, address: str) -> RoleHealth:
        try:
            async with client.get(f"{address.rstrip('/')}/ready") as answer:
                said = _answer.decode(await answer.read())
                return RoleHealth(role, said.ready, said.hindered)
        except (aiohttp.ClientError, TimeoutError):
            return RoleHealth(role, ready=False, hindered=(Hindered(Hindrance.NO_ANSWER),))
        except msgspec.DecodeError:
            return RoleHealth(role, ready=False, hindered=(Hindered(Hindrance.STRANGE_ANSWER),))
