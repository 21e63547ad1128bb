"""Spelling: slips of the finger mended, only in words that documents, glossary and language all do not know.

One edit turns cost into most, safe into same and meal into real, and a question that should be held back into one
that is answered. So a word that anybody knows is left alone, and a word is mended towards the documents and the
glossary before the rest of the language.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Container, Iterable, Mapping
from dataclasses import replace
from functools import cache
from itertools import pairwise

from chatbot.languages import Language, fold
from chatbot.model import Query
from chatbot.query.nearness import SHORTEST, Nearness, cost_of, load_dictionary
from chatbot.text import WORD, edits, stem

LONGEST = 40
LONG_NAME = 6
COMMON = 200  # how often the word list must have a word for its forms to be known
CLOSE_TO_A_FORM = 1.0  # what mending may cost where the word may be a form of one that is known
SHORTEST_BESIDE = 3  # characters of a word that is mended because of its neighbour
RARE = 400  # a word that the word list has no oftener may be a slip if its neighbour says so: "spinel decompression"
OFTENER = 0.1  # what it is worth that documents have a word ten times as often
_STOP = re.compile(r"[^\w\s'’-]")
_NAME = re.compile(r"[A-ZÁÉÍÓÚÑ][a-záéíóúñü]+")

# code of a language -> its words and how common each is
Dictionary = Callable[[str], Mapping[str, int]]
# code of a language -> the folded words of documents and glossary, and the form in which each is shown
Field = Callable[[str], Mapping[str, str]]
# code of a language -> texts whose neighbouring words belong together
Texts = Callable[[str], Iterable[str]]


class Speller:
    """Mends towards the words of the field: those of the documents and the glossary, by language, folded."""

    def __init__(
        self,
        field: Field,
        documents: Mapping[str, Mapping[str, int]],
        languages: Mapping[str, Language],
        dictionary: Dictionary | None = None,
        texts: Texts = lambda _: (),
        names: Texts = lambda _: (),
    ) -> None:
        """The words of the `documents` are the likelier ones, the more so the oftener they come. `field`, the `texts`
        of the documents and the `names` of the glossary are asked when they are first needed: most questions use words
        of the documents alone."""
        self._field = cache(field)
        self._documents = documents
        self._languages = languages
        self._dictionary = dictionary or load_dictionary
        self._written = cache(lambda code: _followers(texts(code), languages[code].stop_words))
        self._named = cache(lambda code: _followers(names(code), languages[code].stop_words))
        self._nearness: dict[str, Nearness] = {}

    def mend(self, query: Query) -> Query:
        """The query with its text mended; `corrections` are the words as written and as searched for, in order."""
        language = self._languages[query.language]
        text = query.text
        for slip, instead in language.slips:
            text = slip.sub(instead, text)
        words = list(WORD.finditer(text))
        beside = self._beside(text, words, language)
        mended: list[str] = []
        corrections: dict[str, str] = {}
        end = 0
        for at, word in enumerate(words):
            mended.append(text[end : word.start()])
            end = word.end()
            written = word.group()
            meant = language.shorthand.get(fold(written))
            if meant is None:
                meant, sure = beside.get(at) or (self._meant(written, language), False)
                if meant is not None and self._may_be_a_name(written, meant, text[: word.start()], sure, language):
                    meant = None
                if meant is not None:
                    corrections[written] = meant
            mended.append(written if meant is None else meant)
        return replace(query, text="".join([*mended, text[end:]]), corrections=tuple(corrections.items()))

    def likelier(self, query: Query) -> Query:
        """The query mended in the language that knows most of its words then; its own if none knows more."""
        mended = [self.mend(replace(query, language=code)) for code in self._languages]
        return max(mended, key=lambda each: (self._known(each), each.language == query.language))

    def _known(self, query: Query) -> int:
        words = [fold(word) for word in WORD.findall(query.text)]
        field, stop_words = self._field(query.language), self._languages[query.language].stop_words
        return sum(word in field or word in stop_words for word in words)

    def _beside(self, text: str, words: list[re.Match[str]], language: Language) -> dict[int, tuple[str, bool]]:
        """What words were meant for, by their place, where that stands beside its neighbour in documents or glossary,
        and whether in documents.

        So a word that is rare, or known only as a form of another, is no obstacle: "hed trama", "traction devises".
        """
        folded = [fold(word.group()) for word in words]
        doubted = [self._doubted(word, language) for word in folded]
        found: dict[int, tuple[str, bool]] = {}
        for at, other in pairwise(range(len(words))):
            if not (doubted[at] or doubted[other]) or text[words[at].end() : words[other].start()].strip():
                continue
            if folded[at] in language.stop_words or folded[other] in language.stop_words:
                continue
            written, named = self._written(language.code), self._named(language.code)
            left, right = (self._options(folded[i], doubted[i], language) for i in (at, other))
            ways = [
                (left[a] + right[b], a, b)
                for a in left
                for b in right
                if b in written.get(a, ()) or b in named.get(a, ())
            ]
            if not ways:
                continue
            _, *meant = min(ways)
            sure = meant[1] in written.get(meant[0], ())
            for place, word in zip((at, other), meant, strict=True):
                if word != folded[place]:
                    found.setdefault(place, (self._field(language.code).get(word, word), sure))
        return found

    def _doubted(self, word: str, language: Language) -> bool:
        """Whether a word may be a slip although it could be one that few know."""
        if not SHORTEST_BESIDE <= len(word) <= LONGEST or not word.isalpha() or self._is_plain(word, language):
            return False
        if word in self._field(language.code):
            return False
        return self._dictionary(language.code).get(word, 0) <= RARE

    def _options(self, word: str, doubted: bool, language: Language) -> dict[str, float]:
        """What a word may be, and how unlikely each is: itself, and words of the field near it if it is doubted."""
        options = {word: 0.0}
        if doubted:
            for other in self._near(word, language):
                if (cost := cost_of(word, other, language, beside=True)) is not None:
                    options[other] = cost
        return options

    def _may_be_a_name(self, written: str, meant: str, before: str, sure: bool, language: Language) -> bool:
        """Whether a word is better left alone as somebody's or something's name: a capital inside a sentence.

        Long words that the documents have are mended all the same ("Rheumaic Fever"), unless a title stands before; so
        is a word that is `sure` since the documents have it beside its neighbour ("Heart Attawk").
        """
        said = before.split()
        if not _NAME.fullmatch(written) or not said:
            return False
        if said[-1].endswith(".") and fold(said[-1][:-1]) in language.abbreviations:
            return True
        if sure or said[-1][-1] in ".!?…¿¡:":
            return False
        if len(said) > 1 and said[-1][0].isupper():
            return True  # "Doctor Surgrey"
        return len(written) < LONG_NAME or fold(meant) not in self._documents[language.code]

    def knows(self, word: str, language: Language) -> bool:
        """Whether anybody knows a folded word: the field or any language, its own language also in another form."""
        return self._is_listed(word, language) or self._is_a_form(word, language)

    def _is_listed(self, word: str, language: Language) -> bool:
        if word in language.stop_words or self._is_protected(word):
            return True
        return any(word in self._field(code) or word in self._dictionary(code) for code in self._languages)

    def _is_plain(self, word: str, language: Language) -> bool:
        """Whether a word is no slip at first sight: in the documents, a function word, or protected."""
        return word in self._documents[language.code] or word in language.stop_words or self._is_protected(word)

    def _is_protected(self, word: str) -> bool:
        return any(word in each.protected for each in self._languages.values())

    def _is_a_form(self, word: str, language: Language) -> bool:
        known, common = self._field(language.code), self._dictionary(language.code)
        # A word that few write tells little of its forms: "pres" does not make "presing" a word.
        return any(form in known or common.get(form, 0) >= COMMON for form in language.forms(word))

    def _meant(self, written: str, language: Language) -> str | None:
        """What an unknown word was meant for; None if it is known or nothing is near."""
        word = fold(written)
        if not SHORTEST <= len(word) <= LONGEST or not word.isalpha():
            return None
        if self._is_plain(word, language) or word in (field := self._field(language.code)):
            return None  # before the word list is read
        common = self._dictionary(language.code)
        listed = self._is_listed(word, language)
        if word in common or (listed and not written.isascii()):  # an accent tells whose word it is
            return None
        documents = self._documents[language.code]
        near = [
            (cost, other)
            for other in self._near(word, language)
            if (cost := cost_of(word, other, language)) is not None
        ]
        if listed or self._is_a_form(word, language):
            # It may be a word of another language, or a form of a word that is known: "beter" is more likely better
            # than somebody who bets.
            near = [
                (cost, other)
                for cost, other in near
                if cost <= CLOSE_TO_A_FORM
                and (other in documents or other in language.stop_words)
                and stem(other, language.code) != stem(word, language.code)
            ]
            return field.get(min(near)[1], min(near)[1]) if near else None
        if near:
            cost, best = min(
                near,
                key=lambda pair: (
                    pair[0] - OFTENER * math.log10(1 + documents.get(pair[1], 0)),
                    pair[1] not in documents,
                    -common.get(pair[1], 0),
                    pair[1],
                ),
            )
            if cost < 2:
                return field.get(best, best)
        once = [other for other in edits(word) if other in common]
        if once:
            return max(sorted(once), key=lambda other: common[other])
        if near:
            return field.get(best, best)
        return self._parted(word, language)

    def _near(self, word: str, language: Language) -> set[str]:
        """The words of the field that may be one or two edits away, or sound the same."""
        if language.code not in self._nearness:
            words = {*self._field(language.code), *language.stop_words}
            self._nearness[language.code] = Nearness(words, language)
        return self._nearness[language.code].of(word)

    def _parted(self, word: str, language: Language) -> str | None:
        """Two words run together, one of them of the field."""
        field, common = self._field(language.code), self._dictionary(language.code)
        ways = []
        for at in range(2, len(word) - 1):
            left, right = word[:at], word[at:]
            if max(len(left), len(right)) > 3 and (left in field or right in field):
                worth = [common.get(part, 1 if part in field else 0) for part in (left, right)]
                if all(worth) and all(len(part) > 2 or part in language.stop_words for part in (left, right)):
                    ways.append((min(worth), f"{field.get(left, left)} {field.get(right, right)}"))
        return max(ways)[1] if ways else None


def _followers(texts: Iterable[str], stop_words: Container[str]) -> dict[str, set[str]]:
    """The folded words that follow a word somewhere in texts with no stop between them; function words left out."""
    followers: dict[str, set[str]] = {}
    same: dict[str, str] = {}  # one string for each word: a large library has hundreds of thousands of pairs
    for text in texts:
        for part in _STOP.split(fold(text)):
            for word, following in pairwise(WORD.findall(part)):
                if word not in stop_words and following not in stop_words:
                    followers.setdefault(word, set()).add(same.setdefault(following, following))
    return followers
