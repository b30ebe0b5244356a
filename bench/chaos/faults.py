"""Do what a plan says."""

import asyncio
import shutil
import signal
import time
from collections.abc import Awaitable, Callable

from bench.chaos.plan import Fault, Kind
from bench.chaos.processes import Role
from bench.chaos.proxy import Proxy
from streams.broker.apache import ApacheKafka

SLOW_S = 0.15
"""For each chunk in each direction: a bad 4G line."""
STUTTER_S = 0.6
"""How long a broker with a slow disk stands still each time: it is there for a quarter of the time."""
ROLLING_APART_S = 12.0
"""Between workers: as long as one takes to come back, so that two are at work."""


class Cluster:
    """Kafka nodes, and the network between them and a worker."""

    def __init__(self, kafka: ApacheKafka, proxy: Proxy) -> None:
        self._kafka = kafka
        self._proxy = proxy

    def through_proxy(self) -> str:
        """Return the addresses for the worker whose network can be hurt."""
        return ",".join(f"127.0.0.1:{port}" for port in self._kafka.proxy_ports)

    async def do(self, fault: Fault) -> None:
        """Hurt it, and mend it."""
        await {
            Kind.BROKER: self._broker,
            Kind.LEADER: self._leader,
            Kind.PARTITION: self._partition,
            Kind.SLOW: self._slow,
            Kind.STUTTER: self._stutter,
        }[fault.kind](fault)

    async def _broker(self, fault: Fault) -> None:
        await self._kafka.kill(int(fault.target))
        await asyncio.sleep(fault.lasts_s)
        await self._kafka.restart(int(fault.target))

    async def _leader(self, fault: Fault) -> None:
        await self._kafka.shut_down(int(fault.target))
        await asyncio.sleep(fault.lasts_s)
        await self._kafka.restart(int(fault.target))

    async def _partition(self, fault: Fault) -> None:
        self._proxy.cut()
        await asyncio.sleep(fault.lasts_s)
        self._proxy.mend()

    async def _slow(self, fault: Fault) -> None:
        self._proxy.delay_s = SLOW_S
        await asyncio.sleep(fault.lasts_s)
        self._proxy.delay_s = 0.0

    async def _stutter(self, fault: Fault) -> None:
        until_s = time.monotonic() + fault.lasts_s
        while time.monotonic() < until_s:
            await self._kafka.freeze(int(fault.target))
            await asyncio.sleep(STUTTER_S)
            self._kafka.thaw(int(fault.target))
            await asyncio.sleep(STUTTER_S / 3)


class NoCluster:
    """One broker without a proxy: only roles can be hurt."""

    def through_proxy(self) -> None:
        """There is none."""

    async def do(self, fault: Fault) -> None:
        """Refuse."""
        raise ValueError(f"{fault.kind}: needs several Kafka nodes; leave it out of --faults")


class Faults:
    """The pipeline's parts, and how to hurt them."""

    def __init__(self, cluster: Cluster | NoCluster, roles: dict[str, Role]) -> None:
        self._cluster = cluster
        self._roles = roles
        self._workers = [role for name, role in roles.items() if name.startswith("worker")]
        self._do: dict[Kind, Callable[[Fault], Awaitable[None]]] = {
            Kind.KILL: self._kill,
            Kind.TERM: self._term,
            Kind.PAUSE: self._pause,
            Kind.DISK: self._disk,
            Kind.ROLLING: self._rolling,
            Kind.SCALE: self._scale,
        }

    async def do(self, fault: Fault) -> None:
        """Do one fault; returns when it is over, not when the pipeline has recovered."""
        await self._do.get(fault.kind, self._cluster.do)(fault)

    async def _kill(self, fault: Fault) -> None:
        self._roles[fault.target].signal(signal.SIGKILL)

    async def _term(self, fault: Fault) -> None:
        self._roles[fault.target].restart_at_once()

    async def _pause(self, fault: Fault) -> None:
        self._roles[fault.target].signal(signal.SIGSTOP)
        await asyncio.sleep(fault.lasts_s)
        self._roles[fault.target].signal(signal.SIGCONT)

    async def _disk(self, fault: Fault) -> None:
        role = self._roles[fault.target]
        shutil.rmtree(role.state, ignore_errors=True)
        role.state.write_text("no room here")
        role.signal(signal.SIGKILL)
        await asyncio.sleep(fault.lasts_s)
        role.state.unlink()

    async def _rolling(self, _fault: Fault) -> None:
        for role in self._workers:
            role.environment["JINGJIAN_WORKER_CHECKPOINT_S"] = "3"
            role.restart_at_once()
            await asyncio.sleep(ROLLING_APART_S)

    async def _scale(self, fault: Fault) -> None:
        extra = self._workers[1:]
        await asyncio.gather(*(role.stop() for role in extra))
        await asyncio.sleep(fault.lasts_s)
        for role in extra:
            role.start()
