"""What a detector's boxes tell of uniforms: of somebody, with fault outweighing well, and nothing where in doubt."""

import pytest

from models.observations import Look, Seen
from tests.pictures import HEIGHT_PX, NAVY, OFFICER, WIDTH_PX, YELLOW_GREEN, noisy, officer
from vision import stills
from vision.detector.answer import Box
from vision.detector.description import Description, Layout, Meaning, Region
from vision.picture import Picture
from vision.uniform import Dressed, UniformNumbers, dressed, measures_of
from vision.uniform_regions import regions_of

LABELS = ("person", "officer", "vest", "no_vest", "cap", "car")
VESTS = {"vest": Meaning(Look.VEST, Seen.WELL), "no_vest": Meaning(Look.VEST, Seen.FAULT)}
PERSON = {"person": Meaning(region=Region.PERSON)}
IN_UNIFORM = {"officer": Meaning(region=Region.OFFICER)}


def box(label: str, score: float = 0.8, sides: tuple[float, float, float, float] = OFFICER) -> Box:
    """Return a box, around the officer if nothing else is said."""
    return Box(label, score, *sides)


def at(found: list[Box], means: dict[str, Meaning], picture: Picture | None = None) -> Dressed:
    """Judge what was found."""
    description = Description(labels=LABELS, input_px=(640, 640), layout=Layout.YOLOV8, means=means)
    return dressed(officer() if picture is None else picture, found, description, UniformNumbers())


def told(found: list[Box], means: dict[str, Meaning], picture: Picture | None = None) -> dict[Look, Seen]:
    """Return what each look says."""
    return {kind: sight.seen for kind, sight in at(found, means, picture).sights.items()}


def test_labels_tell_what_they_mean() -> None:
    """As sure as the surest box; what is not described says nothing."""
    means = {**VESTS, "cap": Meaning(Look.HEADGEAR, Seen.WELL)}
    sights = at([box("cap", 0.5), box("cap", 0.7), box("car")], means).sights
    assert (sights[Look.HEADGEAR].seen, sights[Look.HEADGEAR].score) == (Seen.WELL, 0.7)
    assert sights[Look.VEST].seen is Seen.UNKNOWN
    assert set(sights) == {Look.HEADGEAR, Look.VEST}


def test_one_fault_outweighs_what_is_well() -> None:
    """Somebody is without, however many are not; the surest fault counts."""
    sight = at([box("vest", 0.9), box("no_vest", 0.6), box("no_vest", 0.7)], VESTS).sights[Look.VEST]
    assert (sight.seen, sight.score) == (Seen.FAULT, 0.7)


def test_labels_of_vests_go_before_their_colour() -> None:
    """A detector that knows vests and says nothing has said nothing."""
    assert told([box("person")], {**PERSON, **VESTS}, officer(YELLOW_GREEN)) == {Look.VEST: Seen.UNKNOWN}


@pytest.mark.parametrize(
    ("shirt", "anybody", "in_uniform"),
    [(YELLOW_GREEN, Seen.WELL, Seen.WELL), (NAVY, Seen.UNKNOWN, Seen.FAULT)],
)
def test_a_missing_vest_counts_on_officers_alone(
    shirt: tuple[int, int, int], anybody: Seen, in_uniform: Seen
) -> None:
    """Passers-by wear none; a vest that is seen counts on anybody."""
    picture = officer(shirt)
    assert told([box("person")], PERSON, picture) == {Look.VEST: anybody}
    assert told([box("officer", 0.66)], IN_UNIFORM, picture) == {Look.VEST: in_uniform}
    if in_uniform is Seen.FAULT:
        assert at([box("officer", 0.66)], IN_UNIFORM, picture).sights[Look.VEST].score == 0.66


def test_nobody_tells_nothing() -> None:
    """No box, no sight."""
    assert told([], IN_UNIFORM) == {Look.VEST: Seen.UNKNOWN}
    assert told([], {"car": Meaning(region=Region.PERSON)} | PERSON) == {Look.VEST: Seen.UNKNOWN}


def test_of_several_officers_all_must_wear_one() -> None:
    """One whose torso cannot be judged leaves it open; one without is a fault."""
    picture = officer(YELLOW_GREEN)
    left, top, right, bottom = OFFICER
    beside = (left - 200, top, right - 200, bottom)
    small = (left + 40, top + 150, left + 60, top + 200)
    assert told([box("officer"), box("officer", sides=small)], IN_UNIFORM, picture)[Look.VEST] is Seen.UNKNOWN
    picture[top:bottom, left - 200 : right - 200] = 60
    assert told([box("officer"), box("officer", sides=beside)], IN_UNIFORM, picture)[Look.VEST] is Seen.FAULT


def test_who_sits_or_is_cut_off_is_not_judged() -> None:
    """Nobody knows where the torso is."""
    left, top, right, _ = OFFICER
    found = at([box("officer", sides=(left, top, right, top + 200))], IN_UNIFORM)
    assert found.sights[Look.VEST].seen is Seen.UNKNOWN
    assert found.worn == ()


def test_bad_light_leaves_it_open() -> None:
    """As it does for a single torso."""
    dark = noisy(officer() / 3.0)
    assert told([box("officer")], IN_UNIFORM, dark) == {Look.VEST: Seen.UNKNOWN}


def test_a_note_says_where_people_are() -> None:
    """As shares of the picture, so that their heads can be hidden in a still of any size; a car is nobody."""
    found = [box("officer"), box("car", sides=(0, 0, 300, 300))]
    left, top, right, bottom = OFFICER
    person = stills.Region("person", left / WIDTH_PX, top / HEIGHT_PX, right / WIDTH_PX, bottom / HEIGHT_PX)
    assert regions_of(at(found, IN_UNIFORM), officer()) == (person,)
    assert regions_of(at([], IN_UNIFORM), officer()) == ()


def test_measures_say_what_it_was_judged_by() -> None:
    """The light, how many boxes, and the least share of a vest's colour."""
    measures = measures_of(at([box("officer")], IN_UNIFORM, officer(YELLOW_GREEN)))
    assert set(measures) == {"luma", "chroma", "cast", "boxes", "vest_share"}
    assert measures["vest_share"] > 0.5
    assert "vest_share" not in measures_of(at([], IN_UNIFORM))
