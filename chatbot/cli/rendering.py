"""Replies and their reasons as text for a terminal. Document text is never read as markup."""

from __future__ import annotations

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from chatbot.bot import Chatbot, Consideration
from chatbot.model import Answer, Citation, Contribution, Kind


def console() -> Console:
    """Stdout; wide enough for a table when it is piped into a file."""
    out = Console(highlight=False, soft_wrap=False)
    return out if out.is_terminal else Console(highlight=False, width=120)


def reply(answer: Answer, bot: Chatbot) -> RenderableType:
    """A whole reply: quotations each with its source under it, or the headline, then the notices."""
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
    parts += [Text(notice.text, style="dim") for notice in answer.notices if notice.notice_id != "persistent"]
    return Group(*parts)


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
    """Why it answered or did not: what was looked for, and how each candidate fared against the bar."""
    asked = considered.query
    looked_for = Text("looked for: ", style="dim")
    for term in asked.terms:
        note = "" if term.weight == 1 else f" ({term.weight:g}, for {term.word})"
        looked_for.append(f"{term.term}{note}  ", style="default")
    table = Table(title=f"candidates, language {asked.language}", title_justify="left")
    for column in ("passage", "section", "BM25", "score", "covered", "confidence", "missing", ""):
        table.add_column(column, justify="left" if column in ("passage", "section", "missing", "") else "right")
    for each in considered.quotations:
        verdict, passage = each.verdict, each.hit.passage
        table.add_row(
            Text(passage.passage_id),
            Text(passage.section),
            f"{each.hit.score:.3f}",
            f"{verdict.score:.2f}",
            f"{verdict.coverage:.2f}",
            f"{verdict.confidence:.2f}",
            Text(", ".join(verdict.missing)),
            "quoted" if each in considered.shown else "answers" if verdict.answers else "",
        )
    bar = f"answers from confidence {bot.settings.min_confidence:g} on"
    return Group(looked_for, table, Text(bar, style="dim"))


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
