"""The pure folders never ask what time it is: now is the log's time, and it is passed in."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PURE = sorted([*ROOT.glob("agents/**/*.py"), *ROOT.glob("models/**/*.py")])
CLOCKS = {"now", "today", "utcnow"}


def clocks_read(source: str) -> list[int]:
    """Return the lines that call ``datetime.now`` or its like; imports are import-linter's."""
    return [
        node.lineno
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in CLOCKS
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id in {"datetime", "date"}
    ]


@pytest.mark.parametrize("file", PURE, ids=lambda path: str(path.relative_to(ROOT)))
def test_nothing_pure_reads_a_clock(file: Path) -> None:
    """No file of agents or models calls for the machine's time."""
    assert clocks_read(file.read_text(encoding="utf-8")) == []


def test_a_clock_would_be_found() -> None:
    """The check sees what it looks for, and leaves a variable of that name alone."""
    assert clocks_read("x = datetime.now(UTC)\ny = state.now()\nz = now\n") == [1]
