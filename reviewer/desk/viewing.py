"""The evidence of a case: what each attachment holds, veiled; unveiled one picture at a time, for a look."""

from __future__ import annotations

import secrets
from collections import OrderedDict
from pathlib import Path
from typing import Any

from flask import Flask, Response, make_response, redirect, request
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response as BaseResponse

from reviewer import attachments
from reviewer.cases import Case
from reviewer.desk.face import Face
from reviewer.desk.holder import Holder
from reviewer.desk.looking import show
from reviewer.errors import RequestError
from reviewer.triage import taxonomy
from reviewer.viewing import exposure, previews, words
from reviewer.viewing.told import Pixels, Told

__all__ = ["Viewing"]

_KEPT = 4  # previews, so that turning to one again costs nothing


class Viewing:
    """The page, its pictures, and what its forms do. What is kept of pictures goes when the desk locks."""

    def __init__(self, holder: Holder, face: Face) -> None:
        self._holder = holder
        self._face = face
        self._found: OrderedDict[tuple[str, int], Told] = OrderedDict()
        # A picture that somebody unveiled, by a word that is good for one look, and where it is.
        self._seen: dict[str, tuple[int, bytes]] = {}
        holder.on_lock(self._forget)

    def add(self, app: Flask) -> None:
        """Add them to an application."""
        case = "/<lang>/case/<label>"
        app.add_url_rule(f"{case}/evidence", "evidence", self.page)
        app.add_url_rule(f"{case}/file/<int:number>/<int:still>.png", "veiled", self.veiled)
        app.add_url_rule(f"{case}/seen/<word>.png", "seen", self.seen)
        app.add_url_rule(f"{case}/unveil", "unveil", self.unveil, methods=["POST"])
        app.add_url_rule(f"{case}/export", "export", self.export, methods=["POST"])
        app.add_url_rule("/<lang>/person", "person", self.person)
        app.add_url_rule("/<lang>/spare", "spare", self.spare, methods=["POST"])

    def page(self, lang: str, label: str) -> Response:
        """Show the attachments, and with ``?file=N`` what one of them holds."""
        return self._show(lang, label, _number(request.args))

    def veiled(self, lang: str, label: str, number: int, still: int) -> Response:
        """Return a picture as it may be shown to anybody."""
        del lang
        return _image(previews.png(self._still(label, number, still), veiled=True))

    def seen(self, lang: str, label: str, word: str) -> Response:
        """Return a picture that somebody unveiled: once, then it is veiled again."""
        del lang, label
        if word not in self._seen:
            raise NotFound
        return _image(self._seen.pop(word)[1])

    def unveil(self, lang: str, label: str) -> BaseResponse:
        """Write down that somebody wants to see a picture, and show it to them."""
        number, still = _number(request.form), _number(request.form, "still")
        colour = "colour" in request.form
        try:
            picture = self._still(label, number, still)
            exposure.unveil(self._holder.station(), label, number, still, colour=colour)
        except RequestError as error:
            return self._show(lang, label, number, wrong=error)
        word = secrets.token_urlsafe(16)
        self._seen = {word: (still, previews.png(picture, veiled=False, grey=not colour))}
        return redirect(f"/{lang}/case/{label}/evidence?file={number}&seen={word}#still-{still}", 303)

    def export(self, lang: str, label: str) -> BaseResponse:
        """Write an attachment to a new file; that it left is written down with its hash."""
        number, typed = _number(request.form), request.form.get("out", "").strip()
        try:
            file = attachments.export(self._holder.station(), label, number, _whole(typed))
        except RequestError as error:
            return self._show(lang, label, number, wrong=error, out=typed)
        except OSError:
            cannot = RequestError("exists", "This file cannot be written there. Is the stick in its place?")
            return self._show(lang, label, number, wrong=cannot, out=typed)
        return self._show(lang, label, number, exported=file)

    def person(self, lang: str) -> Response:
        """Show what the person who is here has looked at today, and is spared."""
        return self._person(lang)

    def spare(self, lang: str) -> BaseResponse:
        """Set what they are spared."""
        exposure.spare(self._holder.station(), request.form.getlist("category"))
        return redirect(f"/{lang}/person", 303)

    def _person(self, lang: str) -> Response:
        station = self._holder.station()
        person, _ = station.session.me()
        return self._face.page(
            "person.html",
            lang,
            here="person",
            roles=person.roles,
            spent=exposure.today(station),
            spared=exposure.spared(station.store, person.name),
            kinds=taxonomy.of_folder(station.places.offline).categories,
        )

    def _show(self, lang: str, label: str, number: int, **values: Any) -> Response:
        station, word = self._holder.station(), request.args.get("seen", "")

        def more(case: Case) -> dict[str, Any]:
            return {
                "found": self._look(label, number) if number else None,
                "number": number,
                "seen": word if word in self._seen else "",
                "seen_still": self._seen[word][0] if word in self._seen else 0,
                "spent": exposure.today(station),
                "is_spared": exposure.is_spared(station, case.summary.number),
                "said": words,
                **values,
            }

        return show(self._face, self._holder, lang, label, "evidence", more)

    def _look(self, label: str, number: int) -> Told:
        key = (label, number)
        if key not in self._found:
            self._found[key] = previews.look(self._holder.station(), label, number)
        self._found.move_to_end(key)
        while len(self._found) > _KEPT:
            self._found.popitem(last=False)
        return self._found[key]

    def _still(self, label: str, number: int, still: int) -> Pixels:
        stills = self._look(label, number).stills
        if not 1 <= still <= len(stills):
            raise NotFound
        return stills[still - 1]

    def _forget(self) -> None:
        self._found.clear()
        self._seen.clear()


def _whole(typed: str) -> Path:
    if not Path(typed).is_absolute():
        raise RequestError("exists", "Give the whole path of a new file, from / on.")
    return Path(typed)


def _number(form: MultiDict[str, str], name: str = "file") -> int:
    typed = form.get(name, "")
    return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 6 else 0


def _image(png: bytes) -> Response:
    answer = make_response(png)
    answer.content_type = "image/png"
    return answer
