"""The categories' file: which codes each category has and what it changes."""

from yaml.nodes import Node

from config.nodes import Reader, join
from config.numbers import NUMBERS
from config.problems import suggest
from config.rule_files import Place, RulesRead, check_order, read_numbers
from models.rules import Category, Number, Rule

OTHER = "other"
"""The category of codes that no category names; it must be there."""


def read_categories(reader: Reader, rules: RulesRead) -> tuple[dict[str, Category], dict[str, str]]:
    """Return the categories by key, and each code's category."""
    root = reader.root()
    if root is None:
        return {}, {}
    categories: dict[str, Category] = {}
    lines: dict[str, int] = {}
    found = reader.mapping(root, "")
    for key, (_, node) in found.items():
        category = _read_category(reader, key, node, lines, rules)
        if category is not None:
            categories[key] = category
    if OTHER not in found:
        reader.note(root, OTHER, "is missing", "add it: codes that no category names are taken for it")
    return categories, {code: key for key, category in categories.items() for code in category.codes}


def _read_category(
    reader: Reader, key: str, node: Node, lines: dict[str, int], rules: RulesRead
) -> Category | None:
    fields = reader.fields(
        node, key, ["name_zh", "name_en", "codes", "source"], ["source_zh", "needs_recording", "numbers"]
    )
    name_zh = reader.text(fields.get("name_zh"), join(key, "name_zh"))
    name_en = reader.text(fields.get("name_en"), join(key, "name_en"))
    source = reader.text(fields.get("source"), join(key, "source"))
    source_zh = reader.text(fields.get("source_zh"), join(key, "source_zh"))
    needs = reader.flag(fields.get("needs_recording"), join(key, "needs_recording"), default=True)
    codes = _read_codes(reader, join(key, "codes"), fields.get("codes"), lines)
    numbers = (
        _read_changes(reader, join(key, "numbers"), fields["numbers"], rules) if "numbers" in fields else {}
    )
    if name_zh is None or name_en is None or source is None:
        return None
    return Category(
        name_zh=name_zh,
        name_en=name_en,
        codes=codes,
        needs_recording=needs,
        source=source,
        source_zh=source_zh,
        numbers=numbers,
    )


def _read_codes(reader: Reader, path: str, node: Node | None, lines: dict[str, int]) -> tuple[str, ...]:
    """Return a category's codes; ``lines`` says where each code of any category stood first."""
    codes = []
    for item, code in reader.texts(node, path):
        if code in lines:
            what = f"code {code!r} stands twice (first in line {lines[code]})"
            reader.note(item, path, what, "leave it in one category")
            continue
        lines[code] = item.start_mark.line + 1
        codes.append(code)
    return tuple(codes)


def _read_changes(reader: Reader, path: str, node: Node, rules: RulesRead) -> dict[Rule, dict[str, Number]]:
    changes: dict[Rule, dict[str, Number]] = {}
    places: dict[tuple[Rule, str], Place] = {}
    for name, (key, value) in reader.mapping(node, path).items():
        if name not in NUMBERS:
            reader.note(key, join(path, name), "is no rule", suggest(name, NUMBERS))
            continue
        rule = Rule(name)
        located = read_numbers(reader, value, join(path, name), NUMBERS[rule], all_of_them=False)
        changes[rule] = {number: found for number, (found, _) in located.items()}
        places |= {(rule, number): (reader, at) for number, (_, at) in located.items()}
    in_force = all_numbers({rule: settings.numbers for rule, settings in rules.rules.items()})
    check_order(in_force | all_numbers(changes), places, path)
    return changes


def all_numbers(by_rule: dict[Rule, dict[str, Number]]) -> dict[tuple[Rule, str], Number]:
    """Return the numbers of several rules by rule and name."""
    return {(rule, name): number for rule, named in by_rule.items() for name, number in named.items()}
