"""What a record tells of its camera beside what the last one told: connection and recording.

What a record does not say stays as it was while that is fresh. A record that is no newer, by its sender's
clock, than what is known already tells nothing: it is a duplicate or comes out of order. Only for as long
as that is fresh, however, so that a clock that is set back does not silence its camera.
"""

from datetime import datetime, timedelta

from msgspec import Struct

from agents.recording.state import Camera
from models.findings import Evidence, Fact
from models.telemetry import CameraRecord


class Told(Struct, frozen=True):
    """What a record newly says about recording."""

    showing: bool | None
    """None: it does not say."""
    joins: bool = False
    """The last record that said was a fresh one: nothing can have been missed in between."""


class Hearing(Struct, frozen=True):
    """When a record was sent, by its sender's clock, and logged; and how long what is known is fresh."""

    said_at: datetime
    now: datetime
    fresh: timedelta

    def is_news(self, last_said_at: datetime, camera: Camera) -> bool:
        """Say whether it was sent after what is known, or else the clock must be wrong."""
        if self.said_at > last_said_at:
            return True
        return last_said_at - self.said_at > self.fresh or not self.joins(camera.seen_at)

    def joins(self, told_at: datetime) -> bool:
        """Say whether what was told before is still fresh."""
        return self.now - told_at <= self.fresh


def tell(camera: Camera, record: CameraRecord, hearing: Hearing) -> Told:
    """Add what a record says, and return what of it is about recording."""
    _catch_up(camera)
    online, recording = record.online, record.recording
    if online is None and recording is None:
        if not hearing.is_news(camera.said_at, camera):
            return Told(None)
    else:
        online = online if hearing.is_news(camera.online_said_at, camera) else None
        recording = recording if hearing.is_news(camera.shown_said_at, camera) else None
        if online is None and recording is None:
            return Told(None)
    if online is not None:
        camera.offline_since = None if online else camera.offline_since or hearing.now
    elif not hearing.joins(camera.online_told_at):
        camera.offline_since = None
    if online is False:
        told = _tell_offline(camera, hearing)
    elif recording is not None:
        told = _tell_recording(camera, hearing, showing=recording)
    else:
        told = Told(None)
        if not hearing.joins(camera.shown_at):
            camera.showing = None
    camera.seen_at, camera.said_at = hearing.now, hearing.said_at
    camera.online, camera.recording = online, recording
    return told


def _catch_up(camera: Camera) -> None:
    """Take note of what the last record told, before another takes its place as the last one."""
    if camera.online is not None:
        camera.online_told_at, camera.online_said_at = camera.seen_at, camera.said_at
    camera.shown_at = camera.told_at()
    if camera.recording is not None or camera.online is False:
        camera.shown_said_at = camera.said_at


def _tell_offline(camera: Camera, hearing: Hearing) -> Told:
    """Whatever an offline camera is said to do, nobody knows."""
    if camera.last_shown and camera.outage is None:
        camera.outage = Evidence(hearing.now, Fact.OFFLINE)
    camera.showing = None
    return Told(None)


def _tell_recording(camera: Camera, hearing: Hearing, *, showing: bool) -> Told:
    told = Told(showing, joins=hearing.joins(camera.shown_at))
    if showing:
        camera.outage = None
    elif camera.last_shown:
        camera.last_on_at = camera.shown_at
        if camera.outage is None and not told.joins:
            camera.outage = Evidence(camera.shown_at, Fact.SILENT)
    if showing is not camera.showing or not told.joins:
        camera.showing_since = hearing.now
    camera.showing = camera.last_shown = showing
    return told
