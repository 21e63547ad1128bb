"""The index of all passages: BM25 over their text and over their title and headings, added up."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from functools import lru_cache

import numpy as np

from chatbot.model import Contribution, EmptyCorpus, Fault, Hit, Passage, Progress, QueryTerm
from chatbot.retrieval.bm25 import Bm25, Posting, accumulate, best
from chatbot.text import terms

TEXT = "text"
HEADING = "heading"


class FieldedIndex:
    """Two fields, each a `Bm25`: the score of a passage is the sum of field weight x term weight x impact."""

    def __init__(
        self,
        passages: Sequence[Passage],
        titles: Mapping[str, str],
        k1: float = 1.5,
        b: float = 0.75,
        heading_weight: float = 1.0,
        progress: Progress | None = None,
        terms: Callable[[str, str], list[str]] = terms,
    ) -> None:
        """Indexes passages in the order given; `titles` are those of their documents, by doc_id.

        `terms` are the index terms of a text in a language: stems of its words, and whatever else is to be found.
        """
        if not passages:
            raise EmptyCorpus(Fault("the corpus", "holds no passage", "put a document with text in it"))
        self.passages = tuple(passages)
        self._index_of = {passage.passage_id: index for index, passage in enumerate(self.passages)}
        once = lru_cache(maxsize=None)(terms)  # the same headings stand above many passages
        text: list[list[str]] = []
        headings: list[list[str]] = []
        for done, passage in enumerate(self.passages):
            if progress and done % 1000 == 0:
                progress("indexing", done, len(self.passages))
            text.append(terms(passage.text, passage.language))
            above = _above(passage, titles[passage.doc_id])
            headings.append([term for heading in above for term in once(heading, passage.language)])
        self._text = Bm25(text, k1, b)
        self._fields = ((TEXT, self._text, 1.0), (HEADING, Bm25(headings, k1, b), heading_weight))

    def search(self, terms: Sequence[QueryTerm], k: int) -> list[Hit]:
        """The k best passages: score descending, ties in passage order; only those that hold a term."""
        hits = []
        for rank, (index, score) in enumerate(best(self._weighted(terms), len(self.passages), k), 1):
            hits.append(Hit(self.passages[index], score, rank))
        return hits

    def look_up(self, terms: Sequence[QueryTerm], passage_ids: Collection[str]) -> list[Hit]:
        """These passages in the order of a search for all, with their ranks in it; those without a term share the last.

        Raises KeyError for a passage that is not in the index.
        """
        scores = accumulate(self._weighted(terms), len(self.passages))
        hits = []
        for index in sorted({self._index_of[each] for each in passage_ids}):
            score = float(scores[index])
            before = int(np.count_nonzero(scores > score))
            ties = int(np.count_nonzero(scores[:index] == score)) if score else 0
            hits.append(Hit(self.passages[index], score, 1 + before + ties))
        return sorted(hits, key=lambda hit: hit.rank)

    def _weighted(self, terms: Sequence[QueryTerm]) -> list[tuple[Posting, float]]:
        return [
            (field.posting(asked.term), field_weight * asked.weight)
            for _, field, field_weight in self._fields
            for asked in terms
        ]

    def explain(self, terms: Sequence[QueryTerm], passage_id: str) -> list[Contribution]:
        """What each term gave one passage through each field, in the order in which its score adds them up."""
        index = self._index_of[passage_id]
        contributions = []
        for name, field, field_weight in self._fields:
            for asked in terms:
                if tf := field.term_frequency(asked.term, index):
                    idf, length = field.idf[asked.term], field.doc_len[index]
                    spread = tf + field.k1 * (1 - field.b + field.b * length / field.avgdl)
                    impact = idf * (tf * (field.k1 + 1) / spread)
                    contributions.append(
                        Contribution(
                            field=name,
                            term=asked.term,
                            word=asked.word,
                            field_weight=field_weight,
                            term_weight=asked.weight,
                            idf=idf,
                            passages_with_term=field.nd[asked.term],
                            tf=tf,
                            length=length,
                            average_length=field.avgdl,
                            gain=impact * (field_weight * asked.weight),
                        )
                    )
        return contributions

    def holding(self, term: str, places: Sequence[int]) -> int:
        """How many of the passages at these places hold a term in their text."""
        return self._text.holding(term, np.asarray(places, np.int64))

    def idf(self, term: str) -> float:
        """How rare a term is in the passages' text; the highest value of all if it never occurs there."""
        return self._text.idf.get(term, self._text.unseen_idf)


def _above(passage: Passage, title: str) -> list[str]:
    """What stands above a passage: its document's title and its headings, each once."""
    return [title, *(heading for heading in passage.headings if heading != title)]
