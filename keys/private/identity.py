"""Reveal a declared identity (docs/formats.md §5.7); needs the custodians' key."""

from __future__ import annotations

from keys import canonical, tags
from keys.errors import FormatError
from keys.identity import BLOCK, SEALED, check_declared
from keys.private.hybrid import Pair, unwrap
from keys.report import Report
from keys.wire import from_base64url

__all__ = ["reveal"]


def reveal(report: Report, *, deployment: bytes, quarter: int, recipient: Pair) -> dict[str, str]:
    """Return ``{"contact", "name", "number"}`` of a report whose identity is declared.

    Raises:
        FormatError: ``identity``, none is declared or the block is malformed.
        NotForMeError: it is sealed to another key, or was lifted from another message.
    """
    if report.identity["kind"] != "declared":
        raise FormatError("identity", "This report declares no identity.")
    sealed = from_base64url(report.identity["sealed"], SEALED, "identity")
    block = unwrap(tags.IDENTITY, deployment, quarter, recipient, sealed, report.author + report.message)
    length = int.from_bytes(block[:2], "big")
    if length > BLOCK - 2 or any(block[2 + length :]):
        raise FormatError("identity", "The declared identity is malformed.")
    declared = canonical.loads(block[2 : 2 + length], BLOCK)
    check_declared(declared)
    return declared
