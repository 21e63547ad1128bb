"""BM25 over one field: rank-bm25's formula, evaluated over postings."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from rank_bm25 import BM25Okapi

from chatbot.model import EmptyCorpus, Fault

# Asking for up to this many passages is fastest: so deep reaches the bound kept with each posting.
# Looking up common terms only for the passages of rare ones (MaxScore) was slower at 50,687 passages.
DEPTH = 10


@dataclass(frozen=True, slots=True)
class Posting:
    """The passages that hold a term (indices ascending), what it gives each, and its 10th best impact, 0 if fewer."""

    passages: NDArray[np.int64]
    impacts: NDArray[np.float64]
    bound: float


_NOWHERE = Posting(np.empty(0, np.int64), np.empty(0, np.float64), 0.0)
Weighted = Sequence[tuple[Posting, float]]


class Bm25(BM25Okapi):
    """BM25 Okapi (Robertson and Zaragoza 2009) with the idf that never turns negative.

    idf = ln(1 + (N - n + 0.5) / (n + 0.5)): rank-bm25's own is negative or zero on a tiny corpus.
    Everything else is rank-bm25's formula, in its order of operations, so `get_scores` agrees with
    rank-bm25's own loop to the last bit.
    """

    def __init__(self, corpus_tokens: Sequence[Sequence[str]], k1: float = 1.5, b: float = 0.75) -> None:
        if not corpus_tokens:
            raise EmptyCorpus(Fault("Bm25", "there is no passage to index", "give at least one"))
        super().__init__(corpus_tokens, k1=k1, b=b)

    def _initialize(self, corpus: Sequence[Sequence[str]]) -> dict[str, int]:
        """Builds the postings; returns how many passages hold each term, as rank-bm25 wants it."""
        ids: dict[str, int] = {}
        flat = np.fromiter((ids.setdefault(t, len(ids)) for tokens in corpus for t in tokens), np.int64)
        self.corpus_size = len(corpus)
        self.doc_len = [len(tokens) for tokens in corpus]
        self.avgdl = len(flat) / self.corpus_size
        self._lengths = np.array(self.doc_len)
        where = np.repeat(np.arange(self.corpus_size), self._lengths)
        pairs, self._tf = np.unique(flat * self.corpus_size + where, return_counts=True)
        self._passages = pairs % self.corpus_size
        counts = np.bincount(pairs // self.corpus_size, minlength=len(ids))
        # Python ints: slicing with NumPy's costs more than the rest of a look-up.
        ends = np.cumsum(counts).tolist()
        self._ranges = dict(zip(ids, zip([0, *ends], ends, strict=False), strict=True))
        return dict(zip(ids, counts.tolist(), strict=True))

    def _calc_idf(self, nd: dict[str, int]) -> None:
        self.nd = nd
        self.idf = {term: self._idf(n) for term, n in nd.items()}
        self.unseen_idf = self._idf(0)
        counts = np.array(list(nd.values()), dtype=np.int64)
        idf = np.repeat(np.array(list(self.idf.values())), counts)
        tf, length = self._tf, self._lengths[self._passages]
        self._impacts = idf * (tf * (self.k1 + 1) / (tf + self.k1 * (1 - self.b + self.b * length / self.avgdl)))
        by_impact = self._impacts[np.lexsort((-self._impacts, np.repeat(np.arange(len(counts)), counts)))]
        self._bounds = {
            term: float(by_impact[start + DEPTH - 1])
            for term, (start, end) in self._ranges.items()
            if end - start >= DEPTH
        }

    def _idf(self, n: int) -> float:
        return math.log(1 + (self.corpus_size - n + 0.5) / (n + 0.5))

    def posting(self, term: str) -> Posting:
        """The posting of a term, an empty one if no passage holds it."""
        if term not in self._ranges:
            return _NOWHERE
        start, end = self._ranges[term]
        return Posting(self._passages[start:end], self._impacts[start:end], self._bounds.get(term, 0.0))

    def get_scores(self, query: Sequence[str]) -> NDArray[np.float64]:
        """One score a passage; a repeated term counts each time."""
        return accumulate([(self.posting(term), 1.0) for term in query], self.corpus_size)

    def get_batch_scores(self, query: Sequence[str], doc_ids: Sequence[int]) -> list[float]:
        """The scores of some passages, in the order asked for."""
        scores: list[float] = self.get_scores(query)[list(doc_ids)].tolist()
        return scores

    def top(self, tokens: Sequence[str], k: int) -> list[tuple[int, float]]:
        """The k best passages as (index, score): score descending, then index; only those with a term of the query."""
        return best([(self.posting(term), 1.0) for term in tokens], self.corpus_size, k)

    def holding(self, term: str, passages: NDArray[np.int64]) -> int:
        """How many of some passages hold a term."""
        if term not in self._ranges:
            return 0
        start, end = self._ranges[term]
        held = self._passages[start:end]
        at = np.minimum(np.searchsorted(held, passages), len(held) - 1)
        return int(np.count_nonzero(held[at] == passages))

    def term_frequency(self, term: str, passage: int) -> int:
        """How often a passage holds a term."""
        if term not in self._ranges:
            return 0
        start, end = self._ranges[term]
        at = start + int(np.searchsorted(self._passages[start:end], passage))
        return int(self._tf[at]) if at < end and self._passages[at] == passage else 0


def accumulate(weighted: Weighted, size: int) -> NDArray[np.float64]:
    """The sum of weighted impacts for each of `size` passages, added up in the order given."""
    weighted = [pair for pair in weighted if len(pair[0].passages)]
    if not weighted:
        return np.zeros(size)
    passages = np.concatenate([posting.passages for posting, _ in weighted])
    impacts = np.concatenate([p.impacts if weight == 1.0 else p.impacts * weight for p, weight in weighted])
    # bincount is one pass in C that adds in array order: the same sums as a loop over the terms.
    scores: NDArray[np.float64] = np.bincount(passages, impacts, minlength=size)  # type: ignore[assignment]
    return scores


def best(weighted: Weighted, size: int, k: int) -> list[tuple[int, float]]:
    """The k highest sums above zero as (index, score): score descending, then index. No weight may be negative.

    The 10th best impact of any one term is a lower bound of the 10th best sum, so one comparison
    leaves a handful of candidates to sort instead of all passages.
    """
    if k <= 0:
        return []
    scores = accumulate(weighted, size)
    bound = max((posting.bound * weight for posting, weight in weighted), default=0.0) if k <= DEPTH else 0.0
    candidates = np.flatnonzero(scores >= bound) if bound > 0 else np.flatnonzero(scores)
    if len(candidates) > 4 * k:
        worst = np.partition(scores[candidates], -k)[-k]
        candidates = candidates[scores[candidates] >= worst]
    # The candidates stand in index order and the sort is stable, so ties keep passage order.
    order = candidates[np.argsort(-scores[candidates], kind="stable")[:k]]
    return list(zip(order.tolist(), scores[order].tolist(), strict=True))
