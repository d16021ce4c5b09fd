"""What forms do. Each ends in the page it came from, which then shows what is new."""

from __future__ import annotations

from flask import Flask, Response, redirect, request
from werkzeug.wrappers import Response as BaseResponse

from keys.calendar import today
from reviewer.conversation import replies
from reviewer.desk.face import Face
from reviewer.desk.holder import Holder
from reviewer.desk.looking import show
from reviewer.errors import RequestError

__all__ = ["add"]


def add(app: Flask, holder: Holder, face: Face) -> None:
    """Add what can be done."""

    @app.post("/<lang>/case/<label>/reply")
    def reply(lang: str, label: str) -> Response | BaseResponse:
        text, anyway = request.form.get("text", ""), "anyway" in request.form
        try:
            replies.write(holder.station(), label, text, today(), anyway=anyway)
        except RequestError as error:
            if error.kind == "case":
                raise
            return show(face, holder, lang, label, "conversation", typed=text, wrong=error)
        return redirect(f"/{lang}/case/{label}/conversation", 303)
