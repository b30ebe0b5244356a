"""A media server for WHEP (RFC 9725): aiortc sends a clip as a camera would; it asks who may see it, as MediaMTX does."""

import asyncio
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from pathlib import Path
from typing import Any
from uuid import uuid4

import aiohttp
from aiohttp import web
from aiortc import MediaStreamTrack, RTCPeerConnection, RTCRtpSender, RTCSessionDescription
from aiortc.contrib.media import MediaPlayer

from tests.media import shown
from tests.serving import serving

CORS = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Allow-Methods": "OPTIONS, GET, POST, PATCH, DELETE",
    "Access-Control-Allow-Headers": "Authorization, Content-Type, If-Match",
    "Access-Control-Expose-Headers": "Location",
}
"""As MediaMTX has them."""


class Whep:
    """Sessions by their addresses; what came and went is kept."""

    def __init__(self, clip: Path, ask: str | None) -> None:
        self._clip = clip
        self.ask = ask
        self.sessions: dict[str, tuple[RTCPeerConnection, MediaPlayer]] = {}
        self.asked: list[tuple[str, str | None]] = []
        self.asked_s: list[float] = []
        self.sent_s = 0.0
        """When the last picture was sent, as ``asked_s`` by the monotonic clock."""
        self.refused: list[str] = []
        self.deleted: list[str] = []
        self.kicked: list[str] = []
        self.is_down = False
        self.loop = asyncio.new_event_loop()
        self.url = ""
        self.api = ""

    async def begin(self, request: web.Request) -> web.Response:
        """Answer an offer with what sends the clip."""
        camera, bearer = request.match_info["camera"], shown(request.headers.get("Authorization"))
        self.asked.append((camera, bearer))
        self.asked_s.append(time.monotonic())
        if self.is_down:
            return web.Response(status=HTTPStatus.NOT_FOUND, headers=CORS)
        name = str(uuid4())
        if not await self._may(camera, bearer, name):
            self.refused.append(camera)
            return web.Response(status=HTTPStatus.UNAUTHORIZED, headers=CORS)
        peer, player = RTCPeerConnection(), MediaPlayer(str(self._clip), loop=True)
        self._note_sent(player.video)
        sender = peer.addTrack(player.video)
        await peer.setRemoteDescription(RTCSessionDescription(await request.text(), "offer"))
        [transceiver] = [each for each in peer.getTransceivers() if each.sender == sender]
        codecs = RTCRtpSender.getCapabilities("video").codecs
        transceiver.setCodecPreferences([codec for codec in codecs if codec.mimeType == "video/H264"])
        await peer.setLocalDescription(await peer.createAnswer())
        session = f"/{camera}/whep/{name}"
        self.sessions[session] = peer, player
        headers = {**CORS, "Location": session, "Content-Type": "application/sdp"}
        return web.Response(text=peer.localDescription.sdp, status=HTTPStatus.CREATED, headers=headers)

    async def end(self, request: web.Request) -> web.Response:
        """End a session."""
        self.deleted.append(request.path)
        await self._close(request.path)
        return web.Response(headers=CORS)

    async def kick(self, request: web.Request) -> web.Response:
        """End a session by its id, as MediaMTX's API does."""
        name = request.match_info["id"]
        found = next((each for each in self.sessions if each.endswith(name)), None)
        if found is None:
            return web.Response(status=HTTPStatus.NOT_FOUND)
        self.kicked.append(name)
        await self._close(found)
        return web.Response()

    def freeze(self) -> None:
        """Send no more pictures, over connections that stay."""
        for _, player in self.sessions.values():
            self.loop.call_soon_threadsafe(player.video.stop)

    def _note_sent(self, video: MediaStreamTrack) -> None:
        receive = video.recv

        async def noted() -> Any:
            picture = await receive()
            self.sent_s = time.monotonic()
            return picture

        video.recv = noted

    async def _may(self, camera: str, bearer: str | None, name: str) -> bool:
        if self.ask is None:
            return True
        asked = {"user": "", "password": "", "token": bearer or "", "ip": "127.0.0.1", "action": "read"}
        asked |= {"path": camera, "protocol": "webrtc", "id": name, "query": ""}
        async with aiohttp.ClientSession() as client, client.post(self.ask, json=asked) as answer:
            return answer.status // 100 == 2

    async def _close(self, session: str) -> None:
        peer, player = self.sessions.pop(session, (None, None))
        if peer is not None:
            player.video.stop()
            await peer.close()

    async def serve(self, started: threading.Event, stop: asyncio.Event) -> None:
        """Serve until told to stop."""
        app = web.Application()
        app.router.add_post("/{camera}/whep", self.begin)
        app.router.add_delete("/{camera}/whep/{session}", self.end)
        app.router.add_post("/v3/webrtcsessions/kick/{id}", self.kick)
        app.router.add_options("/{path:.*}", _allow)
        async with serving(app) as port:
            self.api = f"http://127.0.0.1:{port}"
            self.url = f"{self.api}/{{camera}}/whep"
            started.set()
            await stop.wait()
            for session in list(self.sessions):
                await self._close(session)


async def _allow(_request: web.Request) -> web.Response:
    return web.Response(status=HTTPStatus.NO_CONTENT, headers=CORS)


@contextmanager
def whep(clip: Path, ask: str | None = None) -> Iterator[Whep]:
    """Run a media server beside the test; ``ask`` is whom it asks who may see a camera."""
    media, started, stop = Whep(clip, ask), threading.Event(), asyncio.Event()
    thread = threading.Thread(target=media.loop.run_until_complete, args=(media.serve(started, stop),))
    thread.start()
    try:
        assert started.wait(60), "the media server did not start"
        yield media
    finally:
        media.loop.call_soon_threadsafe(stop.set)
        thread.join(60)
        media.loop.close()
