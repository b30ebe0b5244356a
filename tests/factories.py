"""Factories for tests: moments, events, a rule book with the numbers of the specification, and a harness.

All are plain Python, so that a test of a supervisor does not depend on configuration files.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from msgspec import structs

from agents.fold import Fold, Placed
from agents.supervisor import Out, Supervisor
from models.actions import Act, Action
from models.alerts import Alert, AlertState, Happened, Step, Words
from models.findings import Change, Evidence, Finding, Reason
from models.incidents import IncidentEvent, Stage
from models.log import Clock, Record
from models.observations import Look, Observation, Seen
from models.roster import RosterEntry
from models.rules import Category, Number, Priority, Rule, RuleBook, RuleSettings
from models.stations import Role, Station
from models.telemetry import CameraRecord, Telemetry
from models.times import EPOCH
from streams.store.transitions import Keeper, Numbers

START = datetime(2026, 5, 4, 8, 0, tzinfo=UTC)
"""The moment from which tests count seconds."""
STATION = "S1"
INCIDENT = "I1"
BADGE = "017913"
CAMERA = "C1"
QUIET_CODE = "58"
"""A code whose category needs no recording."""
SLOW_CODE = "90"
"""A code whose category gives a recording twice the usual grace."""


def at(seconds: float) -> datetime:
    """Return the moment ``seconds`` after the start."""
    return START + timedelta(seconds=seconds)


def incident_event(
    stage: Stage,
    seconds: float,
    *,
    incident: str = INCIDENT,
    station: str = STATION,
    officers: tuple[str, ...] | None = None,
    category: str | None = None,
    to_station: str | None = None,
) -> IncidentEvent:
    """Return one stage of an incident that occurred ``seconds`` after the start."""
    return IncidentEvent(
        incident=incident,
        station=station,
        stage=stage,
        occurred_at=at(seconds),
        officers=officers,
        category=category,
        to_station=to_station,
    )


def camera_record(
    camera: str = CAMERA,
    *,
    online: bool | None = True,
    recording: bool | None = None,
    battery_pct: float | None = None,
    storage_free_pct: float | None = None,
    pitch_deg: float | None = None,
    roll_deg: float | None = None,
) -> CameraRecord:
    """Return what one camera says of itself: online, and nothing else, unless told."""
    return CameraRecord(
        camera=camera,
        online=online,
        recording=recording,
        battery_pct=battery_pct,
        storage_free_pct=storage_free_pct,
        pitch_deg=pitch_deg,
        roll_deg=roll_deg,
    )


def telemetry(seconds: float, *cameras: CameraRecord, station: str = STATION) -> Telemetry:
    """Return one tick of a station, sent ``seconds`` after the start by the sender's clock."""
    return Telemetry(station=station, occurred_at=at(seconds), cameras=list(cameras))


def roster_entry(
    badge: str = BADGE,
    camera: str | None = CAMERA,
    *,
    entry: str | None = None,
    starts: float = -3600,
    ends: float = 8 * 3600,
    made: float = -7200,
    role: Role = Role.OFFICER,
    withdrawn: bool = False,
    station: str = STATION,
) -> RosterEntry:
    """Return one person's shift: begun an hour before the start, eight hours to go, made before it began."""
    return RosterEntry(
        entry=entry or f"{badge}@{starts:g}",
        station=station,
        occurred_at=at(made),
        badge=badge,
        role=role,
        camera=camera,
        starts_at=at(starts),
        ends_at=at(ends),
        withdrawn=withdrawn,
    )


def observation(
    seconds: float,
    kind: Look,
    seen: Seen = Seen.FAULT,
    *,
    camera: str = CAMERA,
    score: float = 1.0,
    picture: str | None = None,
    badge: str | None = None,
    by: str | None = None,
    station: str = STATION,
) -> Observation:
    """Return one look at a camera's picture, taken ``seconds`` after the start: a program's, at somebody."""
    return Observation(
        station=station,
        camera=camera,
        occurred_at=at(seconds),
        kind=kind,
        seen=seen,
        score=score,
        picture=picture,
        badge=badge,
        by=by,
    )


_SETTLE = {"settle_s": 60.0}
_RULES: dict[Rule, tuple[Priority, dict[str, float]]] = {
    Rule.RECORDING_NEVER_STARTED: (
        Priority.HIGH,
        {"grace_s": 60, "fresh_s": 60, "from_departure": 0, "auxiliaries_too": 0, "longest_scene_s": 43200},
    ),
    Rule.RECORDING_STARTED_LATE: (Priority.LOW, {"late_s": 30, "heard_within_s": 60}),
    Rule.RECORDING_INTERRUPTED: (Priority.HIGH, {"off_s": 60}),
    Rule.RECORDING_STOPPED_EARLY: (Priority.HIGH, {"off_s": 60}),
    Rule.NO_CAMERA_BOUND: (Priority.MEDIUM, {"grace_s": 120}),
    Rule.CAMERA_OFFLINE_ON_INCIDENT: (Priority.HIGH, {"offline_s": 180}),
    Rule.CAMERA_OFFLINE: (Priority.LOW, {"offline_s": 600, "back_s": 30, "keepalive_s": 60, "missed": 3}),
    Rule.STATION_SILENT: (Priority.HIGH, {"silent_s": 900}),
    Rule.BATTERY_LOW: (Priority.LOW, {"below_pct": 15, "clear_pct": 20, "hold_s": 60, "shift_left_s": 1800}),
    Rule.STORAGE_LOW: (Priority.LOW, {"below_pct": 5, "clear_pct": 8, "hold_s": 60, "shift_left_s": 1800}),
    Rule.ANGLE_TILTED: (
        Priority.MEDIUM,
        {
            "pitch_deg": 25,
            "roll_deg": 30,
            "hold_s": 20,
            "clear_below_deg": 5,
            "clear_hold_s": 10,
            "fresh_s": 60,
        },
    ),
    Rule.ANGLE_PICTURE: (
        Priority.MEDIUM,
        {"window_s": 30, "on_share": 0.8, "off_share": 0.7, "least_looks": 8, "score": 0.6},
    ),
    Rule.FEEDBACK_REMINDER: (Priority.LOW, {"after_s": 1800, **_SETTLE}),
    Rule.FEEDBACK_OVERDUE: (Priority.MEDIUM, {"after_s": 7200, **_SETTLE}),
    Rule.FEEDBACK_ESCALATED: (Priority.HIGH, {"after_s": 14400, **_SETTLE}),
    Rule.NEVER_CONCLUDED: (Priority.MEDIUM, {"after_s": 28800, **_SETTLE}),
    Rule.IMPOSSIBLE_TIMES: (Priority.LOW, {"tolerance_s": 60, **_SETTLE}),
    Rule.UNIFORM: (
        Priority.MEDIUM,
        {
            "least_faults": 3,
            "of_looks": 5,
            "window_s": 120,
            "score": 0.6,
            "clear_well": 3,
            "forget_s": 600,
            "firm_forget_s": 28800,
            "around_shift_s": 3600,
        },
    ),
    Rule.ROLL_CALL: (Priority.LOW, {"before_s": 3600, "grace_s": 900}),
    Rule.SUPERVISION_BLIND: (Priority.URGENT, {"blind_after_s": 30}),
}
_DESK = {
    "reraise_s": 600.0,
    "lapse_s": 28800.0,
    "keep_closed_s": 86400.0,
    "longest_shelve_s": 28800.0,
    "history_most": 50.0,
}


def rulebook(
    *,
    off: Iterable[Rule] = (),
    desk: Mapping[str, float] | None = None,
    **changed: Mapping[str, float],
) -> RuleBook:
    """Return all rules with their usual numbers.

    Numbers are changed by the rule's name: ``rulebook(no_camera_bound={"grace_s": 30})``. ``off`` switches
    rules off, ``desk`` changes the desk's own numbers.
    """
    switched_off = frozenset(off)
    unknown = set(changed) - set(Rule)
    assert not unknown, f"no such rules: {unknown}"
    return RuleBook(
        rules={
            rule: RuleSettings(
                enabled=rule not in switched_off,
                priority=priority,
                numbers=_numbers({**numbers, **changed.get(rule.value, {})}),
            )
            for rule, (priority, numbers) in _RULES.items()
        },
        categories=_categories(),
        category_of_code={QUIET_CODE: "follow_up", SLOW_CODE: "slow"},
        desk=_numbers({**_DESK, **(desk or {})}),
    )


def _numbers(values: Mapping[str, float]) -> dict[str, Number]:
    return {name: Number(float(value), f"E: {name} for tests") for name, value in values.items()}


def _categories() -> dict[str, Category]:
    other = Category(name_zh="其他", name_en="Other", codes=(), source="E: for tests")
    return {
        "other": other,
        "follow_up": structs.replace(
            other, name_zh="补充询问", name_en="Return", codes=(QUIET_CODE,), needs_recording=False
        ),
        "slow": structs.replace(
            other,
            name_zh="慢",
            name_en="Slow",
            codes=(SLOW_CODE,),
            numbers={Rule.RECORDING_NEVER_STARTED: _numbers({"grace_s": 120})},
        ),
    }


KEEPING = Numbers.of(rulebook())
"""What decides what is known of a camera."""


def keeper() -> Keeper:
    """Return a keeper that has heard nothing."""
    return Keeper(KEEPING)


Timeline = list[tuple[float, Record]]
"""Events with the second at which each is logged."""
Told = list[tuple[str, str, str, float]]
"""What ``told`` returns."""


def play(
    supervisor: Supervisor[Out],
    timeline: Timeline,
    *,
    until: float,
    rules: RuleBook | None = None,
    each_second: bool = False,
    fold: Fold[Out] | None = None,
) -> list[Placed[Out]]:
    """Fold events in the order of the seconds at which they are logged, then go on to ``until``.

    With ``each_second`` the log's time goes on second by second, as it does live. A ``fold`` that was used
    before goes on from where it was. A supervisor that raises fails the test.
    """
    fold = fold or Fold(supervisor, rules or rulebook())
    found: list[Placed[Out]] = []
    for index, (seconds, event) in enumerate(sorted(timeline, key=lambda item: item[0])):
        _go_on(fold, seconds, found, each_second=each_second)
        fold.take(event, index, found)
    _go_on(fold, until, found, each_second=each_second)
    assert not fold.failures, fold.failures[0].trace
    return found


def _go_on(fold: Fold[Out], seconds: float, found: list[Placed[Out]], *, each_second: bool) -> None:
    step_to = fold.now + timedelta(seconds=1)
    while each_second and fold.now > EPOCH and step_to < at(seconds):
        fold.advance(step_to, found)
        step_to += timedelta(seconds=1)
    fold.advance(at(seconds), found)


def raised(found: Sequence[Placed[Finding]]) -> list[Finding]:
    """Return the findings that begin an episode."""
    return [placed.item for placed in found if placed.item.change is Change.RAISE]


def cleared(found: Sequence[Placed[Finding]]) -> list[Finding]:
    """Return the findings that end an episode."""
    return [placed.item for placed in found if placed.item.change is Change.CLEAR]


def finding(
    rule: Rule,
    seconds: float,
    subject: str = INCIDENT,
    *,
    change: Change = Change.RAISE,
    reason: Reason | None = None,
    since: float | None = None,
    station: str = STATION,
    incident: str | None = None,
    incident_at: datetime | None = None,
    badge: str | None = None,
    camera: str | None = None,
    kind: str | None = None,
    evidence: tuple[Evidence, ...] = (),
) -> tuple[float, Finding]:
    """Return a finding with the second at which the desk hears it; it began a minute before, unless told."""
    usual = Reason.HELD if change is Change.RAISE else Reason.PUT_RIGHT
    return seconds, Finding(
        rule=rule,
        change=change,
        reason=reason or usual,
        station=station,
        subject=subject,
        since=at(seconds - 60 if since is None else since),
        at=at(seconds),
        incident=incident,
        incident_at=incident_at,
        badge=badge,
        camera=camera,
        kind=kind,
        evidence=evidence,
    )


def action(
    act: Act,
    seconds: float,
    alert: str | None = None,
    *,
    name: str | None = None,
    reason: str | None = None,
    until: float | None = None,
    station: str = STATION,
    operator: str = "li",
    to: str | None = None,
) -> tuple[float, Action]:
    """Return an operator's act with the second at which it is logged; ``until`` is a second too."""
    return seconds, Action(
        action=name or f"{act}@{seconds:g}",
        station=station,
        act=act,
        operator=operator,
        occurred_at=at(seconds),
        alert=alert,
        reason=reason,
        until=None if until is None else at(until),
        to=to,
    )


def directory() -> dict[str, Station]:
    """Return two stations with the names that people call them by."""
    return {
        STATION: Station(station=STATION, name_zh="柏板派出所", name_en="Baiban station", call_zh="柏板所"),
        "S2": Station(station="S2", name_zh="古城派出所", name_en="Gucheng station", call_zh="古城所"),
    }


def latest(told: Sequence[Placed[Alert]]) -> dict[str, Alert]:
    """Return the last version of each alert, by id; versions must rise by one."""
    found: dict[str, Alert] = {}
    for placed in told:
        known = found.get(placed.item.alert)
        assert placed.item.version == (1 if known is None else known.version + 1)
        found[placed.item.alert] = placed.item
    return found


def outline(found: Sequence[Placed[Finding]]) -> list[tuple[float, Rule, Reason]]:
    """Return findings in short: when, of which rule, and why; the reason tells a beginning from an end."""
    return [
        ((placed.item.at - START).total_seconds(), placed.item.rule, placed.item.reason) for placed in found
    ]


def heard(
    stage: Stage,
    occurred: float,
    logged: float | None = None,
    *,
    incident: str = INCIDENT,
    station: str = STATION,
    category: str | None = None,
) -> tuple[float, IncidentEvent]:
    """Return a stage with the second at which it is logged: as it occurs, unless told."""
    event = incident_event(stage, occurred, incident=incident, station=station, category=category)
    return occurred if logged is None else logged, event


class IncidentCase(NamedTuple):
    """Events of an incident, until when to go on, and what is told."""

    name: str
    timeline: list[tuple[float, IncidentEvent]]
    until: float
    expected: list[tuple[float, Rule, Reason]]


def play_with_stray_deadlines(
    supervisor: Supervisor[Finding], timeline: Timeline, *, until: float
) -> list[Placed[Finding]]:
    """Play events with a deadline after each that nobody asked for; it must find nothing."""
    fold = Fold(supervisor, rulebook())
    found: list[Placed[Finding]] = []
    for seconds, event in sorted(timeline, key=lambda item: item[0]):
        found += play(supervisor, [(seconds, event)], until=seconds, fold=fold)
        stray = supervisor.step(fold.states[event.station], Clock(fold.now), fold.now, fold.rules)
        assert not stray
    return found + play(supervisor, [], until=until, fold=fold)


_SEEN = {"F": Seen.FAULT, "w": Seen.WELL, "?": Seen.UNKNOWN}


def looks(
    pattern: str,
    start: float = 0,
    every: float = 5,
    kind: Look = Look.VEST,
    *,
    badge: str | None = None,
    by: str | None = None,
) -> list[tuple[float, Observation]]:
    """Return looks, logged as they are taken: F a fault, w well, ? unknown, a dot none."""
    return [
        (start + every * place, observation(start + every * place, kind, _SEEN[letter], badge=badge, by=by))
        for place, letter in enumerate(pattern)
        if letter != "."
    ]


def ticks(
    start: float, stop: float, *cameras: CameraRecord, every: float = 5, station: str = STATION
) -> list[tuple[float, Record]]:
    """Return a station's ticks from ``start`` until before ``stop``, all saying the same."""
    count = int((stop - start) / every + 0.999)
    moments = [start + index * every for index in range(count)]
    return [(seconds, telemetry(seconds, *cameras, station=station)) for seconds in moments]


def told(found: Sequence[Placed[Finding]]) -> list[tuple[str, str, str, float]]:
    """Return what findings say in short: rule, subject, reason, and the second at which they were found."""
    return [
        (item.rule.value, item.subject, item.reason.value, (item.at - START).total_seconds())
        for item in (placed.item for placed in found)
    ]


def alert(
    raised: float,
    *,
    name: str = "a1",
    rule: Rule = Rule.RECORDING_NEVER_STARTED,
    subject: str = f"{INCIDENT}/{BADGE}",
    priority: Priority = Priority.HIGH,
    station: str = STATION,
    version: int = 1,
    since: float | None = None,
    changed: float | None = None,
    state: AlertState = AlertState.UNACKNOWLEDGED,
    camera: str | None = CAMERA,
    steps: Sequence[tuple[float, Step]] = (),
) -> Alert:
    """Return an alert as the desk tells it, raised ``raised`` seconds after the start."""
    history = ((raised, Step.RAISED), *steps)
    return Alert(
        alert=name,
        version=version,
        rule=rule,
        priority=priority,
        state=state,
        station=station,
        subject=subject,
        incident=INCIDENT,
        badge=BADGE,
        camera=camera,
        group=INCIDENT,
        since=at(raised if since is None else since),
        raised_at=at(raised),
        changed_at=at(raised if changed is None else changed),
        active=state is AlertState.UNACKNOWLEDGED,
        sentence=Words("", ""),
        history=tuple(Happened(at(seconds), step) for seconds, step in history),
    )
