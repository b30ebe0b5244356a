"""The words of the console's screens, held against what the server has."""

import re
from pathlib import Path

import pytest

from config.numbers import NUMBERS
from console.audit import COMMAND_LINE, Deed, Detail
from console.health import Unheard

WORDS = Path(__file__).parents[3] / "console" / "web" / "src" / "words"
CODES = {
    "measure": {name for numbers in NUMBERS.values() for name in numbers},
    "deed": set(Deed),
    "detail": {*Detail, COMMAND_LINE},
    "problem": set(Unheard),
}
"""By section, the codes that the server has; those that its API describes are held by the front end's types."""


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("section", CODES)
def test_every_code_has_words_that_people_read(section: str, language: str) -> None:
    """A code without one would stand there as it is called in the code; words for none are for nobody."""
    text = (WORDS / f"{language}.codes.ts").read_text(encoding="utf-8")
    (within,) = re.findall(rf"^  {section}: {{(.*?)}},$", text, re.DOTALL | re.MULTILINE)
    assert set(re.findall(r'"?(\w[^":,]*)"?: "[^"]', within)) == CODES[section]
