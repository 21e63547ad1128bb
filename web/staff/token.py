"""Token: what lets staff in. The clinic's own, else one made at first start and kept where only its owner can read."""

from __future__ import annotations

import os
import secrets
import tempfile
from dataclasses import dataclass
from pathlib import Path

from chatbot.model import BadSettings, Fault
from chatbot.settings import LEAST_TOKEN_CHARACTERS, Settings

FILE_NAME = "staff-token"
_BYTES = 24


@dataclass(frozen=True, slots=True)
class StaffToken:
    """The token, the file it stands in if it stands in one, and whether it has just been made."""

    text: str
    path: Path | None = None
    made: bool = False


def find_token(settings: Settings) -> StaffToken:
    """The token of the settings, else of its file, else a new one, written there.

    Raises BadSettings if there is no place to keep it, or if its file holds none or can be read by others.
    """
    if settings.staff_token:
        return StaffToken(settings.staff_token)
    path = Path(settings.data) / FILE_NAME
    remedy = "set CHATBOT_STAFF_TOKEN, choose another folder with CHATBOT_DATA, or set CHATBOT_STAFF_PAGES=off"
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if path.exists():
            return StaffToken(_read(path), path)
        token = secrets.token_urlsafe(_BYTES)
        # Written elsewhere and then given its name, so that no other process reads half of it.
        with tempfile.NamedTemporaryFile("w", dir=path.parent, prefix=FILE_NAME, encoding="utf-8") as written:
            written.write(token + "\n")
            written.flush()
            try:
                os.link(written.name, path)
            except FileExistsError:
                return StaffToken(_read(path), path)
        return StaffToken(token, path, made=True)
    except (OSError, UnicodeDecodeError) as fault:
        problem = f"the token for staff cannot be kept: {getattr(fault, 'strerror', None) or 'it is not text'}"
        raise BadSettings(Fault(str(path), problem, remedy)) from None


def _read(path: Path) -> str:
    token = path.read_text(encoding="utf-8").strip()
    remedy = "delete the file, and a new one is made"
    if len(token) < LEAST_TOKEN_CHARACTERS:
        raise BadSettings(Fault(str(path), f"holds fewer than {LEAST_TOKEN_CHARACTERS} characters", remedy))
    if os.name == "posix" and path.stat().st_mode & 0o077:
        raise BadSettings(Fault(str(path), "can be read by others", f"chmod 600 {path}; and better: {remedy}"))
    return token
