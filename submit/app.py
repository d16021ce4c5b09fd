"""The Flask application: fixed pages and files, what the vault gives out, the one place that takes envelopes.

No session, no cookie, no log of who. An unexpected error is logged as the name of its class and of the route.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path

from flask import Flask, Response, request
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as BaseResponse

from submit import assets, config, headers, languages, pages, reads
from submit.errors import SlowError
from submit.pages import Site
from submit.plain import routes as plain
from submit.plain.views import Views
from submit.receive import upload, uploads, work
from submit.receive.bodies import Bodies
from submit.receive.work import Work
from submit.served import Served, encoded, send
from vault.store import open_store

__all__ = ["build_site", "create_app", "fixed_files", "listed_files"]

_log = logging.getLogger("amana.submit")
MACHINE_PATHS = ("/challenge", "/envelopes", "/uploads", "/manifest", "/log", "/keys/", "/board/", "/static/")


def create_app(server: Path) -> Flask:
    """Return the application for the deployment in ``server``.

    ``extensions`` holds its open store, ``vault``, what a message costs, ``work``, and slots for ``bodies``.

    Raises:
        SetupError: ``unbuilt`` or ``config``.
        VaultError: the store cannot be opened.
    """
    app = Flask("submit", static_folder=None)
    choices = config.load(server)
    store = app.extensions["vault"] = open_store(server)
    choices = replace(choices, demonstration=store.manifest.demonstration)
    site = build_site(app, choices)
    _serve_files(app, fixed_files(site))
    app.register_blueprint(reads.make(server))
    price = app.extensions["work"] = Work(store.manifest.deployment, choices.prices)
    app.register_blueprint(work.make(price))
    taking = app.extensions["bodies"] = Bodies()
    app.register_blueprint(upload.make(store, site, price, taking))
    app.register_blueprint(uploads.make(store, site, price, taking))
    app.register_blueprint(plain.make(app, choices, store, price, taking))
    app.add_url_rule("/", "front", _front, methods=["GET"], provide_automatic_options=False)
    app.register_error_handler(Exception, _failure_handler(site))
    app.before_request(headers.preflight)
    app.after_request(headers.apply)
    return app


def build_site(app: Flask, choices: config.Config) -> Site:
    """Write every page of the site into memory."""
    pages.prepare(app)
    return pages.render(app, choices)


def fixed_files(site: Site) -> dict[str, Served]:
    """Return all that never changes while the server runs, by path."""
    return {**site.pages, **assets.load()}


def listed_files(choices: config.Config) -> dict[str, Served]:
    """Return all that the manifest lists: what never changes, and the untouched forms without their token."""
    app = Flask("submit", static_folder=None)
    site = build_site(app, choices)
    return {**fixed_files(site), **Views(app, choices).listed()}


def _serve_files(app: Flask, files: Mapping[str, Served]) -> None:
    for path, served in files.items():
        encoded(served.body)  # now, and not while the first visitor waits
        app.add_url_rule(path, path, partial(send, served), methods=["GET"], provide_automatic_options=False)


def _front() -> Response:
    language = languages.preferred(request.accept_languages)
    return Response(status=302, headers={"Location": f"/{language.code}/"}, content_type=pages.HTML)


def _failure_handler(site: Site) -> Callable[[Exception], BaseResponse]:
    def handle(error: Exception) -> BaseResponse:
        if isinstance(error, HTTPException) and error.code is not None and error.code < 400:
            return error.get_response()
        status = getattr(error, "code", None) if isinstance(error, HTTPException) else 500
        if isinstance(error, SlowError):
            status = error.status
        if status not in pages.FAILURES:
            status = 400 if isinstance(status, int) and status < 500 else 500
        if status == 500:
            _log.error("%s in %s", type(error).__name__, request.endpoint)
        return _failure(site, status)

    return handle


def _failure(site: Site, status: int) -> Response:
    language = languages.of_path(request.path) or languages.preferred(request.accept_languages)
    machine = request.path.startswith(MACHINE_PATHS)
    is_form = request.method == "POST" and not machine
    served = site.failure_json(language, status) if machine else site.failures[language.code, status, is_form]
    return Response(served.body, status, content_type=served.type)
