"""What one camera does all day: worn or docked, recording, connected, level, charged."""

from collections.abc import Sequence
from random import Random

from msgspec import Struct, field

from models.ids import CameraId, StationId
from simulator.chance import chance
from simulator.duties import Duty, Post
from simulator.plan import Plan
from simulator.spans import Span

Level = list[tuple[float, float]]
"""Points (second, percent) of something that changes in straight lines."""


class Tilt(Struct, frozen=True):
    """A camera that hangs or is bent askew for a while."""

    span: Span
    pitch_deg: float
    roll_deg: float


class Track(Struct):
    """One camera; times in seconds since midnight."""

    camera: CameraId
    station: StationId
    has_imu: bool
    tells_recording: bool
    tells_online: bool
    tells_levels: bool
    tells_position: bool
    absent_in_dock: bool
    """Whether the station's feed leaves it out while nobody wears it."""
    battery: Level
    storage: Level
    worn: list[Span] = field(default_factory=list)
    recorded: list[Span] = field(default_factory=list)
    """Real clips of its wearers, and what healthy officers record on scene."""
    off: list[Span] = field(default_factory=list)
    """Where it does not record after all."""
    offline: list[Span] = field(default_factory=list)
    """Where the platform says that it is offline."""
    silent: list[Span] = field(default_factory=list)
    """Where nothing is heard of it."""
    tilts: list[Tilt] = field(default_factory=list)
    lost_position: list[Span] = field(default_factory=list)
    """Where it sends 0/0 for its position."""

    def lose(self, span: Span, random: Random) -> bool:
        """Disconnect the camera; say whether it falls silent, or else the platform says that it is offline."""
        silent = not self.tells_online or random.random() < 0.5
        (self.silent if silent else self.offline).append(span)
        return silent


_BEFORE_SHIFT_S, _AFTER_SHIFT_S = 300.0, 400.0
"""E: a camera is taken out of its dock a little before the shift and put back a little after."""


def tracks(plan: Plan, where: Sequence[Post], on_duty: Sequence[Duty]) -> dict[CameraId, Track]:
    """Return a healthy day for each camera."""
    made: dict[CameraId, Track] = {}
    shifts: dict[CameraId, list[Duty]] = {}
    for duty in on_duty:
        if duty.camera is not None:
            shifts.setdefault(duty.camera, []).append(duty)
    for post in where:
        for camera in post.cameras:
            random = chance(plan.seed, "track", camera)
            track = _features(camera, post.station, random)
            for duty in sorted(shifts.get(camera, ()), key=lambda duty: duty.starts_s):
                _wear(track, duty, random)
            made[camera] = track
    return made


def _features(camera: CameraId, station: StationId, random: Random) -> Track:
    """Draw what the camera's model tells: no two vendors send the same."""
    return Track(
        camera=camera,
        station=station,
        has_imu=random.random() < 0.65,
        tells_recording=random.random() < 0.95,
        tells_online=random.random() < 0.85,
        tells_levels=random.random() < 0.9,
        tells_position=random.random() < 0.9,
        absent_in_dock=random.random() < 0.4,
        battery=[(-1e6, 100.0)],
        storage=[(-1e6, 98.0)],
    )


def _wear(track: Track, duty: Duty, random: Random) -> None:
    start_s = duty.starts_s - 60 - random.random() * (_BEFORE_SHIFT_S - 60)
    end_s = duty.ends_s + 60 + random.random() * (_AFTER_SHIFT_S - 60)
    track.worn.append((start_s, end_s))
    hours = (end_s - start_s) / 3600
    full, left = 94 + 6 * random.random(), max(28.0, 96 - hours * (4 + 2 * random.random()))
    discharge(track.battery, (start_s, full), (end_s, left), 35.0)
    free, used = 92 + 6 * random.random(), hours * (1.5 + 2 * random.random())
    discharge(track.storage, (start_s, free), (end_s, free - used), 90.0)


def discharge(level: Level, start: tuple[float, float], end: tuple[float, float], back_pct_h: float) -> None:
    """Let a level fall from start to end, then rise again in the dock."""
    while level and level[-1][0] >= start[0]:
        level.pop()
    recovered_s = end[0] + (98 - end[1]) / back_pct_h * 3600
    level += [(start[0], start[1]), (end[0], end[1]), (recovered_s, 98.0)]


def level_at(level: Level, moment_s: float) -> float:
    """Return a level at a moment."""
    before = level[0]
    for point in level:
        if point[0] > moment_s:
            share = (moment_s - before[0]) / (point[0] - before[0])
            return before[1] + (point[1] - before[1]) * share
        before = point
    return before[1]
