"""Expanding: a message to weighted terms. Concepts it names bring every other name of them, in every language.

Each asked word or phrase is one `Asked`; the terms that stand for it say how far each of them does.
"""

from __future__ import annotations

import re
from dataclasses import replace

from chatbot.glossary import KIND_OF, NAMED, Glossary
from chatbot.languages import fold
from chatbot.model import Asked, Query, QueryTerm
from chatbot.query.focusing import BACKGROUND, LEANED_ON, Focus
from chatbot.text import WORD, term
from chatbot.thesaurus import CLASS, Thesaurus
from chatbot.wants import asking_words, wanted

# What a term brings to the score of a passage, against 1 for the asked word itself, and how far a passage
# that holds it holds what was asked. ARCHITECTURE.md, "What each step of understanding gains".
NAMED_WEIGHT = 1.0
KIND_WEIGHT, KIND_SHARE = 0.3, 0.6
CLASS_WEIGHT, CLASS_SHARE = 0.3, 0.5
PART_WEIGHT = 0.5
DEFINITION = "definition"
PARTS_SHARE = 0.9  # all parts of a phrase


def expand(query: Query, glossary: Glossary, thesaurus: Thesaurus, focus: Focus, aiming: re.Pattern[str]) -> Query:
    """The query with what it asks, the terms that stand for it, in the order asked, and the kinds of answer wanted.

    `aiming` are the question words after which comes what the question is after.
    """
    asked: dict[str, Asked] = {}
    terms: dict[str, QueryTerm] = {}

    def add(found: str, weight: float, word: str, share: float, part: tuple[int, int] | None = None) -> None:
        if found not in terms or terms[found].weight < weight:
            terms[found] = QueryTerm(found, weight, word, share, part)

    code = query.language
    asking = asking_words(query.text, code)
    aims = [found.end() for found in aiming.finditer(fold(query.text)) if focus(found.start()) >= 1][:1]
    mentions = {mention.start: mention for mention in glossary.find(query.text, code)}
    classes = thesaurus.find(query.text, code)
    end = 0
    for word in WORD.finditer(query.text):
        if word.start() < end:
            continue
        weight = focus(word.start())
        mention = mentions.get(word.start())
        if weight == LEANED_ON:
            weight = 1.0 if mention else BACKGROUND
        end = mention.end if mention else word.end()
        phrase = query.text[word.start() : end].casefold()
        parts = [each for part in WORD.findall(phrase) if (each := term(part, code))]
        if not parts and not mention:
            continue
        concept = mention.concept if mention else None
        name = next((each.word for each in asked.values() if concept and each.concept == concept), phrase)
        meant = [each.concept for each in classes if word.start() <= each.start < end]
        if name not in asked or asked[name].focus < weight:
            subject = concept is not None and glossary.is_subject(concept)
            asks = next((kind for start, stop, kind in asking if start <= word.start() and end <= stop), None)
            asks = asks or (concept if concept and glossary.only_asks(concept) else None)
            aim = bool(aims) and aims[0] <= word.start() and not (concept and glossary.only_asks(concept))
            aims = [] if aim else aims
            asked[name] = Asked(name, weight, concept, subject, None if subject else asks, aim, bool(meant))
        if mention:
            add(NAMED + mention.concept, weight * NAMED_WEIGHT, name, 1.0)
            add(KIND_OF + mention.concept, weight * KIND_WEIGHT, name, KIND_SHARE)
        if len(WORD.findall(phrase)) == 1:
            for part in parts:
                add(part, weight, name, 1.0)
        else:
            inner = _parts(phrase, glossary, code)
            for number, stands in enumerate(inner):
                for each in stands:
                    add(each, weight * PART_WEIGHT, name, PARTS_SHARE / len(inner), (word.start(), number))
        for each in meant:
            add(CLASS + each, weight * CLASS_WEIGHT, name, CLASS_SHARE)
    # Numbers alone ask for nothing.
    looked_for = tuple(terms.values()) if any(map(str.isalpha, "".join(terms))) else ()
    focused = "".join(letter if focus(at) >= LEANED_ON else " " for at, letter in enumerate(query.text))
    return replace(query, asked=tuple(asked.values()), terms=looked_for, wants=wanted(focused, code))


def by_itself(query: Query) -> Query:
    """The query as it is meant outside a conversation: the name of a treatment and no more asks what that is."""
    bare = not query.wants and len(query.asked) == 1 and query.asked[0].subject
    return replace(query, wants=(DEFINITION,)) if bare else query


def _parts(phrase: str, glossary: Glossary, code: str) -> list[list[str]]:
    """The parts of a phrase that names a concept, each as the terms that stand for it: shorter names and words."""
    words = list(WORD.finditer(phrase))
    inner = {mention.start: mention for mention in glossary.find(phrase, code, len(words) - 1)}
    parts: list[list[str]] = []
    end = 0
    for word in words:
        if word.start() < end:
            continue
        mention = inner.get(word.start())
        end = mention.end if mention else word.end()
        stands = [each for part in WORD.findall(phrase[word.start() : end]) if (each := term(part, code))]
        if mention:
            stands = [NAMED + mention.concept, *(stands if len(stands) == 1 else [])]
        if stands:
            parts.append(stands)
    return parts
