"""Retrieval: which passages hold what is asked for, best first, and why.

`bm25.py` scores one field; `fields.py` adds the fields up and explains every score.
"""

from chatbot.retrieval.bm25 import Bm25
from chatbot.retrieval.fields import FieldedIndex

__all__ = ["Bm25", "FieldedIndex"]
