"""Take an envelope in one piece: POST /envelopes, whose body is the envelope and nothing else.

The body goes to the vault as it comes, in pieces, so memory stays constant; 201 is said only when the vault
has it on disk. Nothing of the request but its price, its length and its bytes is looked at or kept.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable, Iterator
from contextlib import suppress

from flask import Blueprint, Response, request

from keys.calendar import today
from keys.primitives import sha256
from keys.sizes import HEADER
from submit import languages
from submit.errors import SlowError, WorkError
from submit.pages import FAILURES, JSON, Site
from submit.receive.bodies import Bodies, discard, pieces
from submit.receive.work import Work
from vault.accept import accept
from vault.errors import RefusedError, UploadError, VaultError
from vault.store import Store

__all__ = ["Failed", "make", "refusal"]

Failed = VaultError | WorkError | SlowError
# These speak to a program, not to a person; a person who sees one is told what to do about it.
_SAID_AS = {"offset": 400, "locked": 503, "type": 400, "version": 400}

_log = logging.getLogger("amana.submit")


def make(store: Store, site: Site, price: Work, bodies: Bodies) -> Blueprint:
    """Return the route that takes whole envelopes into ``store``."""
    routes = Blueprint("upload", __name__)

    @routes.post("/envelopes", provide_automatic_options=False)
    def envelopes() -> Response:
        paid = _Paid(price, request.headers.get("Amana-Work"))
        try:
            with bodies.slot():
                return _taken(store, paid)
        except (VaultError, WorkError, SlowError) as error:
            return refusal(site, error)

    return routes


def _taken(store: Store, paid: _Paid) -> Response:
    body = request.stream
    try:
        sealed = paid.checked(pieces(body))
        identifier = accept(store, sealed, length=request.content_length, day=today(), allow=paid.spend)
    except (VaultError, WorkError):
        with suppress(SlowError):
            discard(body)
        raise
    return Response(json.dumps({"id": identifier.hex()}), 201, content_type=JSON)


class _Paid:
    """An envelope on its way: its price is asked for as soon as its header is there."""

    def __init__(self, price: Work, untrusted: str | None) -> None:
        self._price = price
        self._untrusted = untrusted
        self._header = b""

    def checked(self, chunks: Iterable[bytes]) -> Iterator[bytes]:
        start = b""
        for chunk in chunks:
            if self._header:
                yield chunk
                continue
            start += chunk
            if len(start) >= HEADER:
                self._header = sha256(start[:HEADER])
                self._price.check(self._untrusted, self._header)
                yield start
        if not self._header:
            yield start

    def spend(self, identifier: bytes) -> None:
        self._price.spend(self._header, identifier)


def refusal(site: Site, error: Failed) -> Response:
    """Answer an error by its status and kind, with a sentence in the language that was asked for."""
    if not isinstance(error, RefusedError | UploadError | WorkError | SlowError):
        _log.error("%s (%s) in upload", type(error).__name__, error.kind)
    said_as = _SAID_AS.get(error.kind, error.status)
    language = languages.preferred(request.accept_languages)
    served = site.failure_json(language, said_as if said_as in FAILURES else 500, error.kind)
    return Response(served.body, error.status, content_type=served.type)
