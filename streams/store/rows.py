"""From messages to rows. Pure: what a batch of messages means for the store, in the order of each partition."""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime

import msgspec
from msgspec import Struct, field

from models.actions import Action
from models.alerts import Alert
from models.incidents import IncidentEvent, Stage
from models.log import (
    ActionRun,
    AnyRun,
    Block,
    DeadLetter,
    IncidentRun,
    ObservationRun,
    RosterRun,
    TelemetryRun,
)
from models.roster import RosterEntry
from models.telemetry import CameraRecord
from streams.blocks import Taken
from streams.store.heard import CAMERA_FACTS, camera_facts
from streams.store.observed import Observed, Row
from streams.store.transitions import Keeper, TransitionKey


def _plain(value: object) -> Row:
    """Return what JSON makes of a value, so that it can be compared with what comes back from the store."""
    plain: Row = msgspec.json.decode(msgspec.json.encode(value))
    return plain


class Rows(Struct):
    """What a batch means, by table; the later of two rows of one name has replaced the earlier."""

    alerts: dict[str, Row] = field(default_factory=dict)
    alert_versions: dict[tuple[str, int], Row] = field(default_factory=dict)
    incident_events: list[Row] = field(default_factory=list)
    incident_order: list[tuple[IncidentEvent, datetime]] = field(default_factory=list)
    """Events in the order of the log, each with its log time, to be folded onto what is stored."""
    cameras: dict[tuple[str, str], Row] = field(default_factory=dict)
    observed: Observed = field(default_factory=Observed)
    transitions: dict[TransitionKey, Row] = field(default_factory=dict)
    roster: dict[tuple[str, str], Row] = field(default_factory=dict)
    actions: dict[str, Row] = field(default_factory=dict)
    dead_letters: dict[tuple[str, int, int, str], Row] = field(default_factory=dict)
    counts: Counter[str] = field(default_factory=Counter)

    def add_alert(self, alert: Alert, *, past: bool) -> None:
        """Take one version of an alert; a repeat counts once."""
        key = alert.alert, alert.version
        row = _alert_row(alert, past=past)
        known = self.alert_versions.get(key)
        if known is not None:
            self.counts["alert_repeats"] += 1
            self.counts["alert_repeats_differing"] += known["document"] != row["document"]
            return
        self.alert_versions[key] = {name: row[name] for name in _VERSION}
        latest = self.alerts.get(alert.alert)
        if latest is None or latest["version"] < alert.version:
            self.alerts[alert.alert] = row

    def add_block(self, block: Block, taken: Taken, keeper: Keeper) -> None:
        """Take a block of the log; what came before is left out."""
        for run in block.runs:
            left_out, records = taken.fresh(run)
            self.counts["records"] += len(records)
            self.counts["records_repeated"] += left_out
            self._add_run(run, left_out)
            keeper.take(run, left_out)
        if block.clock is not None:
            keeper.advance(block.clock)
        self.transitions.update(keeper.told())

    def _add_run(self, run: AnyRun, left_out: int) -> None:
        match run:
            case TelemetryRun():
                self._add_cameras(run, left_out)
            case IncidentRun():
                for offset, event in zip(run.offsets[left_out:], run.records[left_out:], strict=True):
                    self._add_event(run.partition, offset, event, run.at)
            case RosterRun():
                for entry in run.records[left_out:]:
                    self.roster[entry.station, entry.entry] = _roster_row(entry)
            case ActionRun():
                for action in run.records[left_out:]:
                    self.actions.setdefault(action.action, _action_row(action, run.at))
            case ObservationRun():
                self.observed.add_run(run, left_out)

    def add_dead_letter(self, letter: DeadLetter) -> None:
        """Take a dead letter."""
        key = letter.topic, letter.partition, letter.offset, letter.supervisor or ""
        self.dead_letters.setdefault(
            key,
            {
                "topic": letter.topic,
                "partition": letter.partition,
                "offset": letter.offset,
                "supervisor": letter.supervisor or "",
                "at": letter.at,
                "reason": letter.reason,
                "document": _plain(letter),
            },
        )

    def _add_event(self, partition: int, offset: int, event: IncidentEvent, at: datetime) -> None:
        self.incident_order.append((event, at))
        self.incident_events.append(
            {
                "partition": partition,
                "offset": offset,
                "incident": event.incident,
                "station": event.station,
                "stage": event.stage.value,
                "occurred_at": event.occurred_at,
                "logged_at": at,
                "document": _plain(event),
            }
        )

    def _add_cameras(self, run: TelemetryRun, left_out: int) -> None:
        for tick in run.records[left_out:]:
            for camera in tick.cameras:
                self._add_camera(tick.station, camera, run.at)

    def _add_camera(self, station: str, record: CameraRecord, at: datetime) -> None:
        said = camera_facts(record, at)
        known = self.cameras.get((station, record.camera))
        if known is None:
            nothing = dict.fromkeys(CAMERA_FACTS)
            known = self.cameras[station, record.camera] = {
                "station": station,
                "camera": record.camera,
                **nothing,
            }
        known.update(said)
        known["heard_at"] = at


_VERSION = ("alert", "version", "station", "changed_at", "past", "document")


def _alert_row(alert: Alert, *, past: bool) -> Row:
    return {
        "alert": alert.alert,
        "version": alert.version,
        "rule": alert.rule.value,
        "priority": alert.priority.value,
        "state": alert.state.value,
        "decision": alert.decision.value,
        "candidate": alert.candidate,
        "active": alert.active,
        "past": past,
        "station": alert.station,
        "subject": alert.subject,
        "incident": alert.incident,
        "badge": alert.badge,
        "camera": alert.camera,
        "group": alert.group,
        "since": alert.since,
        "raised_at": alert.raised_at,
        "changed_at": alert.changed_at,
        "document": _plain(alert),
    }


def _roster_row(entry: RosterEntry) -> Row:
    return {
        "station": entry.station,
        "entry": entry.entry,
        "badge": entry.badge,
        "camera": entry.camera,
        "starts_at": entry.starts_at,
        "ends_at": entry.ends_at,
        "withdrawn": entry.withdrawn,
        "document": _plain(entry),
    }


def _action_row(action: Action, at: datetime) -> Row:
    return {
        "action": action.action,
        "station": action.station,
        "act": action.act.value,
        "operator": action.operator,
        "alert": action.alert,
        "camera": action.camera,
        "badge": action.badge,
        "occurred_at": action.occurred_at,
        "logged_at": at,
        "document": _plain(action),
    }


def fold_incidents(stored: Mapping[str, Row], order: list[tuple[IncidentEvent, datetime]]) -> dict[str, Row]:
    """Return the incidents that events change, folded onto what is stored."""
    changed: dict[str, Row] = {}
    for event, at in order:
        row = changed.get(event.incident) or _copied(stored.get(event.incident)) or _new_incident(event)
        changed[event.incident] = row
        row["changed_at"] = at
        row["station"] = event.to_station or event.station
        if event.stage is not Stage.RECATEGORISED:
            row["stage"] = event.stage.value
            row["stages"].setdefault(event.stage.value, event.occurred_at.isoformat())
        if event.category is not None:
            row["category"] = event.category
        if event.officers is not None:
            row["officers"] = list(event.officers)
        row["first_at"] = min(row["first_at"], event.occurred_at)
    return changed


def _copied(row: Row | None) -> Row | None:
    return None if row is None else {**row, "stages": dict(row["stages"])}


def _new_incident(event: IncidentEvent) -> Row:
    return {
        "incident": event.incident,
        "station": event.station,
        "stage": event.stage.value,
        "category": None,
        "officers": [],
        "stages": {},
        "first_at": event.occurred_at,
        "changed_at": event.occurred_at,
    }
