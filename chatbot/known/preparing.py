"""Preparing: the list of known questions and their terms, kept in a file beside it for the next start.

Thousands of questions take half a second to work out. What is kept is used as long as list, languages and the clinic's
own names are the same to the byte; else it is worked out anew, which takes longer and gives the same answers.
"""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
import zlib
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from chatbot import languages
from chatbot.known.likening import WANT, Known, Terms, gather
from chatbot.known.listing import Listed, read_list
from chatbot.model import BadQuestions, Fault, KnownQuestion
from chatbot.settings import PREPARED_FILE, QUESTIONS_FILE, Settings
from chatbot.text import WORD, stem
from chatbot.wants import wanted

VERSION = "1"  # of how terms are worked out: whoever changes that in the code counts it up
_STAMP = (2026, 1, 1, 0, 0, 0)  # the same file from the same data

ReadTerms = Callable[[str, str], Sequence[str]]


def work_out(questions: Sequence[KnownQuestion], terms: ReadTerms) -> Terms:
    """The terms of each question: its index terms and the kinds of answer it asks for."""
    return gather(_terms(each, terms) for each in questions)


def revise(known: Known, terms: ReadTerms, rows: Iterable[tuple[str, Sequence[str]]]) -> Terms:
    """The terms of each known question once these rows of names, each with its language, have come or gone.

    A question keeps its terms unless it holds the beginning of one of the names, by stem.
    """
    beginnings = {
        (code, stem(words[0], code)) for code, names in rows for name in names if (words := WORD.findall(name))
    }
    concerned = (
        [
            not beginnings.isdisjoint((each.language, stem(word, each.language)) for word in WORD.findall(each.text))
            for each in known.questions
        ]
        if beginnings
        else [False] * len(known.questions)
    )
    if not any(concerned):
        return known.terms
    kept = known.terms.rows()
    return gather(
        _terms(question, terms) if anew else row
        for question, anew, row in zip(known.questions, concerned, kept, strict=True)
    )


def _terms(question: KnownQuestion, terms: ReadTerms) -> list[str]:
    pair = question.text, question.language
    return [*terms(*pair), *(WANT + want for want in wanted(*pair))]


@dataclass(frozen=True, slots=True)
class Source:
    """What a folder lists, a fingerprint of all it depends on as it was read, and the terms of its questions in the
    order of the list, None if they are not worked out."""

    listed: tuple[Listed, ...] = ()
    digest: str = ""
    terms: Terms | None = None


NOTHING = Source()
# What a file that is cut, overwritten or none of ours makes its readers raise.
UNUSABLE = (OSError, EOFError, ValueError, KeyError, TypeError, RuntimeError, BadZipFile, zlib.error)


def read(folder: Path, languages: Collection[str], settings: Settings) -> Source:
    """The known questions of a folder, as they were kept if that still holds; raises BadQuestions with every fault."""
    if not settings.known_questions or not (folder / QUESTIONS_FILE).exists():
        return NOTHING
    try:
        digest = _digest(folder, settings)
    except OSError as fault:
        remedy = "check the file and its permissions"
        raise BadQuestions(Fault(QUESTIONS_FILE, f"cannot be read: {fault.strerror}", remedy)) from None
    return _kept(folder, digest) or Source(read_list(folder, languages), digest)


def _kept(folder: Path, digest: str) -> Source | None:
    """What was kept for a folder; None if there is nothing, or it was of other data."""
    try:
        with (folder / PREPARED_FILE).open("rb") as kept, np.load(kept, allow_pickle=False) as file:
            if _text(file["digest"]) != digest:
                return None
            listed = tuple(
                Listed(at, document, quote, tuple(map(tuple, questions)))
                for at, document, quote, questions in json.loads(_text(file["listed"]))
            )
            vocabulary = tuple(filter(None, _text(file["vocabulary"]).split("\n")))
            terms = Terms(vocabulary, file["places"].astype(np.int64), file["sizes"].astype(np.int64))
    except UNUSABLE:
        return None  # it saves time and holds nothing that is not in the list
    whole = len(terms.sizes) == sum(len(each.questions) for each in listed) and terms.sizes.sum() == len(terms.places)
    return Source(listed, digest, terms) if whole else None


def prepare(folder: Path, source: Source, terms: Terms) -> Path:
    """Keeps what a folder lists for the next start, as it was read; returns the file."""
    rows = [(each.place, each.document, each.quote, each.questions) for each in source.listed]
    arrays = {
        "digest": _bytes(source.digest),
        "listed": _bytes(json.dumps(rows, ensure_ascii=False)),
        "vocabulary": _bytes("\n".join(terms.vocabulary)),
        "places": terms.places.astype(np.uint16 if len(terms.vocabulary) < 1 << 16 else np.uint32),
        "sizes": terms.sizes.astype(np.uint16),
    }
    return write_arrays(folder / PREPARED_FILE, arrays)


def write_arrays(path: Path, arrays: Mapping[str, NDArray[Any]]) -> Path:
    """Writes a file of arrays, the same bytes from the same arrays, whole or not at all; returns it."""
    unfinished = path.with_suffix(".unfinished")
    with zipfile.ZipFile(unfinished, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, array in arrays.items():
            held = io.BytesIO()
            np.save(held, array, allow_pickle=False)
            archive.writestr(zipfile.ZipInfo(f"{name}.npy", _STAMP), held.getvalue(), zipfile.ZIP_DEFLATED)
    unfinished.replace(path)
    return path


def _text(array: NDArray[np.uint8]) -> str:
    return bytes(array).decode()


def _bytes(text: str) -> NDArray[np.uint8]:
    return np.frombuffer(text.encode(), np.uint8)


def _digest(folder: Path, settings: Settings) -> str:
    """A fingerprint of all that the terms depend on."""
    home = Path(languages.__file__).parent
    files = [folder / QUESTIONS_FILE, *sorted(home.rglob("*.toml")), *sorted(home.glob("*.json"))]
    told = hashlib.sha256(f"{VERSION} {settings.synonyms}".encode())
    for path in files:
        told.update(hashlib.sha256(path.read_bytes()).digest())
    return told.hexdigest()
