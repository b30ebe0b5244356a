"""The wall's stills of a played day: each in its time, the newest alone, gone when nothing follows."""

from datetime import UTC, datetime, timedelta

from jingjian.showing import Due, Showing, Shown

BEGIN = datetime(2026, 11, 2, 16, tzinfo=UTC)
KEPT = timedelta(seconds=600)


def shown(after_s: float, camera: str = "C1") -> Shown:
    """Return a still that was taken so long after the day began."""
    return Shown(BEGIN + timedelta(seconds=after_s), camera, f"{camera} {after_s}")


def until(showing: Showing, after_s: float) -> Due:
    """Return what is due so long after the day began."""
    return showing.until(BEGIN + timedelta(seconds=after_s))


def test_a_still_is_not_shown_before_it_was_taken() -> None:
    """By the day's clock, and then once."""
    showing = Showing([shown(10), shown(30)], KEPT)
    assert until(showing, 9.9).put == []
    assert until(showing, 10).put == [shown(10)]
    assert until(showing, 29).put == []
    assert until(showing, 31).put == [shown(30)]


def test_of_those_that_a_fast_day_has_passed_each_cameras_newest_is_shown() -> None:
    """The others would be gone again at once."""
    showing = Showing([shown(1), shown(2, "C2"), shown(3), shown(50)], KEPT)
    assert until(showing, 40).put == [shown(3), shown(2, "C2")]


def test_a_camera_that_gives_no_picture_any_more_loses_its_still() -> None:
    """After as long as the vision role keeps one, by the day's clock; what comes later is shown anew."""
    showing = Showing([shown(0), shown(5, "C2"), shown(2000)], KEPT)
    assert until(showing, 600).drop == []
    assert until(showing, 601).drop == ["C1"]
    assert until(showing, 700) == Due([], ["C2"])
    assert until(showing, 800) == Due([], [])
    assert until(showing, 2000) == Due([shown(2000)], [])


def test_what_is_passed_and_too_old_already_is_not_shown() -> None:
    """As after a stop of the machine."""
    assert until(Showing([shown(0)], KEPT), 1000).put == []
