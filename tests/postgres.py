"""A PostgreSQL of our own for the tests: from Debian's package, in a temporary folder, on a free port."""

import os
import pwd
import shutil
import signal
import subprocess
import time
from pathlib import Path

import asyncpg

from streams.broker.process import free_ports

START_WITHIN_S = 30.0
PASSWORD = "not-a-secret-but-never-shown"  # noqa: S105  of a database that lives as long as the tests


class NoPostgres(Exception):
    """PostgreSQL is not installed; says what to do."""


def binaries() -> Path:
    """Return the folder with initdb and postgres; raises ``NoPostgres``."""
    found = shutil.which("initdb")
    folders = [Path(found).resolve().parent] if found else sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    if not folders:
        raise NoPostgres("PostgreSQL is not installed (Debian, Ubuntu: apt install postgresql)")
    return folders[-1]


class Postgres:
    """One server, which can be stopped and started again."""

    def __init__(self, folder: Path) -> None:
        self.port = free_ports(1)[0]
        self._bin = binaries()
        self._data = folder / "data"
        self._log = folder / "log"
        self._process: subprocess.Popen[bytes] | None = None
        # It refuses to run as root.
        self._as = (
            ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"] if os.getuid() == 0 else []
        )
        if self._as:
            user = pwd.getpwnam("postgres")
            os.chown(folder, user.pw_uid, user.pw_gid)
        self._let_it_in()
        secret = folder / "password"
        secret.write_text(PASSWORD)
        secret.chmod(0o644)
        self._run(
            "initdb",
            "-D",
            self._data,
            "-U",
            "jingjian",
            "--auth=scram-sha-256",
            f"--pwfile={secret}",
            "-E",
            "UTF8",
            "--locale=C",
            "-N",
        )

    async def new_database(self, name: str) -> str:
        """Make a database; return its address, without a password."""
        connection = await asyncpg.connect(
            user="jingjian", password=PASSWORD, host="127.0.0.1", port=self.port, database="postgres"
        )
        await connection.execute(f'create database "{name}"')
        await connection.close()
        return f"postgresql+asyncpg://jingjian@127.0.0.1:{self.port}/{name}"

    def start(self) -> None:
        """Start it and wait until it answers."""
        self._let_it_in()
        options = ["-D", self._data, "-p", str(self.port), "-k", "", "-c", "fsync=off", "-h", "127.0.0.1"]
        with self._log.open("ab") as sink:
            self._process = subprocess.Popen(
                [*self._as, self._bin / "postgres", *options],
                stdout=sink,
                stderr=sink,
                start_new_session=True,
            )
        until = time.monotonic() + START_WITHIN_S
        while b"ready to accept connections" not in self._log.read_bytes():
            assert self._process.poll() is None, self._log.read_text()
            assert time.monotonic() < until, self._log.read_text()
            time.sleep(0.05)

    def _let_it_in(self) -> None:
        """Let it come to its folder: those above, as pytest makes them, are root's alone, again with each session."""
        for above in self._data.parents[1:] if self._as else ():
            if above.stat().st_uid == 0 and above != Path("/"):
                above.chmod(above.stat().st_mode | 0o011)

    def refuse_more(self) -> None:
        """Let it wait for the connections that there are, and refuse others, until it is stopped."""
        assert self._process is not None
        self._process.send_signal(signal.SIGTERM)

    def stop(self, number: signal.Signals = signal.SIGINT) -> None:
        """End it; by SIGINT it ends its connections too."""
        if self._process is not None:
            self._process.send_signal(number)
            self._process.wait()
            self._process = None
            self._log.write_bytes(b"")

    def _run(self, program: str, *arguments: object) -> None:
        command = [*self._as, str(self._bin / program), *map(str, arguments)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
