"""Where the torso is of somebody who stands."""

from vision.mask import Part

TOP_SHARE, BOTTOM_SHARE = 0.18, 0.47
"""Shoulders and hips, of the height from above. Source: Drillis and Contini, Body Segment Parameters (1966):
shoulders at 0.818 and hips at 0.530 of the stature."""
SIDE_SHARE = 0.25
"""E: what is left out on either side: arms, and what is behind them."""
LEAST_SLIM = 2.0
"""Height by width. E: who sits, bends or is cut off at the hips is less slim, and the shares above do not hold."""


def torso(body: Part) -> Part | None:
    """Return the torso of somebody standing, from head to feet, in the same pixels; None where nobody knows."""
    height, width = body.bottom - body.top, body.right - body.left
    if height < LEAST_SLIM * width:
        return None
    return middle(body)


def middle(body: Part) -> Part:
    """Return where the torso would be if somebody stood there from head to feet."""
    height, width = body.bottom - body.top, body.right - body.left
    return Part(
        body.top + round(TOP_SHARE * height),
        body.top + round(BOTTOM_SHARE * height),
        body.left + round(SIDE_SHARE * width),
        body.right - round(SIDE_SHARE * width),
    )
