"""The settings that the documentation shows are settings."""

import re
from pathlib import Path

import pytest

from config.settings_file import load_settings

DOCS = Path(__file__).parent.parent.parent / "docs"
BLOCK = re.compile(r"^```toml\n(.*?)^```", re.MULTILINE | re.DOTALL)
BLOCKS = [
    pytest.param(block, id=f"{file.name}-{number}")
    for file in sorted(DOCS.glob("*.md"))
    for number, block in enumerate(BLOCK.findall(file.read_text(encoding="utf-8")))
]


@pytest.mark.parametrize("block", BLOCKS)
def test_settings_in_the_documentation_can_be_copied(block: str, tmp_path: Path) -> None:
    """Each block is read as a settings file, and nothing in it is unknown or wrong, once the files are there."""
    there = tmp_path / "there"
    there.write_text("secret", encoding="utf-8")
    file = tmp_path / "jingjian.toml"
    file.write_text(re.sub(r'(_file\s*=\s*)"[^"]*"', rf'\1"{there}"', block), encoding="utf-8")
    load_settings(file)
