"""One look at one picture: all stages, each only where the ones before it let it say something."""

from collections.abc import Mapping

import numpy as np
from msgspec import Struct

from models.observations import Look, Seen
from vision.frozen import FrozenNumbers, Motion, motion, small
from vision.lines import Segments, segments
from vision.mask import Part, between_writing, scene
from vision.picture import Grey, Picture, grey, shrunk, turned
from vision.pitch import PitchNumbers, pitch_deg
from vision.quality import Measures, Quality, QualityNumbers, judge
from vision.sky import SkyNumbers, sky_share
from vision.tilt import Hang, Tilt, TiltNumbers, tilt

QUALITY_PX = 640
"""How wide a picture is when its quality is judged: its numbers were chosen so."""
LINES_PX = 480
"""How wide it is when lines are sought. Measured: as right as at 720, in a third of the time."""
LEAST_PX = 480
"""E: a picture that comes narrower says nothing of sharpness and angle; 176 x 144 was taken for blurred."""

LOOKS = (Look.DARK, Look.COVERED, Look.BLURRED, Look.TILTED, Look.SKY, Look.GROUND, Look.FROZEN)
"""What every look is for."""


class Numbers(Struct, frozen=True, kw_only=True):
    """The numbers of all stages; what they are as shipped, and why, is in config/looks/default.yaml."""

    quality: QualityNumbers
    tilt: TiltNumbers
    pitch: PitchNumbers
    sky: SkyNumbers
    frozen: FrozenNumbers


class Lens(Struct, frozen=True):
    """What is known of a camera."""

    fov_deg: float | None = None
    """The horizontal field of view; without it nothing is said of pitch from lines."""
    mounted_deg: int = 0
    """How far the camera is mounted turned clockwise: 0, 90, 180 or 270."""


class Sight(Struct, frozen=True):
    """What a look says of one thing."""

    seen: Seen
    score: float = 1.0
    """How sure, from 0 to 1."""


class LookedAt(Struct, frozen=True):
    """What came of one look."""

    sights: Mapping[Look, Sight]
    """For each of ``LOOKS``."""
    quality: Quality
    measures: Measures
    tilt: Tilt | None
    """None where the picture was not good enough for lines."""
    pitch_deg: float | None
    sky: float
    """The share of the picture that may be sky."""
    difference: float | None
    """From the picture before, in luma; None for the first."""
    lines: Segments | None
    part: Part
    """What was looked at, of the picture at ``LINES_PX``: lines lie in it."""


class Memory(Struct):
    """What is kept of a camera from look to look."""

    before: Grey | None = None
    still: int = 0
    """How many looks in a row showed the same."""


class _Angle(Struct, frozen=True):
    part: Part
    lines: Segments | None = None
    tilt: Tilt | None = None
    pitch_deg: float | None = None


_UNKNOWN = Sight(Seen.UNKNOWN, 0)
_WELL = Sight(Seen.WELL)
_FAULT = Sight(Seen.FAULT)


def look(picture: Picture, lens: Lens, memory: Memory, numbers: Numbers) -> LookedAt:
    """Look at a picture as it came from the camera; ``memory`` is of the same camera and is brought up to date."""
    upright = turned(picture, lens.mounted_deg)
    middle = shrunk(upright, QUALITY_PX)
    luma = grey(middle)
    whole = scene(luma)
    quality, measures = judge(whole.of(luma), numbers.quality)
    wide = upright.shape[1] >= LEAST_PX
    angle = _angle(upright, lens, numbers) if wide and quality is Quality.WELL else _Angle(whole)
    sky = sky_share(middle[whole.top : whole.bottom, whole.left : whole.right], numbers.sky)
    still, difference = _still(between_writing(whole).of(luma), memory, numbers.frozen)
    sights = {
        **_of_quality(quality, sky >= numbers.sky.share, wide=wide),
        Look.TILTED: _of_tilt(angle.tilt, numbers.tilt),
        **_of_pitch(angle, sky, quality, numbers),
        Look.FROZEN: still,
    }
    return LookedAt(
        sights, quality, measures, angle.tilt, angle.pitch_deg, sky, difference, angle.lines, angle.part
    )


def _angle(upright: Picture, lens: Lens, numbers: Numbers) -> _Angle:
    luma = grey(shrunk(upright, LINES_PX))
    part = between_writing(scene(luma))
    lines = segments(part.of(luma).copy())
    hang = tilt(lines, numbers.tilt)
    if lens.fov_deg is None or hang.hang is not Hang.ALIGNED:
        return _Angle(part, lines, hang)
    # The lens looks through the middle of the whole picture, which lies elsewhere in the part.
    corner = np.array([part.left, part.top, part.left, part.top], np.float32)
    return _Angle(part, lines, hang, pitch_deg(lines + corner, luma.shape, lens.fov_deg, numbers.pitch))


def _still(luma: Grey, memory: Memory, numbers: FrozenNumbers) -> tuple[Sight, float | None]:
    now, before = small(luma), memory.before
    memory.before = now
    if before is None:
        return _UNKNOWN, None
    moved, difference = motion(before, now, numbers)
    memory.still = memory.still + 1 if moved is Motion.NONE else 0
    if moved is Motion.SOME:
        return _WELL, difference
    return (_FAULT if memory.still >= numbers.looks else _UNKNOWN), difference


def _of_quality(quality: Quality, sky: bool, *, wide: bool) -> dict[Look, Sight]:
    """Return what the quality says; a fault that hides the scene leaves the others unknown."""
    dark = quality in (Quality.BLACK, Quality.DARK)
    # Sky is as smooth as a cover; a picture cannot tell a pale one from burnt highlights either.
    covered = quality in (Quality.COVERED, Quality.PARTLY_COVERED) and not sky
    hidden = dark or covered or quality is Quality.OVEREXPOSED or sky
    blurred = quality is Quality.BLURRED and wide
    return {
        Look.DARK: _FAULT if dark else _WELL,
        Look.COVERED: _FAULT if covered else (_UNKNOWN if hidden else _WELL),
        Look.BLURRED: _FAULT if blurred else (_UNKNOWN if hidden or not wide else _WELL),
    }


def _of_tilt(found: Tilt | None, numbers: TiltNumbers) -> Sight:
    if found is None or found.ratio is None or found.hang is Hang.UNKNOWN:
        return _UNKNOWN
    if found.hang is Hang.TILTED:
        return Sight(Seen.FAULT, surer(found.ratio / numbers.tilted_ratio))
    return Sight(Seen.WELL, surer(numbers.aligned_ratio / max(found.ratio, 1e-6)))


def _of_pitch(angle: _Angle, sky: float, quality: Quality, numbers: Numbers) -> dict[Look, Sight]:
    """Return whether the camera looks up or down; without a pitch only sky can tell that it looks up."""
    if quality is Quality.OVEREXPOSED:
        return {Look.SKY: _UNKNOWN, Look.GROUND: _UNKNOWN}
    if sky >= numbers.sky.share and quality not in (Quality.BLACK, Quality.DARK):
        return {Look.SKY: Sight(Seen.FAULT, surer(sky / numbers.sky.share)), Look.GROUND: _UNKNOWN}
    pitch = angle.pitch_deg
    if pitch is None:
        seen = _WELL if quality is Quality.WELL and sky <= numbers.sky.well_share else _UNKNOWN
        return {Look.SKY: seen, Look.GROUND: _UNKNOWN}
    return {
        Look.SKY: _beyond(pitch, numbers.pitch),
        Look.GROUND: _beyond(-pitch, numbers.pitch),
    }


def _beyond(pitch: float, numbers: PitchNumbers) -> Sight:
    if pitch >= numbers.limit_deg:
        return Sight(Seen.FAULT, surer(pitch / numbers.limit_deg))
    return _WELL if pitch <= numbers.well_deg else _UNKNOWN


def surer(times_the_limit: float) -> float:
    """Return a score: 0.7 at the limit, 1 at twice as much. E: what lies at a limit is not quite sure."""
    return min(1.0, 0.4 + 0.3 * times_the_limit)
