"""Make and renew a demonstration deployment: every key in one place, which a real ceremony never does.

The offline folder holds what belongs on air-gapped workstations and with the root signers; the server folder
holds what a server may hold. Nothing private crosses from one to the other but the vault's own signing seed.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

from keys import history, keyfile, manifest, merkle, primitives, words
from keys.calendar import epoch_of, quarter_of
from keys.manifest import BoardPolicy, Limits, Manifest, RootKeys
from keys.private import keystore
from keys.private.contents import Contents
from keys.private.hybrid import HybridPrivate
from keys.sizes import CLASSES, envelope_length

__all__ = ["LANES", "Site", "create_demonstration", "renew_demonstration"]

LANES = ("desk", "oversight")
WEEKS = 13
ROOT_K, ROOT_N = 2, 3
NAMES = {
    "ar": "أمانة: منصة تجريبية",
    "en": "Amana: demonstration",
    "fr": "Amana : démonstration",
}
NOTICE = """DEMONSTRATION KEYS

Every key of this deployment was made in one place, by one program, with its passphrase beside it.
Never send a real report to it, and never use these files for a real one.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """What the manifest says of the web pages: the exact policy and the SHA-256 of every asset by path."""

    csp: str
    assets: Mapping[str, str] = field(default_factory=dict)


def create_demonstration(offline: Path, server: Path, site: Site, day: date) -> Manifest:
    """Write both folders anew.

    Raises:
        FileExistsError: either folder is there already.
    """
    for folder in (offline, server):
        folder.mkdir(parents=True, mode=0o700)
        (folder / "DEMONSTRATION.txt").write_text(NOTICE)
    (server / "keys").mkdir()
    passphrase = words.read("eff").spell(int.from_bytes(primitives.random_bytes(12), "big"), 6)
    keystore.write_private(offline / "passphrase", passphrase.encode())
    deployment = primitives.random_bytes(16)
    desk_seed = primitives.random_bytes(32)
    desk = Contents(
        board=primitives.random_bytes(32),
        desk=desk_seed,
        identity={quarter_of(day): HybridPrivate.generate()},
    )
    vault_seed = primitives.random_bytes(32)
    roots = [primitives.random_bytes(32) for _ in range(ROOT_N)]
    intake = {lane: _epochs(day) for lane in LANES}
    desk.intake = {"desk": intake["desk"]}
    held = {
        "keystore": desk,
        "oversight.keystore": Contents(intake={"oversight": intake["oversight"]}),
        **{f"root-{n}.keystore": Contents(root=seed) for n, seed in enumerate(roots, 1)},
    }
    for name, contents in held.items():
        keystore.create(offline / name, passphrase, deployment, contents)
    keystore.write_private(server / "vault.seed", vault_seed)
    (quarter, identity) = next(iter(desk.identity.items()))
    made = Manifest(
        deployment=deployment,
        demonstration=True,
        names=NAMES,
        serial=1,
        previous=bytes(32),
        issued=day,
        root=RootKeys(k=ROOT_K, keys=tuple(sorted(map(primitives.signing_public, roots)))),
        desk=primitives.signing_public(desk_seed),
        vault=primitives.signing_public(vault_seed),
        lanes={lane: _publish(server, intake[lane]) for lane in LANES},
        identity=(quarter, _write_key(server, identity)),
        limits=Limits(attachments=20, envelope=envelope_length(CLASSES[-1])),
        board=BoardPolicy(b=0, cadence="daily", k=64, list=1024),
        csp=site.csp,
        assets=site.assets,
        log=merkle.EMPTY,
    )
    return _release(offline, server, made, roots[:ROOT_K])


def renew_demonstration(offline: Path, server: Path, site: Site, day: date) -> Manifest:
    """Sign the next manifest if the pages changed or intake keys run out; otherwise return the current one.

    Raises:
        KeysError: a file of the offline folder is damaged.
    """
    current = manifest.parse((offline / "manifest").read_bytes())
    lasting = all(epoch_of(day + timedelta(weeks=2)) in epochs for epochs in current.lanes.values())
    if lasting and current.csp == site.csp and dict(current.assets) == dict(site.assets):
        return current
    passphrase = (offline / "passphrase").read_text()
    lanes = {
        lane: _extend(offline, server, lane, dict(current.lanes[lane]), passphrase, day) for lane in LANES
    }
    roots = [keystore.unlock(offline / f"root-{n}.keystore", passphrase) for n in range(1, ROOT_K + 1)]
    following = dataclasses.replace(
        current,
        serial=current.serial + 1,
        previous=current.hash,
        issued=day,
        lanes=lanes,
        csp=site.csp,
        assets=site.assets,
        log=history.collect(history.stored(offline / history.FOLDER)).head,
    )
    return _release(offline, server, following, [root.contents.root or b"" for root in roots])


def _epochs(day: date) -> dict[int, HybridPrivate]:
    return {epoch_of(day + timedelta(weeks=week)): HybridPrivate.generate() for week in range(WEEKS)}


def _extend(
    offline: Path, server: Path, lane: str, listed: dict[int, str], passphrase: str, day: date
) -> dict[int, str]:
    """Add the weeks that are missing from a lane's keys, and drop from the list those long past."""
    name = "keystore" if lane == "desk" else f"{lane}.keystore"
    held = keystore.unlock(offline / name, passphrase)
    fresh = {epoch: pair for epoch, pair in _epochs(day).items() if epoch not in listed}
    held.contents.intake.setdefault(lane, {}).update(fresh)
    held.save()
    first = epoch_of(day - timedelta(weeks=4))
    return {epoch: key for epoch, key in (listed | _publish(server, fresh)).items() if epoch >= first}


def _publish(server: Path, pairs: Mapping[int, HybridPrivate]) -> dict[int, str]:
    return {epoch: _write_key(server, pair) for epoch, pair in pairs.items()}


def _write_key(server: Path, pair: HybridPrivate) -> str:
    public = pair.public()
    key = keyfile.key_id(public)
    (server / "keys" / key).write_bytes(keyfile.pack(public))
    return key


def _release(offline: Path, server: Path, made: Manifest, seeds: list[bytes]) -> Manifest:
    packed = manifest.sign(made, seeds).pack()
    checked = manifest.parse(packed, made.root.fingerprint)
    known = history.collect([*history.stored(offline / history.FOLDER), packed])
    for folder in (offline, server):
        history.write(folder / history.FOLDER, known)
    keystore.write_private(offline / "manifest", packed)
    keystore.write_private(server / "manifest", packed)
    return checked
