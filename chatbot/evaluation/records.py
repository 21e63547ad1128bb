"""Records: a run as plain data, written as JSON and read back for a comparison."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from chatbot.evaluation.measures import Measure
from chatbot.evaluation.scoring import Outcome
from chatbot.evaluation.summary import Summary
from chatbot.model import BadTestSet, Fault

FORMAT = 1


@dataclass(frozen=True, slots=True)
class RunInfo:
    """What a run was of: its files, the corpus and its hash, the settings that matter, and the day."""

    files: tuple[str, ...]
    corpus: str
    corpus_hash: str
    settings: Mapping[str, float]
    day: str


def as_record(outcome: Outcome) -> dict[str, Any]:
    """One outcome as plain data: what was asked, expected and given, and every figure of it."""
    answer = outcome.reply.answer
    return {
        "id": outcome.outcome_id,
        "case": outcome.case.case_id,
        "question": outcome.expected.question,
        "language": outcome.language,
        "tags": list(outcome.case.tags),
        "expected": outcome.expected.expect.value if outcome.expected.expect else None,
        "kind": outcome.kind.value if outcome.kind else None,
        "right": outcome.right,
        "why": outcome.why,
        "confidence": outcome.reply.confidence,
        "hit_1": outcome.hit_1,
        "hit_3": outcome.hit_3,
        "reciprocal_rank": outcome.reciprocal_rank,
        "ndcg_10": outcome.ndcg_10,
        "section_1": outcome.section_1,
        "milliseconds": round(outcome.reply.seconds * 1000, 3),
        "answer": answer.answer if answer else None,
        "citations": [f"{c.document}:{c.start}-{c.end}" for c in answer.citations] if answer else [],
    }


def to_json(info: RunInfo, outcomes: Sequence[Outcome], summary: Summary) -> str:
    """The whole run as JSON, with what `chatbot compare` needs."""
    return json.dumps(
        {
            "format": FORMAT,
            "run": asdict(info),
            "measures": {
                group: {name: _figure(measure) for name, measure in measures.items()}
                for group, measures in summary.groups.items()
            },
            "confusion": [{"expected": want, "came": got, "n": n} for (want, got), n in summary.confusion.items()],
            "labels": [{"expected": want, "came": got, "n": n} for (want, got), n in summary.labels.items()],
            "cases": [as_record(outcome) for outcome in outcomes],
        },
        ensure_ascii=False,
        indent=1,
    )


def _figure(measure: Measure) -> dict[str, float | int]:
    return {"value": measure.value, "n": measure.n, "low": measure.low, "high": measure.high}


def read_records(path: Path) -> dict[str, dict[str, Any]]:
    """The cases of a run's JSON by id; raises BadTestSet if it is none."""
    try:
        run = json.loads(path.read_text(encoding="utf-8"))
        if run["format"] != FORMAT:
            raise BadTestSet(Fault(str(path), f"has format {run['format']}", f"want {FORMAT}: evaluate again"))
        return {case["id"]: case for case in run["cases"]}
    except OSError as fault:
        raise BadTestSet(Fault(str(path), f"cannot be read: {fault.strerror}", "check the name")) from None
    except (ValueError, KeyError, TypeError):
        remedy = "make it with 'chatbot evaluate ... --json FILE'"
        raise BadTestSet(Fault(str(path), "is not the JSON of a run", remedy)) from None
