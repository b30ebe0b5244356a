"""Load what a bureau has configured: rules, categories and stations, checked before anything starts."""

from pathlib import Path

from yaml.nodes import Node, SequenceNode

from config.category_files import all_numbers, read_categories
from config.nodes import Reader, raise_all
from config.rule_files import check_order, read_rules
from models.ids import EVERYWHERE
from models.rules import RuleBook
from models.stations import Station

PACKAGED = Path(__file__).parent
"""The folder with the rules and categories that apply where a bureau has none of its own."""

_LONGEST_ID = 64
"""As in ``models.ids``: what does not fit there could never match a record."""

_STATION = ("station", "name_zh", "name_en", "call_zh")
_CONSENT = "pictures_for_learning"


def load_rulebook(rules_dir: Path | None = None, categories: Path | None = None) -> RuleBook:
    """Return the rules and categories; raise ``ConfigError`` with everything that is wrong with them."""
    rules, problems = read_rules(rules_dir or PACKAGED / "rules")
    numbers = all_numbers({rule: settings.numbers for rule, settings in rules.rules.items()})
    check_order(numbers, rules.numbers)
    reader = Reader(categories or PACKAGED / "categories" / "default.yaml")
    found, category_of_code = read_categories(reader, rules)
    raise_all([*rules.readers, reader], problems)
    return RuleBook(rules=rules.rules, categories=found, category_of_code=category_of_code, desk=rules.desk)


def load_stations(path: Path) -> dict[str, Station]:
    """Return a bureau's stations by id; raise ``ConfigError`` with everything that is wrong with them."""
    reader = Reader(path)
    root = reader.root()
    stations: dict[str, Station] = {}
    lines: dict[str, int] = {}
    if root is not None and not (isinstance(root, SequenceNode) and root.value):
        reader.note(root, "", "is no list of stations", "write '- station: …' entries")
    elif isinstance(root, SequenceNode):
        for index, node in enumerate(root.value):
            station = _read_station(reader, node, f"[{index}]", lines)
            if station is not None:
                stations[station.station] = station
    raise_all([reader])
    return stations


def _read_station(reader: Reader, node: Node, path: str, lines: dict[str, int]) -> Station | None:
    fields = reader.fields(node, path, _STATION, (_CONSENT,))
    consents = reader.flag(fields.get(_CONSENT), f"{path}.{_CONSENT}", default=False)
    texts = {name: reader.text(fields.get(name), f"{path}.{name}") for name in _STATION}
    station = texts["station"]
    if station is not None:
        at, field = fields["station"], f"{path}.station"
        if station == EVERYWHERE:
            reader.note(at, field, "stands for the whole room", "call the station something else")
        if len(station) > _LONGEST_ID:
            reader.note(at, field, f"has {len(station)} characters", f"at most {_LONGEST_ID} are allowed")
        if station in lines:
            what = f"station {station!r} stands twice (first in line {lines[station]})"
            reader.note(at, field, what, "remove one of them")
        lines.setdefault(station, at.start_mark.line + 1)
    known = {name: text for name, text in texts.items() if text is not None}
    return Station(**known, pictures_for_learning=consents) if len(known) == len(_STATION) else None
