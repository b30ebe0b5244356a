"""What a page's memory is used for, from Chromium's heap snapshots."""

import json
from typing import Any

from msgspec import Struct

MB = 1 << 20


class Heap(Struct, frozen=True):
    """The JavaScript heap by what it holds, in MB; what the browser itself keeps for the page is not in it."""

    data_mb: float
    """What the page keeps: it must not grow with the shift."""
    code_mb: float
    """What the browser has made of the page's program: the more often something has run, the more it compiles."""


async def heap_of(inside: Any) -> Heap:
    """Return the heap of a page, given Playwright's CDP session with it; the garbage is collected before."""
    chunks: list[str] = []

    def note(event: dict[str, str]) -> None:
        chunks.append(event["chunk"])

    inside.on("HeapProfiler.addHeapSnapshotChunk", note)
    await inside.send("HeapProfiler.takeHeapSnapshot")
    inside.remove_listener("HeapProfiler.addHeapSnapshotChunk", note)
    return in_snapshot("".join(chunks))


def in_snapshot(snapshot: str) -> Heap:
    """Return what a snapshot, as Chromium writes it, says."""
    whole = json.loads(snapshot)
    fields, types = whole["snapshot"]["meta"]["node_fields"], whole["snapshot"]["meta"]["node_types"][0]
    nodes, width = whole["nodes"], len(fields)
    kinds = nodes[fields.index("type") :: width]
    sizes = nodes[fields.index("self_size") :: width]
    by: dict[str, int] = dict.fromkeys(types, 0)
    for kind, size in zip(kinds, sizes, strict=True):
        by[types[kind]] += size
    code = by.pop("code")
    del by["native"]
    return Heap(round(sum(by.values()) / MB, 2), round(code / MB, 2))
