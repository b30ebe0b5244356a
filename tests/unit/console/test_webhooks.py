"""Webhooks: whom is told of which alert, and which secrets are good."""

import base64
from pathlib import Path

import pytest

from config.notices import NoticeSettings, Webhook
from config.problems import ConfigError
from console.webhooks import row_of, signers_of, wants
from models.alerts import Alert, AlertState, Step
from models.rules import Priority, Rule
from tests.factories import alert, at

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
