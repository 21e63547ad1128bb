"""Replies and their reasons as text for a terminal. Document text is never read as markup."""

from __future__ import annotations

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from chatbot.bot import Chatbot
from chatbot.explaining import Account, Fate, closest
from chatbot.model import Answer, Asked, Citation, Contribution, Kind, QueryTerm
from chatbot.searching import Consideration
from chatbot.trying import Comparison

SUGGESTED = {"en": "You could ask:", "es": "Puede preguntar:"}


def console() -> Console:
    """Stdout; wide enough for a table when it is piped into a file."""
    out = Console(highlight=False, soft_wrap=False)
    return out if out.is_terminal else Console(highlight=False, width=120)


def reply(answer: Answer, bot: Chatbot) -> RenderableType:
    """A whole reply: quotations each with its source under it, or the headline, the notices, and what can be asked."""
    parts: list[RenderableType] = []
    quoted = "\n\n".join(citation.quote for citation in answer.citations)
    if headline := answer.answer.removesuffix(quoted).strip():
        style = "bold white on red" if answer.kind in (Kind.EMERGENCY, Kind.CRISIS) else "bold"
        parts.append(Text(headline + "\n" if quoted else headline, style=style))
    for citation in answer.citations:
        parts += [
            Text(citation.quote, style="bold"),
            Padding(_source(citation, answer.language, bot), (0, 0, 1, 2), expand=False),
        ]
    notices = [Text(notice.text, style="dim") for notice in answer.notices if notice.notice_id != "persistent"]
    suggestions = _suggestions(answer)
    # What a headline offers to choose from stands right under it.
    parts += [*suggestions, Text(""), *notices] if answer.kind is Kind.CLARIFY else [*notices, *suggestions]
    return Group(*parts)


def _suggestions(answer: Answer) -> list[RenderableType]:
    if not answer.suggestions:
        return []
    lines = [f"  {number}. {text}" for number, text in enumerate(answer.suggestions, 1)]
    return [Text("\n".join([f"\n{SUGGESTED.get(answer.language, SUGGESTED['en'])}", *lines]), style="cyan")]


def _source(citation: Citation, language: str, bot: Chatbot) -> Text:
    place = f"{citation.document}:{citation.start}-{citation.end}"
    where = f"[{citation.number}] {citation.title} › {citation.section} ({place})"
    source = (
        bot.notices.adapted(citation.source, language, citation.reviewed_by) if citation.adapted else citation.source
    )
    text = Text(f"{where}\n{source}", style="cyan")
    text.stylize("dim", len(where))
    return text


def reasons(considered: Consideration, bot: Chatbot) -> RenderableType:
    """Why it answered or did not: what was understood, how each candidate fared against the bar, and what decided."""
    table = Table(title="candidates", title_justify="left")
    for column in ("", "passage", "section", "BM25", "covered", "confidence", "missing", ""):
        left = column in ("passage", "section", "missing", "")
        table.add_column(column, justify="left" if left else "right", no_wrap=column == "passage")
    for number, each in enumerate(considered.quotations, 1):
        verdict, passage = each.verdict, each.hit.passage
        table.add_row(
            str(number),
            Text(passage.passage_id),
            Text(passage.section),
            f"{each.hit.score:.3f}",
            f"{verdict.coverage:.2f}",
            f"{verdict.confidence:.2f}",
            Text(", ".join(verdict.missing)),
            "quoted" if each in considered.shown else "answers" if verdict.answers else "",
        )
    bar = f"answers from confidence {bot.settings.min_confidence:g} on"
    return Group(_understood(considered), table, _parts(considered), Text(bar, style="dim"))


def _understood(considered: Consideration) -> RenderableType:
    """A query word by word, nothing that went into the search left out, and the known questions most like it."""
    query = considered.query
    table = Table(box=None, padding=(0, 2, 0, 0), show_header=False)
    table.add_column(style="dim", no_wrap=True)
    table.add_column()
    for name, held in (
        ("language", [query.language]),
        ("corrected", [f"{typed} to {meant}" for typed, meant in query.corrections]),
        ("asked", [_asked(each) for each in query.asked]),
        ("assumed from before", list(query.assumed)),
        ("kinds of answer wanted", list(query.wants)),
        ("looked for", [_term(each) for each in query.terms]),
    ):
        table.add_row(name, Text(", ".join(held) or "-"))
    for question, alike in closest(considered):
        answered = ", ".join(sorted(question.passages)) or "no document"
        table.add_row("known question like it", Text(f"{question.text} ({alike:.2f}; answered by {answered})"))
    return table


def _asked(asked: Asked) -> str:
    notes = [f"focus {asked.focus:g}"]
    if asked.concept:
        notes.append(f"{'subject' if asked.subject else 'concept'} {asked.concept}")
    if asked.asks:
        notes.append(f"asks for {asked.asks}")
    return f"{asked.word} ({'; '.join(notes)})"


def _term(term: QueryTerm) -> str:
    share = f"; share {term.share:g}" if term.share != 1 else ""
    return f"{term.term} ({term.weight:.3g} for {term.word}{share})"


def _parts(considered: Consideration) -> RenderableType:
    """What each part of the evidence added to the confidence: one row a part, one column a candidate."""
    judged = [(number, each.verdict) for number, each in enumerate(considered.quotations, 1) if each.verdict.parts]
    if not judged:
        return Text("")
    table = Table(title="added to the confidence (logit), by candidate", title_justify="left")
    table.add_column("")
    for number, _ in judged:
        table.add_column(str(number), justify="right")
    # A part that one candidate lacks another may have: what a price that is missing takes away, for one.
    for name in dict.fromkeys(name for _, verdict in judged for name, _ in verdict.parts):
        added = [dict(verdict.parts).get(name) for _, verdict in judged]
        table.add_row(name, *(f"{each:+.2f}" if each else "" for each in added))
    table.add_section()
    table.add_row("sum", *(f"{sum(added for _, added in verdict.parts):+.2f}" for _, verdict in judged))
    return table


def compared(comparison: Comparison) -> RenderableType:
    """What changes under other settings: the kinds of the two replies, and every candidate now and then."""
    now, then = comparison.now.kind.value, comparison.then.kind.value
    table = Table(title=f"now: {now}; with what you try: {then}", title_justify="left")
    for column in ("passage", "section", "rank", "BM25", "confidence", "quoted"):
        table.add_column(column, justify="left" if column in ("passage", "section", "quoted") else "right")
    for row in comparison.rows:
        table.add_row(
            Text(row.passage.passage_id),
            Text(row.passage.section),
            _then(row.rank_now, row.rank_then, "d"),
            _then(row.score_now, row.score_then, ".3f"),
            _then(row.confidence_now, row.confidence_then, ".2f"),
            {(True, True): "yes", (True, False): "no more", (False, True): "then"}.get(
                (row.quoted_now, row.quoted_then), ""
            ),
        )
    return table


def _then(now: float | None, then: float | None, form: str) -> str:
    """`3 → 1`; one figure where nothing changes, a dash where there is none."""
    told = ["-" if each is None else format(each, form) for each in (now, then)]
    return told[0] if told[0] == told[1] else " → ".join(told)


def contributions(gains: list[Contribution]) -> Table:
    """What each term gave through each field, adding up to the score."""
    table = Table(box=None, padding=(0, 2, 0, 0))
    for column in ("field", "term", "weight", "idf", "n", "tf", "length", "gain"):
        table.add_column(column, justify="left" if column in ("field", "term") else "right", style="dim")
    for each in gains:
        weight = each.field_weight * each.term_weight
        figures = (f"{weight:g}", f"{each.idf:.3f}", str(each.passages_with_term), str(each.tf), str(each.length))
        table.add_row(each.field, Text(each.term), *figures, f"{each.gain:.4f}")
    table.add_row("", "", "", "", "", "", "sum", f"{sum(each.gain for each in gains):.4f}")
    return table


FATES = {
    Fate.QUOTED: "was quoted",
    Fate.APART: "was quoted for one of the two things to be compared",
    Fate.OTHER_SIDE: "was quoted as the other side of a listed disagreement",
    Fate.NOT_FIRST: "is sure enough, but the first passage decides, and that is not",
    Fate.ANSWERS: "would answer, but others are worth more for this question",
    Fate.UNSURE: "is not sure enough to answer",
    Fate.OTHER_LANGUAGE: "is not searched: its document is there in the language of the question",
    Fate.TOO_LOW: "scores too low to be looked at closely",
    Fate.NO_WORD: "holds none of the terms that were looked for",
    Fate.NOT_SEARCHED: "was not looked for: the message was answered before any search",
}


def account(told: Account) -> RenderableType:
    """What became of a passage and why, with what each term gave it."""
    figures = [f"score {told.score:.4f}"]
    figures += [f"rank {told.rank} by score"] if told.rank else []
    figures += [f"confidence {told.verdict.confidence:.2f}"] if told.verdict else []
    lines = [f"{told.passage.passage_id}, {told.passage.section}: {FATES[told.fate]}", ", ".join(figures)]
    lines += ["does not hold: " + ", ".join(told.verdict.missing)] if told.verdict and told.verdict.missing else []
    lines += ["does not show the kind of answer wanted: " + ", ".join(told.lacking)] if told.lacking else []
    return Group(Text("\n".join(lines)), contributions(list(told.gains)) if told.gains else Text(""))
