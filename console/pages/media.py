"""What the media server asks: may whoever shows this see this camera? MediaMTX asks so (``authMethod: http``)."""

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Response
from pydantic import BaseModel, Field, SecretStr

from console.asking import PartsOf
from console.parts import Parts
from console.passes import Bearer, bearer, is_place_of
from console.problems import LOGGED_IN, Refused
from console.reading import moved
from console.vision_reader import is_vision

router = APIRouter(prefix="/api/media", tags=["pictures"])

READ = "read"
"""What MediaMTX calls looking; publishing and its other actions are none of ours."""


class Asked(BaseModel):
    """What MediaMTX tells of a request; the rest of what it tells says nothing of who asks."""

    action: Annotated[str, Field(max_length=32)]
    path: Annotated[str, Field(max_length=500)]
    token: Annotated[str, Field(max_length=2000)] = ""
    user: Annotated[str, Field(max_length=200)] = ""
    password: Annotated[SecretStr, Field(max_length=200)] = SecretStr("")
    protocol: Annotated[str, Field(max_length=32)] = ""
    id: Annotated[str | None, Field(max_length=36, pattern=r"^[0-9A-Fa-f-]*$")] = None
    """What its API calls this reader, where it is one that goes on."""


@router.post("", status_code=HTTPStatus.NO_CONTENT, responses=LOGGED_IN)
async def may_see(asked: Asked, parts: PartsOf) -> Response:
    """Let in vision, and whoever has a pass for the camera that the path belongs to, if it is still their unit's."""
    if asked.action != READ:
        raise Refused(HTTPStatus.UNAUTHORIZED, "not_logged_in")
    if is_vision(parts.vision_password, asked.protocol, asked.user, asked.password.get_secret_value()):
        return Response(status_code=HTTPStatus.NO_CONTENT)
    found = await _bearer(asked, parts) if asked.token else None
    if found is None:
        raise Refused(HTTPStatus.UNAUTHORIZED, "not_logged_in")
    if parts.settings.console.media_api_url:
        parts.viewings.note(asked.protocol, asked.id or "", found, parts.wall())
    return Response(status_code=HTTPStatus.NO_CONTENT)


async def _bearer(asked: Asked, parts: Parts) -> Bearer | None:
    """Return who asks, if the pass is for this camera, and the camera has not moved to another unit since."""
    settings = parts.settings.console
    async with parts.people.connect() as connection:
        found = await bearer(connection, asked.token, settings, parts.wall())
    if found is None or not is_place_of(settings.live_url, found.told.camera, asked.path):
        return None
    async with parts.store.connect() as connection:
        return None if await moved(connection, found.told.station, found.told.camera) else found
