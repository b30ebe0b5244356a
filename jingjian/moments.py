"""Moments as people write them on the command line."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

HOW = "write it as 2026-11-02T20:00, or with its offset as 2026-11-02T20:00+08:00"


class BadMoment(Exception):
    """A text is no moment; says why and how to write it."""


def parse_moment(text: str, zone: ZoneInfo) -> datetime:
    """Return the moment that a text names: in local time, or ISO 8601 with an offset."""
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError:
        raise BadMoment(f"{text!r} is no time: {HOW}") from None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=zone)
        if moment.utcoffset() != moment.replace(fold=1).utcoffset():
            raise BadMoment(f"{text!r} is there twice, or never, in {zone.key}: {HOW}")
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        raise BadMoment(f"{text!r} lies at the end of all time: {HOW}") from None


def say(moment: datetime, zone: ZoneInfo) -> str:
    """Return a moment's local date and time."""
    return moment.astimezone(zone).strftime("%Y-%m-%d %H:%M:%S")
