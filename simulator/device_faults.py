"""Cameras that are missing, offline, nearly empty or nearly full, and stations that fall silent."""

from collections.abc import Iterator
from random import Random

from models.rules import Rule
from models.stations import Role
from simulator.day import Day, Phase
from simulator.duties import Duty, Post
from simulator.limits import (
    BATTERY_BELOW_PCT,
    LEVEL_HOLD_S,
    NO_CAMERA_GRACE_S,
    OFFLINE_ON_INCIDENT_S,
    OFFLINE_S,
    SHIFT_LEFT_S,
    STATION_SILENT_S,
    STORAGE_BELOW_PCT,
)
from simulator.placing import AROUND_S, between, claim, claim_camera, margin_s
from simulator.spans import Span, overlaps
from simulator.tracks import Level

_TRIES = 20
"""E: how many moments are tried before a candidate is passed over."""
_SAGGED_PCT = 1.5
"""E: the lowest that a level sinks; an empty camera would go offline, which is another fault."""


def no_camera_bound(day: Day, phase: Phase, random: Random) -> bool:
    """Send one more officer, for whom the roster names no camera or who is not on it at all."""
    if phase.length_s() < NO_CAMERA_GRACE_S + margin_s(day) + 60 or not claim(day, phase):
        return False
    colleague = phase.duty
    duty = Duty(
        badge=day.new_badge(),
        role=Role.OFFICER,
        station=colleague.station,
        camera=None,
        starts_s=colleague.starts_s,
        ends_s=colleague.ends_s,
        listed=random.random() < 0.5,
    )
    day.duties.append(duty)
    phase.scene.duties.append(duty)
    day.fault(
        Rule.NO_CAMERA_BOUND,
        duty.station,
        f"{phase.scene.incident}/{duty.badge}",
        (phase.start_s, phase.start_s + NO_CAMERA_GRACE_S, phase.end_s),
        incident=phase.scene.incident,
        badge=duty.badge,
        note="on the roster without a camera" if duty.listed else "not on the roster",
    )
    return True


def offline_on_incident(day: Day, phase: Phase, random: Random) -> bool:
    """Let a camera lose its connection at a scene; it records on."""
    least_s = OFFLINE_ON_INCIDENT_S + margin_s(day)
    room_s = phase.length_s() - least_s - 180
    if room_s < 0 or not claim(day, phase):
        return False
    start_s = phase.start_s + 60 + between(random, 0, room_s)
    left_s = phase.end_s - 60 - start_s
    end_s = start_s + between(random, least_s, min(left_s, OFFLINE_S - margin_s(day)))
    silent = day.tracks[phase.camera].lose((start_s, end_s), random)
    day.fault(
        Rule.CAMERA_OFFLINE_ON_INCIDENT,
        phase.scene.station,
        phase.camera,
        (start_s, _lost_s(day, start_s, silent=silent) + OFFLINE_ON_INCIDENT_S, end_s),
        incident=phase.scene.incident,
        badge=phase.duty.badge,
        camera=phase.camera,
    )
    return True


def offline_on_shift(day: Day, duty: Duty, random: Random) -> bool:
    """Let a camera lose its connection while its wearer is on shift and at no scene."""
    length_s = OFFLINE_S + margin_s(day) + between(random, 60, 1800)
    span = _quiet(day, duty, length_s, random)
    camera = None if span is None else duty.camera_at(span[0])
    if span is None or camera is None or not claim_camera(day, duty, span):
        return False
    silent = day.tracks[camera].lose(span, random)
    times = span[0], _lost_s(day, span[0], silent=silent) + OFFLINE_S, span[1]
    day.fault(Rule.CAMERA_OFFLINE, duty.station, camera, times, badge=duty.badge, camera=camera)
    return True


def _lost_s(day: Day, start_s: float, *, silent: bool) -> float:
    """Return from when it may be counted: silence since the last tick, which may be a tick earlier."""
    return start_s - day.plan.tick_s if silent else start_s


def _quiet(day: Day, duty: Duty, length_s: float, random: Random) -> Span | None:
    """Return a span of a shift in which its person is at no scene."""
    low_s = max(duty.starts_s, 0.0) + AROUND_S
    high_s = min(duty.ends_s, day.end_s) - AROUND_S - length_s
    busy = day.busy(duty.badge)
    for _ in range(_TRIES if low_s < high_s else 0):
        start_s = between(random, low_s, high_s)
        if not overlaps(busy, (start_s - AROUND_S, start_s + length_s + AROUND_S)):
            return start_s, start_s + length_s
    return None


def station_silent(day: Day, post: Post, random: Random) -> bool:
    """Let a station's line fail with people on shift, none of them at a scene; what it sends is lost."""
    length_s = STATION_SILENT_S + margin_s(day) + between(random, 120, 900)
    room_s = day.end_s - length_s - 2 * AROUND_S
    if room_s < 0:
        return False
    events = list(_events(day, post))
    for _ in range(_TRIES):
        start_s = AROUND_S + between(random, 0, room_s)
        span = start_s, start_s + length_s
        wide = start_s - AROUND_S, span[1] + AROUND_S
        if overlaps(events, wide) or not _staffed(day, post, span):
            continue
        if day.reserve(wide, f"station {post.station}"):
            day.lost.setdefault(post.station, []).append(span)
            times = start_s, _lost_s(day, start_s, silent=True) + STATION_SILENT_S, span[1]
            day.fault(Rule.STATION_SILENT, post.station, post.station, times)
            return True
    return False


def _events(day: Day, post: Post) -> Iterator[Span]:
    """Yield when a station's people are at incidents, and when anything is heard of one."""
    for scene in day.scenes:
        if scene.station == post.station:
            yield scene.bound
            for stage in scene.stages:
                heard_s = day.stage_heard_s(scene, stage)
                yield heard_s, heard_s + 1


def _staffed(day: Day, post: Post, span: Span) -> bool:
    return any(
        duty.station == post.station
        and duty.camera is not None
        and duty.starts_s <= span[0] - AROUND_S
        and duty.ends_s >= span[1] + AROUND_S
        for duty in day.duties
    )


def battery_low(day: Day, duty: Duty, random: Random) -> bool:
    """Let a battery run low long before the shift ends."""
    return _sag(day, duty, Rule.BATTERY_LOW, BATTERY_BELOW_PCT, random)


def storage_low(day: Day, duty: Duty, random: Random) -> bool:
    """Let a camera's storage fill up long before the shift ends."""
    return _sag(day, duty, Rule.STORAGE_LOW, STORAGE_BELOW_PCT, random)


def _sag(day: Day, duty: Duty, rule: Rule, below_pct: float, random: Random) -> bool:
    camera = duty.camera
    if camera is None or duty.swaps or not day.tracks[camera].tells_levels:
        return False
    hold_s = LEVEL_HOLD_S + margin_s(day)
    low_s = max(duty.starts_s, 0.0) + 3600
    high_s = min(duty.ends_s - SHIFT_LEFT_S - AROUND_S, day.end_s) - hold_s
    if low_s >= high_s:
        return False
    start_s = between(random, low_s, high_s)
    if not day.free((duty.starts_s, duty.ends_s), f"{rule} {camera}"):
        return False
    if not claim_camera(day, duty, (start_s, start_s + hold_s + AROUND_S)):
        return False
    day.reserve((duty.starts_s, duty.ends_s), f"{rule} {camera}")
    track = day.tracks[camera]
    sag(track.battery if rule is Rule.BATTERY_LOW else track.storage, start_s, below_pct)
    times = start_s, start_s + LEVEL_HOLD_S, duty.ends_s
    day.fault(rule, duty.station, camera, times, badge=duty.badge, camera=camera)
    return True


def sag(level: Level, start_s: float, below_pct: float) -> None:
    """Let a level that falls during a shift reach a percentage early, and sink on slowly from there."""
    place = next(place for place, point in enumerate(level) if point[0] > start_s)
    ends_s = level[place][0]
    level[place] = ends_s, min(level[place][1], _SAGGED_PCT + below_pct * 0.3)
    level.insert(place, (start_s, below_pct - 0.01))
