"""Retrieval: rank-bm25's scores to the last bit, the order of a plain sort, and every score explained."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from rank_bm25 import BM25Okapi

from chatbot.model import EmptyCorpus, Passage, QueryTerm, Span
from chatbot.retrieval import Bm25, FieldedIndex
from chatbot.retrieval.bm25 import DEPTH

Corpus = list[list[str]]


class Oracle(BM25Okapi):
    """rank-bm25's own loop with the idf that never turns negative."""

    def _calc_idf(self, nd: dict[str, int]) -> None:
        self.idf = {t: math.log(1 + (self.corpus_size - n + 0.5) / (n + 0.5)) for t, n in nd.items()}


TERM = st.sampled_from("abcdefgh")
CORPUS = st.lists(st.lists(TERM, max_size=8), min_size=1, max_size=40)
# More passages than DEPTH hold each of these terms, so that its bound comes into play.
CROWDED = st.lists(st.lists(st.sampled_from("ab"), max_size=6), min_size=DEPTH + 1, max_size=60)
QUERY = st.lists(st.sampled_from([*"abcdefgh", "unseen"]), max_size=6)
K1 = st.floats(0.1, 10)
B = st.floats(0, 0.99)  # at 1 rank-bm25 divides zero by zero for an empty passage


@given(st.one_of(CORPUS, CROWDED), QUERY, K1, B)
def test_scores_are_those_of_rank_bm25_to_the_last_bit(corpus: Corpus, query: list[str], k1: float, b: float) -> None:
    assume(any(corpus))  # rank-bm25 divides by the average length; see the scores counted by hand
    assert np.array_equal(Bm25(corpus, k1=k1, b=b).get_scores(query), Oracle(corpus, k1=k1, b=b).get_scores(query))


@given(CORPUS, QUERY)
def test_batch_scores_are_those_of_rank_bm25(corpus: Corpus, query: list[str]) -> None:
    assume(any(corpus))
    asked = [*range(0, len(corpus), 3), 0, len(corpus) - 1]
    assert Bm25(corpus).get_batch_scores(query, asked) == Oracle(corpus).get_batch_scores(query, asked)


@pytest.mark.parametrize(
    ("corpus", "query", "scores", "why"),
    [
        ([["a"]], ["a"], [math.log(1 + 0.5 / 1.5)], "one passage: rank-bm25's own idf is negative here"),
        ([["a"]], ["b"], [0.0], "one passage without the term"),
        ([["a"], ["b"]], ["a"], [math.log(2), 0.0], "two passages: rank-bm25's own idf is zero here"),
        ([["a"], ["b"]], ["a", "a"], [2 * math.log(2), 0.0], "a repeated term counts each time"),
        ([["a"], ["b"]], ["unseen"], [0.0, 0.0], "a term that never occurs"),
        ([["a"], ["b"]], [], [0.0, 0.0], "no term"),
        (
            [["a"], []],
            ["a"],
            [math.log(2) * 2.5 / (1 + 1.5 * (0.25 + 0.75 * 2)), 0.0],
            "an empty passage shortens the mean",
        ),
        ([[], []], ["a"], [0.0, 0.0], "nothing but empty passages"),
        ([["a", "a"], ["b", "b"]], ["a"], [math.log(2) * 2 * 2.5 / 3.5, 0.0], "a term twice in a passage"),
    ],
)
def test_scores_counted_by_hand(corpus: Corpus, query: list[str], scores: list[float], why: str) -> None:
    assert Bm25(corpus).get_scores(query) == pytest.approx(scores), why


@pytest.mark.parametrize("query", [[], ["a"], ["unseen"]])
def test_there_is_one_float_for_each_passage_whatever_is_asked(query: list[str]) -> None:
    scores = Bm25([["a"], ["b"], []]).get_scores(query)
    assert (scores.shape, scores.dtype) == ((3,), np.float64)


@pytest.mark.parametrize("k1", [0.0, 1.5])
@pytest.mark.parametrize("b", [0.0, 1.0])
def test_the_ends_of_the_parameters_give_numbers(k1: float, b: float) -> None:
    scores = Bm25([["a"], [], ["a", "b"]], k1=k1, b=b).get_scores(["a", "b"])
    assert np.isfinite(scores).all()
    assert scores[1] == 0
    assert scores[2] > scores[0] > 0


@given(CORPUS)
def test_the_idf_is_never_zero_or_negative_and_highest_for_a_term_that_never_occurs(corpus: Corpus) -> None:
    index = Bm25(corpus)
    assert all(0 < idf < index.unseen_idf for idf in index.idf.values())


def by_brute_force(index: Bm25, corpus: Sequence[Sequence[str]], query: list[str], k: int) -> list[tuple[int, float]]:
    scores = index.get_scores(query)
    found = [(i, float(scores[i])) for i, tokens in enumerate(corpus) if set(tokens) & set(query)]
    return sorted(found, key=lambda hit: (-hit[1], hit[0]))[: max(k, 0)]


@given(st.one_of(CORPUS, CROWDED), QUERY)
def test_the_top_is_that_of_a_plain_sort_for_every_k(corpus: Corpus, query: list[str]) -> None:
    index = Bm25(corpus)
    for k in (-1, 0, 1, 2, DEPTH - 1, DEPTH, DEPTH + 1, len(corpus), len(corpus) + 5):
        assert index.top(query, k) == by_brute_force(index, corpus, query, k)


def test_the_bound_is_sharp_where_a_hundred_passages_hold_a_term() -> None:
    corpus = [["a"] * (1 + i % 13) + ["b"] * (i % 3) + ["c"] * (i == 50) for i in range(100)]
    index = Bm25(corpus)
    for query in (["a"], ["a", "b"], ["b", "c"], ["c"], ["a", "a", "c"]):
        for k in range(1, DEPTH + 3):
            assert index.top(query, k) == by_brute_force(index, corpus, query, k)


def test_ties_keep_the_order_of_the_passages() -> None:
    index = Bm25([["b"]] + [["a"]] * 50)
    assert [i for i, _ in index.top(["a"], 5)] == [1, 2, 3, 4, 5]
    assert [i for i, _ in index.top(["a"], 12)] == list(range(1, 13))


def test_get_top_n_comes_with_rank_bm25() -> None:
    corpus = [["a"], ["b", "b"], ["a", "b", "c"]]
    assert Bm25(corpus).get_top_n(["c"], ["one", "two", "three"], n=1) == ["three"]


@given(CORPUS)
def test_the_term_frequency_is_the_count(corpus: Corpus) -> None:
    index = Bm25(corpus)
    for passage, tokens in enumerate(corpus):
        for term in (*"abcdefgh", "unseen"):
            assert index.term_frequency(term, passage) == tokens.count(term)


def test_nothing_to_index_is_an_empty_corpus() -> None:
    with pytest.raises(EmptyCorpus):
        Bm25([])
    with pytest.raises(EmptyCorpus):
        FieldedIndex([], {})


# --- Two fields ---


def passage(number: int, text: str, heading: str = "Knees", language: str = "en") -> Passage:
    span = Span(0, len(text))
    return Passage(f"d#{number}", "d", heading, (heading,), language, span, text, ())


def indexed(*rows: tuple[str, str], title: str = "Knees", **weights: float) -> FieldedIndex:
    """An index of passages given as (text, heading)."""
    return FieldedIndex([passage(n, text, heading) for n, (text, heading) in enumerate(rows)], {"d": title}, **weights)


def asked(*terms: str) -> tuple[QueryTerm, ...]:
    return tuple(QueryTerm(term, 1.0, term) for term in terms)


def found(index: FieldedIndex, *terms: str, k: int = 10) -> list[str]:
    return [hit.passage.passage_id for hit in index.search(asked(*terms), k)]


WORDS = st.lists(st.sampled_from("brace knee pain walk splint towel".split()), max_size=8).map(" ".join)
ROWS = st.lists(st.tuples(WORDS, WORDS), min_size=1, max_size=25)
WEIGHTED = st.lists(
    st.builds(
        QueryTerm,
        st.sampled_from("brace knee pain walk splint towel unseen".split()),
        st.floats(0.01, 5),
        st.sampled_from(["asked", "other"]),
    ),
    max_size=6,
)


@given(ROWS, WEIGHTED, st.floats(0, 3), st.integers(0, 30))
def test_the_gains_of_an_explanation_add_up_to_the_score(
    rows: list[tuple[str, str]], terms: list[QueryTerm], heading_weight: float, k: int
) -> None:
    index = indexed(*rows, heading_weight=heading_weight)
    for hit in index.search(tuple(terms), k):
        explained = index.explain(tuple(terms), hit.passage.passage_id)
        assert math.isclose(sum(each.gain for each in explained), hit.score, rel_tol=1e-9, abs_tol=1e-9)
        for each in explained:
            impact = each.idf * each.tf * 2.5 / (each.tf + 1.5 * (0.25 + 0.75 * each.length / each.average_length))
            assert math.isclose(each.gain, each.field_weight * each.term_weight * impact, rel_tol=1e-9)


@given(ROWS, WEIGHTED, st.floats(0.1, 3), st.integers(-1, 30))
def test_hits_are_those_of_a_plain_sort_of_all_explanations(
    rows: list[tuple[str, str]], terms: list[QueryTerm], heading_weight: float, k: int
) -> None:
    index = indexed(*rows, heading_weight=heading_weight)
    hits = index.search(tuple(terms), k)
    assert [hit.rank for hit in hits] == list(range(1, len(hits) + 1))
    scores = {each.passage_id: sum(c.gain for c in index.explain(terms, each.passage_id)) for each in index.passages}
    matching = [each.passage_id for each in index.passages if index.explain(terms, each.passage_id)]
    assert len(hits) == min(max(k, 0), len(matching))
    # Sums in another order may differ in the last bit, so the order is held against the hits' own scores.
    for above, below in pairwise(hits):
        assert (-above.score, index.passages.index(above.passage)) < (-below.score, index.passages.index(below.passage))
    left = set(matching) - {hit.passage.passage_id for hit in hits}
    if hits and left:
        assert max(scores[each] for each in left) <= hits[-1].score + 1e-9


@given(ROWS, WEIGHTED, st.sets(st.integers(0, 24)))
def test_passages_looked_up_rank_as_in_a_search_for_all_and_the_others_last(
    rows: list[tuple[str, str]], terms: list[QueryTerm], wanted: set[int]
) -> None:
    index = indexed(*rows)
    every = index.search(tuple(terms), len(rows))
    ids = {f"d#{number}" for number in wanted if number < len(rows)}
    hits = index.look_up(tuple(terms), ids)
    matching = [hit for hit in every if hit.passage.passage_id in ids]
    assert hits[: len(matching)] == matching
    without = ids - {hit.passage.passage_id for hit in matching}
    assert [(hit.score, hit.rank) for hit in hits[len(matching) :]] == [(0.0, len(every) + 1)] * len(without)


def test_a_passage_that_is_not_indexed_cannot_be_looked_up() -> None:
    with pytest.raises(KeyError):
        indexed(("The brace warms.", "Braces")).look_up(asked("brace"), ["d#1"])


def test_a_passage_without_a_term_of_the_query_is_no_hit() -> None:
    index = indexed(("The brace warms.", "Braces"), ("The towel dries.", "Towels"))
    assert found(index, "towel") == ["d#1"]
    assert found(index, "unseen") == []
    assert found(index) == []
    assert found(index, "towel", k=0) == []


def test_ties_come_in_the_order_of_the_passages() -> None:
    index = indexed(*[("The brace warms.", "Kinds")] * 30)
    assert found(index, "brace", k=4) == ["d#0", "d#1", "d#2", "d#3"]


@pytest.mark.parametrize(
    ("rows", "weight", "expected", "why"),
    [
        ([("It warms.", "Towels"), ("It warms.", "Braces")], 1.0, ["d#1"], "a heading alone is enough"),
        ([("It warms.", "Towels"), ("It warms.", "Braces")], 0.0, [], "unless headings count nothing"),
        ([("The brace.", "Towels"), ("The brace.", "Braces")], 1.0, ["d#1", "d#0"], "text and heading beat text"),
        ([("The brace.", "Towels"), ("The brace.", "Braces")], 0.0, ["d#0", "d#1"], "which else are a tie"),
    ],
)
def test_headings_count_by_their_weight(
    rows: list[tuple[str, str]], weight: float, expected: list[str], why: str
) -> None:
    assert found(indexed(*rows, heading_weight=weight), "brace") == expected, why


def test_the_title_belongs_to_the_heading_of_every_passage_and_counts_once() -> None:
    index = indexed(("It warms.", "Braces"), ("It dries.", "Towels"), title="Braces")
    counts = {
        each.passage_id: [c.tf for c in index.explain(asked("brace"), each.passage_id)] for each in index.passages
    }
    assert counts == {"d#0": [1], "d#1": [1]}


def test_an_explanation_names_every_figure() -> None:
    index = indexed(
        ("The brace warms the knee.", "Braces"), ("The towel dries.", "Towels"), heading_weight=2.0, title="A"
    )
    text, heading = index.explain((QueryTerm("brace", 0.5, "splint"),), "d#0")
    assert (text.field, text.term, text.word) == ("text", "brace", "splint")
    assert (text.field_weight, text.term_weight, text.tf) == (1.0, 0.5, 1)
    assert (text.passages_with_term, text.length, text.average_length) == (1, 3, 2.5)
    assert text.idf == pytest.approx(math.log(2))
    assert text.gain == pytest.approx(0.5 * math.log(2) * 2.5 / (1 + 1.5 * (0.25 + 0.75 * 3 / 2.5)))
    assert (heading.field, heading.field_weight) == ("heading", 2.0)
    assert heading.gain == pytest.approx(2 * 0.5 * math.log(2))


def test_rarity_is_that_of_the_text_and_highest_for_what_never_occurs() -> None:
    index = indexed(("The brace warms.", "Towels"), ("The brace dries.", "Towels"), ("Walks.", "Towels"))
    assert index.idf("brace") == pytest.approx(math.log(1 + 1.5 / 2.5))
    assert index.idf("dri") == pytest.approx(math.log(1 + 2.5 / 1.5))
    assert index.idf("towel") == index.idf("unseen") == pytest.approx(math.log(1 + 3.5 / 0.5))


def test_each_passage_is_indexed_in_its_own_language() -> None:
    rows = [passage(0, "The braces warm.", "Kinds"), passage(1, "Las rodilleras calientan.", "Tipos", "es")]
    index = FieldedIndex(rows, {"d": "Knees"})
    assert found(index, "brace") == ["d#0"]
    assert found(index, "rodiller") == ["d#1"]


def test_stop_words_only_can_be_indexed() -> None:
    index = indexed(("It is.", "Why"), ("The.", "What"), title="How")
    assert found(index, "brace") == []


def test_progress_is_told_while_indexing() -> None:
    told: list[tuple[str, int, int]] = []
    rows = [passage(number, "It warms.") for number in range(1001)]
    FieldedIndex(rows, {"d": "Knees"}, progress=lambda *step: told.append(step))
    assert told == [("indexing", 0, 1001), ("indexing", 1000, 1001)]
