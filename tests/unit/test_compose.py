"""docker-compose.yml and Dockerfile hold together: what they name is there, pinned, and configured."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from config.settings import Settings
from config.settings_file import load_settings

ROOT = Path(__file__).resolve().parents[2]
ROLES = ("topics", "intake", "worker", "projection", "watchdog", "vision", "console")
HOME = "/var/lib/jingjian"


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
    settings = set_environment(service, monkeypatch)
    assert settings.broker.bootstrap == "kafka:9092"
    assert any(str(volume).endswith(f":{settings.bureau.stations}:ro") for volume in service["volumes"])


def set_environment(service: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Return the settings of a service."""
    for name, value in service["environment"].items():
        monkeypatch.setenv(name, value)
    return load_settings()


def targets(service: dict[str, Any]) -> dict[str, str]:
    """Return what a service mounts, by where it mounts it."""
    pairs = {}
    for volume in service["volumes"]:
        if isinstance(volume, dict):
            pairs[volume["target"]] = volume["source"]
        else:
            source, target = volume.removesuffix(":ro").rsplit(":", 1)
            pairs[target] = source
    return pairs


def test_without_cameras_everything_else_starts(compose: dict[str, Any]) -> None:
    """Vision has a profile of its own, nobody waits for it, and no variable must be set."""
    services = compose["services"]
    assert [name for name, service in services.items() if "profiles" in service] == ["vision"]
    assert not any("vision" in service.get("depends_on", {}) for service in services.values())
    assert ":?" not in (ROOT / "docker-compose.yml").read_text(encoding="utf-8")


def test_vision_finds_its_cameras_and_keeps_its_stills(
    compose: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The cameras file lies in the mounted folder; stills outlive the container, in folders that are its user's."""
    monkeypatch.chdir(tmp_path)
    service = compose["services"]["vision"]
    vision, mounts = set_environment(service, monkeypatch).vision, targets(service)
    assert vision.cameras_file is not None
    assert str(vision.cameras_file.parent) in mounts
    # A folder that is not there must be an error, and not an empty one that Docker makes.
    (bind,) = [volume for volume in service["volumes"] if isinstance(volume, dict)]
    assert bind["bind"]["create_host_path"] is False
    dockerfile = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    made = next(line for line in dockerfile.splitlines() if line.startswith("RUN mkdir")).split()[2:]
    assert f"WORKDIR {HOME}\n" in dockerfile
    assert dockerfile.index("USER jingjian") < dockerfile.index("RUN mkdir")
    for folder in (vision.stills_dir, vision.latest_dir):
        assert mounts[f"{HOME}/{folder}"] in compose["volumes"]
        assert str(folder) in made
    (user,) = re.findall(r"--uid (\d+)", dockerfile)
    assert f"uid={user}" in compose["volumes"]["latest-data"]["driver_opts"]["o"]


def test_the_console_has_what_it_shows_and_keeps_its_people(
    compose: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It reads the projection's store and vision's stills; people outlive the container; this machine alone reaches it."""
    monkeypatch.chdir(tmp_path)
    services = compose["services"]
    service = services["console"]
    settings, mounts = set_environment(service, monkeypatch), targets(service)
    assert mounts[HOME] == targets(services["projection"])[HOME]
    for folder in (settings.vision.stills_dir, settings.vision.latest_dir):
        assert mounts[f"{HOME}/{folder}"] == targets(services["vision"])[f"{HOME}/{folder}"]
    people = Path(settings.people.url.removeprefix("sqlite+aiosqlite:///")).parent
    assert mounts[str(people)] == "people-data"
    assert "people-data" in compose["volumes"]
    assert (
        people.name in (ROOT / "Dockerfile").read_text(encoding="utf-8").split("RUN mkdir")[1].split("\n")[0]
    )
    assert service["ports"] == [f"127.0.0.1:{settings.console.port}:{settings.console.port}"]
    port = settings.health.port
    assert settings.console.roles == {
        name: f"http://{name}:{port}" for name in ("intake", "worker", "projection", "watchdog")
    }


def test_the_image_has_what_pictures_need(compose: dict[str, Any]) -> None:
    """The locked OpenCV is the one that is linked with libGL and GLib."""
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    assert re.search(r"^opencv-python==", lock, re.MULTILINE)
    dockerfile = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    assert {"libgl1", "libglib2.0-0"} <= set(dockerfile.split())
    assert compose["services"]["vision"]["image"] == compose["services"]["worker"]["image"]


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
