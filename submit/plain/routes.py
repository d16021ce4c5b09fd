"""The addresses of the pages without scripts.

Every answer is the page itself: never a redirect, which would carry something in its address, and never a
cookie. ``request.form`` and ``request.files`` are not touched anywhere: they would write to a temporary file.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext
from functools import partial
from typing import cast

from flask import Blueprint, Flask, Response, abort, request
from flask_babel import force_locale

from submit.config import Config
from submit.errors import FormError
from submit.languages import LANGUAGES, Language
from submit.pages import HTML
from submit.plain.multipart import FIELD_BYTES, Multipart, Source, drain
from submit.plain.posts import Answer, Posts
from submit.plain.practice import Practice
from submit.plain.tickets import Tickets
from submit.plain.typed import Typed
from submit.plain.views import Views
from submit.receive.bodies import Bodies
from submit.receive.work import Work
from vault.errors import BusyError
from vault.store import Store

__all__ = ["make"]

# A browser that is still sending a damaged form hears the reason only if so much more of it is read.
PATIENCE = 64 << 20

Handler = Callable[[Language, Multipart, Typed], Answer]


def make(app: Flask, choices: Config, store: Store, price: Work, bodies: Bodies) -> Blueprint:
    """Return the routes; where the operator has switched them off, only pages that say so."""
    views = Views(app, choices)
    routes = Blueprint("plain", __name__)

    @routes.get("/<code>/plain/<any(report, sealed):name>", provide_automatic_options=False)
    def form(code: str, name: str) -> Response:
        return Response(views.blank(name, _language(code), price.token()), content_type=HTML)

    if choices.plain:
        tickets = Tickets(store.manifest.deployment)
        posts = Posts(store, price, views, tickets)
        practice = Practice(views, tickets)
        handlers: dict[str, Handler] = {
            "report": posts.report,
            "replies": posts.replies,
            "sealed": posts.sealed,
        }

        @routes.post("/<code>/plain/<any(report, replies, sealed):name>", provide_automatic_options=False)
        def post(code: str, name: str) -> Response:
            length = request.content_length
            if length is None:
                abort(411)
            # What is short needs no slot: nobody without files is turned away because of others' files.
            language = _language(code)
            try:
                with bodies.slot() if length > FIELD_BYTES else nullcontext():
                    return _answer(language, handlers[name], length)
            except BusyError:
                return _answer(language, partial(posts.busy, name), length)

        @routes.post("/<code>/plain/codename", provide_automatic_options=False)
        def practise(code: str) -> Response:
            length = request.content_length
            if length is None:
                abort(411)
            if length > FIELD_BYTES:
                abort(413)
            return _answer(_language(code), practice.answer, length)

    return routes


def _language(code: str) -> Language:
    return LANGUAGES.get(code) or abort(404)


def _answer(language: Language, handler: Handler, length: int) -> Response:
    source = cast("Source", request.stream)
    try:
        form = Multipart(source, request.content_type, length)
        with force_locale(language.code):
            answer = handler(language, form, Typed(form.fields()))
    except FormError:
        drain(source, PATIENCE)
        abort(400)
    return Response(answer.page, answer.status, content_type=HTML)
