"""Guardrails: what must be said beside an answer. Triage of messages is to come; its labels are in `model.py`.

`notices.py` speaks only sentences from `wording/` with the numbers of `contacts.toml`.
"""

from chatbot.guardrails.notices import Notices, load_notices

__all__ = ["Notices", "load_notices"]
