"""Commands about the console's people and its audit trail."""

from typing import Annotated

import typer

from config.settings_file import load_settings
from console.people import ALL_UNITS, Person, Role
from jingjian.commands.options import Config, console
from jingjian.people import add_person, new_password, verify_audit

people_app = typer.Typer(no_args_is_help=True, help="People who use the console.")
audit_app = typer.Typer(no_args_is_help=True, help="The trail of who did and looked at what.")

Name = Annotated[str, typer.Argument(help="What they log in with.")]


@people_app.command()
def add(
    name: Name,
    role: Annotated[list[Role], typer.Option(help="What they are; may be given again.")],
    unit: Annotated[
        list[str] | None, typer.Option(help="A station of theirs; may be given again. None: all stations.")
    ] = None,
    shown: Annotated[str | None, typer.Option(help="As others see them, e.g. 李警官.")] = None,
    config: Config = None,
) -> None:
    """Add a person; prints a password for the first login."""
    person = Person(name, shown or name, tuple(role), tuple(unit or [ALL_UNITS]))
    raise typer.Exit(add_person(load_settings(config), person, console))


@people_app.command("password")
def password(name: Name, config: Config = None) -> None:
    """Give a person a new password for one login; their sessions end."""
    raise typer.Exit(new_password(load_settings(config), name, console))


@audit_app.command()
def verify(
    known: Annotated[
        str | None, typer.Option("--has", help="A line's hash noted before: it must still be there.")
    ] = None,
    config: Config = None,
) -> None:
    """Verify that no line was changed, added or taken out."""
    raise typer.Exit(verify_audit(load_settings(config), known, console))
