"""What a test needs from the machine, and what happens where it is not there."""

import os

import pytest


def give_up(reason: str) -> None:
    """Skip the test, but fail it in CI: there everything is installed."""
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)
