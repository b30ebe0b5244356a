"""Who uses the console, and who may do what. Pure."""

from collections.abc import Iterable
from enum import StrEnum

from msgspec import Struct

from models.ids import EVERYWHERE, OperatorId, StationId

ALL_UNITS = "*"
"""In a list of units: all stations of the bureau."""
LOGIN_NAME = r"^\w[\w.@-]{0,63}$"
"""What a person may be called: part of an address, which dots alone are not."""


class Role(StrEnum):
    """What a person is in the console."""

    OPERATOR = "operator"
    """值班员: works at the alerts."""
    REVIEWER = "reviewer"
    """审核员: looks back; decides nothing that is live."""
    DISPLAY = "display"
    """大屏: no person but a display on a wall; its login goes on for as long as it is shown."""
    COMMANDER = "commander"
    """值班领导: works at the alerts and answers for the shift."""
    ADMINISTRATOR = "administrator"
    """系统管理员: users, maintenance, dead letters; no say about officers."""


class May(StrEnum):
    """What can be allowed."""

    SEE = "see"
    """Alerts, incidents, cameras' facts, figures."""
    WATCH = "watch"
    """Pictures: each look is on record."""
    ACT = "act"
    """Acknowledge, confirm, call and the rest; say what was seen on patrol."""
    MAINTAIN = "maintain"
    """Announce maintenance."""
    ADMINISTER = "administer"
    """Users, dead letters, health of the roles."""
    AUDIT = "audit"
    """The trail of who did and looked at what."""


_ALLOWED: dict[Role, frozenset[May]] = {
    Role.OPERATOR: frozenset({May.SEE, May.WATCH, May.ACT}),
    Role.REVIEWER: frozenset({May.SEE, May.WATCH}),
    Role.DISPLAY: frozenset({May.SEE, May.WATCH}),
    Role.COMMANDER: frozenset({May.SEE, May.WATCH, May.ACT, May.MAINTAIN, May.AUDIT}),
    Role.ADMINISTRATOR: frozenset({May.MAINTAIN, May.ADMINISTER, May.AUDIT}),
}
"""Least rights: whoever runs the system need not see anybody's picture, and the reviewer changes nothing."""
_OF_ALL_UNITS = frozenset({May.ADMINISTER, May.AUDIT})
"""Who may use the console, what could not be read, and the trail know no units: half a unit's administrator could
make themself everybody's."""


class Person(Struct, frozen=True):
    """Somebody who is logged in."""

    name: OperatorId
    shown: str
    """As others see it: 李警官."""
    roles: tuple[Role, ...]
    units: tuple[str, ...]
    """Their stations, or ``*`` for all."""

    def rights(self) -> frozenset[May]:
        """Return everything that one of their roles allows; what concerns all units, only to who has all."""
        rights = frozenset().union(*(_ALLOWED[role] for role in self.roles))
        return rights if ALL_UNITS in self.units else rights - _OF_ALL_UNITS

    def is_display(self) -> bool:
        """Say whether this is a display on a wall and nothing else."""
        return self.roles == (Role.DISPLAY,)

    def sees(self, station: StationId) -> bool:
        """Say whether a station is theirs; what concerns the whole room is everybody's."""
        return station == EVERYWHERE or ALL_UNITS in self.units or station in self.units

    def only(self) -> list[StationId] | None:
        """Return the stations to which what they see is limited; None for no limit."""
        return None if ALL_UNITS in self.units else [*self.units, EVERYWHERE]


def unknown_units(units: Iterable[str], stations: Iterable[StationId]) -> list[str]:
    """Return units that are no station."""
    known = {*stations, ALL_UNITS}
    return sorted(unit for unit in units if unit not in known)
