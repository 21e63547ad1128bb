"""Expanding: terms that mean the same as an asked word, weighted below it."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

from chatbot.languages import Language
from chatbot.model import Query, QueryTerm
from chatbot.text import term

SYNONYM_WEIGHT = 0.7


def expand(query: Query, language: Language) -> Query:
    """The query with the synonyms of its words behind them; each stands for the word that was asked."""
    known = _synonyms(language)
    taken = {asked.term for asked in query.terms}
    added: list[QueryTerm] = []
    for asked in query.terms:
        for other in known.get(asked.term, ()):
            if other not in taken:
                taken.add(other)
                added.append(QueryTerm(other, SYNONYM_WEIGHT, asked.word))
    return replace(query, terms=(*query.terms, *added))


@cache
def _synonyms(language: Language) -> dict[str, tuple[str, ...]]:
    rows = [[found for word in row if (found := term(word, language.code))] for row in language.synonyms]
    return {each: tuple(dict.fromkeys(other for other in row if other != each)) for row in rows for each in row}
