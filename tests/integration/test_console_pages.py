"""The console's pages over real roles: what happens is seen, and what a person says goes to Kafka and comes back."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import aiohttp
import msgspec

from bench.console.standing import LI
from bench.processes import WITHIN_S, role
from console.people import ALL_UNITS, Person, Role
from models.alerts import Step
from models.observations import Look, Observation, Seen, StreamState
from models.telemetry import CameraRecord
from streams.topics import Topic
from tests.integration.live_system import message, reading, send, until_logged
from tests.integration.rooms import Room, of_postgres, room, without_health
from tests.integration.scenes import STATION, Scene, tick
from tests.integration.test_console import act, got, now, raised, until_got, until_step
from tests.pictures import room as picture
from tests.postgres import Postgres
from vision.latest import Latest
from vision.stills import jpeg

EVERY_ROLE = Person("zhou", "周警官", tuple(Role), (ALL_UNITS,))
ELSEWHERE = Person("zhao", "赵警官", (Role.OPERATOR,), ("another",))


async def status(client: aiohttp.ClientSession, method: str, path: str, **more: Any) -> int:
    """Ask for something; return the status."""
    async with client.request(method, path, **more) as answer:
        return answer.status


async def test_two_at_once_on_one_alert_are_both_on_record(
    apache_kafka: str, prefix: str, tmp_path: Path
) -> None:
    """Both acts stand in its history and one of the two sees it through; a key that is sent twice acts once."""
    async with (
        room(apache_kafka, prefix, tmp_path) as the,
        the.person("li") as li,
        the.person("wang") as wang,
    ):
        alert = (await raised(the, li))["alert"]
        await until_step(wang, alert, Step.RAISED)
        done = await asyncio.gather(
            act(li, "directive_called", alert),
            act(wang, "directive_called", alert),
            act(wang, "directive_called", alert),
            act(li, "confirm", alert),
        )
        assert done == [202] * 4
        await until_step(li, alert, Step.CONFIRMED)
        story = await until_got(li, f"/api/alerts/{alert}", lambda page: len(page["actions"]) == 3)
        story = await until_got(
            li, f"/api/alerts/{alert}", lambda page: len(_by(page, Step.DIRECTIVE_CALLED)) >= 2
        )
        assert sorted(_by(story, Step.DIRECTIVE_CALLED)) == ["li", "wang"]
        [other] = {"li", "wang"} - {story["alert"]["owner"]}
        assert await act(li, "assign", alert, to="nobody") == 404
        assert await act(li, "assign", alert, to=other) == 202
        assert (await until_step(li, alert, Step.ASSIGNED))["alert"]["owner"] == other


def _heard_of(page: dict[str, Any]) -> bool:
    """Say whether a camera spoke and its incident is known, as the store has it by now."""
    return any(tile["online"] is not None and tile["incident"] is not None for tile in page["tiles"])


def _by(story: dict[str, Any], step: Step) -> list[str]:
    return [each["operator"] for each in story["alert"]["history"] if each["step"] == step]


async def test_what_happened_is_found_on_every_page(
    apache_kafka: str, prefix: str, tmp_path: Path, postgres: Postgres
) -> None:
    """On PostgreSQL: the incident by part of its number and by its officer, the camera, the figures, the filters."""
    sections = {"store": await of_postgres(postgres), "people": await of_postgres(postgres)}
    async with (
        room(apache_kafka, prefix, tmp_path, LI, ELSEWHERE, **sections) as the,
        the.person("li") as li,
        the.person("zhao") as zhao,
    ):
        alert = await raised(the, li)
        await until_step(li, alert["alert"], Step.RAISED)
        await until_got(
            li, "/api/incidents", lambda page: page["incidents"] and page["incidents"][0]["alerts"]
        )
        for search in ("", alert["incident"][2:6], alert["badge"]):
            found = await got(li, "/api/incidents", search=search, station=STATION, stage="arrived")
            [incident] = found["incidents"]
            assert (incident["incident"], incident["officers"]) == (alert["incident"], [alert["badge"]])
            assert [each["alert"] for each in incident["alerts"]] == [alert["alert"]]
        for nothing in ({"search": "%"}, {"late": "true"}, {"stage": "concluded"}, {"station": "x"}):
            assert (await got(li, "/api/incidents", **nothing))["incidents"] == []
        story = await got(li, f"/api/incidents/{alert['incident']}")
        assert [each["alert"] for each in story["alerts"]] == [alert["alert"]]
        assert [each["stage"] for each in story["events"]] == ["arrived"]

        for path in ("/api/wall", "/api/cameras"):
            [tile] = (await until_got(li, path, _heard_of))["tiles"]
            assert (tile["camera"], tile["badge"], tile["alerts"]) == (
                *(alert["camera"], alert["badge"], [alert["alert"]]),
            )
            assert (tile["online"], tile["recording"], tile["position"]) == (True, False, None)
            assert (tile["incident"], tile["worst"]) == (alert["incident"], alert["priority"])
            assert (await got(zhao, path))["tiles"] == []

        told = (await got(li, "/api/figures"))["figures"]
        assert [(each["rule"], each["raised"]) for each in told["rules"]] == [(alert["rule"], 1)]
        assert (await got(zhao, "/api/figures"))["figures"]["rules"] == []
        for name, value in (("priority", alert["priority"]), ("rule", alert["rule"]), ("station", STATION)):
            assert len((await got(li, "/api/alerts", **{name: value}))["alerts"]) == 1
        assert (await got(li, "/api/alerts", state="shelved"))["alerts"] == []
        colleagues = (await got(li, "/api/room"))["people"]
        assert [each["name"] for each in colleagues] == ["li"]


async def test_bars_show_when_a_camera_recorded_and_when_nobody_knows(
    apache_kafka: str, prefix: str, tmp_path: Path, postgres: Postgres
) -> None:
    """On PostgreSQL: what its camera said stands in the alert's story and its incident's, in order, open to now."""
    store = {"store": await of_postgres(postgres)}
    async with room(apache_kafka, prefix, tmp_path, LI, **store) as the, the.person("li") as li:
        scene = Scene()
        await scene.begin(the.settings)
        for recording in (False, True):
            await until_logged(the.settings, await send(the.settings, scene.telemetry(recording=recording)))
        path = f"/api/incidents/{scene.incident}"
        await until_got(li, "/api/incidents", lambda page: page["incidents"])
        story = await until_got(li, path, lambda page: page["alerts"] and len(_bar(page)) == 2)
        off, on = _bar(story)
        assert (off["value"], on["value"], on["until"]) == (False, True, None)
        assert off["until"] == on["since"] > off["since"]
        assert [(each["camera"], each["badge"], each["fact"]) for each in story["bars"]] == [
            (scene.camera, scene.badge, fact) for fact in ("recording", "online", "angle")
        ]
        [alert] = story["alerts"]
        of_alert = await got(li, f"/api/alerts/{alert['alert']}")
        assert of_alert["bars"] == story["bars"]
        [[duty], [shift], [watched]] = (bar["asked"] for bar in story["bars"])
        assert watched == duty
        assert shift["since"] < duty["since"] <= off["since"]
        assert (shift["until"], duty["until"]) == (None, None)
        gone = CameraRecord(camera=scene.camera, online=False)
        await send(the.settings, message(Topic.TELEMETRY, tick(gone)))
        story = await until_got(li, path, lambda page: len(_bar(page)) == 3)
        assert [each["value"] for each in _bar(story)] == [False, True, None]


async def praised(client: aiohttp.ClientSession, camera: str, alert: str) -> None:
    """Praise what a camera shows; it counts beside the alerts of camera, officer and station, once."""
    well = {"station": STATION, "camera": camera, "occurred_at": now(), "praise": True}
    assert await status(client, "POST", "/api/patrol", json=well) == 204
    assert await status(client, "POST", "/api/patrol", json=well) == 204
    story = await until_got(
        client, f"/api/alerts/{alert}", lambda page: all(each["praised"] for each in page["before"])
    )
    assert {each["about"]: each["praised"] for each in story["before"]} == dict.fromkeys(
        ("camera", "badge", "station"), 1
    )
    assert [each["praised"] for each in (await got(client, "/api/figures"))["figures"]["stations"]] == [1]


def _bar(story: dict[str, Any]) -> list[dict[str, Any]]:
    return next((bar["spans"] for bar in story["bars"] if bar["fact"] == "recording"), [])


async def test_what_a_person_saw_on_patrol_is_told_with_its_picture(
    apache_kafka: str, prefix: str, tmp_path: Path
) -> None:
    """It reaches the topic in the person's name and makes an alert; another unit sees neither still; looks are on record."""
    async with (
        room(apache_kafka, prefix, tmp_path, EVERY_ROLE, ELSEWHERE) as the,
        the.person("zhou") as zhou,
        the.person("zhao") as zhao,
    ):
        alert = await raised(the, zhou)
        camera, badge = alert["camera"], alert["badge"]
        shown = jpeg(picture())
        taken_at = datetime.now(UTC)
        Latest(the.settings.vision.latest_dir).put(camera, taken_at, shown)
        await is_watched(the, camera)
        latest = f"/api/stations/{STATION}/cameras/{camera}/latest"
        async with asyncio.timeout(WITHIN_S):
            while await status(zhou, "GET", latest) != 200:
                await asyncio.sleep(0.1)
        async with zhou.get(latest) as answer:
            assert datetime.fromisoformat(answer.headers["X-Taken-At"]) == taken_at
            assert (await answer.read()).endswith(shown[2:])
        assert await status(zhao, "GET", latest) == 404
        live = latest.replace("/latest", "/live")
        assert [await status(zhou, "POST", live), await status(zhao, "POST", live)] == [200, 404]

        await until_got(zhou, "/api/patrol", lambda page: page["due"] == [camera])
        seen = {"look": "vest", "seen": "fault", "badge": badge}
        patrolled = {"station": STATION, "camera": camera, "occurred_at": now(), "seen": [seen]}
        mistyped = {**patrolled, "seen": [{**seen, "badge": f"{badge}x"}]}
        assert await status(zhou, "POST", "/api/patrol", json=mistyped) == 404
        assert await status(zhao, "POST", "/api/patrol", json=patrolled) == 404
        assert await status(zhou, "POST", "/api/patrol", json=patrolled) == 204
        [observed] = await by_persons(the)
        assert (observed.kind, observed.seen, observed.badge, observed.by) == (
            *(Look.VEST, Seen.FAULT, badge, "zhou"),
        )
        assert (await got(zhou, "/api/patrol"))["due"] == []

        about = await until_got(
            zhou, "/api/alerts", lambda page: [each for each in page["alerts"] if each["pictures"]]
        )
        [told] = [each for each in about["alerts"] if each["pictures"]]
        assert told["pictures"] == [observed.picture]
        still = f"/api/alerts/{told['alert']}/stills/0"
        async with zhou.get(still) as answer:
            assert (answer.status, (await answer.read()).endswith(shown[2:])) == (200, True)
        assert await status(zhou, "GET", f"/api/alerts/{told['alert']}/stills/1") == 404
        assert await status(zhou, "GET", f"{still}?which=marked") == 404
        assert await status(zhao, "GET", still) == 404

        lines = (await got(zhou, "/api/audit", about=camera))["lines"]
        looks = [(line["name"], line["deed"], line["detail"].split()[0]) for line in lines]
        assert set(looks) == {
            *(("zhou", "looked", "latest"), ("zhou", "looked", "live"), ("zhou", "looked", "alert")),
            ("zhou", "observed", "patrol"),
        }
        # Once a minute each, though the still was asked for twice; the minute may have changed meanwhile.
        assert len(looks) <= 5
        await praised(zhou, camera, told["alert"])
        assert (await the.trail()).broken_at is None


async def is_watched(the: Room, camera: str) -> None:
    """Let vision tell that a camera's video comes."""
    look = Observation(
        station=STATION,
        camera=camera,
        occurred_at=datetime.now(UTC),
        kind=Look.STREAM,
        seen=Seen.WELL,
        stream=StreamState.LIVE,
    )
    await send(the.settings, message(Topic.OBSERVATIONS, look))


async def by_persons(the: Room) -> list[Observation]:
    """Return the observations on their topic that a person made."""
    found: list[Observation] = []
    async with reading(the.settings, Topic.OBSERVATIONS) as consumer, asyncio.timeout(WITHIN_S):
        while not found:
            polled = await consumer.getmany(timeout_ms=200)
            every = [
                msgspec.json.decode(each.value, type=Observation) for some in polled.values() for each in some
            ]
            found += [each for each in every if each.by is not None]
    return found


async def test_a_dead_letter_is_sent_again_when_its_cause_is_mended(
    apache_kafka: str, prefix: str, tmp_path: Path
) -> None:
    """Byte for byte, and then it enters the log; what is no input is not sent."""
    async with (
        room(apache_kafka, prefix, tmp_path, EVERY_ROLE, behind=("projection",)) as the,
        the.person("zhou") as zhou,
    ):
        mended = without_health(the.settings)
        unknown = tmp_path / "unknown.yaml"
        unknown.write_text(
            "- {station: other, name_zh: 某所, name_en: Other, call_zh: 某所}\n", encoding="utf-8"
        )
        bureau = mended.bureau.model_copy(update={"stations": unknown})
        [place] = await send(the.settings, Scene().telemetry())
        with role(mended.model_copy(update={"bureau": bureau}), "intake", tmp_path):
            page = await until_got(zhou, "/api/dead-letters", lambda page: page["letters"])
        [letter] = page["letters"]
        topic, partition, offset = place
        which = {"topic": topic.value, "partition": partition, "offset": offset}
        assert {name: letter[name] for name in which} == which
        again = "/api/dead-letters/send-again"
        assert await status(zhou, "POST", again, json={**which, "offset": offset + 1}) == 404
        assert await status(zhou, "POST", again, json=which) == 204
        with role(mended, "intake", tmp_path):
            async with reading(the.settings, topic) as consumer, asyncio.timeout(WITHIN_S):
                messages: list[Any] = []
                while len(messages) < 2:
                    polled = await consumer.getmany(timeout_ms=200)
                    messages += [each for some in polled.values() for each in some]
            # Each may lie in another partition, so they come in any order.
            [second] = [each for each in messages if (each.partition, each.offset) != (partition, offset)]
            assert len({each.value for each in messages}) == 1
            await until_logged(the.settings, [(topic, second.partition, second.offset)])
        lines = (await got(zhou, "/api/audit"))["lines"]
        assert ("sent_again", f"{topic.value}/{partition}/{offset}") in {
            (line["deed"], line["about"]) for line in lines
        }
