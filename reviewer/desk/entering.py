"""Coming in, locking and unlocking; and the guard before every page."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Flask, redirect, request
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response as BaseResponse

from keys.errors import KeysError
from reviewer.desk.door import COOKIE, Door
from reviewer.desk.face import LANGUAGES, Face
from reviewer.desk.holder import Holder
from reviewer.errors import ReviewerError

__all__ = ["Entrance"]

_USED = "This address was used already. Start the desk again for a new one."
_ELSEWHERE = "This desk is open in another browser, or was started anew."
_STRANGER = "This was not sent by a page of this desk. Go back, and try again."
_OUTSIDE = ("enter", "static")


@dataclass(frozen=True, slots=True)
class Entrance:
    """The door and the lock of one desk; ``language`` is spoken where an address names none."""

    holder: Holder
    door: Door
    face: Face
    language: str

    def add(self, app: Flask) -> None:
        """Put them before all pages of an application."""
        app.before_request(self.guard)
        app.add_url_rule("/", "front", self.front)
        app.add_url_rule("/enter/<token>", "enter", self.enter)
        app.add_url_rule("/<lang>/alive", "alive", self.alive)
        app.add_url_rule("/<lang>/unlock", "unlock", self.unlock, methods=["POST"])
        app.add_url_rule("/<lang>/lock", "lock", self.lock, methods=["POST"])

    def guard(self) -> BaseResponse | None:
        """Let nobody past the door, do nothing for a stranger's page, and show nobody a locked desk."""
        if request.host == self.door.host and request.endpoint in _OUTSIDE:
            return None
        if request.host != self.door.host or not self.door.admits(request.cookies.get(COOKIE)):
            return self.face.refuse(self.language, 403, _ELSEWHERE)
        spoken = (request.view_args or {}).get("lang", self.language)
        if spoken not in LANGUAGES:
            raise NotFound
        if request.method == "POST" and not self._ours():
            return self.face.refuse(spoken, 403, _STRANGER)
        if not self.holder.open and request.endpoint != "unlock":
            return self.face.page("locked.html", spoken, status=403)
        return None

    def _ours(self) -> bool:
        origin, word = request.headers.get("Origin"), request.form.get("form")
        return self.door.believes(host=request.host, origin=origin, form=word)

    def front(self) -> BaseResponse:
        """Lead to the first page."""
        return redirect(f"/{self.language}/", 303)

    def enter(self, token: str) -> BaseResponse:
        """Let the first one in who has the address."""
        cookie = self.door.enter(token)
        if cookie is None:
            return self.face.refuse(self.language, 403, _USED)
        answer = self.front()
        answer.set_cookie(COOKIE, cookie, httponly=True, samesite="Strict")
        return answer

    def alive(self, lang: str) -> BaseResponse:
        """Take note that somebody is writing, so that the desk does not lock under their hands."""
        del lang
        self.holder.station()
        return BaseResponse(status=204)

    def unlock(self, lang: str) -> BaseResponse:
        """Open the workstation again with a passphrase."""
        try:
            self.holder.unlock(request.form.get("passphrase", ""))
        except (KeysError, ReviewerError) as error:
            return self.face.page("locked.html", lang, status=403, wrong=str(error))
        return redirect(f"/{lang}/", 303)

    def lock(self, lang: str) -> BaseResponse:
        """Lock at somebody's wish."""
        self.holder.lock()
        return self.face.page("locked.html", lang)
