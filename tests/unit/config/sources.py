"""Where numbers come from, in both languages."""

import re

from models.rules import Category, Number

KINDS = {"E: ": "工程取值：", "measured: ": "实测："}
"""How a source begins that is no norm, in English and in Chinese."""


def has_both(sourced: Number | Category) -> bool:
    """Say whether a source is told in both languages, and is of the same kind in both."""
    zh = sourced.source_zh or ""
    kind = next((kind for kind in KINDS if sourced.source.startswith(kind)), None)
    same = not zh.startswith(tuple(KINDS.values())) if kind is None else zh.startswith(KINDS[kind])
    return same and len(sourced.source) >= 10 and re.search("[一-鿿]", zh) is not None
