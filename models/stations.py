"""Stations, and what people of theirs are."""

from enum import StrEnum

from msgspec import Struct

from models.ids import StationId


class Role(StrEnum):
    """What a person on the roster is."""

    OFFICER = "officer"
    AUXILIARY = "auxiliary"


class Station(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """A police station 派出所 with the names it is called by."""

    station: StationId
    name_zh: str
    """In full: 古城派出所."""
    name_en: str
    """Gucheng station."""
    call_zh: str
    """As the intercom calls it: 古城所."""
    pictures_for_learning: bool = False
    """Whether it consents that its stills, with what was decided about them, go into learning sets."""
