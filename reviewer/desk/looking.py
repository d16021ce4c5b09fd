"""Pages to look at: the queue, and a case from each of its five sides."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from flask import Flask, Response, request
from werkzeug.exceptions import NotFound

from keys.calendar import day_number, today
from reviewer import cases, said
from reviewer.assessment.diagnosis import diagnose
from reviewer.cases import Case
from reviewer.conversation import publish
from reviewer.custody import log
from reviewer.desk.face import Face
from reviewer.desk.holder import Holder
from reviewer.keeping import destroying
from reviewer.triage import figures, ruling, states
from reviewer.triage import queue as queues
from reviewer.triage.queue import Place

__all__ = ["SIDES", "add", "front", "show"]

NEWEST = 200  # lines of the whole custody log on its page
# The sides of a case in the order of their keys, 1 to 6, and what each is called.
SIDES = {
    "case": "Case",
    "conversation": "Conversation",
    "evidence": "Evidence",
    "decision": "Decision",
    "log": "Log",
    "alike": "Copies",
}


def add(app: Flask, holder: Holder, face: Face) -> None:
    """Add the pages."""

    @app.get("/<lang>/")
    def queue(lang: str) -> Response:
        return front(holder, face, lang)

    @app.get("/<lang>/figures")
    def counted(lang: str) -> Response:
        store, now = holder.station().store, day_number(today())
        ruling.catch_up(store, holder.station().places.offline)
        found = figures.figures(store, now)
        return face.page("figures.html", lang, here="figures", found=found, load=queues.load(store, now))

    @app.get("/<lang>/aside")
    def aside(lang: str) -> Response:
        return face.page("aside.html", lang, here="aside", items=cases.aside(holder.station().store))

    @app.get("/<lang>/custody")
    def custody(lang: str) -> Response:
        station = holder.station()
        count, lines = log.read_newest(station.store, station.deployment, NEWEST)
        return face.page("custody.html", lang, here="custody", lines=lines, count=count)

    @app.get("/<lang>/case/<label>/")
    def case(lang: str, label: str) -> Response:
        now = datetime.now(UTC)
        return show(face, holder, lang, label, "case", lambda found: {"diagnosis": diagnose(found, now)})

    @app.get("/<lang>/case/<label>/<name>")
    def side(lang: str, label: str, name: str) -> Response:
        if name not in SIDES or name == "case":
            raise NotFound
        return show(face, holder, lang, label, name)


def front(holder: Holder, face: Face, lang: str, **values: Any) -> Response:
    """Write the queue: what is most urgent on every page of it, and the page that was asked for."""
    station = holder.station()
    ruling.catch_up(station.store, station.places.offline)
    after = _place(request.args.get("after", ""))
    return face.page(
        "queue.html",
        lang,
        here="queue",
        page=queues.page(station.store, after),
        urgent=queues.urgent(station.store) if after else [],
        load=queues.load(station.store, day_number(today())),
        today=today(),
        people=sorted(station.session.people),
        states=states.STATES,
        reasons=states.REASONS,
        late=publish.late_since(station, today()),
        asked=destroying.asked(station.store),
        **values,
    )


def _place(typed: str) -> Place | None:
    """Return the place after which a page of the queue begins, as a link to it says."""
    parts = typed.split("-")
    if len(parts) != 4 or not all(part.isdecimal() and len(part) < 12 for part in parts):
        return None
    urgency, rank, due, number = map(int, parts)
    return urgency, rank, due, number


def _nothing(case: Case) -> dict[str, Any]:
    del case
    return {}


def show(
    face: Face,
    holder: Holder,
    lang: str,
    label: str,
    side: str,
    more: Callable[[Case], dict[str, Any]] = _nothing,
) -> Response:
    """Write one side of a case; ``more`` returns what that side needs beside the case."""
    station = holder.station()
    found = cases.show(station.store, label)
    return face.page(
        f"{side}.html",
        lang,
        here="case",
        side=side,
        sides=SIDES,
        case=found,
        label=found.summary.label,
        facts=said.facts,
        lines=list(log.read(station.store, station.deployment, found.summary.author)),
        **more(found),
    )
