"""The command line: what each command takes, and nothing of how it is done."""

from pathlib import Path
from typing import Annotated, Any

import typer

from config.settings_file import load_settings
from jingjian import live, offline, store
from jingjian import replay as replays
from jingjian.acls import print_acls
from jingjian.commands.options import MOMENT, Config, console
from jingjian.commands.people import audit_app, people_app
from jingjian.commands.vision import vision_app
from jingjian.demo import demo as run_demo
from jingjian.replay_order import ReplayOrder
from jingjian.roles import run_role, serving_at
from jingjian.up import up as run_up

app = typer.Typer(
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="Jingjian 镜鉴: live supervision of police call handling through body-worn cameras.",
)

Speed = Annotated[float, typer.Option(min=0.01, help="How many times its own speed.")]
AlertsFile = Annotated[
    Path | None,
    typer.Option("--alerts", help="Write every alert's final state there, as JSON lines."),
]
_FILE: dict[str, Any] = {"exists": True, "dir_okay": False}
RecordingFile = Annotated[Path, typer.Argument(help="An events.jsonl.")]


@app.command()
def demo(
    speed: Speed = 60,
    once: Annotated[bool, typer.Option("--once", help="End when the day is over.")] = False,
    alerts: AlertsFile = None,
    workers: Annotated[int, typer.Option(min=1, max=4)] = 1,
    events: Annotated[
        Path | None,
        typer.Option(help="Play this recording; its stations.yaml lies beside it."),
    ] = None,
    port: Annotated[
        int | None, typer.Option(min=1, max=65535, help="The console's; default: a free one.")
    ] = None,
    config: Config = None,
) -> None:
    """Play a real day on this machine and show the alerts live."""
    settings = load_settings(config)
    status = run_demo(settings, speed, once, alerts, workers, events, port, console)
    raise typer.Exit(status)


@app.command()
def up(config: Config = None) -> None:
    """Run all roles on this machine, and start again what ends."""
    raise typer.Exit(run_up(load_settings(config), config, console))


@app.command()
def worker(config: Config = None) -> None:
    """Run one worker: the supervisors and the desk."""
    raise typer.Exit(run_role(load_settings(config), "worker"))


@app.command("console")
def console_role(
    host: Annotated[str | None, typer.Option(help="Where to serve; default: console.host.")] = None,
    port: Annotated[int | None, typer.Option(min=0, max=65535, help="Default: console.port.")] = None,
    config: Config = None,
) -> None:
    """Run the console: what the supervision room sees and decides."""
    raise typer.Exit(run_role(serving_at(load_settings(config), host, port), "console"))


@app.command()
def intake(config: Config = None) -> None:
    """Run intake: input topics in, the ordered log out."""
    raise typer.Exit(run_role(load_settings(config), "intake"))


@app.command()
def projection(config: Config = None) -> None:
    """Run the projection: alerts, incidents and cameras into the SQL store."""
    raise typer.Exit(run_role(load_settings(config), "projection"))


@app.command()
def watchdog(config: Config = None) -> None:
    """Run the watchdog: an alert when the supervisors are blind."""
    raise typer.Exit(run_role(load_settings(config), "watchdog"))


app.add_typer(vision_app, name="vision")
app.add_typer(people_app, name="people")
app.add_typer(audit_app, name="audit")
store_app = typer.Typer(no_args_is_help=True, help="The SQL store.")
app.add_typer(store_app, name="store")


@store_app.command("upgrade")
def store_upgrade(config: Config = None) -> None:
    """Bring the store's tables to this version; the projection does it too when it starts."""
    raise typer.Exit(store.upgrade(load_settings(config), console))


@store_app.command("check")
def store_check(config: Config = None) -> None:
    """Say whether the store can be reached, and of which version its tables are."""
    raise typer.Exit(store.check(load_settings(config), console))


@app.command()
def play(file: RecordingFile, speed: Speed = 1, config: Config = None) -> None:
    """Send recorded events into the topics."""
    live.play(load_settings(config), file, speed, console)


@app.command()
def simulate(
    calls: Annotated[Path, typer.Option(**_FILE, help="Real calls (CSV, may be gzipped).")],
    clips: Annotated[Path, typer.Option(**_FILE, help="Real clips of body cameras (CSV, may be gzipped).")],
    out: Annotated[Path, typer.Option(file_okay=False, help="The folder to write into.")],
    shifts: Annotated[
        Path | None,
        typer.Option(
            **_FILE,
            help="Real shifts (CSV, may be gzipped). Without them, each wearer of a clip gets the 8-hour "
            "shift in which they recorded most.",
        ),
    ] = None,
    stations: Annotated[int, typer.Option(min=1)] = 4,
    cameras: Annotated[int, typer.Option(min=1, help="Shared out evenly over the stations.")] = 60,
    seed: int = 1,
    hours: Annotated[float, typer.Option(min=0.1, max=24)] = 24,
    tick_s: Annotated[
        float,
        typer.Option(
            min=1,
            max=50,
            help="Seconds between telemetry ticks; the rules go by records a minute apart at most.",
        ),
    ] = 10,
    faults: Annotated[float, typer.Option(min=0, help="Times as many faults as in real life.")] = 1,
    traps: Annotated[float, typer.Option(min=0, help="Times as many traps.")] = 1,
) -> None:
    """Make a day from real calls and clips, with labelled faults and traps."""
    if cameras < stations:
        message = f"{stations} stations need at least as many cameras"
        raise typer.BadParameter(message, param_hint="--cameras")
    order = offline.DayOrder(
        calls=calls,
        clips=clips,
        shifts=shifts,
        stations=stations,
        cameras=cameras,
        seed=seed,
        hours=hours,
        tick_s=tick_s,
        faults=faults,
        traps=traps,
    )
    offline.simulate(order, out, console)


@app.command()
def backtest(
    file: Annotated[Path | None, typer.Argument(help="An events.jsonl.")] = None,
    log: Annotated[
        bool, typer.Option("--log", help="The log that Kafka retains, in place of a file.")
    ] = False,
    rules: Annotated[Path | None, typer.Option(help="A folder of rules, in place of the bureau's.")] = None,
    stations: Annotated[Path | None, typer.Option(help="Default: stations.yaml beside the file.")] = None,
    alerts: AlertsFile = None,
    config: Config = None,
) -> None:
    """Run the same supervisors and desk over a file, or over the log that Kafka retains."""
    settings = load_settings(config)
    if log and file is None and stations is None:
        live.backtest_log(settings, rules, alerts, console)
    elif file is not None and not log:
        offline.backtest(settings, file, rules, stations, alerts, console)
    else:
        raise typer.BadParameter("name a file, or --log and neither a file nor --stations")


@app.command()
def score(
    alerts: Annotated[Path, typer.Option(**_FILE, help="Alerts in their final state (JSON lines).")],
    truth: Annotated[Path, typer.Option(**_FILE, help="What was injected (truth.jsonl).")],
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object.")] = False,
) -> None:
    """Say how right the alerts were on a simulated day, and how much they asked of an operator."""
    offline.score(alerts, truth, as_json, console)


@app.command()
def alerts(
    follow: Annotated[bool, typer.Option("--follow", help="Go on with new ones.")] = False,
    station: Annotated[str | None, typer.Option(help="Only this station.")] = None,
    as_json: Annotated[bool, typer.Option("--json")] = False,
    replay: Annotated[
        str | None, typer.Option("--replay", help="Those of this replay, in place of the live ones.")
    ] = None,
    config: Config = None,
) -> None:
    """Show the alerts topic, or a replay's."""
    live.alerts(load_settings(config), follow, station, as_json, replay, console)


@app.command()
def replay(
    begin: Annotated[str | None, typer.Option("--from", help=MOMENT)] = None,
    end: Annotated[str | None, typer.Option("--to", help="Up to before this.")] = None,
    station: Annotated[str | None, typer.Option(help="Only this station.")] = None,
    speed: Annotated[
        float, typer.Option(min=0, help="How many times the log's own speed; 0: as fast as it goes.")
    ] = 0,
    rules: Annotated[Path | None, typer.Option(help="A folder of rules, in place of the bureau's.")] = None,
    keep: Annotated[
        bool, typer.Option("--keep", help="Leave the replay's topics there when it is over.")
    ] = False,
    name: Annotated[str | None, typer.Option("--id", help="What to call the replay.")] = None,
    clean: Annotated[
        bool,
        typer.Option("--clean", help="Delete the topics of all replays, or of the one named by --id."),
    ] = False,
    config: Config = None,
) -> None:
    """Run a range of the retained log once more, into topics of its own."""
    settings = load_settings(config)
    if clean:
        replays.clean(settings, name, console)
        return
    if begin is None or end is None:
        raise typer.BadParameter("say from when to when, with --from and --to")
    order = ReplayOrder(begin=begin, end=end, station=station, speed=speed, rules=rules, keep=keep, name=name)
    raise typer.Exit(replays.replay(settings, order, console))


@app.command()
def check(
    create_topics: Annotated[
        bool, typer.Option("--create-topics", help="Create the topics that are missing.")
    ] = False,
    config: Config = None,
) -> None:
    """Check settings, rules, topics and broker; say what is wrong and how to mend it."""
    raise typer.Exit(live.check(load_settings(config), create_topics, console))


@app.command()
def acls(
    users: Annotated[
        list[str] | None,
        typer.Argument(help="ROLE=USER, as many as there are; without any, PREFIX-ROLE for every role."),
    ] = None,
    config: Config = None,
) -> None:
    """Print the commands that give each role's user its rights in Kafka, and no others."""
    print_acls(load_settings(config), users or [], console)
