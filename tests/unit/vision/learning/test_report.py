"""Thresholds are chosen on the cameras for training, and their worth is told on the others."""

from models.observations import Look, Seen
from vision.learning.brightness import Light
from vision.learning.judging import Judged
from vision.learning.metrics import Judgement
from vision.learning.report import rows, thresholds
from vision.learning.split import Split


def judged(
    count: int,
    score: float,
    *,
    fault: bool,
    split: Split = Split.TRAIN,
    label: Look = Look.TILTED,
    seen: Seen = Seen.FAULT,
) -> list[Judged]:
    """Return judgements of as many cameras."""
    judgement = Judgement(fault, seen, score)
    return [Judged(label, f"{split}{number}", split, Light.DAY, None, judgement) for number in range(count)]


TRAIN = [*judged(20, 0.9, fault=True), *judged(10, 0.75, fault=False), *judged(5, 0.75, fault=True)]
VAL = [*judged(6, 0.9, fault=True, split=Split.VAL), *judged(2, 0.75, fault=False, split=Split.VAL)]
VAL += [*judged(3, 0.95, fault=False, split=Split.VAL), *judged(4, 0.75, fault=True, split=Split.VAL)]


def test_a_threshold_is_told_with_what_it_costs() -> None:
    """One for the rule, which is what can be set, and one for each label."""
    rule, label = thresholds([*TRAIN, *VAL], 0.9)
    assert (rule.name, label.name) == ("angle_picture", "tilted")
    for each in (rule, label):
        assert (each.score, each.decisions, each.too_little) == (0.9, 35, False)
        assert (each.without.precision, each.without.recall) == (10 / 15, 1.0)
        assert each.with_it is not None
        assert (each.with_it.precision, each.with_it.recall) == (6 / 9, 0.6)


def test_with_too_little_none_is_proposed() -> None:
    """29 decisions are too few; unknown ones decide nothing, nor do those on other cameras."""
    unknown = judged(50, 0.0, fault=True, seen=Seen.UNKNOWN)
    few = thresholds([*judged(29, 0.9, fault=True), *unknown, *VAL], 0.9)
    assert [(each.score, each.too_little, each.decisions) for each in few] == [(None, True, 29)] * 2
    enough = thresholds(judged(30, 0.9, fault=True), 0.9)
    assert [(each.score, each.too_little) for each in enough] == [(0.9, False)] * 2


def test_where_no_score_is_enough_none_is_proposed() -> None:
    """Enough material, and still none."""
    (rule, _) = thresholds(judged(40, 0.9, fault=False), 0.9)
    assert (rule.score, rule.too_little, rule.with_it) == (None, False, None)


def test_uniform_has_a_score_of_its_own() -> None:
    """Each rule is told by its own labels."""
    found = thresholds([*TRAIN, *judged(31, 0.8, fault=True, label=Look.VEST)], 0.9)
    assert {each.name: each.score for each in found} == {
        "angle_picture": 0.9,
        "uniform": 0.8,
        "tilted": 0.9,
        "vest": 0.8,
    }


def test_a_row_counts_cameras_and_not_only_pictures() -> None:
    """Many pictures of one camera are little to go by."""
    (row,) = rows([*TRAIN, *TRAIN], lambda each: each.label.value)
    assert (row.name, row.cameras, row.counts.pictures) == ("tilted", 20, 70)
