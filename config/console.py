"""The section ``[console]``: where the console is served, and how long a person stays logged in."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, Field, model_validator

from config.addresses import is_of_this_site, parts_of_address
from config.oidc import OidcSettings
from config.section import Section


class Coordinates(StrEnum):
    """What the map's tiles go by."""

    WGS84 = "wgs84"
    """As satellites and our records have it."""
    GCJ02 = "gcj02"
    """As maps made in China have it, some hundred metres off."""


def _tiles(url: str) -> str:
    missing = [part for part in ("{z}", "{x}", "{y}") if url and part not in url]
    if missing:
        raise ValueError(
            f"tiles_url lacks {', '.join(missing)}; write e.g. https://maps.example/{{z}}/{{x}}/{{y}}.png"
        )
    return _for_browsers(url, "tiles_url")


def _live(url: str) -> str:
    if url and "{camera}" not in url:
        raise ValueError("live_url lacks {camera}; write e.g. https://media.example/{camera}/whep")
    return _for_browsers(url, "live_url")


def _api(url: str) -> str:
    if url and parts_of_address(url, "media_api_url").path.strip("/"):
        raise ValueError("media_api_url has more than an address; write e.g. http://127.0.0.1:9997")
    return url.rstrip("/")


def _for_browsers(url: str, name: str) -> str:
    """Return what every browser is told, logged in or not."""
    if url and not is_of_this_site(url):
        parts_of_address(url, name)
    return url


def _origins(origins: tuple[str, ...]) -> tuple[str, ...]:
    for origin in origins:
        parts = parts_of_address(origin, "origins")
        if origin != f"{parts.scheme}://{parts.netloc}".lower():
            raise ValueError(
                f"origins has {origin!r}, which no browser sends; write https://HOST in small letters, without a path"
            )
    return origins


def _roles(roles: dict[str, str]) -> dict[str, str]:
    for role, address in roles.items():
        parts_of_address(address, f"roles.{role}")
    return roles


class ConsoleSettings(Section):
    """The supervision room's console."""

    host: str = Field(
        default="127.0.0.1",
        description="Where the console is served; put a proxy with TLS before it, or give 0.0.0.0 in a closed network.",
    )
    port: int = Field(
        default=8780,
        ge=0,
        le=65535,
        description="Its port; 0 takes a free one. Source: E: beside the usual ports of web servers.",
    )
    secure_cookie: bool = Field(
        default=False,
        description="Whether browsers send the session only over TLS. Set it wherever people log in from another "
        "machine.",
    )
    origins: Annotated[tuple[str, ...], AfterValidator(_origins)] = Field(
        default=(),
        description="From which addresses people use it, e.g. https://console.example, where a proxy changes the "
        "host name; requests that change something are refused from elsewhere.",
    )
    session_s: int = Field(
        default=12 * 3600,
        ge=300,
        le=7 * 86400,
        description="How long a login lasts. Source: E: a shift of the room is 12 hours.",
    )
    idle_s: int = Field(
        default=3600,
        ge=300,
        description="How long a page may be closed before its login ends; an open one keeps it. Source: E: a meal.",
    )
    logins_per_minute: int = Field(
        default=5,
        ge=1,
        le=1000,
        description="Failed logins in a minute, by name and by address, before more are refused. Source: E: a "
        "person mistypes two or three times.",
    )
    given_password_s: int = Field(
        default=72 * 3600,
        ge=3600,
        description="How long a password is good that an administrator gave, and that must be changed at the first "
        "login. Source: E: given on a Friday it waits until the Monday, and lies about on no slip of paper for longer.",
    )
    password_login: bool = Field(
        default=True,
        description="Whether people log in with name and password. Switch it off where the bureau's single sign-on is "
        "to be the only way.",
    )
    oidc: OidcSettings | None = Field(
        default=None,
        description="The bureau's own single sign-on, as a table [console.oidc]. Without it people log in with "
        "passwords alone.",
    )
    roles: Annotated[dict[str, str], AfterValidator(_roles)] = Field(
        default_factory=dict,
        description="Where each role tells of its health, by its name, e.g. worker-1 = http://10.0.0.5:9102; "
        "`up` and `demo` fill it in.",
    )
    live_url: Annotated[str, AfterValidator(_live)] = Field(
        default="",
        description="Where a media server has a camera's live video, with {camera} for its id: WHEP, or HLS where "
        "it ends in .m3u8. Without it the wall shows stills.",
    )
    live_passes: bool = Field(
        default=True,
        description="Whether pages show the media server a pass, so that it can ask the console who may look at "
        "which camera. Switch it off for a server that allows no Authorization header from other sites.",
    )
    media_api_url: Annotated[str, AfterValidator(_api)] = Field(
        default="",
        description="Where the media server's own API is (MediaMTX's, e.g. http://127.0.0.1:9997), so that the console "
        "can end what is shown to somebody who may look no more. Without it that goes on until it ends by itself.",
    )
    vision_password_file: Path | None = Field(
        default=None,
        description="A file with the password by which vision reads video from the media server, as the user vision, "
        "over RTSP alone. Without it the media server lets in passes alone.",
    )
    tiles_url: Annotated[str, AfterValidator(_tiles)] = Field(
        default="",
        description="Where the map's tiles are, with {z}, {x} and {y}. Without it the map has none.",
    )
    tiles_go_by: Coordinates = Field(
        default=Coordinates.WGS84, description="What the tiles go by: wgs84, or gcj02 for maps made in China."
    )
    patrol_s: int = Field(
        default=1800,
        ge=60,
        description="Within which time every camera on an incident is to be looked at by a person. Source: E: an "
        "incident is on scene for some forty minutes, so each is seen at least once.",
    )

    @model_validator(mode="after")
    def _lets_somebody_in(self) -> "ConsoleSettings":
        if not self.password_login and self.oidc is None:
            raise ValueError(
                "password_login is off and there is no single sign-on, so nobody could log in; switch it on, or "
                "write [console.oidc]"
            )
        return self
