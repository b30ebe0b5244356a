"""The documented events are the structs: nothing drifts, and every example can be read back."""

from pathlib import Path

import msgspec
import pytest

from models.log import Block, TelemetryRun
from streams.attribute_docs import meaning
from streams.schema_examples import EXAMPLES
from streams.schemas import DOCS, TOPICS, documents, drift, main, schema
from streams.topics import Topic


def test_the_committed_documents_are_the_generated_ones() -> None:
    """docs/events.md and docs/schemas say what the structs say; else run python -m streams.schemas."""
    assert drift(DOCS) == []


def test_drift_is_found(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A changed, a missing and a stray file each fail the check, by name."""
    assert main(["--docs", str(tmp_path)]) == 0
    assert main(["--docs", str(tmp_path), "--check"]) == 0
    (tmp_path / "events.md").write_text("old", encoding="utf-8")
    (tmp_path / "schemas" / "log.schema.json").unlink()
    (tmp_path / "schemas" / "gone.schema.json").write_text("{}", encoding="utf-8")
    capsys.readouterr()
    assert main(["--docs", str(tmp_path), "--check"]) == 1
    said = capsys.readouterr().err
    assert "docs/events.md: differs" in said
    assert "docs/schemas/log.schema.json: is missing" in said
    assert "docs/schemas/gone.schema.json: belongs to no topic" in said


def test_every_topic_is_documented() -> None:
    """Each topic has its section and its schema."""
    assert [page.topic for page in TOPICS] == list(Topic)
    page = documents()[Path("events.md")]
    assert all(f"\n## {topic}\n" in page for topic in Topic)


@pytest.mark.parametrize("page", TOPICS, ids=lambda page: page.topic)
def test_examples_are_valid(page: msgspec.Struct) -> None:
    """Each example is what its topic carries, and survives the way over the wire."""
    topic, kind = page.topic, page.kind  # type: ignore[attr-defined]  # TopicPage; ids wants no import
    raw = msgspec.json.encode(EXAMPLES[topic])
    assert msgspec.json.decode(raw, type=kind) == EXAMPLES[topic]


def test_schemas_carry_meanings_and_limits() -> None:
    """A field's schema has its limits from the type and its meaning from the source."""
    (telemetry,) = [page for page in TOPICS if page.topic is Topic.TELEMETRY]
    pitch = schema(telemetry)["$defs"]["CameraRecord"]["properties"]["pitch_deg"]
    assert pitch["description"] == "Up is positive; 0 looks straight ahead."
    assert pitch["anyOf"][0] == {"type": "number", "minimum": -180, "maximum": 180}


def test_meanings_are_found_where_they_stand() -> None:
    """A meaning comes from the field, from a class above, or from the alias that it is annotated with."""
    assert meaning(TelemetryRun, "offsets").startswith("Of each record")
    assert meaning(TelemetryRun, "records").startswith("One tick")
    assert meaning(Block, "clock").startswith("Set on clock records")
