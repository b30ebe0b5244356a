"""What single looks find: faults put into pictures by program, and how often nothing is taken for one.

python -m bench.eyes.looks --pictures FILE... --clips FILE... [--of-a-clip N] [--json FILE]
prints for each fault the share of pictures in which a look, with the numbers as shipped, finds it, with a 95 %
interval, the share left unknown, and what was found in November 2026 on the 68 pictures on which the numbers were
chosen. Pictures must show an upright, level camera's view of streets or rooms; clips need not be level. All that is
drawn by lot has a fixed seed.
"""

import argparse
import statistics
from collections.abc import Iterable, Iterator
from pathlib import Path

import cv2
import msgspec
import numpy as np
from msgspec import Struct

from bench.eyes import spoils
from bench.eyes.counting import interval
from bench.eyes.pictures import SINGLE, read_all
from bench.telling import keep
from jingjian.look_numbers import numbers_from
from models.observations import Look, Seen
from simulator.footage.worn import rolled
from vision.look import Lens, LookedAt, Memory, look
from vision.picture import Picture
from vision.quality import Quality

NUMBERS = numbers_from()
ROLLS_DEG = (0, 5, 10, 15, 20, 25, 30, 35, 40, 45, 50, 60, 65, 75, 90)
PITCHES_DEG = (0, 10, 20, 30)
TILTED_DEG = 35
FROZEN_LOOKS = 8

_COVERED = frozenset({Quality.COVERED, Quality.PARTLY_COVERED})
_BLURRED, _DARK = frozenset({Quality.BLURRED}), frozenset({Quality.BLACK, Quality.DARK})
_BURNT, _PALE = frozenset({Quality.OVEREXPOSED}), frozenset({Quality.LOW_CONTRAST})

QUALITIES: tuple[tuple[str, spoils.Spoil, frozenset[Quality], str], ...] = (
    ("nothing wrong", lambda light: light, frozenset(Quality) - {Quality.WELL}, "0/68"),
    ("black", spoils.bright(0.03), _DARK, "136/136"),
    ("dark, a sixth of the light", spoils.bright(1 / 6), _DARK, "68/68"),
    ("dark, a third", spoils.bright(1 / 3), _DARK, "4/68"),
    ("overexposed, four times", spoils.bright(4), _BURNT, "65/68"),
    ("overexposed, 2.2 times", spoils.bright(2.2), _BURNT, "53/68"),
    ("covered", spoils.covered(1), _COVERED, "68/68"),
    ("covered by 85 %", spoils.covered(0.85), _COVERED, "63/68"),
    ("covered by 60 %", spoils.covered(0.6), _COVERED, "68/68"),
    ("out of focus, 3 px", spoils.blurred(3), _BLURRED, "203/204, 3 to 12 px"),
    ("out of focus, 6 px", spoils.blurred(6), _BLURRED, ""),
    ("out of focus, 12 px", spoils.blurred(12), _BLURRED, ""),
    ("movement blur", spoils.moved, _BLURRED, "11/68"),
    ("fog", spoils.foggy, _PALE, "65/68"),
)
"""Name, fault, what it should be called, and what was found where the numbers were chosen."""

TILTED_EARLIER = {0: "0.01", 5: "0.01", 10: "0.01", 15: "0.01", 20: "0.24", 25: "0.82", 30: "0.90"}
TILTED_EARLIER |= {35: "0.93", 40: "0.94", 45: "0.95", 50: "0.95", 60: "0.90", 65: "0.84", 75: "0", 90: "0"}
"""The share called tilted, by roll."""
STRESSED_EARLIER = {
    "as it is": "0.93",
    "JPEG quality 15": "0.91",
    "date and place written in": "0.90",
    "half resolution, enlarged": "0.88, not enlarged",
    "between black bars": "0.65",
    "barrel": "0.54",
    "movement blur": "0.4",
    "dark, a sixth of the light": "0.44, no gate",
}


class Row(Struct, frozen=True, kw_only=True):
    """One line of a table: how many of how many."""

    table: str
    case: str
    pictures: int
    found: int
    unknown: int = 0
    earlier: str = ""
    """On the pictures on which the numbers were chosen."""
    note: str = ""

    def share(self) -> str:
        """Return the share found, with Wilson's 95 % interval."""
        low, high = interval(self.found, self.pictures)
        return f"{self.found / self.pictures:.2f} ({low:.2f}–{high:.2f})"


def looked(picture: Picture, lens: Lens | None = None) -> LookedAt:
    """Look once."""
    return look(picture, lens or Lens(), Memory(), NUMBERS)


def row(table: str, case: str, kind: Look, seen: Iterable[LookedAt], earlier: str = "") -> Row:
    """Return how many looks find a fault and how many say nothing."""
    answers = [each.sights[kind].seen for each in seen]
    return Row(
        table=table,
        case=case,
        pictures=len(answers),
        found=answers.count(Seen.FAULT),
        unknown=answers.count(Seen.UNKNOWN),
        earlier=earlier,
    )


def of_quality(pictures: list[Picture], chance: np.random.Generator) -> Iterator[Row]:
    """Yield what a picture as a whole is called."""
    for name, spoil, wanted, earlier in QUALITIES:
        called = [looked(spoils.filmed(spoil(spoils.level(each)), chance)).quality for each in pictures]
        found = sum(quality in wanted for quality in called)
        yield Row(table="quality", case=name, pictures=len(called), found=found, earlier=earlier)


def of_roll(pictures: list[Picture], chance: np.random.Generator) -> Iterator[Row]:
    """Yield how often a rolled camera is called tilted; to both sides."""
    for roll_deg in ROLLS_DEG:
        sides = (roll_deg, -roll_deg) if roll_deg else (0,)
        seen = [
            looked(spoils.filmed(rolled(each, side).astype(np.float64), chance))
            for each in pictures
            for side in sides
        ]
        yield row("roll, tilted", f"{roll_deg}°", Look.TILTED, seen, TILTED_EARLIER[roll_deg])


def of_stress(pictures: list[Picture], chance: np.random.Generator, roll_deg: float) -> Iterator[Row]:
    """Yield the same at one roll, where looking is hard."""
    for name, (spoil, film) in spoils.STRESSES.items():
        seen = [looked(film(spoil(rolled(each, roll_deg).astype(np.float64)), chance)) for each in pictures]
        earlier = STRESSED_EARLIER[name] if roll_deg else "0.01 at most; dark 0.06"
        yield row(f"hard, tilted, rolled by {roll_deg:g}°", name, Look.TILTED, seen, earlier)


def of_sky(pictures: list[Picture], chance: np.random.Generator) -> Iterator[Row]:
    """Yield how often sky is seen."""
    for part, earlier in ((0.0, "1/47"), (0.65, ""), (0.8, "8/10 crops"), (1.0, "")):
        seen = [
            looked(spoils.filmed(spoils.with_sky(part, number)(spoils.level(each)), chance))
            for number, each in enumerate(pictures)
        ]
        yield row("sky", f"upper {100 * part:.0f} % sky", Look.SKY, seen, earlier)


def of_pitch(pictures: list[Picture], chance: np.random.Generator) -> Iterator[Row]:
    """Yield how often a camera that looks up or down is found, its field of view known; earlier, from 15 degrees on."""
    earlier = {0: "0.00", 10: "0.05–0.20", 20: "0.70–0.85", 30: "0.90–0.95"}
    for pitch_deg in PITCHES_DEG:
        for side, kind in ((1, Look.SKY), (-1, Look.GROUND)):
            seen = [
                looked(
                    spoils.filmed(spoils.pitched(each, side * pitch_deg), chance), Lens(spoils.SEEN_FOV_DEG)
                )
                for each in pictures
            ]
            off = [abs(each.pitch_deg - side * pitch_deg) for each in seen if each.pitch_deg is not None]
            note = (
                f"answered {len(off)}, off by {statistics.median(off):.1f}° (median)" if off else "no answer"
            )
            found = row("pitch", f"{side * pitch_deg}°, {kind}", kind, seen, earlier[pitch_deg])
            yield msgspec.structs.replace(found, note=note)


def of_frozen(pictures: list[Picture], chance: np.random.Generator) -> Iterator[Row]:
    """Yield how often a video counts as frozen after some looks."""
    cases = {
        "the same picture": [[spoils.filmed(spoils.level(each), chance)] * FROZEN_LOOKS for each in pictures],
        "the same, its clock goes on": [
            [_with_clock(still, at) for at in range(FROZEN_LOOKS)]
            for still in (spoils.filmed(spoils.level(each), chance) for each in pictures)
        ],
        "a camera that lies still": [
            [spoils.filmed(spoils.level(each), chance) for _ in range(FROZEN_LOOKS)] for each in pictures
        ],
        "a camera that sways": [
            [
                spoils.filmed(rolled(each, 4.0 * (at % 3)).astype(np.float64), chance)
                for at in range(FROZEN_LOOKS)
            ]
            for each in pictures
        ],
    }
    for name, videos in cases.items():
        last = []
        for video in videos:
            memory = Memory()
            last.append([look(each, Lens(), memory, NUMBERS) for each in video][-1])
        yield row("frozen", name, Look.FROZEN, last)


def _with_clock(picture: Picture, second: int) -> Picture:
    shown = picture.copy()
    cv2.putText(shown, f"08:00:{second:02}", (16, 26), cv2.FONT_HERSHEY_SIMPLEX, 0.7, (255, 255, 255), 2)
    return shown


def measure(pictures: list[Picture], *, level: bool) -> list[Row]:
    """Return all tables of some pictures; that of pitch only where the cameras were level."""
    chance = np.random.default_rng(1)
    return [
        *of_quality(pictures, chance),
        *of_roll(pictures, chance),
        *of_stress(pictures, chance, 0),
        *of_stress(pictures, chance, TILTED_DEG),
        *of_sky(pictures, chance),
        *(of_pitch(pictures, chance) if level else ()),
        *of_frozen(pictures, chance),
    ]


def tell(rows: Iterable[Row]) -> None:
    """Print the tables."""
    table = ""
    for each in rows:
        if each.table != table:
            table = each.table
            print(
                f"\n| {table} | pictures | found | unknown | where chosen | |\n| --- | --- | --- | --- | --- | --- |"
            )
        unknown = f"{each.unknown / each.pictures:.2f}"
        print(
            f"| {each.case} | {each.pictures} | {each.share()} | {unknown} | {each.earlier} | {each.note} |"
        )


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m bench.eyes.looks", description=__doc__)
    parser.add_argument("--pictures", type=Path, nargs="*", default=[])
    parser.add_argument("--clips", type=Path, nargs="*", default=[])
    parser.add_argument("--of-a-clip", type=int, default=12, help="pictures of each clip")
    parser.add_argument("--json", type=Path)
    order = parser.parse_args()
    cv2.setNumThreads(1)
    try:
        found = read_all(order.pictures, order.clips, order.of_a_clip)
    except ValueError as error:
        parser.error(str(error))
    result: dict[str, list[Row]] = {}
    for name, pictures in found.items():
        print(f"\n## {name}: {len(pictures)} pictures")
        result[name] = measure(pictures, level=name == SINGLE)
        tell(result[name])
    keep(result, order.json)


if __name__ == "__main__":
    main()
