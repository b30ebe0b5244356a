"""When each camera began and ceased to record, to be online, and to hang and look well. Pure.

Only changes are told, by the log's time. What is not told anew while it is fresh is unknown from then on, as
supervisors take it; and whatever an offline camera is said to do, nobody knows.
"""

from collections.abc import Iterator, Mapping, MutableMapping
from datetime import datetime, timedelta

from msgspec import Struct, field

from agents.recording.state import NEVER
from models.ids import CameraId, StationId
from models.log import AnyRun, Block, ObservationRun, TelemetryRun
from models.observations import Observation
from models.rules import Rule, RuleBook
from models.telemetry import CameraRecord, Telemetry
from models.times import EPOCH
from streams.blocks import Taken
from streams.store.angles import Angle, AngleNumbers
from streams.store.facts import CameraFact
from streams.store.observed import Row

CameraKey = tuple[StationId, CameraId]
TransitionKey = tuple[StationId, CameraId, CameraFact, datetime]
Last = dict[CameraFact, tuple[bool | None, datetime]]
"""Of each fact of a camera what was told last, and since when that is so."""


class Numbers(Struct, frozen=True):
    """The rules' numbers that decide what is known."""

    fresh: timedelta
    """As recording takes it: two records further apart do not belong together."""
    angle: AngleNumbers

    @classmethod
    def of(cls, rules: RuleBook) -> "Numbers":
        """Return the numbers of a rule book."""
        fresh_s = rules.value(Rule.RECORDING_NEVER_STARTED, "fresh_s")
        return cls(timedelta(seconds=fresh_s), AngleNumbers.of(rules))

    @property
    def span(self) -> timedelta:
        """Return how far back in the log everything reaches that is kept beside what is stored.

        Whether the first record of all came out of order only those before it would tell: once more as long as
        what is told is fresh, and that is over.
        """
        return max(self.fresh, self.angle.fresh) + max(self.fresh, self.angle.span)


class Said(Struct):
    """One fact of one camera."""

    value: bool | None = None
    since: datetime = EPOCH
    told_at: datetime = EPOCH


class Camera(Struct):
    """One camera."""

    station: StationId
    camera: CameraId
    heard_at: datetime = EPOCH
    said_at: datetime = EPOCH
    """Its last record, by the log's time and by the sender's clock."""
    recording: Said = field(default_factory=Said)
    online: Said = field(default_factory=Said)
    angle: Said = field(default_factory=Said)
    view: Angle = field(default_factory=Angle)
    calm: bool = True

    def said(self, fact: CameraFact) -> Said:
        """Return what is known of a fact."""
        said: Said = getattr(self, fact.value)
        return said


class Keeper:
    """The cameras of one partition of the log."""

    def __init__(self, numbers: Numbers, stored: MutableMapping[CameraKey, Last] | None = None) -> None:
        self.now = EPOCH
        self.remembering = False
        """While it hears again what is stored already: nothing is told."""
        self._numbers = numbers
        self._stored = {} if stored is None else stored
        self._cameras: dict[CameraKey, Camera] = {}
        self._shortest = min(numbers.fresh, numbers.angle.fresh)
        self._stale_at = EPOCH
        """Nothing is stale before."""
        self._told: dict[TransitionKey, Row] = {}

    def told(self) -> Mapping[TransitionKey, Row]:
        """Return the changes since this was asked last; the later of two of one name has replaced the earlier."""
        told, self._told = self._told, {}
        return told

    def take_block(self, block: Block, taken: Taken) -> None:
        """Take a block of the log; what came before is left out."""
        for run in block.runs:
            self.take(run, taken.fresh(run)[0])
        if block.clock is not None:
            self.advance(block.clock)

    def take(self, run: AnyRun, left_out: int) -> None:
        """Take a run of the log without its first records."""
        self.advance(run.at)
        if isinstance(run, TelemetryRun):
            for tick in run.records[left_out:]:
                self.hear(tick)
        elif isinstance(run, ObservationRun):
            for seen in run.records[left_out:]:
                self.see(seen)

    def advance(self, at: datetime) -> None:
        """Let time pass: what is stale is unknown."""
        self.now = max(self.now, at)
        if self.remembering or self.now <= self._stale_at:
            return
        self._stale_at = NEVER
        for camera in self._cameras.values():
            for fact, fresh in self._facts():
                said = camera.said(fact)
                if said.value is None:
                    continue
                stale_at = said.told_at + fresh
                if stale_at < self.now:
                    self._put(camera, fact, None, stale_at)
                else:
                    self._stale_at = min(self._stale_at, stale_at)

    def hear(self, tick: Telemetry) -> None:
        """Take a tick; almost every record says what the last one said."""
        now, said_at, station = self.now, tick.occurred_at, tick.station
        fresh_from, angle = now - self._numbers.fresh, self._numbers.angle
        for record in tick.cameras:
            camera = self._cameras.get((station, record.camera))
            if (
                camera is None
                or camera.heard_at < fresh_from
                or camera.said_at >= said_at
                or not record.online
                or not camera.online.value
                or record.recording is None
                or record.recording is not camera.recording.value
            ):
                self._hear(camera or self._learn(station, record.camera), record, said_at)
                continue
            camera.heard_at = camera.online.told_at = camera.recording.told_at = now
            camera.said_at = said_at
            pitch_deg, roll_deg = record.pitch_deg, record.roll_deg
            if pitch_deg is None and roll_deg is None:
                continue
            if (
                camera.calm
                and camera.angle.value
                and pitch_deg is not None
                and roll_deg is not None
                and -angle.pitch_deg <= pitch_deg <= angle.pitch_deg
                and -angle.roll_deg <= roll_deg <= angle.roll_deg
            ):
                camera.view.told_at = camera.view.both_at = camera.angle.told_at = now
            else:
                self._turn(camera, record)

    def _hear(self, camera: Camera, record: CameraRecord, said_at: datetime) -> None:
        fresh, now = self._numbers.fresh, self.now
        if now - camera.heard_at <= fresh and timedelta(0) <= camera.said_at - said_at <= fresh:
            return  # a duplicate, or out of order
        camera.heard_at, camera.said_at = now, said_at
        if record.online is not None:
            self._put(camera, CameraFact.ONLINE, record.online, now)
        if record.online is False:
            self._put(camera, CameraFact.RECORDING, None, now)
            self._put(camera, CameraFact.ANGLE, None, now)
            return
        if record.recording is not None:
            self._put(camera, CameraFact.RECORDING, record.recording, now)
        self._turn(camera, record)

    def _turn(self, camera: Camera, record: CameraRecord) -> None:
        if camera.view.hear(record, self.now, self._numbers.angle):
            self._judge(camera)

    def see(self, seen: Observation) -> None:
        """Take a look."""
        key = seen.station, seen.camera
        camera = self._cameras.get(key) or self._learn(*key)
        if camera.view.see(seen, self.now, self._numbers.angle):
            self._judge(camera)

    def _judge(self, camera: Camera) -> None:
        said = camera.angle
        was_bad = said.value is False
        value, since = camera.view.verdict(self.now, self._numbers.angle, was_bad=was_bad)
        camera.calm = camera.view.is_calm()
        self._put(camera, CameraFact.ANGLE, said.value if value is None else value, since)

    def _put(self, camera: Camera, fact: CameraFact, value: bool | None, since: datetime) -> None:
        said = camera.said(fact)
        if value is not None:
            said.told_at = self.now
            self._stale_at = min(self._stale_at, self.now + self._shortest)
        if self.remembering or value is said.value:
            return
        # A fault is told when it has lasted; it may not begin before what was told last.
        said.value, said.since = value, max(since, said.since)
        key = camera.station, camera.camera, fact, said.since
        self._told[key] = {
            "station": camera.station,
            "camera": camera.camera,
            "fact": fact.value,
            "since": said.since,
            "value": value,
        }

    def _learn(self, station: StationId, name: CameraId) -> Camera:
        camera = self._cameras[station, name] = Camera(station, name)
        for fact, (value, since) in self._stored.pop((station, name), {}).items():
            said = camera.said(fact)
            # It was told then at least.
            said.value, said.since, said.told_at = value, since, since
        return camera

    def _facts(self) -> Iterator[tuple[CameraFact, timedelta]]:
        yield CameraFact.RECORDING, self._numbers.fresh
        yield CameraFact.ONLINE, self._numbers.fresh
        yield CameraFact.ANGLE, self._numbers.angle.fresh
