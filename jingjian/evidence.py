"""Where the picture of an alert of a simulated day lies, and which film it is from."""

from collections.abc import Mapping
from pathlib import Path

from msgspec import Struct
from rich.style import Style
from rich.text import Text

from models.alerts import Alert
from models.ids import CameraId
from models.observations import Look
from simulator.json_lines import read_json_lines
from vision.stills import NoStill, Stills

STILLS, FILMS = "stills", "films.jsonl"
"""What lies beside the events of a day with films: the stills, and which camera has which film."""
_DIGITS = 10
"""E: of the 64 of a still's name; no two of a day's stills begin alike."""


class FilmOf(Struct, frozen=True, kw_only=True):
    """Which film a camera has."""

    camera: CameraId
    clip: str
    source: str
    licence: str
    fault: str | None


def films_of(folder: Path) -> dict[CameraId, FilmOf]:
    """Return the films of the day in a folder; none where it has none. Raises ``BadFile``."""
    path = folder / FILMS
    return {film.camera: film for film in read_json_lines(path, FilmOf)} if path.exists() else {}


def picture_lines(alert: Alert, stills: Stills, films: Mapping[CameraId, FilmOf]) -> list[Text]:
    """Return where an alert's newest still lies, its marked copy, and what the camera's film was made from.

    Nothing where there is no still: looks that are made up name pictures that never were.
    """
    if not alert.pictures or alert.kind is None:
        return []
    try:
        newest = stills.path(alert.pictures[-1])
        marked = stills.noted(alert.pictures[-1], Look(alert.kind)).marked
        lines = [_file("静帧 still", newest)]
        lines += [] if marked is None else [_file("标注图 marked", stills.path(marked))]
    except NoStill:
        return []
    film = films.get(alert.camera or "")
    if film is not None:
        lines.append(
            Text(f"视频素材 clip {film.clip}（{film.source}，{film.licence}），晃动和故障由程序加入")
        )
    return lines


def short(path: Path) -> str:
    """Return a still's path from here, its long name cut to a pattern that a shell completes."""
    here, folder = Path.cwd(), path.absolute().parent
    folder = folder.relative_to(here) if folder.is_relative_to(here) else folder
    return f"{folder / path.stem[:_DIGITS]}*{path.suffix}"


def _file(what: str, path: Path) -> Text:
    """Return a line that leads to the file where the terminal knows links."""
    return Text.assemble(f"{what} ", (short(path), Style(link=path.absolute().as_uri())))
