"""When a person did something: by the browser's clock, as far as that can be."""

from datetime import timedelta

import pytest

from config.settings import Settings
from console.pages.acts import when
from console.problems import Refused
from tests.factories import at

PLAYED = Settings.model_validate({"time": {"source": "input"}})


@pytest.mark.parametrize(("seconds", "taken"), [(-60, -60), (0, 0), (60, 0)])
def test_nothing_happens_later_than_now(seconds: float, taken: float) -> None:
    """Whatever the browser's clock says."""
    assert when(at(seconds), at(0), Settings()) == at(taken)


def test_what_intake_would_set_aside_is_refused() -> None:
    """Nobody would know that it was not done."""
    longest = timedelta(seconds=Settings().limits.farthest_past_s)
    assert when(at(0), at(0) + longest, Settings()) == at(0)
    with pytest.raises(Refused, match="too_long_ago"):
        when(at(0), at(1) + longest, Settings())


@pytest.mark.parametrize("days", [-300, 300])
def test_in_a_played_day_it_is_that_days_now(days: int) -> None:
    """The browser lives in another time."""
    assert when(at(0) + timedelta(days=days), at(0), PLAYED) == at(0)
