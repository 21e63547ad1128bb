"""Exporting: what is kept as CSV that no spreadsheet runs, as JSON, and judgements as a test set for the evaluator."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import asdict, replace
from datetime import date
from typing import Any

from chatbot.model import Kind
from chatbot.store.grouping import Group
from chatbot.store.records import Count, Judgement, KeptQuestion

# A cell that begins with one of these is a formula to some spreadsheet, also in full width.
# https://owasp.org/www-community/attacks/CSV_Injection
_FORMULA = tuple("=+-@\t\r\n＝＋－＠")
_WITHIN = re.compile(r"(;\s*)([=+\-@＝＋－＠])")
BOM = "\ufeff"  # without it Excel takes UTF-8 for something else

_QUESTION = (
    "question_id day language text why kind label reason confidence passage_ids assumed comment resolved note"
).split()
_GROUP = "questions first_day last_day languages representative ids".split()
_COUNT = "day event kind label n".split()


def questions_csv(questions: Iterable[KeptQuestion], bom: bool = False) -> str:
    """The questions, one a line, with a header; ids of passages and what was assumed one a line within their cell."""
    rows = ([getattr(each, name) for name in _QUESTION] for each in map(_rounded, questions))
    return _csv(_QUESTION, rows, bom)


def groups_csv(groups: Iterable[Group], bom: bool = False) -> str:
    """The groups, one a line, with a header."""
    rows = ([dict(_group(each))[name] for name in _GROUP] for each in groups)
    return _csv(_GROUP, rows, bom)


def counts_csv(counts: Iterable[Count], bom: bool = False) -> str:
    """The counts, one a line, with a header."""
    rows = ([getattr(each, name) for name in _COUNT] for each in counts)
    return _csv(_COUNT, rows, bom)


def questions_json(questions: Iterable[KeptQuestion]) -> str:
    """The questions as a list of objects with the names of the records."""
    return _json([asdict(_rounded(each)) for each in questions])


def groups_json(groups: Iterable[Group]) -> str:
    """The groups as a list of objects, with their questions and how many were kept on which day."""
    return _json(
        [
            _group(each)
            | {"representative": asdict(each.representative)}
            | {"days": [{"day": day, "n": n} for day, n in each.days]}
            | {"members": [asdict(question) for question in each.questions]}
            for each in groups
        ]
    )


def counts_json(counts: Iterable[Count]) -> str:
    """The counts as a list of objects with the names of the records."""
    return _json([asdict(each) for each in counts])


def case_of(judgement: Judgement, case_id: str) -> dict[str, Any]:
    """A judgement as a case of a test set, as `chatbot evaluate` reads them."""
    case: dict[str, Any] = {
        "id": case_id,
        "question": judgement.text,
        "language": judgement.language,
        "expect": judgement.expect.value,
    }
    if judgement.expect is Kind.ANSWER:
        facts = [[_literal(fact)] for fact in judgement.facts if fact.strip("/ ")]
        named = {"documents": [judgement.document], "sections": [judgement.section]}
        case |= {name: value for name, value in named.items() if value != [""]} | ({"facts": facts} if facts else {})
    return case | {"tags": ["judged"]}


def cases(judgements: Iterable[Judgement]) -> str:
    """The judgements as JSON lines, one case each, named by their ids."""
    listed = enumerate(judgements, 1)
    made = [case_of(each, f"judged-{at if each.judgement_id is None else each.judgement_id}") for at, each in listed]
    # In ASCII, since some take U+2028 and the like for the end of a line.
    return "".join(json.dumps(case) + "\n" for case in made)


def _rounded(question: KeptQuestion) -> KeptQuestion:
    """The question with a confidence that can be read."""
    return replace(question, confidence=round(question.confidence, 4))


def _literal(fact: str) -> str:
    """A fact that is meant as it is written; between slashes it would be a regular expression."""
    return f"/{re.escape(fact)}/" if fact[0] == fact[-1] == "/" else fact


def _group(group: Group) -> dict[str, Any]:
    return {
        "questions": len(group.questions),
        "first_day": group.days[0][0],
        "last_day": group.days[-1][0],
        "languages": tuple(sorted({each.language for each in group.questions})),
        "representative": group.representative.text,
        "ids": tuple(each.question_id for each in group.questions),
    }


def _csv(header: Sequence[str], rows: Iterable[Sequence[object]], bom: bool) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(header)
    writer.writerows([_cell(value) for value in row] for row in rows)
    return (BOM if bom else "") + out.getvalue()


def _cell(value: object) -> object:
    if value is None or isinstance(value, (int, float)):
        return value
    if isinstance(value, date):
        return value.isoformat()
    text = "\n".join(map(str, value)) if isinstance(value, tuple) else str(value)
    # Where semicolons part cells, one within a text begins another.
    text = text[:1] + _WITHIN.sub(r"\1'\2", text[1:])
    return f"'{text}" if text.startswith(_FORMULA) else text


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2, default=lambda each: each.isoformat()) + "\n"
