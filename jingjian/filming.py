"""Films in a simulated day: the vision role's own eyes look at them beforehand, for a day played fast has no time to."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from itertools import cycle, islice
from operator import attrgetter
from pathlib import Path

import msgspec
from msgspec import Struct, structs

from jingjian.evidence import FILMS, STILLS, FilmOf
from jingjian.look_numbers import numbers_from
from jingjian.showing import FOR_THE_WALL, SHOWN, Shown
from models.ids import CameraId, PictureRef, StationId
from models.observations import Observation, Seen
from simulator.day import Day, Filmed
from simulator.footage.film import film, frames_of
from simulator.footage.mark import marked_as_made
from simulator.footage.shipped import Clip
from simulator.reels import LENGTH_S as REEL_S
from simulator.reels import Reel, is_seen
from simulator.videos import LENGTH_S, Shot
from vision.stills import Stills
from vision.watch import Subject, Watch

APART = timedelta(seconds=4)
"""Between the wall's stills of a film. Source: as the vision role writes them (vision.latest_every_s)."""
_Well = list[tuple[PictureRef, list[Observation]]]


class _Wall:
    """Keeps what would be on the wall until its time comes."""

    def __init__(self, stills: Stills) -> None:
        self._stills = stills
        self.shown: list[Shown] = []

    def put(self, camera: CameraId, taken_at: datetime, jpeg: bytes) -> None:
        self.shown.append(Shown(taken_at, camera, self._stills.put(jpeg)))


class _Looked(Struct, frozen=True):
    """What becomes of one film."""

    station: StationId
    filmed: list[Filmed]
    shown: list[Shown]


def look_at_films(day: Day, shots: Sequence[Shot], folder: Path, reels: Sequence[Reel] = ()) -> None:
    """Look at films as the vision role would, put into the day what is seen, and keep the stills in a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    room = _Room(day, folder, {*(shot.video.clip for shot in shots), *(reel.clip for reel in reels)})
    with ThreadPoolExecutor() as pool:
        shared = {(reel.clip, reel.seed): pool.submit(room.well, reel) for reel in reels}
        looked = list(pool.map(room.shot, shots))
        looked += [room.reel(reel, shared[reel.clip, reel.seed].result()) for reel in reels]
    for each in looked:
        day.filmed.setdefault(each.station, []).extend(each.filmed)
    films = {reel.camera: _film_of(reel.camera, reel.clip, None) for reel in reels}
    for shot in shots:
        films[shot.phase.camera] = _film_of(shot.phase.camera, shot.video.clip, shot.video.fault)
    encode = msgspec.json.Encoder().encode_lines
    (folder / FILMS).write_bytes(encode(films.values()))
    shown = (still for each in looked for still in each.shown)
    (folder / SHOWN).write_bytes(encode(sorted(shown, key=attrgetter("at"))))


class _Room:
    """Where films are looked at."""

    def __init__(self, day: Day, folder: Path, clips: set[Clip]) -> None:
        self._day = day
        self._numbers = numbers_from()
        self._evidence, self._for_the_wall = Stills(folder / STILLS), Stills(folder / FOR_THE_WALL)
        self._frames = {clip: frames_of(clip.path()) for clip in clips}

    def shot(self, shot: Shot) -> _Looked:
        """Look at all of a film, two seconds apart."""
        wall = _Wall(self._for_the_wall)
        station, camera = shot.phase.scene.station, shot.phase.camera
        watch = Watch(Subject(station, camera), self._numbers, self._evidence, latest=(wall, APART))
        pictures = film(self._frames[shot.video.clip], shot.video.seed, LENGTH_S, shot.video.wrong())
        seen = tuple(
            told
            for at_s, picture in pictures
            for told in watch.look(marked_as_made(picture), self._day.moment(shot.starts_s() + at_s))
        )
        return _Looked(station, [Filmed(camera, shot.span(), seen)], wall.shown)

    def well(self, reel: Reel) -> _Well:
        """Look at each picture of a film once; return those in which nothing is wrong, and what is seen in each."""
        wall = _Wall(self._for_the_wall)
        # What is wrong in one is left out, so it is nobody's evidence.
        watch = Watch(
            Subject(reel.station, reel.camera), self._numbers, self._for_the_wall, latest=(wall, timedelta(0))
        )
        looked = [
            watch.look(marked_as_made(picture), self._day.moment(at_s))
            for at_s, picture in film(self._frames[reel.clip], reel.seed, REEL_S)
        ]
        return [
            (shown.still, seen)
            for shown, seen in zip(wall.shown, looked, strict=True)
            if all(one.seen is Seen.WELL for one in seen)
        ]

    def reel(self, reel: Reel, well: _Well) -> _Looked:
        """Give a film to a camera for as long as it is on an incident: the same picture shows the same again."""
        pictures = islice(cycle(well), reel.first, None)
        filmed, shown = [], []
        for span in reel.spans:
            told: list[Observation] = []
            moments = (at_s for at_s in reel.moments_s(span) if is_seen(self._day, reel, at_s))
            for at, (still, seen) in zip(map(self._day.moment, moments), pictures, strict=False):
                told += (
                    structs.replace(one, station=reel.station, camera=reel.camera, occurred_at=at)
                    for one in seen
                )
                shown.append(Shown(at, reel.camera, still))
            filmed.append(Filmed(reel.camera, span, tuple(told)))
        return _Looked(reel.station, filmed, shown)


def _film_of(camera: CameraId, clip: Clip, fault: str | None) -> FilmOf:
    return FilmOf(camera=camera, clip=clip.name, source=clip.source, licence=clip.licence, fault=fault)
