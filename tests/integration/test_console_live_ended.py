"""A connection for live video that no page holds: the console has the media server end it."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path

import aiohttp
from aiortc import RTCPeerConnection, RTCSessionDescription
from sqlalchemy import insert

from streams.broker.process import free_ports
from streams.store import tables
from streams.store.connect import connect
from tests.integration.live_system import WITHIN_S
from tests.integration.rooms import LI, room
from tests.integration.scenes import STATION
from tests.integration.test_console_people import ADMIN, status
from tests.media import make_clip
from tests.whep import whep

CAMERA = "14010001001320000042"


async def looks(url: str, shown: str) -> tuple[RTCPeerConnection, asyncio.Event]:
    """Look by a pass, as whoever has taken it out of a page; return the connection, and what says that it is over."""
    peer, stands, over = RTCPeerConnection(), asyncio.Event(), asyncio.Event()
    peer.addTransceiver("video", direction="recvonly")

    @peer.on("connectionstatechange")
    def changed() -> None:
        if peer.connectionState == "connected":
            stands.set()
        if peer.connectionState in {"closed", "failed"}:
            over.set()

    await peer.setLocalDescription(await peer.createOffer())
    headers = {"Authorization": f"Bearer {shown}", "Content-Type": "application/sdp"}
    offer = peer.localDescription.sdp
    async with aiohttp.ClientSession() as client, client.post(url, data=offer, headers=headers) as answer:
        assert answer.status == 201, await answer.text()
        await peer.setRemoteDescription(RTCSessionDescription(await answer.text(), "answer"))
    # One that is ended before it stands hears of it by nothing but silence.
    async with asyncio.timeout(WITHIN_S):
        await stands.wait()
    return peer, over


async def test_it_is_over_soon_after_the_session_is(apache_kafka: str, prefix: str, tmp_path: Path) -> None:
    """The pass would have let nobody in any more; who was in before is put out."""
    with whep(make_clip(tmp_path / "clip.mp4")) as media:
        console = {"port": free_ports(1)[0], "live_url": media.url, "media_api_url": media.api}
        async with (
            room(apache_kafka, prefix, tmp_path, LI, ADMIN, behind=("projection",), console=console) as the,
            the.person("li") as li,
            the.person("gao") as gao,
        ):
            media.ask = f"{the.url}/api/media"
            store = connect(the.settings.store)
            async with store.begin() as connection:
                row = {"station": STATION, "camera": CAMERA, "video": "live", "looks": {}}
                now = datetime.now(UTC)
                await connection.execute(insert(tables.watched).values({**row, "video_told_at": now}))
            await store.dispose()
            live = f"/api/stations/{STATION}/cameras/{CAMERA}/live"
            code, shown = await status(li, "POST", live)
            assert code == 200
            peer, over = await looks(media.url.format(camera=CAMERA), shown["bearer"])
            [session] = media.sessions
            assert (await status(gao, "DELETE", "/api/people/li/sessions"))[0] == 204
            async with asyncio.timeout(WITHIN_S):
                await over.wait()
            assert media.kicked == [session.rpartition("/")[2]]
            await peer.close()
            assert "Traceback" not in the.console.said()
