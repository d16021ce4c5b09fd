"""The desk's application: the door, the lock, and the pages behind them.

Pages are asked for by GET and change nothing. Whatever changes something is a POST of a form that this desk
wrote, and ends in a page to look at. No error loses what was typed: the page that sent it says what is wrong.
"""

from __future__ import annotations

from collections.abc import Callable

import click
from flask import Flask, Response, request
from werkzeug.exceptions import HTTPException

from keys.errors import KeysError
from reviewer.desk import headers, looking
from reviewer.desk.comparing import Comparing
from reviewer.desk.deciding import Deciding
from reviewer.desk.door import Door
from reviewer.desk.entering import Entrance
from reviewer.desk.face import LANGUAGES, Face
from reviewer.desk.finding import Finding
from reviewer.desk.holder import IDLE, Holder
from reviewer.desk.seconding import Seconding
from reviewer.desk.talking import Talking
from reviewer.desk.viewing import Viewing
from reviewer.errors import RequestError, ReviewerError

__all__ = ["create_app"]

_FAULT = "A fault of this program. Nothing was half done; tell whoever keeps it."
LARGEST = 1 << 20  # bytes of a form


def create_app(holder: Holder, door: Door, language: str) -> Flask:
    """Return the application of one desk, ``language`` being that of its first page."""
    app = Flask("reviewer.desk", static_url_path="/static")
    app.config["MAX_CONTENT_LENGTH"] = app.config["MAX_FORM_MEMORY_SIZE"] = LARGEST
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    face = Face(app, holder, door.form, idle=int(IDLE))
    Entrance(holder, door, face, language).add(app)
    looking.add(app, holder, face)
    Comparing(holder, face).add(app)
    Talking(holder, face).add(app)
    Viewing(holder, face).add(app)
    finding = Finding(holder, face)
    finding.add(app)
    deciding = Deciding(holder, face, finding)
    deciding.add(app)
    Seconding(holder, face, deciding).add(app)
    app.register_error_handler(Exception, _failures(face, language))
    app.after_request(headers.apply)
    return app


def _failures(face: Face, language: str) -> Callable[[Exception], Response]:
    """Tell what went wrong in a sentence; a fault of ours stays one."""

    def failed(error: Exception) -> Response:
        spoken = (request.view_args or {}).get("lang", language)
        spoken = spoken if spoken in LANGUAGES else language
        if isinstance(error, HTTPException):
            return face.refuse(spoken, error.code or 500, "There is no such page here.")
        if isinstance(error, KeysError | ReviewerError):
            unknown = isinstance(error, RequestError) and error.kind == "case"
            return face.refuse(spoken, 404 if unknown else 409, str(error))
        # The class tells a developer enough; a message could tell what somebody wrote.
        click.echo(f"amana-reviewer: internal error: {type(error).__name__} in {request.endpoint}", err=True)
        return face.refuse(spoken, 500, _FAULT)

    return failed
