"""What looks go by: the bureau's numbers, or those shipped, as the eyes take them."""

from pathlib import Path

import msgspec

from config.look_numbers import load_look_numbers
from vision.look import Numbers


def numbers_from(path: Path | None = None) -> Numbers:
    """Return the numbers of a file, those shipped without one; raises ``ConfigError`` with all that is wrong."""
    stages = load_look_numbers(path)
    values = {
        stage: {name: number.value for name, number in numbers.items()} for stage, numbers in stages.items()
    }
    # Not strict: YAML has one kind of number, and 12 comes as 12.0.
    return msgspec.convert(values, Numbers, strict=False)
