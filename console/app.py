"""The console's application: its pages, its guards, and the built front end."""

from http import HTTPStatus
from pathlib import Path

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from fastapi.staticfiles import StaticFiles
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
from console.problems import Refused, on_http, on_invalid, on_refused
from console.shapes import describe

BUILT = Path(__file__).parent / "built"
"""The front end, built from console/web and shipped."""
ROUTERS = tuple(
    page.router
    for page in (
        session,
        room,
        alerts,
        events,
        acts,
        incidents,
        wall,
        patrol,
        pictures,
        figures,
        people,
        dead_letters,
        trail,
        told,
    )
)


def create_app(parts: Parts) -> FastAPI:
    """Return the application."""
    app = FastAPI(
        title="Jingjian 镜鉴", version="1", docs_url=None, redoc_url=None, openapi_url="/api/openapi.json"
    )
    app.state.parts = parts
    for router in ROUTERS:
        app.include_router(router)
    app.add_exception_handler(Refused, on_refused)
    app.add_exception_handler(HTTPException, on_http)
    app.add_exception_handler(RequestValidationError, on_invalid)
    settings = parts.settings.console
    app.add_middleware(Guard, origins=settings.origins, csp=_policy(settings.live_url, settings.tiles_url))
    app.mount("/assets", StaticFiles(directory=BUILT / "assets", check_dir=False), name="assets")

    @app.get("/{page:path}", include_in_schema=False)
    async def page(page: str) -> Response:
        # The front end shows its own pages; the API has none but its own.
        if page.startswith("api/") or not (BUILT / "index.html").exists():
            return Response(status_code=HTTPStatus.NOT_FOUND)
        return FileResponse(BUILT / "index.html", headers={"Cache-Control": "no-cache"})

    app.openapi = lambda: describe(app)  # type: ignore[method-assign]  # FastAPI's documented way
    return app


def _policy(live_url: str, tiles_url: str) -> str:
    connects = [origin for origin in (origin_of(live_url),) if origin]
    return policy(connects, [origin for origin in (origin_of(tiles_url),) if origin])
