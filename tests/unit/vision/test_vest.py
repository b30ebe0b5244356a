"""A vest is told by its colour: seen, missing, or unknown where the light or the size lets nobody tell."""

import cv2
import numpy as np
import pytest

from models.observations import Seen
from tests.pictures import NAVY, OFFICER, YELLOW_GREEN, noisy, officer, room
from vision.light import Lighting, LightNumbers, light
from vision.mask import Part
from vision.picture import Picture, grey, shrunk
from vision.torso import torso
from vision.vest import Vest, VestNumbers, vest
from vision.why import Why

LEFT, TOP, RIGHT, BOTTOM = OFFICER
BODY = Part(TOP, BOTTOM, LEFT, RIGHT)
ROOM_LIGHT = LightNumbers()


def seen(picture: Picture, numbers: VestNumbers | None = None, place: Part | None = None) -> Vest:
    """Return what the officer's torso says."""
    where = place or torso(BODY)
    assert where is not None
    return vest(picture, where, light(picture, [where], ROOM_LIGHT), numbers or VestNumbers())


def warm(picture: Picture) -> Picture:
    """Return a picture as under a sodium lamp."""
    return noisy(picture * np.array([0.45, 0.8, 1.0]))


def infrared(picture: Picture) -> Picture:
    """Return a picture as a camera gives it at night."""
    return noisy(np.repeat(grey(picture)[:, :, None], 3, axis=2))


def test_a_vest_is_seen_and_a_shirt_is_not() -> None:
    """With the share of the torso that has the colour."""
    worn, shirt = seen(officer(YELLOW_GREEN)), seen(officer(NAVY))
    assert (worn.seen, worn.why) == (Seen.WELL, Why.VEST_COLOUR)
    assert worn.share is not None
    assert worn.share > 0.5
    assert (shirt.seen, shirt.why, shirt.share) == (Seen.FAULT, Why.NO_VEST_COLOUR, 0)


@pytest.mark.parametrize(
    "shirt", [(235, 225, 220), (60, 60, 190), (150, 90, 60), (110, 90, 20), (30, 30, 30)]
)
def test_other_clothes_are_no_vest(shirt: tuple[int, int, int]) -> None:
    """White, red, blue, teal, black."""
    assert seen(officer(shirt)).seen is Seen.FAULT


@pytest.mark.parametrize("shirt", [(30, 120, 105), (90, 190, 180), (130, 235, 140)])
def test_what_is_near_a_vests_colour_is_not_missing(shirt: tuple[int, int, int]) -> None:
    """A vest in shade, one that has faded, one under a greenish lamp: a person must look."""
    found = seen(officer(shirt), VestNumbers(share=0.9))
    assert (found.seen, found.why) == (Seen.UNKNOWN, Why.NEAR_VEST_COLOUR)


@pytest.mark.parametrize("shirt", [NAVY, YELLOW_GREEN, (235, 225, 220)])
def test_tinted_light_tells_nothing(shirt: tuple[int, int, int]) -> None:
    """A white shirt under a warm lamp is as yellow as a vest."""
    found = seen(warm(officer(shirt)))
    assert (found.seen, found.why) == (Seen.UNKNOWN, Why.TINTED)


def test_without_colours_nothing_is_told() -> None:
    """As at night, with infrared."""
    found = seen(infrared(officer(YELLOW_GREEN)))
    assert (found.seen, found.why) == (Seen.UNKNOWN, Why.COLOURLESS)


@pytest.mark.parametrize("shirt", [NAVY, YELLOW_GREEN])
def test_in_the_dark_no_vest_is_missing(shirt: tuple[int, int, int]) -> None:
    """A third of the light is too little to see one."""
    found = seen(noisy(officer(shirt) / 3.0))
    assert (found.seen, found.why) == (Seen.UNKNOWN, Why.DARK)


def test_a_lit_vest_in_the_dark_is_seen() -> None:
    """As in headlights: what is seen is seen."""
    worn = officer(YELLOW_GREEN)
    dim = noisy(worn / 3.0)
    where = torso(BODY)
    assert where is not None
    dim[where.top : where.bottom, where.left : where.right] = worn[
        where.top : where.bottom, where.left : where.right
    ]
    assert light(dim, [where], ROOM_LIGHT).lighting is Lighting.DARK
    assert seen(dim).seen is Seen.WELL


def test_the_vest_itself_is_no_tint() -> None:
    """It is left out where the colour of the light is measured: close up it fills the picture."""
    picture = officer(YELLOW_GREEN)
    picture[:, 200:800] = YELLOW_GREEN
    close = Part(0, picture.shape[0], 200, 800)
    assert light(picture, [close], ROOM_LIGHT).lighting is Lighting.GOOD
    assert light(picture, [], ROOM_LIGHT).lighting is Lighting.TINTED


def test_too_small_a_torso_tells_nothing() -> None:
    """A vest is seen from 12 x 16 px on; one is missing from twice that on."""
    yellow, navy = officer(YELLOW_GREEN), officer()
    left, top = LEFT + 50, TOP + 100
    for width, height, worn, shirt in (
        (11, 16, Seen.UNKNOWN, Seen.UNKNOWN),
        (12, 15, Seen.UNKNOWN, Seen.UNKNOWN),
        (12, 16, Seen.WELL, Seen.UNKNOWN),
        (23, 32, Seen.WELL, Seen.UNKNOWN),
        (24, 31, Seen.WELL, Seen.UNKNOWN),
        (24, 32, Seen.WELL, Seen.FAULT),
    ):
        place = Part(top, top + height, left, left + width)
        assert (seen(yellow, place=place).seen, seen(navy, place=place).seen) == (worn, shirt)


def test_a_burnt_picture_hides_a_vest() -> None:
    """Nothing is missing there."""
    found = seen(np.asarray(np.clip(officer().astype(int) * 6, 0, 255), np.uint8))
    assert (found.seen, found.why) == (Seen.UNKNOWN, Why.BURNT)


def test_a_room_in_daylight_is_well_lit() -> None:
    """As it comes, coded as a camera codes it, and shrunk."""
    done, coded = cv2.imencode(".jpg", room(), [cv2.IMWRITE_JPEG_QUALITY, 60])
    assert done
    for picture in (room(), np.asarray(cv2.imdecode(coded, cv2.IMREAD_COLOR), np.uint8), shrunk(room(), 200)):
        assert light(picture, [], ROOM_LIGHT).lighting is Lighting.GOOD


def test_the_torso_of_somebody_standing_is_between_shoulders_and_hips() -> None:
    """Of somebody who sits, bends or is cut off nobody knows where it is."""
    assert torso(Part(0, 200, 0, 80)) == Part(36, 94, 20, 60)
    assert torso(Part(0, 150, 0, 80)) is None
    assert torso(Part(10, 10, 5, 5)) == Part(10, 10, 5, 5)
