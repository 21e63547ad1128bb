"""Suggesting: what else could be asked, from the headings that the documents have anyway."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from chatbot.languages import fold
from chatbot.model import Document, Passage
from chatbot.wants import announced

MOST = 3
FEWEST_WORDS = 3  # a shorter heading is asked for with its document's title


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A section that can be asked for, and the words that ask for it."""

    document: str
    section: str
    text: str


class Suggestions:
    """The sections of all documents by language, and the ways to ask for them."""

    def __init__(
        self, documents: Mapping[str, Document], passages: Iterable[Passage], versions: Mapping[str, frozenset[str]]
    ) -> None:
        """`versions` are the languages that a translated document is there in: only its own is offered of each."""
        self._of: dict[tuple[str, str], Suggestion] = {}
        self._by_text: dict[str, Suggestion] = {}
        self._in_order: dict[tuple[str, str], list[Suggestion]] = {}
        offered = (p for p in passages if p.language == documents[p.doc_id].language or not versions[p.doc_id])
        seen = list(dict.fromkeys((p.language, p.doc_id, p.section) for p in offered))
        common = Counter((language, section) for language, _, section in seen)
        for language, doc_id, section in seen:
            title = documents[doc_id].title
            alone = common[language, section] == 1 and len(section.split()) >= FEWEST_WORDS
            text = section if alone or section == title else f"{section}: {title}"
            suggestion = Suggestion(doc_id, section, text)
            self._of[doc_id, section] = suggestion
            self._by_text[fold(text)] = suggestion
            self._in_order.setdefault((doc_id, language), []).append(suggestion)

    def beside(self, cited: Sequence[Passage], found: Sequence[Passage], language: str) -> tuple[str, ...]:
        """What may be asked after these passages were cited: the next section, then sections found but not cited.

        Never a section just cited; only in the language of the reply; at most MOST.
        """
        done = {(passage.doc_id, passage.section) for passage in cited}
        wanted: list[Suggestion] = []
        for passage in cited[:1]:
            row = self._in_order.get((passage.doc_id, language), [])
            at = next((n for n, each in enumerate(row) if each.section == passage.section), len(row))
            wanted += row[at + 1 : at + 2]
        wanted += self._found(found, language)
        for passage in cited[:1]:
            wanted += self._in_order.get((passage.doc_id, language), [])
        texts = (each.text for each in wanted if (each.document, each.section) not in done)
        return tuple(dict.fromkeys(texts))[:MOST]

    def headings(self, found: Sequence[Passage], language: str, asked: Collection[str] = ()) -> tuple[str, ...]:
        """The sections of passages, best first, as something to choose from; at most MOST.

        Before them stand the sections of the best one's document whose heading announces a kind of answer that is
        `asked` for: "Recovery" to who asks after nights in hospital.
        """
        near = self._found(found, language)
        row = self._in_order.get((near[0].document, language), []) if near else []
        told = [each for each in row if announced(each.section, language) & set(asked)]
        return tuple(dict.fromkeys(each.text for each in [*told, *near]))[:MOST]

    def named(self, message: str) -> Suggestion | None:
        """The section that a message asks for in just the words in which it was offered."""
        return self._by_text.get(fold(message.strip()))

    def _found(self, found: Sequence[Passage], language: str) -> list[Suggestion]:
        """The sections of passages in a language, as far as they are offered."""
        asked = ((each.doc_id, each.section) for each in found if each.language == language)
        return [self._of[key] for key in asked if key in self._of]
