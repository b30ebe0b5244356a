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
    look_every_s: float = Field(
        default=2,
        ge=0.5,
        le=60,
        description="How often each camera is looked at. Source: E: 15 looks in the 30 s in which the rule "
        "angle_picture decides.",
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
