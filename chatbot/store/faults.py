"""What goes wrong with a database, in words: place, problem and remedy, and never a patient's words or a password."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as NoConnection

from chatbot.model import Fault, StoreUnavailable, Unstorable

# Extended codes of SQLite begin with these. https://www.sqlite.org/rescode.html
_SQLITE = {
    "SQLITE_FULL": ("cannot be written: the disk is full", "make room; what waits is written then"),
    "SQLITE_READONLY": ("cannot be written: it or its folder is read-only", "check the permissions of the folder"),
    "SQLITE_NOTADB": ("is no SQLite database", "move the file away, and a new one is made"),
    "SQLITE_CORRUPT": ("is damaged", "put a backup in its place, or move it away, and a new one is made"),
    "SQLITE_CANTOPEN": ("cannot be opened", "check that the folder is there and may be written"),
    "SQLITE_BUSY": ("is held by another process", "end what else has it open for writing"),
    "SQLITE_LOCKED": ("is held by another process", "end what else has it open for writing"),
    "SQLITE_IOERR": ("cannot be read or written: the disk fails or is full", "check the disk and the room on it"),
}
# Classes of PostgreSQL's codes. https://www.postgresql.org/docs/current/errcodes-appendix.html
_POSTGRES = {
    "option": ("has an option in its URL that PostgreSQL does not know", "correct the URL"),
    "08": ("does not answer", "check that the server runs and may be reached"),
    "28": ("refuses the user or the password", "check user and password"),
    "3D": ("does not exist", "create it: createdb"),
    "42": ("does not let this user do that", "grant the user the right to create and change tables"),
    "53": ("has no disk, memory or connection left", "make room on the server"),
    "57": ("has been shut down, or is about to start", "start the server; what waits is written then"),
}
# psycopg gives no code for what fails while it connects, only the server's words.
_CONNECTING = (
    (r"invalid (connection|URI)", "option"),
    (r"password|authentication|no pg_hba|role .* does not exist", "28"),
    (r"database .* does not exist", "3D"),
    (r"too many (clients|connections)|connection slots", "53"),
    (r"starting up|shutting down|recovery", "57"),
)


@contextmanager
def told(place: str) -> Iterator[None]:
    """Turns everything that SQLAlchemy and drivers raise into StoreUnavailable, Unstorable for what is no use retrying.

    The original is not kept as the cause: a traceback would show what it holds.
    """
    try:
        yield
    except (DataError, IntegrityError) as error:
        problem = f"does not take what should be written ({type(error).__name__})"
        raise Unstorable(Fault(place, problem, "this is a fault of the chatbot: report it")) from None
    except DBAPIError as error:
        raise StoreUnavailable(Fault(place, *_words(error.orig))) from None
    except sqlite3.Error as error:
        raise StoreUnavailable(Fault(place, *_words(error))) from None
    except NoConnection:
        problem = "has no connection left for this process"
        raise StoreUnavailable(Fault(place, problem, "try again; if it stays, check what holds them")) from None
    except (SQLAlchemyError, OSError) as error:
        problem = f"cannot be used ({type(error).__name__})"
        raise StoreUnavailable(Fault(place, problem, "check the database and its URL")) from None


def _words(error: BaseException | None) -> tuple[str, str]:
    """Problem and remedy of a driver's error."""
    if name := getattr(error, "sqlite_errorname", ""):
        for begins, words in _SQLITE.items():
            if name.startswith(begins):
                return words
        return f"cannot be used ({name})", "check the file"
    code = getattr(error, "sqlstate", None) or next(
        (code for pattern, code in _CONNECTING if re.search(pattern, str(error))), "08"
    )
    return _POSTGRES.get(
        code if code in _POSTGRES else code[:2],
        (f"cannot be used (SQLSTATE {code})", "look that code up in PostgreSQL's manual"),
    )
