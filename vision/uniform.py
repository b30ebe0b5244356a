"""What a detector's boxes and the colour of torsos tell about uniforms in a picture: of somebody, never of whom."""

from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct

from models.observations import Look, Seen
from vision.detector.answer import Box
from vision.detector.description import Description, Region
from vision.light import Light, LightNumbers, light
from vision.look import Sight, surer
from vision.mask import Part
from vision.picture import Picture
from vision.torso import torso
from vision.vest import Vest, VestNumbers, vest


class UniformNumbers(Struct, frozen=True, kw_only=True):
    """The numbers of all its stages."""

    light: LightNumbers = LightNumbers()
    vest: VestNumbers = VestNumbers()


class Worn(Struct, frozen=True):
    """A torso and what its colour says."""

    person: Box
    torso: Part
    vest: Vest


class Dressed(Struct, frozen=True):
    """What came of one look at the uniforms in a picture."""

    sights: Mapping[Look, Sight]
    """For each look that the detector knows, of somebody in the picture."""
    boxes: tuple[Box, ...]
    worn: tuple[Worn, ...]
    """Where vests are told by their colour."""
    light: Light


def dressed(
    picture: Picture, found: Sequence[Box], description: Description, numbers: UniformNumbers
) -> Dressed:
    """Judge what a detector found in a picture."""
    people = [(box, body) for box in people_of(found, description) if (body := torso(part_of(box)))]
    shines = light(picture, [body for _, body in people], numbers.light)
    sights = by_labels(found, description)
    worn: tuple[Worn, ...] = ()
    if Look.VEST not in sights and knows_people(description):
        worn = tuple(Worn(box, body, vest(picture, body, shines, numbers.vest)) for box, body in people)
        sights[Look.VEST] = _by_colour(worn, description, numbers.vest)
    return Dressed(sights, tuple(found), worn, shines)


def measures_of(one: Dressed) -> dict[str, float]:
    """Return what was measured, by name: the light, what was found, and the least share of a vest's colour."""
    shares = [worn.vest.share for worn in one.worn if worn.vest.share is not None]
    least = {"vest_share": min(shares)} if shares else {}
    measures = {**light_measures(one.light), "boxes": len(one.boxes), **least}
    return {name: round(float(value), 4) for name, value in measures.items()}


def light_measures(shines: Light) -> dict[str, float]:
    """Return what the light was judged by, by name."""
    return {"luma": shines.luma, "chroma": shines.chroma, "cast": shines.cast}


def by_labels(found: Iterable[Box], description: Description) -> dict[Look, Sight]:
    """Return what labels say of each look that one of them means; one fault outweighs all that is well."""
    kinds = {meaning.look for meaning in description.means.values() if meaning.look is not None}
    sights = dict.fromkeys(sorted(kinds), Sight(Seen.UNKNOWN, 0))
    for box in found:
        meaning = description.means.get(box.label)
        if meaning is None or meaning.look is None or meaning.seen is None:
            continue
        before, now = sights[meaning.look], Sight(meaning.seen, box.score)
        if _weight(now) > _weight(before):
            sights[meaning.look] = now
    return sights


def people_of(found: Iterable[Box], description: Description) -> list[Box]:
    """Return the boxes that are around somebody."""
    means = description.means
    return [box for box in found if box.label in means and means[box.label].region is not None]


def knows_people(description: Description) -> bool:
    """Return whether a detector finds people."""
    return any(meaning.region is not None for meaning in description.means.values())


def part_of(box: Box) -> Part:
    """Return a box in whole pixels."""
    return Part(round(box.top), round(box.bottom), round(box.left), round(box.right))


def vest_sight(person_score: float, found: Vest, numbers: VestNumbers) -> Sight:
    """Return how sure a vest's colour is: when seen by its share, when missing as sure as there is somebody."""
    if found.seen is Seen.WELL and found.share is not None:
        return Sight(Seen.WELL, surer(found.share / numbers.share))
    return Sight(found.seen, person_score if found.seen is Seen.FAULT else 0)


def _by_colour(worn: Sequence[Worn], description: Description, numbers: VestNumbers) -> Sight:
    """Return what colours say of vests: officers' all count; of anybody else's only those that are seen."""
    officers = [one for one in worn if description.means[one.person.label].region is Region.OFFICER]
    sights = [vest_sight(one.person.score, one.vest, numbers) for one in officers or worn]
    faults = [sight for sight in sights if sight.seen is Seen.FAULT]
    well = [sight for sight in sights if sight.seen is Seen.WELL]
    if officers and faults:
        return max(faults, key=_weight)
    if officers and len(well) == len(officers):
        return min(well, key=_weight)
    return max(well, key=_weight) if well and not officers else Sight(Seen.UNKNOWN, 0)


def _weight(sight: Sight) -> tuple[int, float]:
    return (Seen.UNKNOWN, Seen.WELL, Seen.FAULT).index(sight.seen), sight.score
