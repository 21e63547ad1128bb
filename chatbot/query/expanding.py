"""Expanding: a message to weighted terms. Concepts it names bring every other name of them, in every language.

Each asked word or phrase is one `Asked`; the terms that stand for it say how far each of them does.
"""

from __future__ import annotations

from dataclasses import replace

from chatbot.glossary import KIND_OF, NAMED, Glossary
from chatbot.model import Asked, Query, QueryTerm
from chatbot.query.focusing import Focus
from chatbot.text import WORD, term
from chatbot.wants import asking_words, wanted

# What a term brings to the score of a passage, against 1 for the asked word itself, and how far a passage
# that holds it holds what was asked. ARCHITECTURE.md, "What each step of understanding gains".
NAMED_WEIGHT = 1.0
KIND_WEIGHT, KIND_SHARE = 0.3, 0.6
PART_SHARE = 0.5  # one word of a phrase


def expand(query: Query, glossary: Glossary, focus: Focus) -> Query:
    """The query with what it asks, the terms that stand for it, in the order asked, and the kinds of answer wanted."""
    asked: dict[str, Asked] = {}
    terms: dict[str, QueryTerm] = {}

    def add(found: str, weight: float, word: str, share: float) -> None:
        if found not in terms or terms[found].weight < weight:
            terms[found] = QueryTerm(found, weight, word, share)

    asking = asking_words(query.text, query.language)
    mentions = {mention.start: mention for mention in glossary.find(query.text, query.language)}
    end = 0
    for word in WORD.finditer(query.text):
        if word.start() < end:
            continue
        weight = focus(word.start())
        mention = mentions.get(word.start())
        end = mention.end if mention else word.end()
        phrase = query.text[word.start() : end].casefold()
        parts = [each for part in WORD.findall(phrase) if (each := term(part, query.language))]
        if not parts and not mention:
            continue
        concept = mention.concept if mention else None
        name = next((each.word for each in asked.values() if concept and each.concept == concept), phrase)
        if name not in asked or asked[name].focus < weight:
            subject = concept is not None and glossary.is_subject(concept)
            asks = next((kind for start, stop, kind in asking if start <= word.start() and end <= stop), None)
            asked[name] = Asked(name, weight, concept, subject, None if subject else asks)
        share = 1.0 if len(WORD.findall(phrase)) == 1 else PART_SHARE
        for part in parts:
            add(part, weight * share, name, share)
        if mention:
            add(NAMED + mention.concept, weight * NAMED_WEIGHT, name, 1.0)
            add(KIND_OF + mention.concept, weight * KIND_WEIGHT, name, KIND_SHARE)
    focused = "".join(letter if focus(at) >= 1 else " " for at, letter in enumerate(query.text))
    wants = wanted(focused, query.language)
    return replace(query, asked=tuple(asked.values()), terms=tuple(terms.values()), wants=wants)
