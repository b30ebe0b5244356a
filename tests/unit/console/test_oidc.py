"""A login that has begun is ours alone, and holds for ten minutes; settings that cannot work are named."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from joserfc import jwt

from config.oidc import OidcSettings
from config.problems import ConfigError
from console.oidc import BEGUN_FOR_S, Begun, Issuer, NoLogin, issuer_of

NOW = datetime(2026, 11, 26, 8, tzinfo=UTC)


def settings(secret: Path = Path("secret")) -> OidcSettings:
    """Return settings of an issuer that is never asked."""
    return OidcSettings(
        issuer="https://sso.example",
        client_id="jingjian",
        client_secret_file=secret,
        redirect_uri="https://console.example/api/session/oidc/callback",
    )


BEGUN = Begun("a state", "a nonce", "a verifier", "/wall", int(NOW.timestamp()) + BEGUN_FOR_S)


def test_a_login_that_has_begun_holds_for_a_while_only() -> None:
    """And remembers the page that was wanted."""
    issuer = Issuer(settings(), "one")
    sealed = issuer.sealed(BEGUN)
    last = NOW + timedelta(seconds=BEGUN_FOR_S - 1)
    assert issuer.opened(sealed, "a state", last) == BEGUN
    with pytest.raises(NoLogin, match="oidc_expired"):
        issuer.opened(sealed, "a state", last + timedelta(seconds=1))


def test_only_consoles_with_the_same_secret_take_it() -> None:
    """Each of several consoles takes what another has sealed; nobody else can seal anything."""
    sealed = Issuer(settings(), "one").sealed(BEGUN)
    beside = Issuer(settings(), "one")
    assert beside.opened(sealed, "a state", NOW) == BEGUN
    header, claims, signature = sealed.split(".")
    another = Issuer(settings(), "two")
    for forged in (
        "",
        "x.y.z",
        f"{header}.{claims}.{signature[::-1]}",
        f"eyJhbGciOiJub25lIn0.{claims}.",
        another.sealed(BEGUN),
        jwt.encode({"alg": "HS256"}, {"state": "a state"}, beside._key),
    ):
        with pytest.raises(NoLogin, match="oidc_expired"):
            beside.opened(forged, "a state", NOW)
    with pytest.raises(NoLogin, match="oidc_expired"):
        beside.opened(sealed, "another state", NOW)


def test_a_secret_that_cannot_be_had_is_named(tmp_path: Path) -> None:
    """With its file and how to mend it."""
    with pytest.raises(ConfigError, match=r"missing:.*client_secret_file: cannot be read.*write the secret"):
        issuer_of(settings(tmp_path / "missing"))
    empty = tmp_path / "empty"
    empty.write_text("\n", encoding="utf-8")
    with pytest.raises(ConfigError, match=r"empty:.*client_secret_file: is empty"):
        issuer_of(settings(empty))
    assert issuer_of(None) is None
