"""Bytes that never change while the server runs, and the shorter forms in which they may travel.

Only such bytes are compressed: they hold no secret and nothing of a visitor's, so their length tells nothing
(BREACH needs both in one body). What a page without scripts answers has a constant size and stays as it is;
so do keys and board: random bytes do not shrink, and their sizes are part of the formats.

Browsers take brotli over https only, so gzip is what an onion service gives; libdeflate makes it a
twenty-fifth smaller than zlib can.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import brotli
import deflate
from flask import Response, request

__all__ = ["Served", "encoded", "send"]

SMALLEST = 256  # bytes below which a header more costs what compression saves


@dataclass(frozen=True, slots=True)
class Served:
    """Bytes ready to be sent, and their media type."""

    body: bytes
    type: str


def send(served: Served) -> Response:
    """Answer with the shortest form of ``served`` that the browser takes."""
    forms = encoded(served.body)
    accepted = request.accept_encodings
    for name, body in forms.items():
        # "*" is not asked for by any browser; only a name that is spelt out counts.
        if any(each.lower() == name and quality > 0 for each, quality in accepted):
            return Response(body, content_type=served.type, headers={"Content-Encoding": name})
    return Response(served.body, content_type=served.type)


@lru_cache(maxsize=1024)
def encoded(body: bytes) -> Mapping[str, bytes]:
    """Return the compressed forms of ``body``, the shortest first; the same bytes give the same bytes."""
    if len(body) < SMALLEST:
        return {}
    forms = {
        "br": brotli.compress(body, mode=brotli.MODE_TEXT),
        "gzip": bytes(deflate.gzip_compress(body, 12)),
    }
    return {name: form for name, form in forms.items() if len(form) < len(body)}
