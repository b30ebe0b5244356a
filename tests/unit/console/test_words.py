"""The words of the console's screens, held against what the server has."""

import re
from pathlib import Path

import pytest

from config.numbers import NUMBERS
from console.audit import COMMAND_LINE, Deed, Detail
from console.webhooks import Untaken
from jingjian.wiring import TABLES
from streams.readiness import SENTENCES, Hindrance

CONSOLE = Path(__file__).parents[3] / "console"
WORDS = CONSOLE / "web" / "src" / "words"
REFUSAL = r'(?:Refused\(\s*HTTPStatus\.\w+,\s*|Trouble\(code=)"(\w+)"'
CODES = {
    "measure": {name for numbers in NUMBERS.values() for name in numbers},
    "deed": set(Deed),
    "detail": {*Detail, COMMAND_LINE},
    "agent": set(TABLES),
    "untaken": set(Untaken),
}
"""By section, the codes that the server has; those that its API describes are held by the front end's types."""


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("section", CODES)
def test_every_code_has_words_that_people_read(section: str, language: str) -> None:
    """A code without one would stand there as it is called in the code; words for none are for nobody."""
    assert words(language, section).keys() == CODES[section]


def test_what_hinders_a_role_is_told_with_the_same_values_in_both_languages() -> None:
    """And in English in the role's own words."""
    assert words("en", "hindrance") == SENTENCES
    for code, told in words("zh", "hindrance").items():
        assert named(told) == named(SENTENCES[Hindrance(code)])


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_refusal_has_a_sentence(language: str) -> None:
    """Written in the source as a code; those that are made elsewhere are sections of their own."""
    sources = [path.read_text(encoding="utf-8") for path in CONSOLE.rglob("*.py")]
    codes = {code for text in sources for code in re.findall(REFUSAL, text)}
    assert len(codes) > 15
    assert codes <= words(language, "trouble").keys()


def words(language: str, section: str) -> dict[str, str]:
    """Return a section of a language's words for codes."""
    text = (WORDS / f"{language}.codes.ts").read_text(encoding="utf-8")
    (within,) = re.findall(rf"^  {section}: {{(.*?)}},$", text, re.DOTALL | re.MULTILINE)
    return dict(re.findall(r'"?(\w[^":,]*)"?: "([^"]+)"', within))


def named(text: str) -> set[str]:
    """Return the values that a sentence names."""
    return set(re.findall(r"{(\w+)}", text))
