"""Which looks at pictures are on record for this minute: a wall asks for each picture every few seconds."""

from datetime import datetime

from msgspec import Struct, field


class Looks(Struct):
    """Who looked at what in this minute."""

    minute: datetime | None = None
    seen: set[tuple[str, str, str]] = field(default_factory=set)

    def again(self, name: str, about: str, detail: str, minute: datetime) -> bool:
        """Say whether it is on record for this minute, and note it."""
        if minute != self.minute:
            self.minute, self.seen = minute, set()
        key = name, about, detail
        if key in self.seen:
            return True
        self.seen.add(key)
        return False
