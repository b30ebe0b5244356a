"""How answers look: structs, encoded by msgspec and described in the API's documentation from the same structs."""

from collections import Counter
from collections.abc import Iterable
from http import HTTPStatus
from typing import Any

import msgspec
from fastapi import FastAPI
from fastapi.responses import Response
from msgspec import Struct

_encoder = msgspec.json.Encoder()
_REF = "#/components/schemas/{name}"
_shapes: set[type[Struct]] = set()


def answers(shape: type[Struct], status: HTTPStatus = HTTPStatus.OK) -> dict[int | str, dict[str, Any]]:
    """Return how an answer of this shape is documented."""
    _shapes.add(shape)
    schema = {"$ref": _REF.format(name=shape.__name__)}
    return {int(status): {"description": status.phrase, "content": {"application/json": {"schema": schema}}}}


def answer(shape: Struct, status: HTTPStatus = HTTPStatus.OK) -> Response:
    """Return an answer."""
    return Response(_encoder.encode(shape), int(status), media_type="application/json")


def describe(app: FastAPI) -> dict[str, Any]:
    """Return the API's documentation with the shapes in it."""
    if app.openapi_schema is None:
        documented = FastAPI.openapi(app)
        names = Counter(shape.__name__ for shape in _shapes)
        _refuse(name for name, count in names.items() if count > 1)
        _, components = msgspec.json.schema_components(
            sorted(_shapes, key=lambda shape: shape.__name__), ref_template=_REF
        )
        models = documented["components"]["schemas"]
        both = models.keys() & components.keys()
        _refuse(name for name in both if not _same(models[name], components[name]))
        models |= components
        app.openapi_schema = documented
    return app.openapi_schema


def _same(model: dict[str, Any], shape: dict[str, Any]) -> bool:
    """Say whether both describe one enumeration: questions and answers have nothing else in common."""
    return "enum" in model and sorted(model["enum"]) == sorted(shape.get("enum", ()))


def _refuse(names: Iterable[str]) -> None:
    """Raise where there are any: one thing would silently be described as the other."""
    if twice := sorted(names):
        raise ValueError(f"two things of the API have one name: {', '.join(twice)}; rename one of each")
