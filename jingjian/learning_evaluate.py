"""``jingjian vision evaluate``: what the looks are worth on a set of labelled pictures, in tables."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import msgspec
from msgspec import Struct
from rich.console import Console

from config.settings import Settings
from jingjian.figures import show_table
from jingjian.look_numbers import numbers_from
from models.observations import Look
from vision.detector.detector import Detector, load_detector
from vision.learning.judging import Looker, OurLooks, judge_all
from vision.learning.metrics import LEAST_DECISIONS, Interval
from vision.learning.problems import SetProblem
from vision.learning.reading import LearningSet, read_set
from vision.learning.report import NO_MODEL, Report, Row, Threshold, rows, thresholds
from vision.look import Lens, Sight
from vision.picture import Picture
from vision.uniform import UniformNumbers, dressed

HEADING = ("", "cameras", "found", "missed", "false", "unknown", "precision %", "recall %")


class Uniforms(Struct, frozen=True):
    """Looks at uniforms as the vision role does."""

    detector: Detector

    def __call__(self, picture: Picture, lens: Lens) -> Mapping[Look, Sight]:
        """Look once, through whatever lens; raises ``DetectorProblem``."""
        del lens
        found = self.detector.find(picture)
        return dressed(picture, found, self.detector.description, UniformNumbers()).sights


def evaluate(
    folder: Path,
    precision: float,
    json_file: Path | None,
    console: Console,
    lookers: Sequence[Looker],
) -> int:
    """Measure and print; return the exit status."""
    report = measure(read_set(folder), precision, lookers)
    tell(report, console)
    if json_file is not None:
        _write(json_file, report)
    return 0


def lookers_of(settings: Settings) -> list[Looker]:
    """Return what looks at the pictures: our looks by the bureau's numbers, and its detector where it has one."""
    looks = OurLooks(numbers_from(settings.vision.numbers_file))
    if settings.vision.detector is None:
        return [looks]
    return [looks, Uniforms(load_detector(settings.vision.detector))]


def measure(found: LearningSet, precision: float, lookers: Sequence[Looker]) -> Report:
    """Look at every picture and return all figures."""
    outcome = judge_all(found.items, lookers)
    judged = outcome.judged
    return Report(
        wanted_precision=precision,
        by_label=rows(judged, lambda each: each.label.value),
        by_light=rows(judged, lambda each: f"{each.label}, {each.light}"),
        by_model=rows(judged, lambda each: f"{each.label}, {each.model or NO_MODEL}"),
        thresholds=thresholds(judged, precision),
        not_checked={label.value: count for label, count in outcome.not_checked.items()},
        unreadable=outcome.unreadable,
        ignored=found.ignored,
        from_alerts=found.from_alerts,
        cameras_named=found.cameras_named,
    )


def _write(file: Path, report: Report) -> None:
    try:
        file.write_bytes(msgspec.json.format(msgspec.json.encode(report), indent=1) + b"\n")
    except OSError as error:
        raise SetProblem(f"{file}: {error.strerror}; name a file that can be written") from error


def tell(report: Report, console: Console) -> None:
    """Print the figures, and what they do not say."""
    for title, part in (
        ("All cameras, whatever the score; in brackets the 95 % interval", report.by_label),
        ("By light", report.by_light),
        ("By camera model", report.by_model),
    ):
        show_table(console, title, [HEADING, *(_cells(row) for row in part)])
    for label, count in report.not_checked.items():
        console.print(f"{label}: not checked in {count} pictures", style="yellow", highlight=False)
    for count, what in (
        (report.unreadable, "pictures could not be read"),
        (report.ignored, "files are no pictures, by their names"),
    ):
        if count:
            console.print(f"{count} {what}", style="yellow", highlight=False)
    console.print()
    for threshold in report.thresholds:
        console.print(in_words(threshold, report.wanted_precision), highlight=False)
    console.print()
    for line in _reservations(report):
        console.print(line, style="bold", highlight=False)


def in_words(threshold: Threshold, wanted: float) -> str:
    """Return what to make of a threshold, in one line."""
    if threshold.too_little:
        return (
            f"{threshold.name}: no score proposed: {threshold.decisions} decisions on cameras for training, "
            f"{LEAST_DECISIONS} are the least"
        )
    if threshold.with_it is None:
        return (
            f"{threshold.name}: no score reaches a precision of {wanted:g} on {threshold.decisions} decisions"
        )
    return (
        f"{threshold.name}: score {threshold.score:.3f} for a precision of {wanted:g}, chosen on "
        f"{threshold.decisions} decisions; on other cameras, in %: precision {_precision(threshold.with_it)}, recall "
        f"{_recall(threshold.with_it)} in place of {_recall(threshold.without)}"
    )


def _reservations(report: Report) -> list[str]:
    lines = []
    if report.from_alerts:
        lines.append(
            "Every picture here was an alert. Recall is of these alone and says nothing of faults that raised none; "
            "for that, label pictures taken at random (docs/learning.md)."
        )
    if not report.cameras_named:
        lines.append(
            "Not all pictures say which camera they are from: each of those counts as a camera of its own, and the "
            "figures on other cameras may be too good."
        )
    return lines


def _cells(row: Row) -> tuple[str, ...]:
    counts = row.counts
    numbers = (row.cameras, counts.found, counts.missed, counts.false, counts.unknown)
    return row.name, *map(str, numbers), _precision(row), _recall(row)


def _precision(row: Row) -> str:
    return _share(row.precision, row.precision_95)


def _recall(row: Row) -> str:
    return _share(row.recall, row.recall_95)


def _share(share: float | None, interval: Interval | None) -> str:
    if share is None or interval is None:
        return "–"
    return f"{100 * share:.0f} ({100 * interval.low:.0f}–{100 * interval.high:.0f})"
