"""`jingjian people` and `jingjian audit`: the first person, a forgotten password, and whether the trail is whole."""

import asyncio
import json
import re
from pathlib import Path

import pytest
from sqlalchemy import delete, update
from typer.testing import CliRunner, Result

from config.settings import PeopleSettings
from console import accounts
from console.tables import audit as lines
from jingjian.cli import app
from streams.store.connect import database


@pytest.fixture(autouse=True)
def people(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> PeopleSettings:
    """Keep people in a folder of the test's own."""
    url = f"sqlite+aiosqlite:///{tmp_path / 'console.db'}"
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("JINGJIAN_PEOPLE_URL", url)
    monkeypatch.setenv("JINGJIAN_BUREAU_STATIONS", str(tmp_path / "stations.yaml"))
    monkeypatch.setenv("COLUMNS", "200")
    (tmp_path / "stations.yaml").write_text(
        "- {station: gucheng, name_zh: 古城派出所, name_en: Gucheng, call_zh: 古城所}\n", encoding="utf-8"
    )
    return PeopleSettings(url=url)


def run(*words: str) -> Result:
    """Run a command."""
    return CliRunner().invoke(app, words)


def password_in(result: Result) -> str:
    """Return the password that a command printed."""
    assert result.exit_code == 0, result.output
    [password] = re.findall(r"(?:[a-z0-9]{4}-){3}[a-z0-9]{4}", result.output)
    return str(password)


async def known(people: PeopleSettings, name: str, password: str) -> accounts.Account | None:
    """Return whose password it is."""
    async with database(people) as engine, engine.connect() as connection:
        return await accounts.verify(connection, name, password)


def change(people: PeopleSettings, statement: object) -> None:
    """Change the trail behind the program's back."""

    async def do() -> None:
        async with database(people) as engine, engine.begin() as connection:
            await connection.execute(statement)  # type: ignore[call-overload]  # either of two kinds

    asyncio.run(do())


def test_a_person_is_added_and_gets_a_new_password(people: PeopleSettings) -> None:
    """Each password is good until the next; both must be changed at the first login."""
    added = run("people", "add", "gao", "--role", "administrator", "--shown", "高警官")
    assert "within 72 hours" in added.output
    first = password_in(added)
    account = asyncio.run(known(people, "gao", first))
    assert account is not None
    assert (account.shown, account.units, account.must_change) == ("高警官", ("*",), True)
    second = password_in(run("people", "password", "gao"))
    assert asyncio.run(known(people, "gao", first)) is None
    assert asyncio.run(known(people, "gao", second)) is not None


def test_none_is_given_where_single_sign_on_is_the_only_way(
    people: PeopleSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A person is added without; whoever asks for one while that is away is told how it is switched on again."""
    oidc = {
        "issuer": "https://sso.example",
        "client_id": "jingjian",
        "client_secret_file": "secret",
        "redirect_uri": "https://console.example/api/session/oidc/callback",
    }
    monkeypatch.setenv("JINGJIAN_CONSOLE_OIDC", json.dumps(oidc))
    monkeypatch.setenv("JINGJIAN_CONSOLE_PASSWORD_LOGIN", "false")
    added = run("people", "add", "gao", "--role", "administrator")
    assert (added.exit_code, "by the single sign-on" in added.output) == (0, True)
    refused = run("people", "password", "gao")
    assert (refused.exit_code, "switch it on" in refused.output) == (1, True)
    monkeypatch.setenv("JINGJIAN_CONSOLE_PASSWORD_LOGIN", "true")
    given = password_in(run("people", "password", "gao"))
    assert asyncio.run(known(people, "gao", given)) is not None


def test_what_cannot_be_is_refused_in_words() -> None:
    """A name that is taken or unknown, a station that is none."""
    assert run("people", "add", "gao", "--role", "operator", "--unit", "gucheng").exit_code == 0
    for words, reason in (
        (("people", "add", "gao", "--role", "operator"), "gao is there already"),
        (("people", "add", "..", "--role", "operator"), "'..' is no name to log in with"),
        (("people", "add", "li", "--role", "operator", "--unit", "baiban"), "no station is called baiban"),
        (("people", "password", "li"), "nobody is called li"),
    ):
        result = run(*words)
        assert (result.exit_code, reason in result.output) == (1, True), result.output


def test_the_trail_is_verified(people: PeopleSettings) -> None:
    """Whole as it was written; broken at the line that was touched; and an end that was cut off is missed."""
    for name in ("gao", "li", "wang"):
        assert run("people", "add", name, "--role", "operator").exit_code == 0
    whole = run("audit", "verify")
    assert whole.exit_code == 0
    assert "3 lines" in whole.output
    [last] = re.findall(r"[0-9a-f]{64}", whole.output)
    assert run("audit", "verify", "--has", last).exit_code == 0
    change(people, delete(lines).where(lines.c.number == 3))
    assert run("audit", "verify").exit_code == 0
    cut = run("audit", "verify", "--has", last)
    assert (cut.exit_code, "cut off" in cut.output) == (1, True)
    change(people, update(lines).where(lines.c.number == 2).values(about="zhao"))
    broken = run("audit", "verify")
    assert (broken.exit_code, "broken at line 2" in broken.output) == (1, True)
