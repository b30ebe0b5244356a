"""Addresses: which can be used, and that their secrets are shown to nobody."""

from pathlib import Path

import pytest

from vision.sources.address import BadAddress, checked, shown, with_login

GOOD = [
    "rtsp://10.0.0.5/live",
    "rtsps://camera.example:322/live?profile=1",
    "rtmp://10.0.0.5:1935/app/name",
    "https://media.example/camera/index.m3u8",
    "rtsp://[fe80::1]:554/live",
]


@pytest.mark.parametrize("address", GOOD)
def test_what_cameras_and_platforms_speak_can_be_used(address: str) -> None:
    """As it is."""
    assert checked(address) == address


BAD = [
    ("ftp://10.0.0.5/live", "begins with ftp"),
    ("rtsp:///live", "names no host"),
    ("rtsp://10.0.0.5:port/live", "cannot be read"),
    ("rtsp://[fe80::1/live", "cannot be read"),
    ("nowhere.mp4", "there is no file nowhere.mp4"),
]


@pytest.mark.parametrize(("address", "why"), BAD)
def test_what_cannot_be_used_is_said_with_the_reason(address: str, why: str) -> None:
    """And how to mend it, without user, password and parameters."""
    secret = address.replace("://", "://viewer:open-sesame@").replace("/live", "/live?token=open-sesame")
    with pytest.raises(BadAddress, match=why) as caught:
        checked(secret)
    assert "open-sesame" not in str(caught.value)


def test_a_file_is_its_own_address(tmp_path: Path) -> None:
    """Nobody logs in to it."""
    file = tmp_path / "day.mp4"
    file.touch()
    assert checked(str(file)) == str(file)
    assert with_login(str(file), "viewer", "open-sesame") == str(file)
    assert shown(str(file)) == str(file)


def test_a_login_is_put_in_and_taken_out_again() -> None:
    """Whatever is in the password."""
    address = with_login("rtsp://10.0.0.5:554/live?x=1", "viewer@city", "p@ss/word?#:")
    assert address == "rtsp://viewer%40city:p%40ss%2Fword%3F%23%3A@10.0.0.5:554/live?x=1"
    assert shown(address) == "rtsp://10.0.0.5:554/live"
    assert with_login("rtsp://10.0.0.5/live", None, None) == "rtsp://10.0.0.5/live"
    assert with_login("rtsp://10.0.0.5/live", "viewer", None) == "rtsp://viewer@10.0.0.5/live"


def test_what_cannot_even_be_read_is_shown_without_its_login() -> None:
    """As in an error about it."""
    assert shown("rtsp://viewer:open-sesame@10.0.0.5:port/live") == "rtsp://10.0.0.5:port/live"


@pytest.mark.parametrize("password", ["pa/open-sesame", "12/open-sesame", "open-sesame?1", "open-sesame#1"])
def test_a_password_that_looks_like_a_path_is_neither_tried_nor_shown(password: str) -> None:
    """Nobody can tell where it ends: it is refused, with how to write it."""
    address = f"rtsp://viewer:{password}@10.0.0.5/live"
    assert shown(address) == "rtsp://…"
    with pytest.raises(BadAddress, match="%2F") as caught:
        checked(address)
    assert "sesame" not in str(caught.value)


def test_a_secret_in_the_parameters_is_not_shown_in_part() -> None:
    """Also with an @ in it."""
    assert shown("rtsp://10.0.0.5/live?token=a@open-sesame") == "rtsp://…"
