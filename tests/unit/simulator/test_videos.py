"""Films in a simulated day: where they are placed, what is true of them, and what they take the place of."""

from itertools import pairwise

import pytest

from config.loader import load_rulebook
from models.observations import PICTURE_LOOKS, Look, Observation, Seen
from models.rules import Rule
from models.stations import Role
from simulator.day import Day, Filmed
from simulator.footage.faults import PictureFault
from simulator.footage.film import STEP_S
from simulator.footage.shipped import ROOM
from simulator.lines import lines
from simulator.make import make_day
from simulator.plan import made_plan
from simulator.truth import Kind
from simulator.videos import LENGTH_S, WRONG_S, Shot, Video, place

VIDEOS = [
    Video(ROOM, None, 1),
    Video(ROOM, PictureFault.TILTED, 2),
    Video(ROOM, PictureFault.PARTLY_COVERED, 3),
    Video(ROOM, PictureFault.SKY, 4),
]


def bad_day() -> Day:
    """Return a day with many faults, and some room left for films."""
    return make_day(made_plan(cameras=60, seed=25, faults=20))


def looked_at(day: Day, shot: Shot, seen: Seen = Seen.FAULT) -> Filmed:
    """Return what a film might have shown: two things at each look."""
    moments = [day.moment(shot.starts_s() + STEP_S * number) for number in range(int(LENGTH_S / STEP_S))]
    return Filmed(
        shot.phase.camera,
        shot.span(),
        tuple(
            Observation(
                station=shot.phase.scene.station,
                camera=shot.phase.camera,
                occurred_at=moment,
                kind=kind,
                seen=seen,
                picture="still",
            )
            for moment in moments
            for kind in (Look.COVERED, Look.DARK)
        ),
    )


def observations(day: Day) -> list[Observation]:
    """Return what is seen in a day, in the order in which it is heard of."""
    return [line.value for line in lines(day) if isinstance(line.value, Observation)]


def test_each_film_has_a_camera_of_its_own_with_which_nothing_else_is_wrong() -> None:
    """On the chest of an officer at a scene, all the time, and heard of."""
    day = bad_day()
    others = list(day.truth)
    shots = place(day, VIDEOS)
    assert len({shot.phase.camera for shot in shots}) == len(shots) == len(VIDEOS)
    for shot in shots:
        phase, (start_s, end_s) = shot.phase, shot.span()
        assert phase.duty.role is Role.OFFICER
        assert phase.start_s < start_s < end_s <= phase.end_s
        about = [row for row in others if row.camera == phase.camera or row.badge == phase.duty.badge]
        assert all(row.end <= day.moment(start_s) or row.start >= day.moment(end_s) for row in about)


def test_a_picture_hangs_askew_only_where_no_sensor_knows_better() -> None:
    """The angle rule believes the camera's own sensor, so such a fault would rightly raise nothing."""
    day = bad_day()
    (shot,) = place(day, VIDEOS[1:2])
    level, *_ = [phase for phase in day.phases() if phase.start_s < shot.phase.start_s]
    assert day.tracks[level.camera].has_imu
    assert not day.tracks[shot.phase.camera].has_imu


def test_the_truth_tells_what_is_wrong_in_films() -> None:
    """By the name that the alert will have, in the order of time; of a film without a fault nothing."""
    day = bad_day()
    known = len(day.truth)
    shots = place(day, VIDEOS)
    rows = [row for row in day.truth if row.rule is Rule.ANGLE_PICTURE]
    kinds = (Look.TILTED, Look.COVERED, Look.SKY)
    expected = {f"{shot.phase.camera}/{kind}" for shot, kind in zip(shots[1:], kinds, strict=True)}
    assert {row.subject for row in rows} == expected
    assert len(day.truth) == known + len(kinds)
    assert all(first.start <= second.start for first, second in pairwise(day.truth))
    least_looks = load_rulebook().number(Rule.ANGLE_PICTURE, "least_looks").value
    for row in rows:
        assert row.kind is Kind.FAULT
        assert row.due is not None
        assert (row.due - row.start).total_seconds() == (least_looks - 1) * STEP_S
        assert (row.end - row.start).total_seconds() == WRONG_S[1] - WRONG_S[0]
        assert row.note.startswith("video: room.mp4, ")


def test_a_film_without_room_is_left_out() -> None:
    """Of the only scene so far there is a minute when the day is cut off."""
    day = make_day(made_plan(cameras=60, seed=25, faults=0, traps=0, hours=0.4))
    (phase,) = day.phases()
    assert phase.length_s() < LENGTH_S
    assert place(day, VIDEOS) == []
    assert [row for row in day.truth if row.rule is Rule.ANGLE_PICTURE] == []


@pytest.fixture(scope="module")
def filmed() -> tuple[Day, list[Shot], list[Observation], list[Observation]]:
    """Return a day with films, and what is seen in it without them and with them."""
    day = bad_day()
    shots = place(day, VIDEOS)
    before = observations(day)
    for shot in shots:
        day.filmed.setdefault(shot.phase.scene.station, []).append(looked_at(day, shot))
    return day, shots, before, observations(day)


def in_films(day: Day, shots: list[Shot], seen: Observation) -> bool:
    """Say whether a look at a picture falls into a film."""
    spans = [shot.span() for shot in shots if shot.phase.camera == seen.camera]
    moments = [(day.moment(start_s), day.moment(end_s)) for start_s, end_s in spans]
    return seen.kind in PICTURE_LOOKS and any(start <= seen.occurred_at < end for start, end in moments)


def test_films_take_the_place_of_made_looks(
    filmed: tuple[Day, list[Shot], list[Observation], list[Observation]],
) -> None:
    """While a film runs all that is seen in that camera's picture is from it; everything else stays."""
    day, shots, before, after = filmed
    made = [seen for seen in before if in_films(day, shots, seen)]
    real = [seen for seen in after if in_films(day, shots, seen)]
    assert made, "there is something to be replaced"
    assert {seen.picture for seen in real} == {"still"}
    assert len(real) == len(VIDEOS) * 2 * LENGTH_S / STEP_S
    rest = [seen for seen in before if not in_films(day, shots, seen)]
    assert [seen for seen in after if not in_films(day, shots, seen)] == rest


def test_what_is_seen_in_films_comes_in_its_order(
    filmed: tuple[Day, list[Shot], list[Observation], list[Observation]],
) -> None:
    """Soon after it was seen, what one look tells together, and the day's time never goes back."""
    day, shots, _, _ = filmed
    told = list(lines(day))
    assert all(first.at <= second.at for first, second in pairwise(told))
    for shot in shots:
        seen = [
            (line.at, line.value)
            for line in told
            if isinstance(line.value, Observation) and line.value.camera == shot.phase.camera
            if line.value.picture == "still"
        ]
        assert [value for _, value in seen] == list(looked_at(day, shot).seen)
        assert all(0 < (at - value.occurred_at).total_seconds() < STEP_S for at, value in seen)
        assert len({at for at, _ in seen}) == len(seen) / 2


def test_nothing_is_seen_of_a_camera_that_is_gone() -> None:
    """A film of a camera that falls silent after all is heard of no more."""
    day = bad_day()
    (shot,) = place(day, VIDEOS[:1])
    gone_s = shot.starts_s() + 50
    day.tracks[shot.phase.camera].silent.append((gone_s, gone_s + 1000))
    day.filmed[shot.phase.scene.station] = [looked_at(day, shot)]
    seen = [one for one in observations(day) if one.picture == "still"]
    assert len(seen) == 2 * 50 / STEP_S
    assert max(one.occurred_at for one in seen) < day.moment(gone_s)
