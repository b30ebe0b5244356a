"""Live video that a media server shows somebody by a pass: kept here until it is over, so that it can be ended."""

from collections.abc import Iterator
from datetime import datetime

from msgspec import Struct

from console.passes import Bearer, Pass

LISTS = {"webrtc": "webrtcsessions", "hls": "hlssessions"}
"""What browsers look by, and what MediaMTX's API calls the list of those who do."""


class Viewing(Struct):
    """One camera's video in one browser."""

    of: str
    """Which list of the API it is in."""
    id: str
    told: Pass
    session: str
    """The hash of its token."""
    asked_at: datetime
    """When the media server was last asked whether it goes on."""


class Viewings:
    """By their ids; a restart forgets them."""

    def __init__(self) -> None:
        self._known: dict[str, Viewing] = {}

    def note(self, protocol: str, name: str, bearer: Bearer, now: datetime) -> None:
        """Note that somebody is let in; what has no session at the media server asks for each part of it anyway."""
        of = LISTS.get(protocol)
        if of is not None and name:
            self._known[name] = Viewing(of, name, bearer.told, bearer.session.token, now)

    def forget(self, viewing: Viewing) -> None:
        """Forget one that is over."""
        self._known.pop(viewing.id, None)

    def __iter__(self) -> Iterator[Viewing]:
        """Yield those that may go on."""
        return iter(list(self._known.values()))
