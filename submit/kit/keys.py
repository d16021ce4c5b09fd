"""Manifest and keys that a kit carries, so that it seals where its site cannot be reached.

They are what the site gives out, and are checked by the kit as if they had come from there. An epoch is
valid by its date alone, so a kit whose weeks are over says so, and seals nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path

from keys import keyfile, manifest
from keys.calendar import epoch_of
from keys.errors import KeysError
from keys.manifest import Manifest
from submit.errors import BuildError
from submit.kit.pins import Pins

__all__ = ["carried"]


def carried(server: Path, pins: Pins, day: date) -> Mapping[str, bytes]:
    """Return the manifest of ``server``, and its keys of ``day``'s week and all after it, by path.

    Raises:
        BuildError: ``kit``, one is missing, does not hold, or is not of the pinned root.
    """
    try:
        packed = (server / "manifest").read_bytes()
        checked = manifest.parse(packed)
        if checked.root.fingerprint != pins.fingerprint:
            raise BuildError("kit", "The manifest in the server's folder is not of this root fingerprint.")
        return {"/manifest": packed, **dict(_keys(server, checked, epoch_of(day)))}
    except OSError as error:
        raise BuildError("kit", f"{error.filename} cannot be read: {error.strerror}.") from error
    except KeysError as error:
        raise BuildError(
            "kit", f"The manifest or a key in the server's folder does not hold: {error}"
        ) from error


def _keys(server: Path, checked: Manifest, first: int) -> Iterator[tuple[str, bytes]]:
    wanted = {key for lane in checked.lanes.values() for epoch, key in lane.items() if epoch >= first}
    for key in sorted({*wanted, checked.identity[1]}):
        body = (server / "keys" / key).read_bytes()
        keyfile.parse(body, key)
        yield f"/keys/{key}", body
