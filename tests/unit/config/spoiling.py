"""Spoil a good file in one place, for tests that want the place named."""

from pathlib import Path


def spoil(file: Path, old: str, new: str) -> int:
    """Replace a text that the file has and return the line, from 1, where it began."""
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    return text[: text.index(old)].count("\n") + 1
