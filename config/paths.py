"""Relative paths in the settings file: taken from its folder, wherever the program was started."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, get_args

from pydantic import BaseModel
from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from config.settings import Settings, StoreSettings


def from_folder(values: Mapping[str, Any], folder: Path) -> dict[str, Any]:
    """Return what a settings file says, its relative paths taken from a folder; what is wrong stays as it is."""
    return _section(Settings, values, folder)


def _section(model: type[BaseModel], values: Mapping[str, Any], folder: Path) -> dict[str, Any]:
    taken = {key: _taken(_kinds_of(model, key), value, folder) for key, value in values.items()}
    if issubclass(model, StoreSettings) and isinstance(taken.get("url"), str):
        taken["url"] = _database(taken["url"], folder)
    return taken


def _kinds_of(model: type[BaseModel], key: str) -> tuple[Any, ...]:
    """Return every type in a setting's annotation; none where there is no such setting."""
    return tuple(_kinds(model.model_fields[key].annotation)) if key in model.model_fields else ()


def _kinds(annotation: Any) -> Iterator[Any]:
    yield annotation
    for inner in get_args(annotation):
        yield from _kinds(inner)


def _taken(kinds: tuple[Any, ...], value: Any, folder: Path) -> Any:
    if isinstance(value, str):
        return str(folder / value) if Path in kinds else value
    if isinstance(value, list):
        return [_taken(kinds, entry, folder) for entry in value]
    if isinstance(value, dict):
        models = [kind for kind in kinds if isinstance(kind, type) and issubclass(kind, BaseModel)]
        if models:
            return _section(models[0], value, folder)
        return {key: _taken(kinds, entry, folder) for key, entry in value.items()}
    return value


def _database(url: str, folder: Path) -> str:
    try:
        parts = make_url(url)
    except ArgumentError:
        return url
    if parts.get_backend_name() != "sqlite" or parts.database in {None, "", ":memory:"}:
        return url
    return parts.set(database=str(folder / str(parts.database))).render_as_string(hide_password=False)
