"""From a URL or a folder to an engine: which driver, which limits, and how SQLite is to treat the file."""

from __future__ import annotations

import errno
import os
import sqlite3
import time
from contextlib import closing
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError

from chatbot.model import Fault, StoreUnavailable
from chatbot.store.records import FILE_NAME

URL_PLACE = "CHATBOT_DATABASE_URL"
BUSY_MILLISECONDS = 5_000
# Seconds until a server that does not reply counts as lost; libpq knows none below 2.
LIMITS: dict[str, str | int] = {
    "connect_timeout": 3,
    "keepalives_idle": 5,
    "keepalives_interval": 2,
    "keepalives_count": 3,
    "tcp_user_timeout": 5_000,  # milliseconds
}
_DRIVERS = ("postgres", "postgresql", "postgresql+psycopg")


def connect(url: str, folder: Path) -> tuple[Engine, str]:
    """An engine over the database of a URL, over a file in the folder if it is empty, and the engine's place to show.

    The place never holds a password. Raises StoreUnavailable; whether a server answers is not tried.
    """
    return _server(url) if url else _file(folder)


def _server(url: str) -> tuple[Engine, str]:
    remedy = "want postgresql://user:password@host:5432/name"
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):
        # What cannot be taken apart is not shown: its password could stand anywhere in it.
        raise StoreUnavailable(Fault(URL_PLACE, "is not a database URL", remedy)) from None
    if parsed.drivername not in _DRIVERS:
        raise StoreUnavailable(Fault(URL_PLACE, f"is for '{parsed.drivername}', not for PostgreSQL", remedy))
    limits = {name: value for name, value in LIMITS.items() if name not in parsed.query}
    try:
        engine = create_engine(
            parsed.set(drivername="postgresql+psycopg"),
            connect_args=limits,
            hide_parameters=True,  # an error's text must not hold a patient's
            pool_pre_ping=True,  # a connection from before the server's last start is replaced
            pool_size=2,
            max_overflow=4,
            pool_timeout=3,
        )
    except ImportError:
        problem = "names a PostgreSQL database, but its driver psycopg is not installed"
        raise StoreUnavailable(Fault(URL_PLACE, problem, "run pip install '.[postgres]'")) from None
    return engine, _place(parsed)


def _place(url: URL) -> str:
    host = url.host or url.query.get("host") or "localhost"
    return f"{URL_PLACE} (PostgreSQL '{url.database or ''}' at {host}:{url.port or 5432})"


def _file(folder: Path) -> tuple[Engine, str]:
    path = folder / FILE_NAME
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        # SQLite would make it readable for all; its -wal and -shm files get what this one has. One that is there is not
        # opened here: closing it would take away the locks that this process holds on it through SQLite, and the next
        # process that looks would take the log away from under our writing (sqlite.org/howtocorrupt.html, 2.2).
        if not path.exists():
            os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
        elif not os.access(path, os.R_OK | os.W_OK):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
    except OSError as fault:
        remedy = "check folder and permissions, or name another one as 'data' in clinic.toml [staff]"
        raise StoreUnavailable(Fault(str(path), f"cannot be opened: {fault.strerror}", remedy)) from None
    engine = create_engine(URL.create("sqlite", database=str(path)), hide_parameters=True)
    event.listen(engine, "connect", _set_up)
    event.listen(engine, "begin", _begin)
    return engine, str(path)


def _set_up(connection: Any, _: object) -> None:
    # The driver's own transactions begin too late for what is read first and then written; `_begin` does it.
    connection.isolation_level = None
    with closing(connection.cursor()) as cursor:
        cursor.execute(f"PRAGMA busy_timeout = {BUSY_MILLISECONDS}")
        cursor.execute("PRAGMA foreign_keys = ON")
        # What is deleted is overwritten, not only forgotten.
        cursor.execute("PRAGMA secure_delete = ON")


def _begin(connection: Connection) -> None:
    writing = connection.get_execution_options().get("writing")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


def use_write_ahead_log(engine: Engine) -> None:
    """Lets readers read while somebody writes. SQLite does not wait for others here, so it is tried for a while."""
    until = time.monotonic() + BUSY_MILLISECONDS / 1000
    while True:
        try:
            _pragma(engine, "PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorname not in ("SQLITE_BUSY", "SQLITE_LOCKED") or time.monotonic() > until:
                raise
            time.sleep(0.02)


def forget_deleted(engine: Engine) -> None:
    """Empties SQLite's log of changes, which still holds the pages as they were before something was deleted.

    If somebody is reading, nothing happens: the next deletion does it.
    """
    _pragma(engine, "PRAGMA wal_checkpoint(TRUNCATE)")


def _pragma(engine: Engine, pragma: str) -> None:
    """Runs a pragma outside of any transaction."""
    connection = engine.raw_connection()
    try:
        with closing(connection.cursor()) as cursor:
            cursor.execute(pragma)
            cursor.fetchall()
    finally:
        connection.close()
