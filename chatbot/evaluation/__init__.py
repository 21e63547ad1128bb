"""Evaluation: does the bot answer, from the right place, and does it hold back when it should?

`files.py` reads test sets into `cases.py`, `running.py` (for whole files `asking.py`) asks them of an `ask` that is
handed in, `scoring.py` judges each reply, `summary.py` adds up to `measures.py`; then `bars.py` judges the figures,
`html.py` and `exports.py` show them, `significance.py` compares two runs, `calibration.py` proposes a threshold.
"""

from chatbot.evaluation.asking import ask_files, cited, find_files
from chatbot.evaluation.files import read_cases
from chatbot.evaluation.running import run
from chatbot.evaluation.scoring import Outcome, Reply, names
from chatbot.evaluation.summary import summarise

__all__ = ["Outcome", "Reply", "ask_files", "cited", "find_files", "names", "read_cases", "run", "summarise"]
