"""Films of a day, looked at by the vision role's own eyes."""

from itertools import pairwise
from pathlib import Path

import cv2
import pytest

from jingjian.evidence import STILLS, films_of
from jingjian.filming import APART, look_at_films
from jingjian.showing import FOR_THE_WALL, SHOWN, Shown
from models.observations import Look, Observation, Seen
from simulator.day import Day
from simulator.footage.faults import PictureFault
from simulator.footage.mark import FROM_EDGE_PX, words
from simulator.footage.shipped import ROOM
from simulator.json_lines import read_json_lines
from simulator.make import make_day
from simulator.plan import made_plan
from simulator.reels import reels
from simulator.rows import BadFile
from simulator.videos import WRONG_S, Shot, Video, place
from vision.stills import Stills


def filmed(folder: Path) -> tuple[Day, Shot, tuple[Observation, ...]]:
    """Film one camera that is covered for a while; return what is seen of it."""
    day = make_day(made_plan(cameras=60, seed=25, faults=20, hours=1))
    (shot,) = place(day, [Video(ROOM, PictureFault.COVERED, 1)])
    look_at_films(day, [shot], folder)
    ((film,),) = day.filmed.values()
    assert (film.camera, film.span) == (shot.phase.camera, shot.span())
    return day, shot, film.seen


def test_a_fault_is_seen_while_it_lasts_and_its_stills_are_kept(tmp_path: Path) -> None:
    """With a note that says which camera, when by the day's time, and what."""
    day, shot, seen = filmed(tmp_path)
    covered = [one for one in seen if one.kind is Look.COVERED and one.seen is Seen.FAULT]
    first, last = (day.moment(shot.starts_s() + moment_s) for moment_s in WRONG_S)
    assert len(covered) >= (WRONG_S[1] - WRONG_S[0]) / 2 - 2
    assert all(first <= one.occurred_at < last for one in covered)
    stills = Stills(tmp_path / STILLS)
    for one in covered:
        assert one.picture is not None
        note = stills.noted(one.picture, Look.COVERED)
        assert (note.camera, note.station) == (one.camera, one.station)
        assert first <= note.taken_at <= one.occurred_at
        assert stills.path(one.picture).read_bytes().startswith(b"\xff\xd8\xff")


def test_the_same_film_is_seen_the_same(tmp_path: Path) -> None:
    """To the names of the stills, which are made of their bytes."""
    *_, first = filmed(tmp_path / "first")
    *_, again = filmed(tmp_path / "again")
    assert first == again


def test_which_camera_has_which_film_lies_beside_the_day(tmp_path: Path) -> None:
    """With whose clip it is; a day without films has no such file."""
    assert films_of(tmp_path) == {}
    _, shot, _ = filmed(tmp_path)
    (film,) = films_of(tmp_path).values()
    assert film.camera == shot.phase.camera
    assert (film.clip, film.source, film.licence, film.fault) == (
        ROOM.name,
        ROOM.source,
        "CC BY 4.0",
        "covered",
    )


def test_a_camera_on_an_incident_has_a_still_for_each_moment_at_which_it_is_seen(tmp_path: Path) -> None:
    """By the same moments as what is told of it, and all of it well; each still says that it is made."""
    day = make_day(made_plan(cameras=60, seed=25, faults=20, hours=1))
    reel = reels(day, [ROOM], [])[0]
    look_at_films(day, [], tmp_path, [reel])
    seen = [one for film in day.filmed[reel.station] for one in film.seen]
    assert {one.seen for one in seen} == {Seen.WELL}
    assert {one.camera for one in seen} == {reel.camera}
    shown = read_json_lines(tmp_path / SHOWN, Shown)
    assert len(shown) > 10
    assert [still.at for still in shown] == sorted({one.occurred_at for one in seen})
    stills = Stills(tmp_path / FOR_THE_WALL)
    for still in {still.still for still in shown}:
        picture = cv2.imread(str(stills.path(still)))
        assert picture is not None
        high, wide = words().shape[:2]
        corner = picture[FROM_EDGE_PX:, -wide - FROM_EDGE_PX : -FROM_EDGE_PX][:high]
        assert abs(corner.astype(int) - words()).mean() < 12


def test_the_wall_shows_a_fault_while_it_is_seen(tmp_path: Path) -> None:
    """Its stills are those of the film, four seconds apart."""
    _, shot, seen = filmed(tmp_path)
    shown = read_json_lines(tmp_path / SHOWN, Shown)
    assert {still.camera for still in shown} == {shot.phase.camera}
    assert {later.at - earlier.at for earlier, later in pairwise(shown)} == {APART}
    assert {still.at for still in shown} <= {one.occurred_at for one in seen}


def test_a_damaged_list_of_films_is_named(tmp_path: Path) -> None:
    """By file and line."""
    (tmp_path / "films.jsonl").write_text("{}\n", encoding="utf-8")
    with pytest.raises(BadFile, match=r"films\.jsonl:1: "):
        films_of(tmp_path)
