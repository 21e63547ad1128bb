"""Listing: the known questions of a corpus folder, and the passages that answer them.

`questions.toml` holds, for each sentence worth asking for, the ways in which people ask for it:

    [[answered]]
    document = "surgical-decompression"
    quote = "Physical therapy supports healing."
    en = ["Does physio speed up mending after a back op?"]
    es = ["¿La fisio ayuda a sanar?"]

    [[unanswered]]
    about = "the price"
    en = ["What does a session cost?"]
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from chatbot.model import BadQuestions, Document, Fault, KnownQuestion, Passage
from chatbot.settings import QUESTIONS_FILE

ANSWERED, UNANSWERED = "answered", "unanswered"
_HEADER = re.compile(rf"\s*\[\[\s*({ANSWERED}|{UNANSWERED})\s*\]\]")


@dataclass(frozen=True, slots=True)
class Listed:
    """One entry of the list: its place, the sentence that answers or else what it is about that none does, and the
    questions, each with its language."""

    place: str
    document: str | None
    quote: str | None
    about: str | None
    questions: tuple[tuple[str, str], ...]


def read_list(folder: Path, languages: Collection[str]) -> tuple[Listed, ...]:
    """The entries of a folder's list in its order, none if it has no list; raises BadQuestions with every fault."""
    path = folder / QUESTIONS_FILE
    if not path.is_file():
        return ()
    try:
        source = path.read_text(encoding="utf-8-sig")
        tables = tomllib.loads(source)
    except (OSError, ValueError, RecursionError) as fault:
        raise BadQuestions(Fault(QUESTIONS_FILE, f"cannot be used: {fault}", "correct it")) from None
    faults = [
        Fault(QUESTIONS_FILE, f"there is no section [{name}]", f"known are [[{ANSWERED}]] and [[{UNANSWERED}]]")
        for name in sorted(tables.keys() - {ANSWERED, UNANSWERED})
    ]
    listed: list[Listed] = []
    for kind, line, entry in _entries(tables, source):
        try:
            listed.append(_read(kind, f"{QUESTIONS_FILE}:{line}", entry, languages))
        except ValueError as fault:
            remedy = "want document, quote and a list of questions a language; of unanswered ones about and the lists"
            faults.append(Fault(f"{QUESTIONS_FILE}:{line}", f"[[{kind}]] {fault}", remedy))
    faults += _claimed_twice(listed)
    if faults:
        raise BadQuestions(*faults)
    return tuple(listed)


def _entries(tables: Mapping[str, object], source: str) -> list[tuple[str, int, object]]:
    """Every entry with its kind and line, in the order of the file."""
    lines = [(found[1], at) for at, line in enumerate(source.split("\n"), 1) if (found := _HEADER.match(line))]
    entries: list[tuple[str, int, object]] = []
    for kind in (ANSWERED, UNANSWERED):
        rows = tables.get(kind, [])
        places = [at for name, at in lines if name == kind]
        if not isinstance(rows, list) or len(rows) != len(places):
            rows, places = [None], [1]  # written in another way than as [[answered]]
        entries += [(kind, at, row) for at, row in zip(places, rows, strict=True)]
    return sorted(entries, key=lambda entry: entry[1])


def _read(kind: str, place: str, entry: object, languages: Collection[str]) -> Listed:
    if not isinstance(entry, dict):
        raise ValueError("is no table of its own")
    named = ("document", "quote") if kind == ANSWERED else ("about",)
    if wrong := [name for name in named if not isinstance(entry.get(name), str) or not entry[name].strip()]:
        raise ValueError(f"has no text for {' and '.join(wrong)}")
    if unknown := sorted(entry.keys() - {*named, *languages}):
        raise ValueError(f"has {', '.join(unknown)}, which is neither {' nor '.join(named)} nor a language")
    questions: list[tuple[str, str]] = []
    for language in (code for code in languages if code in entry):
        rows = entry[language]
        if not isinstance(rows, list) or not all(isinstance(row, str) and re.search(r"\w", row) for row in rows):
            raise ValueError(f"has something in {language} that is no list of questions")
        questions += [(row.strip(), language) for row in rows]
    if not questions:
        raise ValueError("lists no question")
    return Listed(place, entry.get("document"), entry.get("quote"), entry.get("about"), tuple(questions))


def written(entry: Listed) -> str:
    """An entry as it stands in a list; `read_list` reads it again."""
    named = {"document": entry.document, "quote": entry.quote} if entry.quote else {"about": entry.about or ""}
    lines = [f"[[{ANSWERED if entry.quote else UNANSWERED}]]"]
    lines += [f"{name} = {_quoted(text or '')}" for name, text in named.items()]
    for language in dict.fromkeys(code for _, code in entry.questions):
        asked = (text for text, code in entry.questions if code == language)
        lines += [f"{language} = [", *(f"    {_quoted(text)}," for text in asked), "]"]
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    """A TOML string: JSON's, but for one character that only JSON lets stand as it is."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _claimed_twice(listed: Iterable[Listed]) -> list[Fault]:
    """The questions that are said to have an answer and to have none."""
    answered: dict[str, tuple[str, str]] = {}
    without: dict[str, str] = {}
    for entry in listed:
        for text, _ in entry.questions:
            if entry.quote:
                answered.setdefault(bare(text), (entry.place, text))
            else:
                without.setdefault(bare(text), entry.place)
    remedy = "leave it in one of the two places"
    return [
        Fault(at, f"lists {text!r}, which {without[words]} says no document answers", remedy)
        for words, (at, text) in answered.items()
        if words in without
    ]


def bare(text: str) -> str:
    """A question's words as they are compared to the letter: without case, marks at its ends and further spaces."""
    return " ".join(text.casefold().split()).strip(" ¿?¡!.…\"'“”‘’«»")


def place(
    listed: Iterable[Listed],
    documents: Mapping[str, Document],
    passages: Iterable[Passage],
    counterparts: Callable[[Passage], Sequence[Passage]],
) -> list[KnownQuestion]:
    """The known questions with the passages that answer them, in the order of the list.

    A sentence's counterparts in other languages answer too. Raises BadQuestions naming every quotation that is gone.
    """
    by_document: dict[str, list[Passage]] = {}
    for passage in passages:
        by_document.setdefault(passage.doc_id, []).append(passage)
    known: list[KnownQuestion] = []
    faults: list[Fault] = []
    for entry in listed:
        answers: frozenset[str] = frozenset()
        if entry.document and entry.quote:
            found = _holding(entry.quote, documents.get(entry.document), by_document.get(entry.document, ()))
            if found is None:
                faults.append(_lost(entry, documents))
                continue
            answers = frozenset(each.passage_id for each in (found, *counterparts(found)))
        known += [KnownQuestion(text, language, answers) for text, language in entry.questions]
    if faults:
        raise BadQuestions(*faults)
    return known


def _lost(entry: Listed, documents: Mapping[str, Document]) -> Fault:
    """Why a quotation leads to no passage."""
    if entry.document not in documents:
        return Fault(entry.place, f"there is no document '{entry.document}'", "known are " + ", ".join(documents))
    problem = f"'{entry.document}' does not hold {entry.quote!r} in one passage"
    return Fault(entry.place, problem, "quote one sentence as it stands there, or take its questions out")


def _holding(quote: str, document: Document | None, passages: Sequence[Passage]) -> Passage | None:
    """The first passage that holds a quotation whole."""
    if document is None:
        return None
    texts = (document.text[each.span.start : each.span.end] for each in passages)
    return next((each for each, text in zip(passages, texts, strict=True) if quote in text), None)
