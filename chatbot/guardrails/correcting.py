"""Correcting: a second reading of a message in which slips of the finger are undone, for triage alone.

Only words that no example message has are touched: one edit away from a known word, or known words run
together. The commoner word wins. What patients are shown is never corrected here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from chatbot.text import edits

_WORD = re.compile(r"[a-z']{4,}")
_LONGEST = 60
_LONGEST_WORD = 16
_ONE_LETTER = frozenset("iayo")
_PART = 3.0  # what each further word costs, in idf
_FEW_PARTS, _MEAN_PART = 2, 3  # words, letters: into more and shorter words a run of letters may be cut by chance


def mendings(normalised: str, idf: Mapping[str, float], most: int) -> list[str]:
    """Up to `most` different texts with unknown words mended, the likeliest first; none if every word is known.

    `idf` holds the known words, commoner ones lower. The second text takes the second best word wherever there
    are several, and so on.

    >>> mendings("i cant feal whenwiping", {"feel": 2.0, "fear": 3.0, "when": 1.0, "wiping": 4.0, "cant": 2.0}, 3)
    ['i cant feel when wiping', 'i cant fear when wiping']
    """
    meant = {word: _meant(word, idf) for word in set(_WORD.findall(normalised)) if word not in idf}
    choices = range(min(most, max(map(len, meant.values()), default=0)))
    texts = [_mended(normalised, meant, choice) for choice in choices]
    return [text for text in dict.fromkeys(texts) if text != normalised]


def _mended(normalised: str, meant: Mapping[str, list[str]], choice: int) -> str:
    def mend(found: re.Match[str]) -> str:
        words = meant.get(found.group())
        return words[min(choice, len(words) - 1)] if words else found.group()

    return _WORD.sub(mend, normalised)


def _meant(word: str, idf: Mapping[str, float]) -> list[str]:
    """What an unknown word may have been meant for, likeliest first."""
    if len(word) > _LONGEST:
        return []
    near = sorted({(idf[other], other) for other in edits(word) if other in idf})
    if near:
        return [other for _, other in near]
    parts = _split(word, idf)
    by_chance = len(parts) > _FEW_PARTS and len(word) < _MEAN_PART * len(parts)
    return [" ".join(parts)] if parts and not by_chance else []


def _split(word: str, idf: Mapping[str, float]) -> list[str]:
    """The known words that a run of letters is made of, as few and common as can be; none if it is not."""
    best: list[tuple[float, list[str]] | None] = [(0.0, [])]
    for end in range(1, len(word) + 1):
        ways = []
        for start in range(max(0, end - _LONGEST_WORD), end):
            so_far, part = best[start], word[start:end]
            if so_far and part in idf and (len(part) > 1 or part in _ONE_LETTER):
                ways.append((so_far[0] + idf[part] + _PART, [*so_far[1], part]))
        best.append(min(ways) if ways else None)
    found = best[-1]
    return found[1] if found else []
