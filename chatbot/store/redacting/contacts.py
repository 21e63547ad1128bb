"""Contacts: links, e-mail addresses and accounts, also as people say them ("maria arroba gmail punto com")."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from chatbot.store.redacting.reading import Found, Mark, Reading
from chatbot.store.redacting.words import either, ordinary

_ENDINGS = r"(?:com|org|net|info|edu|gov|gob|io|app|biz|co\.uk|org\.uk|ac\.uk|nhs\.uk|com\.mx|gob\.mx|org\.mx|com\.ar)"
# These are words too ("duele mucho.es normal"), so a bare one must end the sentence or go on with a path.
_SHORT = r"(?:es|mx|uk|us|me|ly|gl|eu|cat|ar|co|cl|pe)"
_LINK = re.compile(
    r"(?:(?:https?|hxxps?|ftp) ?:/ ?/ ?|(?<![\w.@])www ?\. ?)[^\s\ue000]{1,2000}"
    rf"|(?<![\w.@-])(?:[a-z0-9][a-z0-9-]{{0,62}}\.){{1,4}}(?:{_ENDINGS}(?![\w-])(?:[/?#][^\s\ue000]{{0,2000}})?"
    rf"|{_SHORT}(?:/[^\s\ue000]{{0,2000}}|(?=[.,;!?)]*(?:\n|$))))"
)
_LOCAL = r"(?<![\w.+%-])[\w.+%-]{1,200}"
_PROVIDERS = r"(?:gmail|gmial|hotmail|outlook|yahoo|icloud|live|aol|protonmail)"
_WORDED_ENDINGS = r"(?:com|org|net|es|mx|uk|co|edu|gov|us|ar|cl|eu|io|me|info)(?!\w)"
_AT_SIGN = re.compile(
    rf"{_LOCAL}(?:@ ?| @ )[a-z0-9-]{{1,63}}(?: ?\. ?[a-z0-9-]{{2,63}}){{1,4}}|{_LOCAL} ?@ ?{_PROVIDERS}(?!\w)"
)
_HANDLE = re.compile(r"(?<![\w.])@ ?[a-z0-9_](?:[\w.]{0,40}\w)?")
_UNDERLINED = re.compile(r"(?<![\w.])(?=[a-z0-9.]{0,30}_)(?=[a-z_.]{0,30}\d)\w[\w.]{2,40}")


@cache
def _spoken() -> re.Pattern[str]:
    dot = rf"(?: ?{either('contact.dot')} ?|\.)"
    part = r"[\w+-]{1,60}"
    return re.compile(
        rf"{_LOCAL}(?: ?{either('contact.dot', 'contact.joint')} ?{part}){{0,4}} ?{either('contact.at')} ?"
        rf"(?:{part}{dot}(?:{part}{dot}){{0,2}}{_WORDED_ENDINGS}|{_PROVIDERS}(?!\w)(?:{dot}\w{{2,10}}){{0,2}})"
        rf"|{_LOCAL}(?:@ ?| @ ){part}{dot}{_WORDED_ENDINGS}(?:{dot}{_WORDED_ENDINGS})?"
    )


@cache
def _accounts() -> re.Pattern[str]:
    return re.compile(
        rf"{either('contact.accounts')}(?P<said>(?:[ :]{{1,2}}{either('contact.account_fillers')}){{0,4}}[ :=]{{1,3}})"
        r"(?P<account>[a-z0-9][\w.]{1,40}\w)"
    )


def find_links(reading: Reading) -> Iterator[Found]:
    """Web addresses, with or without www."""
    for match in _LINK.finditer(reading.low):
        end = match.start() + len(match.group().rstrip(".,;:!?)\"'"))
        yield Found(match.start(), end, Mark.LINK)


def find_emails(reading: Reading) -> Iterator[Found]:
    """E-mail addresses, written and said."""
    for pattern in (_AT_SIGN, _spoken()):
        for match in pattern.finditer(reading.low):
            yield Found(match.start(), match.end(), Mark.EMAIL)


def find_accounts(reading: Reading) -> Iterator[Found]:
    """Names of accounts: @somebody, some_body85, and what follows "my insta is"."""
    for pattern in (_HANDLE, _UNDERLINED):
        for match in pattern.finditer(reading.low):
            yield Found(match.start(), match.end(), Mark.ACCOUNT)
    for match in _accounts().finditer(reading.low):
        account = match["account"]
        named = re.search(r"\b(?:is|es|user\w*|usuario|handle|soy|como)\b|[:=]", match["said"])
        if re.search(r"[_\d]", account) or (named and account not in ordinary()):
            yield Found(match.start("account"), match.end("account"), Mark.ACCOUNT)
