"""What anybody may read: manifests and their log, public keys, and the board, as the files they are."""

from __future__ import annotations

import re
from pathlib import Path

from flask import Blueprint, Response, abort

from keys import history
from submit.served import Served, send
from vault import board

__all__ = ["make"]

BINARY = "application/octet-stream"
_KEY_ID = re.compile(r"[0-9a-f]{64}")


def make(server: Path) -> Blueprint:
    """Return the read-only routes for the deployment in ``server``."""
    routes = Blueprint("reads", __name__)

    @routes.get("/manifest", provide_automatic_options=False)
    def manifest() -> Response:
        return send(Served(_bytes(server / "manifest"), BINARY))

    @routes.get("/manifests/<int:serial>", provide_automatic_options=False)
    def manifest_of(serial: int) -> Response:
        return send(Served(_bytes(server / history.FOLDER / str(serial)), BINARY))

    @routes.get("/log", provide_automatic_options=False)
    def log() -> Response:
        return _file(server / history.FOLDER / history.LOG)

    @routes.get("/keys/<key>", provide_automatic_options=False)
    def key(key: str) -> Response:
        if _KEY_ID.fullmatch(key) is None:
            abort(404)
        return _file(server / "keys" / key)

    @routes.get("/board/header", provide_automatic_options=False)
    def board_header() -> Response:
        snapshot = board.current(server)
        return _file(snapshot.header if snapshot else None)

    @routes.get("/board/<int:serial>/list", provide_automatic_options=False)
    def board_list(serial: int) -> Response:
        snapshot = board.find(server, serial)
        return _file(snapshot.list if snapshot else None)

    @routes.get("/board/<int:serial>/bucket/<int:number>", provide_automatic_options=False)
    def board_bucket(serial: int, number: int) -> Response:
        snapshot = board.find(server, serial)
        return _file(snapshot.bucket(number) if snapshot else None)

    return routes


def _file(path: Path | None) -> Response:
    return Response(_bytes(path), content_type=BINARY)


def _bytes(path: Path | None) -> bytes:
    """Read a whole file: all of them are bounded by their formats, the largest a bucket of 16 MiB."""
    try:
        return path.read_bytes() if path else abort(404)
    except FileNotFoundError:
        abort(404)
