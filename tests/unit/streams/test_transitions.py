"""What is kept of a camera over time: since when it recorded, was online and hung well; unknown is never bad."""

from collections.abc import Sequence
from itertools import pairwise
from random import Random

import pytest
from msgspec import structs

from models.log import AnyRun, Block, ObservationRun, TelemetryRun
from models.observations import Look, Observation, Seen
from models.telemetry import Telemetry
from models.times import seconds_between
from streams.blocks import Taken
from streams.store.facts import CameraFact
from streams.store.marks import Mark, Marks
from streams.store.observed import Row
from streams.store.rows import Rows
from streams.store.transitions import CameraKey, Keeper, Last, TransitionKey
from tests.factories import CAMERA, KEEPING, START, at, camera_record, keeper, observation, telemetry

Heard = tuple[float, Telemetry | Observation | None]
"""When something was logged, in seconds; None is the clock alone."""
Line = tuple[float, bool | None]


def block(number: int, heard: Heard) -> Block:
    """Return a block with one record; its partition of the input is as its kind."""
    seconds, record = heard
    if record is None:
        return Block(clock=at(seconds))
    run: AnyRun
    if isinstance(record, Telemetry):
        run = TelemetryRun(partition=0, at=at(seconds), offsets=[number], records=[record])
    else:
        run = ObservationRun(partition=0, at=at(seconds), offsets=[number], records=[record])
    return Block(runs=[run])


def kept(heard: Sequence[Heard]) -> dict[TransitionKey, Row]:
    """Return the transitions that follow, each block a batch of its own."""
    found: dict[TransitionKey, Row] = {}
    keeps, taken = keeper(), Taken()
    for number, each in enumerate(heard):
        rows = Rows()
        rows.add_block(block(number, each), taken, keeps)
        found |= rows.transitions
    return found


def line(fact: CameraFact, heard: Sequence[Heard]) -> list[Line]:
    """Return one fact's transitions, each with the seconds since the start."""
    return [
        (seconds_between(START, row["since"]), row["value"])
        for key, row in sorted(kept(heard).items(), key=lambda each: each[0][3])
        if key[2] is fact
    ]


def says(seconds: float, **said: float | bool | None) -> Heard:
    """Return a camera's record, logged when it was sent."""
    return seconds, telemetry(seconds, camera_record(**said))  # type: ignore[arg-type]  # names and kinds match


def looked(seconds: float, kind: Look, seen: Seen) -> Heard:
    """Return a look, logged when it was taken."""
    return seconds, observation(seconds, kind, seen)


def test_only_what_changes_is_kept() -> None:
    """A heartbeat is no news; each fact has its own line."""
    told = [
        says(0, recording=False),
        says(5, recording=False),
        says(10, recording=True),
        says(15, recording=True),
    ]
    assert line(CameraFact.RECORDING, told) == [(0, False), (10, True)]
    assert line(CameraFact.ONLINE, told) == [(0, True)]
    assert line(CameraFact.ANGLE, told) == []


def test_what_falls_silent_is_unknown_from_when_it_is_no_longer_fresh() -> None:
    """Whether the clock tells so, or the next record; a record just in time keeps it known."""
    for later in ((71, None), says(71, recording=True)):
        told = line(CameraFact.RECORDING, [says(10, recording=True), later])
        assert told[:2] == [(10, True), (70, None)]
        assert told[2:] == ([(71, True)] if later[1] else [])
    assert line(CameraFact.RECORDING, [says(10, recording=True), (70, None), says(70, recording=True)]) == [
        (10, True)
    ]


def test_a_fact_that_is_not_told_is_unknown_although_the_camera_is_heard() -> None:
    """Absent is unknown, not no."""
    told = [says(0, recording=True), *(says(second) for second in range(10, 100, 10))]
    assert line(CameraFact.RECORDING, told) == [(0, True), (60, None)]
    assert line(CameraFact.ONLINE, told) == [(0, True)]


def test_whatever_an_offline_camera_is_said_to_do_nobody_knows() -> None:
    """As the rules take it."""
    told = [
        says(0, recording=True, pitch_deg=0, roll_deg=0),
        says(5, online=False, recording=False, pitch_deg=80, roll_deg=0),
        says(10, recording=True, pitch_deg=0, roll_deg=0),
    ]
    for fact in (CameraFact.RECORDING, CameraFact.ANGLE):
        assert line(fact, told) == [(0, True), (5, None), (10, True)]
    assert line(CameraFact.ONLINE, told) == [(0, True), (5, False), (10, True)]


def test_a_record_out_of_order_or_twice_tells_nothing() -> None:
    """By its sender's clock it is no newer than what is known."""
    old = telemetry(2, camera_record(recording=False))
    assert line(CameraFact.RECORDING, [says(5, recording=True), (6, old), (7, old)]) == [(5, True)]


def test_a_tilt_is_told_when_it_has_lasted_and_since_it_began() -> None:
    """Bending over is none; it is over when it has been straight for a while."""
    bent = [says(second, pitch_deg=40, roll_deg=0) for second in (10, 15)]
    assert line(
        CameraFact.ANGLE, [says(5, pitch_deg=0, roll_deg=0), *bent, says(20, pitch_deg=0, roll_deg=0)]
    ) == [(5, True)]
    askew = [says(second, pitch_deg=40, roll_deg=0) for second in range(10, 40, 5)]
    between = [says(40, pitch_deg=23, roll_deg=0)]
    straight = [says(second, pitch_deg=10, roll_deg=0) for second in range(45, 65, 5)]
    assert line(CameraFact.ANGLE, [says(5, pitch_deg=0, roll_deg=0), *askew, *between, *straight]) == [
        (5, True),
        (10, False),
        (55, True),
    ]


def test_single_looks_decide_nothing_and_most_of_a_window_do() -> None:
    """Since the first look of the window that shows it, until too few do."""
    well = [looked(second, Look.COVERED, Seen.WELL) for second in range(0, 30, 2)]
    assert line(CameraFact.ANGLE, [*well, looked(30, Look.COVERED, Seen.FAULT)]) == [(0, True)]
    faults = [looked(second, Look.COVERED, Seen.FAULT) for second in range(30, 80, 2)]
    again = [looked(second, Look.COVERED, Seen.WELL) for second in range(80, 110, 2)]
    (_, began, over) = line(CameraFact.ANGLE, [*well, *faults, *again])
    assert (began, over[1]) == ((30, False), True)
    assert 80 < over[0] < 100


def test_the_first_looks_of_a_fault_are_doubt_and_no_accusation() -> None:
    """Neither well nor bad until there are enough of them."""
    faults = [looked(second, Look.DARK, Seen.FAULT) for second in range(0, 12, 2)]
    assert line(CameraFact.ANGLE, faults) == []


def test_looks_that_come_in_one_burst_show_no_fault_of_now() -> None:
    """They were kept back: what they show was, but not when they come."""
    burst = [(60.0, observation(second, Look.SKY, Seen.FAULT)) for second in range(0, 30, 2)]
    assert line(CameraFact.ANGLE, burst) == []


def test_where_the_sensor_tells_looks_for_tilt_do_not_count() -> None:
    """As the rule has it; other faults of the picture do."""
    told: list[Heard] = []
    for second in range(0, 60, 2):
        told += [says(second, pitch_deg=0, roll_deg=0), looked(second, Look.TILTED, Seen.FAULT)]
    assert line(CameraFact.ANGLE, told) == [(0, True)]


def some_record(random: Random) -> Telemetry | Observation | None:
    """Return a record, a look, or nothing but the clock."""
    if random.random() < 0.15:
        return None
    if random.random() < 0.5:
        kind = random.choice([Look.TILTED, Look.DARK, Look.VEST])
        return observation(0, kind, random.choice([Seen.FAULT, Seen.FAULT, Seen.WELL, Seen.UNKNOWN]))
    record = camera_record(
        random.choice([CAMERA, "C2"]),
        online=random.choice([True, True, True, False, None]),
        recording=random.choice([True, False, None]),
        pitch_deg=random.choice([0.0, 22.0, 40.0, 40.0, None]),
        roll_deg=random.choice([0.0, 0.0, 40.0, None]),
    )
    return telemetry(0, record)


def some_hours(random: Random) -> list[Heard]:
    """Return what is heard: close together and with silences, some of it sent long before or twice."""
    heard: list[Heard] = []
    seconds = 0
    for _ in range(400):
        seconds += random.choice([0, 1, 2, 2, 3, 5, 5, 5, 10, 19, 31, 59, 60, 61, 100])
        record, sent = some_record(random), seconds - random.choice([0, 0, 0, 0, 5, 30, 61])
        heard.append((seconds, record and structs.replace(record, occurred_at=at(sent))))
    return heard


@pytest.mark.parametrize("seed", range(20))
def test_killed_anywhere_and_again_the_same_is_kept(seed: int) -> None:
    """What is in memory alone follows from the log since the mark; what is told is what one without a death told."""
    random = Random(seed)
    heard = some_hours(random)
    blocks = [block(number, each) for number, each in enumerate(heard)]
    cuts = sorted({0, len(blocks), *(random.randint(0, len(blocks)) for _ in range(20))})
    stored: dict[TransitionKey, Row] = {}
    mark: Mark | None = None
    for begin, end in pairwise(cuts):
        keeps, marks = begun_again(stored, mark, blocks[:begin])
        taken = Taken(dict.fromkeys(("telemetry/0", "observations/0"), begin - 1))
        for position, each in enumerate(blocks[begin:end], begin):
            marks.pass_by(Mark(keeps.now, position, dict(taken.highest)))
            rows = Rows()
            rows.add_block(each, taken, keeps)
            stored |= rows.transitions
        mark = marks.first()
    assert stored == kept(heard)
    assert len(stored) > 100


def begun_again(
    stored: dict[TransitionKey, Row], mark: Mark | None, blocks: Sequence[Block]
) -> tuple[Keeper, Marks]:
    """Return what one who starts knows: what is stored last, and what the log said since the mark."""
    last: dict[CameraKey, Last] = {}
    for (station, camera, fact, since), row in sorted(stored.items(), key=lambda each: each[0][3]):
        last.setdefault((station, camera), {})[fact] = row["value"], since
    keeps, marks = Keeper(KEEPING, last), Marks(KEEPING.span, mark)
    if mark is not None:
        keeps.now, keeps.remembering, taken = mark.at, True, Taken(dict(mark.taken))
        for position, each in enumerate(blocks[mark.position :], mark.position):
            marks.pass_by(Mark(keeps.now, position, dict(taken.highest)))
            keeps.take_block(each, taken)
            assert keeps.told() == {}
        keeps.remembering = False
    return keeps, marks
