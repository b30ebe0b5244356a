"""The locks pin and hash everything that pyproject.toml asks for, and nothing of the machine they came from."""

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[2]
LOCKS = ("requirements.lock", "requirements-dev.lock")


def pins(lock: str) -> dict[str, str]:
    """Return each locked package's version, with its hashes, by name."""
    text = (ROOT / lock).read_text(encoding="utf-8").replace("\\\n", " ")
    lines = [line.split("==", 1) for line in text.splitlines() if "==" in line.partition("#")[0]]
    return {canonicalize_name(name): rest for name, rest in lines}


def wanted(*, extra: str | None = None) -> list[Requirement]:
    """Return what pyproject.toml asks for."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    lines = [*project["build-system"]["requires"], *project["project"]["dependencies"]]
    if extra is not None:
        lines += project["project"]["optional-dependencies"][extra]
    return [Requirement(line) for line in lines]


@pytest.mark.parametrize(("lock", "extra"), [(LOCKS[0], None), (LOCKS[1], "dev")])
def test_locks_have_what_is_asked_for(lock: str, extra: str | None) -> None:
    """Every requirement is locked at a version that it allows; else run script/lock."""
    locked = pins(lock)
    for requirement in wanted(extra=extra):
        version = locked[canonicalize_name(requirement.name)].split()[0]
        assert requirement.specifier.contains(version), requirement.name


@pytest.mark.parametrize("lock", LOCKS)
def test_every_pin_has_hashes(lock: str) -> None:
    """Every pin has a hash, for pip refuses what has none."""
    assert [
        name for name, rest in pins(lock).items() if not re.search(r"--hash=sha256:[0-9a-f]{64}\b", rest)
    ] == []


@pytest.mark.parametrize("lock", LOCKS)
def test_locks_name_no_place(lock: str) -> None:
    """No index, link or path of the machine that wrote the lock is in it."""
    text = (ROOT / lock).read_text(encoding="utf-8")
    assert re.findall(r".*(?:://|--index|--find-links|--trusted-host| @ ).*", text) == []


def test_development_adds_to_what_runs() -> None:
    """Both locks have the same versions of what both have: tests run what is shipped."""
    run, dev = pins(LOCKS[0]), pins(LOCKS[1])
    assert {name: rest.split()[0] for name, rest in run.items()} == {
        name: dev[name].split()[0] for name in run
    }
