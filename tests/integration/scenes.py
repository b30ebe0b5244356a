"""Scenes for a system in wall time: an officer whose camera does not record makes an alert at once."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

from config.loader import PACKAGED
from config.settings import Settings
from models.alerts import Alert, Step
from models.incidents import IncidentEvent, Stage
from models.roster import RosterEntry
from models.rules import Rule
from models.telemetry import CameraRecord, Telemetry
from streams.topics import Topic
from tests.integration.live_system import first_alert, message, send, until_logged

STATION = "610102480000"
_STATIONS = f"- {{station: '{STATION}', name_zh: 古城派出所, name_en: Gucheng station, call_zh: 古城所}}\n"
_SHIPPED = "grace_s: {value: 60,"
_QUICK = "grace_s: {value: 0,"


def quick_bureau(folder: Path) -> dict[str, Path]:
    """Write a bureau of one station; its rules are the shipped ones, but nobody waits for a recording.

    A single record that shows none then makes its alert.
    """
    rules = folder / "rules"
    rules.mkdir()
    for file in sorted((PACKAGED / "rules").iterdir()):
        text = file.read_text(encoding="utf-8")
        assert text.count(_SHIPPED) == (file.name == "recording.yaml")
        (rules / file.name).write_text(text.replace(_SHIPPED, _QUICK), encoding="utf-8")
    stations = folder / "stations.yaml"
    stations.write_text(_STATIONS, encoding="utf-8")
    return {"stations": stations, "rules_dir": rules}


class Scene:
    """One officer at one scene with a camera that does not record: what the alert will be about."""

    def __init__(self) -> None:
        self.name = uuid4().hex[:8]
        self.camera = f"C{self.name}"
        self.badge = f"B{self.name}"
        self.incident = f"I{self.name}"
        self.subject = f"{self.incident}/{self.badge}"

    def roster(self) -> tuple[Topic, bytes]:
        """Say who wears the camera."""
        now = datetime.now(UTC)
        entry = RosterEntry(
            entry=self.name,
            station=STATION,
            occurred_at=now,
            badge=self.badge,
            camera=self.camera,
            starts_at=now - timedelta(hours=1),
            ends_at=now + timedelta(hours=8),
        )
        return message(Topic.ROSTER, entry)

    def arrival(self) -> tuple[Topic, bytes]:
        """Say that the officer is there."""
        event = IncidentEvent(
            incident=self.incident,
            station=STATION,
            stage=Stage.ARRIVED,
            occurred_at=datetime.now(UTC),
            officers=(self.badge,),
        )
        return message(Topic.INCIDENTS, event)

    def telemetry(self, *, recording: bool = False) -> tuple[Topic, bytes]:
        """Say what the camera does."""
        record = CameraRecord(camera=self.camera, online=True, recording=recording)
        return message(Topic.TELEMETRY, tick(record))

    async def begin(self, settings: Settings) -> None:
        """Let the system know of the scene; the camera has yet to speak."""
        await until_logged(settings, await send(settings, self.roster(), self.arrival()))

    async def alert_steps(self, settings: Settings, step: Step) -> list[list[Step]]:
        """Wait until something happened to the alert; return what each of its versions told as the latest."""

        def is_it(alert: Alert) -> bool:
            return alert.subject == self.subject and alert.history[-1].step is step

        _, seen = await first_alert(settings, is_it)
        ours = [alert for alert in seen if alert.subject == self.subject]
        assert {alert.rule for alert in ours} == {Rule.RECORDING_NEVER_STARTED}
        assert [alert.version for alert in ours] == list(range(1, len(ours) + 1))
        return [[happened.step for happened in alert.history] for alert in ours]


def tick(*records: CameraRecord) -> Telemetry:
    """Return a tick of the station, now."""
    return Telemetry(station=STATION, occurred_at=datetime.now(UTC), cameras=list(records))
