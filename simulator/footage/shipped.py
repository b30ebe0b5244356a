"""The clips that come with Jingjian; whose they are and what was changed is told in clips/ATTRIBUTION.md."""

from pathlib import Path

from msgspec import Struct

CLIPS = Path(__file__).parent / "clips"


class Clip(Struct, frozen=True):
    """A short video and who made it."""

    name: str
    source: str
    licence: str

    def path(self) -> Path:
        """Return its file."""
        return CLIPS / self.name


ROOM = Clip("room.mp4", "Intel Corporation, sample-videos, one-by-one-person-detection", "CC BY 4.0")
STREET = Clip("street.mp4", "Udacity, CarND-LaneLines-P1, solidWhiteRight", "MIT")
