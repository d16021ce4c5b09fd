"""The sixth side of a case: which others are like it and why, what is together, and what is set aside."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Flask, redirect, request
from werkzeug.wrappers import Response as BaseResponse

from reviewer.alike import clusters, compare, hashlists, likeness, words
from reviewer.alike import proposals as proposing
from reviewer.cases import Case
from reviewer.desk.face import Face
from reviewer.desk.holder import Holder
from reviewer.desk.looking import show
from reviewer.errors import RequestError
from reviewer.triage import queue, ruling
from reviewer.workstation import Workstation

__all__ = ["Comparing"]

MOST = 50  # cases shown that are like one, or together with it


def _merge(station: Workstation, label: str, marked: Sequence[str]) -> None:
    if not marked:
        raise RequestError("cluster", "Mark the cases first that it is about.")
    clusters.merge(station, [label, *marked])


def _merge_all(station: Workstation, label: str, marked: Sequence[str]) -> None:
    del marked
    clusters.merge(station, proposing.with_proposed(station.store, [label]))


def _apart(station: Workstation, label: str, marked: Sequence[str]) -> None:
    if not marked:
        raise RequestError("cluster", "Mark the cases first that it is about.")
    for other in marked:
        clusters.keep_apart(station, label, other)


def _split(station: Workstation, label: str, marked: Sequence[str]) -> None:
    del marked
    clusters.split(station, label)


def _set_aside(station: Workstation, label: str, marked: Sequence[str]) -> None:
    del marked
    clusters.set_aside(station, label, clusters.CALM)


def _take_back(station: Workstation, label: str, marked: Sequence[str]) -> None:
    del marked
    clusters.take_back(station, label)


def _nothing(station: Workstation, label: str, marked: Sequence[str]) -> None:
    del station, label, marked
    raise RequestError("cluster", "There is no such decision.")


_DO: dict[str, Callable[[Workstation, str, Sequence[str]], None]] = {
    "apart": _apart,
    "merge": _merge,
    "merge-all": _merge_all,
    "set-aside": _set_aside,
    "split": _split,
    "take-back": _take_back,
}


@dataclass(frozen=True, slots=True)
class Comparing:
    """The page, and what its forms do."""

    holder: Holder
    face: Face

    def add(self, app: Flask) -> None:
        """Add them to an application."""
        app.add_url_rule("/<lang>/case/<label>/alike", "alike", self.page)
        app.add_url_rule("/<lang>/case/<label>/group", "group", self.group, methods=["POST"])

    def page(self, lang: str, label: str) -> BaseResponse:
        """Show what is like a case."""
        return self._show(lang, label)

    def group(self, lang: str, label: str) -> BaseResponse:
        """Put together, take apart or set aside."""
        try:
            do = _DO.get(request.form.get("do", ""), _nothing)
            do(self.holder.station(), label, request.form.getlist("case"))
        except RequestError as error:
            if error.kind == "case":
                raise
            return self._show(lang, label, wrong=error)
        return redirect(f"/{lang}/case/{label}/alike", 303)

    def _show(self, lang: str, label: str, **values: Any) -> BaseResponse:
        station = self.holder.station()
        compare.compare(station)
        ruling.catch_up(station.store, station.places.offline)

        def more(case: Case) -> dict[str, Any]:
            store, number = station.store, case.summary.number
            found = likeness.similar(store, number, MOST)
            cluster = clusters.cluster_of(store, number)
            together = cluster.cases if cluster else ()
            return {
                "lists": sorted({f"{each.list} {each.version}" for each in hashlists.known(store, number)}),
                "shared": likeness.shared(store, number),
                "found": [
                    (line, each.reasons)
                    for each, line in zip(found, queue.lines(store, [one.case for one in found]), strict=True)
                ],
                "cluster": cluster,
                "together": queue.lines(store, together[:MOST]),
                "told": words.told,
                "reasons": words.REASONS,
                **values,
            }

        return show(self.face, self.holder, lang, label, "alike", more)
