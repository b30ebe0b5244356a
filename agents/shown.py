"""Which stills a finding shows."""

from collections.abc import Iterable

from models.ids import PictureRef


def last_stills(pictures: Iterable[PictureRef | None], most: int) -> tuple[PictureRef, ...]:
    """Return the last stills, each once though it stands for several looks; None is a look without one."""
    return tuple(dict.fromkeys(picture for picture in pictures if picture is not None))[-most:]
