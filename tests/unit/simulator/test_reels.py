"""What cameras on incidents show all day: which, when, and what it leaves alone."""

from itertools import pairwise

import pytest

from models.incidents import Stage
from models.observations import Look, Seen
from simulator.day import Day, Looks
from simulator.footage.faults import PictureFault
from simulator.footage.shipped import ROOM, STREET
from simulator.make import make_day
from simulator.picture_faults import LOOK_STEP_S
from simulator.plan import made_plan
from simulator.reels import EVERY_S, Reel, is_seen, reels
from simulator.spans import overlaps
from simulator.videos import Shot, Video, place


def day_with_films() -> tuple[Day, list[Shot], list[Reel]]:
    """Return a bad day with one film of a fault, and the reels."""
    day = make_day(made_plan(cameras=60, seed=25, faults=20))
    shots = place(day, [Video(STREET, PictureFault.COVERED, 1)])
    return day, shots, reels(day, (ROOM,), shots)


def test_each_camera_that_comes_to_a_scene_has_one_film() -> None:
    """From the call on, at moments that are close enough for a still to be called new."""
    day, _, found = day_with_films()
    filmed = {reel.camera: reel for reel in found}
    assert len(filmed) == len(found) > 10
    assert {phase.camera for phase in day.phases()} <= filmed.keys()
    for phase in day.phases():
        called_s = day.stage_heard_s(phase.scene, Stage.DISPATCHED)
        assert any(start_s <= called_s < end_s for start_s, end_s in filmed[phase.camera].spans)
    for reel in found:
        for span in reel.spans:
            moments = reel.moments_s(span)
            assert span[0] == moments[0] <= moments[-1] < span[1]
            assert [later - earlier for earlier, later in pairwise(moments)] == pytest.approx(
                [EVERY_S] * (len(moments) - 1)
            )


def test_the_film_of_a_fault_has_its_time_for_itself_and_goes_on_in_the_same_scenery() -> None:
    """Or a look that all is well would contradict it, and the place would change with the fault."""
    _, (shot,), found = day_with_films()
    (own,) = [reel for reel in found if reel.camera == shot.phase.camera]
    assert not overlaps(own.spans, shot.span())
    assert shot.span()[0] in {end_s for _, end_s in own.spans}
    assert own.clip == STREET
    assert {reel.clip for reel in found if reel is not own} == {ROOM}


def test_a_scene_at_which_a_look_is_to_find_something_is_left_alone() -> None:
    """What is made up there is true by the day's book."""
    day, _, found = day_with_films()
    reel = found[0]
    inside = reel.spans[0][0] + 1, reel.spans[0][1] - 1
    made = Looks(reel.camera, Look.COVERED, inside, LOOK_STEP_S, (Seen.FAULT,))
    day.looks.setdefault(reel.station, []).append(made)
    again = {each.camera: each for each in reels(day, (ROOM,), [])}[reel.camera]
    assert reel.spans[0] not in again.spans
    assert again.spans == reel.spans[1:]


def test_a_camera_that_is_away_shows_nothing() -> None:
    """Nor does one whose station's line holds everything up."""
    day, _, found = day_with_films()
    reel = found[0]
    at_s = reel.spans[0][0]
    assert is_seen(day, reel, at_s)
    day.held[reel.station] = [(at_s, at_s + 1)]
    assert not is_seen(day, reel, at_s)
    day.held.clear()
    day.tracks[reel.camera].offline.append((at_s, at_s + 1))
    assert not is_seen(day, reel, at_s)
