"""Grouping: similar questions together, so that staff see what is asked and not who asks it how."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from chatbot.store.records import KeptQuestion

# Share of the weight of both questions' terms that they must have in common: `tests/test_grouping.py` holds what it
# must join and keep apart.
SIMILAR = 0.4
# A concept says more about what is asked than a word; what a concept is a kind of, and a class of words, say less.
CONCEPT, HINT = 2.0, 0.3
Terms = Callable[[str, str], Sequence[str]]


@dataclass(frozen=True, slots=True)
class Group:
    """Questions that ask much the same, by id; the representative is the most typical of them.

    `days` is how many of them were kept on which day, in order.
    """

    representative: KeptQuestion
    questions: tuple[KeptQuestion, ...]
    days: tuple[tuple[date, int], ...]


@dataclass(frozen=True, slots=True)
class _Asked:
    """A question's terms with their weights; `shared` are those that do not depend on the language."""

    language: str
    terms: Mapping[str, float]
    shared: Mapping[str, float]

    def beside(self, other: _Asked) -> tuple[Mapping[str, float], Mapping[str, float]]:
        """What to compare: all terms within a language, and across languages only what both can have."""
        same = self.language == other.language
        return (self.terms, other.terms) if same else (self.shared, other.shared)


def group(questions: Iterable[KeptQuestion], terms: Terms, similar: float = SIMILAR) -> list[Group]:
    """The groups of questions, largest first, then by the first id; the same questions give the same groups.

    `terms` gives the index terms of a text in a language: stems, and concepts, which languages share. In order of ids a
    question joins the most similar group's first question, or begins a group. Rare terms weigh more than common ones.
    """
    ordered = sorted(questions, key=lambda each: (each.question_id or 0, each.day, each.text))
    # Many ask in the very same words.
    same: dict[tuple[str, str], list[KeptQuestion]] = defaultdict(list)
    for each in ordered:
        same[each.language, " ".join(each.text.casefold().split())].append(each)
    found = [frozenset(terms(each[0].text, each[0].language)) for each in same.values()]
    weights = _weights(found)
    asked = [_asked(each[0].language, own, weights) for each, own in zip(same.values(), found, strict=True)]
    members = _clusters(asked, similar)
    gathered = list(same.values())
    groups = [_group([(asked[at], gathered[at]) for at in cluster]) for cluster in members]
    # Sorting keeps the order of those of one size, which is that of their first ids.
    return sorted(groups, key=lambda each: -len(each.questions))


def _weights(found: Sequence[frozenset[str]]) -> dict[str, float]:
    held = Counter(term for terms in found for term in terms)
    return {term: math.log1p(len(found) / n) * _kind(term) for term, n in held.items()}


def _kind(term: str) -> float:
    return 1.0 if _is_word(term) else CONCEPT if term.startswith("=") else HINT


def _is_word(term: str) -> bool:
    return term[:1].isalnum()


def _asked(language: str, terms: Iterable[str], weights: Mapping[str, float]) -> _Asked:
    # Rarest first: the order in which candidates are looked for.
    ordered = sorted(terms, key=lambda term: (-weights[term], term))
    own = {term: weights[term] for term in ordered}
    # Numbers are no language's own.
    return _Asked(language, own, {t: w for t, w in own.items() if not _is_word(t) or t[0].isdigit()})


def _clusters(asked: Sequence[_Asked], similar: float) -> list[list[int]]:
    """The members of each cluster as places in `asked`; the first is the one that the others are similar to."""
    clusters: dict[int, list[int]] = {}
    leading: dict[str, list[int]] = defaultdict(list)  # term -> the leaders that hold it
    for at, own in enumerate(asked):
        candidates = {leader for term in _telling(own, similar) for leader in leading.get(term, ())}
        best = max(((_likeness(own, asked[leader]), -leader) for leader in candidates), default=(0.0, 0))
        if best[0] >= similar:
            clusters[-best[1]].append(at)
            continue
        clusters[at] = [at]
        for term in own.terms:
            leading[term].append(at)
    return list(clusters.values())


def _telling(asked: _Asked, similar: float) -> set[str]:
    """The rarest terms: two questions that share none of them cannot share enough.

    What they have in common is at most a question's other terms, whose weight is below the share that is wanted.
    """
    telling: set[str] = set()
    for terms in (asked.terms, asked.shared):
        rest = sum(terms.values())
        least = similar * rest
        for term, weight in terms.items():
            if rest < least - 1e-9:
                break
            telling.add(term)
            rest -= weight
    return telling


def _likeness(one: _Asked, other: _Asked) -> float:
    """The share of the weight of all their terms that is common to both (Jaccard), 0 to 1."""
    mine, theirs = one.beside(other)
    if len(theirs) < len(mine):
        mine, theirs = theirs, mine
    common = sum(weight for term, weight in mine.items() if term in theirs)
    whole = sum(mine.values()) + sum(theirs.values()) - common
    return common / whole if whole else 0.0


def _group(members: Sequence[tuple[_Asked, Sequence[KeptQuestion]]]) -> Group:
    questions = sorted((each for _, asked in members for each in asked), key=lambda each: each.question_id or 0)
    shared = Counter(term for asked, same in members for term in asked.terms for _ in same)

    def typical(member: tuple[_Asked, Sequence[KeptQuestion]]) -> float:
        asked, same = member
        whole = sum(asked.terms.values())
        # The mean share of the group that has its terms; of equally typical ones, the one asked most.
        share = sum(weight * shared[term] for term, weight in asked.terms.items()) / whole if whole else 0.0
        return share + len(same) / (1 + len(questions))

    representative = max(members, key=typical)[1][0]
    days = Counter(each.day for each in questions)
    return Group(representative, tuple(questions), tuple(sorted(days.items())))
