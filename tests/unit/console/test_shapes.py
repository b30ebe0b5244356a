"""How answers are described."""

from typing import Any

import msgspec
import pytest
from fastapi import FastAPI
from pydantic import BaseModel

from console import shapes
from console.shapes import describe


class Asked(BaseModel):
    """What is asked."""

    here: str


def described() -> dict[str, Any]:
    """Return what an application with one page says of its shapes."""
    app = FastAPI()

    @app.post("/")
    def ask(asked: Asked) -> None:
        del asked

    found: dict[str, Any] = describe(app)["components"]["schemas"]
    return found


def test_two_things_of_one_name_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """One would be described as the other, and a page would be written for what never comes."""
    one, other = (msgspec.defstruct("Told", [(name, str)]) for name in ("here", "there"))
    monkeypatch.setattr(shapes, "_shapes", {one})
    assert {name: list(described()[name]["properties"]) for name in ("Asked", "Told")} == {
        "Asked": ["here"],
        "Told": ["here"],
    }
    for more in (other, msgspec.defstruct("Asked", [("there", str)])):
        monkeypatch.setattr(shapes, "_shapes", {one, more})
        with pytest.raises(ValueError, match=f"have one name: {more.__name__}; rename"):
            described()
