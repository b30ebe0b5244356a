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
from vision.sources.frames import Counts, frames
from vision.sources.opening import NoVideo, open_video

FIRST_PAUSE_S = 1.0
LONGEST_PAUSE_S = 60.0
"""E: a camera that is switched on is seen within a minute; hundreds that are off cost nothing."""
STEADY_AFTER_S = 60.0
"""E: a video that came for so long had opened well; its next pause is the first one again."""
STALLED_AFTER_S = 10.0
"""E: some keyframes missing, at the usual one to four seconds."""
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
        self._connects = 0
        self._before = Counts()
        """Of all videos that are over."""
        self._counts = Counts()
        self._newest: Newest | None = None
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
            return self._newest if self._state_now() is StreamState.LIVE else None

    def status(self) -> Status:
        """Return how the video comes."""
        with self._lock:
            state = self._state_now()
            stalled = state is not self._state and self._newest is not None
            since_s = self._newest.came_at_s if stalled and self._newest is not None else self._since_s
            return Status(
                state,
                since_s,
                self._connects,
                self._before.frames + self._counts.frames,
                self._before.damaged + self._counts.damaged,
                self._counts.fully,
            )

    def _state_now(self) -> StreamState:
        if self._state is StreamState.LIVE and self._newest is not None:
            silent_s = self._clock() - self._newest.came_at_s
            return StreamState.STALLED if silent_s > STALLED_AFTER_S else StreamState.LIVE
        return self._state

    def _run(self) -> None:
        pause_s = FIRST_PAUSE_S
        while not self._stopped.is_set():
            began_s = self._clock()
            self._become(self._received())
            if self._stopped.is_set():
                return
            if self._clock() - began_s >= STEADY_AFTER_S:
                pause_s = FIRST_PAUSE_S
            if self._state is not StreamState.ENDED:
                self._stopped.wait(pause_s + self._offset_s(pause_s))
                pause_s = min(pause_s * 2, LONGEST_PAUSE_S)
            elif not self._loop:
                return

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
        return StreamState.ENDED if is_file(self._address) else StreamState.STALLED

    def _tell(self, state: StreamState) -> None:
        """Log why there is no video, once for each reason in a row."""
        if state is not self._told:
            log.info("no video", camera=self._camera, address=shown(self._address), state=state.value)
            self._told = state

    def _receive(self) -> None:
        if self._connects == 0 or not is_file(self._address):
            self._become(StreamState.CONNECTING)
        opened = open_video(self._address)
        with self._lock:
            self._connects += 1
            self._before.frames += self._counts.frames
            self._before.damaged += self._counts.damaged
            self._counts = Counts()
        live = not is_file(self._address)
        begun_s, first_s = self._clock(), None
        try:
            for frame in frames(opened, self._counts, live=live):
                if self._stopped.is_set():
                    return
                if not live and frame.shown_s is not None:
                    first_s = frame.shown_s if first_s is None else first_s
                    # A file is played as fast as it was filmed.
                    self._stopped.wait(max(0.0, begun_s + frame.shown_s - first_s - self._clock()))
                self._show(frame.picture)
        finally:
            opened.container.close()

    def _show(self, picture: Picture) -> None:
        with self._lock:
            number = 1 if self._newest is None else self._newest.number + 1
            self._newest = Newest(picture, number, self._clock())
        self._told = None
        self._become(StreamState.LIVE)

    def _become(self, state: StreamState) -> None:
        with self._lock:
            if state is not self._state:
                self._state, self._since_s = state, self._clock()

    def _offset_s(self, pause_s: float) -> float:
        """Return up to half a pause more, always the same for a camera: hundreds do not come back at once."""
        return pause_s / 2 * zlib.crc32(self._camera.encode()) / 2**32
