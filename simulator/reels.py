"""What cameras on incidents show from the call to the end of the scene: a short film of theirs, over and over."""

from collections.abc import Iterator, Sequence
from itertools import cycle
from math import ceil

from msgspec import Struct

from models.ids import CameraId, StationId
from models.incidents import Stage
from models.observations import PICTURE_LOOKS
from simulator.day import OVER, Day
from simulator.footage.shipped import Clip
from simulator.looks import gone
from simulator.spans import Span, minus, overlaps, union
from simulator.videos import Shot

LENGTH_S = 12.0
FILMS = 2
"""E: of each clip; a picture costs some 20 ms of one core before the day is played, so cameras share them."""
EVERY_S = 20.0
"""E: a still is called old after half a minute; 180 observations an hour and camera."""


class Reel(Struct, frozen=True):
    """The film of one camera, and when it is seen."""

    station: StationId
    camera: CameraId
    clip: Clip
    seed: int
    """Cameras with the same clip and seed share a film."""
    first: int
    """With which of its pictures it begins, counted round and round: two side by side are not to look the same."""
    spans: tuple[Span, ...]

    def moments_s(self, span: Span) -> list[float]:
        """Return when the camera is looked at in one of its spans, in seconds since midnight."""
        start_s, end_s = span
        return [start_s + number * EVERY_S for number in range(ceil((end_s - start_s) / EVERY_S))]


def reels(day: Day, clips: Sequence[Clip], shots: Sequence[Shot]) -> list[Reel]:
    """Give a film to each camera on incidents; a camera's other films go on in it, and their time is theirs."""
    filmed = {shot.phase.camera: shot.video.clip for shot in shots}
    found: dict[CameraId, tuple[StationId, list[Span]]] = {}
    for station, camera, span in _on_incidents(day):
        found.setdefault(camera, (station, []))[1].append(span)
    turns = cycle(clips)
    return [
        Reel(
            station,
            camera,
            filmed.get(camera) or next(turns),
            number // len(clips) % FILMS,
            number,
            _left(day, camera, spans, shots),
        )
        for number, (camera, (station, spans)) in enumerate(found.items())
    ]


def _on_incidents(day: Day) -> Iterator[tuple[StationId, CameraId, Span]]:
    """Yield stations, cameras and from when to when they are on the wall."""
    for scene in day.scenes:
        if Stage.DISPATCHED not in scene.stages:
            continue
        over = [day.stage_heard_s(scene, stage) for stage in OVER if stage in scene.stages]
        span = day.stage_heard_s(scene, Stage.DISPATCHED), min([*over, day.end_s])
        for duty in scene.duties:
            camera = duty.camera_at(span[0])
            if camera is not None and duty.camera_at(span[1]) == camera:
                yield scene.station, camera, span


def _left(day: Day, camera: CameraId, spans: Sequence[Span], shots: Sequence[Shot]) -> tuple[Span, ...]:
    """Return what of some spans is free of other films, and of looks that are to find something."""
    planned = [
        looks.span
        for station in day.looks.values()
        for looks in station
        if looks.camera == camera and looks.kind in PICTURE_LOOKS
    ]
    others = [shot.span() for shot in shots if shot.phase.camera == camera]
    return tuple(minus((span for span in union(spans) if not overlaps(planned, span)), others))


def is_seen(day: Day, reel: Reel, at_s: float) -> bool:
    """Say whether a camera's picture comes at a moment."""
    held = overlaps(day.held.get(reel.station, ()), (at_s, at_s + 0.001))
    return not held and not gone(day, reel.station, reel.camera, at_s)
