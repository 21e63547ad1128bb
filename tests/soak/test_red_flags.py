"""Red flags as people type them: in capitals, without accents, mistyped, between other sentences. Slow: `-m soak`."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from chatbot.guardrails import Guard
from chatbot.model import Urgency

URGENT = {Urgency.EMERGENCY, Urgency.SAME_DAY}
MESSAGES = 2_000
SHARE = 0.98


@pytest.mark.soak
def test_of_two_thousand_spoilt_red_flags_nearly_all_stay_urgent(
    guard: Guard, red_flags: Callable[[int], list[tuple[str, str]]], capsys: pytest.CaptureFixture[str]
) -> None:
    pairs = red_flags(MESSAGES)
    missed = [(original, spoilt) for original, spoilt in pairs if guard.triage(spoilt).urgency not in URGENT]
    share = 1 - len(missed) / len(pairs)
    told = "\n".join(f"  {original!r} as {spoilt!r}" for original, spoilt in missed)
    with capsys.disabled():
        print(f"\n{share:.4f} of {MESSAGES:,} spoilt red flags stay urgent; missed:\n{told}")  # noqa: T201
    assert share >= SHARE
