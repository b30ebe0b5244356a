"""One camera's video in a thread of its own: its newest picture, or the reason why there is none."""

import threading
import time
import zlib
from collections.abc import Callable

import structlog
from msgspec import Struct

from models.ids import CameraId
from models.observations import StreamState
from vision.picture import Picture
from vision.sources.address import is_file, shown
from vision.sources.convert import Converter
from vision.sources.frames import Counts, Frame, frames
from vision.sources.fresh import Fresh
from vision.sources.opening import NoVideo, is_segmented, open_video, patience_of
from vision.sources.pace import Pace

FIRST_PAUSE_S = 1.0
LONGEST_PAUSE_S = 60.0
"""E: a camera that is switched on is seen within a minute; hundreds that are off cost nothing."""
STEADY_AFTER_S = 60.0
"""E: a video that came for so long had opened well; its next pause is the first one again."""
SHOW_EVERY_S = 0.5
"""E: four pictures to choose from for each look; to convert all of a fully decoded video would cost half as much
again as to decode it."""
SHORTEST_LOOP_S = 1.0
"""E: a file that is one picture and begins again is not read as fast as the disk gives it."""
STOP_WITHIN_S = 2.0
"""E: FFmpeg may wait for its server; the thread ends when that answers, or with the process."""

log = structlog.get_logger(__name__)


class Newest(Struct, frozen=True):
    """A picture and when it came."""

    picture: Picture
    number: int
    """Counted from 1: the same number is the same picture."""
    came_at_s: float
    """By the monotonic clock."""


class Status(Struct, frozen=True):
    """How a video comes, as of now."""

    state: StreamState
    since_s: float
    """By the monotonic clock."""
    connects: int
    frames: int
    damaged: int
    fully: bool


class Reader:
    """Receives one camera's video until it is stopped."""

    def __init__(
        self,
        camera: CameraId,
        address: str,
        *,
        loop: bool = False,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Make ready. ``address`` may hold a password; with ``loop`` a file begins again when it is over."""
        self._camera = camera
        self._address = address
        self._loop = loop
        self._clock = clock
        self._lock = threading.Lock()
        self._stopped = threading.Event()
        self._state = StreamState.CONNECTING
        self._since_s = clock()
        self._came_s: float | None = None
        """When the newest picture came, or since then the video was opened."""
        self._patience_s = patience_of(address)
        self._fresh = Fresh() if is_segmented(address) else None
        self._converter = Converter()
        self._connects = 0
        self._before = Counts()
        """Of all videos that are over."""
        self._counts = Counts()
        self._newest: Newest | None = None
        self._shown_s: float | None = None
        """When the newest picture is shown, by the video's clock."""
        self._told: StreamState | None = None
        """The last reason that was logged."""
        self._thread = threading.Thread(target=self._run, name=f"video-{camera}", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """End; returns within two seconds, whatever the server does."""
        self._stopped.set()
        if self._thread.is_alive():
            self._thread.join(STOP_WITHIN_S)

    def newest(self) -> Newest | None:
        """Return the newest picture, if the video is live; an old one is never shown as new."""
        with self._lock:
            return self._newest if self._state_now()[0] is StreamState.LIVE else None

    def status(self) -> Status:
        """Return how the video comes."""
        with self._lock:
            return Status(
                *self._state_now(),
                self._connects,
                self._before.frames + self._counts.frames,
                self._before.damaged + self._counts.damaged,
                self._counts.fully,
            )

    def _state_now(self) -> tuple[StreamState, float]:
        """Return the state and since when; one that waits for a picture for too long has stalled."""
        waits = self._state in (StreamState.CONNECTING, StreamState.LIVE)
        if waits and self._came_s is not None and self._clock() - self._came_s > self._patience_s:
            return StreamState.STALLED, self._came_s
        return self._state, self._since_s

    def _run(self) -> None:
        pause_s = FIRST_PAUSE_S
        while not self._stopped.is_set():
            began_s = self._clock()
            state = self._received()
            if self._stopped.is_set():
                return
            if state is StreamState.ENDED and self._loop:
                self._stopped.wait(SHORTEST_LOOP_S - (self._clock() - began_s))
                continue
            self._become(state)
            if state is StreamState.ENDED:
                return
            if self._clock() - began_s >= STEADY_AFTER_S:
                pause_s = FIRST_PAUSE_S
            self._stopped.wait(pause_s + self._offset_s(pause_s))
            pause_s = min(pause_s * 2, LONGEST_PAUSE_S)

    def _received(self) -> StreamState:
        """Receive until there is nothing more; return why."""
        try:
            self._receive()
        except NoVideo as why:
            self._tell(why.state)
            return why.state
        except Exception as error:  # noqa: BLE001  outermost: a bug must not blind this camera for ever
            # No traceback: it could show the address with its password.
            log.error(  # noqa: TRY400
                "reading failed; please report it",
                camera=self._camera,
                address=shown(self._address),
                kind=type(error).__name__,
            )
            return StreamState.UNREADABLE
        if not is_file(self._address):
            if not self._stopped.is_set():
                self._tell(StreamState.STALLED)
            return StreamState.STALLED
        return StreamState.ENDED if self._counts.frames else StreamState.UNREADABLE

    def _tell(self, state: StreamState) -> None:
        """Log why there is no video, once for each reason in a row."""
        if state is not self._told:
            log.info("no video", camera=self._camera, address=shown(self._address), state=state.value)
            self._told = state

    def _receive(self) -> None:
        opened = open_video(self._address)
        self._begin()
        live, pace = not is_file(self._address), Pace()
        try:
            for frame in frames(
                opened, self._counts, live=live, fresh=self._fresh, stopped=self._stopped.is_set
            ):
                if not live:
                    self._stopped.wait(pace.wait_s(frame.shown_s, self._clock()))
                self._show(frame)
        finally:
            opened.container.close()

    def _begin(self) -> None:
        """Note that the video was opened. Until it gives a picture, what has stalled is still so."""
        with self._lock:
            self._connects += 1
            self._before.frames += self._counts.frames
            self._before.damaged += self._counts.damaged
            self._counts = Counts()
            self._came_s = self._clock()
        if self._fresh is not None:
            self._fresh.connected()
        if self._state not in (StreamState.STALLED, StreamState.LIVE):
            self._become(StreamState.CONNECTING)

    def _show(self, frame: Frame) -> None:
        came_s = self._clock()
        if self._newest is not None and came_s - self._newest.came_at_s < SHOW_EVERY_S:
            # Of what comes at once after a stall the newest counts, which is later by the video's clock.
            if frame.shown_s is None or self._shown_s is None:
                return
            if 0 <= frame.shown_s - self._shown_s < SHOW_EVERY_S:
                return
        self._shown_s = frame.shown_s
        picture = self._converter.picture(frame.image)
        with self._lock:
            number = 1 if self._newest is None else self._newest.number + 1
            self._newest = Newest(picture, number, came_s)
            self._came_s = came_s
        self._told = None
        self._become(StreamState.LIVE)

    def _become(self, state: StreamState) -> None:
        with self._lock:
            if state is not self._state:
                self._state, self._since_s = state, self._clock()

    def _offset_s(self, pause_s: float) -> float:
        """Return up to half a pause more, always the same for a camera: hundreds do not come back at once."""
        return pause_s / 2 * zlib.crc32(self._camera.encode()) / 2**32
