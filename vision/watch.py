"""One camera under watch: pictures in, observations out, stills of faults kept."""

from datetime import datetime, timedelta

import cv2
import structlog
from msgspec import Struct, structs

from models.ids import CameraId, PictureRef, StationId
from models.observations import Look, Observation, Seen
from vision.latest import Latest
from vision.look import Lens, LookedAt, Memory, Numbers, Sight, look
from vision.marks import marked
from vision.picture import Picture, shrunk, turned
from vision.stills import Note, Stills

STILL_EVERY = timedelta(seconds=10)
"""E: while a fault lasts a new still so often: enough to see that it lasts, and no film."""
STILL_PX = 1280
"""E: how wide the still of a fault is kept."""
BESIDE_PX = 640
"""E: how wide those before and after it are."""
JPEG_QUALITY = 80

log = structlog.get_logger(__name__)


class Subject(Struct, frozen=True):
    """Who is watched."""

    station: StationId
    camera: CameraId
    lens: Lens = Lens()


class Tally(Struct):
    """What is counted of a camera, also when its watch is given away and comes back."""

    looks: int = 0
    damaged: int = 0
    """Pictures that came damaged."""
    stills_lost: int = 0
    """Stills that could not be kept: the disk is full, or the folder is gone."""
    latest_lost: int = 0
    """Stills for the wall that could not be written, for the same reasons."""


class _Kept(Struct):
    """The last still of a fault that lasts."""

    still: PictureRef
    note: Note
    at: datetime
    has_after: bool = False


class Watch:
    """Looks at one camera's pictures, one after another."""

    def __init__(
        self,
        subject: Subject,
        numbers: Numbers,
        stills: Stills,
        tally: Tally | None = None,
        latest: tuple[Latest, timedelta] | None = None,
    ) -> None:
        """Make ready. ``latest`` is where the wall's stills are, and how far apart they are written."""
        self.subject = subject
        self.tally = tally or Tally()
        self._numbers = numbers
        self._stills = stills
        self._memory = Memory()
        self._before: Picture | None = None
        self._kept: dict[Look, _Kept] = {}
        self._latest = latest
        self._latest_at: datetime | None = None

    def look(self, picture: Picture, taken_at: datetime) -> list[Observation]:
        """Look at a picture; return what to tell: one observation for each fault, one for all that is well.

        Whether a picture is dark is always known, so there is always something to tell.
        """
        looked = look(picture, self.subject.lens, self._memory, self._numbers)
        upright = turned(picture, self.subject.lens.mounted_deg)
        beside = shrunk(upright, BESIDE_PX)
        self.tally.looks += 1
        self._show(beside, taken_at)
        self._complete(beside)
        faults = {kind: sight for kind, sight in looked.sights.items() if sight.seen is Seen.FAULT}
        for over in self._kept.keys() - faults.keys():
            del self._kept[over]
        told = [
            self._told(kind, sight, taken_at, self._still(kind, upright, looked, taken_at))
            for kind, sight in faults.items()
        ]
        # A copy: what is shown next may be written into the same memory.
        self._before = beside.copy()
        return [*told, *self._well(looked, taken_at)]

    def _show(self, beside: Picture, taken_at: datetime) -> None:
        """Write the wall's still, now and then."""
        if self._latest is None:
            return
        latest, apart = self._latest
        # A clock that was set back must not leave the wall without stills until it has caught up.
        if self._latest_at is not None and timedelta(0) <= taken_at - self._latest_at < apart:
            return
        self._latest_at = taken_at
        try:
            latest.put(self.subject.camera, taken_at, _jpeg(beside))
        except OSError as error:
            self.tally.latest_lost += 1
            if self.tally.latest_lost == 1:
                self._say_lost(error)

    def _told(self, kind: Look, sight: Sight, taken_at: datetime, still: PictureRef | None) -> Observation:
        return Observation(
            station=self.subject.station,
            camera=self.subject.camera,
            occurred_at=taken_at,
            kind=kind,
            seen=sight.seen,
            score=sight.score,
            picture=still,
        )

    def _well(self, looked: LookedAt, taken_at: datetime) -> list[Observation]:
        well = [(kind, sight) for kind, sight in looked.sights.items() if sight.seen is Seen.WELL]
        if not well:
            return []
        kinds = [kind for kind, _ in well]
        sight = Sight(Seen.WELL, min(sight.score for _, sight in well))
        return [structs.replace(self._told(kinds[0], sight, taken_at, None), also_well=tuple(kinds[1:]))]

    def _still(self, kind: Look, upright: Picture, looked: LookedAt, taken_at: datetime) -> PictureRef | None:
        """Keep the still of a fault, now and then; return the last one's name."""
        last = self._kept.get(kind)
        if last is not None and taken_at - last.at < STILL_EVERY:
            return last.still
        try:
            kept = self._keep(kind, upright, looked, taken_at)
        except OSError as error:
            self._lost(error)
            return None
        self._kept[kind] = kept
        return kept.still

    def _keep(self, kind: Look, upright: Picture, looked: LookedAt, taken_at: datetime) -> _Kept:
        marks = marked(upright, looked, kind, self._numbers.tilt)
        still = self._stills.put(_jpeg(shrunk(upright, STILL_PX)))
        note = Note(
            station=self.subject.station,
            camera=self.subject.camera,
            taken_at=taken_at,
            kind=kind,
            measures=_measures(looked),
            before=None if self._before is None else self._stills.put(_jpeg(self._before)),
            marked=self._stills.put(_jpeg(marks)),
        )
        self._stills.note(still, note)
        return _Kept(still, note, taken_at)

    def _complete(self, beside: Picture) -> None:
        """Add the still after to what was kept at the look before."""
        waiting = [kept for kept in self._kept.values() if not kept.has_after]
        for kept in waiting:
            kept.has_after = True
            try:
                kept.note = structs.replace(kept.note, after=self._stills.put(_jpeg(beside)))
                self._stills.note(kept.still, kept.note)
            except OSError as error:
                self._lost(error)

    def _lost(self, error: OSError) -> None:
        """Note that a still is lost; what was seen is told all the same."""
        self.tally.stills_lost += 1
        if self.tally.stills_lost == 1:
            self._say_lost(error)

    def _say_lost(self, error: OSError) -> None:
        log.error(
            "a still cannot be kept: make room, or name another folder",
            camera=self.subject.camera,
            file=error.filename,
            reason=error.strerror,
        )


def _jpeg(picture: Picture) -> bytes:
    done, coded = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, JPEG_QUALITY])
    if not done:
        raise ValueError(f"a picture of shape {picture.shape} could not be coded")
    return coded.tobytes()


def _measures(looked: LookedAt) -> dict[str, float]:
    """Return what was measured, by name, without what was not."""
    every = {
        **structs.asdict(looked.measures),
        "lines": None if looked.tilt is None else looked.tilt.lines,
        "tilt_ratio": None if looked.tilt is None else looked.tilt.ratio,
        "direction_deg": None if looked.tilt is None else looked.tilt.direction_deg,
        "pitch_deg": looked.pitch_deg,
        "sky": looked.sky,
        "difference": looked.difference,
    }
    return {name: round(float(value), 4) for name, value in every.items() if value is not None}
