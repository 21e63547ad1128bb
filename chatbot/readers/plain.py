"""Plain text to a draft: headings are told by their looks, since nothing else marks them."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from itertools import pairwise

from chatbot.languages import Language
from chatbot.model import BlockKind, LeftOut
from chatbot.readers.draft import Draft, Piece, tidy

_BULLET = re.compile(r"\s*(?:[-*•‣▪▫◦●○■□◆✓✔➢·–—]|(\d{1,2})[.)])\s+(?=\S)")
_MOST_HEADING_WORDS = 14
_MOST_LEAD_IN_WORDS = 8  # a longer line that ends in ":" leads into what follows
_LONGEST_WRAPPED_LINE = 100  # an editor that wraps lines wraps them shorter


@dataclass(frozen=True, slots=True)
class _Line:
    number: int
    text: str
    after_gap: bool  # an empty line, or the top of the file, stands before it


def read(text: str, languages: Collection[Language], lines_before: int = 0) -> Draft:
    """The draft of a text file.

    Titles and dates of other posts at the head (two or more pairs of a title line and a date line,
    as a blog's export has them) are left out and reported; a date before the first sentence is cut off.
    """
    draft = Draft(flat=True)
    lines: list[_Line] = []
    gap = True
    for number, written in enumerate(text.split("\n"), lines_before + 1):
        if written.strip():
            lines.append(_Line(number, written.rstrip(), gap))
        gap = not written.strip()
    date = _date_pattern(languages)
    lines = _without_navigation(lines, date, draft)
    wrapped = _is_wrapped(lines)
    for index, line in enumerate(lines):
        following = lines[index + 1] if index + 1 < len(lines) else None
        bullet = None if _is_numbered_question(line, following) else _BULLET.match(line.text)
        last = draft.pieces[-1] if draft.pieces else None
        if bullet:
            marker = f"{bullet[1]}. " if bullet[1] else "- "
            draft.pieces.append(Piece(BlockKind.ITEM, tidy(line.text[bullet.end() :]), marker=marker))
        elif last and not line.after_gap and _continues(line, last, lines[index - 1], wrapped):
            joined = f"{last.text} {tidy(line.text)}"
            draft.pieces[-1] = Piece(last.kind, joined, last.level, last.marker)
        elif _is_heading(line, following, wrapped, date, first=not draft.pieces):
            level = 2 if draft.pieces else 1
            draft.pieces.append(Piece(BlockKind.HEADING, tidy(line.text).removesuffix(":"), level=level))
        else:
            draft.pieces.append(Piece(BlockKind.PARAGRAPH, tidy(line.text)))
    return draft


def _date_pattern(languages: Collection[Language]) -> re.Pattern[str]:
    months = "|".join(month for language in languages for month in language.months)
    return re.compile(
        rf"\s*(?:(?:{months})\s+\d{{1,2}},?\s+\d{{4}}|\d{{1,2}}\.?\s+(?:de\s+)?(?:{months})\s+(?:de\s+)?\d{{4}}"
        r"|\d{4}-\d{2}-\d{2}|\d{1,2}[/.]\d{1,2}[/.]\d{4})",
        re.IGNORECASE,
    )


def _without_navigation(lines: list[_Line], date: re.Pattern[str], draft: Draft) -> list[_Line]:
    pairs = 0
    while len(lines) > 2 * pairs + 1:
        title, dated = lines[2 * pairs], lines[2 * pairs + 1]
        if date.match(title.text) or not _looks_like_heading(title.text) or not date.match(dated.text):
            break
        pairs += 1
    kept: list[_Line] = []
    for index, line in enumerate(lines[: 2 * pairs]):
        if index % 2 == 0 and pairs == 1:
            kept.append(line)  # a single title with its date is this document's own
        elif index % 2 == 0:
            draft.left_out.append(LeftOut(line.number, tidy(line.text), "title of another post"))
        else:
            kept += _without_date(line, date, draft)
    rest = lines[2 * pairs :]
    if rest and date.match(rest[0].text):
        return kept + _without_date(rest[0], date, draft) + rest[1:]
    return kept + rest


def _without_date(line: _Line, date: re.Pattern[str], draft: Draft) -> list[_Line]:
    """What is left of a line when the date at its head is cut off: the line without it, or nothing."""
    found = date.match(line.text)
    if not found:
        return [line]
    draft.left_out.append(LeftOut(line.number, tidy(found.group()), "date ahead of the text"))
    rest = line.text[found.end() :].lstrip(" \t.,:;|–—-")
    return [_Line(line.number, rest, True)] if rest else []


def _looks_like_heading(text: str) -> bool:
    text = text.strip()
    opens = text.lstrip("¿¡\"'“«(")[:1]
    return (
        len(text.split()) <= _MOST_HEADING_WORDS
        and not text.endswith((".", "!", ";", ",", "…"))
        and (opens.isupper() or opens.isdigit())
        and any(c.isalpha() for c in text)
        and not _BULLET.match(text)
    )


def _is_heading(line: _Line, following: _Line | None, wrapped: bool, date: re.Pattern[str], first: bool) -> bool:
    """Whether a line heads what follows: short, no full stop, no date, and something other than a heading below it."""
    if _is_numbered_question(line, following):
        return True
    if following is None or not _looks_like_heading(line.text) or date.match(line.text):
        return False
    if line.text.endswith(":"):
        leads_into_list = _BULLET.match(following.text)
        return not leads_into_list and len(line.text.split()) <= _MOST_LEAD_IN_WORDS and not wrapped
    if wrapped and not following.after_gap:
        return False
    return first or following.after_gap or not _looks_like_heading(following.text)


def _is_numbered_question(line: _Line, following: _Line | None) -> bool:
    """Whether a line is a question of a numbered FAQ, with its answer below it."""
    return bool(
        following
        and re.match(r"\s*\d{1,2}[.)]\s", line.text)
        and line.text.endswith("?")
        and not _BULLET.match(following.text)
    )


def _is_wrapped(lines: list[_Line]) -> bool:
    """Whether an editor broke the paragraphs into short lines."""
    if any(len(line.text) > _LONGEST_WRAPPED_LINE for line in lines):
        return False
    return any(
        not below.after_gap and not above.text.endswith((".", "!", "?", ":")) and below.text.lstrip()[:1].islower()
        for above, below in pairwise(lines)
    )


def _continues(line: _Line, last: Piece, above: _Line, wrapped: bool) -> bool:
    """Whether a line goes on with the paragraph or item of the line above it."""
    if last.kind is BlockKind.HEADING:
        return False
    if wrapped:
        return True
    goes_on = line.text[:1].isspace() or line.text[:1].islower()
    return goes_on and not above.text.endswith((".", "!", "?", ":"))
