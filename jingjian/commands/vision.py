"""Commands about the cameras' pictures."""

from pathlib import Path
from typing import Annotated

import typer

from config.settings_file import load_settings
from jingjian.commands.options import MOMENT, Config, console
from jingjian.roles import run_role

DetectorFile = Annotated[
    Path | None,
    typer.Option("--detector", help="An ONNX file that looks at uniforms, its JSON file beside it."),
]

vision_app = typer.Typer(
    help="Run vision: look at the cameras' live pictures and tell what is seen.", invoke_without_command=True
)


@vision_app.callback()
def vision(context: typer.Context, config: Config = None) -> None:
    """Run vision: look at the cameras' live pictures and tell what is seen."""
    if context.invoked_subcommand is None:
        raise typer.Exit(run_role(load_settings(config), "vision"))


@vision_app.command("look")
def vision_look(
    source: Annotated[str, typer.Argument(help="rtsp://…, rtmp://…, http://… (HLS), a video or a picture.")],
    show: Annotated[
        Path | None, typer.Option(file_okay=False, help="Save pictures with marks in this folder.")
    ] = None,
    seconds: Annotated[float, typer.Option(min=1, help="For how long.")] = 30,
    every_s: Annotated[float, typer.Option(min=0.1, help="How often.")] = 2,
    fov_deg: Annotated[
        float | None, typer.Option(min=20, max=170, help="The lens's horizontal field of view.")
    ] = None,
    mounted_deg: Annotated[int, typer.Option(help="How far it is mounted turned: 0, 90, 180, 270.")] = 0,
    detector: DetectorFile = None,
    config: Config = None,
) -> None:
    """Look at one source: print what is seen."""
    # Large, and wanted here alone.
    from jingjian.look_numbers import numbers_from  # noqa: PLC0415
    from jingjian.looking import Order, look_with  # noqa: PLC0415
    from vision.detector.detector import load_detector  # noqa: PLC0415
    from vision.look import Lens  # noqa: PLC0415

    order = Order(
        source=source,
        lens=Lens(fov_deg, mounted_deg),
        every_s=every_s,
        seconds=seconds,
        show=show,
        detector=None if detector is None else load_detector(detector),
    )
    numbers = numbers_from(load_settings(config).vision.numbers_file)
    raise typer.Exit(look_with(order, numbers, console))


@vision_app.command("roll-call")
def vision_roll_call(
    source: Annotated[str, typer.Argument(help="As for look; of a video the newest picture is taken.")],
    station: Annotated[str, typer.Option(help="The officer's station.")],
    camera: Annotated[str, typer.Option(help="What the camera that takes the picture is called.")],
    badge: Annotated[str, typer.Option(help="Who stands in the frame, by badge number.")],
    frame: Annotated[
        str | None,
        typer.Option(
            help="Where the officer stands from head to feet: x,y,w,h as shares of the picture; default "
            "0.3,0.05,0.4,0.9."
        ),
    ] = None,
    require: Annotated[
        str, typer.Option(help="What must be well: some of headgear,vest,dress,badge.")
    ] = "vest",
    present: Annotated[
        bool, typer.Option("--present", help="I see that the officer stands in the frame.")
    ] = False,
    send: Annotated[bool, typer.Option("--send", help="Send the result to the observations topic.")] = False,
    wait_s: Annotated[float, typer.Option(min=1, help="How long to wait for a picture.")] = 15,
    detector: DetectorFile = None,
    config: Config = None,
) -> None:
    """Check one officer's uniform before a shift: 0 passed, 1 not passed, 3 not known."""
    from jingjian.roll_call import Order, asked_for, check  # noqa: PLC0415  as above
    from vision.roll_call_told import Whose  # noqa: PLC0415  as above

    order = Order(
        source=source,
        whose=Whose(station, camera, badge),
        asked=asked_for(frame, require, present=present),
        detector=detector,
        wait_s=wait_s,
        send=send,
    )
    raise typer.Exit(check(order, load_settings(config), console))


@vision_app.command("bench")
def vision_bench(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="A video file.")],
    seconds: Annotated[float, typer.Option(min=4, help="How much of it.")] = 60,
    json_file: Annotated[
        Path | None, typer.Option("--json", dir_okay=False, help="Write the figures to a file.")
    ] = None,
    config: Config = None,
) -> None:
    """Measure what looking at a video costs, by stage."""
    from jingjian.look_numbers import numbers_from  # noqa: PLC0415  as above
    from jingjian.vision_bench import measure, tell  # noqa: PLC0415

    numbers = numbers_from(load_settings(config).vision.numbers_file)
    tell(measure(file, seconds, numbers), console, json_file)


@vision_app.command("export")
def vision_export(
    out: Annotated[Path, typer.Option(file_okay=False, help="An empty folder, or a new one.")],
    begin: Annotated[str | None, typer.Option("--from", help=f"Raised from then on. {MOMENT}")] = None,
    end: Annotated[str | None, typer.Option("--to", help="Raised before then.")] = None,
    station: Annotated[str | None, typer.Option(help="Only this station.")] = None,
    rule: Annotated[str | None, typer.Option(help="Only angle_picture, or only uniform.")] = None,
    blur_faces: Annotated[bool, typer.Option(help="Blur faces where any are found; many are not.")] = True,
    config: Config = None,
) -> None:
    """Write a set to learn from: confirmed and dismissed pictures, for COCO and YOLO."""
    from jingjian.learning_export import ExportOrder, export  # noqa: PLC0415  as above

    order = ExportOrder(out=out, begin=begin, end=end, station=station, rule=rule, blur_faces=blur_faces)
    raise typer.Exit(export(load_settings(config), order, console))


@vision_app.command("evaluate")
def vision_evaluate(
    folder: Annotated[
        Path,
        typer.Option("--set", help="A set that was exported, or plain folders: LABEL/*.jpg, well/*.jpg."),
    ],
    precision: Annotated[float, typer.Option(min=0.01, max=1, help="How many alerts should be right.")] = 0.9,
    json_file: Annotated[
        Path | None, typer.Option("--json", dir_okay=False, help="Write all figures there too.")
    ] = None,
    config: Config = None,
) -> None:
    """Measure what the looks are worth on labelled pictures, and propose a score."""
    from jingjian.learning_evaluate import evaluate, lookers_of  # noqa: PLC0415  as above

    raise typer.Exit(evaluate(folder, precision, json_file, console, lookers_of(load_settings(config))))
