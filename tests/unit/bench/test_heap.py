"""What a heap snapshot says."""

import json

from bench.console.heap import MB, Heap, in_snapshot


def test_data_is_told_apart_from_code_and_what_the_browser_keeps_is_left_out() -> None:
    """Sizes are added up by the kind of node, whatever other fields a node has."""
    meta = {
        "node_fields": ["type", "name", "self_size"],
        "node_types": [["object", "code", "native", "string"]],
    }
    nodes = [*(0, 7, 2 * MB), *(1, 7, MB), *(2, 7, 9 * MB), *(3, 7, MB // 2), *(1, 7, MB)]
    snapshot = json.dumps({"snapshot": {"meta": meta}, "nodes": nodes})
    assert in_snapshot(snapshot) == Heap(data_mb=2.5, code_mb=2.0)
