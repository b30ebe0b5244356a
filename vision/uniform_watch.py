"""Looking at the uniforms in one camera's pictures, now and then: a detector costs far more than the other looks."""

from datetime import datetime, timedelta

import structlog

from vision.detector.detector import Detector
from vision.detector.problems import DetectorProblem
from vision.picture import Picture
from vision.quality import Quality
from vision.uniform import Dressed, UniformNumbers, dressed

NOT_CHECKED = "uniform: not checked, no detector"
"""What is told where there is none."""

log = structlog.get_logger(__name__)


class UniformWatch:
    """One camera's, with the detector that all share."""

    def __init__(self, detector: Detector, every: timedelta, numbers: UniformNumbers) -> None:
        self._detector = detector
        self._every = every
        self._numbers = numbers
        self._last: datetime | None = None
        self.failed = 0
        """Looks at which the detector failed."""

    def look(self, upright: Picture, quality: Quality, taken_at: datetime) -> Dressed | None:
        """Return what is seen; None where it is not yet time, or the picture or the detector says nothing."""
        early = self._last is not None and taken_at - self._last < self._every
        if early or quality is not Quality.WELL:
            return None
        self._last = taken_at
        try:
            found = self._detector.find(upright)
        except DetectorProblem as error:
            self.failed += 1
            if self.failed == 1:
                log.exception("uniforms are not looked at", reason=str(error))
            return None
        return dressed(upright, found, self._detector.description, self._numbers)
