"""The section ``[console.oidc]``: the bureau's own single sign-on, which speaks OpenID Connect."""

from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field

from config.section import Section

CALLBACK = "/api/session/oidc/callback"
"""Where the single sign-on sends people back to."""
_THIS_MACHINE = frozenset({"127.0.0.1", "::1", "localhost"})


def _secure(url: str, what: str) -> str:
    parts = urlsplit(url)
    if not parts.hostname or (parts.scheme != "https" and parts.hostname not in _THIS_MACHINE):
        raise ValueError(
            f"{what} is no https address, so logins could be read or forged on their way; {_WRITE[what]}"
        )
    return url


_WRITE = {
    "issuer": "write it as the provider does, e.g. https://sso.example/realms/bureau",
    "redirect_uri": f"write https://CONSOLE{CALLBACK}",
}


def _issuer(url: str) -> str:
    if urlsplit(url).query or urlsplit(url).fragment:
        raise ValueError(f"issuer has more than an address and a path; {_WRITE['issuer']}")
    return _secure(url, "issuer")


def _comes_back(url: str) -> str:
    if urlsplit(url).path != CALLBACK:
        raise ValueError(f"redirect_uri is not where the console waits for people; {_WRITE['redirect_uri']}")
    return _secure(url, "redirect_uri")


class OidcSettings(Section):
    """Logging in with the bureau's own single sign-on."""

    issuer: Annotated[str, AfterValidator(_issuer)] = Field(
        description="Who says who somebody is, exactly as the provider calls itself, e.g. "
        "https://sso.example/realms/bureau."
    )
    client_id: str = Field(min_length=1, description="What the provider knows the console by.")
    client_secret_file: Path = Field(
        description="A file with the secret that it gave the console; its last line break does not count."
    )
    redirect_uri: Annotated[str, AfterValidator(_comes_back)] = Field(
        description=f"The console's address as people have it in their browsers, and {CALLBACK} behind it; as it is "
        "registered with the provider."
    )
    name_claim: str = Field(
        default="preferred_username",
        min_length=1,
        description="Which claim of the ID token is a person's name in the console. It must be one that people "
        "cannot change themselves.",
    )
    label_zh: str = Field(
        default="统一身份认证登录",
        min_length=1,
        max_length=40,
        description="What the button on the login page says.",
    )
    label_en: str = Field(
        default="Single sign-on", min_length=1, max_length=40, description="The same in English."
    )
