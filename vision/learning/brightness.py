"""By what light a picture was taken, as far as the picture tells: day, dusk or dark."""

from enum import StrEnum

from vision.mask import scene
from vision.picture import Picture, grey

DUSK_BELOW, DARK_BELOW = 60, 27
"""Mean luma, 0 to 255. E: a camera with light enough exposes for a mid-grey of 18 %, which is 118 in sRGB
(IEC 61966-2-1); two stops below that it is 60, four stops below it is 27."""


class Light(StrEnum):
    """How bright a picture is. A cover makes a bright day dark: a picture cannot tell."""

    DAY = "day"
    DUSK = "dusk"
    DARK = "dark"


def light_of(picture: Picture) -> Light:
    """Return how bright a picture is, black bars left aside."""
    luma = grey(picture)
    mean = float(scene(luma).of(luma).mean())
    if mean < DARK_BELOW:
        return Light.DARK
    return Light.DUSK if mean < DUSK_BELOW else Light.DAY
