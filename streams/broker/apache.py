"""A real Apache Kafka on this machine (KRaft, from jars), for tests and benches.

Every node is broker and controller at once. With three nodes all topics, offsets included, are kept
three times and need two copies to be written: a node can be killed without losing a message.
"""

import shutil
import signal
import tempfile
from collections.abc import Mapping
from pathlib import Path
from uuid import uuid4

from streams.broker.process import Broker, BrokerError, BrokerProcess, free_ports, until_answering
from streams.broker.secured import Secured

START_WITHIN_S = 60.0
"""One node answers in about 5 s, three on two cores in about 15."""

SHUT_DOWN_WITHIN_S = 30.0

HEAP_MB = 1024
"""As kafka-server-start.sh has it by default."""


class ApacheKafka(Broker):
    """One to three Kafka nodes on free ports of this machine, as an async context manager."""

    def __init__(
        self,
        jars: Path,
        brokers: int = 1,
        folder: Path | None = None,
        heap_mb: int = HEAP_MB,
        settings: Mapping[str, str] | None = None,
        proxied: bool = False,
        secured: Secured | None = None,
    ) -> None:
        """Make ready; nothing is started.

        With ``proxied`` every node listens on one more port, which it advertises as that of a proxy:
        whoever comes through the proxies of ``proxy_ports`` never goes round them.

        With ``secured`` every node listens on two more ports, over TLS: one asks for a password, one for a
        certificate. Rights are checked; only what comes to ``bootstrap``, as the nodes do themselves, may all.
        """
        self.brokers = brokers
        self._proxied = proxied
        self._secured = secured
        self._jars = jars
        self._folder = folder
        self._heap_mb = heap_mb
        self._settings = dict(settings or {})
        self._home: Path | None = None
        self._nodes: dict[int, BrokerProcess] = {}
        ports = free_ports(6 * brokers)
        self._ports, self._controller_ports = ports[:brokers], ports[brokers : 2 * brokers]
        self._behind, self._before = ports[2 * brokers : 3 * brokers], ports[3 * brokers : 4 * brokers]
        self._password_ports, self._certificate_ports = ports[4 * brokers : 5 * brokers], ports[5 * brokers :]

    @property
    def bootstrap(self) -> str:
        """Return the addresses of all nodes, to be given to Kafka clients."""
        return ",".join(f"127.0.0.1:{port}" for port in self._ports)

    @property
    def by_password(self) -> str:
        """Return the addresses that ask for a user and a password, over TLS."""
        return ",".join(f"127.0.0.1:{port}" for port in self._password_ports)

    @property
    def by_certificate(self) -> str:
        """Return the addresses that ask for a certificate."""
        return ",".join(f"127.0.0.1:{port}" for port in self._certificate_ports)

    @property
    def proxy_ports(self) -> dict[int, int]:
        """Return where proxies must listen, each with the node's port behind it."""
        return dict(zip(self._before, self._behind, strict=True))

    @property
    def pids(self) -> list[int]:
        """Return the process ids of the nodes that were started and not taken down."""
        return [process.pid for process in self._nodes.values()]

    def log(self, node: int) -> Path:
        """Return the file in which a node (1, 2, 3) writes what it does."""
        return self._folder_in_use() / f"node-{node}.log"

    async def start(self) -> None:
        """Format the storage of every node, start them all and wait until they know of each other."""
        if self._home is not None:
            raise BrokerError("this Kafka has been started already")
        if self._folder is not None:
            self._folder.mkdir(parents=True, exist_ok=True)
        self._home = Path(tempfile.mkdtemp(prefix="jingjian-kafka-", dir=self._folder))
        try:
            await self._format()
            for node in self._every_node():
                self._launch(node)
            await self._until_whole()
        except BaseException:
            await self.stop()
            raise

    async def kill(self, node: int) -> None:
        """End a node at once, as a power cut would."""
        process = self._nodes.pop(node)
        process.signal(signal.SIGKILL)
        await process.wait()

    async def freeze(self, node: int) -> None:
        """Let a node stand still; returns when it does."""
        await self._nodes[node].freeze()

    def thaw(self, node: int) -> None:
        """Let it go on."""
        self._nodes[node].signal(signal.SIGCONT)

    async def shut_down(self, node: int) -> None:
        """End a node in good order: it hands over what it leads."""
        process = self._nodes.pop(node)
        await process.stop(SHUT_DOWN_WITHIN_S)

    async def restart(self, node: int) -> None:
        """Start a node again that was killed, on what it had kept, and wait until all are there."""
        self._launch(node)
        await self._until_whole()

    async def stop(self) -> None:
        """End all nodes and remove what they kept."""
        # By force: a controlled shutdown of all nodes waits for a quorum that is gone, to save what
        # is removed right after.
        for node in sorted(self._nodes):
            await self.kill(node)
        if self._home is not None:
            shutil.rmtree(self._home, ignore_errors=True)
            self._home = None

    async def _until_whole(self) -> None:
        await until_answering(list(self._nodes.values()), self.bootstrap, self.brokers, START_WITHIN_S)

    async def _format(self) -> None:
        cluster = uuid4().hex[:22]
        for node in self._every_node():
            self._properties(node).write_text(self._configuration(node))
            users = [] if self._secured is None else self._secured.format_arguments()
            arguments = ["format", "--cluster-id", cluster, "--config", str(self._properties(node)), *users]
            tool = BrokerProcess([*self._java(256), "kafka.tools.StorageTool", *arguments], self.log(node))
            try:
                if await tool.wait() != 0:
                    raise BrokerError(f"the storage of Kafka node {node} was not formatted:\n{tool.tail()}")
            finally:
                await tool.stop(0)

    def _launch(self, node: int) -> None:
        command = [*self._java(self._heap_mb), "kafka.Kafka", self._properties(node)]
        self._nodes[node] = BrokerProcess(command, self.log(node))

    def _java(self, heap_mb: int) -> list[str | Path]:
        options = [f"-Xmx{heap_mb}m", "-XX:+UseG1GC", "-Djava.awt.headless=true"]
        return ["java", *options, "-cp", f"{self._jars.resolve()}/*"]

    def _configuration(self, node: int) -> str:
        voters = (
            f"{n}@127.0.0.1:{p}" for n, p in zip(self._every_node(), self._controller_ports, strict=True)
        )
        copies = str(min(3, self.brokers))
        found = {
            "process.roles": "broker,controller",
            "node.id": str(node),
            "controller.quorum.voters": ",".join(voters),
            "controller.listener.names": "CONTROLLER",
            "inter.broker.listener.name": "PLAINTEXT",
            **self._listening(node),
            "log.dirs": str(self._folder_in_use() / f"node-{node}"),
            "default.replication.factor": copies,
            "min.insync.replicas": str(min(2, self.brokers)),
            "offsets.topic.replication.factor": copies,
            "transaction.state.log.replication.factor": copies,
            "transaction.state.log.min.isr": str(min(2, self.brokers)),
            "share.coordinator.state.topic.replication.factor": copies,
            "share.coordinator.state.topic.min.isr": str(min(2, self.brokers)),
            # A topic made by accident has the wrong number of partitions: better an error.
            "auto.create.topics.enable": "false",
            # No waiting for more members when a group starts: tests have their workers at hand.
            "group.initial.rebalance.delay.ms": "0",
            **({} if self._secured is None else self._secured.properties()),
            **self._settings,
        }
        return "".join(f"{name}={value}\n" for name, value in found.items())

    def _listening(self, node: int) -> dict[str, str]:
        """Return where a node listens: name, protocol, port, and the port that it advertises, if any."""
        port, controller_port = self._ports[node - 1], self._controller_ports[node - 1]
        found: list[tuple[str, str, int, int | None]] = [
            ("PLAINTEXT", "PLAINTEXT", port, port),
            ("CONTROLLER", "PLAINTEXT", controller_port, None),
        ]
        if self._proxied:
            found.append(("PROXIED", "PLAINTEXT", self._behind[node - 1], self._before[node - 1]))
        if self._secured is not None:
            by_password, by_certificate = self._password_ports[node - 1], self._certificate_ports[node - 1]
            found.append(("PASSWORD", "SASL_SSL", by_password, by_password))
            found.append(("CERTIFICATE", "SSL", by_certificate, by_certificate))
        return {
            "listeners": ",".join(f"{name}://127.0.0.1:{own}" for name, _, own, _ in found),
            "advertised.listeners": ",".join(
                f"{name}://127.0.0.1:{told}" for name, _, _, told in found if told is not None
            ),
            "listener.security.protocol.map": ",".join(f"{name}:{protocol}" for name, protocol, *_ in found),
        }

    def _every_node(self) -> range:
        return range(1, self.brokers + 1)

    def _properties(self, node: int) -> Path:
        return self._folder_in_use() / f"node-{node}.properties"

    def _folder_in_use(self) -> Path:
        if self._home is None:
            raise BrokerError("this Kafka has not been started")
        return self._home
