"""The cameras file: every mistake is named with its file, line and field; passwords stay out of sight."""

from pathlib import Path

import pytest

from config.camera_file import VideoCamera, load_cameras
from config.problems import ConfigError

STATIONS = {"gucheng"}
CAMERA = '- camera: "340200"\n  station: gucheng\n  address: rtsp://10.0.0.5/live?token=1\n'
SECRET = "open-sesame"  # noqa: S105  of no camera anywhere


def load(folder: Path, text: str) -> dict[str, VideoCamera]:
    """Load a file with this text."""
    file = folder / "cameras.yaml"
    file.write_text(text, encoding="utf-8")
    return load_cameras(file, STATIONS)


def test_cameras_load_with_what_is_known_of_them(tmp_path: Path) -> None:
    """Nothing but name, station and address is needed."""
    (tmp_path / "secret").write_text(f"{SECRET}\n")
    more = "  user: viewer\n  password_file: secret\n  model: DSJ-A1\n  fov_deg: 110\n  mounted_deg: 90\n"
    cameras = load(tmp_path, CAMERA + CAMERA.replace("340200", "340201") + more)
    assert list(cameras) == ["340200", "340201"]
    plain, full = cameras.values()
    assert plain == VideoCamera(camera="340200", station="gucheng", address="rtsp://10.0.0.5/live?token=1")
    assert (full.user, full.model, full.fov_deg, full.mounted_deg) == ("viewer", "DSJ-A1", 110, 90)
    assert full.password is not None
    assert full.password.get_secret_value() == SECRET
    assert SECRET not in repr(full)


MISTAKES = [
    ("[]\n", 1, "", "- camera: …"),
    (CAMERA.replace("  station: gucheng\n", ""), 1, "[0].station", "add 'station"),
    (CAMERA.replace("gucheng", "baiban"), 2, "[0].station", "add the station"),
    (CAMERA + CAMERA, 4, "[1].camera", "remove one"),
    (CAMERA + "  fov: 90\n", 4, "[0].fov", "did you mean fov_deg?"),
    (CAMERA + "  fov_deg: 300\n", 4, "[0].fov_deg", "from 20 to 170"),
    (CAMERA + "  mounted_deg: 45\n", 4, "[0].mounted_deg", "0, 90, 180, 270"),
    (CAMERA + "  password_file: nowhere\n", 4, "[0].password_file", "name a file"),
    (CAMERA.replace("rtsp://", f"rtsp://viewer:{SECRET}@"), 3, "[0].address", "password_file"),
]


@pytest.mark.parametrize(("text", "line", "field", "mend"), MISTAKES)
def test_a_mistake_in_the_cameras_is_named(
    tmp_path: Path, text: str, line: int, field: str, mend: str
) -> None:
    """With its place and how to mend it, and never with a password."""
    with pytest.raises(ConfigError) as caught:
        load(tmp_path, text)
    (problem,) = [one for one in caught.value.problems if one.field == field]
    assert problem.line == line
    assert mend in problem.mend
    assert SECRET not in str(caught.value)


@pytest.mark.parametrize("password", [SECRET, f"{SECRET}/1", f"12/{SECRET}", f"{SECRET}?", f"#{SECRET}"])
def test_a_password_in_an_address_is_never_taken_for_a_path(tmp_path: Path, password: str) -> None:
    """Whatever is in it; another @ is written %40."""
    with pytest.raises(ConfigError, match="%40") as caught:
        load(tmp_path, CAMERA.replace("rtsp://", f"rtsp://viewer:{password}@"))
    assert SECRET not in str(caught.value)
    assert load(tmp_path, CAMERA.replace("/live", "/live%40home"))
