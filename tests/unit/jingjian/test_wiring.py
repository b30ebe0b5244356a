"""Rules to be tried go with the bureau's own categories."""

from pathlib import Path

from config.loader import PACKAGED
from config.settings import Settings
from jingjian import wiring


def test_other_rules_leave_the_bureaus_categories_in_place(tmp_path: Path) -> None:
    """A folder of rules takes the place of the rules, and of nothing else."""
    packaged = (PACKAGED / "categories" / "default.yaml").read_text(encoding="utf-8")
    own = tmp_path / "categories.yaml"
    own.write_text(packaged.replace("Dispute", "Quarrel"), encoding="utf-8")
    settings = Settings.model_validate({"bureau": {"categories": own}})

    tried = wiring.rules_of(settings, PACKAGED / "rules")

    assert tried.categories == wiring.rules_of(settings).categories
    assert tried.categories != wiring.rules_of(Settings()).categories
