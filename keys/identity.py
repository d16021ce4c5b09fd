"""A declared identity, sealed again inside the report, for custodians only (docs/formats.md §5.7)."""

from __future__ import annotations

from collections.abc import Mapping

from keys import canonical, tags
from keys.errors import FormatError
from keys.primitives import HybridPublic
from keys.wire import u16
from keys.wrap import OVERHEAD, wrap

__all__ = ["BLOCK", "SEALED", "check_declared", "seal_identity"]

BLOCK = 1024
SEALED = BLOCK + OVERHEAD
_LIMITS = {"contact": (0, 300), "name": (1, 200), "number": (0, 40)}


def seal_identity(
    declared: Mapping[str, str],
    *,
    deployment: bytes,
    quarter: int,
    recipient: HybridPublic,
    author: bytes,
    message: bytes,
) -> bytes:
    """Seal ``{"contact", "name", "number"}`` to the identity key, bound to one message; 2,208 bytes.

    Raises:
        FormatError: ``identity``, a field is missing, too long, or does not fit the block.
    """
    check_declared(declared)
    body = canonical.dumps(declared)
    if len(body) > BLOCK - 2:
        raise FormatError("identity", "The name, number and contact are too long together.")
    block = (u16(len(body)) + body).ljust(BLOCK, b"\0")
    return wrap(tags.IDENTITY, deployment, quarter, recipient, block, author + message)


def check_declared(declared: Mapping[str, object]) -> None:
    """Raise ``identity`` unless ``declared`` has exactly the three texts within their lengths."""
    if set(declared) != set(_LIMITS):
        raise FormatError("identity", "A declared identity has a name, a number and a contact.")
    for key, (least, most) in _LIMITS.items():
        value = declared[key]
        if not isinstance(value, str) or not least <= len(value) <= most:
            raise FormatError(
                "identity", f"The {key} of a declared identity must be {least} to {most} characters."
            )
