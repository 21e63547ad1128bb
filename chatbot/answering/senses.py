"""Senses: where words stand beside one another by what they mean, so that words with no name in common can be likened.

`senses.npz` holds a vector for each concept of the glossary, each class of the thesaurus and each stem of their words:
a random walk over who names what, is a kind of what and involves what, cut down to a few dimensions
(`tests/benchmarks/senses.py`). It knows no document; what it does not know has no sense and is like nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache, lru_cache
from pathlib import Path
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from chatbot.glossary import NAMED, Glossary
from chatbot.model import BadLanguage, Fault
from chatbot.text import WORD, term
from chatbot.thesaurus import CLASS, Thesaurus

FILE = Path(__file__).parent / "senses.npz"
Rows = NDArray[np.float32]
# What a word's classes and its stems add to its sense, against 1 for the concept that it names.
CLASS_PART, STEM_PART = 0.5, 0.5
REMEMBERED = 1 << 14


class Senses:
    """The senses of words and phrases: rows of length 1, alike by their product; all zeros if nothing is known."""

    def __init__(self, glossary: Glossary, thesaurus: Thesaurus, vectors: Mapping[str, Rows]) -> None:
        """`vectors` by `=concept`, `~class` and `en:stem`."""
        self._glossary, self._thesaurus, self._vectors = glossary, thesaurus, vectors
        self.nothing: Rows = np.zeros(len(next(iter(vectors.values()))) if vectors else 1, np.float32)
        self.word = lru_cache(maxsize=REMEMBERED)(self._word)

    def _word(self, phrase: str, concept: str | None, language: str) -> Rows:
        """The sense of a word or phrase and the concept that it names."""
        stems = (term(word, language) for word in WORD.findall(phrase))
        sense = self._mean([NAMED + concept]) if concept else self.nothing
        classes = [CLASS + each.concept for each in self._thesaurus.find(phrase, language)]
        sense = sense + CLASS_PART * self._mean(classes)
        sense = sense + STEM_PART * self._mean([f"{language}:{stem}" for stem in stems if stem])
        length = float(np.sqrt(sense @ sense))
        return sense / np.float32(length) if length else sense

    def of(self, text: str, language: str) -> Rows:
        """The senses of a text's words and phrases in reading order, one a row, those of no sense left out."""
        mentions = {mention.start: mention for mention in self._glossary.find(text, language)}
        rows: list[Rows] = []
        end = 0
        for word in WORD.finditer(text):
            if word.start() < end:
                continue
            mention = mentions.get(word.start())
            end = mention.end if mention else word.end()
            phrase = text[word.start() : end].casefold()
            if mention or term(phrase, language):
                rows.append(self.word(phrase, mention.concept if mention else None, language))
        known = [row for row in rows if row.any()]
        return np.array(known, np.float32).reshape(-1, len(self.nothing))

    def _mean(self, names: list[str]) -> Rows:
        found = [self._vectors[name] for name in names if name in self._vectors]
        return sum(found[1:], found[0]) / np.float32(len(found)) if found else self.nothing


@cache
def load_vectors(path: Path = FILE) -> Mapping[str, Rows]:
    """The vectors of a file; raises BadLanguage if it cannot be used."""
    try:
        with np.load(path, allow_pickle=False) as file:
            names = bytes(file["names"]).decode().split("\n")
            rows = file["vectors"].astype(np.float32)
        if rows.ndim != 2 or len(names) != len(rows):
            raise ValueError(f"{len(names)} names for vectors of shape {rows.shape}")
    except (OSError, EOFError, ValueError, KeyError, BadZipFile) as fault:
        remedy = "restore it, or make it anew with tests/benchmarks/senses.py"
        raise BadLanguage(Fault(path.name, f"cannot be used: {fault}", remedy)) from None
    rows /= np.maximum(np.sqrt((rows * rows).sum(axis=1, keepdims=True)), 1)
    return dict(zip(names, rows, strict=True))
