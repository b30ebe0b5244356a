"""Looks at pictures: sparse on quiet scenes, every few seconds where something is to be seen."""

from collections.abc import Iterator
from itertools import groupby
from operator import attrgetter, itemgetter
from random import Random

from models.ids import CameraId, StationId
from models.observations import PICTURE_LOOKS, UNIFORM_LOOKS, Look, Observation, Seen
from models.times import seconds_between
from simulator.chance import chance
from simulator.day import Day, Filmed, Looks, Phase, Sent
from simulator.spans import Span, overlaps

_QUIET_STEP_S = 60.0
_DRESS_S, _DRESS_STEP_S = 180.0, 20.0
"""E: dress is looked at during a scene's first minutes."""
_QUIET_KINDS = (Look.TILTED, Look.COVERED)
_DRESS_KINDS = (Look.HEADGEAR, Look.VEST)
_DELAY_S = (0.3, 1.2)
"""What decoding and looking take."""
_WELL = (Seen.WELL, Seen.WELL, Seen.WELL, Seen.UNKNOWN, Seen.WELL)


def observations(day: Day, station: StationId) -> Iterator[Sent[Observation]]:
    """Yield a station's observations in the order in which they are logged."""
    planned = day.looks.get(station, [])
    taken: dict[tuple[str, Look], list[Span]] = {}
    for looks in planned:
        taken.setdefault((looks.camera, looks.kind), []).append(looks.span)
    quiet = [
        looks
        for phase in day.phases()
        if phase.scene.station == station
        for looks in _quiet(day, phase)
        if not overlaps(taken.get((looks.camera, looks.kind), ()), looks.span)
    ]
    filmed = day.filmed.get(station, [])
    told = [sent for looks in [*planned, *quiet] for sent in _tell(day, station, looks)]
    told = [sent for sent in told if not _in_film(day, filmed, sent[2])]
    told += [sent for film in filmed for sent in _seen(day, station, film)]
    yield from sorted(told, key=itemgetter(0, 1))


def _quiet(day: Day, phase: Phase) -> Iterator[Looks]:
    """Yield the looks at a scene where nothing is to be seen."""
    begin_s = phase.start_s + 5
    if not day.tracks[phase.camera].has_imu:
        for kind in _QUIET_KINDS:
            yield Looks(phase.camera, kind, (begin_s, phase.end_s), _QUIET_STEP_S, _WELL)
    first = begin_s, min(begin_s + _DRESS_S, phase.end_s)
    for kind in _DRESS_KINDS:
        yield Looks(phase.camera, kind, first, _DRESS_STEP_S, _WELL, badge=phase.partner())


def _tell(day: Day, station: StationId, looks: Looks) -> Iterator[Sent[Observation]]:
    random = chance(day.plan.seed, "looks", looks.camera, looks.kind, looks.span)
    start_s, end_s = looks.span
    for number in range(int((end_s - start_s) / looks.step_s) + 1):
        taken_s = start_s + number * looks.step_s
        logged_s = taken_s + _delay_s(random)
        if taken_s >= end_s or logged_s >= day.end_s or gone(day, station, looks.camera, taken_s):
            continue
        seen = looks.seen[number % len(looks.seen)]
        observation = Observation(
            station=station,
            camera=looks.camera,
            occurred_at=day.moment(taken_s),
            kind=looks.kind,
            seen=seen,
            score=round(looks.score - 0.08 * random.random(), 2),
            picture=_picture(looks, taken_s) if seen is Seen.FAULT else None,
            badge=looks.badge,
        )
        yield day.sent(station, logged_s, observation)


def _seen(day: Day, station: StationId, film: Filmed) -> Iterator[Sent[Observation]]:
    """Yield what a film showed; what one look tells comes together."""
    random = chance(day.plan.seed, "film", film.camera, film.span)
    for occurred_at, together in groupby(film.seen, key=attrgetter("occurred_at")):
        taken_s = seconds_between(day.start, occurred_at)
        logged_s = taken_s + _delay_s(random)
        if logged_s < day.end_s and not gone(day, station, film.camera, taken_s):
            for observation in together:
                yield day.sent(station, logged_s, observation)


def _in_film(day: Day, filmed: list[Filmed], look: Observation) -> bool:
    """Say whether a made look at a picture falls into a film of the same camera."""
    taken_s = seconds_between(day.start, look.occurred_at)
    return look.kind in PICTURE_LOOKS and any(
        film.camera == look.camera and film.span[0] <= taken_s < film.span[1] for film in filmed
    )


def _delay_s(random: Random) -> float:
    return _DELAY_S[0] + (_DELAY_S[1] - _DELAY_S[0]) * random.random()


def gone(day: Day, station: StationId, camera: CameraId, taken_s: float) -> bool:
    """Say whether nothing was to be seen of a camera."""
    track = day.tracks[camera]
    away = (*track.offline, *track.silent, *day.lost.get(station, ()))
    return overlaps(away, (taken_s, taken_s + 0.001))


def _picture(looks: Looks, taken_s: float) -> str:
    concern = "uniform" if looks.kind in UNIFORM_LOOKS else "angle"
    return f"simulated/{concern}/{looks.camera}/{round(taken_s * 1000):08d}-{looks.kind}.jpg"
