"""Guardrails: what a message is, and what must be said. PURPOSE.md says what for, HAZARDS.md what could go wrong.

`triage.py` asks `rules.py` (what must fire) and `classifier.py` (what was learnt from `messages/`) over the text
that `normalising.py` made plain; `notices.py` speaks only sentences of data files, which `wording.py` reads.
"""

from chatbot.guardrails.notices import RAISED, Aside, Notices, headline_of
from chatbot.guardrails.triage import Guard, load_guard
from chatbot.guardrails.wording import load_notices

__all__ = ["RAISED", "Aside", "Guard", "Notices", "headline_of", "load_guard", "load_notices"]
