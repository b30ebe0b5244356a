"""What may stand in a request: every text and time that is sent to us is one of these."""

from datetime import UTC, datetime
from typing import Annotated

from pydantic import AfterValidator, AwareDatetime, Field, SecretStr

WITHOUT_NUL = r"^[^\x00]*$"
"""PostgreSQL keeps no character 0, and nobody means one."""
EARLIEST, LATEST = datetime(2000, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)
"""E: nothing of ours is from before body-worn cameras; and every time between can be counted from."""


def _in_utc(moment: datetime) -> datetime:
    if not EARLIEST <= moment <= LATEST:
        raise ValueError("a time between 2000 and 2100 is wanted")
    return moment.astimezone(UTC)


def _a_text(password: SecretStr) -> SecretStr:
    if any("\ud800" <= letter <= "\udfff" for letter in password.get_secret_value()):
        raise ValueError("half a character is no text")
    return password


Name = Annotated[str, Field(min_length=1, max_length=64, pattern=WITHOUT_NUL)]
"""An id, or what somebody is called."""
Words = Annotated[str, Field(max_length=500, pattern=WITHOUT_NUL)]
"""What somebody writes."""
Key = Annotated[str, Field(min_length=8, max_length=64, pattern=r"^[A-Za-z0-9_-]+$")]
"""What the page names an act by."""
Moment = Annotated[AwareDatetime, AfterValidator(_in_utc)]
"""A time, in UTC from here on."""
Password = Annotated[SecretStr, Field(min_length=1, max_length=200), AfterValidator(_a_text)]
"""What somebody types, shown nowhere; whether it is long enough for a new one, accounts say. Pydantic looks at no secret:
half a character, which JSON may have, could not be hashed."""
