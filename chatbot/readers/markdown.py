"""Markdown to a draft: headings, paragraphs and lists as plain text, markup gone."""

from __future__ import annotations

from markdown_it import MarkdownIt
from markdown_it.token import Token

from chatbot.model import BlockKind, LeftOut
from chatbot.readers.draft import Draft, Piece, tidy


def read(text: str, lines_before: int = 0) -> Draft:
    """The draft of a Markdown body; images, raw HTML and comments are left out and reported with their line."""
    draft = Draft()
    lists: list[tuple[bool, int]] = []  # (numbered, next number), innermost last
    item = ""  # the marker of an item whose text has not come yet
    row: list[str] | None = None
    heading = 0
    depth = 0  # of the list that the last item stands in
    for token in MarkdownIt("commonmark", {"maxNesting": 100}).enable("table").parse(text):
        line = lines_before + (token.map[0] + 1 if token.map else 0)
        match token.type:
            case "heading_open":
                heading = int(token.tag[1])
            case "heading_close":
                heading = 0
            case "bullet_list_open":
                lists.append((False, 0))
            case "ordered_list_open":
                lists.append((True, int(token.attrs.get("start", 1))))
            case "bullet_list_close" | "ordered_list_close":
                lists.pop()
            case "list_item_open":
                numbered, number = lists[-1]
                item = f"{number}. " if numbered else "- "
                lists[-1] = (numbered, number + 1)
            case "tr_open":
                row = []
            case "tr_close":
                cells = " | ".join(row or [])
                row = None
                if cells.strip(" |"):
                    draft.pieces.append(Piece(BlockKind.ITEM, cells))
            case "inline":
                said = _plain(token, line, draft)
                if row is not None:
                    row.append(said)
                elif not said:
                    continue
                elif heading:
                    draft.pieces.append(Piece(BlockKind.HEADING, said, level=heading))
                elif lists:
                    _add_to_list(draft, said, item, joins=depth == len(lists))
                    item, depth = "", len(lists)
                else:
                    draft.pieces.append(Piece(BlockKind.PARAGRAPH, said))
            case "fence" | "code_block":
                if said := tidy(token.content):
                    draft.pieces.append(Piece(BlockKind.PARAGRAPH, said))
            case "html_block":
                draft.left_out.append(LeftOut(line, tidy(token.content)[:80], "HTML inside Markdown"))
    return draft


def _add_to_list(draft: Draft, said: str, marker: str, *, joins: bool) -> None:
    """A new item, or, without a marker, a further paragraph of the item before if that is of the same list."""
    if marker or not joins or not draft.pieces:
        draft.pieces.append(Piece(BlockKind.ITEM, said, marker=marker))
    else:
        before = draft.pieces[-1]
        draft.pieces[-1] = Piece(BlockKind.ITEM, f"{before.text} {said}", marker=before.marker)


def _plain(inline: Token, line: int, draft: Draft) -> str:
    parts: list[str] = []
    for child in inline.children or []:
        match child.type:
            case "text" | "code_inline":
                parts.append(child.content)
            case "softbreak" | "hardbreak":
                parts.append(" ")
                line += 1
            case "html_inline" if child.content.startswith("<!--"):
                draft.left_out.append(LeftOut(line, tidy(child.content)[:80], "HTML inside Markdown"))
            case "html_inline" if child.content.lower().startswith("<br"):
                parts.append(" ")
            case "image":
                draft.left_out.append(LeftOut(line, child.content or str(child.attrs.get("src", "")), "image"))
    return tidy("".join(parts))
