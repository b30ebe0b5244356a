"""One message of each topic, for the documentation: built from the structs, so that it is always valid."""

from datetime import UTC, datetime, timedelta

from msgspec import Struct

from models.actions import Act, Action
from models.alerts import Alert, AlertState, EvidenceLine, Happened, Step, Words
from models.findings import Change, Entry, Evidence, Fact, Finding, FindingBatch, Item, Measure, Reason
from models.ids import content_id
from models.incidents import IncidentEvent, Stage
from models.log import Block, TelemetryRun, Wrong
from models.observations import Look, Observation, Seen
from models.roster import RosterEntry
from models.rules import Priority, Rule
from models.stations import Role
from models.telemetry import CameraRecord, Telemetry
from streams.admission import dead_letter
from streams.topics import Topic
from streams.validation import Objection

_STATION, _INCIDENT, _BADGE, _CAMERA = "gucheng", "A0000416", "017913", "34020000001320000001"
_ARRIVED = datetime(2026, 3, 2, 8, 15, 40, tzinfo=UTC)


def _at(seconds: int) -> datetime:
    return _ARRIVED + timedelta(seconds=seconds)


_TELEMETRY = Telemetry(
    station=_STATION,
    occurred_at=_at(70),
    cameras=[
        CameraRecord(
            camera=_CAMERA,
            online=True,
            recording=False,
            latitude_deg=34.3416,
            longitude_deg=108.9398,
            battery_pct=82,
            pitch_deg=-3.5,
        )
    ],
)

_FINDING = Finding(
    rule=Rule.RECORDING_NEVER_STARTED,
    change=Change.RAISE,
    reason=Reason.HELD,
    station=_STATION,
    subject=f"{_INCIDENT}/{_BADGE}",
    since=_at(2),
    at=_at(71),
    incident=_INCIDENT,
    badge=_BADGE,
    camera=_CAMERA,
    measure=Measure(
        "grace_s",
        60,
        "E: a minute to step out of the car and press the button",
        "工程取值：留 1 分钟下车并按下录制键",
    ),
    evidence=(Evidence(_at(2), Fact.ARRIVED), Evidence(_at(71), Fact.NOT_RECORDING)),
)

_ALERT = Alert(
    alert=content_id(_FINDING.rule, _STATION, _FINDING.subject, _FINDING.since.isoformat()),
    version=1,
    rule=_FINDING.rule,
    priority=Priority.HIGH,
    state=AlertState.UNACKNOWLEDGED,
    station=_STATION,
    subject=_FINDING.subject,
    incident=_INCIDENT,
    badge=_BADGE,
    camera=_CAMERA,
    group=_INCIDENT,
    since=_FINDING.since,
    raised_at=_FINDING.at,
    changed_at=_FINDING.at,
    active=True,
    measure=_FINDING.measure,
    evidence=(EvidenceLine(_at(71), Words("执法记录仪未录制", "The camera is not recording")),),
    sentence=Words(
        f"{_BADGE}，请开启执法记录仪，全程录制", f"{_BADGE}, please switch on your camera and keep recording"
    ),
    history=(Happened(_FINDING.at, Step.RAISED),),
)

EXAMPLES: dict[Topic, Struct] = {
    Topic.INCIDENTS: IncidentEvent(
        incident=_INCIDENT,
        station=_STATION,
        stage=Stage.ARRIVED,
        occurred_at=_ARRIVED,
        officers=(_BADGE, "017920"),
    ),
    Topic.TELEMETRY: _TELEMETRY,
    Topic.OBSERVATIONS: Observation(
        station=_STATION,
        camera=_CAMERA,
        occurred_at=_at(90),
        kind=Look.HEADGEAR,
        seen=Seen.FAULT,
        score=0.83,
        picture="2026-03-02/gucheng/081710.jpg",
    ),
    Topic.ROSTER: RosterEntry(
        entry="2026-03-02-gucheng-017913-day",
        station=_STATION,
        occurred_at=_at(-36_000),
        badge=_BADGE,
        role=Role.OFFICER,
        camera=_CAMERA,
        starts_at=_at(-2_740),
        ends_at=_at(-2_740 + 8 * 3_600),
    ),
    Topic.ACTIONS: Action(
        action="0195548f-7c1e",
        station=_STATION,
        act=Act.DISMISS,
        operator="duty-3",
        occurred_at=_at(130),
        alert=_ALERT.alert,
        reason="The officer films with a second camera",
    ),
    Topic.LOG: Block(runs=[TelemetryRun(partition=2, at=_at(71), offsets=[48_211], records=[_TELEMETRY])]),
    Topic.FINDINGS: FindingBatch(
        (Entry(position=9_042, at=_at(71), items=(Item(at=_at(71), finding=_FINDING),)),)
    ),
    Topic.ALERTS: _ALERT,
    Topic.DEAD_LETTERS: dead_letter(
        _at(71),
        Topic.TELEMETRY,
        2,
        48_212,
        Objection(
            Wrong.UNKNOWN_STATION,
            "station: 'guchen' is unknown; add it to the stations file or correct the sender",
        ),
        b'{"station":"guchen","occurred_at":"2026-03-02T08:16:50Z","cameras":[]}',
    ),
}
"""By topic. The people, places and numbers are made up."""
