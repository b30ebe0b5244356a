"""What looks are worth on a set: figures by label, by light and by camera model, and thresholds. Pure."""

from collections.abc import Callable, Iterable, Mapping, Sequence

from msgspec import Struct

from models.observations import Look, Seen
from models.rules import Rule
from vision.learning.judging import Judged
from vision.learning.labels import group_of
from vision.learning.metrics import LEAST_DECISIONS, Interval, Tally, tally, threshold_for
from vision.learning.split import Split

RULES: Mapping[str, Rule] = {"picture": Rule.ANGLE_PICTURE, "uniform": Rule.UNIFORM}
"""Whose number ``score`` a threshold is: each rule has one for all of its looks."""
NO_MODEL = "not named"


class Row(Struct, frozen=True, kw_only=True):
    """The figures of one part of a set."""

    name: str
    cameras: int
    counts: Tally
    precision: float | None
    precision_95: Interval | None
    recall: float | None
    recall_95: Interval | None


class Threshold(Struct, frozen=True, kw_only=True):
    """The score from which on a wanted precision is reached: chosen on the cameras for training."""

    name: str
    decisions: int
    """Judgements that it was chosen on, unknown ones left aside."""
    score: float | None
    """None: none is high enough, or there is too little to choose by."""
    too_little: bool
    without: Row
    """On the other cameras, whatever the score."""
    with_it: Row | None
    """On the other cameras, from that score on."""


class Report(Struct, frozen=True, kw_only=True):
    """All figures of a set."""

    wanted_precision: float
    by_label: list[Row]
    by_light: list[Row]
    by_model: list[Row]
    thresholds: list[Threshold]
    not_checked: dict[str, int]
    unreadable: int
    ignored: int
    from_alerts: bool
    cameras_named: bool


def rows(judged: Iterable[Judged], name: Callable[[Judged], str], threshold: float = 0.0) -> list[Row]:
    """Return a row for each name, in the order of the names."""
    parts: dict[str, list[Judged]] = {}
    for each in judged:
        parts.setdefault(name(each), []).append(each)
    return [row(part, parts[part], threshold) for part in sorted(parts)]


def row(name: str, judged: Sequence[Judged], threshold: float = 0.0) -> Row:
    """Return the figures of judgements, all under one name."""
    counts = tally((each.judgement for each in judged), threshold)
    return Row(
        name=name,
        cameras=len({each.camera for each in judged}),
        counts=counts,
        precision=counts.precision,
        precision_95=counts.precision_interval,
        recall=counts.recall,
        recall_95=counts.recall_interval,
    )


def thresholds(judged: Sequence[Judged], precision: float) -> list[Threshold]:
    """Return a threshold for each rule, since that is what can be set, and for each label, to see what it costs."""
    by_rule = {rule.value: _of(judged, rule) for rule in RULES.values()}
    by_label = {label.value: [each for each in judged if each.label is label] for label in Look}
    return [_threshold(name, part, precision) for name, part in (by_rule | by_label).items() if part]


def _of(judged: Iterable[Judged], rule: Rule) -> list[Judged]:
    return [each for each in judged if RULES[group_of(each.label)] is rule]


def _threshold(name: str, judged: Sequence[Judged], precision: float) -> Threshold:
    on = [
        each.judgement
        for each in judged
        if each.split is Split.TRAIN and each.judgement.seen is not Seen.UNKNOWN
    ]
    others = [each for each in judged if each.split is Split.VAL]
    too_little = len(on) < LEAST_DECISIONS
    score = None if too_little else threshold_for(on, precision)
    return Threshold(
        name=name,
        decisions=len(on),
        score=score,
        too_little=too_little,
        without=row(name, others),
        with_it=None if score is None else row(name, others, score),
    )
