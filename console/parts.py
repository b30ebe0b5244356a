"""What the console is made of, for everything that answers a request."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Mapping
from datetime import UTC, datetime

from msgspec import Struct, field
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from config.settings import Settings
from console.database import writing
from console.health import Health
from console.live import Live
from console.looks import Looks
from console.oidc import Issuer
from console.send import Sender
from console.throttle import Throttle
from console.viewings import Viewings
from models.rules import RuleBook
from models.stations import Station


def wall_clock() -> datetime:
    """Return now."""
    return datetime.now(UTC)


class Parts(Struct, kw_only=True):
    """Everything an answer may need."""

    settings: Settings
    stations: Mapping[str, Station]
    rules: RuleBook
    store: AsyncEngine
    """Read only: the projection writes it."""
    people: AsyncEngine
    live: Live
    health: Health
    sender: Sender
    throttle: Throttle
    oidc: Issuer | None = None
    vision_password: str | None = None
    """By which vision reads from the media server."""
    viewings: Viewings = field(default_factory=Viewings)
    looks: Looks = field(default_factory=Looks)
    now: Callable[[], datetime] = wall_clock
    """The log's time: that of alerts, and of what people do about them."""
    wall: Callable[[], datetime] = wall_clock
    """The room's own: that of sessions and of the audit trail, also where a day is played."""
    _writing: asyncio.Lock = field(default_factory=asyncio.Lock)

    @contextlib.asynccontextmanager
    async def writing(self) -> AsyncIterator[AsyncConnection]:
        """Begin a transaction on the console's own tables; one at a time, so that the database need not queue them."""
        async with self._writing, writing(self.people) as connection:
            yield connection
