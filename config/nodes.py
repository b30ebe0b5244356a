"""Read YAML as nodes that know their lines, and take them apart without stopping at the first problem."""

import math
from collections.abc import Iterable
from pathlib import Path

import yaml
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from config.problems import ConfigError, Problem, suggest

_PLAIN = "tag:yaml.org,2002:"


class Reader:
    """Takes one file's nodes apart; what is wrong is noted, and None returned in its place."""

    def __init__(self, file: Path) -> None:
        """Begin with no problems."""
        self.file = file
        self.problems: list[Problem] = []

    def root(self) -> Node | None:
        """Return the document's node, None if the file is unreadable, empty or no YAML."""
        try:
            text = self.file.read_text(encoding="utf-8")
            node = yaml.compose(text, Loader=yaml.SafeLoader)
        except yaml.MarkedYAMLError as error:
            line = error.problem_mark.line + 1 if error.problem_mark else None
            self._note(line, "", f"not YAML: {error.problem}", "check indentation, colons and quotes")
            return None
        except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
            self._note(None, "", f"cannot be read: {error}", "check the path, and that it is UTF-8 text")
            return None
        if node is None:
            self._note(1, "", "is empty", "write at least one entry, or take the packaged file")
        return node

    def note(self, node: Node, field: str, what: str, mend: str) -> None:
        """Note a problem at a node's line."""
        self._note(node.start_mark.line + 1, field, what, mend)

    def _note(self, line: int | None, field: str, what: str, mend: str) -> None:
        self.problems.append(Problem(str(self.file), line, field, what, mend))

    def mapping(self, node: Node, field: str) -> dict[str, tuple[ScalarNode, Node]]:
        """Return a mapping's keys and values by name; a key that stands twice is a problem."""
        if not isinstance(node, MappingNode):
            self.note(node, field, f"is {_kind(node)}, not a table", "write 'name: value' lines under it")
            return {}
        found: dict[str, tuple[ScalarNode, Node]] = {}
        for key, value in node.value:
            if not isinstance(key, ScalarNode):
                self.note(key, field, "has a name that is no word", "write plain names before the colons")
                continue
            if key.value in found:
                first = found[key.value][0].start_mark.line + 1
                self.note(
                    key, join(field, key.value), f"stands twice (first in line {first})", "remove one of them"
                )
                continue
            found[key.value] = (key, value)
        return found

    def fields(
        self, node: Node, field: str, required: Iterable[str], optional: Iterable[str] = ()
    ) -> dict[str, Node]:
        """Return a mapping's values; names other than these, and required ones missing, are problems."""
        needed, known = list(required), [*required, *optional]
        found = self.mapping(node, field)
        for name, (key, _) in found.items():
            if name not in known:
                self.note(
                    key,
                    join(field, name),
                    "is unknown",
                    suggest(name, known, [one for one in known if one not in found]),
                )
        if isinstance(node, MappingNode):
            for name in needed:
                if name not in found:
                    self.note(node, join(field, name), "is missing", f"add '{name}: …'")
        return {name: value for name, (_, value) in found.items() if name in known}

    def text(self, node: Node | None, field: str) -> str | None:
        """Return a text that is not empty."""
        if node is None:
            return None
        if not isinstance(node, ScalarNode) or node.tag != _PLAIN + "str":
            self.note(node, field, f"is {_kind(node)}, not a text", 'put it in quotes: "…"')
            return None
        if not node.value.strip():
            self.note(node, field, "is empty", "write what it is")
            return None
        return str(node.value)

    def flag(self, node: Node | None, field: str, default: bool) -> bool:
        """Return true or false."""
        if node is None:
            return default
        if not isinstance(node, ScalarNode) or node.tag != _PLAIN + "bool":
            self.note(node, field, f"is {_kind(node)}, not true or false", "write true or false")
            return default
        return node.value.lower() in {"true", "yes", "on"}

    def number(self, node: Node | None, field: str) -> float | None:
        """Return a finite number."""
        if node is None:
            return None
        if isinstance(node, ScalarNode) and node.tag in {_PLAIN + "int", _PLAIN + "float"}:
            try:
                value = float(node.value)
            except ValueError:
                value = math.nan  # 1:30 and 0x10 are numbers to YAML, but nobody here means them
            if math.isfinite(value):
                return value
        self.note(node, field, f"is {_kind(node)}, not a plain number", "write a number such as 60 or 0.5")
        return None

    def texts(self, node: Node | None, field: str) -> list[tuple[Node, str]]:
        """Return the texts of a list with their nodes."""
        if node is None:
            return []
        if not isinstance(node, SequenceNode):
            self.note(node, field, f"is {_kind(node)}, not a list", 'write a list: ["…", "…"]')
            return []
        found = [(item, self.text(item, f"{field}[{index}]")) for index, item in enumerate(node.value)]
        return [(item, text) for item, text in found if text is not None]


def join(field: str, name: str) -> str:
    """Return the path of a name under a field."""
    return f"{field}.{name}" if field else name


def raise_all(readers: Iterable[Reader], more: Iterable[Problem] = ()) -> None:
    """Raise ``ConfigError`` if anything at all is wrong."""
    problems = [*more, *(problem for reader in readers for problem in reader.problems)]
    if problems:
        raise ConfigError(problems)


def _kind(node: Node) -> str:
    if isinstance(node, MappingNode):
        return "a table"
    if isinstance(node, SequenceNode):
        return "a list"
    kind = node.tag.removeprefix(_PLAIN)
    return "nothing" if kind == "null" else f"{node.value!r} ({kind})"
