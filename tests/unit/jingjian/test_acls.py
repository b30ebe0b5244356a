"""``jingjian acls`` prints the rights of the users that are named."""

import io

import pytest
from rich.console import Console

from config.settings import Settings
from jingjian.acls import BadUser, print_acls
from streams.acls import Principal


def printed(*given: str) -> list[str]:
    """Return the lines that are printed for some words."""
    out = io.StringIO()
    print_acls(Settings(), given, Console(file=out, soft_wrap=True, width=40))
    return out.getvalue().splitlines()


def test_every_role_has_a_user_of_its_own_name() -> None:
    """Without any words, all of them."""
    users = [line for line in printed() if line.startswith("#")]
    assert users == [f"# {each}: jingjian-{each}" for each in Principal]


def test_users_are_named_by_the_bureau() -> None:
    """Two senders may both be gateways; a line is never broken."""
    lines = printed("gateway=dispatch", "gateway=cameras")
    assert [line for line in lines if line.startswith("#")] == ["# gateway: dispatch", "# gateway: cameras"]
    (dispatch,) = (line for line in lines if "User:dispatch" in line)
    assert dispatch.startswith("kafka-acls.sh ")
    assert dispatch.count("--topic") == 5


@pytest.mark.parametrize(
    ("word", "said"),
    [("worker", "write ROLE=USER"), ("worker=", "write ROLE=USER"), ("wurker=w", "did you mean worker?")],
)
def test_a_slip_of_the_pen_is_named(word: str, said: str) -> None:
    """And nothing is printed that somebody would run."""
    with pytest.raises(BadUser) as caught:
        printed("intake=i", word)
    assert said in str(caught.value)
    assert word.partition("=")[0] in str(caught.value)
