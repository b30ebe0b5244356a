"""From what a camera says of itself to columns. Pure."""

from datetime import datetime

from models.telemetry import CameraRecord
from streams.store.observed import Row

CAMERA_FACTS = (
    "online",
    "online_at",
    "recording",
    "recording_at",
    "latitude_deg",
    "longitude_deg",
    "position_at",
    "battery_pct",
    "battery_at",
    "storage_free_pct",
    "storage_at",
)
"""Columns that keep what they have where a record is silent: absent is unknown, not no."""


def camera_facts(record: CameraRecord, at: datetime) -> Row:
    """Return the columns of what a record says, logged at a moment; 0/0 is no place."""
    said: Row = {}
    if record.online is not None:
        said |= {"online": record.online, "online_at": at}
    if record.recording is not None:
        said |= {"recording": record.recording, "recording_at": at}
    latitude, longitude = record.latitude_deg, record.longitude_deg
    if latitude is not None and longitude is not None and (latitude, longitude) != (0, 0):
        said |= {"latitude_deg": latitude, "longitude_deg": longitude, "position_at": at}
    if record.battery_pct is not None:
        said |= {"battery_pct": record.battery_pct, "battery_at": at}
    if record.storage_free_pct is not None:
        said |= {"storage_free_pct": record.storage_free_pct, "storage_at": at}
    return said
