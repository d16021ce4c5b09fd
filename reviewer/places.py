"""Where one keystore's things lie in the offline folder.

``keystore`` owns ``store.db``, ``envelopes/`` and ``incoming/``; ``oversight.keystore`` owns
``oversight.store.db`` and so on. Two lanes on one disk therefore share nothing but the manifest.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from keys import history

__all__ = ["Places"]

_KEYSTORE = "keystore"


@dataclass(frozen=True, slots=True)
class Places:
    """The paths that belong to keystore file ``keystore`` of folder ``offline``."""

    offline: Path
    keystore: str = _KEYSTORE

    @property
    def keystore_file(self) -> Path:
        """The keystore itself."""
        return self.offline / self.keystore

    @property
    def manifest(self) -> Path:
        """The manifest in force, brought by the root signers."""
        return self.offline / "manifest"

    @property
    def manifests(self) -> Path:
        """Every manifest there was: the list behind the log."""
        return self.offline / history.FOLDER

    @property
    def public_keys(self) -> Path:
        """Public key files by id, as the ceremony made them, to be published."""
        return self.offline / "keys"

    @property
    def store(self) -> Path:
        """The encrypted store."""
        return self._own("store.db")

    @property
    def envelopes(self) -> Path:
        """Original ciphertexts, each under its id."""
        return self._own("envelopes")

    @property
    def incoming(self) -> Path:
        """Where envelopes grow until they are complete."""
        return self._own("incoming")

    def _own(self, name: str) -> Path:
        return self.offline / (self.keystore.removesuffix(_KEYSTORE) + name)
