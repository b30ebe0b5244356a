"""Traps away from scenes: cameras on shift, in the dock, and bound to nobody."""

from collections.abc import Iterable
from random import Random

from models.observations import Look, Seen
from simulator.day import Day, Looks
from simulator.device_faults import sag
from simulator.duties import Duty, day_of
from simulator.limits import BATTERY_BELOW_PCT, SHIFT_LEFT_S
from simulator.picture_faults import LOOK_STEP_S, askew
from simulator.placing import AROUND_S, between, claim_camera
from simulator.recordings import seconds
from simulator.spans import Span, overlaps
from simulator.tracks import Track

_TRIES = 20


def offline_blip(day: Day, duty: Duty, random: Random) -> bool:
    """Let a camera lose its connection for a minute or two, wherever its wearer is."""
    span = _moment(day, duty, between(random, 60, 120), random, at_scenes=True)
    track = _trap(day, duty, "offline_blip", span)
    if track is None or span is None:
        return False
    track.lose(span, random)
    return True


def lost_position(day: Day, duty: Duty, random: Random) -> bool:
    """Let a camera without satellites send 0/0, as many do."""
    span = _moment(day, duty, 1800.0, random, at_scenes=True)
    track = _trap(day, duty, "lost_position", span)
    if track is None or span is None:
        return False
    track.lost_position.append(span)
    return True


def hung_up(day: Day, duty: Duty, random: Random) -> bool:
    """Let a camera lie on its side while its wearer is at no scene."""
    span = _moment(day, duty, 300.0, random, at_scenes=False)
    track = _trap(day, duty, "hung_up", span)
    if track is None or span is None:
        return False
    track.tilts.append(askew(span, random))
    return True


def covered_in_car(day: Day, duty: Duty, random: Random) -> bool:
    """Let a lens be covered while its wearer is at no scene."""
    span = _moment(day, duty, 120.0, random, at_scenes=False)
    track = _trap(day, duty, "covered_in_car", span)
    if track is None or span is None:
        return False
    looks = Looks(track.camera, Look.COVERED, span, LOOK_STEP_S, (Seen.FAULT,))
    day.looks.setdefault(duty.station, []).append(looks)
    return True


def low_at_end(day: Day, duty: Duty, random: Random) -> bool:
    """Let a battery run low when the shift is all but over."""
    start_s = duty.ends_s - between(random, AROUND_S, SHIFT_LEFT_S - 120)
    span = start_s, duty.ends_s
    long_enough = duty.starts_s < start_s - 3600 and start_s > 0 and duty.ends_s < day.end_s
    if duty.camera is None or duty.swaps or not long_enough:
        return False
    if not day.reserve((duty.starts_s, duty.ends_s), f"battery_low {duty.camera}"):
        return False
    track = _trap(day, duty, "low_at_end", span)
    if track is None:
        return False
    sag(track.battery, start_s, BATTERY_BELOW_PCT)
    return True


def spares(day: Day) -> Iterable[Track]:
    """Return the cameras that nobody wears all day."""
    return (track for track in day.tracks.values() if not track.worn)


def records_for_nobody(day: Day, track: Track, random: Random) -> bool:
    """Let a spare camera record one of the real clips that belong to nobody."""
    midnight = day_of([clip.started for clip in day.plan.clips])
    clips = [seconds(clip, midnight) for clip in day.plan.clips if clip.wearer is None]
    inside = [(start_s, end_s) for start_s, end_s in clips if start_s >= 0 and end_s < day.end_s]
    if not inside:
        return False
    span = inside[int(random.random() * len(inside))]
    return _spare(day, track, "records_for_nobody", span, track.recorded)


def offline_for_nobody(day: Day, track: Track, random: Random) -> bool:
    """Let a spare camera be offline for an hour or two."""
    length_s = min(between(random, 3600, 7200), day.end_s / 2)
    start_s = between(random, 0, day.end_s - length_s)
    return _spare(day, track, "offline_for_nobody", (start_s, start_s + length_s), track.offline)


def _spare(day: Day, track: Track, name: str, span: Span, kept: list[Span]) -> bool:
    if not day.reserve(span, f"camera {track.camera}"):
        return False
    kept.append(span)
    day.trap(name, track.station, track.camera, span, camera=track.camera)
    return True


def _moment(day: Day, duty: Duty, length_s: float, random: Random, *, at_scenes: bool) -> Span | None:
    """Return a span of a shift: anywhere, or only while its person is at no scene."""
    low_s = max(duty.starts_s, 0.0) + AROUND_S
    high_s = min(duty.ends_s, day.end_s) - AROUND_S - length_s
    busy = [] if at_scenes else day.busy(duty.badge)
    for _ in range(_TRIES if low_s < high_s else 0):
        start_s = between(random, low_s, high_s)
        if not overlaps(busy, (start_s - AROUND_S, start_s + length_s + AROUND_S)):
            return start_s, start_s + length_s
    return None


def _trap(day: Day, duty: Duty, name: str, span: Span | None) -> Track | None:
    """Keep a worn camera for a trap and write it down; return it, or None where that cannot be."""
    camera = None if span is None else duty.camera_at(span[0])
    if span is None or camera is None or not claim_camera(day, duty, span):
        return None
    day.trap(name, duty.station, camera, span, badge=duty.badge, camera=camera)
    return day.tracks[camera]
