"""What may stand in a request: times that can be counted from, texts that every database keeps."""

import pytest
from pydantic import BaseModel, ValidationError

from console.fields import Moment, Name, Words


class Request(BaseModel):
    """A request with one of each."""

    name: Name = "x"
    words: Words = ""
    moment: Moment | None = None


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": ""},
        {"name": "x" * 65},
        {"name": "a\0b"},
        {"words": "a\0"},
        {"words": "\ud800"},
        {"moment": "0001-01-01T00:00:00+14:00"},
        {"moment": "9999-12-31T23:59:59-14:00"},
        {"moment": "2026-05-04T08:00:00"},
    ],
)
def test_what_cannot_be_kept_is_refused(wrong: dict[str, str]) -> None:
    """Before anything is done with it."""
    with pytest.raises(ValidationError):
        Request.model_validate(wrong)


def test_times_are_in_utc_and_texts_as_they_came() -> None:
    """Whatever zone they were written in; line breaks and Chinese are welcome."""
    request = Request.model_validate({"words": "第一行\n第二行", "moment": "2026-05-04T08:00:00+08:00"})
    assert request.words == "第一行\n第二行"
    assert request.moment is not None
    assert request.moment.isoformat() == "2026-05-04T00:00:00+00:00"
