"""The conversation of a case: what was said on both sides, and the answer that is being written."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import Flask, Response, redirect, request
from werkzeug.wrappers import Response as BaseResponse

from keys.calendar import today
from reviewer.cases import Case, Message, Sent
from reviewer.conversation import replies, templates, translating
from reviewer.desk.face import Face
from reviewer.desk.holder import Holder
from reviewer.desk.looking import show
from reviewer.errors import RequestError

__all__ = ["Talking"]


@dataclass(frozen=True, slots=True)
class Talking:
    """The page, and what its forms do."""

    holder: Holder
    face: Face

    def add(self, app: Flask) -> None:
        """Add them to an application."""
        app.add_url_rule("/<lang>/case/<label>/conversation", "conversation", self.page)
        app.add_url_rule("/<lang>/case/<label>/reply", "reply", self.reply, methods=["POST"])
        app.add_url_rule("/<lang>/case/<label>/translate", "translate", self.translate, methods=["POST"])
        app.add_url_rule("/<lang>/case/<label>/take-back", "take_back", self.take_back, methods=["POST"])

    def page(self, lang: str, label: str) -> Response:
        """Show the conversation; with ``?template=NAME`` an answer is begun."""
        return self._show(lang, label, chosen=request.args.get("template", ""))

    def reply(self, lang: str, label: str) -> BaseResponse:
        """Keep an answer, or only look at it."""
        station, form = self.holder.station(), request.form
        text, first = form.get("text", ""), _day(form.get("not-before", ""))
        typed = {"typed": text, "not_before": form.get("not-before", "")}
        try:
            if "look" in form:
                cells = replies.measure(text, station.manifest.board.k)
                return self._show(lang, label, looked=cells, **typed)
            replies.write(station, label, text, today(), anyway="anyway" in form, not_before=first)
        except RequestError as error:
            if error.kind == "case":
                raise
            return self._show(lang, label, wrong=error, **typed)
        return redirect(f"/{lang}/case/{label}/conversation", 303)

    def translate(self, lang: str, label: str) -> BaseResponse:
        """Keep a translation of a message, for the team."""
        typed = request.form.get("number", "")
        number = int(typed) if typed.isdecimal() and len(typed) < 6 else 0
        try:
            translating.translate(self.holder.station(), label, number, request.form.get("text", ""))
        except RequestError as error:
            if error.kind == "case":
                raise
            return self._show(lang, label, wrong=error, translating=number)
        return redirect(f"/{lang}/case/{label}/conversation", 303)

    def take_back(self, lang: str, label: str) -> BaseResponse:
        """Take an answer back that has not left yet."""
        number = request.form.get("number", "")
        replies.take_back(self.holder.station(), label, int(number) if number.isdecimal() else 0)
        return redirect(f"/{lang}/case/{label}/conversation", 303)

    def _show(self, lang: str, label: str, *, chosen: str = "", **values: Any) -> Response:
        known = templates.load(self.holder.station().places.offline)

        def more(case: Case) -> dict[str, Any]:
            begun = _text(known.get(chosen, {}), case)
            return {
                "talk": _talk(case),
                "translated": translating.translations(self.holder.station(), case.summary),
                "templates": [*known],
                "chosen": chosen,
                "typed": begun,
                **values,
            }

        return show(self.face, self.holder, lang, label, "conversation", more)


def _talk(case: Case) -> list[tuple[Message | Sent, int]]:
    """Return both sides in order with their numbers; on one day, what was asked comes before the answer."""
    said: list[tuple[date, Message | Sent, int]] = [
        (each.opened, each, number) for number, each in enumerate(case.messages, 1)
    ]
    said += [(each.day, each, each.number) for each in case.replies]
    return [(each, number) for _, each, number in sorted(said, key=lambda one: one[0])]


def _text(texts: Any, case: Case) -> str:
    """Return a template in the reporter's language, or in the first that it has."""
    return str(texts.get(case.messages[0].lang) or next(iter(texts.values()), ""))


def _day(typed: str) -> date | None:
    try:
        return date.fromisoformat(typed) if typed else None
    except ValueError:
        return None
