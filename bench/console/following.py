"""The stream of alerts as a page has it, without a page."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp


async def place_of(client: aiohttp.ClientSession) -> str:
    """Load the list of alerts; return the place from which a stream goes on."""
    async with client.get("/api/alerts") as answer:
        return str((await answer.json())["place"])


@asynccontextmanager
async def following(client: aiohttp.ClientSession, place: str) -> AsyncIterator[aiohttp.StreamReader]:
    """Give the stream from a place on; it never ends by itself."""
    timeout = aiohttp.ClientTimeout(total=None)
    async with client.get("/api/events", params={"place": place}, timeout=timeout) as answer:
        yield answer.content
