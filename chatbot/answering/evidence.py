"""Evidence: how far a passage holds what is asked, in a few figures that mean the same for every corpus."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Container, Mapping, Sequence
from typing import NamedTuple, cast

from chatbot.answering.likening import Meant
from chatbot.answering.reading import Reading
from chatbot.answering.senses import Senses
from chatbot.model import Alike, Asked, Hit, Likeness, Query, QueryTerm
from chatbot.thesaurus import CLASS

# What a word asks: one that names a concept of the field more than one that the thesaurus knows, that more than others.
CONCEPT, CLASSED, WORD = 1.0, 0.5, 0.3
ASKING = 0.25  # of that, for a word that only asks for a kind of answer
RARITY = 0.8  # the share of a word's weight that depends on how rare it is among the passages
# How far a passage holds a treatment or condition that it does not name and its document comes back to.
ABOUT_SHARE = 0.6
OTHER_LANGUAGE = 0.7
HARDLY = 0.1  # a share of what is asked that is as good as none
DEFINITION = "definition"
NOTHING_KNOWN = Alike()
# Kinds of answers that are plain to see: a sentence without a number answers no "how many".
STRICT = frozenset("how-many how-often quantity who where".split())
# And plainer still: a figure is there or it is not.
EXACT = frozenset("cost percentage how-exactly-long age name invention contact training sex composition".split())


class Evidence(NamedTuple):
    """What speaks for a passage. Shares are 0 to 1 of the weight of the asked words, background left out.

    `covered`: share that passage, headings or title hold; `nearest`: share that its best sentence holds with the
    headings above it; `direct`: the same of the sentences that show a wanted kind of answer (`nearest` if none is
    known); `rare_...`: the same where rare words weigh more; `held`: ln(1 + number of words held), background too;
    `relative`: score divided by that of the best hit in its language; `kinds`: share of the wanted kinds of answer it
    holds (a half if none is known), `any_kind`: whether it holds one; `strict` and `exact`: wanted kinds, plain to see,
    that it lacks; `subjects`: asked treatments, conditions and the like that it lacks; `aims`: how far it lacks what
    the question word points at; `classes_covered`, `classes_nearest`: share of the asked classes of the thesaurus that
    it holds, and that its best sentence or headings hold, rare ones weighing more; `instead_...`: the weight of those
    that stand for words it does not hold; `alike`, `alike_words`: how like the question its likest sentence is in
    meaning, on the whole and word by word (`likening.py`); `known`, `known_few`: how like the question the closest
    known question is that the passage answers, and the closest few are; `unanswered`, `unanswered_few`: the same of
    those that no document answers; `learnt`, `learnt_none`: how probable the known questions make it that the passage
    is asked for, and that no document answers; `title`: how sure its document's title makes it that this document is
    meant; `aspect`: share of what the title leaves open that headings hold which other documents have too; `opens`:
    `title` if the document opens with the passage, where what the title names is to be defined and nothing else is
    asked (`outlining.py`); `asked`, `rare_asked`, `asked_classes`: ln(1 + weight of the asked words) and
    ln(1 + number of classes); `lacking`: the wanted kinds of answer that it does not hold.
    """

    covered: float
    nearest: float
    direct: float
    rare_covered: float
    rare_nearest: float
    rare_direct: float
    held: float
    relative: float
    kinds: float
    any_kind: float
    strict: float
    exact: float
    subjects: float
    aims: float
    classes_covered: float
    classes_nearest: float
    instead_covered: float
    instead_nearest: float
    alike: float
    alike_words: float
    known: float
    known_few: float
    unanswered: float
    unanswered_few: float
    learnt: float
    learnt_none: float
    title: float
    aspect: float
    opens: float
    asked: float
    rare_asked: float
    asked_classes: float
    lacking: tuple[str, ...] = ()

    @property
    def figures(self) -> tuple[float, ...]:
        """All figures, in the order of FIGURES."""
        return cast(tuple[float, ...], self[:-1])

    def figure(self, name: str) -> float:
        """A figure by its name; `lacks_cost` is 1 if a price is wanted and the passage holds none."""
        kind = name.removeprefix(LACKS)
        return float(kind in self.lacking) if kind != name else float(getattr(self, name))


class Held(NamedTuple):
    """The asked words that something holds and how far, the share of their weight, and where rare words weigh more."""

    words: Mapping[str, float]
    share: float
    rare_share: float


LACKS = "lacks_"
FIGURES = tuple(name for name in Evidence._fields if name != "lacking")


class Question:
    """A query as passages are held against it: what each asked word weighs and which terms stand for it."""

    def __init__(
        self,
        query: Query,
        idf: Callable[[str], float],
        senses: Senses | None = None,
        likeness: Likeness | None = None,
    ) -> None:
        self.query, self.likeness = query, likeness
        asked = [each for each in query.asked if each.focus >= 1]
        self.weights = {each.word: _weight(each) for each in asked}
        self._asking = frozenset(each.word for each in asked if each.asks)
        self.subjects = frozenset(each.word for each in asked if each.subject)
        self.aims = frozenset(each.word for each in asked if each.aim)
        self._terms: dict[str, QueryTerm] = {}
        self._standing: dict[str, list[QueryTerm]] = {}
        self._classes: dict[str, tuple[str, float]] = {}
        for term in query.terms:
            if not term.term.startswith(CLASS):
                self._terms[term.term] = term
                self._standing.setdefault(term.word, []).append(term)
            elif term.word in self.weights:
                self._classes[term.term] = (term.word, idf(term.term))
        self.looked_for = frozenset((*self._terms, *self._classes))
        self.class_weight = sum(weight for _, weight in self._classes.values())
        rarest = idf("")  # of what no passage holds
        self.rare_weights = {
            word: weight * (1 - RARITY + RARITY * self._rarity(word, idf) / rarest)
            for word, weight in self.weights.items()
        }
        meant = [senses.word(each.word, each.concept, query.language) for each in asked] if senses else []
        self.meant = Meant(meant, [self.rare_weights[each.word] for each in asked]) if meant else None
        self.weight, self.rare_weight = sum(self.weights.values()), sum(self.rare_weights.values())
        self._held: dict[tuple[frozenset[str], frozenset[str]], Held] = {}
        self._about: dict[Container[str], frozenset[str]] = {}

    def _rarity(self, word: str, idf: Callable[[str], float]) -> float:
        """The idf of the commonest term that stands for all of a word."""
        return min((idf(each.term) for each in self._standing.get(word, ()) if each.share == 1), default=1.0)

    def about(self, topics: Container[str]) -> frozenset[str]:
        """The asked treatments and conditions that a document which comes back to these terms is about."""
        if topics not in self._about:
            standing = ((word, self._standing[word]) for word in self.subjects)
            self._about[topics] = frozenset(word for word, row in standing if any(each.term in topics for each in row))
        return self._about[topics]

    def held(self, found: frozenset[str], about: frozenset[str] = frozenset()) -> Held:
        """What these terms hold of the asked words: 1 for the word or its concept, less for what is near it.

        A treatment or condition that the whole document is `about` is held a little by every passage of it.
        """
        # Most sentences hold one of a few sets of what is looked for.
        if (found, about) not in self._held:
            words = self._hold(found, about)
            shares = _share(self.weights, words, self.weight), _share(self.rare_weights, words, self.rare_weight)
            self._held[found, about] = Held(words, *shares)
        return self._held[found, about]

    def _hold(self, found: frozenset[str], about: frozenset[str]) -> dict[str, float]:
        held: dict[str, float] = {}
        parts: dict[tuple[str, int], dict[int, float]] = {}
        for each in map(self._terms.__getitem__, self._terms.keys() & found):
            if each.part:
                phrase, part = each.part
                parts.setdefault((each.word, phrase), {})[part] = each.share
            elif each.share > held.get(each.word, 0.0):
                held[each.word] = each.share
        # Two phrases may name one thing; what each of them leaves out the other does not make up for.
        for (word, _), shares in parts.items():
            held[word] = max(held.get(word, 0.0), math.fsum(shares.values()))
        return {**dict.fromkeys(about, ABOUT_SHARE), **held}

    def left_open(self, held: Mapping[str, float]) -> dict[str, float]:
        """The asked words that are not wholly held, and what is left of their weight, rare ones weighing more."""
        left = {word: weight * (1 - held.get(word, 0.0)) for word, weight in self.rare_weights.items()}
        return {word: weight for word, weight in left.items() if weight > 0}

    def names_only(self, left: Mapping[str, float]) -> bool:
        """Whether a definition is asked for, and of nothing but what is held."""
        rest = math.fsum([weight for word, weight in left.items() if word not in self._asking])
        return DEFINITION in self.query.wants and rest < HARDLY * self.rare_weight

    def classes(self, found: frozenset[str], besides: Collection[str]) -> tuple[float, float]:
        """The weight of the asked classes that these terms hold: of all, and without those of some words."""
        held = [self._classes[each] for each in self._classes.keys() & found]
        if not held:
            return 0.0, 0.0
        every = math.fsum([weight for _, weight in held])
        return every, math.fsum([weight for word, weight in held if word not in besides])

    @property
    def asked_classes(self) -> int:
        """How many classes are asked for."""
        return len(self._classes)


def gather(question: Question, hit: Hit, reading: Reading, best_score: float) -> tuple[Evidence, Mapping[str, float]]:
    """The evidence for a hit, and the asked words that it, its headings or its document's title hold."""
    # Sentences and headings hold nothing that the passage does not: few terms are left to look for in them.
    here = question.looked_for & reading.terms
    about = question.about(reading.topics)
    whole = question.held(here, about)
    held = whole.words
    wants = question.query.wants
    lacking = tuple(want for want in wants if want not in reading.wants)
    answered = len(wants) - len(lacking)
    # A sentence says what it says under its headings.
    units = [question.held(here & unit.under, about) for unit in reading.units]
    direct = [each for each, unit in zip(units, reading.units, strict=True) if not unit.wants.isdisjoint(wants)]
    direct = direct if wants else units
    covered, instead = question.classes(here, held)
    places = (*(unit.terms for unit in reading.units), reading.headings)
    near = [question.classes(here & place, held) for place in places]
    all_classes = question.class_weight or 1.0
    alike, alike_words = question.meant.liken(reading.said) if question.meant else (0.0, 0.0)
    known = question.likeness.answered_by(hit.passage.passage_id) if question.likeness else NOTHING_KNOWN
    unanswered = question.likeness.unanswered if question.likeness else NOTHING_KNOWN
    place = reading.place
    left = question.left_open(question.held(here & place.title.terms).words)
    told = question.held(here & place.telling).words
    title = place.title.asked_by(question.looked_for, hit.passage.language == question.query.language)
    evidence = Evidence(
        covered=whole.share,
        nearest=max((each.share for each in units), default=0.0),
        direct=max((each.share for each in direct), default=0.0),
        rare_covered=whole.rare_share,
        rare_nearest=max((each.rare_share for each in units), default=0.0),
        rare_direct=max((each.rare_share for each in direct), default=0.0),
        held=math.log1p(len(held)),
        relative=hit.score / best_score if best_score else 0.0,
        kinds=answered / len(wants) if wants else 0.5,
        any_kind=float(answered > 0),
        strict=float(sum(want in STRICT for want in lacking)),
        exact=float(any(want in EXACT for want in lacking)),
        subjects=float(sum(word not in held for word in question.subjects)),
        aims=float(sum(1 - held.get(word, 0.0) for word in question.aims)),
        classes_covered=covered / all_classes,
        classes_nearest=max(every for every, _ in near) / all_classes,
        instead_covered=instead,
        instead_nearest=max(instead for _, instead in near),
        alike=alike,
        alike_words=alike_words,
        known=known.closest,
        known_few=known.few,
        unanswered=unanswered.closest,
        unanswered_few=unanswered.few,
        learnt=question.likeness.asks_for(hit.passage.passage_id) if question.likeness else 0.0,
        learnt_none=question.likeness.asks_for_none if question.likeness else 0.0,
        title=title,
        aspect=_share(left, told, math.fsum(left.values())),
        opens=title if place.opens and question.names_only(left) else 0.0,
        asked=math.log1p(question.weight),
        rare_asked=math.log1p(question.rare_weight),
        asked_classes=math.log1p(question.asked_classes),
        lacking=lacking,
    )
    return evidence, held


def best_scores(hits: Sequence[Hit], asked_in: str) -> dict[str, float]:
    """What the scores of hits in each language are held against.

    Passages in another language than the question's hold its concepts, never its words, and score about half.
    """
    best: dict[str, float] = {}
    for hit in hits:
        best[hit.passage.language] = max(best.get(hit.passage.language, 0.0), hit.score)
    least = OTHER_LANGUAGE * best.get(asked_in, 0.0)
    return {code: score if code == asked_in else max(score, least) for code, score in best.items()}


def _share(weights: Mapping[str, float], held: Mapping[str, float], total: float) -> float:
    return (
        math.fsum([weights[word] * share for word, share in held.items() if word in weights]) / total if total else 0.0
    )


def _weight(asked: Asked) -> float:
    return (CONCEPT if asked.concept else CLASSED if asked.classed else WORD) * (ASKING if asked.asks else 1.0)
