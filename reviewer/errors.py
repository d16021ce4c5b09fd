"""What can go wrong at the workstation, as one shallow tree.

ReviewerError
├── StoreError          the encrypted store cannot be used as it is    (store-key, store-damaged, store-busy,
│                                                                       store-full, store-version)
├── WorkstationError    the offline folder is not what it should be    (manifest, deployment, desk-key,
│                                                                       clock, envelope-missing, team,
│                                                                       answers, desk-toml, sync, backup)
└── RequestError        what was asked cannot be done, nothing was     (case, envelope, attachment, exists,
    │                                                                   reply-empty, reply-text, reply-erased,
    │                                                                   reply-same, reply-none, reply-out,
    │                                                                   reason, identity, identity-key,
    │                                                                   passphrase-file, head, unpublished,
    │                                                                   cluster, hash-list, state, urgency,
    │                                                                   category, assignee, tag, link, text,
    │                                                                   check, undo, search, exposure, asked,
    │                                                                   message)
    └── TooLongError    the reply does not fit                         (reply-long)

What an envelope is set aside for is no error of this package: it is the ``kind`` of keys/errors.py, or one of
``id``, ``copy`` and ``mailbox``, kept beside the envelope (reviewer/intake.py). Messages are sentences for
people and never hold a secret.
"""

from __future__ import annotations

__all__ = ["RequestError", "ReviewerError", "StoreError", "TooLongError", "WorkstationError"]


class ReviewerError(Exception):
    """Base of all errors of this package; never raised itself."""

    def __init__(self, kind: str, message: str) -> None:
        super().__init__(message)
        self.kind = kind


class StoreError(ReviewerError):
    """The encrypted store cannot be used as it is."""


class WorkstationError(ReviewerError):
    """The offline folder lacks something, or holds what belongs elsewhere."""


class RequestError(ReviewerError):
    """What was asked cannot be done, and nothing was."""


class TooLongError(RequestError):
    """A reply is ``excess`` characters too long."""

    def __init__(self, excess: int) -> None:
        super().__init__(
            "reply-long", f"This reply is {excess} characters too long. Shorten it, or send it as two."
        )
        self.excess = excess
