"""Webhooks: whom is told of which alert, and which secrets are good."""

import asyncio
import base64
from pathlib import Path

import aiohttp
import pytest
from aiohttp import web

from config.notices import NoticeSettings, Webhook
from config.problems import ConfigError
from console.webhooks import Untaken, row_of, signers_of, untaken, wants
from models.alerts import Alert, AlertState, Step
from models.rules import Priority, Rule
from streams.broker.process import free_ports
from tests.factories import alert, at
from tests.serving import serving

HOOK = {"name": "h", "url": "https://h.example/x", "secret_file": Path("secret")}


def hook(**more: object) -> Webhook:
    """Return a receiver."""
    return Webhook.model_validate({**HOOK, **more})


@pytest.mark.parametrize(
    ("webhook", "told"),
    [
        (hook(), True),
        (hook(rules=[Rule.RECORDING_NEVER_STARTED], priorities=[Priority.HIGH], units=["S1"]), True),
        (hook(rules=[Rule.CAMERA_OFFLINE]), False),
        (hook(priorities=[Priority.LOW]), False),
        (hook(units=["S2"]), False),
    ],
)
def test_a_receiver_is_told_of_what_it_wants(webhook: Webhook, told: bool) -> None:
    """By rule, priority and unit; what is not named is not asked for."""
    assert wants(webhook, alert(0)) is told


@pytest.mark.parametrize(
    ("version", "told"),
    [
        (alert(0, steps=[(1, Step.RERAISED)]), True),
        (alert(0, steps=[(1, Step.NOTED)]), False),
        (alert(0, state=AlertState.ACKNOWLEDGED, steps=[(1, Step.ACKNOWLEDGED)]), False),
        (alert(0, state=AlertState.SUPPRESSED), False),
    ],
)
def test_a_receiver_is_told_when_it_is_raised_alone(version: Alert, told: bool) -> None:
    """What people do about it is no news."""
    assert wants(hook(), version) is told


def test_the_same_version_makes_the_same_notice() -> None:
    """So that two consoles, or one after a crash, write down one."""
    one, other = (row_of(hook(), alert(0), at(seconds))["notice"] for seconds in (0, 60))
    assert one == other
    assert row_of(hook(), alert(0, version=2), at(0))["notice"] != one
    assert row_of(hook(name="g"), alert(0), at(0))["notice"] != one


@pytest.mark.parametrize(
    ("secret", "good"),
    [
        ("whsec_" + base64.b64encode(bytes(24)).decode() + "\n", True),
        (base64.b64encode(bytes(64)).decode(), True),
        ("whsec_" + base64.b64encode(bytes(23)).decode(), False),
        ("whsec_" + base64.b64encode(bytes(65)).decode(), False),
        ("hello", False),
        ("", False),
        (None, False),
    ],
)
def test_secrets_are_long_enough_or_refused_with_their_file(
    tmp_path: Path, secret: str | None, good: bool
) -> None:
    """And are not shown."""
    file = tmp_path / "secret"
    if secret is not None:
        file.write_text(secret)
    settings = NoticeSettings(webhooks=(hook(secret_file=file),))
    if good:
        assert list(signers_of(settings)) == ["h"]
        return
    with pytest.raises(ConfigError) as refused:
        signers_of(settings)
    assert str(file) in str(refused.value)
    assert not secret or secret not in str(refused.value)


async def says_nothing(_request: web.Request) -> web.Response:
    """Do not answer while anybody waits."""
    await asyncio.sleep(2)
    return web.Response()


async def breaks_off(request: web.Request) -> web.Response:
    """Close the connection."""
    if request.transport is not None:
        request.transport.close()
    return web.Response()


async def test_what_went_wrong_with_a_receiver_has_a_word() -> None:
    """By what really happens."""
    app = web.Application()
    app.add_routes([web.post("/silent", says_nothing), web.post("/rude", breaks_off)])
    async with serving(app) as port:
        there = f"127.0.0.1:{port}"
        assert await asked(f"http://{there}/silent", within_s=0.5) is Untaken.TIMED_OUT
        assert await asked(f"http://{there}/rude") is Untaken.BROKEN_OFF
        assert await asked(f"https://{there}") is Untaken.NOT_TRUSTED
    assert await asked(f"http://127.0.0.1:{free_ports(1)[0]}") is Untaken.UNREACHABLE
    assert await asked("http://nobody.invalid") is Untaken.NO_SUCH_HOST


async def asked(address: str, within_s: float = 10.0) -> Untaken:
    """Return what is said of a request that fails."""
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=within_s)) as client:
        with pytest.raises((aiohttp.ClientError, TimeoutError, OSError)) as failed:
            await client.post(address, data=b"x")
    return untaken(failed.value)
