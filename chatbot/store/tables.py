"""The tables, the same in SQLite and PostgreSQL, and the version of their shape."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    Column,
    Connection,
    Date,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    insert,
    select,
    text,
)

from chatbot.model import Fault, StoreUnavailable

VERSION = 1
# Any number, as long as no other program of the same database takes it: who makes the tables holds this lock.
_LOCK = 724_120_007
_CODE = String(40)  # a value of an enum, or a language

METADATA = MetaData()

schema_version = Table("schema_version", METADATA, Column("version", Integer, primary_key=True, autoincrement=False))

# What is part of a primary key cannot be NULL, so a label that is not known is ''.
counts = Table(
    "counts",
    METADATA,
    Column("day", Date, primary_key=True),
    Column("event", _CODE, primary_key=True),
    Column("kind", _CODE, primary_key=True),
    Column("label", _CODE, primary_key=True, server_default=""),
    Column("n", Integer, nullable=False),
)

# Without AUTOINCREMENT SQLite gives the id of a deleted question to the next one, and staff resolve the wrong one.
questions = Table(
    "questions",
    METADATA,
    Column("question_id", Integer, primary_key=True),
    Column("day", Date, nullable=False),
    Column("language", _CODE, nullable=False),
    Column("text", Text, nullable=False),
    Column("why", _CODE, nullable=False),
    Column("kind", _CODE, nullable=False),
    Column("label", _CODE),
    Column("reason", _CODE),
    Column("confidence", Float, nullable=False),
    Column("passage_ids", JSON, nullable=False),
    Column("assumed", JSON, nullable=False),
    Column("comment", Text, nullable=False),
    Column("resolved", Date),
    Column("note", Text, nullable=False),
    Index("questions_by_day", "day", "question_id"),
    sqlite_autoincrement=True,
)

# A judgement outlives its question.
judgements = Table(
    "judgements",
    METADATA,
    Column("judgement_id", Integer, primary_key=True),
    Column("day", Date, nullable=False),
    Column("language", _CODE, nullable=False),
    Column("text", Text, nullable=False),
    Column("expect", _CODE, nullable=False),
    Column("document", Text, nullable=False),
    Column("section", Text, nullable=False),
    Column("passage_id", Text, nullable=False),
    Column("facts", JSON, nullable=False),
    Column("question_id", ForeignKey("questions.question_id", ondelete="SET NULL"), index=True),
    sqlite_autoincrement=True,
)

# The names of batches that are written: who did not hear that one was may send it again without counting twice.
batches = Table("batches", METADATA, Column("name", String(40), primary_key=True), Column("day", Date, nullable=False))


def create(connection: Connection, place: str) -> None:
    """Makes the tables that are missing; raises StoreUnavailable if a newer version made the ones that are there."""
    if connection.dialect.name == "postgresql":
        # CREATE TABLE IF NOT EXISTS fails where two processes run it at once.
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
    METADATA.create_all(connection)
    found = connection.execute(select(schema_version.c.version)).scalar()
    if found is None:
        connection.execute(insert(schema_version).values(version=VERSION))
    elif found > VERSION:
        problem = f"was written by a newer version of the chatbot (tables {found}, this one knows {VERSION})"
        raise StoreUnavailable(Fault(place, problem, "update the chatbot, or give it a place of its own"))
