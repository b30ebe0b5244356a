"""The vision role, wired together: cameras from the file, a reader and a watch for each, stills in one folder."""

import asyncio
import time
from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

import structlog
from prometheus_client.core import Metric

from config.camera_file import VideoCamera, load_cameras
from config.problems import ConfigError, Problem
from config.settings import Settings
from jingjian.look_numbers import numbers_from
from jingjian.wiring import stations_of
from models.ids import CameraId
from models.observations import StreamState
from streams.figures import Values, counter, gauge
from streams.observing import Observing
from streams.readiness import Hindered, Hindrance
from vision.detector.detector import Detector, load_detector
from vision.eye import Eye
from vision.latest import Latest
from vision.look import Lens
from vision.sources.address import BadAddress, checked, is_file, with_login
from vision.sources.reader import Reader
from vision.stills import Stills
from vision.uniform import UniformNumbers
from vision.uniform_watch import NOT_CHECKED, UniformWatch
from vision.watch import Subject, Tally, Watch

SWEEP_EVERY_S = 3600.0
"""E: what is kept for months need not go to the minute."""
LATEST_SWEEP_EVERY_S = 60.0
"""E: a tenth of what the wall's stills are kept for."""
MOST_WAITING_S = 10.0
"""E: five looks; a broker that changes its leader takes less."""

log = structlog.get_logger(__name__)


class Eyes:
    """Everything that one vision process is made of."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._cameras = cameras_of(settings)
        self._numbers = numbers_from(settings.vision.numbers_file)
        vision = settings.vision
        self.stills = Stills(vision.stills_dir)
        self.latest = Latest(vision.latest_dir)
        self.tallies: defaultdict[CameraId, Tally] = defaultdict(Tally)
        """Of every camera that was ours at any time: a figure that has risen must not fall."""
        self.detector = None if vision.detector is None else load_detector(vision.detector)
        self.observing = Observing(settings, self._cameras, self._eye, vision.look_every_s, vision.threads)

    async def run(self, stop: asyncio.Event) -> None:
        """Watch until told to stop."""
        log.info(self.uniform())
        vision = self.settings.vision
        sweeping = [
            asyncio.create_task(_sweep(self.stills, vision.stills_kept_s, SWEEP_EVERY_S)),
            asyncio.create_task(_sweep(self.latest, vision.latest_kept_s, LATEST_SWEEP_EVERY_S)),
        ]
        try:
            await self.observing.run(stop)
        finally:
            for task in sweeping:
                task.cancel()

    def uniform(self) -> str:
        """Return whether uniforms are looked at, and with what."""
        if self.detector is None:
            return NOT_CHECKED
        return f"uniform: checked with {self.detector.file.name} ({self.detector.runtime.name})"

    def _eye(self, name: CameraId) -> Eye:
        camera = self._cameras[name]
        password = None if camera.password is None else camera.password.get_secret_value()
        # A file is played again and again: it stands in for a camera.
        address = with_login(camera.address, camera.user, password)
        reader = Reader(name, address, loop=is_file(address))
        subject = Subject(camera.station, name, Lens(camera.fov_deg, camera.mounted_deg), camera.model)
        latest = self.latest, timedelta(seconds=self.settings.vision.latest_every_s)
        tally = self.tallies[name]
        watch = Watch(subject, self._numbers, self.stills, self._uniform(), tally=tally, latest=latest)
        return Eye(reader, watch, lambda: datetime.now(UTC), time.monotonic)

    def _uniform(self) -> UniformWatch | None:
        if self.detector is None:
            return None
        every = timedelta(seconds=self.settings.vision.detector_every_s)
        return UniformWatch(self.detector, every, UniformNumbers())


async def _sweep(stills: Stills | Latest, kept_s: float, every_s: float) -> None:
    """Remove stills whose time is over, again and again."""
    while True:
        try:
            removed = await asyncio.to_thread(stills.sweep, datetime.now(UTC) - timedelta(seconds=kept_s))
        except OSError as error:
            log.error("stills cannot be removed", folder=str(stills.folder), reason=error.strerror)  # noqa: TRY400
        else:
            if removed:
                log.info("stills removed, their time is over", folder=str(stills.folder), files=removed)
        await asyncio.sleep(every_s)


def cameras_of(settings: Settings) -> dict[CameraId, VideoCamera]:
    """Return the bureau's cameras; raises ``ConfigError`` with all that is wrong with them."""
    path = settings.vision.cameras_file
    if path is None:
        mend = "write the cameras into a YAML file and name it there (docs/operating.md)"
        raise ConfigError(
            [Problem("settings", None, "vision.cameras_file", "no cameras file is named", mend)]
        )
    cameras = load_cameras(path, stations_of(settings))
    problems = []
    for camera in cameras.values():
        try:
            checked(camera.address)
        except BadAddress as error:
            what, _, mend = str(error).partition("; ")
            problems.append(Problem(str(path), None, f"{camera.camera}.address", what, mend))
    if problems:
        raise ConfigError(problems)
    return cameras


class EyesStatus:
    """What a vision process tells of itself."""

    def __init__(self, eyes: Eyes) -> None:
        self._eyes = eyes

    def problems(self) -> list[Hindered]:
        """Return why it is not ready; cameras without a picture are no reason."""
        observing = self._eyes.observing
        found = [Hindered(Hindrance.SHARING_OUT)] if observing.sharing_out else []
        waiting_s = observing.waiting_s()
        if waiting_s > MOST_WAITING_S:
            found.append(Hindered(Hindrance.KAFKA_SLOW, {"waiting_s": round(waiting_s)}))
        return found

    def metrics(self) -> Iterable[Metric]:
        """Return the figures."""
        observing = self._eyes.observing
        eyes = [eye for eye in observing.eyes.values() if isinstance(eye, Eye)]
        states = Counter(eye.video.status().state for eye in eyes)
        of: Values = {(state.value,): float(states[state]) for state in StreamState}
        yield gauge("vision_cameras", "Cameras of this process, by how their video comes.", ("state",), of)
        for name, text in (
            ("observations", "Observations sent."),
            ("late", "Looks that came more than a turn too late: more cameras than this process can watch."),
            ("failed", "Looks that failed; please report it."),
        ):
            yield counter(f"vision_{name}", text, (), {(): observing.counts[name]})
        tallies = list(self._eyes.tallies.values())
        for name, text in (
            ("looks", "Looks at pictures."),
            ("damaged_pictures", "Pictures that came damaged."),
            ("stills_lost", "Stills that could not be kept."),
            ("latest_lost", "Stills for the wall that could not be written."),
        ):
            field = name.removesuffix("_pictures")
            yield counter(f"vision_{name}", text, (), {(): sum(getattr(each, field) for each in tallies)})
        yield from _of_detector(self._eyes.detector, eyes)


def _of_detector(detector: Detector | None, eyes: Iterable[Eye]) -> Iterable[Metric]:
    checked_at_all = 0 if detector is None else 1
    text = "1 where uniforms are looked at, 0 where they are not checked: no detector."
    yield gauge("vision_uniform_checked", text, (), {(): checked_at_all})
    if detector is None:
        return
    yield counter("vision_detector_looks", "Looks of the detector.", (), {(): detector.looks})
    yield counter("vision_detector_seconds", "Seconds that they took.", (), {(): detector.seconds})
    failed = sum(eye.watch.uniform.failed for eye in eyes if eye.watch.uniform is not None)
    yield counter("vision_detector_failed", "Looks at which the detector failed.", (), {(): failed})
