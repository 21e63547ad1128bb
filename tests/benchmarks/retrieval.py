"""How fast is `Bm25.top`? Ours, rank-bm25's `get_top_n` and bm25s in turn, in one process.

    python tests/benchmarks/retrieval.py PASSAGES.jsonl.gz [--queries 300] [--rounds 3]

The file holds one passage a line: {"id", "title", "section", "text"}. Questions are made of the
passages themselves (a title and a section each), drawn with a fixed seed. Each competitor answers the
same tokens; the order in which they take turns changes with every question, so that a machine that
slows down slows all of them. Ratios are what counts. bm25s is left out where it is not installed
(it comes with the `dev` extra). This is a benchmark, not a test: it asserts only that ours and
rank-bm25 agree on the best scores.
"""

from __future__ import annotations

import argparse
import gzip
import json
import logging
import random
import statistics
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from rank_bm25 import BM25Okapi
from rich.console import Console
from rich.progress import track
from rich.table import Table

from chatbot.retrieval import Bm25
from chatbot.text import terms

K = 10
Search = Callable[[list[str]], Any]


class PlainLoop(BM25Okapi):
    """rank-bm25's own code with our idf: what `get_top_n` costs without postings."""

    def _calc_idf(self, nd: dict[str, int]) -> None:
        self.idf = {term: np.log(1 + (self.corpus_size - n + 0.5) / (n + 0.5)) for term, n in nd.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("passages", type=Path)
    parser.add_argument("--queries", type=int, default=300)
    parser.add_argument("--slow-queries", type=int, default=12, help="how many of them rank-bm25 answers as well")
    parser.add_argument("--rounds", type=int, default=3)
    given = parser.parse_args()
    console = Console()

    with gzip.open(given.passages, "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    started = time.perf_counter()
    corpus = [terms(f"{r['title']} {r['section']} {r['text']}", "en") for r in track(rows, "terms", console=console)]
    tokenized = time.perf_counter()
    ours = Bm25(corpus)
    indexed = time.perf_counter()
    console.print(
        f"{len(rows):,} passages, {len(ours.idf):,} terms: {tokenized - started:.1f} s to terms, "
        f"{indexed - tokenized:.1f} s to an index"
    )

    drawn = random.Random(20261122).sample(rows, given.queries)
    queries = [query for r in drawn if (query := terms(f"{r['section']} of {r['title']}", "en"))]
    plain = PlainLoop(corpus)
    contest(console, "every question", queries, given.rounds, {"ours": lambda q: ours.top(q, K)} | fast_peers(corpus))
    indices = list(range(len(rows)))
    slow: dict[str, Search] = {
        "ours": lambda q: ours.top(q, K),
        "rank-bm25 get_top_n": lambda q: plain.get_top_n(q, indices, K),
    }
    contest(console, "a sample", queries[: given.slow_queries], 1, slow)
    for query in queries[: given.slow_queries]:
        expected = np.sort(plain.get_scores(query))[::-1][:K]
        found = np.array([score for _, score in ours.top(query, K)])
        assert np.allclose(found, expected[: len(found)], rtol=1e-12), query


def fast_peers(corpus: list[list[str]]) -> dict[str, Search]:
    try:
        import bm25s
    except ImportError:
        return {}
    logging.getLogger("bm25s").setLevel(logging.ERROR)
    peer = bm25s.BM25(k1=1.5, b=0.75, method="lucene")
    peer.index(corpus, show_progress=False)
    return {"bm25s": lambda query: peer.retrieve([query], k=K, show_progress=False)}


def contest(console: Console, title: str, queries: list[list[str]], rounds: int, searches: dict[str, Search]) -> None:
    taken: dict[str, list[float]] = {name: [] for name in searches}
    names = list(searches)
    for round_ in range(rounds + 1):  # the first round warms up and is not counted
        for turn, query in enumerate(queries):
            for name in names[turn % len(names) :] + names[: turn % len(names)]:
                started = time.perf_counter()
                searches[name](query)
                if round_:
                    taken[name].append(time.perf_counter() - started)
    medians = {name: statistics.median(times) for name, times in taken.items()}
    table = Table(title=f"{title}: {len(queries)} questions x {rounds}, top {K}")
    for column in ("", "median", "p95", "times ours, by median"):
        table.add_column(column, justify="left" if not column else "right")
    for name, times in taken.items():
        p95 = statistics.quantiles(times, n=20)[-1]
        ratio = medians[name] / medians["ours"]
        table.add_row(name, f"{medians[name] * 1e3:.3f} ms", f"{p95 * 1e3:.3f} ms", f"{ratio:,.2f}")
    console.print(table)


if __name__ == "__main__":
    main()
