"""Following: what a message does to the conversation before it, told by cues from the language files."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from chatbot.glossary import KIND_OF, NAMED, Glossary
from chatbot.languages import Language, fold
from chatbot.model import Asked, Query, QueryTerm
from chatbot.query.expanding import KIND_SHARE, KIND_WEIGHT

# What is only understood from before asks a little less loudly than what is said.
INHERITED_WEIGHT = 0.8
MOST_WORDS_OF_A_FOLLOW_UP = 14


class Move(StrEnum):
    """What a message does: ask, ask for more of the same, or ask for it in another language."""

    ASK = "ask"
    MORE = "more"
    SWITCH = "switch"


@dataclass(frozen=True, slots=True)
class Before:
    """What was asked before, as far as it is remembered: ids of concepts and kinds of answers, never words."""

    concepts: tuple[str, ...] = ()
    wants: tuple[str, ...] = ()


def move_of(query: Query, languages: Mapping[str, Language]) -> tuple[Move, str]:
    """What a message does, and the language it asks for."""
    text = _plain(query.text)
    for code, language in languages.items():
        if _says(text, language.asked_for):
            return Move.SWITCH, code
    if any(_says(text, language.more) for language in languages.values()):
        return Move.MORE, query.language
    return Move.ASK, query.language


def without_cues(text: str, language: Language) -> str:
    """A message without the words at its start that only say how it leans on the conversation ("change of subject")."""
    folded = fold(text)
    cues = "|".join((*language.renewing, *language.correcting))
    found = re.match(rf"\W*(?:{cues})\b\W*", folded)
    # Folding keeps the places of nearly all letters; where it does not, nothing is cut.
    rest = text[found.end() :] if found and len(folded) == len(text) else text
    return rest if re.search(r"\w", rest) else text


def smalltalk_of(query: Query, languages: Mapping[str, Language]) -> tuple[str, str] | None:
    """The kind of smalltalk that a whole message is, the last said of several, and its language; None if it asks."""
    rest = _plain(query.text)
    found: tuple[str, str] | None = None
    while rest:
        said = {
            code: max(matches)
            for code, language in languages.items()
            if (
                matches := [
                    (match.end(), name)
                    for name, pattern in language.smalltalk.items()
                    if (match := re.match(rf"(?:{pattern})\b\W*", rest))
                ]
            )
        }
        if not said:
            return None
        code = query.language if query.language in said else min(said)
        end, name = said[code]
        rest, found = rest[end:], (name, code)
    return found


def resume(query: Query, before: Before, glossary: Glossary) -> Query:
    """The query that was asked before, in the language of this one."""
    return _with(replace(query, asked=(), terms=(), wants=()), before.concepts, before.wants, glossary)


def inherit(query: Query, before: Before, language: Language, glossary: Glossary) -> tuple[Query, bool] | None:
    """The query with what it takes over from before, and whether it says that it follows; None if it takes nothing.

    "And for surgery?" takes over what was asked and not of what; "is it safe?" the other way round.
    """
    text = _plain(query.text)
    if not before.concepts or len(text.split()) > MOST_WORDS_OF_A_FOLLOW_UP or _cued(text, language.renewing):
        return None
    corrects, follows = _cued(text, language.correcting), _cued(text, language.following)
    points = bool(language.pointing.search(text))
    own_subjects = [each for each in query.asked if each.subject]
    aspects = [each for each in query.asked if not each.subject]
    subjects = tuple(concept for concept in before.concepts if glossary.is_subject(concept))
    others = tuple(concept for concept in before.concepts if concept not in subjects)
    if own_subjects and (corrects or follows) and not aspects:
        # The kind of answer says what is asked; other words of the question before may have been of its subject.
        wants = query.wants or before.wants
        return _with(query, () if wants else others, wants, glossary), True
    if own_subjects and not (points or follows or corrects):
        return None
    if not query.asked:
        return _with(query, before.concepts, query.wants or before.wants, glossary), True
    taken = subjects or before.concepts
    return _with(query, taken, query.wants, glossary), not own_subjects and (points or follows)


def concepts_of(query: Query, missing: Container[str] = ()) -> tuple[str, ...]:
    """The concepts that a query asks for, as they are remembered: without those that what was shown is `missing`, which
    the story named rather than the question, unless it lacks them all."""
    asked = {each.concept: each.word for each in query.asked if each.concept and each.focus >= 1}
    return tuple(concept for concept, word in asked.items() if word not in missing) or tuple(asked)


def _with(query: Query, concepts: Iterable[str], wants: tuple[str, ...], glossary: Glossary) -> Query:
    own = {each.concept for each in query.asked}
    added = [concept for concept in concepts if concept not in own]
    asked, terms = list(query.asked), list(query.terms)
    for concept in added:
        name = glossary.name(concept, query.language)
        asked.append(Asked(name, 1.0, concept, glossary.is_subject(concept)))
        terms.append(QueryTerm(NAMED + concept, INHERITED_WEIGHT, name))
        terms.append(QueryTerm(KIND_OF + concept, INHERITED_WEIGHT * KIND_WEIGHT, name, KIND_SHARE))
    assumed = tuple(glossary.name(concept, query.language) for concept in added)
    return replace(query, asked=tuple(asked), terms=tuple(terms), wants=wants, assumed=assumed)


def _plain(text: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"[^\w\s'?,.!]", " ", fold(text))).strip()


def _says(text: str, patterns: Iterable[str]) -> bool:
    """Whether a text says one of these and nothing else."""
    bare = re.sub(r"[?,.!]+", " ", text)
    bare = re.sub(r"\s+", " ", bare).strip()
    return any(re.fullmatch(pattern, bare) for pattern in patterns)


def _cued(text: str, patterns: Iterable[str]) -> bool:
    return any(re.match(rf"\W*(?:{pattern})\b", text) for pattern in patterns)
