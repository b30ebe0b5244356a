"""The roll-call check 岗前检查: one picture of an officer in a guide frame, judged part by part.

What cannot be told is unknown, and nothing is held against anybody of whom it is not known that he stands there.
"""

from collections.abc import Collection, Mapping, Sequence
from enum import StrEnum

from msgspec import Struct

from models.observations import Look, Seen
from vision.detector.answer import Box
from vision.detector.description import Description
from vision.light import Light, Lighting, light
from vision.look import QUALITY_PX, Sight
from vision.mask import Part
from vision.picture import Picture, grey, shrunk
from vision.quality import Quality, QualityNumbers, flat_share, judge
from vision.torso import middle, torso
from vision.uniform import UniformNumbers, by_labels, knows_people, part_of, people_of, vest_sight
from vision.vest import Vest, vest
from vision.why import Why

IN_FRAME_SHARE = 0.5
"""E: who stands in the frame with more than half of his box is meant, whoever passes behind is not."""


class Frame(Struct, frozen=True):
    """The guide frame in which the officer stands, from head to feet; shares of the picture's width and height."""

    x: float = 0.3
    """E: the middle of the picture, as wide as somebody with arms hanging down."""
    y: float = 0.05
    width: float = 0.4
    height: float = 0.9


class Before(StrEnum):
    """What must hold before anything can be said of a uniform; never a fault of the officer's."""

    PRESENT = "present"
    PICTURE = "picture"


class Item(Struct, frozen=True):
    """One part of the check."""

    of: Before | Look
    sight: Sight
    why: Why


class Found(Struct, frozen=True):
    """What a detector found in the picture."""

    boxes: Sequence[Box]
    description: Description


class Asked(Struct, frozen=True, kw_only=True):
    """What the check is for."""

    required: frozenset[Look] = frozenset({Look.VEST})
    """What must be well for the check to be passed."""
    frame: Frame = Frame()
    present: bool = False
    """Whether whoever runs the check says that the officer stands in the frame."""


class RollCall(Struct, frozen=True):
    """What came of it."""

    verdict: Seen
    """Well: passed. Fault: something required is wrong; a candidate, which a person confirms."""
    items: tuple[Item, ...]
    light: Light
    frame: Part
    vest: tuple[Part, Vest] | None
    """The torso and its colour; None where it was not looked at."""


def roll_call(
    picture: Picture, asked: Asked, found: Found | None, numbers: UniformNumbers, quality: QualityNumbers
) -> RollCall:
    """Judge a picture; without a detector ``found`` is None."""
    frame = _part(asked.frame, picture)
    inside = [] if found is None else [box for box in found.boxes if _is_inside(box, frame)]
    there, person = _present(_is_empty(picture, frame, quality), asked, found, inside)
    body = None if person is None else part_of(person)
    place = middle(frame) if body is None else torso(body)
    shines = light(picture, [] if place is None else [place], numbers.light)
    good = _picture(picture, shines, quality)
    coloured = None if place is None else vest(picture, place, shines, numbers.vest)
    labels = {} if found is None else by_labels(inside, found.description)
    kinds = sorted(asked.required | labels.keys() | {Look.VEST})
    score = 1.0 if person is None else person.score
    items = []
    for kind in kinds:
        item = _of_labels(kind, labels)
        if kind is Look.VEST:
            item = _of_vest(item, coloured, score, numbers)
        items.append(_held_back(item, there, good))
    return RollCall(
        _verdict(items, there, asked.required),
        (there, good, *items),
        shines,
        frame,
        None if place is None or coloured is None else (place, coloured),
    )


def _is_empty(picture: Picture, frame: Part, numbers: QualityNumbers) -> bool:
    luma = grey(picture[frame.top : frame.bottom, frame.left : frame.right])
    return flat_share(luma, numbers) >= numbers.covered_share


def _present(
    empty: bool, asked: Asked, found: Found | None, inside: Sequence[Box]
) -> tuple[Item, Box | None]:
    """Return whether somebody stands in the frame, and where, if a detector says so."""
    if found is not None and knows_people(found.description):
        people = people_of(inside, found.description)
        if len(people) == 1:
            return Item(Before.PRESENT, Sight(Seen.WELL, people[0].score), Why.PERSON), people[0]
        seen, why = (Seen.UNKNOWN, Why.SEVERAL) if people else (Seen.FAULT, Why.NOBODY)
        return Item(Before.PRESENT, Sight(seen), why), None
    if empty:
        return Item(Before.PRESENT, Sight(Seen.FAULT), Why.EMPTY), None
    if asked.present:
        return Item(Before.PRESENT, Sight(Seen.WELL), Why.SAID), None
    # Structure in the frame may be a person or a cupboard.
    return Item(Before.PRESENT, Sight(Seen.UNKNOWN, 0), Why.UNSURE), None


_QUALITY: Mapping[Quality, Why] = {
    Quality.BLACK: Why.DARK,
    Quality.DARK: Why.DARK,
    Quality.OVEREXPOSED: Why.BURNT,
    Quality.COVERED: Why.COVERED,
    Quality.BLURRED: Why.BLURRED,
}
"""What hides a uniform; a wall around an officer is partly flat, and hides nothing."""
_LIGHTING: Mapping[Lighting, Why] = {
    Lighting.DARK: Why.DARK,
    Lighting.BURNT: Why.BURNT,
    Lighting.COLOURLESS: Why.COLOURLESS,
    Lighting.TINTED: Why.TINTED,
}


def _picture(picture: Picture, shines: Light, numbers: QualityNumbers) -> Item:
    quality, _ = judge(grey(shrunk(picture, QUALITY_PX)), numbers)
    why = _QUALITY.get(quality) or _LIGHTING.get(shines.lighting)
    return Item(Before.PICTURE, Sight(Seen.FAULT if why else Seen.WELL), why or Why.PICTURE_GOOD)


def _of_labels(kind: Look, labels: Mapping[Look, Sight]) -> Item:
    sight = labels.get(kind)
    if sight is None:
        return Item(kind, Sight(Seen.UNKNOWN, 0), Why.NO_DETECTOR)
    return Item(kind, sight, Why.NOT_DETECTED if sight.seen is Seen.UNKNOWN else Why.DETECTED)


def _of_vest(item: Item, coloured: Vest | None, person_score: float, numbers: UniformNumbers) -> Item:
    """Add what the colour says where no label speaks of vests, and where a label denies what is seen."""
    if coloured is None:
        return item if item.why is not Why.NO_DETECTOR else Item(Look.VEST, item.sight, Why.TORSO_UNCLEAR)
    if item.why is Why.NO_DETECTOR:
        return Item(Look.VEST, vest_sight(person_score, coloured, numbers.vest), coloured.why)
    if item.sight.seen is Seen.FAULT and coloured.seen is Seen.WELL:
        return Item(Look.VEST, Sight(Seen.UNKNOWN, 0), Why.DISAGREE)
    return item


def _held_back(item: Item, there: Item, good: Item) -> Item:
    """Return what may be said: nothing of a bad picture, or where several or nobody stand; else no fault in doubt."""
    nobody_knows = there.why in (Why.NOBODY, Why.EMPTY, Why.SEVERAL)
    doubtful = item.sight.seen is Seen.FAULT and there.sight.seen is not Seen.WELL
    if nobody_knows or doubtful:
        return Item(item.of, Sight(Seen.UNKNOWN, 0), there.why)
    if good.sight.seen is not Seen.WELL and item.sight.seen is not Seen.UNKNOWN:
        return Item(item.of, Sight(Seen.UNKNOWN, 0), good.why)
    return item


def _verdict(items: Sequence[Item], there: Item, required: Collection[Look]) -> Seen:
    seen = {item.sight.seen for item in items if item.of in required}
    if Seen.FAULT in seen:
        return Seen.FAULT
    return Seen.WELL if seen == {Seen.WELL} and there.sight.seen is not Seen.FAULT else Seen.UNKNOWN


def _part(frame: Frame, picture: Picture) -> Part:
    height, width = picture.shape[:2]
    left, top = round(frame.x * width), round(frame.y * height)
    right, bottom = round((frame.x + frame.width) * width), round((frame.y + frame.height) * height)
    return Part(top, min(bottom, height), left, min(right, width))


def _is_inside(box: Box, frame: Part) -> bool:
    wide = min(box.right, frame.right) - max(box.left, frame.left)
    high = min(box.bottom, frame.bottom) - max(box.top, frame.top)
    whole = (box.right - box.left) * (box.bottom - box.top)
    return wide > 0 and high > 0 and wide * high >= IN_FRAME_SHARE * whole
