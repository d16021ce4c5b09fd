"""Say what is wrong with foreign bytes: one error, told apart by the page's kinds (§1)."""

from __future__ import annotations

__all__ = ["FormatError", "need"]


class FormatError(Exception):
    """Bytes that the page refuses; `kind` is the word that the page has for it."""

    def __init__(self, kind: str, **more: object) -> None:
        super().__init__(kind)
        self.kind = kind
        self.more = more


def need(holds: object, kind: str) -> None:
    """Raise the error unless the condition holds."""
    if not holds:
        raise FormatError(kind)
