"""What goes wrong, as the API tells it: a code that the screens put into words, never a sentence."""

from http import HTTPStatus
from typing import Any

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException


class Trouble(BaseModel):
    """Why a request was not done."""

    code: str = Field(description="In one word, e.g. not_logged_in.")
    fields: list[str] = Field(default=[], description="What of the request it is about, e.g. body.reason.")


class Refused(Exception):
    """A request is not done."""

    def __init__(self, status: HTTPStatus, code: str, *fields: str) -> None:
        super().__init__(code)
        self.status = status
        self.trouble = Trouble(code=code, fields=list(fields))


async def on_refused(_request: Request, refused: Exception) -> JSONResponse:
    """Answer with its code."""
    if not isinstance(refused, Refused):
        raise refused
    return JSONResponse(refused.trouble.model_dump(), refused.status)


async def on_http(_request: Request, error: Exception) -> JSONResponse:
    """Answer in the same shape where the framework itself refuses: no such page, no such method, no JSON at all."""
    if not isinstance(error, HTTPException):
        raise error
    code = HTTPStatus(error.status_code).name.lower()
    return JSONResponse(Trouble(code=code).model_dump(), error.status_code, headers=error.headers)


async def on_invalid(_request: Request, invalid: Exception) -> JSONResponse:
    """Answer which fields are wrong; not what stood in them, which may be a password."""
    if not isinstance(invalid, RequestValidationError):
        raise invalid
    fields = [".".join(str(part) for part in error["loc"]) for error in invalid.errors()]
    trouble = Trouble(code="invalid", fields=fields)
    return JSONResponse(trouble.model_dump(), HTTPStatus.UNPROCESSABLE_ENTITY)


def may_answer(*statuses: HTTPStatus) -> dict[int | str, dict[str, Any]]:
    """Return how these troubles are documented."""
    return {int(status): {"model": Trouble, "description": status.phrase} for status in statuses}


LOGGED_IN = may_answer(
    HTTPStatus.BAD_REQUEST, HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN, HTTPStatus.UNPROCESSABLE_ENTITY
)
"""What every answer to somebody logged in may be instead."""
