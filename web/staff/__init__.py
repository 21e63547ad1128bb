"""Staff: which source answers a question, why, and what could not be answered. Behind a token.

`access.py` lets in, `asking.py` shows why an answer is as it is, `statements.py` which source says something,
`corpus.py` what to look at in the documents, `questions.py` what was not answered. `bars.py` and `plots.py` draw.
"""

from __future__ import annotations

from flask import Blueprint, Flask

from web.staff import access, asking, corpus, questions, statements


def register(app: Flask, token: str) -> None:
    """Give an application its pages for staff, whom this token lets in; without one there are none."""
    if not token:
        return
    access.register(app, token)
    staff = Blueprint("staff", __name__, url_prefix="/staff")
    staff.before_request(access.let_in)
    staff.after_request(access.keep_out_of_caches)
    for room in (access, asking, statements, corpus, questions):
        staff.register_blueprint(room.blueprint)
    app.register_blueprint(staff)
