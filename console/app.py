"""The console's application: its pages, its guards, and the built front end."""

from http import HTTPStatus
from pathlib import Path

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from fastapi.staticfiles import StaticFiles
from starlette.convertors import Convertor, register_url_convertor
from starlette.exceptions import HTTPException
from starlette.responses import FileResponse, Response

from console.guard import Guard, origin_of, policy
from console.pages import (
    acts,
    alerts,
    dead_letters,
    events,
    figures,
    incidents,
    media,
    oidc,
    patrol,
    people,
    pictures,
    room,
    session,
    told,
    trail,
    wall,
)
from console.parts import Parts
from console.problems import AWAY, Refused, on_away, on_failure, on_http, on_invalid, on_refused
from console.shapes import describe

BUILT = Path(__file__).parent / "built"
"""The front end, built from console/web and shipped."""
ROUTERS = tuple(
    page.router
    for page in (
        session,
        oidc,
        room,
        alerts,
        events,
        acts,
        incidents,
        wall,
        patrol,
        pictures,
        media,
        figures,
        people,
        dead_letters,
        trail,
        told,
    )
)


class _Screen(Convertor[str]):
    """Any path but the API's, which has no pages but its own."""

    regex = "(?!api/).*"

    def convert(self, value: str) -> str:
        return value

    def to_string(self, value: str) -> str:
        return value


register_url_convertor("screen", _Screen())


def create_app(parts: Parts) -> Guard:
    """Return the application. Outside it stands its guard, so that also what failed is answered as strictly."""
    console = parts.settings.console
    return Guard(unguarded(parts), console.origins, _policy(console.live_url, console.tiles_url))


def unguarded(parts: Parts) -> FastAPI:
    """Return the application as it is described."""
    app = FastAPI(
        title="Jingjian 镜鉴",
        version="1",
        docs_url=None,
        redoc_url=None,
        openapi_url="/api/openapi.json",
        # A redirect would lead to whatever host the request names.
        redirect_slashes=False,
    )
    app.state.parts = parts
    for router in ROUTERS:
        app.include_router(router)
    app.add_exception_handler(Refused, on_refused)
    app.add_exception_handler(HTTPException, on_http)
    app.add_exception_handler(RequestValidationError, on_invalid)
    for error in AWAY:
        app.add_exception_handler(error, on_away)
    app.add_exception_handler(Exception, on_failure)
    app.mount("/assets", StaticFiles(directory=BUILT / "assets", check_dir=False), name="assets")

    @app.api_route("/{page:screen}", methods=["GET", "HEAD"], include_in_schema=False)
    async def page(page: str) -> Response:
        del page  # the front end knows its own
        if not (BUILT / "index.html").exists():
            raise Refused(HTTPStatus.NOT_FOUND, "not_found")
        return FileResponse(BUILT / "index.html", headers={"Cache-Control": "no-cache"})

    app.openapi = lambda: describe(app)  # type: ignore[method-assign]  # FastAPI's documented way
    return app


def _policy(live_url: str, tiles_url: str) -> str:
    connects = [origin for origin in (origin_of(live_url),) if origin]
    return policy(connects, [origin for origin in (origin_of(tiles_url),) if origin])
