"""Preparing: the list of known questions and their terms, kept in a file beside it for the next start.

Thousands of questions take seconds to work out. What is kept is used as long as list and languages are the same to the
byte; else it is worked out anew, which takes longer and gives the same answers.
"""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
import zlib
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from chatbot import languages
from chatbot.known.learning import Lessons, Weights, examples_of, learn_from
from chatbot.known.likening import WANT, Terms, gather
from chatbot.known.listing import Listed, read_list
from chatbot.known.telling import tell
from chatbot.model import BadQuestions, Fault, KnownQuestion
from chatbot.settings import PREPARED_FILE, QUESTIONS_FILE, Settings
from chatbot.text import WORD, stem
from chatbot.wants import wanted

VERSION = "5"  # of how terms are worked out: whoever changes that in the code counts it up
_STAMP = (2026, 1, 1, 0, 0, 0)  # the same file from the same data

ReadTerms = Callable[[str, str], Sequence[str]]


def work_out(questions: Sequence[KnownQuestion], terms: ReadTerms) -> Terms:
    """The terms of each question: its index terms and the kinds of answer it asks for."""
    return gather(terms_of(each.text, each.language, terms) for each in questions)


def terms_of(text: str, language: str, terms: ReadTerms) -> list[str]:
    """What a question is held against the known ones by: its index terms and the kinds of answer it asks for."""
    return [*terms(text, language), *(WANT + want for want in wanted(text, language))]


def teach(questions: Sequence[KnownQuestion], terms: Terms, read_terms: ReadTerms) -> Lessons:
    """What known questions with these terms teach, as they stand and in the midst of talk, whose terms are read."""
    examples = examples_of(questions, terms.rows())
    return learn_from(examples, tell(questions, examples, partial(terms_of, terms=read_terms)))


def revise(
    questions: Sequence[KnownQuestion], before: Terms, terms: ReadTerms, rows: Iterable[tuple[str, Sequence[str]]]
) -> Terms:
    """The terms of each question with these rows of a clinic's own names, each with its language.

    A question keeps the terms it had `before` unless it holds the beginning of one of the names, by stem.
    """
    beginnings = {
        (code, stem(words[0], code)) for code, names in rows for name in names if (words := WORD.findall(name))
    }
    if not beginnings:
        return before

    def is_concerned(question: KnownQuestion) -> bool:
        code = question.language
        return any((code, stem(word, code)) in beginnings for word in WORD.findall(question.text))

    return gather(
        terms_of(question.text, question.language, terms) if is_concerned(question) else row
        for question, row in zip(questions, before.rows(), strict=True)
    )


@dataclass(frozen=True, slots=True)
class Source:
    """What a folder lists, a fingerprint of all it depends on as it was read, and the terms of its questions in the
    order of the list and what they teach, None if they are not worked out; without a clinic's own names, which may come
    and go."""

    listed: tuple[Listed, ...] = ()
    digest: str = ""
    terms: Terms | None = None
    lessons: Lessons | None = None


NOTHING = Source()
# What a file that is cut, overwritten or none of ours makes its readers raise.
UNUSABLE = (OSError, EOFError, ValueError, KeyError, TypeError, RuntimeError, BadZipFile, zlib.error)


def read(folder: Path, languages: Collection[str], settings: Settings) -> Source:
    """The known questions of a folder, as they were kept if that still holds; raises BadQuestions with every fault."""
    if not settings.known_questions or not (folder / QUESTIONS_FILE).exists():
        return NOTHING
    try:
        digest = _digest(folder)
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
                Listed(at, document, quote, about, tuple(map(tuple, questions)))
                for at, document, quote, about, questions in json.loads(_text(file["listed"]))
            )
            vocabulary = tuple(filter(None, _text(file["vocabulary"]).split("\n")))
            terms = Terms(vocabulary, file["places"].astype(np.int64), file["sizes"].astype(np.int64))
            features = tuple(filter(None, _text(file["features"]).split("\n")))
            brief = Weights(features, file["idf"], file["bias"], file["steps"], float(file["size"]))
            told = file["told_bias"], file["told_steps"], float(file["told_size"])
            lessons = Lessons(brief, Weights(features[1:], brief.idf[1:], *told))
    except UNUSABLE:
        return None  # it saves time and holds nothing that is not in the list
    whole = len(terms.sizes) == sum(len(each.questions) for each in listed) and terms.sizes.sum() == len(terms.places)
    whole = whole and all(
        each.steps.shape == (len(each.features), len(each.bias)) and len(each.idf) == len(each.features)
        for each in (lessons.brief, lessons.long)
    )
    return Source(listed, digest, terms, lessons) if whole else None


def prepare(folder: Path, source: Source, terms: Terms, lessons: Lessons) -> Path:
    """Keeps what a folder lists for the next start, as it was read; returns the file."""
    rows = [(each.place, each.document, each.quote, each.about, each.questions) for each in source.listed]
    brief, long = lessons.brief, lessons.long  # of the same features, but for words that are not known
    arrays = {
        "digest": _bytes(source.digest),
        "listed": _bytes(json.dumps(rows, ensure_ascii=False)),
        "vocabulary": _bytes("\n".join(terms.vocabulary)),
        "places": terms.places.astype(np.uint16 if len(terms.vocabulary) < 1 << 16 else np.uint32),
        "sizes": terms.sizes.astype(np.uint16),
        "features": _bytes("\n".join(brief.features)),
        "idf": brief.idf,
        "bias": brief.bias,
        "steps": brief.steps,
        "size": np.array(brief.size),
        "told_bias": long.bias,
        "told_steps": long.steps,
        "told_size": np.array(long.size),
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


def _digest(folder: Path) -> str:
    """A fingerprint of all that the terms depend on."""
    home = Path(languages.__file__).parent
    files = [folder / QUESTIONS_FILE, *sorted(home.rglob("*.toml")), *sorted(home.glob("*.json"))]
    told = hashlib.sha256(VERSION.encode())
    for path in files:
        told.update(hashlib.sha256(path.read_bytes()).digest())
    return told.hexdigest()
