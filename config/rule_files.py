"""The rules' files: every rule once, every number that it needs, every number with its source."""

from collections.abc import Mapping
from pathlib import Path

from msgspec import Struct, field
from yaml.nodes import Node

from config.nodes import Reader, join
from config.numbers import DESK_NUMBERS, IN_ORDER, NUMBERS, Kind
from config.problems import Problem, suggest
from models.rules import Number, Priority, Rule, RuleSettings

DESK = "desk"
"""Stands among the rules in desk.yaml: the desk's own numbers."""

Place = tuple[Reader, Node]


class RulesRead(Struct):
    """What a folder of rules says so far."""

    rules: dict[Rule, RuleSettings] = field(default_factory=dict)
    desk: dict[str, Number] = field(default_factory=dict)
    places: dict[str, Place] = field(default_factory=dict)
    """Where each rule, and the desk, was read."""
    numbers: dict[tuple[Rule, str], Place] = field(default_factory=dict)
    """Where each number was read."""
    readers: list[Reader] = field(default_factory=list)


def read_rules(folder: Path) -> tuple[RulesRead, list[Problem]]:
    """Read every YAML file of a folder, in the order of their names."""
    read = RulesRead()
    files = sorted(folder.glob("*.yaml"))
    if not files:
        mend = "name a folder with *.yaml files, a copy of config/rules to begin with"
        return read, [Problem(str(folder), None, "", "has no rules", mend)]
    for file in files:
        _read_file(Reader(file), read)
    missing = [name for name in [*NUMBERS, DESK] if name not in read.places]
    if any(reader.problems for reader in read.readers):
        missing = []  # a file that cannot be read would be blamed once more for each of its rules
    return read, [
        Problem(
            str(folder),
            None,
            name,
            "is missing",
            "add it to one of the files; enabled: false switches it off",
        )
        for name in missing
    ]


def _read_file(reader: Reader, read: RulesRead) -> None:
    read.readers.append(reader)
    root = reader.root()
    if root is None:
        return
    for name, (key, node) in reader.mapping(root, "").items():
        if name in read.places:
            other, first = read.places[name]
            where = f"{other.file}:{first.start_mark.line + 1}"
            reader.note(key, name, f"stands twice (first in {where})", "remove one of them")
        elif name == DESK:
            read.places[name] = (reader, key)
            fields = reader.fields(node, name, ["numbers"])
            if "numbers" in fields:
                numbers = read_numbers(reader, fields["numbers"], join(name, "numbers"), DESK_NUMBERS)
                read.desk = {number: value for number, (value, _) in numbers.items()}
        elif name in NUMBERS:
            read.places[name] = (reader, key)
            _read_rule(reader, Rule(name), node, read)
        else:
            reader.note(key, name, "is no rule", suggest(name, [*NUMBERS, DESK]))


def _read_rule(reader: Reader, rule: Rule, node: Node, read: RulesRead) -> None:
    fields = reader.fields(node, rule, ["priority", "numbers"], ["enabled"])
    enabled = reader.flag(fields.get("enabled"), join(rule, "enabled"), default=True)
    priority = reader.text(fields.get("priority"), join(rule, "priority"))
    if priority is not None and priority not in list(Priority):
        what = f"{priority!r} is no priority"
        reader.note(fields["priority"], join(rule, "priority"), what, suggest(priority, Priority))
        priority = None
    numbers: dict[str, Number] = {}
    if "numbers" in fields:
        located = read_numbers(reader, fields["numbers"], join(rule, "numbers"), NUMBERS[rule])
        for name, (number, at) in located.items():
            numbers[name] = number
            read.numbers[rule, name] = (reader, at)
    if priority is not None:
        read.rules[rule] = RuleSettings(enabled=enabled, priority=Priority(priority), numbers=numbers)


def read_numbers(
    reader: Reader, node: Node, path: str, kinds: Mapping[str, Kind], *, all_of_them: bool = True
) -> dict[str, tuple[Number, Node]]:
    """Return the numbers of a table ``name: {value: …, source: …, source_zh: …}``, and where they stand."""
    fields = reader.fields(node, path, kinds if all_of_them else (), kinds)
    found = {}
    for name, value in fields.items():
        number = _read_number(reader, value, join(path, name), kinds[name])
        if number is not None:
            found[name] = (number, value)
    return found


def _read_number(reader: Reader, node: Node, path: str, kind: Kind) -> Number | None:
    fields = reader.fields(node, path, ["value", "source"], ["source_zh"])
    value = reader.number(fields.get("value"), join(path, "value"))
    source = reader.text(fields.get("source"), join(path, "source"))
    source_zh = reader.text(fields.get("source_zh"), join(path, "source_zh"))
    if value is not None and not kind.fits(value):
        reader.note(fields["value"], join(path, "value"), f"{value:g} will not do", f"write {kind.words()}")
        value = None
    if value is None or source is None:
        return None
    return Number(value, source, source_zh)


def check_order(
    numbers: Mapping[tuple[Rule, str], Number], places: Mapping[tuple[Rule, str], Place], path: str = ""
) -> None:
    """Note numbers that are above the ones they may not be above, at the place that was read last."""
    for low_rule, low_name, high_rule, high_name in IN_ORDER:
        low, high = (low_rule, low_name), (high_rule, high_name)
        if low not in numbers or high not in numbers or numbers[low].value <= numbers[high].value:
            continue
        wrong, other = (low, high) if low in places else (high, low)
        if wrong not in places:
            continue
        reader, node = places[wrong]
        side = "above" if wrong == low else "below"
        limit = f"{other[0]}.numbers.{other[1]} ({numbers[other].value:g})"
        what = f"{numbers[wrong].value:g} is {side} {limit}"
        mend = f"make it {'at most' if wrong == low else 'at least'} that"
        rule, name = wrong
        field = f"{path}.{rule}.{name}.value" if path else f"{rule}.numbers.{name}.value"
        reader.note(node, field, what, mend)
