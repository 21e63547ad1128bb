"""Spelling: slips of the finger mended, only in words that documents, glossary and language all do not know.

One edit turns cost into most, safe into same and meal into real, and a question that should be held back into one
that is answered. So a word that anybody knows is left alone, and a word is mended towards the documents and the
glossary before the rest of the language.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Mapping
from dataclasses import replace
from functools import cache

from chatbot.languages import Language, fold
from chatbot.model import Query
from chatbot.text import WORD, edits

SHORTEST = 4  # characters of a word that is mended
LONG = 7  # from here on two edits are forgiven
LONGEST = 40
LONG_NAME = 6
COMMON = 200  # how often the word list must have a word for its forms to be known
_NAME = re.compile(r"[A-ZÁÉÍÓÚÑ][a-záéíóúñü]+")

# code of a language -> its words and how common each is
Dictionary = Callable[[str], Mapping[str, int]]


class Speller:
    """Mends towards the words of the field: those of the documents and the glossary, by language, folded."""

    def __init__(
        self,
        field: Mapping[str, Mapping[str, str]],
        documents: Mapping[str, Container[str]],
        languages: Mapping[str, Language],
        dictionary: Dictionary | None = None,
    ) -> None:
        """`field` maps the folded words of each language to the form in which they are shown; those of the
        `documents` are the likelier ones."""
        self._field = field
        self._documents = documents
        self._languages = languages
        self._dictionary = dictionary or load_dictionary
        self._by_deletion: dict[str, dict[str, list[str]]] = {}
        self._by_sound: dict[str, dict[str, list[str]]] = {}

    def mend(self, query: Query) -> Query:
        """The query with its text mended; `corrections` are the words as written and as searched for, in order."""
        language = self._languages[query.language]
        mended: list[str] = []
        corrections: dict[str, str] = {}
        end = 0
        for word in WORD.finditer(query.text):
            mended.append(query.text[end : word.start()])
            end = word.end()
            written = word.group()
            meant = language.shorthand.get(fold(written))
            if meant is None:
                meant = self._meant(fold(written), language)
                if meant is not None and self._may_be_a_name(written, meant, query.text[: word.start()], language):
                    meant = None
                if meant is not None:
                    corrections[written] = meant
            mended.append(written if meant is None else meant)
        return replace(query, text="".join([*mended, query.text[end:]]), corrections=tuple(corrections.items()))

    def _may_be_a_name(self, written: str, meant: str, before: str, language: Language) -> bool:
        """Whether a word is better left alone as somebody's or something's name: a capital inside a sentence.

        Long words that the documents have are mended all the same ("Rheumaic Fever"), unless a title stands before.
        """
        said = before.split()
        if not _NAME.fullmatch(written) or not said:
            return False
        if said[-1].endswith(".") and fold(said[-1][:-1]) in language.abbreviations:
            return True
        if said[-1][-1] in ".!?…¿¡:":
            return False
        if len(said) > 1 and said[-1][0].isupper():
            return True  # "Doctor Surgrey"
        return len(written) < LONG_NAME or fold(meant) not in self._documents[language.code]

    def knows(self, word: str, language: Language) -> bool:
        """Whether anybody knows a folded word: the field or any language, its own language also in another form."""
        if word in language.stop_words or any(word in each.protected for each in self._languages.values()):
            return True
        if any(word in self._field[code] or word in self._dictionary(code) for code in self._languages):
            return True
        known, common = self._field[language.code], self._dictionary(language.code)
        # A word that few write tells little of its forms: "pres" does not make "presing" a word.
        return any(form in known or common.get(form, 0) >= COMMON for form in language.forms(word))

    def _meant(self, word: str, language: Language) -> str | None:
        """What an unknown word was meant for; None if it is known or nothing is near."""
        if not SHORTEST <= len(word) <= LONGEST or not word.isalpha() or self.knows(word, language):
            return None
        field, common = self._field[language.code], self._dictionary(language.code)
        near = [
            (cost, other) for other in self._near(word, language) if (cost := _cost(word, other, language)) is not None
        ]
        if near:
            documents = self._documents[language.code]
            cost, best = min(
                near, key=lambda pair: (pair[0], pair[1] not in documents, -common.get(pair[1], 0), pair[1])
            )
            if cost < 2:
                return field[best]
        once = [other for other in edits(word) if other in common]
        if once:
            return max(sorted(once), key=lambda other: common[other])
        if near:
            return field[best]
        return self._parted(word, language)

    def _near(self, word: str, language: Language) -> set[str]:
        """The words of the field that may be one or two edits away, or sound the same."""
        if language.code not in self._by_deletion:
            deletions: dict[str, list[str]] = {}
            sounds: dict[str, list[str]] = {}
            for other in self._field[language.code]:
                if len(other) >= SHORTEST - 1:
                    sounds.setdefault(language.sound(other), []).append(other)
                    for less in _deletions(other):
                        deletions.setdefault(less, []).append(other)
            self._by_deletion[language.code], self._by_sound[language.code] = deletions, sounds
        deletions, sounds = self._by_deletion[language.code], self._by_sound[language.code]
        return {other for less in _deletions(word) for other in deletions.get(less, ())} | set(
            sounds.get(language.sound(word), ())
        )

    def _parted(self, word: str, language: Language) -> str | None:
        """Two words run together, one of them of the field."""
        field, common = self._field[language.code], self._dictionary(language.code)
        ways = []
        for at in range(2, len(word) - 1):
            left, right = word[:at], word[at:]
            if max(len(left), len(right)) > 3 and (left in field or right in field):
                worth = [common.get(part, 1 if part in field else 0) for part in (left, right)]
                if all(worth) and all(len(part) > 2 or part in language.stop_words for part in (left, right)):
                    ways.append((min(worth), f"{field.get(left, left)} {field.get(right, right)}"))
        return max(ways)[1] if ways else None


def _cost(word: str, other: str, language: Language) -> float | None:
    """How unlikely it is that `other` was meant; None if it is too far away."""
    from nltk.metrics import edit_distance

    if language.sound(word) == language.sound(other):
        return 0.9
    distance = float(edit_distance(word, other, transpositions=True))
    if distance > (2 if len(word) >= LONG else 1):
        return None
    if len(word) == len(other) == SHORTEST and sorted(word) != sorted(other):
        return None  # one letter for another makes too many words of so short a one
    # A letter left out is the commonest slip, a letter too many the rarest.
    slip = 0.0 if len(other) > len(word) else 0.1 if len(other) == len(word) else 0.2
    return distance + slip + (0.0 if word[0] == other[0] else 0.5)


def _deletions(word: str) -> set[str]:
    return {word, *(word[:at] + word[at + 1 :] for at in range(len(word)))}


@cache
def load_dictionary(code: str) -> Mapping[str, int]:
    """The words of a language, folded, and how common they are; read when the first unknown word comes."""
    from spellchecker import SpellChecker

    words: dict[str, int] = {}
    for word, count in SpellChecker(language=code).word_frequency.items():
        folded = fold(word)
        words[folded] = max(count, words.get(folded, 0))
    return words
