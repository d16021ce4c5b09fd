"""Take an envelope in pieces: tus 1.0.0 over random names (docs/formats.md §11.3).

The protocol is the well-known one, so that any client for it works; what is left out of it, metadata above
all, has no place here. Names are told only to who began the upload, and nothing else of a request is kept.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, time

from flask import Blueprint, Response, request
from werkzeug.http import http_date

from keys.calendar import today
from keys.errors import FormatError
from keys.wire import from_hex
from submit.errors import SlowError, WorkError
from submit.pages import Site
from submit.receive.bodies import Bodies, discard, pieces
from submit.receive.upload import refusal
from submit.receive.work import Work
from vault.errors import GoneError, LengthNeededError, MalformedError, UploadError, VaultError
from vault.store import Store
from vault.store.partial import State
from vault.uploads import Uploads, expires

__all__ = ["VERSION", "make"]

VERSION = "1.0.0"
EXTENSIONS = "creation,expiration,termination"
OFFSET_TYPE = "application/offset+octet-stream"
_NAME = re.compile(r"[0-9a-f]{32}", re.ASCII)
_NUMBER = re.compile(r"0|[1-9][0-9]{0,15}", re.ASCII)


class VersionError(UploadError):
    """The request speaks no version of tus that is known here."""

    status = 412

    def __init__(self) -> None:
        super().__init__("version", f"Say Tus-Resumable: {VERSION}.")


class TypeNeededError(UploadError):
    """A piece came under another media type than pieces have."""

    status = 415

    def __init__(self) -> None:
        super().__init__("type", f"A piece of an upload is sent as {OFFSET_TYPE}.")


def make(store: Store, site: Site, price: Work, bodies: Bodies) -> Blueprint:
    """Return the routes that take envelopes into ``store`` piece by piece."""
    routes = Blueprint("uploads", __name__)
    views = _Views(store, price, bodies)

    def add(path: str, method: str, view: Callable[..., Response]) -> None:
        routes.add_url_rule(
            path, view.__name__, _guarded(view, site), methods=[method], provide_automatic_options=False
        )

    routes.add_url_rule(
        "/uploads", "options", views.options, methods=["OPTIONS"], provide_automatic_options=False
    )
    add("/uploads", "POST", views.begin)
    add("/uploads/<name>", "HEAD", views.find)
    add("/uploads/<name>", "PATCH", views.append)
    add("/uploads/<name>", "DELETE", views.drop)
    return routes


class _Views:
    """What each method of the protocol does."""

    def __init__(self, store: Store, price: Work, bodies: Bodies) -> None:
        self._store = store
        self._price = price
        self._bodies = bodies
        self._uploads = Uploads(store, price.spend)

    def options(self) -> Response:
        offered = {"Tus-Version": VERSION, "Tus-Extension": EXTENSIONS}
        most = str(self._store.manifest.limits.envelope)
        return Response(status=204, headers={"Tus-Resumable": VERSION, "Tus-Max-Size": most, **offered})

    def begin(self) -> Response:
        header = _announced()
        self._price.check(request.headers.get("Amana-Work"), header)
        name, state = self._uploads.begin(_number("Upload-Length"), header, today())
        return _answer(201, state, Location=f"/uploads/{name}")

    def find(self, name: str) -> Response:
        state = self._uploads.find(name, today())
        return _answer(200, state, **{"Upload-Length": str(state.length)})

    def append(self, name: str) -> Response:
        if request.mimetype != OFFSET_TYPE:
            raise TypeNeededError
        offset, size = _number("Upload-Offset"), _size()
        with self._bodies.slot():
            try:
                state = self._uploads.append(name, offset, size, pieces(request.stream), today())
            except (VaultError, WorkError):
                with suppress(SlowError):
                    discard(request.stream)
                raise
        return _answer(204, state)

    def drop(self, name: str) -> Response:
        self._uploads.drop(name)
        return Response(status=204)


def _guarded(view: Callable[..., Response], site: Site) -> Callable[..., Response]:
    def answer(**names: str) -> Response:
        try:
            _check_version()
            response = view(**{key: _checked_name(name) for key, name in names.items()})
        except (VaultError, WorkError, SlowError) as error:
            response = refusal(site, error)
        response.headers["Tus-Resumable"] = VERSION
        if response.status_code == VersionError.status:
            response.headers["Tus-Version"] = VERSION
        return response

    return answer


def _check_version() -> None:
    if request.headers.get("Tus-Resumable") != VERSION:
        raise VersionError


def _checked_name(untrusted: str) -> str:
    if not _NAME.fullmatch(untrusted):
        raise GoneError
    return untrusted


def _announced() -> bytes:
    """Return the header's hash; refuse what would say more about an upload than its length."""
    if (
        request.content_length
        or "Transfer-Encoding" in request.headers
        or "Upload-Metadata" in request.headers
    ):
        raise MalformedError("bounds", "An upload is begun without a body and without metadata.")
    try:
        return from_hex(request.headers.get("Amana-Header"), 32)
    except FormatError as error:
        raise MalformedError("bounds", "Say Amana-Header: the SHA-256 of the envelope's header.") from error


def _size() -> int | None:
    """Return the length of the body, None where it is not said; no body at all is one of 0 bytes."""
    return request.content_length if "Transfer-Encoding" in request.headers else request.content_length or 0


def _number(name: str) -> int:
    untrusted = request.headers.get(name)
    if untrusted is None:
        raise LengthNeededError
    if not _NUMBER.fullmatch(untrusted):
        raise MalformedError("bounds", f"{name} is a number of bytes.")
    return int(untrusted)


def _answer(status: int, state: State, **more: str) -> Response:
    headers = {
        "Upload-Offset": str(state.offset),
        "Upload-Expires": http_date(datetime.combine(expires(state), time(), UTC)),
        **more,
    }
    if state.envelope is not None:
        headers["Amana-Envelope"] = state.envelope.hex()
    return Response(status=status, headers=headers)
