"""A single sign-on for tests: an OpenID provider in a process of its own, which can also be told to be a false one.

It takes anybody's word for who they are, and is strict about everything else: the client's secret, where people come
back to, PKCE, and codes that were used. ``python -m tests.integration.single_sign_on PORT REDIRECT_URI [ISSUER]``.
"""

import hashlib
import hmac
import json
import secrets
import sys
import time
from base64 import urlsafe_b64encode
from typing import Any
from urllib.parse import urlencode

from aiohttp import BasicAuth, web
from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey

CLIENT, SECRET = "jingjian", "a secret of these tests"
FAULTS = (
    "issuer",
    "audience",
    "audience_by_azp",
    "expired",
    "no_exp",
    "nonce",
    "no_nonce",
    "signature",
    "none",
    "hs256",
)
"""What can be wrong with a token."""
PAGE = """<!doctype html><title>SSO</title>
<form method="post"><label>Who <input name="name"></label><button>Continue</button></form>"""


class Provider:
    """The provider's pages."""

    def __init__(self, issuer: str, redirect_uri: str) -> None:
        self._issuer = issuer
        self._redirect_uri = redirect_uri
        self._key = RSAKey.generate_key(2048, {"kid": "1"})
        self._other = RSAKey.generate_key(2048, {"kid": "1"})
        self._codes: dict[str, dict[str, str]] = {}

    def app(self) -> web.Application:
        """Return the application."""
        app = web.Application()
        app.router.add_get("/.well-known/openid-configuration", self.metadata)
        app.router.add_get("/keys", self.keys)
        app.router.add_route("*", "/authorize", self.authorize)
        app.router.add_post("/token", self.token)
        app.router.add_get("/leave", self.leave)
        return app

    async def metadata(self, _request: web.Request) -> web.Response:
        """Say where everything is; as Keycloak does, with algorithms that we must not take from it."""
        return web.json_response(
            {
                "issuer": self._issuer,
                "authorization_endpoint": f"{self._issuer}/authorize",
                "token_endpoint": f"{self._issuer}/token",
                "end_session_endpoint": f"{self._issuer}/leave",
                "jwks_uri": f"{self._issuer}/keys",
                "id_token_signing_alg_values_supported": ["RS256", "HS256", "none"],
            }
        )

    async def keys(self, _request: web.Request) -> web.Response:
        """Return the public key."""
        return web.json_response(KeySet([self._key]).as_dict(private=False))

    async def authorize(self, request: web.Request) -> web.Response:
        """Ask who somebody is, unless it is known from before and need not be asked anew."""
        asked = dict(request.query)
        right = {
            "client_id": CLIENT,
            "redirect_uri": self._redirect_uri,
            "response_type": "code",
            "code_challenge_method": "S256",
        }
        if {name: asked.get(name) for name in right} != right or "openid" not in asked["scope"].split():
            return web.Response(status=400, text=f"wrong: {asked}")
        known = None if asked.get("prompt") == "login" else request.cookies.get("sso")
        said = dict(await request.post()) if request.method == "POST" else {"name": known}
        if not said.get("name"):
            return web.Response(text=PAGE, content_type="text/html")
        code = secrets.token_urlsafe()
        self._codes[code] = {**asked, **{name: str(value) for name, value in said.items()}}
        back = web.Response(status=303)
        back.headers["Location"] = (
            f"{self._redirect_uri}?{urlencode({'code': code, 'state': asked['state']})}"
        )
        back.set_cookie("sso", str(said["name"]), path="/authorize")
        return back

    async def token(self, request: web.Request) -> web.Response:
        """Give a token for a code, once, to the client alone that began."""
        form = await request.post()
        begun = self._codes.pop(str(form["code"]), None)
        digest = hashlib.sha256(str(form.get("code_verifier", "")).encode()).digest()
        challenge = urlsafe_b64encode(digest).decode().rstrip("=")
        if request.headers.get("Authorization") != BasicAuth(CLIENT, SECRET).encode():
            return web.json_response({"error": "invalid_client"}, status=401)
        if (
            begun is None
            or form["redirect_uri"] != self._redirect_uri
            or begun["code_challenge"] != challenge
        ):
            return web.json_response({"error": "invalid_grant"}, status=400)
        id_token = self._signed(begun)
        return web.json_response(
            {"access_token": "opens nothing", "token_type": "Bearer", "id_token": id_token}
        )

    async def leave(self, request: web.Request) -> web.Response:
        """Forget who somebody is, if the client says who that was."""
        jwt.decode(request.query["id_token_hint"], self._key)
        back = web.Response(status=303, headers={"Location": request.query["post_logout_redirect_uri"]})
        back.del_cookie("sso", path="/authorize")
        return back

    def _signed(self, begun: dict[str, str]) -> str:
        fault, now = begun.get("fault", ""), int(time.time())
        claims: dict[str, Any] = {
            "iss": self._issuer,
            "sub": f"sub of {begun['name']}",
            "aud": CLIENT,
            "iat": now,
            "exp": now + 300,
            "nonce": begun["nonce"],
            "preferred_username": begun["name"],
        }
        claims |= {
            "issuer": {"iss": "https://another.example"},
            "audience": {"aud": "another"},
            "audience_by_azp": {"aud": "another", "azp": CLIENT},
            "expired": {"iat": now - 7200, "exp": now - 3600},
            "nonce": {"nonce": "another"},
        }.get(fault, {})
        claims.pop({"no_nonce": "nonce", "no_exp": "exp"}.get(fault, ""), None)
        if fault == "none":
            return f"{_in_base64({'alg': 'none'})}.{_in_base64(claims)}."
        if fault == "hs256":
            return self._by_public_key(claims)
        return jwt.encode(
            {"alg": "RS256", "kid": "1"}, claims, self._other if fault == "signature" else self._key
        )

    def _by_public_key(self, claims: dict[str, Any]) -> str:
        """Return a token that anybody could make: signed as if what everybody knows were a secret."""
        said = f"{_in_base64({'alg': 'HS256', 'kid': '1'})}.{_in_base64(claims)}"
        signature = hmac.digest(self._key.as_pem(private=False), said.encode(), "sha256")
        return f"{said}.{urlsafe_b64encode(signature).decode().rstrip('=')}"


def _in_base64(part: dict[str, Any]) -> str:
    return urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=")


if __name__ == "__main__":
    port, back, *name = sys.argv[1:]
    provider = Provider(name[0] if name else f"http://127.0.0.1:{port}", back)
    web.run_app(provider.app(), host="127.0.0.1", port=int(port))
