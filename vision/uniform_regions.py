"""Where in a still people are, for its note: so that their heads can be hidden where it is shown to others."""

from vision.picture import Picture
from vision.stills import Region
from vision.uniform import Dressed

PERSON = "person"


def regions_of(one: Dressed, upright: Picture) -> tuple[Region, ...]:
    """Return a region for each person whose torso was judged."""
    height, width = upright.shape[:2]
    boxes = [worn.person for worn in one.worn]
    return tuple(
        Region(PERSON, box.left / width, box.top / height, box.right / width, box.bottom / height)
        for box in boxes
    )
