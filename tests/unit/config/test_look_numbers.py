"""What looks at pictures go by: each number once, with its source; every mistake is named with its place."""

import shutil
from pathlib import Path

import pytest
from msgspec import structs

from config.loader import PACKAGED
from config.look_numbers import LOOK_NUMBERS, load_look_numbers
from config.problems import ConfigError
from jingjian.look_numbers import numbers_from
from tests.unit.config.sources import KINDS, has_both
from tests.unit.config.spoiling import spoil
from vision.look import Numbers


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Return a copy of the packaged numbers that a test may spoil."""
    return Path(shutil.copy(PACKAGED / "looks" / "default.yaml", tmp_path / "looks.yaml"))


def test_the_packaged_numbers_load_with_sources() -> None:
    """Each says where it comes from in both languages, and which kind of source that is."""
    numbers = [number for stage in load_look_numbers().values() for number in stage.values()]
    assert len(numbers) == sum(len(names) for names in LOOK_NUMBERS.values())
    assert all(number.source.startswith(tuple(KINDS)) and has_both(number) for number in numbers)


def test_the_names_are_those_that_the_eyes_ask_for() -> None:
    """A number that no stage takes, or that a stage lacks, would be found by nobody."""
    asked = {
        stage.name: {number.name for number in structs.fields(stage.type)}
        for stage in structs.fields(Numbers)
    }
    assert {stage: set(names) for stage, names in LOOK_NUMBERS.items()} == asked


def test_the_eyes_have_no_numbers_of_their_own() -> None:
    """Each stands once, in the file: a default in the code would be a second one."""
    stages = [stage.type for stage in structs.fields(Numbers)]
    for each in (Numbers, *stages):
        assert all(number.required for number in structs.fields(each)), each


def test_a_changed_number_reaches_the_eyes(file: Path) -> None:
    """Under its stage, and no other one changes."""
    spoil(file, "tilted_ratio: {value: 1.4", "tilted_ratio: {value: 1.6")
    changed, shipped = numbers_from(file), numbers_from()
    assert changed == structs.replace(shipped, tilt=structs.replace(shipped.tilt, tilted_ratio=1.6))


MISTAKES = [
    ("dark_below: {value: 60", "dark_below: {value: 300", "quality.dark_below.value", "0 to 255"),
    ("dark_below: {value: 60", "dark_belw: {value: 60", "quality.dark_belw", "did you mean dark_below?"),
    ("dark_below: {value: 60", "dark_below: {value: dim", "quality.dark_below.value", "write a number"),
    ("dark_below: {value: 60", "dark_below: {value: 10", "quality.black_below.value", "make it at most that"),
    ("tilt:", "tlit:", "tlit", "did you mean tilt?"),
    ("least_lines: {value: 12", "least_lines: {value: 1.5", "tilt.least_lines.value", "whole number"),
    (
        "tilted_from_deg: {value: 25",
        "tilted_from_deg: {value: 50",
        "tilt.tilted_from_deg.value",
        "at most 45",
    ),
    ('source: "E: to violet",', "", "sky.blue_to.source", "add 'source: …'"),
]


@pytest.mark.parametrize(("old", "new", "field", "mend"), MISTAKES)
def test_a_mistake_is_named(file: Path, old: str, new: str, field: str, mend: str) -> None:
    """With its file, line and field, and how to mend it."""
    spoil(file, old, new)
    with pytest.raises(ConfigError) as caught:
        load_look_numbers(file)
    found = [problem for problem in caught.value.problems if problem.field == field]
    assert [problem.file for problem in found] == [str(file)]
    assert found[0].line is not None
    assert mend in found[0].mend
