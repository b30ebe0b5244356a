"""Telemetry: what cameras say of themselves, one message for one station's tick."""

from typing import Annotated

from msgspec import Meta, Struct

from models.ids import CameraId, StationId
from models.times import Instant

Percent = Annotated[float, Meta(ge=0, le=100)]


class CameraRecord(Struct, frozen=True, kw_only=True, gc=False, omit_defaults=True):
    """One camera at one tick. What is absent is unknown, and unknown is never bad."""

    camera: CameraId
    online: bool | None = None
    """Whether the platform has a connection to it."""
    recording: bool | None = None
    """Whether it is writing video."""
    latitude_deg: Annotated[float, Meta(ge=-90, le=90)] | None = None
    """WGS-84. 0/0 is taken for absent."""
    longitude_deg: Annotated[float, Meta(ge=-180, le=180)] | None = None
    """As the latitude."""
    speed_kmh: Annotated[float, Meta(ge=0)] | None = None
    """As in GB/T 28181 MobilePosition."""
    heading_deg: Annotated[float, Meta(ge=0, le=360)] | None = None
    """Clockwise from north, as in GB/T 28181 MobilePosition."""
    battery_pct: Percent | None = None
    """What is left of the battery."""
    storage_free_pct: Percent | None = None
    """What is left of the storage."""
    signal_dbm: Annotated[float, Meta(ge=-200, le=50)] | None = None
    """Strength of the mobile signal."""
    pitch_deg: Annotated[float, Meta(ge=-180, le=180)] | None = None
    """Up is positive; 0 looks straight ahead."""
    roll_deg: Annotated[float, Meta(ge=-180, le=180)] | None = None
    """Clockwise, seen by the wearer, is positive; 0 is upright."""
    muted: bool | None = None
    """Whether its microphone is off."""


class Telemetry(Struct, frozen=True, kw_only=True, gc=False):
    """One tick of one station: any number of its cameras, one or ten thousand."""

    station: StationId
    occurred_at: Instant
    """The sender's clock, which may be off; rules go by the log's time."""
    cameras: list[CameraRecord]
