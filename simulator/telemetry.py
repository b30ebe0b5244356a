"""Tracks to telemetry: one message for one station's tick, with the cameras that are heard of."""

from bisect import bisect_right
from collections.abc import Iterator
from datetime import timedelta
from random import Random

from models.telemetry import CameraRecord, Telemetry
from simulator.chance import bell, chance
from simulator.day import Day, Sent
from simulator.duties import Post
from simulator.spans import Span, at, minus, union
from simulator.tracks import Track, level_at

_STEPS = 1440
"""Length of the tables of sway and of ways walked, which all cameras go round in, each its own way."""
_SWAY_PITCH_DEG, _SWAY_ROLL_DEG = 16.0, 18.0
"""E: how far a camera on a walking person sways; the rules' limits are 25 and 30."""
_ROAM_1E5_DEG = 1500
"""E: people stay within about 1.5 km of their station."""
_LEVEL_EVERY_S = 60.0


def station_telemetry(day: Day, post: Post, index: int) -> Iterator[Sent[Telemetry]]:
    """Yield a station's messages in the order in which they are logged."""
    random = chance(day.plan.seed, "telemetry", post.station)
    tick_s, offset_s = day.plan.tick_s, day.plan.tick_s * 0.9 * random.random()
    skew = timedelta(milliseconds=round(day.skew_s.get(post.station, 0.0) * 1000))
    late, repeated = day.late_ticks.get(post.station, ()), day.repeated_ticks.get(post.station, ())
    lost = union(day.lost.get(post.station, ()))
    tables = _Tables(random)
    cameras = [_Camera(day.tracks[camera], index, tables, random) for camera in post.cameras]
    waiting: Telemetry | None = None
    for tick in range(int((day.end_s - offset_s - 2.0) / tick_s) + 1):
        taken_s = offset_s + tick * tick_s
        sent_s = taken_s + 0.05 + min(1.2, tick_s * 0.09) * random.random()
        if lost and at(lost, taken_s):
            continue
        records = [record for camera in cameras if (record := camera.tell(taken_s, tick)) is not None]
        sent_at = day.moment(taken_s) + skew
        message = Telemetry(station=post.station, occurred_at=sent_at, cameras=records)
        if tick in late and waiting is None:
            waiting = message
            continue
        yield day.sent(post.station, sent_s, message)
        if waiting is not None:
            yield day.sent(post.station, sent_s, waiting)
            waiting = None
        if tick in repeated:
            yield day.sent(post.station, sent_s, message)


class _Tables:
    """Sway and walk, drawn once for a station."""

    def __init__(self, random: Random) -> None:
        self.pitch = [round(bell(random, _SWAY_PITCH_DEG), 1) for _ in range(_STEPS)]
        self.roll = [round(bell(random, _SWAY_ROLL_DEG), 1) for _ in range(_STEPS)]
        north, east = _walk(random), _walk(random)
        self.north = north + north[::-1]
        self.east = east + east[::-1]
        self.speed = [round(5.0 * random.random(), 1) for _ in range(2 * _STEPS)]


def _walk(random: Random) -> list[int]:
    way, here = [], 0
    for _ in range(_STEPS):
        here = max(-_ROAM_1E5_DEG, min(_ROAM_1E5_DEG, here + int(random.random() * 19) - 9))
        way.append(here)
    return way


class _Camera:
    """One camera as it tells of itself; what stays the same between its changes is kept ready."""

    def __init__(self, track: Track, station: int, tables: _Tables, random: Random) -> None:
        self.track = track
        self.tables = tables
        self.shift = int(random.random() * _STEPS)
        self.north = 3785000 + station % 10 * 2500
        self.east = 11250000 + station // 10 * 2500
        self.recorded = minus(track.recorded, track.off)
        self.worn = union(track.worn)
        self.offline = union(track.offline)
        self.silent = union(track.silent)
        self.lost = union(track.lost_position)
        self.tilts = sorted(track.tilts, key=lambda tilt: tilt.span)
        spans = (*self.recorded, *self.worn, *self.offline, *self.silent, *self.lost)
        changes = {moment_s for span in (*spans, *(tilt.span for tilt in self.tilts)) for moment_s in span}
        self.edges = sorted(changes | {knot for knot, _ in (*track.battery, *track.storage)})
        self.until_s = -1.0
        self.kept: CameraRecord | None = None
        self.moves = False

    def tell(self, now_s: float, tick: int) -> CameraRecord | None:
        """Return the camera's record, None if nothing is heard of it."""
        if now_s >= self.until_s:
            self._look_again(now_s)
        if not self.moves:
            return self.kept
        place = (tick + self.shift) % (2 * _STEPS)
        sway = (tick * 7 + self.shift) % _STEPS
        tables, tilt = self.tables, self.tilt
        pitch = roll = None
        if self.has_imu:
            pitch, roll = tables.pitch[sway], tables.roll[sway]
            if tilt is not None:
                pitch, roll = tilt.pitch_deg or pitch, tilt.roll_deg or roll
        positioned = self.positioned
        return CameraRecord(
            camera=self.camera,
            online=self.online,
            recording=self.recording,
            latitude_deg=(self.north + tables.north[place]) / 100000 if positioned else self.zero,
            longitude_deg=(self.east + tables.east[place]) / 100000 if positioned else self.zero,
            speed_kmh=tables.speed[place] if positioned else None,
            battery_pct=self.battery,
            storage_free_pct=self.storage,
            pitch_deg=pitch,
            roll_deg=roll,
        )

    def _look_again(self, now_s: float) -> None:
        """Work out what holds from now on, and until when."""
        track = self.track
        place = bisect_right(self.edges, now_s)
        next_s = self.edges[place] if place < len(self.edges) else float("inf")
        self.until_s = min(now_s + _LEVEL_EVERY_S, next_s)
        self.camera, self.has_imu = track.camera, track.has_imu
        self.online = True if track.tells_online else None
        self.recording = at(self.recorded, now_s) if track.tells_recording else None
        self.tilt = next((tilt for tilt in self.tilts if _holds(tilt.span, now_s)), None)
        zero = at(self.lost, now_s)
        self.zero = 0.0 if zero else None
        self.positioned = track.tells_position and not zero
        self.battery = float(int(level_at(track.battery, now_s))) if track.tells_levels else None
        self.storage = float(int(level_at(track.storage, now_s))) if track.tells_levels else None
        self.moves = at(self.worn, now_s) and not at(self.offline, now_s) and not at(self.silent, now_s)
        self.kept = None if self.moves else self._at_rest(now_s)

    def _at_rest(self, now_s: float) -> CameraRecord | None:
        """Return the record of a camera that is docked, offline or not heard of."""
        if at(self.silent, now_s):
            return None
        if at(self.offline, now_s):
            return CameraRecord(camera=self.camera, online=False, recording=False if self.shift % 2 else None)
        if self.track.absent_in_dock and not at(self.recorded, now_s):
            return None
        return CameraRecord(
            camera=self.camera, online=self.online, recording=self.recording, battery_pct=self.battery
        )


def _holds(span: Span, now_s: float) -> bool:
    return span[0] <= now_s < span[1]
