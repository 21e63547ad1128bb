"""HTML to a draft: the page's main content as plain text; menus, scripts and forms are left out and reported.

html5lib builds the tree, as a browser would: closing tags that a page leaves out are no fault.
"""

from __future__ import annotations

import re

from bs4 import BeautifulSoup, NavigableString, Tag
from bs4.element import PreformattedString

from chatbot.model import BlockKind, LeftOut
from chatbot.readers.draft import Draft, Piece, tidy

_LEFT_OUT = {
    "nav": "navigation",
    "header": "page header",
    "footer": "page footer",
    "aside": "side column",
    "form": "form",
    "button": "button",
    "script": "script",
    "style": "style sheet",
    "noscript": "fallback for scripts",
    "template": "template",
    "iframe": "embedded page",
    "svg": "drawing",
    "video": "video",
    "audio": "sound",
}
_HEADINGS = {"h1": 1, "h2": 2, "h3": 3, "h4": 4, "h5": 5, "h6": 6, "summary": 5, "dt": 5, "legend": 5, "caption": 5}
_BLOCKS = frozenset(
    "address article blockquote body center dd details div dl fieldset figcaption figure html li main ol p pre section "
    "table tbody tfoot thead tr ul br hr".split()
)


def read(text: str) -> Draft:
    """The draft of an HTML page: of `main`, else of a single `article`, else of the body without its frame."""
    soup = BeautifulSoup(text, "html5lib")
    draft = Draft()
    page = soup.find("html")
    declared = str(page.get("lang", "")) if isinstance(page, Tag) else ""
    draft.language = declared[:2].lower() or None
    main = soup.find("main") or soup.find(attrs={"role": "main"})
    articles = soup.find_all("article")
    found = main or (articles[0] if len(articles) == 1 else None) or soup.body
    root = found if isinstance(found, Tag) else soup
    if soup.body and root is not soup.body and (outside := _outside(soup.body, root)):
        draft.left_out.append(LeftOut(0, outside[:80], "outside the main content"))
    walk = _Walk(draft)
    walk.visit(root)
    walk.flush()
    first = next((p.text for p in draft.pieces if p.kind is BlockKind.HEADING and p.level == 1), None)
    draft.title = first or (tidy(soup.title.get_text()) if soup.title else None) or None
    return draft


def _outside(body: Tag, root: Tag) -> str:
    inside = set(map(id, root.descendants))
    said = (str(n) for n in body.descendants if type(n) is NavigableString and id(n) not in inside)
    return tidy(" ".join(said))


class _Walk:
    """Goes through the page in reading order and gathers inline text until a block begins or ends."""

    def __init__(self, draft: Draft) -> None:
        self.draft = draft
        self.gathered: list[str] = []
        self.marker = ""
        self.in_item = False
        self.in_line = False  # inside a heading or a table cell, where a block is only a word boundary

    def flush(self) -> None:
        """Ends the block: what was gathered becomes a piece."""
        if self.in_line:
            self.gathered.append(" ")
            return
        said = self._take()
        if not said:
            return
        if self.in_item and not self.marker and self.draft.pieces:
            before = self.draft.pieces[-1]
            self.draft.pieces[-1] = Piece(BlockKind.ITEM, f"{before.text} {said}", marker=before.marker)
        elif self.in_item:
            self.draft.pieces.append(Piece(BlockKind.ITEM, said, marker=self.marker))
            self.marker = ""
        else:
            self.draft.pieces.append(Piece(BlockKind.PARAGRAPH, said))

    def visit(self, tag: Tag) -> None:
        for child in tag.children:
            if isinstance(child, Tag):
                self.enter(child)
            elif not isinstance(child, PreformattedString):  # comments and declarations
                self.gathered.append(str(child))

    def enter(self, tag: Tag) -> None:
        if why := _why_left_out(tag):
            said = tidy(tag.get_text(" ")) if tag.name not in ("script", "style") else f"<{tag.name}>"
            if said:
                self.draft.left_out.append(LeftOut(tag.sourceline or 0, said[:80], why))
        elif tag.name == "img":
            shown = str(tag.get("alt") or tag.get("src") or "")
            self.draft.left_out.append(LeftOut(tag.sourceline or 0, tidy(shown)[:80], "image"))
        elif tag.name in _HEADINGS and not self.in_line:
            self.flush()
            if said := self._line_of(tag):
                inner = tag.find(list(_HEADINGS))
                level = _HEADINGS[inner.name if isinstance(inner, Tag) else tag.name]
                self.draft.pieces.append(Piece(BlockKind.HEADING, said, level=level))
        elif tag.name == "li" and not self.in_line:
            self.flush()
            outer, self.in_item, self.marker = self.in_item, True, _marker(tag)
            self.visit(tag)
            self.flush()
            self.in_item = outer
        elif tag.name == "tr" and not self.in_line:
            self.flush()
            cells = [
                self._line_of(cell) for cell in tag.find_all(["td", "th"], recursive=False) if not _why_left_out(cell)
            ]
            if row := " | ".join(cell for cell in cells if cell):
                self.draft.pieces.append(Piece(BlockKind.ITEM, row))
        elif tag.name in _BLOCKS:
            self.flush()
            self.visit(tag)
            self.flush()
        else:
            self.visit(tag)

    def _line_of(self, tag: Tag) -> str:
        """All text inside a tag on one line."""
        self.in_line = True
        self.visit(tag)
        self.in_line = False
        return self._take()

    def _take(self) -> str:
        said = tidy("".join(self.gathered))
        self.gathered = []
        return said


def _why_left_out(tag: Tag) -> str | None:
    if tag.name == "header" and tag.find_parent(["article", "main"]):
        return None  # the title of the article, not of the site
    if tag.name in _LEFT_OUT:
        return _LEFT_OUT[tag.name]
    hidden = tag.has_attr("hidden") or tag.get("aria-hidden") == "true"
    styled = re.search(r"display\s*:\s*none", str(tag.get("style", "")))
    return "hidden" if hidden or styled else None


def _marker(item: Tag) -> str:
    parent = item.parent
    if parent is None or parent.name != "ol":
        return "- "
    start = str(parent.get("start", "1"))
    first = int(start) if start.lstrip("-").isdigit() else 1
    return f"{first + len(item.find_previous_siblings('li'))}. "
