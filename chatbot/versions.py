"""Versions: which documents say the same in another language, and where the same passage stands there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from chatbot.model import Document, Passage


class Versions:
    """The documents by what they are translations of. `spoken` are the languages that each document and its
    translations are in, by doc_id; none if it stands alone."""

    def __init__(self, documents: Sequence[Document], passages: Iterable[Passage], languages: Iterable[str]) -> None:
        self._documents = {document.doc_id: document for document in documents}
        self._languages = tuple(languages)
        self._passages: dict[str, list[Passage]] = {document.doc_id: [] for document in documents}
        for passage in passages:
            if passage.language == self._documents[passage.doc_id].language:
                self._passages[passage.doc_id].append(passage)
        self.spoken = _spoken(documents)

    def hides(self, passage: Passage, language: str) -> bool:
        """Whether a passage is passed over because its document is there in the asker's language too."""
        own = passage.language == self._documents[passage.doc_id].language == language
        return not own and language in self.spoken[passage.doc_id]

    def counterpart(self, passage: Passage, language: str) -> Passage:
        """The passage at the same place of the document's version in a language, the passage itself if none."""
        if passage.language == language:
            return passage
        document = self._documents[passage.doc_id]
        original = document.translation_of or document.doc_id
        own = self._passages[document.doc_id]
        for other in self._documents.values():
            if other.language == language and original in (other.doc_id, other.translation_of) and passage in own:
                row, place = self._passages[other.doc_id], own.index(passage)
                if place < len(row):
                    return row[place]
        return passage

    def counterparts(self, passage: Passage) -> list[Passage]:
        """The passages at the same place of the document's versions in other languages."""
        others = (self.counterpart(passage, code) for code in self._languages if code != passage.language)
        return [each for each in others if each != passage]


def _spoken(documents: Sequence[Document]) -> Mapping[str, frozenset[str]]:
    families: dict[str, list[str]] = {}
    for document in documents:
        families.setdefault(document.translation_of or document.doc_id, []).append(document.language)
    spoken = {original: frozenset(each) if len(each) > 1 else frozenset() for original, each in families.items()}
    return {document.doc_id: spoken[document.translation_of or document.doc_id] for document in documents}
