"""What looks at pictures go by: every number once, with its source; which there are, of what kind, in what order."""

from collections.abc import Mapping
from pathlib import Path

from yaml.nodes import Node

from config.loader import PACKAGED
from config.nodes import Reader, raise_all
from config.numbers import Kind
from config.rule_files import read_numbers
from models.rules import Number

_LUMA, _SHARE, _COUNT, _DEGREES = Kind.LUMA, Kind.SHARE, Kind.COUNT, Kind.DEGREES

LOOK_NUMBERS: dict[str, dict[str, Kind]] = {
    "quality": {
        "black_below": _LUMA,
        "dark_below": _LUMA,
        "burnt_above": _LUMA,
        "burnt_share": _SHARE,
        "flat_below": _LUMA,
        "covered_share": _SHARE,
        "covered_edges": _SHARE,
        "partly_covered_share": _SHARE,
        "mostly_covered_share": _SHARE,
        "blurred_below": Kind.VARIANCE,
        "blurred_above": _SHARE,
        "contrast_below": _LUMA,
    },
    "tilt": {
        "least_lines": _COUNT,
        "level_to_deg": _DEGREES,
        "tilted_from_deg": _DEGREES,
        "tilted_ratio": Kind.RATIO,
        "aligned_ratio": Kind.RATIO,
    },
    "pitch": {
        "limit_deg": _DEGREES,
        "well_deg": _DEGREES,
        "least_lines": _COUNT,
        "upright_within_deg": _DEGREES,
        "beside_share": _SHARE,
        "above_share": _SHARE,
        "agree_deg": _DEGREES,
    },
    "sky": {
        "share": _SHARE,
        "well_share": _SHARE,
        "smooth_below": _LUMA,
        "blue_from": Kind.HUE,
        "blue_to": Kind.HUE,
        "blue_saturation": _LUMA,
        "blue_value": _LUMA,
        "pale_value": _LUMA,
        "pale_saturation": _LUMA,
    },
    "frozen": {"none_below": _LUMA, "some_above": _LUMA, "looks": _COUNT},
}
"""By stage, the numbers that it must have: those of the structs in ``vision``, which a test compares."""

MOST_OFF_DEG = 45
"""Nothing is further from both upright and level."""

IN_ORDER = (
    ("quality", "black_below", "dark_below"),
    ("quality", "partly_covered_share", "mostly_covered_share"),
    ("quality", "partly_covered_share", "covered_share"),
    ("tilt", "aligned_ratio", "tilted_ratio"),
    ("tilt", "level_to_deg", "tilted_from_deg"),
    ("pitch", "well_deg", "limit_deg"),
    ("sky", "well_share", "share"),
    ("sky", "blue_from", "blue_to"),
    ("frozen", "none_below", "some_above"),
)
"""Numbers of which the first may not be above the second: a picture would be a fault and well at once."""

Located = Mapping[str, tuple[Number, Node]]


def load_look_numbers(path: Path | None = None) -> dict[str, dict[str, Number]]:
    """Return the numbers by stage and name; raise ``ConfigError`` with everything that is wrong with them."""
    reader = Reader(path or PACKAGED / "looks" / "default.yaml")
    found: dict[str, dict[str, tuple[Number, Node]]] = {}
    root = reader.root()
    if root is not None:
        for stage, node in reader.fields(root, "", LOOK_NUMBERS).items():
            found[stage] = read_numbers(reader, node, stage, LOOK_NUMBERS[stage])
    _check(reader, found)
    raise_all([reader])
    return {
        stage: {name: number for name, (number, _) in located.items()} for stage, located in found.items()
    }


def _check(reader: Reader, found: Mapping[str, Located]) -> None:
    """Note what is right by itself, and not beside another number."""
    for stage, low, high in IN_ORDER:
        numbers = found.get(stage, {})
        if low in numbers and high in numbers and numbers[low][0].value > numbers[high][0].value:
            number, node = numbers[low]
            what = f"{number.value:g} is above {stage}.{high} ({numbers[high][0].value:g})"
            reader.note(node, f"{stage}.{low}.value", what, "make it at most that")
    askew = found.get("tilt", {}).get("tilted_from_deg")
    if askew is not None and askew[0].value > MOST_OFF_DEG:
        what = f"{askew[0].value:g} is more than any line can be off"
        reader.note(askew[1], "tilt.tilted_from_deg.value", what, f"write at most {MOST_OFF_DEG}")
