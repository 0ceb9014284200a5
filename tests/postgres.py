"""A real PostgreSQL for tests: Debian's binaries, an own data directory, loopback only."""

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

_INITDB = ("--auth=trust", "--no-sync", "--locale=C.UTF-8", "--encoding=UTF8")
_QUICK = {"fsync": "off", "full_page_writes": "off", "shared_buffers": "32MB"}
"""Tests end the processes, never the machine: nothing need reach the disk."""


def binaries() -> Path | None:
    """The folder of the newest PostgreSQL installed; None if there is none."""
    found = sorted(
        Path("/usr/lib/postgresql").glob("*/bin/initdb"),
        key=lambda path: int(path.parts[-3]),
    )
    if found:
        return found[-1].parent
    elsewhere = shutil.which("initdb")
    return Path(elsewhere).parent if elsewhere else None


@dataclass
class Server:
    """A server with its data, and how to start and stop it."""

    folder: Path
    port: int
    binaries: Path
    user: str
    process: subprocess.Popen[bytes] | None = None

    def url(self, database: str) -> str:
        return f"postgresql://{self.user}@127.0.0.1:{self.port}/{database}"

    def program(self, name: str) -> str:
        return str(self.binaries / name)

    def sql(self, statement: str, database: str = "postgres") -> str:
        """One statement by psql; what it printed."""
        psql = self.program("psql")
        done = subprocess.run(
            [psql, "-qAtX", "-v", "ON_ERROR_STOP=1", "-c", statement, self.url(database)],
            check=True,
            capture_output=True,
            text=True,
            timeout=60,
        )
        return done.stdout.strip()

    def run(self, name: str, *arguments: str) -> None:
        """A program that makes the data."""
        subprocess.run(
            [self.program(name), "-D", self.folder / "data", *arguments],
            check=True,
            capture_output=True,
            timeout=60,
            user=_as(self.user),
        )

    def restart(self) -> None:
        """Cut everybody off, and come back."""
        self.stop()
        self.start()

    def start(self) -> None:
        """Ready for connections when it returns."""
        options = [f"--{name}={value}" for name, value in _QUICK.items()]
        options += [
            f"--port={self.port}",
            "--listen_addresses=127.0.0.1",
            f"--unix_socket_directories={self.folder}",
        ]
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(
                [self.binaries / "postgres", "-D", self.folder / "data", *options],
                stdout=log,
                stderr=log,
                user=_as(self.user),
            )
        self._wait(self.process)

    def stop(self) -> None:
        """Stop it at once, without a last checkpoint; clients are cut off."""
        if self.process is None:
            return
        self.process.send_signal(signal.SIGQUIT)
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def kill(self) -> None:
        """kill -9 of every process it has, as if its machine were lost."""
        assert self.process is not None
        pid = self.process.pid
        workers = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        for each in (pid, *map(int, workers)):
            os.kill(each, signal.SIGKILL)
        self.process.wait()

    def _wait(self, process: subprocess.Popen[bytes]) -> None:
        ready = [self.program("pg_isready"), "-q", "-h", "127.0.0.1", "-p", str(self.port)]
        deadline = time.monotonic() + 60
        while subprocess.run(ready, timeout=10).returncode:
            log = (self.folder / "log").read_text(errors="replace")
            assert process.poll() is None, f"PostgreSQL ended: {log[-2000:]}"
            assert time.monotonic() < deadline, f"PostgreSQL does not answer: {log[-2000:]}"
            time.sleep(0.1)


@contextmanager
def server(binaries: Path) -> Iterator[Server]:
    """A new, empty server; stopped and removed afterwards."""
    with _placed(binaries) as made:
        made.run("initdb", *_INITDB, f"--username={made.user}")
        made.start()
        yield made


@contextmanager
def replica(primary: Server) -> Iterator[Server]:
    """Another that follows it; nothing is committed from now on that it does not have too."""
    with _placed(primary.binaries) as made:
        source = ("-h", "127.0.0.1", "-p", str(primary.port), "-U", primary.user)
        made.run("pg_basebackup", "--write-recovery-conf", "--checkpoint=fast", *source)
        made.start()
        primary.sql("ALTER SYSTEM SET synchronous_standby_names = '*'")
        primary.sql("SELECT pg_reload_conf()")
        deadline = time.monotonic() + 60
        while primary.sql("SELECT sync_state FROM pg_stat_replication") != "sync":
            assert time.monotonic() < deadline, "the replica does not follow"
            time.sleep(0.1)
        yield made


_POOLER = """
[databases]
* = host=127.0.0.1 port={server} user={user}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {port}
unix_socket_dir =
auth_type = any
pool_mode = session
"""


def pooler_binary() -> str | None:
    return shutil.which("pgbouncer", path=f"{os.environ['PATH']}:/usr/sbin")


@contextmanager
def pooler(binary: str, server: Server) -> Iterator[int]:
    """PgBouncer in session mode before the server; its port."""
    port = _free_port()
    with tempfile.NamedTemporaryFile("w", prefix="isswire-pooler-", dir="/tmp") as settings:
        settings.write(_POOLER.format(server=server.port, user=server.user, port=port))
        settings.flush()
        Path(settings.name).chmod(0o644)
        process = subprocess.Popen(
            [binary, "-q", settings.name], stderr=subprocess.DEVNULL, user=_as(server.user)
        )
        try:
            _answering(port)
            yield port
        finally:
            process.terminate()
            process.wait(10)


def _answering(port: int) -> None:
    deadline = time.monotonic() + 20
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            assert time.monotonic() < deadline, "the pooler does not answer"
            time.sleep(0.05)
        else:
            return


@contextmanager
def _placed(binaries: Path) -> Iterator[Server]:
    """One without data yet, in a folder of its own; stopped and removed afterwards."""
    user = _user()
    with tempfile.TemporaryDirectory(prefix="isswire-pg-", dir="/tmp") as folder:
        if os.geteuid() == 0:
            shutil.chown(folder, user)
        made = Server(Path(folder), _free_port(), binaries, user)
        try:
            yield made
        finally:
            made.stop()


def _user() -> str:
    """PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return pwd.getpwuid(os.geteuid()).pw_name
    names = {each.pw_name for each in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"


def _as(user: str) -> str | None:
    return user if os.geteuid() == 0 else None


def _free_port() -> int:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        port: int = listening.getsockname()[1]
        return port
