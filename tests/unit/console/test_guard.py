"""The guard: changes from other sites are refused, and every answer tells browsers to be strict."""

import pytest
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from console.guard import LARGEST_BODY, Guard, origin_of, policy

HERE = "console.example"
CSP = policy([], [])


@pytest.fixture
def client() -> TestClient:
    """Return a guarded page."""
    app = Starlette(routes=[Route("/api/x", lambda _: PlainTextResponse("done"), methods=["GET", "POST"])])
    guarded = Guard(app, ["https://proxy.example"], CSP)
    return TestClient(guarded, base_url=f"https://{HERE}")


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"Origin": f"https://{HERE}"}, 200),
        ({"Origin": "https://proxy.example"}, 200),
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": f"https://{HERE}.evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": "https://[x"}, 403),
        ({"Sec-Fetch-Site": "same-origin"}, 200),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
    ],
)
def test_only_our_own_page_changes_anything(client: TestClient, headers: dict[str, str], status: int) -> None:
    """Whoever is logged in can be lured to another site, which must not act in their name."""
    assert client.post("/api/x", headers=headers).status_code == status
    assert client.get("/api/x", headers=headers).status_code == 200


@pytest.mark.parametrize(
    ("path", "body", "headers", "status"),
    [
        ("/api/x", b"1" * LARGEST_BODY, {}, 200),
        ("/api/x", b"1" * (LARGEST_BODY + 1), {}, 413),
        ("/api/x", iter([b"1"]), {}, 411),
        ("/api/x?search=%00", b"", {}, 400),
        ("/api/%00", b"", {}, 400),
    ],
)
def test_what_nobody_means_is_not_even_looked_at(
    client: TestClient, path: str, body: bytes, headers: dict[str, str], status: int
) -> None:
    """Bodies are read before it is known who sends them; PostgreSQL keeps no character 0."""
    assert client.post(path, content=body, headers=headers).status_code == status


def test_every_answer_is_strict(client: TestClient) -> None:
    """A refused one too."""
    for answer in (client.get("/api/x"), client.post("/api/x", headers={"Origin": "https://evil.example"})):
        assert answer.headers["Content-Security-Policy"] == CSP
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Cache-Control"] == "no-store"


def test_the_policy_lets_in_only_what_is_configured() -> None:
    """No script but ours, whatever the settings."""
    said = policy(["https://media.example"], ["https://tiles.example"])
    assert "script-src 'self';" in said
    assert "unsafe" not in said
    assert "connect-src 'self' https://media.example;" in said
    assert "media-src 'self' blob: https://media.example;" in said
    assert "worker-src 'none';" in said
    assert "img-src 'self' data: blob: https://tiles.example" in said


@pytest.mark.parametrize(
    ("url", "origin"),
    [("https://a.example:8443/{z}/{x}/{y}.png", "https://a.example:8443"), ("", None), ("/tiles/{z}", None)],
)
def test_origins(url: str, origin: str | None) -> None:
    """A template's origin, none where it is our own."""
    assert origin_of(url) == origin
