"""What the terminal shows of an alert, and how loudly."""

import io
from collections.abc import Sequence
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from msgspec.structs import replace
from rich.cells import cell_len
from rich.console import Console

from jingjian.screens import MARKS, REWORDED, STEPS, local, render_alert
from models.alerts import Alert, AlertState, EvidenceLine, Happened, Step, Words
from models.findings import Measure
from models.rules import Priority
from tests.factories import START, alert, at

ZONE = ZoneInfo("Asia/Shanghai")
SENTENCE = Words(
    "017913，请开启执法记录仪，全程录制", "017913, please switch on your camera and keep recording"
)


def shown(one: Alert) -> str:
    """Return what the terminal shows, without colours."""
    out = io.StringIO()
    Console(file=out, width=200).print(render_alert(one, ZONE))
    return out.getvalue()


def told(steps: Sequence[tuple[float, Step]], state: AlertState, changed: float | None = None) -> Alert:
    """Return an alert after these steps, found at second 0, with all that explains it."""
    last = steps[-1][0] if changed is None else changed
    made = alert(0, state=state, changed=last)
    return replace(
        made,
        sentence=SENTENCE,
        measure=Measure("grace_s", 60, "E: a minute"),
        evidence=(EvidenceLine(at(0), Words("16:00到场", "arrived at 16:00")),),
        history=tuple(Happened(at(seconds), step) for seconds, step in steps),
    )


@pytest.mark.parametrize("step", [Step.RAISED, Step.RERAISED])
def test_what_was_found_is_shown_with_what_explains_it(step: Step) -> None:
    """The sentence in both languages, the evidence, the number and its source."""
    lines = shown(told([(65, step)], AlertState.UNACKNOWLEDGED)).splitlines()
    assert lines[0].startswith("16:01:05  ▲ 高")
    assert STEPS[step] in lines[0]
    assert lines[0].endswith(SENTENCE.zh)
    assert [line.strip() for line in lines[1:]] == [
        SENTENCE.en,
        "· 16:00到场",
        "· recording_never_started grace_s = 60（E: a minute）",
    ]


def test_a_source_is_told_in_the_rooms_language_where_it_has_one() -> None:
    """Who reads Chinese sentences reads Chinese sources."""
    measure = Measure("grace_s", 60, "E: a minute", "工程取值：1 分钟")
    lines = shown(replace(told([(0, Step.RAISED)], AlertState.UNACKNOWLEDGED), measure=measure))
    assert "grace_s = 60（工程取值：1 分钟）" in lines
    assert "E: a minute" not in lines


def test_what_is_over_when_it_is_found_is_shown_like_any_finding() -> None:
    """A late start is told once and counts as over; the room must still read it."""
    assert SENTENCE.en in shown(told([(5, Step.RAISED)], AlertState.RETURNED_UNACKNOWLEDGED))


QUIET = [
    ([(0, Step.RAISED), (9, Step.RETURNED)], AlertState.RETURNED_UNACKNOWLEDGED),
    ([(0, Step.RAISED), (9, Step.ACKNOWLEDGED)], AlertState.ACKNOWLEDGED),
    ([(9, Step.RAISED), (9, Step.SUPPRESSED)], AlertState.SUPPRESSED),
    ([(0, Step.RAISED), (5, Step.SHELVED), (9, Step.RERAISED)], AlertState.SHELVED),
    ([(0, Step.RAISED), (9, Step.CLOSED)], AlertState.CLOSED),
]


@pytest.mark.parametrize(("steps", "state"), QUIET)
def test_what_need_not_be_read_out_takes_one_line(steps: list[tuple[float, Step]], state: AlertState) -> None:
    """What happened, and to which alert; no evidence, no English."""
    lines = shown(told(steps, state)).splitlines()
    assert len(lines) == 1
    assert lines[0].startswith("16:00:09")
    assert STEPS[steps[-1][1]] in lines[0]
    assert SENTENCE.zh in lines[0]


def test_a_sentence_said_anew_is_not_shown_as_a_finding() -> None:
    """At midnight today becomes yesterday: the alert has a new version, but nothing happened."""
    lines = shown(told([(0, Step.RAISED)], AlertState.UNACKNOWLEDGED, changed=8 * 3600)).splitlines()
    assert len(lines) == 1
    assert lines[0].startswith("00:00:00")
    assert REWORDED in lines[0]
    assert STEPS[Step.RAISED] not in lines[0]


def test_every_priority_and_every_step_has_its_words() -> None:
    """Priorities differ by shape and word, not by colour alone; no step is without a name."""
    assert set(MARKS) == set(Priority)
    shapes, words, _ = zip(*MARKS.values(), strict=True)
    assert len(set(shapes)) == len(set(words)) == len(Priority)
    assert set(STEPS) == set(Step)


def test_sentences_stand_below_each_other() -> None:
    """Columns keep their width whatever the priority and the step: a Chinese character takes two cells."""
    columns = set()
    for priority in Priority:
        for step in (Step.RAISED, Step.RETURNED, Step.ACKNOWLEDGED):
            one = replace(told([(0, step)], AlertState.UNACKNOWLEDGED), priority=priority)
            first = shown(one).splitlines()[0]
            columns.add(cell_len(first[: first.index(SENTENCE.zh)]))
    assert len(columns) == 1


def test_local_is_the_bureaus_time() -> None:
    """The terminal speaks the bureau's time, whatever the machine's."""
    assert local(START + timedelta(hours=9), ZONE) == "01:00:00"
