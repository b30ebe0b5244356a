"""The bureau's own single sign-on: OpenID Connect's authorization code flow with PKCE, state and nonce.

It says who somebody is, and nothing else: roles and units are the console's own.
"""

import asyncio
import contextlib
import hmac
from collections.abc import AsyncIterator
from datetime import datetime

import httpx2
import structlog
from authlib.common.errors import AuthlibBaseError
from authlib.common.urls import add_params_to_uri
from authlib.integrations.starlette_client import StarletteOAuth2App
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import OctKey
from msgspec import Struct, convert, to_builtins

from config.oidc import CALLBACK, OidcSettings
from config.secret_file import bad_secret, read_secret
from console.audit import Detail

BEGUN_FOR_S = 600
"""How long a login may take. Source: E: a forgotten telephone for the second factor is fetched in that time."""
ANSWERS_WITHIN_S = 5.0
"""All that it is asked for one step of a login. Source: E: whoever waits for longer would rather use a password."""
LEEWAY_S = 60
"""How far the two clocks may be apart. Source: E: servers keep time to a second; a minute forgives one that drifts."""
AT_ONCE = 4
"""How many logins are finished at the same time. Source: E: a shift logs in within a minute; tries that come at once
are let through before any has failed, so they must be few."""
LONGEST_NAME = 64
"""Characters of a person's name, as in the console's tables."""
AWAY = "oidc_away"
SETTING = "console.oidc.client_secret_file"
WANTED = "write the secret that the provider gave the console into it"
_WELL_KNOWN = "/.well-known/openid-configuration"
_SEALED = "HS256"
_SIGNED = frozenset({f"{kind}{bits}" for kind in ("RS", "PS", "ES") for bits in (256, 384, 512)} | {"EdDSA"})
"""By what an ID token may be signed: by the issuer's own key. Issuers may offer more, such as "none"."""
_ALGORITHMS = "id_token_signing_alg_values_supported"
_ISSUER_SAID = (AuthlibBaseError, JoseError, ValueError, TypeError, KeyError, RuntimeError)
"""What comes of an answer that is not as it should be; another's server may say anything."""

log = structlog.get_logger(__name__)


class NoLogin(Exception):
    """Nobody is logged in; the code says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Begun(Struct, frozen=True):
    """A login that has begun; the browser keeps it, sealed, until it comes back."""

    state: str
    nonce: str
    code_verifier: str
    to: str
    """Which of our pages is wanted."""
    exp: int
    """Until when it holds, in seconds since 1970."""


class Known(Struct, frozen=True):
    """Somebody whom the issuer knows."""

    name: str
    id_token: str
    """To name them by when they leave."""


class Issuer:
    """Whoever says who somebody is."""

    def __init__(self, settings: OidcSettings, secret: str) -> None:
        self._settings = settings
        self._secret = secret
        self.few_at_once = asyncio.Semaphore(AT_ONCE)
        # Consoles that run beside each other have the same secret, so each opens what another has sealed.
        self._key = OctKey.import_key(
            hmac.digest(secret.encode(), b"jingjian: a login that has begun", "sha256")
        )

    async def begin(self, to: str, now: datetime, *, anew: bool) -> tuple[str, str]:
        """Return where the browser is to go, and the login that has begun, sealed; raises ``NoLogin``.

        ``anew`` asks that the person prove who they are though the single sign-on knows them still.
        """
        prompt = {"prompt": "login"} if anew else {}
        async with _told():
            client = await self._client()
            made = await client.create_authorization_url(self._settings.redirect_uri, **prompt)
        until = int(now.timestamp()) + BEGUN_FOR_S
        begun = Begun(made["state"], made["nonce"], made["code_verifier"], to, until)
        return made["url"], self.sealed(begun)

    def sealed(self, begun: Begun) -> str:
        """Return a login that has begun as the browser keeps it."""
        return jwt.encode({"alg": _SEALED}, to_builtins(begun), self._key)

    def opened(self, sealed: str, state: str, now: datetime) -> Begun:
        """Return the login that has begun in this browser; raises ``NoLogin`` where none has, or another."""
        try:
            begun = convert(jwt.decode(sealed, self._key, algorithms=[_SEALED]).claims, Begun)
        except (JoseError, ValueError):
            raise NoLogin("oidc_expired") from None
        if begun.exp <= now.timestamp() or not hmac.compare_digest(begun.state.encode(), state.encode()):
            raise NoLogin("oidc_expired")
        return begun

    async def known(self, begun: Begun, code: str) -> Known:
        """Return whoever comes back with a code; raises ``NoLogin``."""
        only = {
            "iss": {"essential": True, "value": self._settings.issuer},
            "aud": {"essential": True, "value": self._settings.client_id},
        }
        async with _told():
            client = await self._client()
            token = await client.fetch_access_token(
                self._settings.redirect_uri, code=code, code_verifier=begun.code_verifier
            )
            claims = await client.parse_id_token(token, begun.nonce, only, leeway=LEEWAY_S)
            name = None if claims is None else claims.get(self._settings.name_claim)
            if not isinstance(name, str) or not 0 < len(name) <= LONGEST_NAME or "\0" in name:
                raise ValueError(f"the ID token has no name in {self._settings.name_claim!r}")
        return Known(name, token["id_token"])

    async def way_out(self, id_token: str | None) -> str | None:
        """Return where the single sign-on forgets who is at this desk; None without one. Raises ``NoLogin``."""
        who = {} if id_token is None else {"id_token_hint": id_token}
        home = self._settings.redirect_uri.removesuffix(CALLBACK) + "/"
        async with _told():
            there = (await self._client()).server_metadata.get("end_session_endpoint")
            if there is None:
                return None
            asked = {**who, "client_id": self._settings.client_id, "post_logout_redirect_uri": home}
            return str(add_params_to_uri(there, asked))

    async def _client(self) -> StarletteOAuth2App:
        """Ask the issuer where its pages are: each time anew, so that it is known at once whether it is away."""
        client = StarletteOAuth2App(
            None,
            client_id=self._settings.client_id,
            client_secret=self._secret,
            server_metadata_url=self._settings.issuer.rstrip("/") + _WELL_KNOWN,
            client_kwargs={
                "scope": "openid profile email" if self._settings.name_claim == "email" else "openid profile",
                "code_challenge_method": "S256",
            },
        )
        said = await client.load_server_metadata()
        if said.get("issuer") != self._settings.issuer:
            raise ValueError(f"it calls itself {said.get('issuer')!r}; write that into console.oidc.issuer")
        said[_ALGORITHMS] = sorted(_SIGNED.intersection(said.get(_ALGORITHMS, ())))
        return client


def issuer_of(settings: OidcSettings | None) -> Issuer | None:
    """Return who says who somebody is, None without one; raises ``ConfigError`` naming the file of the secret."""
    if settings is None:
        return None
    secret = read_secret(settings.client_secret_file, SETTING, WANTED)
    if not secret:
        raise bad_secret(settings.client_secret_file, SETTING, "is empty", WANTED)
    return Issuer(settings, secret)


@contextlib.asynccontextmanager
async def _told() -> AsyncIterator[None]:
    """Log why the issuer did not help, and tell the person in a word."""
    try:
        async with asyncio.timeout(ANSWERS_WITHIN_S):
            yield
    except (TimeoutError, httpx2.HTTPError, httpx2.InvalidURL) as error:
        log.warning("the single sign-on does not answer", reason=str(error) or type(error).__name__)
        raise NoLogin(AWAY) from None
    except _ISSUER_SAID as error:
        log.warning("the single sign-on said who nobody is", reason=str(error) or type(error).__name__)
        raise NoLogin(Detail.OIDC_FAILED) from None
