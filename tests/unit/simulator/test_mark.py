"""The words on made pictures."""

import numpy as np

from simulator.footage.mark import FROM_EDGE_PX, marked_as_made, words
from simulator.footage.worn import SIZE_PX


def test_a_made_picture_says_so_in_its_corner_and_is_as_it_was_elsewhere() -> None:
    """Readable on whatever is behind it; the picture that was given stays as it is."""
    width, height = SIZE_PX
    for grey in (0, 128, 255):
        picture = np.full((height, width, 3), grey, np.uint8)
        marked = marked_as_made(picture)
        changed = np.argwhere((marked != picture).any(axis=2))
        high, wide = words().shape[:2]
        assert changed.min(axis=0).tolist() >= [FROM_EDGE_PX, width - FROM_EDGE_PX - wide]
        assert changed.max(axis=0).tolist() < [FROM_EDGE_PX + high, width - FROM_EDGE_PX]
        corner = marked[:high, -wide:]
        assert int(corner.max()) - int(corner.min()) > 200
        assert (picture == grey).all()
