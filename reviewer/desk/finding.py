"""The search: words and facts typed into one field, or chosen, and the searches that the team keeps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from flask import Flask, Response, redirect, request
from werkzeug.wrappers import Response as BaseResponse

from keys.calendar import day_number, today
from keys.links.platforms import PLATFORMS
from keys.report import LANGUAGES
from reviewer.desk.face import Face
from reviewer.desk.holder import Holder
from reviewer.errors import RequestError
from reviewer.search import finding, keeping
from reviewer.search import query as queries
from reviewer.search.finding import Found
from reviewer.triage import ruling, states, taxonomy
from reviewer.workstation import Workstation

__all__ = ["Finding", "address"]

# What can be chosen instead of typed; beside these, place, tag, age and due are typed.
CHOSEN = ("is", "state", "category", "urgency", "lang", "platform", "assignee", "tag")


@dataclass(frozen=True, slots=True)
class Finding:
    """The page, and what its form for keeping does."""

    holder: Holder
    face: Face

    def add(self, app: Flask) -> None:
        """Add them to an application."""
        app.add_url_rule("/<lang>/search", "search", self.search)
        app.add_url_rule("/<lang>/search/keep", "keep_search", self.keep, methods=["POST"])

    def search(self, lang: str) -> BaseResponse:
        """Show what is found; what was chosen goes into what was typed, so that it can be kept and shared."""
        chosen = {key: request.args.get(key, "") for key in CHOSEN}
        typed = request.args.get("q", "")
        if any(chosen.values()):
            return redirect(address(lang, queries.write(typed, chosen)), 303)
        return self.page(lang, typed)

    def keep(self, lang: str) -> BaseResponse:
        """Keep a search under a name, or keep it no more."""
        station, typed = self.holder.station(), request.form.get("q", "")
        try:
            if "drop" in request.form:
                keeping.drop(station, request.form["drop"])
            else:
                keeping.keep(station, request.form.get("name", ""), typed)
        except RequestError as error:
            return self.page(lang, typed, wrong=error)
        return redirect(address(lang, typed), 303)

    def page(self, lang: str, typed: str, **values: Any) -> Response:
        """Write the page of a search; what cannot be searched for stays in the field, with the reason."""
        station = self.holder.station()
        found: Found | None = None
        try:
            query = queries.parse(typed)
            if query.terms or query.facts:
                found = _find(station, query)
        except RequestError as error:
            values.setdefault("wrong", error)
        return self.face.page(
            "search.html",
            lang,
            here="search",
            q=typed,
            found=found,
            kept=keeping.kept(station.store),
            facts=self._facts(station),
            people=sorted(station.session.people),
            states=states.STATES,
            reasons=states.REASONS,
            today=today(),
            **values,
        )

    def _facts(self, station: Workstation) -> Mapping[str, Sequence[str]]:
        """Return what can be chosen, by key."""
        tags = station.store.rows("SELECT DISTINCT tag FROM tags ORDER BY tag")
        return {
            "is": queries.FLAGS,
            "state": states.STATES,
            "category": tuple(taxonomy.of_folder(station.places.offline).categories),
            "urgency": ("0", "1", "2", "3"),
            "lang": LANGUAGES,
            "platform": tuple(PLATFORMS),
            "assignee": ("me", "nobody", *sorted(station.session.people)),
            "tag": tuple(row["tag"] for row in tags),
        }


def _find(station: Workstation, query: queries.Query) -> Found:
    ruling.catch_up(station.store, station.places.offline)
    person, _ = station.session.me()
    parts = request.args.get("after", "").split("-")
    after = tuple(int(part) for part in parts if part.isdecimal() and len(part) < 12)
    return finding.find(
        station.store, query, today=day_number(today()), person=person.name, after=after or None
    )


def address(lang: str, typed: str) -> str:
    """Return the address of a search."""
    return f"/{lang}/search?{urlencode({'q': typed})}"
