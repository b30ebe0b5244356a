"""What observations leave in the store: how each camera's video comes and what was last seen, every check."""

from collections.abc import Sequence
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import convert, structs
from sqlalchemy import select

from config.settings import StoreSettings
from models.log import Block, ObservationRun
from models.observations import Look, Observation, Seen, StreamState
from models.times import after
from streams.blocks import Taken
from streams.store import tables
from streams.store.connect import connect
from streams.store.observed import TOLD_WITHIN, Looked, Row
from streams.store.rows import Rows
from streams.store.write import write_rows
from tests.factories import BADGE, CAMERA, STATION, at, keeper, observation

OBSERVED = (tables.watched, tables.roll_calls)
Tables = dict[str, list[Row]]


def logged(number: int, seen: Observation) -> ObservationRun:
    """Return an observation as a run of the log, logged a second after it was made."""
    return ObservationRun(partition=0, at=after(seen.occurred_at, 1), offsets=[number], records=[seen])


async def stored(told: Sequence[Observation], batches: Sequence[int]) -> Tables:
    """Return what the tables hold after observations came in batches of these sizes."""
    with TemporaryDirectory() as folder:
        engine = connect(StoreSettings(url=f"sqlite+aiosqlite:///{Path(folder) / 'store.db'}"))
        async with engine.begin() as connection:
            await connection.run_sync(tables.metadata.create_all)
        runs = [logged(number, seen) for number, seen in enumerate(told)]
        taken = Taken()
        for size in batches:
            rows = Rows()
            batch, runs = runs[:size], runs[size:]
            rows.add_block(Block(runs=list(batch)), taken, keeper())
            async with engine.begin() as connection:
                await write_rows(connection, rows)
        assert not runs
        found: Tables = {}
        async with engine.connect() as connection:
            for table in OBSERVED:
                rows_there = await connection.execute(select(table).order_by(*table.primary_key.columns))
                found[table.name] = [dict(row._mapping) for row in rows_there]
        await engine.dispose()
    return found


async def at_once(*told: Observation) -> Tables:
    """Return what the tables hold after observations came in one batch."""
    return await stored(told, [len(told)])


def video(seconds: float, state: StreamState) -> Observation:
    """Return how a camera's video comes."""
    return structs.replace(observation(seconds, Look.STREAM, Seen.UNKNOWN), stream=state)


def check(seconds: float, seen: Seen, badge: str | None = BADGE) -> Observation:
    """Return a roll-call check."""
    return structs.replace(observation(seconds, Look.ROLL_CALL, seen, picture="p"), badge=badge, by="li")


async def test_of_each_kind_the_newest_look_is_kept() -> None:
    """With what was seen, how surely, when and the still; what is well besides is of its own kind."""
    fault = observation(4, Look.COVERED, Seen.FAULT, score=0.8, picture="still")
    well = structs.replace(
        observation(2, Look.DARK, Seen.WELL, score=0.9), also_well=(Look.COVERED, Look.SKY)
    )
    later = structs.replace(observation(6, Look.DARK, Seen.UNKNOWN, score=0.5), by="li", badge=BADGE)
    for batches in ([3], [1, 1, 1], [2, 1]):
        (row,) = (await stored([well, fault, later], batches))["watched"]
        assert (row["station"], row["camera"], row["looked_at"], row["video"]) == (
            STATION,
            CAMERA,
            at(6),
            None,
        )
        looks = {kind: convert(said, Looked) for kind, said in row["looks"].items()}
        assert looks == {
            "sky": Looked(seen=Seen.WELL, score=0.9, taken_at=at(2)),
            "covered": Looked(seen=Seen.FAULT, score=0.8, taken_at=at(4), picture="still"),
            "dark": Looked(seen=Seen.UNKNOWN, score=0.5, taken_at=at(6), badge=BADGE, by="li"),
        }


async def test_a_fault_outweighs_its_own_kind_among_what_is_well() -> None:
    """A message that says both of one kind is taken at its word about the fault, as the rules take it."""
    both = structs.replace(observation(0, Look.DARK, Seen.FAULT), also_well=(Look.DARK,))
    (row,) = (await at_once(both))["watched"]
    assert row["looks"]["dark"]["seen"] == "fault"


async def test_a_look_that_comes_late_is_news_of_its_kind_alone() -> None:
    """Neither within a batch nor on what is stored is it newer than what came before it."""
    told = [observation(5, Look.DARK, Seen.WELL), observation(3, Look.DARK), observation(4, Look.SKY)]
    for batches in ([3], [1, 1, 1]):
        (row,) = (await stored(told, batches))["watched"]
        assert {kind: said["seen"] for kind, said in row["looks"].items()} == {"dark": "well", "sky": "fault"}
        assert row["looked_at"] == at(5)


async def test_how_a_video_comes_is_kept_with_since_when() -> None:
    """Told again it is so since it began; gone and back again it is so since it came back."""
    live, stalled = StreamState.LIVE, StreamState.STALLED
    told = [video(0, live), video(30, live), video(40, stalled), video(50, live), video(80, live)]
    for count, since, last, state in ((2, 0, 30, live), (3, 40, 40, stalled), (5, 50, 80, live)):
        for batches in ([count], [1] * count, [1, count - 1]):
            assert (await stored(told[:count], batches))["watched"] == [
                {
                    "station": STATION,
                    "camera": CAMERA,
                    "video": state.value,
                    "video_since": at(since),
                    "video_told_at": at(last),
                    "looked_at": None,
                    "looks": {},
                }
            ]


async def test_after_a_silence_nobody_knows_since_when() -> None:
    """Whoever watched may have been away: it is so since it is told again."""
    live, within_s = StreamState.LIVE, TOLD_WITHIN.total_seconds()
    (row,) = (await at_once(video(0, live), video(within_s, live)))["watched"]
    assert row["video_since"] == at(0)
    (row,) = (await at_once(video(0, live), video(within_s + 1, live)))["watched"]
    assert row["video_since"] == at(within_s + 1)


async def test_what_says_nothing_of_a_video_changes_nothing() -> None:
    """Told late, without a state, or by the way."""
    live = StreamState.LIVE
    without = structs.replace(video(9, live), stream=None)
    by_the_way = structs.replace(observation(9, Look.DARK, Seen.WELL), also_well=(Look.STREAM,))
    late = video(3, StreamState.REFUSED)
    (row,) = (await at_once(video(5, live), without, by_the_way, late))["watched"]
    assert (row["video"], row["video_told_at"], list(row["looks"])) == ("live", at(5), ["dark"])
    assert (await at_once(without))["watched"] == []


async def test_every_roll_call_check_is_kept() -> None:
    """Passed or not, of whoever it was and by whom it was seen; it is no look at a camera."""
    found = await at_once(check(0, Seen.FAULT), check(60, Seen.WELL), check(60, Seen.UNKNOWN, badge=None))
    assert found["watched"] == []
    assert [(row["offset"], row["badge"], row["seen"], row["taken_at"]) for row in found["roll_calls"]] == [
        (0, BADGE, "fault", at(0)),
        (1, BADGE, "well", at(60)),
        (2, None, "unknown", at(60)),
    ]
    assert {(row["station"], row["camera"], row["picture"], row["by"]) for row in found["roll_calls"]} == {
        (STATION, CAMERA, "p", "li")
    }


async def test_what_was_well_at_a_check_counts_for_itself() -> None:
    """A check that names the vest and the cap is a look for each too."""
    passed = structs.replace(check(0, Seen.WELL), also_well=(Look.VEST, Look.HEADGEAR))
    found = await at_once(passed)
    assert sorted(found["watched"][0]["looks"]) == ["headgear", "vest"]
    assert [row["seen"] for row in found["roll_calls"]] == ["well"]


SOME = st.builds(
    lambda seconds, camera, kind, seen, state, also: structs.replace(
        observation(seconds, kind, seen, camera=camera),
        stream=state if kind is Look.STREAM else None,
        also_well=also,
    ),
    st.integers(0, 200),
    st.sampled_from(["one", "two"]),
    st.sampled_from([Look.DARK, Look.COVERED, Look.STREAM, Look.ROLL_CALL]),
    st.sampled_from(Seen),
    st.sampled_from([StreamState.LIVE, StreamState.STALLED]),
    st.sampled_from([(), (Look.DARK,), (Look.COVERED, Look.SKY)]),
)


@settings(max_examples=20, deadline=None)
@given(st.lists(SOME, min_size=1, max_size=12), st.integers(0, 2**32))
async def test_batches_of_any_size_leave_the_same_rows(told: list[Observation], seed: int) -> None:
    """As if each had come alone."""
    random, left, batches = Random(seed), len(told), []
    while left:
        batches.append(random.randint(1, left))
        left -= batches[-1]
    assert await stored(told, batches) == await stored(told, [1] * len(told))
