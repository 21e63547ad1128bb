"""Writes `chatbot/answering/senses.npz`: vectors of concepts, classes and stems by how they hang together.

    python tests/benchmarks/senses.py

Needs scikit-learn (the dev extra). Run it after glossary or thesaurus changed, then `answering.py` in this folder.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.utils.extmath import randomized_svd

from chatbot.answering.senses import FILE
from chatbot.glossary import NAMED, Glossary, load_glossary
from chatbot.known.preparing import write_arrays
from chatbot.text import WORD, term
from chatbot.thesaurus import CLASS, read_classes

DIMENSIONS = 48
STEPS = 2  # of the walk: more blur, and two bring a name's words to what its concept involves
NAMES = 4.0  # what all names of a concept weigh, and all entries of a class, against 1 for one relation
LARGEST = 127

Edge = tuple[str, str, float]


def stems(text: str, code: str) -> list[str]:
    return [found for word in WORD.findall(text) if (found := term(word, code))]


def named(glossary: Glossary) -> Iterator[Edge]:
    """What ties concepts to the stems of their names; a stem of many names ties less."""
    concepts = sum(len(each) for each in glossary.names.values()) / len(glossary.names)
    uses = Counter(
        (code, stem)
        for code, table in glossary.names.items()
        for names in table.values()
        for name in names
        for stem in stems(name, code)
    )
    for code, table in glossary.names.items():
        for concept, names in table.items():
            shares: Counter[str] = Counter()
            for name in names:
                parts = stems(name, code)
                for stem in parts:
                    shares[stem] += 1 / len(parts)
            total = sum(shares.values())
            for stem, share in shares.items():
                rarity = math.log(1 + concepts / uses[code, stem]) / 5
                yield NAMED + concept, f"{code}:{stem}", NAMES * share / total * rarity


def related(glossary: Glossary) -> Iterator[Edge]:
    """What ties concepts to those they are a kind of and those they involve."""
    for relation in (glossary.kinds_of, glossary.involves):
        for concept, others in relation.items():
            yield from ((NAMED + concept, NAMED + other, 1.0) for other in others)


def classed(glossary: Glossary) -> Iterator[Edge]:
    """What ties classes to the stems of their entries, and to the concepts that these name."""
    for code, table in read_classes().items():
        for name, entries in table.items():
            for entry in entries:
                parts = stems(entry, code)
                yield from ((CLASS + name, f"{code}:{stem}", NAMES / len(entries) / len(parts)) for stem in parts)
                found = glossary.find(entry, code)
                if len(found) == 1 and (found[0].start, found[0].end) == (0, len(entry)):
                    yield CLASS + name, NAMED + found[0].concept, NAMES / len(entries)


def embed() -> tuple[list[str], NDArray[np.int8]]:
    """The names and their vectors: how likely a short walk from each ends at which concept or class, compressed."""
    glossary = load_glossary()
    ends = [NAMED + concept for each in glossary.names.values() for concept in each]
    ends += [CLASS + name for each in read_classes().values() for name in each]
    places = {name: at for at, name in enumerate(dict.fromkeys(ends))}
    columns = len(places)
    ties: Counter[tuple[int, int]] = Counter()
    for edges in (named(glossary), related(glossary), classed(glossary)):
        for first, second, weight in edges:
            pair = tuple(places.setdefault(name, len(places)) for name in (first, second))
            if pair[0] != pair[1]:
                ties[pair[0], pair[1]] += weight
    rows, others = np.array(list(ties)).T
    half = sparse.csr_matrix((list(ties.values()), (rows, others)), shape=(len(places), len(places)))
    graph = half + half.T
    degrees = np.asarray(graph.sum(axis=1)).ravel() + 1e-9
    step = sparse.diags(1 / degrees) @ graph
    walk = np.eye(len(places), columns, dtype=np.float32)
    reached = walk.copy()
    for _ in range(STEPS):
        walk = (step @ walk).astype(np.float32)
        reached += walk
    reached /= STEPS + 1
    surprise = np.log(np.maximum(reached * (degrees.sum() / degrees[:columns]), 1)).astype(np.float32)
    left, strengths, _ = randomized_svd(surprise, DIMENSIONS, random_state=0)
    vectors = left * np.sqrt(strengths)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True) + 1e-9
    return list(places), np.round(vectors * LARGEST).astype(np.int8)


def main() -> None:
    names, vectors = embed()
    arrays = {"names": np.frombuffer("\n".join(names).encode(), np.uint8), "vectors": vectors}
    write_arrays(FILE, arrays)
    print(f"{vectors.shape}, {FILE.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
