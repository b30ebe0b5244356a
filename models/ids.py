"""Names of things: plain strings, checked for length only, since they pass by in millions."""

import hashlib
from typing import Annotated

from msgspec import Meta

_Name = Meta(min_length=1, max_length=64)

StationId = Annotated[str, _Name]
"""A police station 派出所, as the bureau's systems call it."""
EVERYWHERE: StationId = "*"
"""In a station's place: what concerns the whole room. No station can be called so."""
Badge = Annotated[str, _Name]
"""The badge number 警号 of an officer or auxiliary; six digits in most bureaus."""
CameraId = Annotated[str, _Name]
"""A body-worn camera 执法记录仪; a GB/T 28181 device id has 20 digits."""
IncidentId = Annotated[str, _Name]
"""An incident 警情."""
AlertId = Annotated[str, _Name]
"""An alert 告警: 16 hexadecimal digits, made from what it is about."""
OperatorId = Annotated[str, _Name]
"""A person in the supervision room."""
PictureRef = Annotated[str, Meta(min_length=1, max_length=200)]
"""Where a picture is kept; never the picture itself."""


def content_id(*parts: str | None) -> str:
    """Return 16 hexadecimal digits that depend on the parts alone: the same in live, replay, backtest.

    64 bits: among a million alerts two share an id with a chance below 1 in 30 million.
    """
    text = "\x1f".join("" if part is None else part for part in parts)
    return hashlib.sha256(text.encode()).hexdigest()[:16]
