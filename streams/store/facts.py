"""What of a camera is kept over time."""

from enum import StrEnum


class CameraFact(StrEnum):
    """One of the facts; each is so, not so, or unknown."""

    RECORDING = "recording"
    ONLINE = "online"
    ANGLE = "angle"
    """Neither its sensor nor looks at its picture show a fault."""
