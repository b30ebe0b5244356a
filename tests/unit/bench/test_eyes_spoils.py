"""What the benchmarks do to pictures is what they say."""

import numpy as np
import pytest

from bench.eyes import spoils
from bench.eyes.latency import delays
from jingjian.look_numbers import numbers_from
from tests.pictures import HEIGHT_PX, WIDTH_PX, room
from vision.lines import segments
from vision.picture import grey
from vision.pitch import pitch_deg as lines_pitch_deg


def pitch_of(pitch_deg: float) -> float | None:
    """Return the pitch that lines tell of a fence that was pitched."""
    fence = np.full((HEIGHT_PX, WIDTH_PX, 3), 200, np.uint8)
    for left in range(20, WIDTH_PX, 60):
        fence[:, left : left + 20] = 40
    seen = grey(spoils.filmed(spoils.pitched(fence, pitch_deg), np.random.default_rng(1)))
    return lines_pitch_deg(segments(seen), seen.shape, spoils.SEEN_FOV_DEG, numbers_from().pitch)


@pytest.mark.parametrize("pitch_deg", [-15, 0, 15])
def test_a_pitched_picture_looks_up_or_down_by_as_much(pitch_deg: float) -> None:
    """Up is positive; a wrong sign would count every answer as wrong."""
    assert pitch_of(pitch_deg) == pytest.approx(pitch_deg, abs=4)


@pytest.mark.parametrize("name", spoils.STRESSES)
def test_what_makes_looking_hard_leaves_a_picture(name: str) -> None:
    """Of the size of all, bars aside."""
    spoil, film = spoils.STRESSES[name]
    seen = film(spoil(spoils.level(room())), np.random.default_rng(1))
    assert seen.dtype == np.uint8
    assert seen.shape[1] == spoils.SIZE_PX[0]


def test_delays_are_to_the_first_observation_of_each_fault() -> None:
    """A fault that nothing was told of while it lasted is counted, and one at the very end is not."""
    found = delays({"a": [0.0, 20.0, 40.0, 99.0]}, {"a": [2.0, 4.0, 23.0, 60.0, 100.0]})
    assert (found.faults, found.told, found.max_s) == (3, 2, 3.0)
    assert found.p50_s == 2.5
