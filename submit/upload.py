"""Take envelopes: POST /envelopes, whose body is the envelope and nothing else.

The body goes to the vault as it comes, in pieces, so memory stays constant; 201 is said only when the vault
has it on disk. Nothing of the request but its length and its bytes is looked at or kept.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from typing import BinaryIO, cast

from flask import Blueprint, Response, request

from keys.calendar import today
from submit import languages
from submit.pages import FAILURES, JSON, Site
from vault.accept import accept
from vault.errors import RefusedError, VaultError
from vault.store import Store

__all__ = ["make"]

PIECE = 256 * 1024
# A browser that is still sending when it is refused would see a broken connection instead of the reason, so
# this much more is read and thrown away. Whoever sends more than that on purpose learns less.
PATIENCE = 64 * 1024 * 1024

_log = logging.getLogger("amana.submit")


def make(store: Store, site: Site) -> Blueprint:
    """Return the one route that takes envelopes into ``store``."""
    routes = Blueprint("upload", __name__)

    @routes.post("/envelopes", provide_automatic_options=False)
    def envelopes() -> Response:
        body = cast("BinaryIO", request.stream)
        try:
            identifier = accept(store, _pieces(body), length=request.content_length, day=today())
        except VaultError as error:
            _discard(body)
            return _refusal(site, error)
        return Response(json.dumps({"id": identifier.hex()}), 201, content_type=JSON)

    return routes


def _pieces(body: BinaryIO) -> Iterator[bytes]:
    while piece := body.read(PIECE):
        yield piece


def _discard(body: BinaryIO) -> None:
    left = PATIENCE
    while left > 0 and (piece := body.read(PIECE)):
        left -= len(piece)


def _refusal(site: Site, error: VaultError) -> Response:
    if not isinstance(error, RefusedError):
        _log.error("%s (%s) in upload", type(error).__name__, error.kind)
    status = error.status if error.status in FAILURES else 500
    language = languages.preferred(request.accept_languages)
    served = site.failure_json(language, status, error.kind)
    return Response(served.body, status, content_type=served.type)
