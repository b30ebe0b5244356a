"""The demo's people: one who works at the alerts, one who looks after the system."""

from datetime import UTC, datetime

from config.settings import Settings
from console import accounts
from console.database import PEOPLE
from console.people import ALL_UNITS, Person, Role
from streams.store.connect import database

EVERYWHERE = (ALL_UNITS,)
PEOPLE_OF_THE_DEMO = (
    Person("duty", "值班长", (Role.OPERATOR, Role.COMMANDER), EVERYWHERE),
    Person("admin", "系统管理员", (Role.ADMINISTRATOR,), EVERYWHERE),
)


async def make_people(settings: Settings) -> dict[str, str]:
    """Make people who can log in to this demo alone; return their passwords."""
    async with database(settings.people, PEOPLE) as engine:
        passwords = {person.name: accounts.one_time_password() for person in PEOPLE_OF_THE_DEMO}
        async with engine.begin() as connection:
            for person in PEOPLE_OF_THE_DEMO:
                await accounts.add(connection, person, passwords[person.name], datetime.now(UTC))
                # Gone with the demo: there is nothing to protect by another one.
                await accounts.set_password(connection, person.name, passwords[person.name])
        return passwords
