"""Which incidents the console calls late: in a day that is played, by that day's clock."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec

from models.incidents import IncidentEvent, Stage
from models.telemetry import CameraRecord, Telemetry
from streams.codecs import encode
from streams.play import play_recording
from streams.recorded import Line
from streams.topics import Topic
from tests.integration.rooms import Room, room
from tests.integration.scenes import STATION
from tests.integration.test_console import got, until_got

BEGIN = datetime(2026, 3, 1, 2, tzinfo=UTC)
"""Months away from any wall's clock."""
AT_ONCE = 1e9
OLD, OVERDUE, NEW = "I-old", "I-overdue", "I-new"
SCENE = (Stage.ARRIVED, Stage.CONCLUDED)


def stages(incident: str, after_h: float, *reached: Stage) -> list[Line]:
    """Return what the command system says of an incident, a minute between its stages."""
    at = [BEGIN + timedelta(hours=after_h, minutes=number) for number in range(len(reached))]
    events = [
        IncidentEvent(incident=incident, station=STATION, stage=stage, occurred_at=moment, officers=("B1",))
        for stage, moment in zip(reached, at, strict=True)
    ]
    return [_line(Topic.INCIDENTS, event, event.occurred_at) for event in events]


def ticks(hours: Iterable[float]) -> list[Line]:
    """Return telemetry of a camera that nobody wears: the time goes on."""
    cameras = [CameraRecord(camera="C1", online=True)]
    at = [BEGIN + timedelta(hours=hour) for hour in hours]
    told = [Telemetry(station=STATION, occurred_at=each, cameras=cameras) for each in at]
    return [_line(Topic.TELEMETRY, each, each.occurred_at) for each in told]


def _line(topic: Topic, record: object, at: datetime) -> Line:
    return Line(topic=topic, at=at, value=msgspec.Raw(encode(record)))


async def play(the: Room, folder: Path, lines: list[Line]) -> None:
    """Play lines in the order of their time."""
    file = folder / "events.jsonl"
    file.write_bytes(b"\n".join(encode(line) for line in sorted(lines, key=lambda line: line.at)))
    await play_recording(the.settings, file, AT_ONCE, lambda _lines, _at: None)


async def test_late_is_what_a_rule_says_by_the_days_own_clock(
    apache_kafka: str, prefix: str, tmp_path: Path
) -> None:
    """Late ones come first, also from before the day, until their outcome is entered; then nobody calls them late."""
    async with (
        room(apache_kafka, prefix, tmp_path, time={"source": "input"}) as the,
        the.person("li") as li,
    ):
        old = [*stages(OLD, 0, Stage.RECEIVED), *stages(OLD, 3, *SCENE)]
        day = [*stages(OVERDUE, 20, Stage.RECEIVED, *SCENE), *stages(NEW, 24.8, Stage.RECEIVED, *SCENE)]
        await play(the, tmp_path, [*old, *day, *ticks(range(26))])
        page = await until_got(li, "/api/incidents", lambda page: len(page["incidents"]) == 3)
        page = await until_got(li, "/api/incidents", lambda page: page["incidents"][1]["late"])
        told = [(each["incident"], each["late"]) for each in page["incidents"]]
        assert told == [(OVERDUE, True), (OLD, True), (NEW, False)]
        late = await got(li, "/api/incidents", late="true")
        assert [each["incident"] for each in late["incidents"]] == [OVERDUE, OLD]

        entered = stages(OVERDUE, 25.1, Stage.FEEDBACK_ENTERED)
        await play(the, tmp_path, [*entered, *ticks([25.2])])
        page = await until_got(li, "/api/incidents", lambda page: page["incidents"][0]["incident"] == OLD)
        [overdue] = [each for each in page["incidents"] if each["incident"] == OVERDUE]
        assert not overdue["late"]
        assert [each["state"] for each in overdue["alerts"]] == ["returned_unacknowledged"]
