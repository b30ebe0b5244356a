"""The section ``[vision]``: which cameras' pictures are looked at, how often, and where stills are kept."""

from pathlib import Path

from pydantic import Field

from config.section import Section


class VisionSettings(Section):
    """Looking at pictures."""

    cameras_file: Path | None = Field(
        default=None,
        description="The cameras file (YAML): where each camera's video is; needed by the vision role.",
    )
    stills_dir: Path = Field(
        default=Path("stills"),
        description="The folder for stills, the evidence of what was seen; all vision roles and the console need "
        "the same one.",
    )
    stills_kept_s: int = Field(
        default=183 * 86400,
        ge=86400,
        description="How long stills are kept. Source: 公安机关现场执法视音频记录工作规定 (2016): recordings are kept "
        "at least 6 months.",
    )
    latest_dir: Path = Field(
        default=Path("latest"),
        description="The folder for the latest still of each camera, which the console's wall shows; a folder of its "
        "own, best in memory (tmpfs). All vision roles and the console need the same one.",
    )
    latest_every_s: float = Field(
        default=4,
        ge=0.5,
        le=60,
        description="How far apart the latest stills of a camera are written, no oftener than it is looked at. "
        "Source: E: a wall is looked over in longer; a thousand cameras then write some 15 MB a second.",
    )
    latest_kept_s: int = Field(
        default=600,
        ge=60,
        le=86400,
        description="How long the latest still of a camera is kept that gives no picture any more; its age is shown "
        "with it. Source: E: where it was last seen helps to find it; later its place is empty.",
    )
    look_every_s: float = Field(
        default=2,
        ge=0.5,
        le=60,
        description="How often each camera is looked at. Source: E: 15 looks in the 30 s in which the rule "
        "angle_picture decides.",
    )
    numbers_file: Path | None = Field(
        default=None,
        description="What looks go by, from where on a picture is dark, covered, tilted and so on (YAML), in place "
        "of config/looks/default.yaml, which names the sources.",
    )
    threads: int = Field(
        default=2,
        ge=1,
        le=64,
        description="How many pictures are looked at at once by one process. Source: E: a look takes some 5 ms, so "
        "two are enough for hundreds of cameras.",
    )
    detector: Path | None = Field(
        default=None,
        description="The bureau's own detector (an ONNX file, with a JSON file of the same name beside it) that "
        "looks at uniforms; none: they are not checked.",
    )
    detector_every_s: float = Field(
        default=10,
        ge=0.5,
        le=600,
        description="How often the detector looks at each camera. Source: E: five looks in 40 s, of which three "
        "show a fault before the rule uniform says so (its window is 120 s); a detector costs some 100 ms a look.",
    )
