"""Notices: others are told of alerts over HTTP, signed after Standard Webhooks, until they have it or it is hopeless.

What is to be told is written down together with how far the alerts have been read, so a crash loses none and
tells none twice; a receiver that answers too late may still get one twice, and knows it by its webhook-id.
"""

import asyncio
from collections import Counter
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from http import HTTPStatus
from typing import Any

import aiohttp
import msgspec
import structlog
from msgspec import Struct
from sqlalchemy import delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection
from standardwebhooks import Webhook as Signer

from config.notices import NoticeSettings, Webhook
from console.live import BadPlace, TooOld, Version, place_in_words, place_of
from console.parts import Parts
from console.tables import notices, places
from models.alerts import Alert, AlertState, Step
from models.ids import content_id

PAUSES_S = (5, 300, 1800, 7200, 18000, 36000, 50400, 72000, 86400)
"""Before each further try. Source: the schedule that the Standard Webhooks specification advises."""
ANSWER_WITHIN_S = 15.0
"""Source: the same, 15 to 30 s."""
LOOK_EVERY_S = 1.0
AT_ONCE = 20
KEPT_AFTER_DELIVERY = timedelta(days=7)
"""E: whoever asks whether it was told asks within the week."""
PLACE = "notices"
LONGEST_REASON = 200

_RAISES = frozenset({Step.RAISED, Step.RERAISED, Step.UNSUPPRESSED, Step.UNSHELVED})
log = structlog.get_logger(__name__)


class NoticeState(StrEnum):
    """How far a notice is."""

    PENDING = "pending"
    DELIVERED = "delivered"
    DEAD = "dead"
    """Tried long enough: a person must look."""


class Notice(Struct, frozen=True):
    """What a receiver is told."""

    type: str
    timestamp: datetime
    data: Alert


def wants(webhook: Webhook, alert: Alert) -> bool:
    """Say whether a receiver is to be told of this version of an alert. Pure."""
    if alert.state is not AlertState.UNACKNOWLEDGED or alert.history[-1].step not in _RAISES:
        return False
    return (
        (not webhook.rules or alert.rule in webhook.rules)
        and (not webhook.priorities or alert.priority in webhook.priorities)
        and (not webhook.units or alert.station in webhook.units)
    )


def signers_of(settings: NoticeSettings) -> dict[str, Signer]:
    """Return what signs for each receiver; raises ``ValueError`` and ``OSError`` naming the file."""
    signers = {}
    for webhook in settings.webhooks:
        secret = webhook.secret_file.read_text(encoding="utf-8").strip()
        try:
            signers[webhook.name] = Signer(secret)
        except (ValueError, RuntimeError) as error:
            raise ValueError(
                f"{webhook.secret_file} has no secret ({error}); write whsec_ and 24 to 64 bytes in base64"
            ) from None
    return signers


class Notices:
    """Writes down what is to be told, and tells it."""

    def __init__(self, parts: Parts, signers: Mapping[str, Signer]) -> None:
        self.counts: Counter[str] = Counter()
        self._parts = parts
        self._webhooks = {webhook.name: webhook for webhook in parts.settings.notices.webhooks}
        self._signers = signers

    async def run(self) -> None:
        """Do both, for ever."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self._write_down())
            group.create_task(self._tell())

    async def _write_down(self) -> None:
        live = self._parts.live
        await live.ready.wait()
        async with self._parts.people.connect() as connection:
            known = await connection.scalar(select(places.c.place).where(places.c.name == PLACE))
        place = known or place_in_words(live.place())
        while True:
            try:
                async for version in live.after(place_of(place, self._parts.settings.topics.partitions)):
                    await self._take(version)
                    place = version.place
            except (TooOld, BadPlace):
                place = place_in_words(live.place())
                log.warning(
                    "alerts went by while no console ran for long: nobody was told of them", place=place
                )

    async def _take(self, version: Version) -> None:
        now = datetime.now(UTC)
        told = [webhook for webhook in self._webhooks.values() if wants(webhook, version.alert)]
        async with self._parts.writing() as connection:
            for webhook in told:
                await connection.execute(insert(notices).values(_row(webhook, version.alert, now)))
            moved = await connection.execute(
                update(places).where(places.c.name == PLACE).values(place=version.place)
            )
            if moved.rowcount == 0:
                await connection.execute(insert(places).values(name=PLACE, place=version.place))
        self.counts["to_tell"] += len(told)

    async def _tell(self) -> None:
        timeout = aiohttp.ClientTimeout(total=ANSWER_WITHIN_S)
        async with aiohttp.ClientSession(timeout=timeout) as client:
            while True:
                due = await self._due(datetime.now(UTC))
                await asyncio.gather(*(self._try(client, notice) for notice in due))
                await asyncio.sleep(0 if due else LOOK_EVERY_S)

    async def _due(self, now: datetime) -> list[Mapping[str, Any]]:
        pending = notices.c.state == NoticeState.PENDING.value
        query = (
            select(notices)
            .where(pending, notices.c.next_at <= now)
            .order_by(notices.c.next_at)
            .limit(AT_ONCE)
        )
        async with self._parts.people.connect() as connection:
            found = (await connection.execute(query)).mappings().all()
        return [dict(each) for each in found]

    async def _try(self, client: aiohttp.ClientSession, notice: Mapping[str, Any]) -> None:
        webhook = self._webhooks.get(notice["webhook"])
        reason = "no_such_webhook" if webhook is None else await self._send(client, webhook, notice)
        now = datetime.now(UTC)
        async with self._parts.writing() as connection:
            await _note(connection, notice, reason, now)
            await connection.execute(
                delete(notices).where(
                    notices.c.state == NoticeState.DELIVERED.value,
                    notices.c.next_at < now - KEPT_AFTER_DELIVERY,
                )
            )
        self.counts["delivered" if reason is None else "failed"] += 1

    async def _send(
        self, client: aiohttp.ClientSession, webhook: Webhook, notice: Mapping[str, Any]
    ) -> str | None:
        """Return why it was not taken, None if it was."""
        name, body, now = notice["notice"], notice["body"], datetime.now(UTC)
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
                return (
                    None
                    if answer.ok and answer.status < HTTPStatus.MULTIPLE_CHOICES
                    else f"HTTP {answer.status}"
                )
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            return f"{type(error).__name__}: {error}"[:LONGEST_REASON]


def _row(webhook: Webhook, alert: Alert, now: datetime) -> dict[str, Any]:
    return {
        "notice": f"msg_{content_id(webhook.name, alert.alert, str(alert.version))}",
        "webhook": webhook.name,
        "alert": alert.alert,
        "version": alert.version,
        "body": msgspec.json.encode(Notice("alert.raised", alert.changed_at, alert)).decode(),
        "state": NoticeState.PENDING.value,
        "tries": 0,
        "next_at": now,
        "reason": "",
    }


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
