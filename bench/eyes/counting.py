"""How sure a count is."""

import math

from vision.learning.metrics import wilson


def interval(found: int, of: int) -> tuple[float, float]:
    """Return Wilson's 95 % interval of a share; of none anything may be."""
    known = wilson(found, of)
    return (0.0, 1.0) if known is None else (known.low, known.high)


def most_an_hour(count: int, hours: float) -> float:
    """Return the rate an hour above which so few in so many hours would be seen once in 20 times."""
    low, high = 0.0, (count + 10) * 3.0
    for _ in range(60):
        middle = (low + high) / 2
        as_few = sum(math.exp(-middle) * middle**each / math.factorial(each) for each in range(count + 1))
        low, high = (middle, high) if as_few > 0.05 else (low, middle)
    return high / hours
