"""The store: reading and writing what is kept, in SQLite or PostgreSQL. Safe to share between threads."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import ColumnElement, Connection, Engine, Table, delete, func, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from chatbot.store.connecting import connect, forget_deleted, use_write_ahead_log
from chatbot.store.faults import told
from chatbot.store.records import Count, Entry, Judgement, KeptQuestion, Why
from chatbot.store.rows import as_count, as_judgement, as_question, judgement_row, question_row, storable
from chatbot.store.tables import batches, counts, create, judgements, questions

# A database takes only so many values in one statement.
MOST_IDS = 500
# Days after which no batch is sent a second time.
BATCH_DAYS = 7


class Store:
    """Counts, questions and judgements. Every method raises StoreUnavailable where the database fails.

    A change is either done as a whole or not at all.
    """

    def __init__(self, engine: Engine, place: str) -> None:
        self.place = place
        self.engine = engine
        self._opened = self._identity()
        self._writing = engine.execution_options(writing=True)

    @classmethod
    def open(cls, url: str, folder: Path) -> Store:
        """The store of a PostgreSQL URL, or of the file `chatbot.sqlite` in the folder if the URL is empty.

        Folder, file and tables are made if they are missing. Raises StoreUnavailable: no permission, no database in
        the file, no server, no driver, or tables of a newer version.
        """
        engine, place = connect(url, folder)
        store = cls(engine, place)
        try:
            with told(place):
                if store._is_file:
                    use_write_ahead_log(engine)
                with store._writing.begin() as connection:
                    create(connection, place)
        except BaseException:
            store.close()
            raise
        return store

    def is_there(self) -> bool:
        """Whether the database is still the one that was opened: a file may have been moved away while it was open."""
        return self._identity() == self._opened

    def _identity(self) -> tuple[int, int] | None:
        if not self._is_file:
            return None
        try:
            status = Path(str(self.engine.url.database)).stat()
        except OSError:
            return (0, 0)
        return status.st_dev, status.st_ino

    @property
    def _is_file(self) -> bool:
        return self.engine.dialect.name == "sqlite"

    def write(self, entries: Sequence[Entry], batch: str = "") -> None:
        """Adds counts up and keeps questions, in one transaction. A named batch that is there already changes nothing.

        Raises Unstorable for what the database will never take.
        """
        with self._change() as connection:
            if batch:
                day = max((entry.day for entry in entries), default=date.min)
                # Should the first try still be under way on the server, this waits for what becomes of it.
                named = self._insert(batches).values(name=batch, day=day).on_conflict_do_nothing()
                if connection.execute(named.returning(batches.c.name)).first() is None:
                    return
            self._add(connection, [entry for entry in entries if isinstance(entry, Count)])
            kept = [question_row(entry) for entry in entries if isinstance(entry, KeptQuestion)]
            if kept:
                connection.execute(insert(questions), kept)

    def _insert(self, table: Table) -> Any:
        """An INSERT that knows ON CONFLICT, which both databases have in the same words."""
        return sqlite.insert(table) if self._is_file else postgresql.insert(table)

    def _add(self, connection: Connection, added: Sequence[Count]) -> None:
        total: Counter[tuple[date, str, str, str]] = Counter()
        for each in added:
            total[each.day, each.event.value, each.kind.value, each.label.value if each.label else ""] += each.n
        if not total:
            return
        statement = self._insert(counts)
        key = [counts.c.day, counts.c.event, counts.c.kind, counts.c.label]
        upsert = statement.on_conflict_do_update(index_elements=key, set_={"n": counts.c.n + statement.excluded.n})
        # Sorted, so that two processes lock the same rows in the same order and never wait for each other.
        rows = [dict(zip(("day", "event", "kind", "label"), at, strict=True), n=n) for at, n in sorted(total.items())]
        connection.execute(upsert, rows)

    def counts(self, since: date | None = None) -> list[Count]:
        """What happened how often, from a day on, ordered by day, event, kind and label."""
        wanted = select(counts).order_by(counts.c.day, counts.c.event, counts.c.kind, counts.c.label)
        if since:
            wanted = wanted.where(counts.c.day >= since)
        with self._read() as connection:
            return [as_count(row) for row in connection.execute(wanted)]

    def questions(
        self, why: Why | None = None, resolved: bool | None = False, limit: int | None = None, offset: int = 0
    ) -> list[KeptQuestion]:
        """The kept questions, newest first: open ones, or those resolved, or with None all; no limit means all."""
        wanted = select(questions).where(*_which(why, resolved))
        wanted = wanted.order_by(questions.c.day.desc(), questions.c.question_id.desc()).limit(limit).offset(offset)
        with self._read() as connection:
            return [as_question(row) for row in connection.execute(wanted)]

    def question(self, question_id: int) -> KeptQuestion | None:
        """The question of an id, None if there is none."""
        with self._read() as connection:
            row = connection.execute(select(questions).where(questions.c.question_id == question_id)).first()
        return as_question(row) if row else None

    def how_many(self, why: Why | None = None, resolved: bool | None = False) -> int:
        """How many questions `questions` has without a limit."""
        wanted = select(func.count()).select_from(questions).where(*_which(why, resolved))
        with self._read() as connection:
            return connection.execute(wanted).scalar_one()

    def resolve(self, ids: Sequence[int], note: str, day: date) -> int:
        """Says that staff are done with these questions, and why; returns how many of them there are."""
        return self._each(ids, update(questions).values(resolved=day, note=storable(note)))

    def reopen(self, ids: Sequence[int]) -> int:
        """Takes `resolve` back, the note too; returns how many of the questions there are."""
        return self._each(ids, update(questions).values(resolved=None, note=""))

    def delete(self, ids: Sequence[int]) -> int:
        """Deletes questions for good; returns how many there were. Judgements of them stay."""
        return self._each(ids, delete(questions))

    def _each(self, ids: Sequence[int], change: Any) -> int:
        found = 0
        with self._change() as connection:
            for start in range(0, len(ids), MOST_IDS):
                chosen = questions.c.question_id.in_(ids[start : start + MOST_IDS])
                found += connection.execute(change.where(chosen)).rowcount
        self._forget()
        return found

    def judge(self, judgement: Judgement) -> int:
        """Keeps a judgement and returns its id. If its question has been deleted meanwhile, it stands without one."""
        there = select(questions.c.question_id).where(questions.c.question_id == judgement.question_id)
        row = judgement_row(judgement) | {"question_id": there.scalar_subquery()}
        with self._change() as connection:
            key = connection.execute(insert(judgements).values(row)).inserted_primary_key
        return int(key[0]) if key else 0

    def judgements(self) -> list[Judgement]:
        """All judgements, oldest first."""
        with self._read() as connection:
            rows = connection.execute(select(judgements).order_by(judgements.c.judgement_id))
            return [as_judgement(row) for row in rows]

    def delete_judgement(self, judgement_id: int) -> bool:
        """Deletes a judgement; whether there was one."""
        with self._change() as connection:
            found = connection.execute(delete(judgements).where(judgements.c.judgement_id == judgement_id)).rowcount
        self._forget()
        return bool(found)

    def purge(self, today: date, retention_days: int) -> int:
        """Deletes the questions of `retention_days` days ago and before, resolved or not; returns how many."""
        with self._change() as connection:
            old = questions.c.day <= today - timedelta(days=retention_days)
            found = connection.execute(delete(questions).where(old)).rowcount
            connection.execute(delete(batches).where(batches.c.day < today - timedelta(days=BATCH_DAYS)))
        self._forget()
        return found

    def close(self) -> None:
        """Gives connections back; the store may not be used after that."""
        self.engine.dispose()

    def _forget(self) -> None:
        if self._is_file:
            with told(self.place):
                forget_deleted(self.engine)

    @contextmanager
    def _read(self) -> Iterator[Connection]:
        with told(self.place), self.engine.connect() as connection:
            yield connection

    @contextmanager
    def _change(self) -> Iterator[Connection]:
        with told(self.place), self._writing.begin() as connection:
            yield connection


def _which(why: Why | None, resolved: bool | None) -> list[ColumnElement[bool]]:
    wanted: list[ColumnElement[bool]] = []
    if why is not None:
        wanted.append(questions.c.why == why.value)
    if resolved is not None:
        wanted.append(questions.c.resolved.is_not(None) if resolved else questions.c.resolved.is_(None))
    return wanted
