"""How answers look: structs, encoded by msgspec and described in the API's documentation from the same structs."""

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
        _, components = msgspec.json.schema_components(
            sorted(_shapes, key=lambda shape: shape.__name__), ref_template=_REF
        )
        documented["components"]["schemas"] |= components
        app.openapi_schema = documented
    return app.openapi_schema
