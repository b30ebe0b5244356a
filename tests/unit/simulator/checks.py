"""What a fault that the truth names must look like in what the day tells, for each rule."""

from collections.abc import Callable
from datetime import datetime, timedelta

from models.incidents import CHAIN, Stage
from models.observations import Seen
from models.rules import Rule
from models.telemetry import CameraRecord
from models.times import after, seconds_between
from simulator.limits import BATTERY_BELOW_PCT, STORAGE_BELOW_PCT
from simulator.truth import Truth
from tests.unit.simulator.told import Told

SETTLED_S = 12.0
"""A tick and what sending takes: by then a change shows."""


def never_started(told: Told, row: Truth) -> bool:
    """Say whether no record shows a recording from the arrival until it is put right, and then one does."""
    records = told.records(row, row.start, row.end)
    after_it = told.records(row, after(row.end, SETTLED_S), after(row.end, 60))
    scene_ends = _heard(told, row, Stage.CONCLUDED)
    right = scene_ends is None or row.end >= scene_ends or any(one.recording for one in after_it)
    return any(one.recording is False for one in records) and not any(r.recording for r in records) and right


def started_late(told: Told, row: Truth) -> bool:
    """Say whether the first recording shows between half a minute and a minute after arrival."""
    first = next(at for at, one in told.cameras[row.camera or ""] if at >= row.start and one.recording)
    return 30 < seconds_between(row.start, first) < 60


def interrupted(told: Told, row: Truth) -> bool:
    """Say whether the camera is away for a minute before, then is there and does not record."""
    away = told.records(row, after(row.start, -60), row.start)
    back = told.records(row, after(row.start, SETTLED_S), row.end)
    gone = all(one.online is False for one in away[2:])
    return gone and all(one.online is not False and not one.recording for one in back) and len(back) >= 6


def stopped_early(told: Told, row: Truth) -> bool:
    """Say whether it recorded until the start, and not from then on, while the scene is open."""
    before = told.records(row, after(row.start, -60), row.start)
    stopped = told.records(row, after(row.start, SETTLED_S), row.end)
    scene_ends = _heard(told, row, Stage.CONCLUDED)
    is_open = scene_ends is None or scene_ends >= row.end
    return any(r.recording for r in before) and is_open and not any(r.recording for r in stopped)


def no_camera(told: Told, row: Truth) -> bool:
    """Say whether the officer is on the incident, and no entry of the roster gives a camera."""
    sent = [event.officers for _, event in told.incidents[row.incident or ""] if event.officers]
    given = [entry for entry in told.roster if entry.badge == row.badge and entry.camera is not None]
    return row.badge in sent[-1] and not given


def offline(told: Told, row: Truth) -> bool:
    """Say whether the camera is not online while its station's line is well."""
    gone = told.records(row, after(row.start, SETTLED_S), row.end)
    ticks = [at for at in told.ticks[row.station] if row.start <= at < row.end]
    lasted_s = seconds_between(row.start, row.end)
    return all(one.online is False for one in gone) and len(ticks) > lasted_s / 10 - 3


def silent(told: Told, row: Truth) -> bool:
    """Say whether nothing at all comes from the station."""
    quiet = after(row.start, SETTLED_S), row.end
    return not [line for line in told.lines if line.key == row.station and quiet[0] <= line.at < quiet[1]]


def battery_low(told: Told, row: Truth) -> bool:
    """Say whether the battery is low from the start on, and was not before."""
    return _low(told, row, "battery_pct", BATTERY_BELOW_PCT)


def storage_low(told: Told, row: Truth) -> bool:
    """Say whether the storage is low from the start on, and was not before."""
    return _low(told, row, "storage_free_pct", STORAGE_BELOW_PCT)


def tilted(told: Told, row: Truth) -> bool:
    """Say whether every record while it lasts is over one of the limits, and none around it."""
    during = told.records(row, after(row.start, SETTLED_S), row.end)
    around = [
        *told.records(row, after(row.start, -60), row.start),
        *told.records(row, after(row.end, SETTLED_S), after(row.end, 60)),
    ]
    return all(_askew(one) for one in during) and not any(_askew(one) for one in around)


def looks_show_it(told: Told, row: Truth) -> bool:
    """Say whether looks while it lasts show the fault, and no others do."""
    looks = [
        (row.start <= look.occurred_at < row.end, look.seen is Seen.FAULT)
        for _, look in told.looks[row.subject]
        if abs(seconds_between(look.occurred_at, row.start)) < 600
    ]
    return all(during == fault for during, fault in looks) and sum(during for during, _ in looks) >= 5


def feedback(told: Told, row: Truth) -> bool:
    """Say whether the scene is over when it is due, and no outcome has come in."""
    entered = _heard(told, row, Stage.FEEDBACK_ENTERED)
    concluded = _heard(told, row, Stage.CONCLUDED)
    due = row.due or row.start
    return concluded is not None and concluded < due and (entered is None or entered >= row.end > due)


def never_concluded(told: Told, row: Truth) -> bool:
    """Say whether its people left, and nothing is heard afterwards."""
    stages = {event.stage for _, event in told.incidents[row.subject]}
    return Stage.DEPARTED in stages and stages <= {*CHAIN[:4], Stage.TRANSFERRED}


def impossible(told: Told, row: Truth) -> bool:
    """Say whether from the start, but not before, two stages are known whose times contradict."""
    return _contradict(told, row, timedelta(milliseconds=1)) and not _contradict(
        told, row, timedelta(milliseconds=-1)
    )


CHECKS: dict[Rule, Callable[[Told, Truth], bool]] = {
    Rule.RECORDING_NEVER_STARTED: never_started,
    Rule.RECORDING_STARTED_LATE: started_late,
    Rule.RECORDING_INTERRUPTED: interrupted,
    Rule.RECORDING_STOPPED_EARLY: stopped_early,
    Rule.NO_CAMERA_BOUND: no_camera,
    Rule.CAMERA_OFFLINE_ON_INCIDENT: offline,
    Rule.CAMERA_OFFLINE: offline,
    Rule.STATION_SILENT: silent,
    Rule.BATTERY_LOW: battery_low,
    Rule.STORAGE_LOW: storage_low,
    Rule.ANGLE_TILTED: tilted,
    Rule.ANGLE_PICTURE: looks_show_it,
    Rule.FEEDBACK_REMINDER: feedback,
    Rule.FEEDBACK_OVERDUE: feedback,
    Rule.FEEDBACK_ESCALATED: feedback,
    Rule.NEVER_CONCLUDED: never_concluded,
    Rule.IMPOSSIBLE_TIMES: impossible,
    Rule.UNIFORM: looks_show_it,
}


def _heard(told: Told, row: Truth, stage: Stage) -> datetime | None:
    moments = [at for at, event in told.incidents[row.incident or ""] if event.stage is stage]
    return min(moments, default=None)


def _low(told: Told, row: Truth, field: str, below_pct: float) -> bool:
    before = [getattr(one, field) for one in told.records(row, after(row.start, -600), row.start)]
    since = [getattr(one, field) for one in told.records(row, after(row.start, SETTLED_S), row.end)]
    fell = all(level is None or level >= below_pct for level in before)
    return fell and all(level is None or level < below_pct for level in since)


def _askew(record: CameraRecord) -> bool:
    return abs(record.pitch_deg or 0) > 25 or abs(record.roll_deg or 0) > 30


def _contradict(told: Told, row: Truth, later: timedelta) -> bool:
    said = {
        event.stage: event.occurred_at
        for at, event in told.incidents[row.subject]
        if at <= row.start + later and event.stage in CHAIN
    }
    known = [said[stage] for stage in CHAIN if stage in said]
    return any(
        seconds_between(second, first) > 60
        for place, first in enumerate(known)
        for second in known[place + 1 :]
    )
