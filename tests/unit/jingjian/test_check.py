"""Check says everything that a start needs and does not have, all at once, and how to mend it."""

import io
from collections.abc import Sequence
from pathlib import Path

import pytest
from aiokafka.errors import KafkaConnectionError
from rich.console import Console

from config.loader import PACKAGED
from config.settings import Settings
from jingjian import live
from jingjian.wiring import CHANGELOGS

STATIONS = "- {station: S1, name_zh: 柏板派出所, name_en: Baiban station, call_zh: 柏板所}\n"


class FakeKafka:
    """Stands in for ``streams.topic_admin``: a broker with some of the topics, or none at all."""

    def __init__(self, *, missing: Sequence[str] = (), there: bool = True, risks: Sequence[str] = ()) -> None:
        self.missing = list(missing)
        self.risks = list(risks)
        self.there = there
        self.asked_for: set[str] = set()

    async def create_topics(self, _settings: Settings, tables: Sequence[str]) -> list[str]:
        """Create what is missing."""
        self._answer(tables)
        created, self.missing = self.missing, []
        return created

    async def topic_problems(self, _settings: Settings, tables: Sequence[str]) -> list[str]:
        """Name what is missing."""
        self._answer(tables)
        return [f"topic {name} is missing" for name in self.missing]

    async def topic_risks(self, _settings: Settings, tables: Sequence[str]) -> list[str]:
        """Name what is unsafe."""
        self._answer(tables)
        return self.risks

    def _answer(self, tables: Sequence[str]) -> None:
        if not self.there:
            raise KafkaConnectionError
        self.asked_for.update(tables)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Return the settings of a bureau with one station, and rules of its own."""
    (tmp_path / "stations.yaml").write_text(STATIONS)
    rules = tmp_path / "rules"
    rules.mkdir()
    for file in (PACKAGED / "rules").iterdir():
        (rules / file.name).write_text(file.read_text())
    bureau = {"stations": tmp_path / "stations.yaml", "rules_dir": rules}
    return Settings.model_validate({"broker": {"bootstrap": "kafka.example:9092"}, "bureau": bureau})


def check(
    monkeypatch: pytest.MonkeyPatch, settings: Settings, kafka: FakeKafka, *, create: bool = False
) -> tuple[int, str]:
    """Run the check and return its status and what it says."""
    monkeypatch.setattr(live, "topic_admin", kafka)
    out = io.StringIO()
    status = live.check(settings, create, Console(file=out, soft_wrap=True))
    return status, out.getvalue()


def test_all_is_well(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> None:
    """Rules and stations are counted, the topics of all tables were looked at, and the status is 0."""
    kafka = FakeKafka()
    status, said = check(monkeypatch, settings, kafka)
    assert status == 0
    assert "rules: 20, well" in said
    assert "stations: 1, well" in said
    assert "broker and topics at kafka.example:9092: well" in said
    assert said.endswith("all is well\n")
    assert kafka.asked_for == set(CHANGELOGS)


def test_everything_wrong_is_said_at_once(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> None:
    """A rule, a station and a topic: one run names all three, with file and line where there is one."""
    rules, stations = settings.bureau.rules_dir, settings.bureau.stations
    assert rules is not None
    assert stations is not None
    uniform = rules / "uniform.yaml"
    uniform.write_text(uniform.read_text().replace("value: 120", "value: -1"))
    stations.write_text(STATIONS + STATIONS)
    status, said = check(monkeypatch, settings, FakeKafka(missing=["jingjian.log"]))
    assert status == 1
    assert "topic jingjian.log is missing" in said
    assert f"{uniform}:" in said
    assert f"{stations}:2" in said
    assert "all is well" not in said
    assert "broker and topics" not in said


def test_without_a_stations_file_it_says_how_to_name_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """The one setting that has no default is asked for."""
    status, said = check(monkeypatch, Settings(), FakeKafka())
    assert status == 1
    assert "bureau.stations" in said
    assert "docs/operating.md" in said


@pytest.mark.parametrize("create", [False, True])
def test_without_kafka_it_says_where_it_looked(
    monkeypatch: pytest.MonkeyPatch, settings: Settings, create: bool
) -> None:
    """No traceback: the address, the kind of error, and what to set; the rest is checked all the same."""
    status, said = check(monkeypatch, settings, FakeKafka(there=False), create=create)
    assert status == 1
    assert "no Kafka at kafka.example:9092 (KafkaConnectionError): start it, or set broker.bootstrap" in said
    assert "rules: 20, well" in said
    assert "Traceback" not in said


def test_what_is_unsafe_is_said_and_fails_nothing(
    monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    """A warning: whoever runs the Kafka may have reasons; but it is not called well."""
    status, said = check(monkeypatch, settings, FakeKafka(risks=["jingjian.log: there is 1 copy"]))
    assert status == 0
    assert "unsafe: jingjian.log: there is 1 copy" in said
    assert "kafka.example:9092: usable" in said
    assert said.endswith("usable, but unsafe: 1 warnings\n")


def test_missing_topics_are_created_if_told_to(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> None:
    """What was created is named, and then all is well."""
    kafka = FakeKafka(missing=["jingjian.log", "jingjian.alerts"])
    status, said = check(monkeypatch, settings, kafka, create=True)
    assert status == 0
    assert "created jingjian.log\ncreated jingjian.alerts\n" in said


def test_a_closed_port_is_no_kafka(settings: Settings) -> None:
    """The real client's error is understood too, not only the one that is made up above."""
    nowhere = settings.broker.model_copy(update={"bootstrap": "127.0.0.1:1"})
    out = io.StringIO()
    status = live.check(
        settings.model_copy(update={"broker": nowhere}), create_topics=False, console=Console(file=out)
    )
    assert status == 1
    assert "no Kafka at 127.0.0.1:1" in out.getvalue()
