"""Write docs/events.md and docs/schemas from the structs, or check that they still say the same.

``python -m streams.schemas`` writes, ``python -m streams.schemas --check`` ends with 1 where they drifted.
"""

import argparse
import json
import sys
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct

from models.actions import Action
from models.alerts import Alert
from models.findings import FindingBatch
from models.incidents import IncidentEvent
from models.log import Block, DeadLetter
from models.observations import Observation
from models.roster import RosterEntry
from models.telemetry import Telemetry
from streams.attribute_docs import meaning
from streams.schema_page import TopicPage, kinds_within, page
from streams.topics import Topic

DOCS = Path(__file__).resolve().parent.parent / "docs"
"""Where the repository keeps its documentation."""

_ANY_KEY = "any; the station is a good one. Nothing rests on it"
_ANY_PARTITION = "any: intake sorts records by station"
_BY_STATION = (
    "by station, `murmur2(station) & 0x7fffffff` modulo the partitions, as Kafka's own partitioner does, "
    "so that all of a station's records stand in one order"
)

TOPICS = (
    TopicPage(
        topic=Topic.INCIDENTS,
        kind=IncidentEvent,
        purpose="What the command system says of each incident, from the call to the closed file.",
        key=_ANY_KEY,
        partitioning=_ANY_PARTITION,
    ),
    TopicPage(
        topic=Topic.TELEMETRY,
        kind=Telemetry,
        purpose="What cameras say of themselves: one message for one station's tick, with any number of cameras.",
        key=_ANY_KEY,
        partitioning=_ANY_PARTITION,
    ),
    TopicPage(
        topic=Topic.OBSERVATIONS,
        kind=Observation,
        purpose="What was seen in a camera's picture. A look is material for a candidate, never a verdict.",
        key=_ANY_KEY,
        partitioning=_ANY_PARTITION,
    ),
    TopicPage(
        topic=Topic.ROSTER,
        kind=RosterEntry,
        purpose="Who is on duty, and who wears which camera.",
        key=_ANY_KEY,
        partitioning=_ANY_PARTITION,
    ),
    TopicPage(
        topic=Topic.ACTIONS,
        kind=Action,
        purpose="What people in the supervision room do with alerts.",
        key=_ANY_KEY,
        partitioning=_ANY_PARTITION,
    ),
    TopicPage(
        topic=Topic.LOG,
        kind=Block,
        purpose="All accepted records in one order, with the log's time: what supervisors read, and what is replayed.",
        key="none",
        partitioning=_BY_STATION,
    ),
    TopicPage(
        topic=Topic.FINDINGS,
        kind=FindingBatch,
        purpose="What supervisors found in each block of the log, on its way to the desk.",
        key="none",
        partitioning="that of the log partition that it speaks of",
    ),
    TopicPage(
        topic=Topic.ALERTS,
        kind=Alert,
        purpose="Every version of every alert, for screens and subscribers. A higher version replaces a lower one; "
        "the same version may come again and is then the same.",
        key="the alert's id",
        partitioning="that of the station's log. The header `jingjian-cause` says which block brought it about",
    ),
    TopicPage(
        topic=Topic.DEAD_LETTERS,
        kind=DeadLetter,
        purpose="What could not be used, with the reason and the original: nothing is thrown away in silence.",
        key="none",
        partitioning="any",
    ),
)


def documents() -> dict[Path, str]:
    """Return the text of every generated file by its path under docs/."""
    files = {Path("events.md"): page(TOPICS)}
    for topic in TOPICS:
        text = json.dumps(schema(topic), ensure_ascii=False, indent=2) + "\n"
        files[Path("schemas") / f"{topic.topic}.schema.json"] = text
    return files


def schema(page_of: TopicPage) -> dict[str, Any]:
    """Return a topic's JSON Schema, each field with what it means."""
    generated = msgspec.json.schema(page_of.kind)
    for kind in kinds_within(page_of.kind):
        if issubclass(kind, Struct):
            _describe(generated["$defs"][kind.__name__], kind)
    head = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": page_of.topic.value,
        "description": page_of.purpose,
    }
    return head | generated


def _describe(definition: dict[str, Any], kind: type[Struct]) -> None:
    for name, field in definition["properties"].items():
        text = meaning(kind, name)
        if text:
            field["description"] = text


def drift(docs: Path) -> list[str]:
    """Return what in a docs folder is missing, other than generated, or no longer generated."""
    wanted = documents()
    wrong = [
        f"docs/{name}: {'differs from' if (docs / name).is_file() else 'is missing, but in'} the structs"
        for name, text in wanted.items()
        if not (docs / name).is_file() or (docs / name).read_text(encoding="utf-8") != text
    ]
    stray = sorted((docs / "schemas").glob("*.json"))
    return wrong + [
        f"docs/schemas/{file.name}: belongs to no topic"
        for file in stray
        if Path("schemas") / file.name not in wanted
    ]


def main(arguments: list[str] | None = None) -> int:
    """Write the files, or check them; return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m streams.schemas", description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; end with 1 where files drifted")
    parser.add_argument("--docs", type=Path, default=DOCS, help="the docs folder")
    options = parser.parse_args(arguments)
    if options.check:
        wrong = drift(options.docs)
        for line in wrong:
            print(line, file=sys.stderr)
        if wrong:
            print("run: python -m streams.schemas", file=sys.stderr)
        return 1 if wrong else 0
    for name, text in documents().items():
        file = options.docs / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
        print(file)
    return 0


if __name__ == "__main__":
    sys.exit(main())
