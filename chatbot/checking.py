"""Checking: what a corpus holds, what was left out of it, and what its keeper should look at."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date

from chatbot.auditing import Duplicate, Overdue, near_duplicates, overdue
from chatbot.bot import Chatbot
from chatbot.glossary import NAMED
from chatbot.model import Document, LeftOut, Passage
from chatbot.settings import QUESTIONS_FILE
from chatbot.text import WORD

# A passage beyond this is hard to read as an answer; only a single list or sentence grows so long.
LONG_PASSAGE_WORDS = 200
SAME_QUESTION = 0.95  # known questions this much alike ask the same


@dataclass(frozen=True, slots=True)
class DocumentReport:
    """One document in figures; languages by number of passages."""

    document: Document
    passages: int
    words: int
    languages: dict[str, int]


@dataclass(frozen=True, slots=True)
class Report:
    """A corpus in figures, the files that are no documents, and warnings as (place, what to look at)."""

    documents: tuple[DocumentReport, ...]
    left_out: tuple[LeftOut, ...]
    warnings: tuple[tuple[str, str], ...]
    overdue: tuple[Overdue, ...] = ()
    duplicates: tuple[Duplicate, ...] = ()

    def everything(self) -> list[tuple[str, str]]:
        """The warnings, with what is overdue for review and what is said twice among them."""
        late = [(each.document.doc_id, f"was due for review on {each.due.isoformat()}") for each in self.overdue]
        return [*self.warnings, *late, *((each.first.passage_id, _alike(each)) for each in self.duplicates)]


def check(bot: Chatbot, today: date) -> Report:
    """The report on a loaded corpus as of a day. Faults that make it unusable were raised when it was loaded."""
    documents: list[DocumentReport] = []
    warnings = _settings_warnings(bot)
    cut: dict[str, list[Passage]] = {doc_id: [] for doc_id in bot.documents}
    for passage in bot.retriever.passages:
        cut[passage.doc_id].append(passage)
    for document in bot.documents.values():
        passages = cut[document.doc_id]
        if not passages:
            warnings.append((document.doc_id, "holds headings only: nothing of it can be quoted"))
        languages = Counter(passage.language for passage in passages)
        documents.append(DocumentReport(document, len(passages), len(WORD.findall(document.text)), dict(languages)))
        if not document.reviewed_by:
            warnings.append((document.doc_id, "no clinician has signed it ('reviewed_by' is empty)"))
        if not document.updated:
            warnings.append((document.doc_id, "has no date ('updated' is empty)"))
        for passage in passages:
            if len(passage.text.split()) > LONG_PASSAGE_WORDS:
                problem = f"is one list or sentence of over {LONG_PASSAGE_WORDS} words; consider dividing it"
                warnings.append((passage.passage_id, problem))
    warnings += _translation_warnings(bot)
    warnings += _synonym_warnings(bot)
    warnings += _question_warnings(bot)
    late = overdue(bot.documents.values(), bot.settings.review_months, today)
    duplicates = near_duplicates(bot.retriever.passages)
    return Report(tuple(documents), bot.left_out, tuple(warnings), late, duplicates)


def _alike(duplicate: Duplicate) -> str:
    shared = f"{duplicate.containment:.0%} of the shorter one"
    return f"says nearly the same as {duplicate.second.passage_id} ({shared}): a question may be answered by either"


def sections_of(bot: Chatbot) -> tuple[tuple[str, str], ...]:
    """Every section that can be quoted, as doc_id and heading, in the order of the documents."""
    return tuple(dict.fromkeys((passage.doc_id, passage.section) for passage in bot.retriever.passages))


def _settings_warnings(bot: Chatbot) -> list[tuple[str, str]]:
    settings = bot.settings
    warnings: list[tuple[str, str]] = []
    if not settings.country:
        problem = "is empty: notices say 'your local emergency number' instead of naming it"
        warnings.append(("clinic.toml [clinic] country", problem))
    if not settings.phone:
        warnings.append(("clinic.toml [clinic] phone", "is empty: an unanswered question names no way to reach you"))
    return warnings


def _translation_warnings(bot: Chatbot) -> list[tuple[str, str]]:
    """The documents without a version in a language the bot speaks, and translations of what is not there."""
    versions: dict[str, dict[str, str]] = {}
    warnings: list[tuple[str, str]] = []
    for document in bot.documents.values():
        original = document.translation_of or document.doc_id
        versions.setdefault(original, {})[document.language] = document.doc_id
        if original not in bot.documents:
            warnings.append((document.doc_id, f"is a translation of '{original}', which is not in this folder"))
    for code, language in bot.languages.items():
        for there in versions.values():
            if code not in there:
                problem = f"has no version in {language.name}: whoever asks in it is shown the quotation as it is"
                warnings.append((next(iter(there.values())), problem))
    return warnings


def _synonym_warnings(bot: Chatbot) -> list[tuple[str, str]]:
    """The clinic's own rows of names that lead to no passage: none of a row's names stands in any document."""
    warnings: list[tuple[str, str]] = []
    for language, names in bot.settings.synonyms:
        found = bot.glossary.find(names[0], language)
        if not found or bot.retriever.idf(NAMED + found[0].concept) == bot.retriever.idf(""):
            row = " | ".join(names)
            warnings.append(("clinic.toml [synonyms]", f"'{row}' leads to no passage: no document has any of it"))
    return warnings


def _question_warnings(bot: Chatbot) -> list[tuple[str, str]]:
    """Known questions that are said to have no answer though one like them has one, and whether they slow the start."""
    warnings: list[tuple[str, str]] = []
    if bot.known_source.listed and bot.known_source.terms is None:
        problem = "is worked out anew at every start: `chatbot prepare` does it once"
        warnings.append((QUESTIONS_FILE, problem))
    for question, other, alike in bot.search.known.conflicts(SAME_QUESTION):
        answered = ", ".join(sorted(other.passages))
        problem = f"has no answer there, and {other.text!r}, {alike:.2f} alike, is answered by {answered}"
        warnings.append((f"{QUESTIONS_FILE} {question.text!r}", problem))
    return warnings
