"""Lines of evidence in words."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from agents.desk import desk
from agents.desk.words import evidence_words
from models.findings import Change, Evidence, Fact
from models.observations import Look
from models.rules import Rule
from tests.factories import at, directory, finding, play

ZONE = ZoneInfo("Asia/Shanghai")
THEN = datetime(2026, 11, 21, 20, 12, 33, tzinfo=UTC)
NOW = datetime(2026, 11, 22, 0, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("fact", "detail", "zh", "en"),
    [
        (Fact.RECEIVED, "", "接警", "received"),
        (Fact.DISPATCHED, "", "派警", "dispatched"),
        (Fact.DEPARTED, "", "出警", "departed"),
        (Fact.ARRIVED, "", "到场", "arrived"),
        (Fact.CONCLUDED, "", "处置结束", "concluded"),
        (
            Fact.STAGE_BEFORE,
            "concluded 2026-11-21T20:00:01+00:00 arrived 2026-11-21T20:10:00Z",
            "处置结束 04:00:01，到场 04:10:00，先后不符",
            "concluded 04:00:01, arrived 04:10:00: they contradict each other",
        ),
        (Fact.STAGE_BEFORE, "", "各环节时间先后不符", "the times of the stages contradict each other"),
        (Fact.BOUND, "C1", "值班表登记的执法记录仪 C1", "camera on the roster: C1"),
        (Fact.BOUND, "", "值班表登记有执法记录仪", "a camera is on the roster"),
        (Fact.NOT_BOUND, "", "值班表未登记执法记录仪", "no camera on the roster"),
        (Fact.RECORDING, "", "正在录制", "recording"),
        (Fact.NOT_RECORDING, "", "未在录制", "not recording"),
        (Fact.NOT_RECORDING, "C1", "C1 未在录制", "C1 not recording"),
        (Fact.ONLINE, "", "在线", "online"),
        (Fact.OFFLINE, "", "离线", "offline"),
        (Fact.SILENT, "", "最后一次收到信号", "last heard of"),
        (Fact.BATTERY, "12.0", "电量 12%", "battery 12%"),
        (Fact.STORAGE, "4.5%", "剩余存储空间 4.5%", "storage left 4.5%"),
        (Fact.BATTERY, "", "电量", "battery"),
        (Fact.SHIFT_ENDS, "", "本班结束", "the shift ends"),
        (Fact.PITCH, "-31.0", "俯仰角 -31°", "pitch -31°"),
        (Fact.ROLL, "35.5", "横滚角 35.5°", "roll 35.5°"),
        (Fact.LOOK, "vest 3/5", "反光背心：5次观察中3次有问题", "vest: 3 of 5 looks showed a fault"),
        (Fact.LOOK, "nose 3/5", "画面观察", "looks at the picture"),
        (Fact.SEEN_BY, "vest li", "li 人工查看发现问题：反光背心", "li saw a fault: vest"),
        (Fact.SEEN_BY, "vest 3/5", "3/5 人工查看发现问题：反光背心", "3/5 saw a fault: vest"),
        (Fact.SEEN_BY, "", "人工查看发现问题", "a person saw a fault"),
        (Fact.NOT_PASSED, "", "岗前检查未通过", "the roll-call check was not passed"),
        (Fact.NOT_CHECKED, "017913", "017913 未完成岗前检查", "017913 roll-call check not done"),
        (
            Fact.NOT_ON_ROSTER,
            "017999",
            "017999 不在值班表上，请核对警号",
            "017999 not on the roster, please check the badge",
        ),
        (Fact.NO_FEEDBACK, "", "处置情况尚未录入", "the outcome is not entered yet"),
    ],
)
def test_fact(fact: Fact, detail: str, zh: str, en: str) -> None:
    """Each fact is said in both languages after its local time; a detail that is not understood is left out."""
    words = evidence_words(Evidence(THEN, fact, detail), NOW, ZONE)

    assert (words.zh, words.en) == (f"04:12:33 {zh}", f"04:12:33 {en}")


@pytest.mark.parametrize("fact", Fact)
@pytest.mark.parametrize("detail", ["", "what nobody expected 1/0 {}"])
def test_no_fact_is_without_words(fact: Fact, detail: str) -> None:
    """Whatever the detail, a line of evidence can be said."""
    words = evidence_words(Evidence(THEN, fact, detail), NOW, ZONE)

    assert len(words.zh) > len("04:12:33 ")
    assert len(words.en) > len("04:12:33 ")


@pytest.mark.parametrize("look", Look)
def test_no_look_is_without_words(look: Look) -> None:
    """Each look has a name that people use."""
    words = evidence_words(Evidence(THEN, Fact.LOOK, f"{look} 5/6"), NOW, ZONE)

    assert words.zh.endswith("：6次观察中5次有问题")


def test_another_day_has_its_date() -> None:
    """A time that is not of today is told with its date."""
    words = evidence_words(Evidence(THEN, Fact.ARRIVED), datetime(2026, 11, 22, 23, 0, tzinfo=UTC), ZONE)

    assert (words.zh, words.en) == ("11月22日 04:12:33 到场", "22 November 04:12:33 arrived")


def test_alert_carries_its_evidence_in_order() -> None:
    """An alert shows what led to it and then what ended it, in the order and with the times of the findings."""
    rule = Rule.RECORDING_NEVER_STARTED
    began = (Evidence(at(-60), Fact.ARRIVED), Evidence(at(0), Fact.NOT_RECORDING))
    ended = (Evidence(at(30), Fact.RECORDING),)
    told = play(
        desk(directory(), "Asia/Shanghai"),
        [finding(rule, 10, evidence=began), finding(rule, 30, change=Change.CLEAR, evidence=ended)],
        until=40,
    )

    lines = [(line.at, line.words.zh) for line in told[-1].item.evidence]
    assert lines == [
        (at(-60), "15:59:00 到场"),
        (at(0), "16:00:00 未在录制"),
        (at(30), "16:00:30 正在录制"),
    ]


@pytest.mark.parametrize(
    "moment",
    [datetime.max.replace(tzinfo=UTC), datetime.fromisoformat("0001-01-01T00:00:00+08:00")],
)
def test_a_shift_without_end_or_beginning_has_words(moment: datetime) -> None:
    """Rosters write the end of time for a shift that has none; the alert must not be lost over it."""
    for zone in (ZoneInfo("Asia/Shanghai"), ZoneInfo("America/New_York")):
        words = evidence_words(Evidence(moment, Fact.SHIFT_ENDS), at(0), zone)
        assert words.zh
        assert words.en
