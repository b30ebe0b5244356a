"""Faults in the pictures of a worn camera: how many are found, how soon, and how often nothing is taken for one.

python -m bench.eyes.episodes --clips FILE... [--episodes N] [--hours H] [--json FILE]
makes footage of a worn camera from clips, looks at it every two seconds as the vision role does, and lets the
angle supervisor decide by the shipped rules. An episode is 60 s of walking, 60 s of a fault, 60 s of walking.
"""

import argparse
import statistics
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import cv2
from msgspec import Struct

from agents.angle import ANGLE
from agents.fold import Fold, Placed
from bench.eyes.counting import interval, most_an_hour
from bench.telling import keep
from config.loader import load_rulebook
from jingjian.look_numbers import numbers_from
from models.findings import Change, Finding
from models.incidents import IncidentEvent, Stage
from models.observations import Look, Observation, Seen
from models.roster import RosterEntry
from models.rules import Rule
from simulator.footage.faults import SHOWS, PictureFault
from simulator.footage.film import Wrong, film, frames_of
from simulator.footage.worn import Picture
from vision.look import Lens, Memory, look

WALK_S, FAULT_S = 60.0, 60.0
WITHIN_S = 40.0
"""Wanted: from the fault to the candidate."""
STATION, CAMERA, BADGE, INCIDENT = "station", "camera", "badge", "incident"
BEGINS = datetime(2026, 11, 2, 8, 0, tzinfo=UTC)


class Kind(Struct):
    """One kind of fault."""

    fault: str
    episodes: int = 0
    found: int = 0
    delays_s: list[float] = []
    looks: int = 0
    looks_right: int = 0
    looks_unknown: int = 0


class Clean(Struct):
    """Footage without faults."""

    hours: float = 0
    false_episodes: list[str] = []
    looks: int = 0
    looks_false: dict[str, int] = {}


class Watcher:
    """One camera on a scene, as the angle supervisor sees it."""

    def __init__(self) -> None:
        self._fold = Fold(ANGLE, load_rulebook())
        self._memory, self._numbers = Memory(), numbers_from()
        self._at_s = 0.0
        self.raised: list[tuple[float, str]] = []
        found: list[Placed[Finding]] = []
        shift = timedelta(hours=12)
        self._fold.advance(BEGINS, found)
        self._fold.take(
            RosterEntry(
                entry="shift",
                station=STATION,
                occurred_at=BEGINS,
                badge=BADGE,
                camera=CAMERA,
                starts_at=BEGINS - shift,
                ends_at=BEGINS + shift,
            ),
            0,
            found,
        )
        self._fold.take(
            IncidentEvent(
                incident=INCIDENT, station=STATION, stage=Stage.ARRIVED, occurred_at=BEGINS, officers=(BADGE,)
            ),
            0,
            found,
        )

    def look(self, at_s: float, picture: Picture) -> dict[Look, Seen]:
        """Look at a picture and let the supervisor know."""
        seen = look(picture, Lens(), self._memory, self._numbers)
        now = BEGINS + timedelta(seconds=at_s)
        found: list[Placed[Finding]] = []
        self._fold.advance(now, found)
        for kind, sight in seen.sights.items():
            self._fold.take(
                Observation(
                    station=STATION,
                    camera=CAMERA,
                    occurred_at=now,
                    kind=kind,
                    seen=sight.seen,
                    score=sight.score,
                ),
                0,
                found,
            )
        for placed in found:
            if placed.item.rule is Rule.ANGLE_PICTURE and placed.item.change is Change.RAISE:
                self.raised.append((at_s, str(placed.item.kind)))
        return {kind: sight.seen for kind, sight in seen.sights.items()}


def episode(frames: list[Picture], fault: PictureFault, seed: int, kind: Kind) -> None:
    """Film and judge one episode."""
    watcher, shown = Watcher(), SHOWS[fault]
    wrong = Wrong(fault, (WALK_S, WALK_S + FAULT_S))
    for at_s, picture in film(frames, seed, 2 * WALK_S + FAULT_S, wrong):
        seen = watcher.look(at_s, picture)
        if wrong.span[0] <= at_s < wrong.span[1]:
            kind.looks += 1
            kind.looks_right += seen[shown] is Seen.FAULT
            kind.looks_unknown += seen[shown] is Seen.UNKNOWN
    kind.episodes += 1
    delays = [at - WALK_S for at, name in watcher.raised if name == shown and at >= WALK_S]
    if delays and delays[0] <= WITHIN_S:
        kind.found += 1
        kind.delays_s.append(delays[0])


def walk(frames: list[Picture], minutes: float, seed: int, clean: Clean) -> None:
    """Film and judge footage without a fault."""
    watcher = Watcher()
    for at_s, picture in film(frames, seed, minutes * 60):
        clean.looks += 1
        for kind, what in watcher.look(at_s, picture).items():
            if what is Seen.FAULT:
                clean.looks_false[kind] = clean.looks_false.get(kind, 0) + 1
    clean.hours += minutes / 60
    clean.false_episodes += [name for _, name in watcher.raised]


def tell_clean(name: str, clean: Clean) -> None:
    """Print what was found where there was nothing."""
    count = len(clean.false_episodes)
    print(
        f"{name}: {clean.hours:g} h clean, {count} false episodes {clean.false_episodes}, "
        f"{count / clean.hours:.2f} an hour (at most {most_an_hour(count, clean.hours):.2f}, 95 %); "
        f"false looks of {clean.looks}: {clean.looks_false}",
        flush=True,
    )


def tell_kind(kind: Kind) -> None:
    """Print how many of a fault were found, and how soon."""
    low, high = interval(kind.found, kind.episodes)
    middle = statistics.median(kind.delays_s) if kind.delays_s else None
    print(
        f"  {kind.fault:15} found {kind.found}/{kind.episodes} ({low:.2f}–{high:.2f}), after {middle} s (at most "
        f"{max(kind.delays_s, default=None)}); looks right {kind.looks_right / kind.looks:.2f}, "
        f"unknown {kind.looks_unknown / kind.looks:.2f}",
        flush=True,
    )


def together(of_clips: list[dict[str, Kind]]) -> Iterator[Kind]:
    """Yield each fault with the episodes of all clips."""
    for fault in PictureFault:
        kinds = [of_clip[fault.value] for of_clip in of_clips]
        yield Kind(
            fault.value,
            sum(kind.episodes for kind in kinds),
            sum(kind.found for kind in kinds),
            [delay for kind in kinds for delay in kind.delays_s],
            sum(kind.looks for kind in kinds),
            sum(kind.looks_right for kind in kinds),
            sum(kind.looks_unknown for kind in kinds),
        )


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m bench.eyes.episodes", description=__doc__)
    parser.add_argument("--clips", type=Path, nargs="+", required=True)
    parser.add_argument("--episodes", type=int, default=10, help="of each fault and clip")
    parser.add_argument("--hours", type=float, default=1, help="without faults, of each clip")
    parser.add_argument("--json", type=Path)
    order = parser.parse_args()
    cv2.setNumThreads(1)
    cleans: dict[str, Clean] = {}
    found: dict[str, dict[str, Kind]] = {}
    for clip in order.clips:
        frames = frames_of(clip)
        clean = cleans[clip.name] = Clean(false_episodes=[], looks_false={})
        walk(frames, order.hours * 60, 1, clean)
        tell_clean(clip.name, clean)
        found[clip.name] = {}
        for fault in PictureFault if order.episodes else ():
            kind = found[clip.name][fault.value] = Kind(fault.value, delays_s=[])
            for number in range(order.episodes):
                episode(frames, fault, 1000 + number, kind)
            tell_kind(kind)
    all_kinds = list(together(list(found.values()))) if order.episodes else []
    if all_kinds:
        print("all clips:")
    for kind in all_kinds:
        tell_kind(kind)
    keep({"clean": cleans, "faults": found, "together": all_kinds}, order.json)


if __name__ == "__main__":
    main()
