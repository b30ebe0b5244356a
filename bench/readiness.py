"""When roles are ready, by what each tells of itself."""

import asyncio
from collections.abc import Iterable
from http import HTTPStatus

import aiohttp

LOOK_EVERY_S = 0.05
"""E: little beside the seconds that are measured."""


async def until_ready(ports: Iterable[int]) -> None:
    """Wait until the roles whose health pages are at these ports are ready; whoever calls says for how long."""
    async with aiohttp.ClientSession() as session:
        for port in ports:
            while not await _is_ready(session, port):
                await asyncio.sleep(LOOK_EVERY_S)


async def _is_ready(session: aiohttp.ClientSession, port: int) -> bool:
    try:
        async with session.get(f"http://127.0.0.1:{port}/ready") as answer:
            return answer.status == HTTPStatus.OK
    except aiohttp.ClientError:
        # Not started yet, or started again.
        return False
