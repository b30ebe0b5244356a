"""What came of a measurement, on the screen and in a file."""

from pathlib import Path

import msgspec
from msgspec import Struct


def tell(measured: Struct, file: Path | None) -> None:
    """Print each figure by its name; write all of them as JSON where a file is named."""
    for name, value in msgspec.structs.asdict(measured).items():
        print(f"{name}: {value}")
    keep(measured, file)


def keep(measured: object, file: Path | None) -> None:
    """Write what came of it as JSON where a file is named."""
    if file is not None:
        file.write_bytes(msgspec.json.format(msgspec.json.encode(measured)))
