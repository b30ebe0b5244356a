"""The words of the console's screens, held against what the server has."""

from pathlib import Path

import pytest

from config.numbers import NUMBERS

WORDS = Path(__file__).parents[3] / "console" / "web" / "src" / "words"


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_number_of_a_rule_has_a_name_that_people_read(language: str) -> None:
    """A number without one would stand there as it is called in the code."""
    text = (WORDS / f"{language}.codes.ts").read_text(encoding="utf-8").partition("measure: {")[2]
    names = {name for numbers in NUMBERS.values() for name in numbers}
    assert [name for name in sorted(names) if f"    {name}: " not in text] == []
