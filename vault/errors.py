"""What can go wrong with keeping and carrying ciphertext, as one shallow tree.

VaultError
├── RefusedError               this envelope is not taken, and nothing of it was kept
│   ├── LengthNeededError 411  its length was not said beforehand: ``length``
│   ├── TooLargeError     413  it is larger than the manifest allows: ``large``
│   ├── MalformedError    400  it is no envelope: ``size``, ``magic``, ``version``, ``truncated``
│   ├── EpochError        409  it was sealed for another week: ``epoch``
│   └── HeaderError       403  it does not begin with the header that was paid for: ``work``
├── UploadError                this piece of an upload is not taken; base, never raised itself
│   ├── OffsetError       409  it does not continue what is here: ``offset``
│   ├── LockedError       423  another piece of it is on its way: ``locked``
│   └── GoneError         410  no such upload, or no longer: ``expired``
├── BusyError             503  there are too many uploads at once: ``busy``
├── FullError             507  no room, and nothing half kept: ``full``
├── StoreError            500  the vault's folder is missing, damaged or busy
├── BundleError           500  what came on a stick is damaged, forged or not what it should be
└── ChainError            500  it is genuine, and not what comes next: ``replay``, ``fork``, ``truncated``

``kind`` is the name of the failure in docs/formats.md where it has one; ``status`` is the answer over HTTP.
Messages are sentences for people and never hold a secret. Bytes that break a rule of a format raise the
errors of keys/errors.py, also here.
"""

from __future__ import annotations

__all__ = [
    "BundleError",
    "BusyError",
    "ChainError",
    "EpochError",
    "FullError",
    "GoneError",
    "HeaderError",
    "LengthNeededError",
    "LockedError",
    "MalformedError",
    "OffsetError",
    "RefusedError",
    "StoreError",
    "TooLargeError",
    "UploadError",
    "VaultError",
]


class VaultError(Exception):
    """Base of all errors of this package; never raised itself."""

    status = 500

    def __init__(self, kind: str, message: str) -> None:
        super().__init__(message)
        self.kind = kind


class RefusedError(VaultError):
    """The envelope is not taken; base of the reasons, never raised itself."""

    status = 400


class LengthNeededError(RefusedError):
    """The request does not say how long its body is."""

    status = 411

    def __init__(self) -> None:
        super().__init__("length", "Say the length of the envelope before sending it (Content-Length).")


class TooLargeError(RefusedError):
    """The body is larger than the manifest allows."""

    status = 413

    def __init__(self, limit: int) -> None:
        super().__init__("large", f"This is too large: at most {limit} bytes are taken.")


class MalformedError(RefusedError):
    """The body is not an envelope."""


class EpochError(RefusedError):
    """The envelope was sealed for a week that is not, or no longer, taken."""

    status = 409

    def __init__(self) -> None:
        super().__init__(
            "epoch", "This was sealed for another week. Check the date of your device, and seal it again."
        )


class HeaderError(RefusedError):
    """The upload's first bytes are not the header that was announced."""

    status = 403

    def __init__(self) -> None:
        super().__init__("work", "This is not the envelope that was announced. Begin again.")


class UploadError(VaultError):
    """A piece of an upload is not taken; base of the reasons, never raised itself."""


class OffsetError(UploadError):
    """The piece does not begin where the upload has ended so far."""

    status = 409

    def __init__(self) -> None:
        super().__init__("offset", "This piece does not come next. Ask for the offset, and go on from there.")


class LockedError(UploadError):
    """Another request is adding to this upload."""

    status = 423

    def __init__(self) -> None:
        super().__init__("locked", "Another piece of this upload is on its way. Wait for it to end.")


class GoneError(UploadError):
    """There is no upload of this name: it never was, was taken back, or is too old."""

    status = 410

    def __init__(self) -> None:
        super().__init__("expired", "This upload is not here any more. Send the whole again.")


class BusyError(VaultError):
    """There are as many unfinished uploads as there may be; none can be given up yet."""

    status = 503

    def __init__(self) -> None:
        super().__init__("busy", "Too much is being sent at this moment. Try again in a few minutes.")


class FullError(VaultError):
    """There is no room left; whatever was acknowledged before stays."""

    status = 507

    def __init__(self) -> None:
        super().__init__("full", "There is no room left just now. Nothing was kept; try again later.")


class StoreError(VaultError):
    """The vault's folder cannot be used as it is."""


class BundleError(VaultError):
    """Something on the stick is damaged, forged, or not what it should hold."""


class ChainError(VaultError):
    """A genuine segment that does not continue what was taken before."""
