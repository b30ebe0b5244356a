"""Bytes to structs and back: the one place that knows the wire is JSON."""

from typing import Any

import msgspec

from models.log import Block, DeadLetter

_encoder = msgspec.json.Encoder()

UNREADABLE = (msgspec.MsgspecError, UnicodeDecodeError, RecursionError, OverflowError)
"""What decoding bytes that are not what they should be may raise."""


def encode(value: Any) -> bytes:
    """Return a struct as JSON."""
    return _encoder.encode(value)


_block = msgspec.json.Decoder(Block)


def decode_block(raw: bytes) -> Block:
    """Return one message of the log; raises one of ``UNREADABLE``."""
    return _block.decode(raw)


_dead_letter = msgspec.json.Decoder(DeadLetter)


def decode_dead_letter(raw: bytes) -> DeadLetter:
    """Return one dead letter; raises one of ``UNREADABLE``."""
    return _dead_letter.decode(raw)
