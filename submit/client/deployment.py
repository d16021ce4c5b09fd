"""Getting to know a deployment: its manifest, and every key a message may need, checked first of all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from keys import keyfile, manifest, signed, tags, trust
from keys.calendar import epoch_of
from keys.errors import UntrustedError
from keys.keyfile import SIZE
from keys.manifest import Manifest
from keys.primitives import HybridPublic
from submit.client.price import fetch_challenge
from submit.client.site import Site

__all__ = ["MANIFEST_LIMIT", "Deployment", "open_deployment"]

MANIFEST_LIMIT = signed.BODY_LIMITS[tags.MAGIC_MANIFEST] + 2048


@dataclass(frozen=True, slots=True, kw_only=True)
class Deployment:
    """A manifest whose signatures hold, and the keys of one day: each lane's, and the identity key."""

    manifest: Manifest
    lanes: Mapping[str, HybridPublic]
    identity: tuple[int, HybridPublic]


def open_deployment(site: Site, pinned: bytes | None, day: date) -> Deployment:
    """Fetch and check the manifest, then every key, in one order always.

    All are fetched, since which one is needed is nobody's business.

    Raises:
        ClientError: of the network, or ``clock``.
        FormatError, UntrustedError: what is wrong with the manifest or a key; ``fingerprint``, ``epoch``.
    """
    checked = manifest.parse(site.get("/manifest", MANIFEST_LIMIT))
    if pinned is not None:
        trust.check_root(checked, pinned, lambda serial: site.get(f"/manifests/{serial}", MANIFEST_LIMIT))
    try:
        checked.intake_key("desk", day)
    except UntrustedError:
        fetch_challenge(site)  # where there is no key for the day, it may be this clock that is wrong
        raise
    epoch = epoch_of(day)
    ids = {lane: epochs[epoch] for lane, epochs in checked.lanes.items() if epoch in epochs}
    keys = {lane: _fetch(site, key) for lane, key in ids.items()}
    quarter, identity = checked.identity
    return Deployment(manifest=checked, lanes=keys, identity=(quarter, _fetch(site, identity)))


def _fetch(site: Site, key: str) -> HybridPublic:
    return keyfile.parse(site.get(f"/keys/{key}", SIZE), key)
