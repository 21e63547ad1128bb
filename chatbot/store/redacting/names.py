"""Names: what follows a cue or a title, what is mostly a first name, and the surnames behind either."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from chatbot.store.redacting.cues import Cue, closing_words, cues
from chatbot.store.redacting.reading import Found, Mark, Reading
from chatbot.store.redacting.words import function_words, listed, names, ordinary

_WORD = re.compile(r"[^\W\d_]{1,40}(?:['-][^\W\d_]{1,40}){0,3}")
_LONGEST = 5
_SHORT = 3  # names of so few letters are also something else ("ANA" is a blood test)


@dataclass(frozen=True, slots=True)
class _Word:
    low: str
    start: int
    end: int
    capital: bool
    upper: bool


def find_names(reading: Reading) -> Iterator[Found]:
    """Names of people; titles and cues stay, so that it is still seen who is meant."""
    finder = _Finder(reading)
    at = 0
    while at < len(finder.words):
        end = finder.name_at(at)
        if end > at:
            last = finder.words[end - 1]
            tail = last.end - (2 if last.low.endswith("'s") else 0)
            yield Found(finder.words[at].start, tail, Mark.NAME)
        at = max(end, at + 1)


class _Finder:
    """The words of one message and what stands before each."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        plain = reading.plain
        self.words = [
            _Word(m.group(), m.start(), m.end(), plain[m.start()].isupper(), plain[m.start() : m.end()].isupper())
            for m in _WORD.finditer(reading.low)
        ]
        upper = sum(map(str.isupper, plain))
        # In a message of capitals a capital says nothing.
        self.shouting = upper > 0.5 * max(1, sum(map(str.isalpha, plain)))
        self.cued = self._cued()

    def _cued(self) -> Mapping[int, Cue]:
        cued: dict[int, Cue] = {}
        for cue, pattern in cues():
            for match in pattern.finditer(self.reading.low):
                cued[match.end()] = max(cue, cued.get(match.end(), Cue.NONE))
        return cued

    def name_at(self, at: int) -> int:
        """The place after the name that begins with this word; `at` itself if none does."""
        word, cue = self.words[at], self.cued.get(self.words[at].start, Cue.NONE)
        if not self._begins(at, word, cue):
            return at
        return self._chain(at)

    def _capital(self, word: _Word) -> bool:
        return word.capital and not self.shouting

    def _begins(self, at: int, word: _Word, cue: Cue) -> bool:
        bare = word.low.removesuffix("'s")
        first, last = bare in names("first"), bare in names("last")
        maybe, capital = bare in listed("known.maybe"), self._capital(word)
        if bare in listed("names.titles") | listed("names.titles_in_words"):
            return False
        if bare in closing_words() or (bare in listed("names.places") and cue <= Cue.WEAK):
            return False
        if len(bare) < 2 and not (cue >= Cue.TITLE and capital and self._initial(at)):
            return False
        if cue is Cue.STRONG:
            if bare in function_words() or bare in listed("names.kin"):
                return maybe and (capital or self._ends(at))
            return first or last or maybe or capital or bare not in ordinary()
        if cue is Cue.TITLE:
            if bare in function_words():
                return maybe and capital
            # "MS day to day", "MR of the neck": not a title in capitals, unless all is.
            loud = not self.shouting and at > 0 and self.words[at - 1].upper and len(self.words[at - 1].low) == 2
            return first or last or (maybe and not loud) or bare not in ordinary() or (capital and not word.upper)
        if self._eponym(at, bare):
            return False
        if (first and (len(bare) > _SHORT or (capital and not word.upper) or cue)) or (
            last and capital and self._inside(at)
        ):
            return True
        follows = self._next_low(at)
        if (maybe or first or self._unknown(word, bare)) and follows in names("last") and (capital or maybe or first):
            return bare not in function_words() or capital
        if self._unknown(word, bare) and follows in listed("known.maybe") and self._capital(self.words[at + 1]):
            return True
        if bare in function_words() or bare in listed("names.not_names") or bare in listed("names.places"):
            return False
        if cue is Cue.OPEN or self._before_after(at):
            # Without capitals it takes two words that mean nothing: one may be a slip.
            strange = (maybe or self._strange(bare)) and self._strange(follows)
            return last or strange or (capital and (maybe or self._unknown(word, bare)))
        return bool(last and cue)

    def _unknown(self, word: _Word, bare: str) -> bool:
        """Whether a word with a capital is none that means something or that shouts (MRI)."""
        if bare in listed("names.not_names") or bare in listed("names.places") or word.upper:
            return False
        return self._capital(word) and bare not in ordinary() and len(bare) > 2

    def _strange(self, bare: str) -> bool:
        return (
            len(bare) > 3 and bare not in ordinary() and bare not in listed("names.not_names") | listed("names.places")
        )

    def _inside(self, at: int) -> bool:
        """Whether a word stands within a sentence, where its capital is its own."""
        return at > 0 and self._gap(at) in (" ", ", ") and not self.words[at - 1].upper

    def _gap(self, at: int) -> str:
        return self.reading.low[self.words[at - 1].end : self.words[at].start] if at else "\n"

    def _next_low(self, at: int) -> str:
        if at + 1 < len(self.words) and self._gap(at + 1) == " ":
            return self.words[at + 1].low.removesuffix("'s")
        return ""

    def _ends(self, at: int) -> bool:
        """Whether nothing more is said in the sentence, or a surname follows."""
        nxt = self._next_low(at)
        return not nxt or nxt in names("last")

    def _initial(self, at: int) -> bool:
        return at + 1 < len(self.words) and self._gap(at + 1) in (". ", " ", ".") and self._capital(self.words[at + 1])

    def _before_after(self, at: int) -> bool:
        """Whether a line begins here with somebody who is "here" or "speaking"."""
        if "\n" not in self._gap(at):
            return False
        return self._next_low(at) in listed("names.after") and self._capital(self.words[at])

    def _eponym(self, at: int, bare: str) -> bool:
        """Whether the word names a disease, a test, a method, a saint's hospital."""
        if self._next_low(at) in listed("names.eponym_after") or bare in listed("names.not_names"):
            return True
        before = [word.low for word in self.words[max(0, at - 3) : at]]
        while before and before[-1] in listed("names.particles"):
            if before[-1] in listed("names.saints"):
                return True
            before.pop()
        return (
            bool(before)
            and before[-1] in listed("names.eponym_before") | listed("names.saints")
            and self._gap(at) == " "
        )

    def _chain(self, at: int) -> int:
        """The place after the surnames that follow the word, particles between them."""
        end, count = at + 1, 1
        while count < _LONGEST and end < len(self.words):
            nxt = end
            while nxt < len(self.words) and nxt < end + 3 and self._joined(nxt) and self._particle(nxt):
                nxt += 1
            if nxt >= len(self.words) or not self._joined(nxt) or not self._continues(nxt, count, nxt > end):
                break
            end, count = nxt + 1, count + 1
        return end

    def _particle(self, at: int) -> bool:
        return self.words[at].low in listed("names.particles") and self.words[at].low not in ("y", "e", "i", "o")

    def _joined(self, at: int) -> bool:
        gap = self._gap(at)
        return gap == " " or (gap in (". ", ".") and len(self.words[at - 1].low) == 1) or gap == "\ue000"

    def _continues(self, at: int, names_so_far: int, particled: bool) -> bool:
        word = self.words[at]
        bare = word.low.removesuffix("'s")
        if bare in listed("names.places") and particled and names_so_far < 2:
            return False
        known = bare in names("first") or bare in names("last")
        maybe = bare in listed("known.maybe")
        if len(bare) == 1:
            return self._capital(word) and bare != "i" and self._initial(at)
        if bare in function_words() or bare in listed("names.eponym_after"):
            return False
        if known:
            return True
        if self._capital(word):
            return maybe or not word.upper or self.words[at - 1].upper
        if particled:
            return maybe or bare not in ordinary()
        return (maybe or bare not in ordinary()) and names_so_far <= 2
