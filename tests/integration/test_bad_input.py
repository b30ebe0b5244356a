"""What cannot be used ends in dead-letters with its reason; all the rest goes on to its alert.

A real intake and a real worker run in wall time, all tests on the same ones: what one test sends must not
harm the others.
"""

import asyncio
import base64
import hashlib
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from random import Random
from uuid import uuid4

import msgspec
import pytest

from bench.processes import WITHIN_S, role
from config.settings import Settings
from models.alerts import Step
from models.log import DeadLetter
from models.telemetry import CameraRecord
from streams.recorded import Line
from streams.topics import Topic
from tests.integration.live_system import (
    Place,
    all_dead_letters,
    dead_letters,
    first_alert,
    logged_places,
    message,
    send,
    settings_of,
    until_logged,
)
from tests.integration.scenes import STATION, Scene, quick_bureau, tick
from tests.mangling import mangled

CAMERAS = 10_000


@pytest.fixture(scope="module")
def system(embedded_broker: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Settings]:
    """Run an intake and a worker for all tests here; they must still be there at the end."""
    folder = tmp_path_factory.mktemp("system")
    settings = settings_of(embedded_broker, f"t{uuid4().hex[:8]}-", bureau=quick_bureau(folder))
    with role(settings, "intake", folder) as intake, role(settings, "worker", folder) as worker:
        yield settings
        for process in (intake, worker):
            assert "Traceback" not in process.said()
            assert "role failed" not in process.said()


def now_text(seconds: float = 0) -> str:
    """Return a moment from now as a producer writes it."""
    return (datetime.now(UTC) + timedelta(seconds=seconds)).isoformat()


def telemetry_text(station: str = STATION, occurred_at: str | None = None) -> str:
    """Return an empty tick as a producer writes it."""
    return f'{{"station":"{station}","occurred_at":"{occurred_at or now_text()}","cameras":[]}}'


def roster_text(ends_at: str) -> str:
    """Return a roster entry with an end of one's own."""
    return (
        f'{{"entry":"e","station":"{STATION}","occurred_at":"{now_text()}","badge":"1",'
        f'"starts_at":"{now_text()}"{ends_at}}}'
    )


def incident_text(stage: str = '"arrived"', incident: str = '"I"') -> str:
    """Return an incident event with a stage and a name of one's own, as JSON."""
    return f'{{"incident":{incident},"station":"{STATION}","stage":{stage},"occurred_at":"{now_text()}"}}'


REFUSED = [
    ("not JSON", Topic.INCIDENTS, '{"incident":"I1",', "not JSON"),
    ("no JSON at all", Topic.ACTIONS, "请开启执法记录仪", "not JSON"),
    ("nothing", Topic.ROSTER, "", "not JSON"),
    ("null", Topic.OBSERVATIONS, "null", "Expected `object`, got `null`"),
    ("a list", Topic.TELEMETRY, "[]", "Expected `object`, got `array`"),
    ("a wrong type", Topic.INCIDENTS, incident_text(incident="17"), r"Expected `str`, got `int`.*\$\.incident"),
    ("an unknown stage", Topic.INCIDENTS, incident_text('"flying"'), r"flying.*\$\.stage"),
    ("a name without end", Topic.INCIDENTS, incident_text(incident=f'"{"I" * 65}"'), r"length <= 64"),
    ("a missing field", Topic.ROSTER, roster_text(""), "missing required field `ends_at`"),
    ("cameras that are no list", Topic.TELEMETRY, telemetry_text().replace("[]", "{}"), r"\$\.cameras"),
    ("a time without offset", Topic.TELEMETRY, telemetry_text(occurred_at="2026-05-04T08:00:00"), "timezone"),
    ("a time that is a number", Topic.ROSTER, roster_text(',"ends_at":1777881600'), r"\$\.ends_at"),
    ("an unknown station", Topic.TELEMETRY, telemetry_text("nowhere"), "'nowhere' is unknown; add it to the"),
    ("the far future", Topic.TELEMETRY, telemetry_text(occurred_at=now_text(3 * 86400)), "too far after"),
    ("the far past", Topic.TELEMETRY, telemetry_text(occurred_at=now_text(-8 * 86400)), "too far before"),
    ("the end of time", Topic.TELEMETRY, telemetry_text(occurred_at="9999-12-31T23:59:59-08:00"), "too far after"),
]  # fmt: skip


def assert_says(letter: DeadLetter, place: Place, original: bytes) -> None:
    """See that a dead letter tells where its message came from and what it was."""
    assert (letter.topic, letter.partition, letter.offset) == place
    assert letter.size_bytes == len(original)
    assert letter.sha256 == hashlib.sha256(original).hexdigest()
    assert letter.supervisor is None
    assert abs(letter.at - datetime.now(UTC)) < timedelta(minutes=5)


async def test_what_is_refused_is_kept_with_its_reason_and_the_rest_goes_on(system: Settings) -> None:
    """Each message between good ones; the good ones make their alert as if nothing had been there."""
    scene = Scene()
    await scene.begin(system)
    bad = [(topic, text.encode()) for _, topic, text, _ in REFUSED]
    places = await send(system, *bad)
    await send(system, scene.telemetry())
    assert await scene.alert_steps(system, Step.RAISED) == [[Step.RAISED]]
    letters = await dead_letters(system, places)
    for (name, _, text, reason), letter, place in zip(REFUSED, letters, places, strict=True):
        assert_says(letter, place, text.encode())
        assert (letter.original, letter.encoding) == (text, "utf-8"), name
        assert re.search(reason, letter.reason), name


async def test_a_message_without_a_value_is_set_aside(system: Settings) -> None:
    """A tombstone in an input topic says nothing; it is noted and passed over."""
    scene = Scene()
    await scene.begin(system)
    (place,) = await send(system, (Topic.TELEMETRY, None))
    await send(system, scene.telemetry())
    assert await scene.alert_steps(system, Step.RAISED) == [[Step.RAISED]]
    (letter,) = await dead_letters(system, [place])
    assert_says(letter, place, b"")
    assert letter.original == ""


@pytest.mark.parametrize("levels", [100, 900, 100_000])
async def test_depth_stops_nobody(system: Settings, levels: int) -> None:
    """What is nested deeper than decoders follow is set aside, whether intake or only a worker would fail."""
    scene = Scene()
    await scene.begin(system)
    topic, good = scene.telemetry()
    deep = good[:-1] + b',"new":' + b"[" * levels + b"]" * levels + b"}"
    (place,) = await send(system, (topic, deep))
    await send(system, scene.telemetry())
    assert await scene.alert_steps(system, Step.RAISED) == [[Step.RAISED]]
    (letter,) = await dead_letters(system, [place])
    assert_says(letter, place, deep)
    assert "too deep" in letter.reason


async def test_bytes_that_are_no_text_are_kept_as_base64(system: Settings) -> None:
    """Nothing is lost of what came, whatever it was."""
    raw = b'{"station":"\xff\xfe"}'
    (place,) = await send(system, (Topic.TELEMETRY, raw))
    (letter,) = await dead_letters(system, [place])
    assert_says(letter, place, raw)
    assert letter.encoding == "base64"
    assert base64.b64decode(letter.original or "") == raw


async def test_a_message_over_the_limit_leaves_its_hash_and_its_head(system: Settings) -> None:
    """A message larger than a producer's default: good, but for its size."""
    record = CameraRecord(camera="C" * 60, online=True)
    topic, raw = message(Topic.TELEMETRY, tick(*[record] * 13_000))
    assert len(raw) > system.limits.largest_message_bytes
    scene = Scene()
    await scene.begin(system)
    (place,) = await send(system, (topic, raw))
    await send(system, scene.telemetry())
    assert await scene.alert_steps(system, Step.RAISED) == [[Step.RAISED]]
    (letter,) = await dead_letters(system, [place])
    assert_says(letter, place, raw)
    assert f"{len(raw)} bytes is over the limit of 1048576" in letter.reason
    assert letter.original is None
    head = base64.b64decode(letter.head or "")
    assert len(head) == 1024
    assert raw.startswith(head)


async def test_broken_cameras_are_set_aside_and_the_others_of_their_batch_go_on(system: Settings) -> None:
    """The alert comes from the very batch whose other cameras were broken."""
    scene = Scene()
    await scene.begin(system)
    broken = [
        b'{"camera":"C-far","battery_pct":400}',
        b'{"online":true}',
        b'{"camera":"C-word","recording":"yes"}',
    ]
    good = msgspec.json.encode(CameraRecord(camera=scene.camera, online=True, recording=False))
    head = f'{{"station":"{STATION}","occurred_at":"{now_text()}","cameras":['.encode()
    raw = head + b",".join([broken[0], good, *broken[1:]]) + b"]}"
    (place,) = await send(system, (Topic.TELEMETRY, raw))
    assert await scene.alert_steps(system, Step.RAISED) == [[Step.RAISED]]
    (letter,) = await dead_letters(system, [place])
    for where in ("cameras[0]", "cameras[2]", "cameras[3]"):
        assert where in letter.reason
    assert "cameras[1]" not in letter.reason
    kept = msgspec.json.decode(letter.original or "")
    assert kept["station"] == STATION
    assert kept["cameras"] == [msgspec.json.decode(each) for each in broken]


async def test_a_batch_of_ten_thousand_cameras_is_taken(system: Settings) -> None:
    """One message for a whole province's cameras is as good as many small ones."""
    scene = Scene()
    await scene.begin(system)
    records = [CameraRecord(camera=f"X{number}", online=True, recording=True) for number in range(CAMERAS)]
    records[CAMERAS // 2] = CameraRecord(camera=scene.camera, online=True, recording=False)
    places = await send(system, message(Topic.TELEMETRY, tick(*records)))
    assert await scene.alert_steps(system, Step.RAISED) == [[Step.RAISED]]
    assert not await _any_of(system, places)


async def test_unknown_fields_are_passed_over(system: Settings) -> None:
    """Producers grow: what we do not know yet harms neither the record nor its cameras."""
    scene = Scene()
    await scene.begin(system)
    topic, raw = scene.telemetry()
    grown = msgspec.json.decode(raw)
    grown["firmware"] = {"version": [1, 2]}
    grown["cameras"][0]["temperature_c"] = 41.5
    places = await send(system, (topic, msgspec.json.encode(grown)))
    assert await scene.alert_steps(system, Step.RAISED) == [[Step.RAISED]]
    assert not await _any_of(system, places)


async def test_duplicates_change_nothing(system: Settings) -> None:
    """Everything three times: the same one alert, told once when it begins and once when it is over."""
    scene, later = Scene(), Scene()
    roster, arrival = scene.roster(), scene.arrival()
    await until_logged(system, await send(system, *[roster] * 3, *[arrival] * 3))
    await send(system, *[scene.telemetry()] * 3)
    assert await scene.alert_steps(system, Step.RAISED) == [[Step.RAISED]]
    recording = scene.telemetry(recording=True)
    await until_logged(system, await send(system, *[recording] * 3, roster, arrival))
    # What comes after all of that in the same partition of the log shows that nothing more came of it.
    await later.begin(system)
    await send(system, later.telemetry())
    assert await later.alert_steps(system, Step.RAISED) == [[Step.RAISED]]
    steps = await scene.alert_steps(system, Step.RETURNED)
    assert steps == [[Step.RAISED], [Step.RAISED, Step.RETURNED]]
    _, seen = await first_alert(system, lambda alert: alert.subject == later.subject)
    assert len([alert for alert in seen if alert.subject == scene.subject]) == 2


async def test_a_thousand_messages_that_are_nearly_right_stop_nobody(system: Settings) -> None:
    """Each is in the log or set aside, and good ones between them make their alert."""
    scene, others = Scene(), [Scene() for _ in range(5)]
    await scene.begin(system)
    good = [made for other in others for made in (other.roster(), other.arrival(), other.telemetry())]
    now = datetime.now(UTC)
    lines = [Line(topic=topic, at=now, value=msgspec.Raw(raw)) for topic, raw in good]
    random = Random(7)
    mangled_ones = [mangled(random, lines) for _ in range(1000)]
    places = await send(system, *mangled_ones[:500], scene.telemetry(), *mangled_ones[500:])
    assert await scene.alert_steps(system, Step.RAISED) == [[Step.RAISED]]
    aside = await until_taken(system, places)
    assert 200 < len(aside) < 900


async def until_taken(settings: Settings, places: list[Place]) -> set[Place]:
    """Wait until each message is in the log or among the dead letters; return those that are there."""
    aside: set[Place] = set()
    async with asyncio.timeout(WITHIN_S):
        while True:
            letters = await all_dead_letters(settings)
            aside = {(one.topic, one.partition, one.offset) for one in letters} & set(places)
            logged = await logged_places(settings)
            if aside | logged >= set(places):
                return aside
            await asyncio.sleep(0.2)


async def _any_of(settings: Settings, places: list[Place]) -> list[str]:
    """Return why messages were set aside, if any was; they have been taken already."""
    letters = await all_dead_letters(settings)
    return [one.reason for one in letters if (one.topic, one.partition, one.offset) in places]
