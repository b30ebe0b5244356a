"""Files of JSON lines: one object a line, and where one is wrong, which."""

from pathlib import Path
from typing import TypeVar

import msgspec

from simulator.rows import BadFile

Value = TypeVar("Value")


def read_json_lines(path: Path, kind: type[Value]) -> list[Value]:
    """Read a file of one kind of object; raises ``BadFile`` with the line that is none."""
    decode = msgspec.json.Decoder(kind).decode
    values: list[Value] = []
    number = 0
    try:
        with path.open("rb") as file:
            for line in file:
                number += 1
                if line.strip():
                    values.append(decode(line))
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise BadFile(f"{path}:{number}: {error}; it takes one {kind.__name__} a line, as JSON") from error
    except OSError as error:
        raise BadFile(f"{path}: {error.strerror}; name a file of JSON lines") from error
    return values
