"""What the fields of structs mean: the texts that stand under them in the source, read by machine."""

import ast
import inspect
import sys
from enum import Enum
from functools import cache
from itertools import pairwise
from types import ModuleType

from msgspec import Struct

_Docs = dict[tuple[str, str], str]


def meaning(kind: type, name: str) -> str:
    """Return what a field or an enum member means.

    The text under the attribute, in the class or in one that it inherits from; or else, for a field,
    the text under the alias that its annotation names (``Badge``), or the docstring of its type.
    """
    for owner in kind.__mro__:
        if owner.__module__ in sys.modules and owner not in {Struct, Enum, object}:
            text = _attributes(sys.modules[owner.__module__]).get((owner.__name__, name))
            if text is not None:
                return text
    return _of_annotation(kind, name)


@cache
def _attributes(module: ModuleType) -> _Docs:
    """Return the texts under assignments, by class (empty for the module's own) and name."""
    try:
        tree = ast.parse(inspect.getsource(module))
    except (OSError, TypeError):
        return {}
    found = _under_assignments("", tree.body)
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef):
            found |= _under_assignments(node.name, node.body)
    return found


def _under_assignments(owner: str, body: list[ast.stmt]) -> _Docs:
    found: _Docs = {}
    for statement, follower in pairwise(body):
        if isinstance(statement, ast.AnnAssign):
            target: ast.expr = statement.target
        elif isinstance(statement, ast.Assign):
            target = statement.targets[0]
        else:
            continue
        if (
            isinstance(target, ast.Name)
            and isinstance(follower, ast.Expr)
            and isinstance(follower.value, ast.Constant)
            and isinstance(follower.value.value, str)
        ):
            found[owner, target.id] = inspect.cleandoc(follower.value.value)
    return found


def _of_annotation(kind: type, name: str) -> str:
    for owner in kind.__mro__:
        module = sys.modules.get(owner.__module__)
        if module is None or name not in inspect.get_annotations(owner):
            continue
        for alias in _names_in_annotation(module, owner.__name__, name):
            text = _of_alias(module, alias)
            if text:
                return text
    return ""


def _names_in_annotation(module: ModuleType, owner: str, name: str) -> list[str]:
    for node in ast.walk(ast.parse(inspect.getsource(module))):
        if not isinstance(node, ast.ClassDef) or node.name != owner:
            continue
        for statement in node.body:
            if (
                isinstance(statement, ast.AnnAssign)
                and isinstance(statement.target, ast.Name)
                and statement.target.id == name
            ):
                return [part.id for part in ast.walk(statement.annotation) if isinstance(part, ast.Name)]
    return []


def _of_alias(module: ModuleType, alias: str) -> str:
    """Return the text under an alias where it is defined, or the first line of a class of ours."""
    value = getattr(module, alias, None)
    if isinstance(value, type) and issubclass(value, Struct | Enum):
        return (inspect.getdoc(value) or "").splitlines()[0]
    for source in list(sys.modules.values()):
        if getattr(source, "__name__", "").startswith("models.") and getattr(source, alias, None) is value:
            text = _attributes(source).get(("", alias))
            if text:
                return text
    return ""
