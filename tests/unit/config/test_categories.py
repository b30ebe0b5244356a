"""The categories: every mistake is named with its file, line and field; the packaged ones have none."""

import shutil
from pathlib import Path

import pytest

from config.loader import PACKAGED, load_rulebook
from config.problems import ConfigError
from models.rules import Rule
from tests.unit.config.spoiling import spoil

CATEGORIES = PACKAGED / "categories" / "default.yaml"

CATEGORY_MISTAKES = [
    ('codes: ["103", "103D"]', "codes: [103]", "dispute.codes[0]", "put it in quotes"),
    ('codes: ["103", "103D"]', "codes: one", "dispute.codes", "write a list"),
    ('codes: ["67F"]', 'codes: ["67F", "103"]', "fraud.codes", "leave it in one category"),
    ("name_zh: 纠纷", "name_zh: ''", "dispute.name_zh", "write what it is"),
    ("name_zh: 纠纷", "name_cn: 纠纷", "dispute.name_cn", "did you mean name_zh?"),
    ("needs_recording: false", "needs_recording: 0", "follow_up.needs_recording", "write true or false"),
    (
        "name_en: Dispute",
        "name_en: Dispute\n  numbers: {uniforms: {}}",
        "dispute.numbers.uniforms",
        "did you mean uniform?",
    ),
    (
        "name_en: Dispute",
        "name_en: Dispute\n  numbers: {uniform: {scor: {value: 1, source: x}}}",
        "dispute.numbers.uniform.scor",
        "did you mean score?",
    ),
    (
        "name_en: Dispute",
        "name_en: Dispute\n  numbers: {uniform: {least_faults: {value: 9, source: x}}}",
        "dispute.numbers.uniform.least_faults.value",
        "make it at most that",
    ),
    ("\nother:\n", "\nothers:\n", "other", "codes that no category names"),
]


@pytest.mark.parametrize(("old", "new", "field", "mend"), CATEGORY_MISTAKES)
def test_a_mistake_in_a_category_is_named(tmp_path: Path, old: str, new: str, field: str, mend: str) -> None:
    """A mistake in the categories names its file, line and field."""
    file = tmp_path / "categories.yaml"
    shutil.copy(CATEGORIES, file)
    line = spoil(file, old, new)
    with pytest.raises(ConfigError) as caught:
        load_rulebook(categories=file)
    (problem,) = [problem for problem in caught.value.problems if problem.field == field]
    assert problem.file == str(file)
    assert problem.line is not None
    assert field == "other" or line <= problem.line <= line + 1
    assert mend in problem.mend


def test_a_category_changes_a_number(tmp_path: Path) -> None:
    """A category's number applies to its codes, and every other code keeps the rule's."""
    file = tmp_path / "categories.yaml"
    shutil.copy(CATEGORIES, file)
    change = "numbers: {recording_never_started: {grace_s: {value: 90, source: 'E: stairs'}}}"
    spoil(file, "name_en: Dispute", f"name_en: Dispute\n  {change}")
    book = load_rulebook(categories=file)
    assert book.number(Rule.RECORDING_NEVER_STARTED, "grace_s", "103D").value == 90
    assert book.number(Rule.RECORDING_NEVER_STARTED, "grace_s", "18").value == 60


def test_the_packaged_categories_excuse_recording_only_with_a_norm() -> None:
    """A category that needs no recording names a norm, never an engineering choice."""
    book = load_rulebook()
    excused = {
        key: category.source for key, category in book.categories.items() if not category.needs_recording
    }
    assert set(excused) == {"follow_up", "patrol"}
    assert not [source for source in excused.values() if source.startswith("E")]


@pytest.mark.parametrize(
    ("code", "key"),
    [("103D", "dispute"), ("62R", "theft"), ("20I", "traffic"), ("?", "other"), (None, "other")],
)
def test_codes_find_their_category(code: str | None, key: str) -> None:
    """Known codes go to their category; unknown and absent ones to the one for all others."""
    book = load_rulebook()
    assert book.category(code) == book.categories[key]
