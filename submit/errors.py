"""What can go wrong in the web front end, as one shallow tree.

SubmitError
├── SetupError   the site cannot be served as it stands; the sentence tells the operator what to do
└── BuildError   the browser code or the catalogues could not be built

What a visitor sees is in pages.py (sentences per status) and in the vault's own errors (refused envelopes).
"""

from __future__ import annotations

__all__ = ["BuildError", "SetupError", "SubmitError"]


class SubmitError(Exception):
    """Base of all errors of this package; never raised itself."""

    def __init__(self, kind: str, message: str) -> None:
        super().__init__(message)
        self.kind = kind


class SetupError(SubmitError):
    """The site cannot be served as it stands."""


class BuildError(SubmitError):
    """The browser code or the catalogues could not be built."""
