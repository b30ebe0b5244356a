"""One camera under watch: pictures in, observations out, stills of faults kept."""

from datetime import datetime, timedelta

import structlog
from msgspec import Struct, structs

from models.ids import CameraId, PictureRef, StationId
from models.observations import UNIFORM_LOOKS, Look, Observation, Seen
from vision.latest import Wall
from vision.look import Lens, LookedAt, Memory, Numbers, Sight, look
from vision.marks import marked
from vision.picture import Picture, shrunk, turned
from vision.stills import Note, Stills, jpeg
from vision.uniform import Dressed, measures_of
from vision.uniform_marks import marked_uniform
from vision.uniform_regions import regions_of
from vision.uniform_watch import UniformWatch

STILL_EVERY = timedelta(seconds=10)
"""E: while a fault lasts a new still so often: enough to see that it lasts, and no film."""
STILL_PX = 1280
"""E: how wide the still of a fault is kept."""
BESIDE_PX = 640
"""E: how wide those before and after it are."""

log = structlog.get_logger(__name__)


class Subject(Struct, frozen=True):
    """Who is watched."""

    station: StationId
    camera: CameraId
    lens: Lens = Lens()
    model: str | None = None
    """The camera's model."""


class Tally(Struct):
    """What is counted of a camera, also when its watch is given away and comes back."""

    looks: int = 0
    damaged: int = 0
    """Pictures that came damaged."""
    stills_lost: int = 0
    """Stills that could not be kept: the disk is full, or the folder is gone."""
    latest_lost: int = 0
    """Stills for the wall that could not be written, for the same reasons."""


class _Shown(Struct, frozen=True):
    """One picture and all that was seen in it."""

    upright: Picture
    taken_at: datetime
    looked: LookedAt
    dressed: Dressed | None

    def sights(self) -> dict[Look, Sight]:
        """Return what each look says."""
        return {**self.looked.sights, **({} if self.dressed is None else self.dressed.sights)}


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
        uniform: UniformWatch | None = None,
        *,
        tally: Tally | None = None,
        latest: tuple[Wall, timedelta] | None = None,
    ) -> None:
        """Make ready; without a ``uniform`` watch uniforms are not checked, and nothing is told of them.

        ``latest`` is where the wall's stills go, and how far apart they are written.
        """
        self.subject = subject
        self.uniform = uniform
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
        dressed = None if self.uniform is None else self.uniform.look(upright, looked.quality, taken_at)
        shown = _Shown(upright, taken_at, looked, dressed)
        beside = shrunk(upright, BESIDE_PX)
        self.tally.looks += 1
        self._show(beside, taken_at)
        self._complete(beside)
        sights = shown.sights()
        faults = {kind: sight for kind, sight in sights.items() if sight.seen is Seen.FAULT}
        for over in (self._kept.keys() & sights.keys()) - faults.keys():
            del self._kept[over]
        told = [self._told(kind, sight, taken_at, self._still(kind, shown)) for kind, sight in faults.items()]
        # A copy: what is shown next may be written into the same memory.
        self._before = beside.copy()
        well = {kind: sight for kind, sight in sights.items() if sight.seen is Seen.WELL}
        of_uniform = {kind: sight for kind, sight in well.items() if kind in UNIFORM_LOOKS}
        # Apart: a message is as sure as what is least sure in it.
        of_picture = {kind: sight for kind, sight in well.items() if kind not in of_uniform}
        return [*told, *self._well(of_picture, taken_at), *self._well(of_uniform, taken_at)]

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
            latest.put(self.subject.camera, taken_at, jpeg(beside))
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

    def _well(self, well: dict[Look, Sight], taken_at: datetime) -> list[Observation]:
        if not well:
            return []
        first, *others = well
        sight = Sight(Seen.WELL, min(sight.score for sight in well.values()))
        return [structs.replace(self._told(first, sight, taken_at, None), also_well=tuple(others))]

    def _still(self, kind: Look, shown: _Shown) -> PictureRef | None:
        """Keep the still of a fault, now and then; return the last one's name."""
        last = self._kept.get(kind)
        if last is not None and shown.taken_at - last.at < STILL_EVERY:
            return last.still
        try:
            kept = self._keep(kind, shown)
        except OSError as error:
            self._lost(error)
            return None
        self._kept[kind] = kept
        return kept.still

    def _keep(self, kind: Look, shown: _Shown) -> _Kept:
        still = self._stills.put(jpeg(shrunk(shown.upright, STILL_PX)))
        note = Note(
            station=self.subject.station,
            camera=self.subject.camera,
            taken_at=shown.taken_at,
            kind=kind,
            measures=_measures(kind, shown),
            model=self.subject.model,
            fov_deg=self.subject.lens.fov_deg,
            regions=() if shown.dressed is None else regions_of(shown.dressed, shown.upright),
            before=None if self._before is None else self._stills.put(jpeg(self._before)),
            marked=self._stills.put(jpeg(self._marks(kind, shown))),
        )
        self._stills.note(still, note)
        return _Kept(still, note, shown.taken_at)

    def _marks(self, kind: Look, shown: _Shown) -> Picture:
        if shown.dressed is not None and kind in shown.dressed.sights:
            return marked_uniform(shown.upright, shown.dressed)
        return marked(shown.upright, shown.looked, kind, self._numbers)

    def _complete(self, beside: Picture) -> None:
        """Add the still after to what was kept at the look before."""
        waiting = [kept for kept in self._kept.values() if not kept.has_after]
        for kept in waiting:
            kept.has_after = True
            try:
                kept.note = structs.replace(kept.note, after=self._stills.put(jpeg(beside)))
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


def _measures(kind: Look, shown: _Shown) -> dict[str, float]:
    """Return what a look was judged by, by name, without what was not measured."""
    if shown.dressed is not None and kind in shown.dressed.sights:
        return measures_of(shown.dressed)
    looked = shown.looked
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
