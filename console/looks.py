"""Which looks at pictures are on record for this minute: a wall asks for each picture every few seconds."""

from datetime import datetime

from msgspec import Struct, field

Look = tuple[str, str, str]
"""Who, at what, and how."""


class Looks(Struct):
    """Who looked at what in this minute."""

    minute: datetime | None = None
    seen: set[Look] = field(default_factory=set)

    def recorded(self, look: Look, minute: datetime) -> bool:
        """Say whether a look is on record for this minute."""
        return minute == self.minute and look in self.seen

    def note(self, look: Look, minute: datetime) -> None:
        """Note one that is on record."""
        if minute != self.minute:
            self.minute, self.seen = minute, set()
        self.seen.add(look)
