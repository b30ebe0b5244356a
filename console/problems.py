"""What goes wrong, as the API tells it: a code that the screens put into words, never a sentence."""

from http import HTTPStatus
from typing import Any

import structlog
from aiokafka.errors import KafkaError
from fastapi import Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from starlette.exceptions import HTTPException

from streams.store.troubles import first_line, is_away

log = structlog.get_logger(__name__)


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


AWAY = (DBAPIError, PoolTimeout, KafkaError, OSError)
"""What may be raised while a database or Kafka is away."""


async def on_away(_request: Request, error: Exception) -> JSONResponse:
    """Answer that what is behind us is away: the same may be asked again, and an act counts once by its key."""
    if not isinstance(error, PoolTimeout | KafkaError) and not is_away(error):
        raise error
    log.warning("a request could not be answered", reason=first_line(error))
    return JSONResponse(Trouble(code="away").model_dump(), HTTPStatus.SERVICE_UNAVAILABLE)


async def on_failure(_request: Request, _error: Exception) -> JSONResponse:
    """Answer that we failed; the server logs why."""
    return JSONResponse(Trouble(code="failure").model_dump(), HTTPStatus.INTERNAL_SERVER_ERROR)


def may_answer(*statuses: HTTPStatus) -> dict[int | str, dict[str, Any]]:
    """Return how these troubles are documented."""
    return {int(status): {"model": Trouble, "description": status.phrase} for status in statuses}


OPEN = may_answer(
    HTTPStatus.BAD_REQUEST,
    HTTPStatus.LENGTH_REQUIRED,
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    HTTPStatus.UNPROCESSABLE_ENTITY,
    HTTPStatus.SERVICE_UNAVAILABLE,
)
"""What every answer may be instead."""
LOGGED_IN = {**OPEN, **may_answer(HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN)}
"""The same where one must be logged in."""
