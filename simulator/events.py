"""Scenes and duties to incident events and roster entries, with the seconds when logged and when sent."""

from collections.abc import Iterator
from operator import itemgetter

from models.ids import StationId
from models.incidents import IncidentEvent, Stage
from models.roster import RosterEntry
from simulator.chance import chance
from simulator.day import Day, Sent
from simulator.duties import Duty
from simulator.scenes import Scene

_ROSTER_LEAD_S = (1800.0, 7200.0)
"""E: how long before a shift its entry is made."""


def incident_events(day: Day, station: StationId) -> Iterator[Sent[IncidentEvent]]:
    """Yield a station's incident events in the order in which they are logged."""
    repeats: dict[tuple[str, Stage], float] = {
        (incident, stage): after_s for incident, stage, after_s in day.repeats
    }
    told: list[Sent[IncidentEvent]] = []
    for scene in day.scenes:
        for stage in scene.stages:
            if _teller(scene, stage) != station:
                continue
            event = _event(day, scene, stage)
            sent_s = scene.stages[stage] + scene.told_after_s[stage]
            told.append(day.sent(station, sent_s, event))
            if (scene.incident, stage) in repeats:
                again_s = sent_s + repeats[scene.incident, stage]
                told.append(day.sent(station, again_s, event))
    yield from sorted(told, key=itemgetter(0, 1))


def _teller(scene: Scene, stage: Stage) -> StationId:
    """Return whose event it is: until it is handed over, an incident is its first station's."""
    if scene.from_station is not None and stage in (Stage.RECEIVED, Stage.TRANSFERRED):
        return scene.from_station
    return scene.station


def _event(day: Day, scene: Scene, stage: Stage) -> IncidentEvent:
    handed_over = scene.from_station is not None
    first = Stage.DISPATCHED if handed_over else Stage.RECEIVED
    dispatched = stage is Stage.DISPATCHED
    return IncidentEvent(
        incident=scene.incident,
        station=_teller(scene, stage),
        stage=stage,
        occurred_at=day.moment(scene.said.get(stage, scene.stages[stage])),
        category=scene.category if stage in (Stage.RECEIVED, first) else None,
        officers=tuple(duty.badge for duty in scene.duties) if dispatched else None,
        to_station=scene.station if stage is Stage.TRANSFERRED else None,
    )


def roster_entries(day: Day, station: StationId) -> Iterator[Sent[RosterEntry]]:
    """Yield a station's roster entries in the order in which they are logged."""
    random = chance(day.plan.seed, "roster", station)
    told: list[Sent[RosterEntry]] = []
    for number, duty in enumerate(duty for duty in day.duties if duty.station == station):
        low_s, high_s = _ROSTER_LEAD_S
        made_s = duty.starts_s - low_s - (high_s - low_s) * random.random()
        for lost_s, back_s in day.lost.get(station, ()):
            if lost_s <= made_s < back_s:
                made_s = lost_s - 1  # the station's line is down: it was made before
        name = f"{day.plan.day:%Y%m%d}-{station}-{number + 1:03d}"
        if duty.listed:
            entry = _entry(day, duty, name, (made_s, duty.starts_s), duty.camera)
            told.append(day.sent(station, max(made_s, 0.001 * (number + 1)), entry))
        for swapped_s, camera in duty.swaps:
            entry = _entry(day, duty, f"{name}-swap", (swapped_s, swapped_s), camera)
            told.append(day.sent(station, swapped_s, entry))
    yield from sorted(told, key=itemgetter(0, 1))


def _entry(
    day: Day, duty: Duty, name: str, made_and_starts_s: tuple[float, float], camera: str | None
) -> RosterEntry:
    made_s, starts_s = made_and_starts_s
    return RosterEntry(
        entry=name,
        station=duty.station,
        occurred_at=day.moment(made_s),
        badge=duty.badge,
        role=duty.role,
        camera=camera,
        starts_at=day.moment(starts_s),
        ends_at=day.moment(duty.ends_s),
    )
