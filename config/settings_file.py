"""Read the settings: find the file, put the environment over it, and say what is wrong with its place."""

import os
import re
import tomllib
from inspect import isclass
from pathlib import Path
from typing import Any, get_args

from pydantic import BaseModel, SecretStr, ValidationError
from pydantic_settings import EnvSettingsSource, SettingsError

from config.paths import from_folder
from config.problems import ConfigError, Problem, suggest
from config.settings import ENVIRONMENT_PREFIX, Settings

CONFIG_VARIABLE = "JINGJIAN_CONFIG"
"""The environment variable that names the settings file."""
DEFAULT_FILE = "jingjian.toml"
"""Looked for in the working folder; may be absent."""
_NOT_SETTINGS = (CONFIG_VARIABLE, "JINGJIAN_TEST_")
"""Variables with our prefix that are no settings; the last is for what only tests need."""


def load_settings(path: Path | None = None) -> Settings:
    """Return the settings; raise ``ConfigError`` with everything that is wrong with them."""
    file = _find(path)
    text = "" if file is None else _read(file)
    values = {} if file is None else from_folder(_parse(text, file), file.parent)
    problems = _unknown_variables()
    try:
        environment = EnvSettingsSource(Settings)()
        settings = Settings(**_merge(values, environment))
    except SettingsError as error:
        problem = Problem("environment", None, "", str(error), "write lists and tables as JSON")
        raise ConfigError([*problems, problem]) from None
    except ValidationError as error:
        name = "settings" if file is None else str(file)
        raise ConfigError([*problems, *_explain(error, name, text, environment)]) from None
    if problems:
        raise ConfigError(problems)
    return settings


def _find(path: Path | None) -> Path | None:
    if path is None and CONFIG_VARIABLE in os.environ:
        path = Path(os.environ[CONFIG_VARIABLE])
    if path is not None:
        return path
    default = Path(DEFAULT_FILE)
    return default if default.is_file() else None


def _read(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        mend = f"check the path, given by --config or {CONFIG_VARIABLE}"
        raise ConfigError([Problem(str(file), None, "", f"cannot be read: {error}", mend)]) from None


def _parse(text: str, file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"at line (\d+)", str(error))
        line = int(found[1]) if found else None
        problem = Problem(
            str(file), line, "", f"not TOML: {error}", "write [section], then key = value lines"
        )
        raise ConfigError([problem]) from None


def _merge(under: dict[str, Any], over: dict[str, Any]) -> dict[str, Any]:
    merged = dict(under)
    for key, value in over.items():
        known = merged.get(key)
        merged[key] = _merge(known, value) if isinstance(known, dict) and isinstance(value, dict) else value
    return merged


def _unknown_variables() -> list[Problem]:
    """Find variables that look like settings and are none: a slip of the pen that nobody would notice."""
    problems = []
    for variable in sorted(os.environ):
        if not variable.startswith(ENVIRONMENT_PREFIX) or variable.startswith(_NOT_SETTINGS):
            continue
        section = variable.removeprefix(ENVIRONMENT_PREFIX).partition("_")[0].lower()
        if section not in Settings.model_fields:
            mend = suggest(section, Settings.model_fields)
            problems.append(Problem("environment", None, variable, f"no section {section!r}", mend))
    return problems


def _explain(error: ValidationError, file: str, text: str, environment: dict[str, Any]) -> list[Problem]:
    problems = []
    for detail in error.errors(include_url=False):
        path = [str(part) for part in detail["loc"]]
        what = detail["msg"].removeprefix("Value error, ")
        mend = "correct it"
        if detail["type"] == "extra_forbidden":
            what, mend = "no such setting", suggest(path[-1], _names(path[:-1]))
        elif detail["type"] == "missing":
            what, mend = "is missing", "write it: it has no default"
        elif detail["type"] == "value_error":
            what, _, mend = what.rpartition("; ")
        elif not isinstance(detail["input"], dict) and not _is_secret(path):
            what = f"{what}, not {detail['input']!r}"
        if _within(environment, path):
            variable = ENVIRONMENT_PREFIX + "_".join(path[:2]).upper()
            problems.append(Problem("environment", None, variable, what, mend))
        else:
            problems.append(Problem(file, _line(text, path), ".".join(path), what, mend))
    return problems


def _names(path: list[str]) -> list[str]:
    section: type[BaseModel] = Settings
    for part in path:
        field = section.model_fields.get(part)
        kinds = () if field is None else (field.annotation, *get_args(field.annotation))
        section = next((kind for kind in kinds if isclass(kind) and issubclass(kind, BaseModel)), section)
    return list(section.model_fields)


def _is_secret(path: list[str]) -> bool:
    """Say whether what stands at a path must not be shown."""
    section = Settings.model_fields[path[0]].annotation if path and path[0] in Settings.model_fields else None
    field = getattr(section, "model_fields", {}).get(path[1]) if len(path) > 1 else None
    return field is not None and SecretStr in {field.annotation, *get_args(field.annotation)}


def _within(values: Any, path: list[str]) -> bool:
    """Say whether the value at a path came from the environment."""
    for part in path:
        if not isinstance(values, dict) or part not in values:
            return False
        values = values[part]
    return bool(path)


def _line(text: str, path: list[str]) -> int | None:
    """Return the line of the deepest part of a path that the file names; TOML keeps no places itself."""
    best: int | None = None
    section: list[str] = []
    for number, line in enumerate(text.splitlines(), start=1):
        header = re.match(r"\s*\[\s*([^\]]+?)\s*\]", line)
        key = re.match(r"\s*([\w.\"'-]+)\s*=", line)
        if header:
            section = _split(header[1])
            named = section
        elif key:
            named = section + _split(key[1])
        else:
            continue
        if path[: len(named)] == named:
            best = number
    return best


def _split(dotted: str) -> list[str]:
    return [part.strip().strip("\"'") for part in dotted.split(".")]
