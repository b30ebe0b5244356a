"""Notices: others are told of alerts over HTTP, signed after Standard Webhooks, until they have it or it is hopeless.

What is to be told is written down together with how far the alerts have been read, so a crash loses none. One that
was being sent when the console was killed, or that was answered too late, is sent again: with the same webhook-id, by
which the receiver knows it.
"""

import asyncio
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial
from http import HTTPStatus
from typing import Any

import aiohttp
import structlog
from sqlalchemy import delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection
from standardwebhooks import Webhook as Signer

from config.notices import Webhook
from console.live import Place, TooOld, Version, place_in_words, place_of
from console.parts import Parts
from console.patience import patiently
from console.tables import notices, places
from console.webhooks import NoticeState, Untaken, row_of, untaken, wants

PAUSES_S = (5, 300, 1800, 7200, 18000, 36000, 50400, 72000, 86400)
"""Before each further try. Source: the schedule that the Standard Webhooks specification advises."""
ANSWER_WITHIN_S = 15.0
"""Source: the same, 15 to 30 s."""
LOOK_EVERY_S = 1.0
AT_ONCE = 20
CLAIMED_FOR = timedelta(seconds=30)
"""E: twice what an answer may take: whoever sends it has noted by then what came of it, or is gone."""
NOTE_PLACE_EVERY_S = 1.0
"""E: versions that nobody is told of need no transaction each; after a crash they are read again."""
PLACE = "notices"

log = structlog.get_logger(__name__)


class Notices:
    """Writes down what is to be told, and tells it."""

    def __init__(self, parts: Parts, signers: Mapping[str, Signer]) -> None:
        self.counts: Counter[str] = Counter()
        self._parts = parts
        self._webhooks = parts.settings.notices.webhooks
        self._signers = signers

    async def run(self) -> None:
        """Do both, for ever; each receiver by itself, so that one that is slow holds up no other."""
        timeout = aiohttp.ClientTimeout(total=ANSWER_WITHIN_S)
        async with aiohttp.ClientSession(timeout=timeout) as client, asyncio.TaskGroup() as group:
            group.create_task(patiently(self._write_down))
            for webhook in self._webhooks:
                group.create_task(patiently(partial(self._tell, client, webhook)))

    async def _write_down(self) -> None:
        live = self._parts.live
        await live.ready.wait()
        place = await self._begin()
        noted_at = time.monotonic()
        while True:
            try:
                async for version in live.after(place):
                    if version is None:
                        continue
                    place = place_of(version.place, self._parts.settings.topics.partitions)
                    wanted = [webhook for webhook in self._webhooks if wants(webhook, version.alert)]
                    if wanted or time.monotonic() - noted_at >= NOTE_PLACE_EVERY_S:
                        await self._take(wanted, version)
                        noted_at = time.monotonic()
                return  # the console ends
            except TooOld:
                if not live.keeps(place):
                    place = live.end()
                    log.warning("alerts went by while no console ran for long: nobody was told of them")

    async def _begin(self) -> Place:
        """Return where to read on; at first, where nothing but new alerts is to come."""
        partitions = self._parts.settings.topics.partitions
        async with self._parts.writing() as connection:
            await _give_up(connection, [webhook.name for webhook in self._webhooks])
            query = select(places.c.place).where(places.c.name == PLACE)
            known: str | None = (await connection.execute(query)).scalar_one_or_none()
            if known is not None and known.count(".") == partitions - 1:
                return place_of(known, partitions)
            # Not where it stands by now: what came since we are ready, while the database kept us waiting, is new.
            begin = self._parts.live.began()
            await connection.execute(delete(places).where(places.c.name == PLACE))
            await connection.execute(insert(places).values(name=PLACE, place=place_in_words(begin)))
        return begin

    async def _take(self, wanted: Sequence[Webhook], version: Version) -> None:
        now = self._parts.wall()
        rows = [row_of(webhook, version.alert, now) for webhook in wanted]
        async with self._parts.writing() as connection:
            # Another console may have written them down already.
            known = set(
                await connection.scalars(
                    select(notices.c.notice).where(notices.c.notice.in_([row["notice"] for row in rows]))
                )
            )
            new = [row for row in rows if row["notice"] not in known]
            if new:
                await connection.execute(insert(notices), new)
            await connection.execute(update(places).where(places.c.name == PLACE).values(place=version.place))
        self.counts["to_tell"] += len(new)

    async def _tell(self, client: aiohttp.ClientSession, webhook: Webhook) -> None:
        while True:
            claimed = await self._claim(webhook)
            await asyncio.gather(*(self._try(client, webhook, notice) for notice in claimed))
            if not claimed:
                await asyncio.sleep(LOOK_EVERY_S)

    async def _claim(self, webhook: Webhook) -> Sequence[Mapping[str, Any]]:
        """Return what is due, put off for whoever else would send it: another console, or we after a crash."""
        now = self._parts.wall()
        query = (
            select(notices)
            .where(
                notices.c.state == NoticeState.PENDING.value,
                notices.c.next_at <= now,
                notices.c.webhook == webhook.name,
            )
            .order_by(notices.c.next_at)
            .limit(AT_ONCE)
        )
        async with self._parts.people.connect() as connection:
            if not (await connection.execute(query.limit(1))).first():
                return []
        async with self._parts.writing() as connection:
            due = [dict(each) for each in (await connection.execute(query)).mappings()]
            mine = notices.c.notice.in_([each["notice"] for each in due])
            await connection.execute(update(notices).where(mine).values(next_at=now + CLAIMED_FOR))
        return due

    async def _try(self, client: aiohttp.ClientSession, webhook: Webhook, notice: Mapping[str, Any]) -> None:
        reason = await self._send(client, webhook, notice)
        now = self._parts.wall()
        async with self._parts.writing() as connection:
            await _note(connection, notice, reason, now)
        self.counts["delivered" if reason is None else "failed"] += 1

    async def _send(
        self, client: aiohttp.ClientSession, webhook: Webhook, notice: Mapping[str, Any]
    ) -> str | None:
        """Return why it was not taken, None if it was."""
        name, body, now = notice["notice"], notice["body"], self._parts.wall()
        headers = {
            "content-type": "application/json",
            "webhook-id": name,
            "webhook-timestamp": str(int(now.timestamp())),
            "webhook-signature": self._signers[webhook.name].sign(name, now, body),
        }
        try:
            async with client.post(
                webhook.url, data=body.encode(), headers=headers, allow_redirects=False
            ) as answer:
                taken = HTTPStatus.OK <= answer.status < HTTPStatus.MULTIPLE_CHOICES
                return None if taken else f"HTTP {answer.status}"
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            log.warning(
                "a notice was not taken", webhook=webhook.name, reason=f"{type(error).__name__}: {error}"
            )
            return untaken(error)


async def _note(
    connection: AsyncConnection, notice: Mapping[str, Any], reason: str | None, now: datetime
) -> None:
    """Note what came of a try."""
    tries = notice["tries"] + 1
    values: dict[str, Any] = {"tries": tries, "next_at": now, "reason": reason or ""}
    if reason is None:
        values["state"] = NoticeState.DELIVERED.value
    elif tries > len(PAUSES_S) or reason == f"HTTP {HTTPStatus.GONE.value}":
        # Gone: the receiver says that it wants no more.
        values["state"] = NoticeState.DEAD.value
        log.error("a notice could not be delivered", webhook=notice["webhook"], reason=reason)
    else:
        values["next_at"] = now + timedelta(seconds=PAUSES_S[tries - 1])
    await connection.execute(update(notices).where(notices.c.notice == notice["notice"]).values(values))


async def _give_up(connection: AsyncConnection, names: Sequence[str]) -> None:
    """Let nothing wait for a receiver that the settings do not name any more."""
    gone = (notices.c.state == NoticeState.PENDING.value) & notices.c.webhook.not_in(names)
    values = {"state": NoticeState.DEAD.value, "reason": Untaken.NO_SUCH_WEBHOOK.value}
    await connection.execute(update(notices).where(gone).values(values))
