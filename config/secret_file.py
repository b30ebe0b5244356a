"""Secrets that the settings name by their files."""

from pathlib import Path

from config.problems import ConfigError, Problem


def read_secret(file: Path, setting: str, mend: str) -> str:
    """Return what stands in a file, without blanks around it; raises ``ConfigError`` naming the file and the setting."""
    try:
        return file.read_text(encoding="utf-8").strip()
    except (OSError, ValueError) as error:
        raise bad_secret(file, setting, f"cannot be read: {error}", mend) from None


def bad_secret(file: Path, setting: str, what: str, mend: str) -> ConfigError:
    """Return what is wrong with a file's secret, and how to mend it; the secret is not in it."""
    return ConfigError([Problem(str(file), None, setting, what, mend)])
