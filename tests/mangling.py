"""Messages that are nearly right: good ones with something in them changed, cut off or put in."""

from collections.abc import Callable, Sequence
from random import Random
from typing import Any

import msgspec

from streams.recorded import Line
from streams.topics import Topic

_WORDS = (
    "",
    "x",
    "*",
    "é",
    "值班",
    "\ud800".encode("utf-16", "surrogatepass").decode("utf-16", "replace"),
    "\0",
)
_NUMBERS = (0, -1, 2**31, 2**63, 2**64, -(10**30), 1e308, 5e-324, 0.1)
_TIMES = (
    "2026-11-22T00:00:00Z",
    "9999-12-31T23:59:59Z",
    "0001-01-01T00:00:00+23:59",
    "2026-13-01T00:00:00Z",
    "now",
)
_DEPTHS = (1, 30, 200, 5_000)


def mangled(random: Random, lines: Sequence[Line]) -> tuple[Topic, bytes | None]:
    """Return a message made from one of these: for its own topic, now and then for another."""
    line = random.choice(lines)
    topic = line.topic if random.random() < 0.9 else random.choice(lines).topic
    raw: bytes | None = bytes(line.value)
    for _ in range(random.randint(0, 3)):
        raw = None if raw is None else random.choice(_WAYS)(random, raw)
    return topic, raw


def _bytes_changed(random: Random, raw: bytes) -> bytes:
    changed = bytearray(raw or b" ")
    for _ in range(random.randint(1, 5)):
        changed[random.randrange(len(changed))] = random.randrange(256)
    return bytes(changed)


def _cut(random: Random, raw: bytes) -> bytes:
    return raw[: random.randint(0, len(raw))]


def _put_in(random: Random, raw: bytes) -> bytes:
    at = random.randint(0, len(raw))
    return raw[:at] + random.randbytes(random.randint(1, 9)) + raw[at:]


def _doubled(_random: Random, raw: bytes) -> bytes:
    return raw + raw


def _deeper(random: Random, raw: bytes) -> bytes:
    levels = random.choice(_DEPTHS)
    return raw[:-1] + b',"new":' + b"[" * levels + b"]" * levels + b"}"


def _nothing(_random: Random, _raw: bytes) -> None:
    return None


def _field_changed(random: Random, raw: bytes) -> bytes:
    """Change, drop or add one value anywhere inside; what is no JSON stays as it is."""
    try:
        value = msgspec.json.decode(raw)
        return msgspec.json.encode(_with_change(random, value))
    except (msgspec.MsgspecError, UnicodeError, RecursionError):
        return raw


def _with_change(random: Random, value: Any) -> Any:
    if isinstance(value, dict) and value and random.random() < 0.9:
        name = random.choice(list(value))
        rest = {key: each for key, each in value.items() if key != name}
        match random.randrange(4):
            case 0:
                return rest
            case 1:
                return value | {random.choice(_WORDS): _anything(random)}
            case _:
                return value | {name: _with_change(random, value[name])}
    if isinstance(value, list) and value and random.random() < 0.9:
        place = random.randrange(len(value))
        return [*value[:place], _with_change(random, value[place]), *value[place + 1 :]]
    return _anything(random)


def _anything(random: Random) -> Any:
    words = (random.choice(_WORDS), random.choice(_TIMES), "长" * random.choice((1, 64, 65, 3000)))
    return random.choice((None, True, random.choice(_NUMBERS), random.choice(words), [], {}, [[]], {"a": 1}))


_WAYS: Sequence[Callable[[Random, bytes], bytes | None]] = (
    *(_bytes_changed, _cut, _put_in, _doubled, _deeper, _nothing),
    *(_field_changed,) * 6,
)
