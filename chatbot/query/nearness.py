"""Nearness: which words a slip of the finger or of the ear may have been meant for, and how unlikely each is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache

from chatbot.languages import Language, fold

SHORTEST = 4  # characters of a word that is mended
LONG = 7  # from here on two edits are forgiven
SAME_SOUND = 0.9
VOWELS_LEFT_OUT = 1.5  # what any number of them costs: "lamnctmy", "srgry"
_VOWELS = str.maketrans("", "", "aeiou")


class Nearness:
    """The words near another: by what is left of both when a letter is left out, by their sound, and by their
    consonants, since vowels are what is left out most: of a long word, or all of them."""

    def __init__(self, words: Iterable[str], language: Language) -> None:
        self._language = language
        self._by_deletion: dict[str, list[str]] = {}
        self._by_sound: dict[str, list[str]] = {}
        self._by_consonants: dict[str, list[str]] = {}
        for word in words:
            if len(word) >= SHORTEST - 1:
                self._by_sound.setdefault(language.sound(word), []).append(word)
                for less in _deletions(word):
                    self._by_deletion.setdefault(less, []).append(word)
                self._by_consonants.setdefault(_consonants(word), []).append(word)

    def of(self, word: str) -> set[str]:
        """The words that may be one or two edits away from a word, or sound the same; those of its singular too."""
        singular = word.removesuffix("s")
        near = {other for less in _deletions(word) | _deletions(singular) for other in self._by_deletion.get(less, ())}
        near.update(*(self._by_sound.get(self._language.sound(each), ()) for each in (word, singular)))
        consonants = _consonants(word)
        return near.union(self._by_consonants.get(consonants, ()) if len(word) >= LONG or word == consonants else ())


def cost_of(word: str, other: str, language: Language, beside: bool = False) -> float | None:
    """How unlikely it is that `other` was meant; None if it is too far away.

    A short word may be mended more freely `beside` a word that it belongs to, and towards a function word.
    """
    from nltk.metrics import edit_distance

    if language.sound(word) == language.sound(other):
        return SAME_SOUND
    distance = float(edit_distance(word, other, transpositions=True))
    if _lacks_vowels_alone(word, other):
        distance = min(distance, VOWELS_LEFT_OUT)
    elif distance > (2 if len(word) >= LONG else 1):
        return None
    free = beside or other in language.stop_words
    if len(word) == len(other) == SHORTEST and sorted(word) != sorted(other) and not free:
        return None  # one letter for another makes too many words of so short a one
    # A letter left out is the commonest slip, a letter too many the rarest.
    slip = 0.0 if len(other) > len(word) else 0.1 if len(other) == len(word) else 0.2
    return distance + slip + (0.0 if word[0] == other[0] else 0.5)


def _deletions(word: str) -> set[str]:
    return {word, *(word[:at] + word[at + 1 :] for at in range(len(word)))}


def _lacks_vowels_alone(word: str, other: str) -> bool:
    """Whether a word is another without some of its vowels, and long, or without any of them."""
    consonants, letters = _consonants(word), iter(other)
    told = len(word) >= LONG or word == consonants
    return told and consonants == _consonants(other) and all(letter in letters for letter in word)


def _consonants(word: str) -> str:
    return word.translate(_VOWELS)


@cache
def load_dictionary(code: str) -> Mapping[str, int]:
    """The words of a language, folded, and how common they are; read when the first unknown word comes."""
    from spellchecker import SpellChecker

    words: dict[str, int] = {}
    for word, count in SpellChecker(language=code).word_frequency.items():
        folded = fold(word)
        words[folded] = max(count, words.get(folded, 0))
    return words
