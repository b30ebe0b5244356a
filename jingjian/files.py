"""Alerts in files: JSON lines, sorted by id, so that equal runs give equal bytes."""

from collections.abc import Mapping
from pathlib import Path

import msgspec

from models.alerts import Alert
from simulator.json_lines import read_json_lines


def write_alerts(path: Path, final: Mapping[str, Alert]) -> None:
    """Write each alert's final state."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        for name in sorted(final):
            file.write(msgspec.json.encode(final[name]) + b"\n")


def read_alerts(path: Path) -> list[Alert]:
    """Return the alerts of a file that ``write_alerts`` wrote; raises ``BadFile``."""
    return read_json_lines(path, Alert)
