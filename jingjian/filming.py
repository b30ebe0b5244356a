"""Films in a simulated day: the vision role's own eyes look at them beforehand, for a day played fast has no time to."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import msgspec

from jingjian.evidence import FILMS, STILLS, FilmOf
from jingjian.look_numbers import numbers_from
from models.observations import Observation
from simulator.day import Day, Filmed
from simulator.footage.film import film, frames_of
from simulator.footage.worn import Picture
from simulator.videos import LENGTH_S, Shot
from vision.stills import Stills
from vision.watch import Subject, Watch


def look_at_films(day: Day, shots: Sequence[Shot], folder: Path) -> None:
    """Look at films as the vision role would, put into the day what is seen, and keep the stills in a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    stills = Stills(folder / STILLS)
    clips = {shot.video.clip: frames_of(shot.video.clip.path()) for shot in shots}
    with ThreadPoolExecutor() as pool:
        looked = pool.map(lambda shot: _look(day, shot, clips[shot.video.clip], stills), shots)
        for shot, seen in zip(shots, looked, strict=True):
            filmed = Filmed(shot.phase.camera, shot.span(), seen)
            day.filmed.setdefault(shot.phase.scene.station, []).append(filmed)
    lines = [_film_of(shot) for shot in shots]
    (folder / FILMS).write_bytes(msgspec.json.Encoder().encode_lines(lines))


def _look(day: Day, shot: Shot, frames: list[Picture], stills: Stills) -> tuple[Observation, ...]:
    watch = Watch(Subject(shot.phase.scene.station, shot.phase.camera), numbers_from(), stills)
    pictures = film(frames, shot.video.seed, LENGTH_S, shot.video.wrong())
    return tuple(
        seen for at_s, picture in pictures for seen in watch.look(picture, day.moment(shot.starts_s() + at_s))
    )


def _film_of(shot: Shot) -> FilmOf:
    clip, fault = shot.video.clip, shot.video.fault
    return FilmOf(
        camera=shot.phase.camera, clip=clip.name, source=clip.source, licence=clip.licence, fault=fault
    )
