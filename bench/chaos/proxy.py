"""A TCP proxy before each broker, for one worker: it can cut it off, or slow it down."""

import asyncio
import contextlib
from typing import Self

CHUNK_BYTES = 1 << 16


class Proxy:
    """Forwards connections to brokers; one port for each."""

    def __init__(self, ports: dict[int, int]) -> None:
        self._ports = ports
        """From the port that is listened on to the broker's."""
        self._open = asyncio.Event()
        self._open.set()
        self.delay_s = 0.0
        self._servers: list[asyncio.Server] = []
        self._pumps: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> Self:
        """Listen."""
        for port, behind in self._ports.items():
            self._servers.append(
                await asyncio.start_server(
                    lambda reader, writer, behind=behind: self._connected(reader, writer, behind),
                    "127.0.0.1",
                    port,
                )
            )
        return self

    async def __aexit__(self, *_why: object) -> None:
        """Close everything."""
        for server in self._servers:
            server.close()
        for pump in self._pumps:
            pump.cancel()
        await asyncio.gather(*self._pumps, return_exceptions=True)

    def cut(self) -> None:
        """Forward nothing more, in no direction; connections stay open, as when packets are dropped."""
        self._open.clear()

    def mend(self) -> None:
        """Forward again, also what waited."""
        self._open.set()

    async def _connected(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, behind: int
    ) -> None:
        await self._open.wait()
        try:
            far_reader, far_writer = await asyncio.open_connection("127.0.0.1", behind)
        except OSError:
            writer.close()
            return
        for pair in ((reader, far_writer), (far_reader, writer)):
            pump = asyncio.create_task(self._pump(*pair))
            self._pumps.add(pump)
            pump.add_done_callback(self._pumps.discard)

    async def _pump(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ConnectionError):
            while data := await reader.read(CHUNK_BYTES):
                if self.delay_s:
                    await asyncio.sleep(self.delay_s)
                await self._open.wait()
                writer.write(data)
                await writer.drain()
        with contextlib.suppress(ConnectionError):
            writer.close()
            await writer.wait_closed()
