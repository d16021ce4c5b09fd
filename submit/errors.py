"""What can go wrong in the web front end, as one shallow tree.

SubmitError
├── SetupError   the site cannot be served as it stands; the sentence tells the operator what to do
├── BuildError   the browser code or the catalogues could not be built
├── FormError    a form without scripts cannot be read: ``multipart``, ``bounds``, ``charset``, ``order``
├── SlowError    a body came more slowly than is waited for: ``slow``, answered as 408
├── WorkError    an envelope came without its price: ``work``, answered as 403
├── TokenError   the no-script form's token is not good now: ``early`` (with ``seconds``) or ``expired``
├── ClientError  a reporter's message cannot be sent, or answers read, just now (``status`` of a refusal)
└── VerifyError  a site could not be checked from outside: ``address``, ``fingerprint``, ``unreachable``, …

What a visitor sees is in pages.py (sentences per status) and in the vault's own errors (refused envelopes).
"""

from __future__ import annotations

__all__ = [
    "BuildError",
    "ClientError",
    "FormError",
    "SetupError",
    "SlowError",
    "SubmitError",
    "TokenError",
    "VerifyError",
    "WorkError",
]


class SubmitError(Exception):
    """Base of all errors of this package; never raised itself."""

    def __init__(self, kind: str, message: str) -> None:
        super().__init__(message)
        self.kind = kind


class SetupError(SubmitError):
    """The site cannot be served as it stands."""


class BuildError(SubmitError):
    """The browser code or the catalogues could not be built."""


class ClientError(SubmitError):
    """The command-line client cannot go on; the sentence tells the reporter what to do."""

    def __init__(self, kind: str, message: str, status: int = 0) -> None:
        super().__init__(kind, message)
        self.status = status


class FormError(SubmitError):
    """What a form without scripts sent is damaged, or more than its pages ever send."""


class SlowError(SubmitError):
    """The request came more slowly than any line is; what came of an upload until then is kept."""

    status = 408

    def __init__(self) -> None:
        super().__init__("slow", "This came too slowly. Send it again.")


class VerifyError(SubmitError):
    """A site could not be checked from outside; what was found on it is no error but a finding."""


class WorkError(SubmitError):
    """The proof of work is missing, too old, too weak, or was spent on another envelope."""

    status = 403

    def __init__(self) -> None:
        super().__init__("work", "The proof of work does not hold. Ask for the challenge and work again.")


class TokenError(SubmitError):
    """The form's token is too young, when ``seconds`` says how long to wait, or too old."""

    def __init__(self, seconds: int = 0) -> None:
        if seconds:
            super().__init__("early", f"This form was sent too quickly. Wait {seconds} seconds.")
        else:
            super().__init__("expired", "This form is too old. Load the page again.")
        self.seconds = seconds
