"""A simulated day: the same for the same plan, in order, and made of valid messages."""

import hashlib
import os
import subprocess
import sys
from itertools import islice, pairwise
from pathlib import Path

import msgspec
import pytest

from models.log import Record
from models.telemetry import Telemetry
from models.times import seconds_between
from simulator.lines import simulate
from simulator.make import make_day
from simulator.plan import made_plan
from simulator.truth import read_truth
from simulator.write import EVENTS, TRUTH, encode, write
from streams.recorded import read
from tests.unit.simulator.told import Told, tell

ROOT = Path(__file__).parents[3]
SHORT = "made_plan(cameras=60, seed=3, hours=3, faults=20, traps=5)"
DIGEST = (
    "import hashlib; from simulator.lines import simulate; from simulator.plan import made_plan; "
    "from simulator.write import encode; "
    f"print(hashlib.sha256(b''.join(encode(line) for line in simulate({SHORT}))).hexdigest())"
)


@pytest.fixture(scope="module")
def told() -> Told:
    """Return a bad day with many traps."""
    return tell(cameras=60, seed=3, faults=20, traps=6)


def _digest_elsewhere(hash_seed: str) -> str:
    """Return the digest of a short day, made by a Python of its own."""
    environment = {**os.environ, "PYTHONHASHSEED": hash_seed, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-c", DIGEST], capture_output=True, text=True, env=environment, check=True
    )
    return done.stdout.strip()


def test_the_same_plan_gives_the_same_bytes() -> None:
    """Not even the order in which a Python keeps its sets makes a difference."""
    plan = made_plan(cameras=60, seed=3, hours=3, faults=20, traps=5)
    here = hashlib.sha256(b"".join(encode(line) for line in simulate(plan))).hexdigest()
    assert _digest_elsewhere("1") == _digest_elsewhere("2") == here


def test_another_seed_gives_another_day() -> None:
    """The seed decides who attends what."""
    plans = (made_plan(seed=seed, hours=1) for seed in (1, 2))
    first, second = ([encode(line) for line in islice(simulate(plan), 500)] for plan in plans)
    assert first != second


def test_more_faults_leave_the_day_as_it_was() -> None:
    """People, cameras and incidents do not depend on what goes wrong."""
    quiet, bad = (make_day(made_plan(faults=faults, traps=0, seed=5)) for faults in (0.0, 1.0))
    assert [duty.badge for duty in quiet.duties] == [duty.badge for duty in bad.duties]
    assert [scene.incident for scene in quiet.scenes] == [scene.incident for scene in bad.scenes]
    assert [scene.category for scene in quiet.scenes] == [scene.category for scene in bad.scenes]


def test_lines_come_in_the_order_of_time(told: Told) -> None:
    """The log's time never goes back, and stays within the day."""
    assert all(first.at <= second.at for first, second in pairwise(told.lines))
    assert told.lines[0].at >= told.day.start
    assert told.lines[-1].at < told.day.moment(told.day.end_s)
    assert {line.topic for line in told.lines} == {"incidents", "telemetry", "observations", "roster"}


def test_every_message_is_valid_and_its_stations_own(told: Told) -> None:
    """What is sent is what the models accept, under its station's key."""
    names = {station.station for station in told.day.plan.stations}
    for line in told.lines[::7]:
        value: Record = msgspec.json.decode(msgspec.json.encode(line.value), type=type(line.value))
        assert value == line.value
        assert line.key == value.station
        assert line.key in names


def test_a_written_day_reads_back(tmp_path: Path) -> None:
    """The files hold what was simulated, and say where it comes from."""
    plan = made_plan(cameras=60, seed=3, hours=2, faults=20)
    day = write(plan, tmp_path)
    read_back = [line for _, line in read(tmp_path / EVENTS)]
    assert [(line.topic, line.key, line.at) for line in read_back] == [
        (line.topic, line.key, line.at) for line in simulate(plan)
    ]
    assert read_truth(tmp_path / TRUTH) == day.truth
    about = (tmp_path / "about.json").read_text(encoding="utf-8")
    assert "synthetic link" in about
    assert "CC BY 4.0" in about
    assert '"seed": 3' in about


def test_a_tick_is_one_message_with_the_stations_cameras(told: Told) -> None:
    """Every ten seconds each station sends one message, each camera at most once in it."""
    messages = [line.value for line in told.lines if isinstance(line.value, Telemetry)]
    for message in messages[::50]:
        names = [record.camera for record in message.cameras]
        assert len(names) == len(set(names))
    for post in told.day.posts:
        count = sum(message.station == post.station for message in messages)
        assert abs(count - told.day.end_s / told.day.plan.tick_s) < 400


def test_a_held_line_is_delivered_at_once_in_its_order() -> None:
    """After an outage everything comes at its end, nothing in it, and nothing is lost."""
    told = tell(cameras=60, seed=2, faults=0, traps=10)
    held = [(name, span) for name, spans in told.day.held.items() for span in spans]
    assert held
    for name, (start_s, end_s) in held:
        start, end = told.day.moment(start_s), told.day.moment(end_s)
        burst = [line for line in told.lines if line.key == name and line.at == end]
        assert not [line for line in told.lines if line.key == name and start <= line.at < end]
        ticks = [line.value.occurred_at for line in burst if isinstance(line.value, Telemetry)]
        assert abs(len(ticks) - 60) <= 4
        # The late tick is another trap; apart from it they are in order.
        assert sum(seconds_between(first, second) < 0 for first, second in pairwise(ticks)) <= 2
