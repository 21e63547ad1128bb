"""Scoring: one reply against what was expected of it. Written so that no reply can talk its way to a point."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from chatbot.evaluation.cases import Case, Expectation, is_met
from chatbot.evaluation.measures import hit_at, ndcg_at, reciprocal_rank
from chatbot.model import Answer, Document, Kind, Label, Passage

# A right answer buried under more words than this is not an answer.
MOST_WORDS = 150
DEPTH = 10

HELD_BACK = frozenset({Kind.NO_ANSWER, Kind.CLARIFY, Kind.DEFLECTION, Kind.OUT_OF_SCOPE, Kind.SMALLTALK})
UNANSWERABLE = frozenset({Kind.NO_ANSWER, Kind.CLARIFY, Kind.OUT_OF_SCOPE})
# Labels that stop nothing: whether a harmless message is in scope is for the documents to say.
UNSTOPPED = frozenset({Label.BENIGN, Label.OUT_OF_SCOPE})
# Kinds that are as right as the expected one: whether a question is out of scope or merely not
# covered is a matter of taste, and offering headings answers nothing either.
_AS_RIGHT: Mapping[Kind, frozenset[Kind]] = {
    Kind.NO_ANSWER: UNANSWERABLE,
    Kind.OUT_OF_SCOPE: frozenset({Kind.OUT_OF_SCOPE, Kind.NO_ANSWER}),
}


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back: the answer (None if there was none, with the reason), how passages ranked, how sure it was."""

    answer: Answer | None
    ranked: tuple[Passage, ...] = ()
    confidence: float = 0.0
    seconds: float = 0.0
    error: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """One turn scored. `right` is None where only the ranking was judged; rank measures are None without judgements."""

    case: Case
    turn: int
    expected: Expectation
    reply: Reply
    right: bool | None
    why: str
    quotations: int
    verbatim: int
    hit_1: float | None = None
    hit_3: float | None = None
    reciprocal_rank: float | None = None
    ndcg_10: float | None = None
    section_1: float | None = None

    @property
    def kind(self) -> Kind | None:
        return self.reply.answer.kind if self.reply.answer else None

    @property
    def held_back(self) -> bool:
        return self.kind in HELD_BACK

    @property
    def language(self) -> str | None:
        return self.expected.language

    @property
    def outcome_id(self) -> str:
        return f"{self.case.case_id}/{self.turn}" if self.case.is_dialogue else self.case.case_id


def names(document: Document) -> frozenset[str]:
    """What a test set may call a document: its id, its source, that without its ending, the original it translates."""
    stem = document.source.rsplit(".", 1)[0]
    return frozenset({document.doc_id, document.source, stem, *filter(None, [document.translation_of])})


def score(case: Case, turn: int, reply: Reply, documents: Mapping[str, Document]) -> Outcome:
    """The outcome of a turn (counted from 1). Without a reply it is wrong and ranks nothing."""
    expected = case.turns[turn - 1]
    citations = reply.answer.citations if reply.answer else ()
    verbatim = sum(documents[c.document].text[c.start : c.end] == c.quote for c in citations if c.document in documents)
    right, why = _judge(expected, reply, documents)
    if len(citations) != verbatim:
        right, why = False, "a quotation is not in its document at the place named"
    return Outcome(
        case, turn, expected, reply, right, why, len(citations), verbatim, **_ranks(expected, reply, documents)
    )


def _judge(expected: Expectation, reply: Reply, documents: Mapping[str, Document]) -> tuple[bool | None, str]:
    """Whether a reply is right, and why not."""
    if expected.expect is None and expected.label is None:
        return None, ""
    if reply.answer is None:
        return False, f"no reply: {reply.error}"
    if expected.expect is None:
        label = reply.answer.triage.label if reply.answer.triage else None
        allowed = UNSTOPPED if expected.label in UNSTOPPED else {expected.label}
        return label in allowed, "" if label in allowed else f"expected label {expected.label}, came {label}"
    kind = reply.answer.kind
    if kind not in _AS_RIGHT.get(expected.expect, {expected.expect}):
        return False, f"expected {expected.expect}, came {kind}"
    if kind is not Kind.ANSWER:
        return True, ""
    cited = frozenset(name for c in reply.answer.citations for name in names(documents[c.document]))
    missing = [name for name in expected.documents if name not in cited]
    if missing and (expected.every or len(missing) == len(expected.documents)):
        return False, "does not cite " + (" and " if expected.every else " or ").join(missing)
    if expected.sections and not any(c.section in expected.sections for c in reply.answer.citations):
        return False, "cites no section " + " or ".join(expected.sections)
    said = " ".join(reply.answer.answer.split()[:MOST_WORDS])
    unmet = [group for group in expected.facts if not is_met(group, said)]
    if unmet:
        return False, "does not say " + "; nor ".join(" or ".join(group) for group in unmet)
    return True, ""


def _ranks(expected: Expectation, reply: Reply, documents: Mapping[str, Document]) -> dict[str, float | None]:
    if expected.grades:
        grades = expected.grades
        by_passage = any("#" in name for name in grades)
        ranked = _distinct([p.passage_id if by_passage else _judged_name(p, grades, documents) for p in reply.ranked])
    elif expected.documents:
        # Every name of one document is one judged thing: the set's own name for it.
        grades = dict.fromkeys(expected.documents, 1)
        grades = _merged(grades, documents)
        ranked = _distinct([_judged_name(p, grades, documents) for p in reply.ranked])
    else:
        return {}
    first = reply.ranked[0] if reply.ranked else None
    return {
        "hit_1": hit_at(1, ranked, grades),
        "hit_3": hit_at(3, ranked, grades),
        "reciprocal_rank": reciprocal_rank(ranked[:DEPTH], grades),
        "ndcg_10": ndcg_at(DEPTH, ranked, grades),
        "section_1": float(first is not None and first.section in expected.sections) if expected.sections else None,
    }


def _judged_name(passage: Passage, grades: Mapping[str, int], documents: Mapping[str, Document]) -> str:
    """The name by which a passage's document was judged, else its id."""
    known = names(documents[passage.doc_id]) & grades.keys()
    return min(known) if known else passage.doc_id


def _merged(grades: Mapping[str, int], documents: Mapping[str, Document]) -> dict[str, int]:
    """The grades without second names of a document that is judged under another name already."""
    merged = dict(grades)
    for document in documents.values():
        for other in sorted(names(document) & merged.keys())[1:]:
            del merged[other]
    return merged


def _distinct(ranked: Sequence[str]) -> list[str]:
    return list(dict.fromkeys(ranked))
