"""The rules: every mistake is named with its file, line and field; the packaged ones have none."""

import shutil
from collections.abc import Mapping
from pathlib import Path

import pytest

from config.loader import PACKAGED, load_rulebook
from config.numbers import DESK_NUMBERS, NUMBERS
from config.problems import ConfigError
from models.findings import Measure
from models.rules import Number, Rule
from tests.factories import rulebook
from tests.unit.config.sources import has_both
from tests.unit.config.spoiling import spoil


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    """Return a copy of the packaged rules that a test may spoil."""
    return Path(shutil.copytree(PACKAGED / "rules", tmp_path / "rules"))


def values(numbers: Mapping[str, Number]) -> dict[str, float]:
    """Return numbers without their sources."""
    return {name: number.value for name, number in numbers.items()}


GRACE = """grace_s: {value: 60, source: "E: a minute to step out of the car and press the button",
      source_zh: "工程取值：留 1 分钟下车并按下录制键"}"""

RULE_MISTAKES = [
    (GRACE, "grace_s: {value: -1, source: x}", "grace_s.value", "-1 will not do", "0 or more"),
    (GRACE, "grace_s: {value: soon, source: x}", "grace_s.value", "'soon' (str)", "write a number"),
    (GRACE, "grace_s: {value: true, source: x}", "grace_s.value", "'true' (bool)", "write a number"),
    (GRACE, "grace_s: {value: 1:30, source: x}", "grace_s.value", "not a plain number", "write a number"),
    (GRACE, "grace_s: {value: .inf, source: x}", "grace_s.value", "not a plain number", "write a number"),
    (GRACE, "grace_s: {value: 60}", "grace_s.source", "is missing", "add 'source: …'"),
    (GRACE, "grace_s: {value: 60, source: ' '}", "grace_s.source", "is empty", "write what it is"),
    (GRACE, "grace_s: {value: 60, source: 1}", "grace_s.source", "not a text", "put it in quotes"),
    (GRACE, "grace_s: {value: 60, source: x, source_zh: ''}", "grace_s.source_zh", "is empty", "write what"),
    (GRACE, "grace_s: {source: x}", "grace_s.value", "is missing", "add 'value: …'"),
    (GRACE, "grace_s: {value: 1, value: 2, source: x}", "grace_s.value", "stands twice", "remove one"),
    (
        GRACE,
        "grace_s: {value: 1, source: x, sauce: y}",
        "grace_s.sauce",
        "is unknown",
        "did you mean source?",
    ),
    (GRACE, "grace_s: 60", "grace_s", "not a table", "name: value"),
    (GRACE, "grace: {value: 60, source: x}", "grace", "is unknown", "did you mean grace_s?"),
]
"""What is written in place of the first grace_s; the field, what is said of it, and how to mend it."""


@pytest.mark.parametrize(("old", "new", "field", "what", "mend"), RULE_MISTAKES)
def test_a_mistake_in_a_number_is_named(
    rules: Path, old: str, new: str, field: str, what: str, mend: str
) -> None:
    """A wrong number names its file, its line, its field, what is wrong and how to mend it."""
    file = rules / "recording.yaml"
    line = spoil(file, old, new)
    with pytest.raises(ConfigError) as caught:
        load_rulebook(rules)
    wanted = f"recording_never_started.numbers.{field}"
    found = [problem for problem in caught.value.problems if problem.field == wanted]
    assert [(problem.file, problem.line) for problem in found] == [(str(file), line)]
    assert what in found[0].what
    assert mend in found[0].mend
    assert f"{file}:{line}: {wanted}: " in str(caught.value)


ELSEWHERE = [
    (
        "recording.yaml",
        "priority: high",
        "priority: hihg",
        "recording_never_started.priority",
        "did you mean high?",
    ),
    (
        "recording.yaml",
        "priority: high",
        "enabled: maybe\n  priority: high",
        "recording_never_started.enabled",
        "write true or false",
    ),
    ("uniform.yaml", "uniform:\n", "unifrom:\n", "unifrom", "did you mean uniform?"),
    ("desk.yaml", "  numbers:", "  numbrs:", "desk.numbrs", "did you mean numbers?"),
    (
        "angle.yaml",
        "on_share: {value: 0.8",
        "on_share: {value: 80",
        "angle_picture.numbers.on_share.value",
        "0 to 1",
    ),
    (
        "angle.yaml",
        "least_looks: {value: 8",
        "least_looks: {value: 2.5",
        "angle_picture.numbers.least_looks.value",
        "whole number",
    ),
    (
        "recording.yaml",
        "below_pct: {value: 15",
        "below_pct: {value: 30",
        "battery_low.numbers.below_pct.value",
        "make it at most that",
    ),
    ("closure.yaml", "settle_s: *settle", "settle_s: *sttle", "", "check indentation"),
]


@pytest.mark.parametrize(("name", "old", "new", "field", "mend"), ELSEWHERE)
def test_a_mistake_in_a_rule_is_named(
    rules: Path, name: str, old: str, new: str, field: str, mend: str
) -> None:
    """A mistake anywhere in the rules names its file, line and field."""
    line = spoil(rules / name, old, new)
    with pytest.raises(ConfigError) as caught:
        load_rulebook(rules)
    found = [problem for problem in caught.value.problems if problem.field == field]
    assert found
    assert found[0].file == str(rules / name)
    assert found[0].line is not None
    assert line <= found[0].line <= line + 1
    assert mend in found[0].mend


def test_all_problems_come_at_once(rules: Path) -> None:
    """Two mistakes in two files are both reported by one start."""
    spoil(rules / "angle.yaml", "value: 25", "value: 250")
    spoil(rules / "desk.yaml", "value: 600", "value: no")
    with pytest.raises(ConfigError) as caught:
        load_rulebook(rules)
    fields = [problem.field for problem in caught.value.problems]
    assert fields == ["angle_tilted.numbers.pitch_deg.value", "desk.numbers.reraise_s.value"]


def test_a_rule_in_two_files_is_named(rules: Path) -> None:
    """A rule that two files have names the second place and the first."""
    (rules / "zz.yaml").write_text("# twice\nuniform: {priority: low, numbers: {}}\n", encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        load_rulebook(rules)
    (problem,) = caught.value.problems
    assert (problem.file, problem.line, problem.field) == (str(rules / "zz.yaml"), 2, "uniform")
    assert "uniform.yaml:6" in problem.what


def test_a_missing_rule_is_named(rules: Path) -> None:
    """A folder without some of the rules says which."""
    (rules / "uniform.yaml").unlink()
    with pytest.raises(ConfigError) as caught:
        load_rulebook(rules)
    assert [problem.field for problem in caught.value.problems] == ["roll_call", "uniform"]


@pytest.mark.parametrize("text", ["", "- a\n- b\n", "key: [\n", "a: b\n\tc: d\n"])
def test_a_file_that_is_no_table_is_named(rules: Path, text: str) -> None:
    """An empty file, a list and broken YAML are problems with a line, not tracebacks."""
    (rules / "uniform.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        load_rulebook(rules)
    assert {problem.file for problem in caught.value.problems} == {str(rules / "uniform.yaml")}
    assert all(problem.line is not None for problem in caught.value.problems)


def test_a_folder_without_rules_is_named(tmp_path: Path) -> None:
    """A wrong folder is one problem, not one for each rule."""
    with pytest.raises(ConfigError) as caught:
        load_rulebook(tmp_path)
    assert [problem.file for problem in caught.value.problems] == [str(tmp_path)]


def test_the_packaged_rules_load_with_sources() -> None:
    """Every packaged rule is there, with every number, and each names in both languages where it comes from."""
    book = load_rulebook()
    assert set(book.rules) == set(Rule)
    numbers = [(rule, name, number) for rule in Rule for name, number in book.rules[rule].numbers.items()]
    assert {(rule, name) for rule, name, _ in numbers} == {
        (rule, name) for rule, names in NUMBERS.items() for name in names
    }
    assert set(book.desk) == set(DESK_NUMBERS)
    assert [each for each in (*numbers, *book.desk.items()) if not has_both(each[-1])] == []
    assert [key for key, category in book.categories.items() if not has_both(category)] == []


def test_one_text_for_both_languages_is_enough(rules: Path) -> None:
    """A bureau that gives a number's source once is understood; nothing is made up in its place."""
    spoil(rules / "recording.yaml", GRACE, 'grace_s: {value: 90, source: "市局通知"}')
    number = load_rulebook(rules).number(Rule.RECORDING_NEVER_STARTED, "grace_s")
    assert number == Number(90, "市局通知")
    assert Measure.of("grace_s", number) == Measure("grace_s", 90, "市局通知")


def test_tests_go_by_the_packaged_numbers() -> None:
    """The rule book of the tests has the packaged numbers and priorities, so that both stay true together."""
    packaged, tested = load_rulebook(), rulebook()
    for rule in Rule:
        assert packaged.rules[rule].priority == tested.rules[rule].priority
        assert values(packaged.rules[rule].numbers) == values(tested.rules[rule].numbers)
    assert values(packaged.desk) == values(tested.desk)
