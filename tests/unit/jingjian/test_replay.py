"""What a replay is called, how its records are marked, how it is paced, and what it refuses."""

from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from rich.console import Console

from config.settings import Settings
from jingjian import replay as module
from jingjian.replay import Pace
from jingjian.replay_order import ReplayOrder, wanted_of
from jingjian.screens import render_alert, replay_mark
from streams.desk import Cause
from streams.logged import Version
from streams.replay import Piece, Shown
from streams.replay_send import alert_headers, block_headers
from streams.replay_topics import ReplayProblem, replay_topics
from tests.factories import alert, at
from tests.watch import Watch

ZONE = ZoneInfo("Asia/Shanghai")
SHOWN = Shown(Version(2, Cause(17, 3), at(1), alert(1)))


def test_topics_bear_prefix_and_id() -> None:
    """So that nobody takes them for the live ones, and rights can be given by prefix."""
    topics = replay_topics(Settings(), "evening-2")
    assert topics.both() == ["jingjian.replay.evening-2.alerts", "jingjian.replay.evening-2.log"]


@pytest.mark.parametrize("name", ["", "a.b", "a b", "晚", "x" * 41, "../log"])
def test_an_id_that_could_be_none_is_refused(name: str) -> None:
    """Before anything is made."""
    with pytest.raises(ReplayProblem, match="is no id"):
        replay_topics(Settings(), name)


def test_every_record_says_that_it_is_a_replay_and_where_the_original_was() -> None:
    """Only what was open before the range begins says so too."""
    moment = b"%d" % (SHOWN.at.timestamp() * 1000)
    assert dict(alert_headers("r1", SHOWN)) == {
        "jingjian-replay": b"r1",
        "jingjian-cause": b"17/3",
        "jingjian-partition": b"2",
        "jingjian-at": moment,
    }
    opened = Shown(SHOWN.version, open_at_start=True)
    assert dict(alert_headers("r1", opened))["jingjian-replay-state"] == b"open-at-start"
    assert dict(block_headers("r1", Piece(2, 17, SHOWN.at, b"{}"))) == {
        "jingjian-replay": b"r1",
        "jingjian-partition": b"2",
        "jingjian-offset": b"17",
        "jingjian-at": moment,
    }


@pytest.mark.parametrize("open_at_start", [True, False])
def test_the_terminal_says_that_it_is_a_replay(open_at_start: bool) -> None:
    """At the beginning of the line."""
    console = Console(width=200)
    with console.capture() as captured:
        mark = replay_mark("r1", open_at_start=open_at_start)
        console.print(render_alert(alert(1), ZONE, mark))
    assert captured.get().startswith("[回放 r1 起始未结] " if open_at_start else "[回放 r1] ")


@pytest.fixture
def watch(monkeypatch: pytest.MonkeyPatch) -> Watch:
    """Give a replay a watch of ours."""
    ours = Watch()
    monkeypatch.setattr(module, "time", ours)
    monkeypatch.setattr(module, "asyncio", ours)
    return ours


async def test_time_goes_as_fast_as_it_is_told_to(watch: Watch) -> None:
    """The first moment has come; a hundred times as fast, ten seconds take a tenth of one."""
    pace = Pace(100)
    await pace.until(at(1000))
    assert watch.now_s == 0
    await pace.until(at(1010))
    assert watch.now_s == pytest.approx(0.1)


async def test_without_a_speed_nobody_waits(watch: Watch) -> None:
    """As fast as it goes."""
    pace = Pace(0)
    await pace.until(at(0))
    await pace.until(at(0) + timedelta(days=1))
    assert watch.now_s == 0


def ordered(begin: str, end: str, station: str | None = None) -> ReplayOrder:
    """Return an order of a range."""
    return ReplayOrder(begin=begin, end=end, station=station, speed=0, rules=None, keep=False, name=None)


@pytest.mark.parametrize(
    ("order", "words"),
    [
        (ordered("soon", "2026-11-02T20:00"), r"--from: 'soon' is no time"),
        (ordered("2026-11-02T20:00", "late"), r"--to: 'late' is no time"),
        (ordered("2026-11-02T20:00", "2026-11-02T20:00"), r"--to \(.*\) is not after --from"),
        (ordered("2026-11-02T20:00", "2026-11-02T11:00Z"), r"--to \(.* 19:00:00\) is not after --from"),
        (ordered("2026-11-02T20:00", "2026-11-02T21:00", "nowhere"), "'nowhere' is none of the 1 stations"),
    ],
)
def test_a_bad_order_is_refused(order: ReplayOrder, words: str, tmp_path: Path) -> None:
    """With what is wrong with it."""
    stations = tmp_path / "stations.yaml"
    stations.write_text("- {station: s, name_zh: 所, name_en: s, call_zh: 所}\n")
    settings = Settings.model_validate({"bureau": {"stations": stations}})
    with pytest.raises(ReplayProblem, match=words):
        wanted_of(settings, order, ZONE)
