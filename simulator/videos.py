"""Cameras of a day whose pictures are filmed: which they are, when, and what is true of them."""

from collections.abc import Sequence
from operator import attrgetter

from msgspec import Struct

from models.observations import Look
from models.rules import Rule
from models.stations import Role
from simulator.day import Day, Phase
from simulator.footage.faults import SHOWS, PictureFault
from simulator.footage.film import STEP_S, Wrong
from simulator.footage.shipped import Clip
from simulator.limits import LEAST_LOOKS
from simulator.spans import Span, overlaps

AFTER_ARRIVAL_S = 10.0
"""E: the arrival must have been heard of."""
LENGTH_S = 100.0
WRONG_S = (30.0, 75.0)
"""E: before it as long as the window of the rule, then half as long again; most are found within 20 s."""


class Video(Struct, frozen=True):
    """A film that is wanted."""

    clip: Clip
    fault: PictureFault | None
    seed: int

    def wrong(self) -> Wrong | None:
        """Return what is wrong in it, and when."""
        return None if self.fault is None else Wrong(self.fault, WRONG_S)


class Shot(Struct, frozen=True):
    """A film with its place in a day."""

    video: Video
    phase: Phase

    def starts_s(self) -> float:
        """Return when it begins, in seconds since midnight."""
        return self.phase.start_s + AFTER_ARRIVAL_S

    def span(self) -> Span:
        """Return its span of the day."""
        return self.starts_s(), self.starts_s() + LENGTH_S


def place(day: Day, videos: Sequence[Video]) -> list[Shot]:
    """Give each film the day's first phase that will do, and write down what is wrong; one without room is left out."""
    waiting = [
        phase for phase in sorted(day.phases(), key=attrgetter("start_s")) if phase.duty.role is Role.OFFICER
    ]
    shots: list[Shot] = []
    for video in videos:
        shot = next((shot for phase in waiting if _suits(day, shot := Shot(video, phase))), None)
        if shot is not None:
            waiting = [phase for phase in waiting if phase.camera != shot.phase.camera]
            shots.append(shot)
            _write(day, shot)
    day.order_truth()
    return shots


def _suits(day: Day, shot: Shot) -> bool:
    """Say whether a film fits into a phase, and whatever is wrong in it is beyond doubt."""
    phase, span = shot.phase, shot.span()
    if span[1] > phase.end_s or phase.duty.camera_at(span[1]) != phase.camera:
        return False
    fault, track = shot.video.fault, day.tracks[phase.camera]
    if fault is not None and SHOWS[fault] is Look.TILTED and track.has_imu:
        # Its own sensor knows better than its picture.
        return False
    station = phase.scene.station
    away = *track.offline, *track.silent, *day.lost.get(station, ()), *day.held.get(station, ())
    return not overlaps(away, span) and not _else_wrong(day, phase, span)


def _else_wrong(day: Day, phase: Phase, span: Span) -> bool:
    """Say whether something else is written down of the same officer or camera."""
    since, until = day.moment(span[0]), day.moment(span[1])
    return any(
        row.start < until and since < row.end
        for row in day.truth
        if row.badge == phase.duty.badge or row.camera == phase.camera
    )


def _write(day: Day, shot: Shot) -> None:
    wrong, phase = shot.video.wrong(), shot.phase
    if wrong is None:
        return
    start_s, end_s = (shot.starts_s() + moment_s for moment_s in wrong.span)
    day.fault(
        Rule.ANGLE_PICTURE,
        phase.scene.station,
        f"{phase.camera}/{SHOWS[wrong.fault]}",
        (start_s, start_s + (LEAST_LOOKS - 1) * STEP_S, end_s),
        incident=phase.scene.incident,
        badge=phase.duty.badge,
        camera=phase.camera,
        note=f"video: {shot.video.clip.name}, {wrong.fault}",
    )
