"""A PostgreSQL cluster of our own, in a folder of our own, on a free port of the loopback address."""

from __future__ import annotations

import itertools
import os
import shutil
import socket
import subprocess
from pathlib import Path

SYSTEM_USER = "postgres"  # the server refuses to run as root
SECONDS = 30


def find(program: str) -> str | None:
    """A program of the server: the newest version under /usr/lib/postgresql, or what PATH has."""
    versions = Path("/usr/lib/postgresql").glob(f"*/bin/{program}")
    newest = sorted(versions, key=lambda path: float(path.parent.parent.name), reverse=True)
    return str(newest[0]) if newest else shutil.which(program)


class Server:
    """A cluster that tests may stop and start."""

    def __init__(self, folder: Path, initdb: str, pg_ctl: str) -> None:
        self._folder, self._pg_ctl = folder, pg_ctl
        self._names = itertools.count(1)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self._run(initdb, "-D", folder / "cluster", "-U", "tests", "-A", "trust", "-E", "UTF8", "--no-locale", "-N")

    def _run(self, *command: str | Path) -> None:
        other = [shutil.which("runuser") or "runuser", "-u", SYSTEM_USER, "--"] if os.geteuid() == 0 else []
        # The server keeps what it is handed as output open, so that is a file, not a pipe somebody waits on.
        with (self._folder / "output").open("ab") as output:
            done = subprocess.run([*other, *command], stdout=output, stderr=output, cwd=self._folder, timeout=60)
        if done.returncode:
            told = (self._folder / "output").read_text(errors="replace")
            raise AssertionError(f"{command[0]} failed:\n{told[-2000:]}")

    def start(self) -> None:
        options = f"-p {self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={self._folder} -F"
        log = self._folder / "server.log"
        self._run(
            self._pg_ctl, "-D", self._folder / "cluster", "-l", log, "-w", "-t", str(SECONDS), "-o", options, "start"
        )

    def stop(self, mode: str = "fast") -> None:
        self._run(self._pg_ctl, "-D", self._folder / "cluster", "-w", "-t", str(SECONDS), "-m", mode, "stop")

    def url(self, database: str, scheme: str = "postgresql") -> str:
        return f"{scheme}://tests@127.0.0.1:{self.port}/{database}"

    def new_database(self) -> str:
        """The URL of an empty database."""
        import psycopg

        name = f"store_{next(self._names)}"
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}".encode())
        return self.url(name)
