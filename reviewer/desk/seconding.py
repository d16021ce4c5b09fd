"""What takes a second person: opening a declared identity, and destroying a case."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any

from flask import Flask, redirect, request
from werkzeug.wrappers import Response as BaseResponse

from keys.errors import KeystoreError
from keys.private import keystore as keystores
from reviewer import reveal
from reviewer.desk.deciding import Deciding
from reviewer.desk.face import Face
from reviewer.desk.holder import Holder
from reviewer.desk.looking import front
from reviewer.errors import RequestError
from reviewer.keeping import destroying
from reviewer.workstation import Workstation

__all__ = ["Seconding"]


@dataclass(frozen=True, slots=True)
class Seconding:
    """What the forms of these do; they stand on the page of the decision."""

    holder: Holder
    face: Face
    deciding: Deciding

    def add(self, app: Flask) -> None:
        """Add them to an application."""
        case = "/<lang>/case/<label>"
        app.add_url_rule(f"{case}/identity", "identity", self.identity, methods=["POST"])
        app.add_url_rule(f"{case}/destruction", "destruction", self.destruction, methods=["POST"])

    def identity(self, lang: str, label: str) -> BaseResponse:
        """Open a declared identity with custodians' passphrases, and show it once.

        What they open is closed again before the page is there.
        """
        station, form = self.holder.station(), request.form
        named = [
            (name, form.get(f"passphrase-{at}", ""))
            for at, name in enumerate(form.getlist("custodian"))
            if name
        ]
        try:
            with ExitStack() as stack:
                opened = [
                    stack.enter_context(keystores.unlock(station.places.keystore_file, passphrase, name))
                    for name, passphrase in named
                ]
                for other in opened[1:]:
                    opened[0].join(other)
                shown = reveal.reveal(station, label, form.get("reason", ""), opened)
        except (RequestError, KeystoreError) as error:
            return self._again(lang, label, "identity", error)
        return self.face.page("identity.html", lang, here="case", label=label, declared=shown)

    def destruction(self, lang: str, label: str) -> BaseResponse:
        """Ask that a case be destroyed, refuse it, or do it."""
        station, form = self.holder.station(), request.form
        try:
            gone = _destruction(station, label, form.get("do", ""), form.get("reason", ""))
        except (RequestError, KeystoreError) as error:
            return self._again(lang, label, "destruction", error)
        if gone:
            return front(self.holder, self.face, lang, destroyed=gone)
        return redirect(f"/{lang}/case/{label}/decision", 303)

    def _again(self, lang: str, label: str, what: str, error: Exception) -> BaseResponse:
        if isinstance(error, RequestError) and error.kind == "case":
            raise error
        typed: dict[str, Any] = {"what": what, "text": request.form.get("reason", "")}
        return self.deciding.show(lang, label, wrong=error, typed=typed)


def _destruction(station: Workstation, label: str, do: str, reason: str) -> str:
    """Do what a form says; return what a destroyed case was called."""
    if do == "ask":
        destroying.ask(station, label, reason)
    elif do == "refuse":
        destroying.refuse(station, label, reason)
    elif do == "destroy":
        return destroying.destroy(station, label).label
    return ""
