"""Where `jingjian` and `python -m jingjian` begin."""

import sys

from rich.console import Console

from config.problems import ConfigError
from jingjian.cli import app
from simulator.rows import BadFile
from streams.broker.process import BrokerError
from streams.recorded import BadRecording


def main() -> None:
    """Run the command line; what a person can mend is told in words, without a traceback."""
    try:
        app()
    except (ConfigError, BadFile, BadRecording, BrokerError) as error:
        Console(stderr=True, soft_wrap=True).print(str(error), style="red", markup=False)
        sys.exit(2)


if __name__ == "__main__":
    main()
