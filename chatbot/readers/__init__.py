"""Readers: every file of a corpus folder to a Document. A format is a file here and a row in `_READERS`."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from chatbot.languages import Language
from chatbot.model import Document, EmptyCorpus, Fault, LeftOut, Progress, UnreadableDocument
from chatbot.readers import front_matter, markdown, plain
from chatbot.readers.draft import Draft, compose
from chatbot.settings import FILE_NAME, PREPARED_FILE, QUESTIONS_FILE, Settings

Languages = Mapping[str, Language]
OWN_FILES = frozenset({FILE_NAME, QUESTIONS_FILE, PREPARED_FILE})  # of the folder, and no documents

_READERS: dict[str, Callable[[str, Languages, int], Draft]] = {
    ".md": lambda text, _, before: markdown.read(text, before),
    ".markdown": lambda text, _, before: markdown.read(text, before),
    ".txt": lambda text, languages, before: plain.read(text, languages.values(), before),
    ".html": lambda text, *_: _read_html(text),
    ".htm": lambda text, *_: _read_html(text),
}


@dataclass(frozen=True, slots=True)
class Library:
    """All documents of a folder in the order of their ids, and the files that are none, with the reason."""

    documents: tuple[Document, ...]
    left_out: tuple[LeftOut, ...]


def read_library(folder: Path, languages: Languages, settings: Settings, progress: Progress | None = None) -> Library:
    """Every document below a folder.

    Raises EmptyCorpus if there is no folder or no document in it, UnreadableDocument with all faults
    of all files if any of them cannot be read. Files of other kinds are listed in `left_out`.
    """
    if not folder.is_dir():
        raise EmptyCorpus(Fault(str(folder), "there is no such folder", "name the folder that holds the documents"))
    files, left_out = _files(folder)
    documents: dict[str, Document] = {}
    faults: list[Fault] = []
    taken: dict[str, str] = {}
    for done, path in enumerate(files):
        if progress:
            progress("reading", done, len(files))
        name = path.relative_to(folder).as_posix()
        doc_id = name.rsplit(".", 1)[0].replace("/", "--")
        if taken.setdefault(doc_id, name) != name:
            problem = f"would have the id '{doc_id}', as {taken[doc_id]} has"
            faults.append(Fault(str(path), problem, "rename one of the two files"))
            continue
        document, found = _read(path, name, doc_id, languages, settings.language)
        faults += found
        if document:
            documents[doc_id] = document
    if faults:
        raise UnreadableDocument(*faults)
    if not documents:
        remedy = "put documents in it (" + ", ".join(_READERS) + ")"
        raise EmptyCorpus(Fault(str(folder), "holds no document", remedy))
    return Library(tuple(documents[doc_id] for doc_id in sorted(documents)), tuple(left_out))


def _files(folder: Path) -> tuple[list[Path], list[LeftOut]]:
    files: list[Path] = []
    left_out: list[LeftOut] = []
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_dir() or name in OWN_FILES:
            continue
        if not name.isprintable():  # also bytes that are no text in this system's encoding
            left_out.append(LeftOut(0, ascii(name), "its name cannot be shown: rename it"))
        elif any(part.startswith(".") for part in name.split("/")):
            left_out.append(LeftOut(0, name, "hidden file"))
        elif path.suffix.lower() in _READERS:
            files.append(path)
        else:
            left_out.append(LeftOut(0, name, f"no reader for '{path.suffix or path.name}' files"))
    return files, left_out


def _read(
    path: Path, name: str, doc_id: str, languages: Languages, default_language: str
) -> tuple[Document | None, list[Fault]]:
    try:
        data = path.read_bytes()
    except OSError as fault:
        return None, [Fault(str(path), f"cannot be read: {fault.strerror}", "check the file and its permissions")]
    text = _decode(data, path)
    if isinstance(text, Fault):
        return None, [text]
    suffix = path.suffix.lower()
    lines, body, before = front_matter.split(text)
    front, faults = front_matter.parse(lines, str(path), languages)
    try:
        draft = _READERS[suffix](body, languages, before)
    except RecursionError:
        return None, [*faults, Fault(str(path), "is nested too deeply to read", "simplify its markup")]
    if draft.language not in languages:
        draft.language = None
    if not faults and not draft.pieces:
        faults = [Fault(str(path), "holds no text", "write its text or remove the file")]
    if faults:
        return None, faults
    return compose(draft, front, doc_id, name, languages, default_language), []


def _read_html(text: str) -> Draft:
    # Beautiful Soup takes a tenth of a second to import, which only a corpus with web pages pays.
    from chatbot.readers import html

    return html.read(text)


def _decode(data: bytes, path: Path) -> str | Fault:
    """The text of a file in Unicode's composed form with plain line ends, or what is wrong with it."""
    encoding = "utf-16" if data.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as fault:
        if b"\0" in data:
            return Fault(str(path), "is not a text file", "export it as text, or remove it")
        line = data.count(b"\n", 0, fault.start) + 1
        wrong = data[fault.start]
        return Fault(f"{path}:{line}", f"is not UTF-8 text (byte 0x{wrong:02X})", "save it as UTF-8")
    if "\0" in text:
        return Fault(str(path), "is not a text file", "export it as text, or remove it")
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
