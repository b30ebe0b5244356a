"""One camera from its video to what is told of it: the newest picture looked at once, and how the video comes."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Protocol

from msgspec import structs

from models.observations import Look, Observation, Seen, StreamState
from vision.sources.reader import Newest, Status
from vision.watch import Watch

TELL_STREAM_EVERY = timedelta(seconds=30)
"""E: half of what a fact stays fresh for; a change is told at once."""


class Video(Protocol):
    """Where pictures come from."""

    def start(self) -> None:
        """Begin to receive."""

    def stop(self) -> None:
        """End."""

    def newest(self) -> Newest | None:
        """Return the newest picture, None where there is none now."""

    def status(self) -> Status:
        """Return how it comes."""


class Eye:
    """One camera under watch."""

    def __init__(
        self,
        video: Video,
        watch: Watch,
        now: Callable[[], datetime],
        monotonic_s: Callable[[], float],
    ) -> None:
        self.video = video
        self.watch = watch
        self._now = now
        self._monotonic_s = monotonic_s
        self._damaged_before = watch.tally.damaged
        self._looked_at = 0
        self._state: StreamState | None = None
        self._told_at: datetime | None = None

    def start(self) -> None:
        """Begin to receive its video."""
        self.video.start()

    def stop(self) -> None:
        """End."""
        self.video.stop()

    def look(self) -> list[Observation]:
        """Return what there is to tell since the last time."""
        now = self._now()
        newest, status = self.video.newest(), self.video.status()
        self.watch.tally.damaged = self._damaged_before + status.damaged
        told = self._of_stream(status.state, now)
        if newest is None or newest.number == self._looked_at:
            return told
        self._looked_at = newest.number
        taken_at = now - timedelta(seconds=max(0.0, self._monotonic_s() - newest.came_at_s))
        return [*told, *self.watch.look(newest.picture, taken_at)]

    def _of_stream(self, state: StreamState, now: datetime) -> list[Observation]:
        """Tell how the video comes: when that changes, and now and then."""
        if state is self._state and self._told_at is not None and now - self._told_at < TELL_STREAM_EVERY:
            return []
        self._state, self._told_at = state, now
        subject = self.watch.subject
        seen = Seen.WELL if state is StreamState.LIVE else Seen.UNKNOWN
        told = Observation(
            station=subject.station, camera=subject.camera, occurred_at=now, kind=Look.STREAM, seen=seen
        )
        return [structs.replace(told, stream=state)]
