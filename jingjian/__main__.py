"""Where `jingjian` and `python -m jingjian` begin."""

import sys

import structlog
from rich.console import Console

from config.problems import ConfigError
from jingjian.acls import BadUser
from jingjian.cli import app
from jingjian.live import NotThere
from jingjian.roles import NotReady
from simulator.rows import BadFile
from streams.broker.process import BrokerError
from streams.recorded import BadRecording
from streams.replay_topics import ReplayProblem
from streams.store.connect import StoreProblem
from vision.detector.problems import DetectorProblem
from vision.learning.problems import SetProblem


def main() -> None:
    """Run the command line; what a person can mend is told in words, without a traceback."""
    # What a command answers goes to standard output, and nothing else.
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.stderr))
    try:
        app()
    except (
        ConfigError,
        BadFile,
        BadRecording,
        BadUser,
        BrokerError,
        DetectorProblem,
        NotReady,
        NotThere,
        ReplayProblem,
        SetProblem,
        StoreProblem,
    ) as error:
        Console(stderr=True, soft_wrap=True).print(str(error), style="red", markup=False)
        sys.exit(2)


if __name__ == "__main__":
    main()
