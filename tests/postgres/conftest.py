"""A PostgreSQL server for the tests of this folder."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from cluster import SYSTEM_USER, Server, find


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.postgres)


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    pytest.importorskip("psycopg", reason="psycopg is not installed: pip install -e '.[postgres]'")
    initdb, pg_ctl = find("initdb"), find("pg_ctl")
    if not initdb or not pg_ctl:
        pytest.skip("there is no PostgreSQL server: apt-get install postgresql")
    # Not pytest's folder: another user must be able to enter it, and the path of a socket is short.
    with tempfile.TemporaryDirectory(prefix="pg-") as name:
        folder = Path(name)
        (folder / "output").touch()
        if os.geteuid() == 0:
            shutil.chown(folder, SYSTEM_USER)
            shutil.chown(folder / "output", SYSTEM_USER)
        server = Server(folder, initdb, pg_ctl)
        server.start()
        yield server
        server.stop()
