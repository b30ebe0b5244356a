"""The glossary has every word that the code uses, and every sentence that the desk speaks."""

from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from agents.desk.sentences import ALL_DESKS, Speaker
from agents.desk.state import Spoken
from console.webhooks import Untaken
from models.alerts import AlertState
from models.findings import Reason
from models.ids import EVERYWHERE
from models.incidents import Stage
from models.log import Wrong
from models.observations import PICTURE_LOOKS, UNIFORM_LOOKS, Look, Seen, StreamState
from models.rules import Priority, Rule
from models.stations import Station
from streams.readiness import Hindrance

GLOSSARY = (Path(__file__).parents[2] / "docs" / "glossary.md").read_text(encoding="utf-8")
SENTENCES = GLOSSARY.partition("## Sentences for the intercom")[2]
STATIONS = {
    "baiban": Station(station="baiban", name_zh="柏板派出所", name_en="Baiban station", call_zh="柏板所"),
    EVERYWHERE: ALL_DESKS,
    "gucheng": Station(station="gucheng", name_zh="古城派出所", name_en="Gucheng station", call_zh="古城所"),
}
SAID_TO_GUCHENG = {
    Rule.FEEDBACK_REMINDER,
    Rule.FEEDBACK_OVERDUE,
    Rule.FEEDBACK_ESCALATED,
    Rule.NEVER_CONCLUDED,
    Rule.IMPOSSIBLE_TIMES,
    Rule.ROLL_CALL,
}
LOOKS: dict[Rule, list[Look | None]] = {
    Rule.ANGLE_PICTURE: [*sorted(PICTURE_LOOKS)],
    Rule.UNIFORM: [None, *sorted(UNIFORM_LOOKS)],
}


@pytest.mark.parametrize(
    "words",
    [AlertState, Hindrance, Look, Priority, Reason, Rule, Seen, Stage, StreamState, Untaken, Wrong],
)
def test_every_name_in_code_stands_in_the_glossary(words: type[StrEnum]) -> None:
    """A name that the code uses is explained in the glossary."""
    assert [word.value for word in words if f"`{word.value}`" not in GLOSSARY] == []


@pytest.mark.parametrize(
    ("rule", "look"), [(rule, look) for rule in Rule for look in LOOKS.get(rule, [None])]
)
def test_every_sentence_stands_in_the_glossary(rule: Rule, look: Look | None) -> None:
    """The table has what the desk says, with its rule in the same row."""
    four_in_the_morning = datetime(2026, 5, 3, 20, tzinfo=UTC)
    speaker = Speaker(STATIONS, ZoneInfo("Asia/Shanghai"))
    station = "gucheng" if rule in SAID_TO_GUCHENG else "baiban"
    station = EVERYWHERE if rule is Rule.SUPERVISION_BLIND else station
    spoken = Spoken(rule, station, "017913", "C1", look, four_in_the_morning)
    words = speaker.sentence(spoken, four_in_the_morning + timedelta(hours=4))
    (row,) = [row for row in SENTENCES.splitlines() if f"| {words.zh} | {words.en} |" in row]
    assert f"`{rule.value}`" in row
    assert look is None or f"`{look.value}`" in row
