"""The cameras file: where each camera's video is, and how it is mounted."""

from collections.abc import Collection
from pathlib import Path

from msgspec import Struct
from pydantic import SecretStr
from yaml.nodes import Node, SequenceNode

from config.nodes import Reader, raise_all
from models.ids import CameraId, StationId

MOUNTED_DEG = (0, 90, 180, 270)
FOV_DEG = (20.0, 170.0)
"""E: from a telephoto lens to the widest that still draws straight lines anything like straight."""

_NEEDED = ("camera", "station", "address")
_OPTIONAL = ("user", "password_file", "model", "fov_deg", "mounted_deg")


class VideoCamera(Struct, frozen=True, kw_only=True):
    """One camera whose pictures are looked at."""

    camera: CameraId
    station: StationId
    address: str
    """Where its video is: rtsp, rtmp, http (HLS) or a file; without user and password."""
    user: str | None = None
    password: SecretStr | None = None
    model: str | None = None
    """Whose make it is, and which; only for figures by model."""
    fov_deg: float | None = None
    """The lens's horizontal field of view; without it nothing is said of how far it looks up or down."""
    mounted_deg: int = 0
    """How far it is mounted turned clockwise."""


def load_cameras(path: Path, stations: Collection[StationId]) -> dict[CameraId, VideoCamera]:
    """Return the cameras by id; raise ``ConfigError`` with everything that is wrong with them."""
    reader = Reader(path)
    root = reader.root()
    cameras: dict[CameraId, VideoCamera] = {}
    if root is not None and not (isinstance(root, SequenceNode) and root.value):
        reader.note(root, "", "is no list of cameras", "write '- camera: …' entries")
    elif isinstance(root, SequenceNode):
        for index, node in enumerate(root.value):
            camera = _Entry(reader, node, f"[{index}]").read(stations)
            if camera is None:
                continue
            if camera.camera in cameras:
                what = f"camera {camera.camera!r} stands twice"
                reader.note(node, f"[{index}].camera", what, "remove one of them")
            cameras[camera.camera] = camera
    raise_all([reader])
    return cameras


class _Entry:
    """One entry of the file."""

    def __init__(self, reader: Reader, node: Node, path: str) -> None:
        self._reader = reader
        self._path = path
        self._fields = reader.fields(node, path, _NEEDED, _OPTIONAL)

    def read(self, stations: Collection[StationId]) -> VideoCamera | None:
        """Return the camera, None where something is missing; what is wrong is noted."""
        camera, station, address = (self._text(name) for name in _NEEDED)
        user, password, model = self._text("user"), self._password(), self._text("model")
        fov_deg, mounted_deg = self._fov_deg(), self._mounted_deg()
        if station is not None and station not in stations:
            self._note(
                "station", f"{station!r} is not in the stations file", "correct it, or add the station"
            )
        if address is not None and "://" in address and "@" in address:
            mend = "write user: … and password_file: … beside it, and any other @ as %40"
            self._note(
                "address", "has an @ in it, as before a host whose user and password stand there", mend
            )
        if camera is None or station is None or address is None:
            return None
        return VideoCamera(
            camera=camera,
            station=station,
            address=address,
            user=user,
            password=password,
            model=model,
            fov_deg=fov_deg,
            mounted_deg=mounted_deg,
        )

    def _text(self, name: str) -> str | None:
        return self._reader.text(self._fields.get(name), f"{self._path}.{name}")

    def _note(self, name: str, what: str, mend: str) -> None:
        self._reader.note(self._fields[name], f"{self._path}.{name}", what, mend)

    def _password(self) -> SecretStr | None:
        name = self._text("password_file")
        if name is None:
            return None
        file = self._reader.file.parent / name
        try:
            return SecretStr(file.read_text(encoding="utf-8").rstrip("\r\n"))
        except (OSError, UnicodeDecodeError) as error:
            reason = getattr(error, "strerror", None) or type(error).__name__
            self._note(
                "password_file", f"{name} cannot be read ({reason})", "name a file that this role can read"
            )
            return None

    def _fov_deg(self) -> float | None:
        least, most = FOV_DEG
        value = self._number("fov_deg")
        if value is not None and not least <= value <= most:
            self._note("fov_deg", f"is {value:g}", f"write the horizontal angle, from {least:g} to {most:g}")
        return value

    def _mounted_deg(self) -> int:
        value = self._number("mounted_deg")
        if value is not None and value not in MOUNTED_DEG:
            self._note("mounted_deg", f"is {value:g}", f"write one of {', '.join(map(str, MOUNTED_DEG))}")
        return 0 if value is None else int(value)

    def _number(self, name: str) -> float | None:
        node = self._fields.get(name)
        return None if node is None else self._reader.number(node, f"{self._path}.{name}")
