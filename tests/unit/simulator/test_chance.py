"""Chance: apart by purpose, true to its distributions."""

from simulator.chance import bell, chance, count, drawn

_DRAWS = 20_000


def test_purposes_are_apart() -> None:
    """The same seed and purpose draw the same; another purpose or seed something else."""
    first = [chance(1, "fault", "a").random() for _ in range(2)]
    assert first[0] == first[1]
    assert chance(1, "fault", "b").random() != first[0]
    assert chance(2, "fault", "a").random() != first[0]


def test_count_has_its_expectation_and_little_spread() -> None:
    """2.3 is two or three, three in three cases of ten."""
    random = chance(1, "count")
    counts = [count(random, 2.3) for _ in range(_DRAWS)]
    assert set(counts) == {2, 3}
    assert abs(sum(counts) / _DRAWS - 2.3) < 0.02


def test_drawn_follows_its_quantiles() -> None:
    """As many lie below each point as it says."""
    quantiles = ((0, 10), (0.35, 20), (0.8, 100), (1, 200))
    random = chance(1, "drawn")
    values = [drawn(random, quantiles) for _ in range(_DRAWS)]
    assert min(values) >= 10
    assert max(values) <= 200
    for share, value in quantiles[1:3]:
        assert abs(sum(one <= value for one in values) / _DRAWS - share) < 0.02


def test_bell_stays_within_its_spread() -> None:
    """What sways never sways too far."""
    random = chance(1, "bell")
    values = [bell(random, 16) for _ in range(_DRAWS)]
    assert max(abs(value) for value in values) < 16
    assert abs(sum(values) / _DRAWS) < 0.3
