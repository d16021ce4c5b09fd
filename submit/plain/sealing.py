"""Seal for a reporter whose browser cannot: straight from the connection into the vault, as ciphertext."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import BinaryIO, cast

from keys import keyfile
from keys.calendar import epoch_of
from keys.draft import Draft
from keys.envelope import seal
from keys.envelope.seal import File
from keys.errors import FormatError
from keys.mailbox import Mailbox
from keys.primitives import HybridPublic
from submit.plain.multipart import FilePart
from vault.arriving import Arriving
from vault.store import Store

__all__ = ["Sealer"]


@dataclass(frozen=True, slots=True)
class Sealer:
    """Seals into ``store``."""

    store: Store

    def seal(
        self, draft: Draft, box: Mailbox, lane: str, files: Iterable[FilePart], skipped: list[str]
    ) -> bytes:
        """Seal a message and keep it; return the envelope's id, 32 bytes.

        Names of files that turn out to be empty are added to ``skipped``. Whatever fails, nothing is kept.

        Raises:
            FormError: the form ends too early, is damaged, or brings too many files.
            KeysError: ``report``, ``bounds``, ``identity``, ``size``; ``epoch`` or ``key-file``.
            VaultError: as ``Arriving``.
        """
        day, manifest = draft.sent, self.store.manifest
        quarter, identity = manifest.identity
        with Arriving(self.store, day) as envelope:
            seal(
                envelope,
                draft,
                deployment=manifest.deployment,
                epoch=epoch_of(day),
                lanes=[self._lane(lane, day)],
                mailbox=box,
                files=_with_contents(files, skipped),
                identity_key=(quarter, self._key(identity)),
            )
            return envelope.keep()

    def pass_on(self, sealed: FilePart, day: date) -> bytes:
        """Keep an envelope that was sealed elsewhere; return its id, 32 bytes.

        Raises:
            FormError: the form ends too early or is damaged.
            VaultError: as ``Arriving``.
        """
        with Arriving(self.store, day) as envelope:
            while piece := sealed.read():
                envelope.write(piece)
            return envelope.keep()

    def _lane(self, lane: str, day: date) -> HybridPublic:
        return self._key(self.store.manifest.intake_key(lane, day))

    def _key(self, identifier: str) -> HybridPublic:
        try:
            return keyfile.parse((self.store.server / "keys" / identifier).read_bytes(), identifier)
        except OSError as error:
            raise FormatError("key-file", "A key that the manifest names is not here.") from error


def _with_contents(files: Iterable[FilePart], skipped: list[str]) -> Iterator[File]:
    for file in files:
        if file.is_empty():
            skipped.append(file.name)
        else:
            yield file.name, file.type, cast("BinaryIO", file)
