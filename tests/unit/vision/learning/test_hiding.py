"""What says who is in a picture: writing is black, heads are blurred where any are found."""

import cv2
import numpy as np
import pytest

from jingjian.look_numbers import numbers_from
from models.observations import Look
from tests.pictures import HEIGHT_PX, WIDTH_PX, room
from vision.learning.brightness import Light, light_of
from vision.learning.hiding import without_heads, without_writing
from vision.learning.judging import OurLooks
from vision.look import Lens
from vision.picture import Picture
from vision.stills import Region

BAND_PX = HEIGHT_PX // 10


def face(middle: tuple[int, int], size: int = 120) -> Picture:
    """Return a wall with a drawn face, about as wide as ``size``."""
    picture = np.full((HEIGHT_PX, WIDTH_PX, 3), 110, np.uint8)
    x, y = middle

    def oval(
        dx: float, dy: float, wide: float, high: float, colour: tuple[int, int, int], begin: int = 0
    ) -> None:
        axes = round(size * wide), round(size * high)
        centre = round(x + size * dx), round(y + size * dy)
        cv2.ellipse(picture, centre, axes, 0, begin, 360, colour, -1)

    oval(0, 0, 0.42, 0.55, (150, 180, 220))
    oval(0, -0.35, 0.44, 0.28, (30, 30, 40), begin=180)
    for side in (-0.18, 0.18):
        oval(side, -0.08, 0.09, 0.045, (60, 60, 70))
        oval(side, -0.18, 0.12, 0.03, (40, 50, 60))
    oval(0, 0.1, 0.06, 0.03, (110, 140, 180))
    oval(0, 0.28, 0.16, 0.05, (80, 80, 150))
    return np.asarray(cv2.GaussianBlur(picture, (0, 0), size / 60), np.uint8)


def detail(picture: Picture, top: int, bottom: int, left: int, right: int) -> float:
    """Return how much detail a part has."""
    return float(cv2.Laplacian(picture[top:bottom, left:right], cv2.CV_32F).var())


def test_what_a_camera_writes_is_black() -> None:
    """In the bands at the top and bottom, whatever stands there; the rest is as it was."""
    picture = room()
    cv2.putText(picture, "017913", (30, 40), cv2.FONT_HERSHEY_SIMPLEX, 1, (255, 255, 255), 2)
    before = picture.copy()
    hidden = without_writing(picture)
    assert hidden[:BAND_PX].max() == hidden[-BAND_PX:].max() == 0
    assert np.array_equal(hidden[BAND_PX:-BAND_PX], picture[BAND_PX:-BAND_PX])
    assert np.array_equal(picture, before)


def test_black_bands_do_not_change_what_is_seen() -> None:
    """The looks leave bars aside, so a set measures what the cameras show."""
    for picture in (room(), np.asarray(cv2.GaussianBlur(room(2), (0, 0), 8), np.uint8)):
        looks = OurLooks(numbers_from())
        seen, hidden = looks(picture, Lens()), looks(without_writing(picture), Lens())
        assert {label: sight.seen for label, sight in seen.items()} == {
            label: sight.seen for label, sight in hidden.items()
        }
        assert Look.FROZEN not in seen


@pytest.mark.parametrize("middle", [(480, 270), (200, 200), (760, 330)])
def test_a_face_that_is_found_is_blurred(middle: tuple[int, int]) -> None:
    """Nothing of eyes and mouth is left; the copy alone is changed."""
    picture = face(middle)
    x, y = middle
    part = y - 50, y + 50, x - 45, x + 45
    hidden, count = without_heads(picture, ())
    assert count >= 1
    # What is left are the edges of areas that lie over each other.
    assert detail(hidden, *part) * 5 < detail(picture, *part)
    assert np.array_equal(picture, face(middle))


def test_a_detectors_people_have_their_heads_blurred() -> None:
    """The top of a person's region, and the whole of a head's; a vest's region hides nobody."""
    picture = room()
    found, _ = without_heads(picture, ())
    regions = [
        Region("person", 0.1, 0.2, 0.3, 1.0),
        Region("head", 0.7, 0.4, 0.8, 0.6),
        Region("vest", 0.4, 0, 0.6, 1),
    ]
    hidden, count = without_heads(picture, regions)
    changed = (hidden != found).any(axis=2)
    top, head = HEIGHT_PX * 2 // 10, HEIGHT_PX * 4 // 10
    assert changed[top : top + 140, 110:280].mean() > 0.9
    assert not changed[top + 160 :, 100:290].any()
    assert changed[head:, 680:760].any()
    assert not changed[:, 400:560].any()
    assert count >= 2


def test_a_region_at_the_edge_is_cut_there() -> None:
    """One that lies outside altogether hides nothing."""
    regions = [Region("head", -0.1, -0.1, 0.05, 0.05), Region("head", 1.5, 1.5, 1.6, 1.6)]
    hidden, _ = without_heads(room(), regions)
    assert hidden.shape == room().shape


@pytest.mark.parametrize(
    ("luma", "light"),
    [(120, Light.DAY), (60, Light.DAY), (59, Light.DUSK), (27, Light.DUSK), (26, Light.DARK)],
)
def test_light_is_named_by_the_mean_luma(luma: int, light: Light) -> None:
    """Black bars, as where writing was, do not make it darker."""
    picture = np.full((200, 300, 3), luma, np.uint8)
    assert light_of(picture) is light
    picture[:20] = picture[-20:] = 0
    assert light_of(picture) is light
