"""The decision on a case: where it stands, where it may go, and everything else that people say of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Flask, redirect, request
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response as BaseResponse

from reviewer.cases import Case
from reviewer.desk.face import Face
from reviewer.desk.finding import Finding, address
from reviewer.desk.holder import Holder
from reviewer.desk.looking import front, show
from reviewer.errors import RequestError
from reviewer.keeping import destroying
from reviewer.triage import queue, ruling, states, taxonomy, undoing, words, work
from reviewer.workstation import Workstation

__all__ = ["Deciding"]

Form = MultiDict[str, str]


def _state(station: Workstation, named: Sequence[str], form: Form) -> None:
    to, _, reason = form.get("to", "").partition(" ")
    work.set_state(station, named, to, reason=reason, text=form.get("text", ""))


def _urgency(station: Workstation, named: Sequence[str], form: Form) -> None:
    to = form.get("to", "")
    work.set_urgency(station, named, int(to) if to.isdecimal() else None, form.get("text", ""))


def _category(station: Workstation, named: Sequence[str], form: Form) -> None:
    to, _, topic = form.get("to", "").partition(" ")
    work.set_category(station, named, to, topic)


def _assign(station: Workstation, named: Sequence[str], form: Form) -> None:
    work.assign(station, named, form.get("to", ""), form.get("text", ""))


def _tag(station: Workstation, named: Sequence[str], form: Form) -> None:
    work.tag(station, named, form.get("to", "").strip(), is_on="off" not in form)


def _link(station: Workstation, named: Sequence[str], form: Form) -> None:
    for each in named:
        work.link(station, each, form.get("to", ""), is_on="off" not in form)


def _note(station: Workstation, named: Sequence[str], form: Form) -> None:
    work.note(station, named, form.get("text", ""))


def _check(station: Workstation, named: Sequence[str], form: Form) -> None:
    answers = {code: form[code] for code in states.CHECKS if form.get(code)}
    for each in named:
        work.check(station, each, answers, form.get("text", ""))


_DECIDE: dict[str, Callable[[Workstation, Sequence[str], Form], None]] = {
    "assign": _assign,
    "category": _category,
    "check": _check,
    "link": _link,
    "note": _note,
    "state": _state,
    "tag": _tag,
    "urgency": _urgency,
}


@dataclass(frozen=True, slots=True)
class Deciding:
    """The page, and what its forms and that of the queue do."""

    holder: Holder
    face: Face
    finding: Finding

    def add(self, app: Flask) -> None:
        """Add them to an application."""
        app.add_url_rule("/<lang>/case/<label>/decision", "decision", self.page)
        app.add_url_rule("/<lang>/case/<label>/decide", "decide", self.decide, methods=["POST"])
        app.add_url_rule("/<lang>/decide", "decide_many", self.decide_many, methods=["POST"])
        app.add_url_rule("/<lang>/undo", "undo", self.undo, methods=["POST"])

    def page(self, lang: str, label: str) -> BaseResponse:
        """Show the decision on a case."""
        return self.show(lang, label)

    def decide(self, lang: str, label: str) -> BaseResponse:
        """Decide one thing of a case; what was typed stays when it cannot be."""
        try:
            self._act([label])
        except RequestError as error:
            if error.kind == "case" and request.form.get("what") != "link":
                raise
            return self.show(lang, label, wrong=error, typed=request.form)
        return redirect(f"/{lang}/case/{label}/decision", 303)

    def decide_many(self, lang: str) -> BaseResponse:
        """Decide one thing of all cases that were marked in the queue, or among what was found."""
        named, searched = request.form.getlist("case"), request.form.get("q", "")
        try:
            self._act(named)
        except RequestError as error:
            said = {"wrong": error, "marked": named, "typed": request.form}
            if searched:
                return self.finding.page(lang, searched, **said)
            return front(self.holder, self.face, lang, **said)
        return redirect(address(lang, searched) if searched else f"/{lang}/", 303)

    def undo(self, lang: str) -> BaseResponse:
        """Undo the last decision."""
        try:
            undone = undoing.undo(self.holder.station())
        except RequestError as error:
            return front(self.holder, self.face, lang, wrong=error)
        return front(self.holder, self.face, lang, undone=undone)

    def _act(self, named: Sequence[str]) -> None:
        form = request.form.copy()
        what, _, to = form.get("what", "").partition(" ")
        if to:
            # In the queue, what is done and to what state are chosen at once.
            form["to"] = to
        act = _DECIDE.get(what)
        if act is None:
            raise RequestError("state", "There is no such decision.")
        if not named:
            raise RequestError("case", "Mark the cases first that it is about.")
        act(self.holder.station(), named, form)

    def show(self, lang: str, label: str, **values: Any) -> BaseResponse:
        """Write the page of a decision; ``values`` say what could not be done, and what was typed."""
        station = self.holder.station()
        ruling.catch_up(station.store, station.places.offline)

        def more(case: Case) -> dict[str, Any]:
            summary = case.summary
            return {
                "line": queue.lines(station.store, [summary.number])[0],
                "moves": work.moves(station, summary),
                "reasons": states.REASONS,
                "checks": words.CHECKS,
                "checked": work.checked(station, summary),
                "kinds": taxonomy.of_folder(station.places.offline).categories,
                "people": sorted(station.session.people),
                "linked": work.linked(station, summary),
                "notes": work.notes(station, summary),
                "asked_by": destroying.asker(station.store, summary),
                "custodians": sorted(
                    person.name for person in station.session.people.values() if "custodian" in person.roles
                ),
                "custodians_needed": 2 if station.session.two_custodians else 1,
                **values,
            }

        return show(self.face, self.holder, lang, label, "decision", more)
