"""docker-compose.yml and Dockerfile hold together: what they name is there, pinned, and configured."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from config.settings import Settings
from config.settings_file import load_settings

ROOT = Path(__file__).resolve().parents[2]
ROLES = ("topics", "intake", "worker", "projection", "watchdog")


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    """Return the compose file, its merge keys resolved."""
    loaded: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
    return loaded


def test_services_rest_on_services_that_are_there(compose: dict[str, Any]) -> None:
    """Whoever waits for a service waits for one that exists, for a condition that it can meet."""
    services = compose["services"]
    assert set(services) == {"kafka", *ROLES}
    for service in services.values():
        for other, wait in service.get("depends_on", {}).items():
            if wait["condition"] == "service_healthy":
                assert "healthcheck" in services[other]
            else:
                assert wait["condition"] == "service_completed_successfully"
                assert services[other]["restart"] == "on-failure"


def test_images_are_pinned(compose: dict[str, Any]) -> None:
    """No image floats: each has a tag with a number."""
    images = [service["image"] for service in compose["services"].values()]
    lines = (ROOT / "Dockerfile").read_text(encoding="utf-8").splitlines()
    images += [line.split()[1] for line in lines if line.startswith("FROM ")]
    for image in images:
        name, _, tag = image.rpartition(":")
        assert name
        assert any(letter.isdigit() for letter in tag)


def test_kafka_keeps_its_data_in_the_volume(compose: dict[str, Any]) -> None:
    """The folder that Kafka writes to is the one that outlives the container."""
    kafka = compose["services"]["kafka"]
    assert f"kafka-data:{kafka['environment']['KAFKA_LOG_DIRS']}" in kafka["volumes"]
    assert "kafka-data" in compose["volumes"]


@pytest.mark.parametrize("role", ROLES)
def test_the_environment_of_a_role_is_valid(
    role: str, compose: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every variable of a role is a setting, and leads to the broker and the mounted stations file."""
    monkeypatch.chdir(tmp_path)
    service = compose["services"][role]
    for name, value in service["environment"].items():
        monkeypatch.setenv(name, value)
    settings: Settings = load_settings()
    assert settings.broker.bootstrap == "kafka:9092"
    assert any(volume.endswith(f":{settings.bureau.stations}:ro") for volume in service["volumes"])


def test_the_image_gets_what_it_copies() -> None:
    """.dockerignore lets through what the project is installed from."""
    ignore = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    packages = [folder.parent.name for folder in ROOT.glob("*/__init__.py") if folder.parent.name != "bench"]
    for name in [
        *(f"{package}/" for package in packages),
        "requirements.lock",
        "pyproject.toml",
        "README.md",
    ]:
        assert f"!{name}" in ignore
