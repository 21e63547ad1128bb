"""A small corpus and a list of known questions for it, for the tests that teach."""

from __future__ import annotations

from pathlib import Path

from chatbot.settings import QUESTIONS_FILE

DOCUMENT = """---
title: Stretching
language: en
updated: 2026-01-01
---

## Length

A session lasts twenty minutes. You lie on your back.

## Food

Eat what you like before a session.
"""
ANSWERED = """[[answered]]
document = "stretching"
quote = "A session lasts twenty minutes."
en = ["For how many minutes am I in the zorbulator?"]
"""


def folder(tmp_path: Path, questions: str | None = None) -> Path:
    (tmp_path / "stretching.md").write_text(DOCUMENT, encoding="utf-8")
    if questions is not None:
        (tmp_path / QUESTIONS_FILE).write_text(questions, encoding="utf-8")
    return tmp_path
