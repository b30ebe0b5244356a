"""Time, in one place: aware UTC instants, and seconds as people write them in rules."""

from datetime import UTC, datetime, timedelta
from typing import Annotated

from msgspec import Meta

Instant = Annotated[datetime, Meta(tz=True)]
"""A moment with its UTC offset; RFC 3339 on the wire. A time without offset is refused."""

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
"""Earlier than any record: the clock of a fold that has seen nothing yet."""


def after(moment: datetime, seconds: float) -> datetime:
    """Return the moment ``seconds`` later."""
    return moment + timedelta(seconds=seconds)


def seconds_between(earlier: datetime, later: datetime) -> float:
    """Return how many seconds lie between two moments; negative if they are swapped."""
    return (later - earlier).total_seconds()


def from_ms(milliseconds: int) -> datetime:
    """Return the moment of a Kafka timestamp (milliseconds since 1970, UTC)."""
    return EPOCH + timedelta(milliseconds=milliseconds)


def to_ms(moment: datetime) -> int:
    """Return a moment as a Kafka timestamp (milliseconds since 1970, UTC)."""
    return (moment - EPOCH) // timedelta(milliseconds=1)
