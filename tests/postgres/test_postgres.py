"""The store over PostgreSQL: the contract, a server that goes and comes back, and what it refuses."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from cluster import Server
from store_contract import BARE, DAY, REPLY, StoreContract, Where, kept

from chatbot.model import StoreUnavailable
from chatbot.store import Recorder, Store

SECRET = "h0spital-pass"


@pytest.fixture
def where(server: Server, tmp_path: Path) -> Where:
    return server.new_database(), tmp_path / "unused"


@pytest.fixture
def store(where: Where) -> Iterator[Store]:
    store = Store.open(*where)
    yield store
    store.close()
    assert not where[1].exists(), "no file is made beside the database"


class TestPostgres(StoreContract):
    """The contract over a server."""


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_urls_are_taken_as_they_are_commonly_written(server: Server, tmp_path: Path, scheme: str) -> None:
    url = server.new_database().replace("postgresql", scheme, 1)
    store = Store.open(url, tmp_path)
    store.write([REPLY])
    assert store.engine.dialect.driver == "psycopg"
    store.close()


def test_a_store_works_again_when_the_server_is_back(server: Server, store: Store) -> None:
    store.write([REPLY])
    server.stop()
    started = time.monotonic()
    try:
        with pytest.raises(StoreUnavailable, match=r"does not answer|has been shut down"):
            store.write([REPLY])
        with pytest.raises(StoreUnavailable, match="does not answer"):
            store.counts()
    finally:
        server.start()
    assert time.monotonic() - started < 15
    store.write([REPLY])
    assert [each.n for each in store.counts()] == [2]


@pytest.mark.parametrize("mode", ["fast", "immediate"])
def test_nothing_recorded_is_lost_or_counted_twice_while_the_server_is_gone(
    server: Server, where: Where, mode: str
) -> None:
    """`immediate` is a crash: transactions are cut off where they are."""
    writer = Recorder(lambda: Store.open(*where), 90, lambda: DAY)
    slowest, recorded = 0.0, 0

    def record(seconds: float) -> None:
        nonlocal slowest, recorded
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            started = time.perf_counter()
            writer.record([REPLY, kept(recorded)])
            slowest = max(slowest, time.perf_counter() - started)
            recorded += 1
            time.sleep(0.002)

    record(0.7)
    stopping = threading.Thread(target=server.stop, args=(mode,))
    stopping.start()
    record(1.0)
    stopping.join()
    try:
        assert not writer.flush(0.3)
        assert writer.failing is not None
        assert "CHATBOT_DATABASE_URL" in writer.failing
    finally:
        server.start()
    record(0.3)
    assert writer.flush(20)
    assert (writer.waiting, writer.lost, writer.failing) == (0, 0, None)
    assert slowest < 0.5, "nobody waited for the server"
    assert writer.close(5)
    store = Store.open(*where)
    assert [each.n for each in store.counts()] == [recorded]
    assert sorted(each.text for each in store.questions()) == sorted(kept(n).text for n in range(recorded))
    store.close()


@pytest.mark.parametrize(
    ("user", "host", "suffix", "problem", "why"),
    [
        ("tests", "127.0.0.1", "_gone", "does not exist", "no such database"),
        ("stranger", "127.0.0.1", "", "refuses the user", "no such user"),
        ("tests", "nowhere.invalid", "", "does not answer", "no such host"),
    ],
)
def test_what_the_server_refuses_is_told_without_a_password(
    server: Server, tmp_path: Path, user: str, host: str, suffix: str, problem: str, why: str
) -> None:
    url = server.new_database().replace("tests@127.0.0.1", f"{user}:{SECRET}@{host}") + suffix
    with pytest.raises(StoreUnavailable) as error:
        Store.open(url, tmp_path)
    assert problem in str(error.value), why
    assert SECRET not in str(error.value)


def test_a_user_who_may_not_make_tables_is_told(server: Server, tmp_path: Path) -> None:
    import psycopg

    url = server.new_database()
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("REVOKE CREATE ON SCHEMA public FROM PUBLIC")
        connection.execute("DROP ROLE IF EXISTS reader")
        connection.execute("CREATE ROLE reader LOGIN")
    with pytest.raises(StoreUnavailable, match="does not let this user do that"):
        Store.open(url.replace("tests@", "reader@"), tmp_path)


def test_the_words_of_a_question_are_in_no_error(store: Store) -> None:
    with store.engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE questions DROP COLUMN note")
    with pytest.raises(StoreUnavailable) as error:
        store.write([BARE])
    assert BARE.text not in str(error.value)
