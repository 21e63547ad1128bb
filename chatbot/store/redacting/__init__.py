"""Redacting: what identifies a person goes out of a message, a plain mark takes its place.

Patterns of all languages are tried on every message, since people mix them. Each finder sees holes where one before it
has found something. A pattern looks at a bounded stretch, so that the time grows with the length.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from chatbot.store.redacting.addresses import find_addresses
from chatbot.store.redacting.contacts import find_accounts, find_emails, find_links
from chatbot.store.redacting.dates import find_ages, find_dates
from chatbot.store.redacting.names import find_names
from chatbot.store.redacting.numbers import find_numbers
from chatbot.store.redacting.phones import find_phones
from chatbot.store.redacting.reading import Found, Mark, Reading, read

__all__ = ["Mark", "redact"]

_FINDERS: tuple[Callable[[Reading], Iterator[Found]], ...] = (
    find_emails,
    find_links,
    find_accounts,
    find_dates,
    find_numbers,
    find_addresses,
    find_ages,
    find_phones,
    find_names,
)
# A mark can make plain what was hidden beside it; nearly all messages settle at the second pass.
_PASSES = 6


def redact(text: str) -> str:
    """The message with a mark in the place of everything that identifies a person; redacting it again changes nothing.

    >>> redact("soy María López, 612 345 678, ¿la L4-L5 se opera?")
    'soy [name], [phone], ¿la L4-L5 se opera?'
    """
    for _ in range(_PASSES):
        found = _found(read(text))
        if not found[1]:
            return text
        text = found[0].marked(found[1])
    # What does not settle was made to hide something: nothing of it is kept.
    return text if not _found(read(text))[1] else Mark.NUMBER


def _found(reading: Reading) -> tuple[Reading, list[Found]]:
    """The reading and all that identifies somebody in it, in order, nothing twice."""
    everything: list[Found] = []
    seen = reading
    for finder in _FINDERS:
        found = _apart(finder(seen))
        everything += found
        seen = seen.without(found) if found else seen
    return reading, _joined(reading, sorted(everything, key=lambda each: each.start))


def _apart(found: Iterable[Found]) -> list[Found]:
    """What one finder found, with what overlaps as one."""
    apart: list[Found] = []
    for each in sorted(found, key=lambda one: (one.start, -one.end)):
        if apart and each.start < apart[-1].end:
            apart[-1] = Found(apart[-1].start, max(apart[-1].end, each.end), apart[-1].mark)
        elif each.start < each.end:
            apart.append(each)
    return apart


def _joined(reading: Reading, found: list[Found]) -> list[Found]:
    """Parts of one address with only a comma between them as one address."""
    joined: list[Found] = []
    for each in found:
        last = joined[-1] if joined else None
        if last and last.mark is each.mark is Mark.ADDRESS and not reading.plain[last.end : each.start].strip(" ,."):
            joined[-1] = Found(last.start, each.end, each.mark)
        else:
            joined.append(each)
    return joined
