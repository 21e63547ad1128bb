"""Query: a message as written to weighted terms to look for. No retrieval happens here.

`reading.py` normalises it and tells its language; `expanding.py` adds what means the same.
"""

from chatbot.query.expanding import expand
from chatbot.query.reading import affirms, read

__all__ = ["affirms", "expand", "read"]
