"""What happens to RTSP servers while readers read: killed, junk in their place, wrong bytes in what they send."""

import random
import socket
import subprocess
import threading
from enum import StrEnum
from pathlib import Path

from msgspec import Struct

from bench.eyes.servers import Streams, received, start_camera, start_rtsp
from streams.broker.process import free_ports

MOUNT = "live"
EVERY_S = 20.0
"""On average, over all servers."""
LASTS_S = (4.0, 15.0)
QUIET_SHARE = 0.25
"""Of the time: at its beginning and end nothing happens."""


class Trouble(StrEnum):
    """One kind of it."""

    KILLED = "killed"
    JUNK = "junk"
    """Killed, and somebody answers at its port who sends random bytes."""
    SPOILT = "spoilt"
    """Its camera sends wrong bytes among the right ones."""


class Planned(Struct, frozen=True):
    """Trouble at one server."""

    at_s: float
    until_s: float
    server: int
    trouble: Trouble


def plan(seconds: float, servers: int, seed: int) -> list[Planned]:
    """Return what is to happen, in order; to no server two things at once."""
    chance = random.Random(seed)  # noqa: S311  seeded trouble, no secrets
    free_s = [seconds * QUIET_SHARE] * servers
    planned: list[Planned] = []
    at_s = seconds * QUIET_SHARE
    while (at_s := at_s + chance.expovariate(1 / EVERY_S)) < seconds * (1 - QUIET_SHARE):
        server, until_s = chance.randrange(servers), at_s + chance.uniform(*LASTS_S)
        trouble = chance.choice(list(Trouble))
        if free_s[server] <= at_s:
            planned.append(Planned(at_s, until_s, server, trouble))
            free_s[server] = until_s + LASTS_S[0]
    return planned


class Server:
    """One RTSP server with one camera, for as many readers as there are."""

    def __init__(self, streams: Streams) -> None:
        self._streams = streams
        self._port, self._udp_port = free_ports(2)
        self._junk: socket.socket | None = None
        self._camera = start_camera(streams.whole, self._udp_port)
        self._server = self._start()

    @property
    def address(self) -> str:
        """Return what readers read."""
        return f"rtsp://127.0.0.1:{self._port}/{MOUNT}"

    def begin(self, trouble: Trouble) -> None:
        """Let trouble begin."""
        if trouble is Trouble.SPOILT:
            self._film(self._streams.spoilt)
            return
        _end(self._server)
        if trouble is Trouble.JUNK:
            self._junk = _junk_at(self._port)

    def end(self, trouble: Trouble) -> None:
        """Let it be over."""
        if trouble is Trouble.SPOILT:
            self._film(self._streams.whole)
            return
        self._hush()
        self._server = self._start()

    def stop(self) -> None:
        """End all of it."""
        self._hush()
        _end(self._server)
        _end(self._camera)

    def _start(self) -> "subprocess.Popen[str]":
        return start_rtsp({MOUNT: received(self._udp_port)}, port=self._port)[0]

    def _film(self, stream: Path) -> None:
        _end(self._camera)
        self._camera = start_camera(stream, self._udp_port)

    def _hush(self) -> None:
        if self._junk is not None:
            # Closing alone would not wake who waits for connections.
            self._junk.shutdown(socket.SHUT_RDWR)
            self._junk.close()
            self._junk = None


def _end(process: "subprocess.Popen[str] | subprocess.Popen[bytes]") -> None:
    process.kill()
    process.wait()
    if process.stdout is not None:
        process.stdout.close()


def _junk_at(port: int) -> socket.socket:
    listening = socket.create_server(("127.0.0.1", port))

    def serve() -> None:
        while True:
            try:
                connection, _ = listening.accept()
            except OSError:
                return
            with connection:
                try:
                    connection.sendall(random.randbytes(65536))  # noqa: S311  junk
                except OSError:
                    continue

    threading.Thread(target=serve, daemon=True).start()
    return listening
