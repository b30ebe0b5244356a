"""What the media server asks: may whoever shows this pass see this camera? MediaMTX asks so (``authMethod: http``)."""

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Response
from pydantic import BaseModel, Field

from console.asking import PartsOf
from console.passes import bearer, is_place_of
from console.problems import LOGGED_IN, Refused

router = APIRouter(prefix="/api/media", tags=["pictures"])

READ = "read"
"""What MediaMTX calls looking; publishing and its other actions are none of ours."""


class Asked(BaseModel):
    """What MediaMTX tells of a request; the rest of what it tells says nothing of who asks."""

    action: Annotated[str, Field(max_length=32)]
    path: Annotated[str, Field(max_length=500)]
    token: Annotated[str, Field(max_length=2000)] = ""


@router.post("", status_code=HTTPStatus.NO_CONTENT, responses=LOGGED_IN)
async def may_see(asked: Asked, parts: PartsOf) -> Response:
    """Let in whoever has a pass for the camera that the path belongs to."""
    settings = parts.settings.console
    found = None
    if asked.action == READ and asked.token:
        async with parts.people.connect() as connection:
            found = await bearer(connection, asked.token, settings, parts.wall())
    if found is None or not is_place_of(settings.live_url, found.camera, asked.path):
        raise Refused(HTTPStatus.UNAUTHORIZED, "not_logged_in")
    return Response(status_code=HTTPStatus.NO_CONTENT)
