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
from keys.durable import write_private
from keys.manifest import BoardPolicy, Limits, Manifest, RootKeys
from keys.private import epochs, keystore
from keys.private.hybrid import HybridPrivate
from keys.private.kek import WEEKS, Chain, following
from keys.private.keystore import NewPerson, Strength
from keys.private.sections import fresh
from keys.sizes import CLASSES, envelope_length

__all__ = ["LANES", "Site", "create_demonstration", "renew_demonstration"]

LANES = ("desk", "oversight")
ROOT_K, ROOT_N = 2, 3
# The passphrase lies beside the keys: more would cost time and guard nothing.
STRENGTH = Strength()
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
        (folder / "keys").mkdir()
    passphrase = words.read("eff").spell(int.from_bytes(primitives.random_bytes(12), "big"), 6)
    write_private(offline / "passphrase", passphrase.encode())
    deployment = primitives.random_bytes(16)
    vault_seed = primitives.random_bytes(32)
    write_private(server / "vault.seed", vault_seed)
    roots = [primitives.random_bytes(32) for _ in range(ROOT_N)]
    for number, seed in enumerate(roots, 1):
        signer = NewPerson(f"signer-{number}", passphrase, ("signer",))
        keystore.create(
            offline / f"root-{number}.keystore",
            deployment=deployment,
            lane="",
            people=[signer],
            contents={"root": seed},
            strength=STRENGTH,
        )
    quarter, identity = quarter_of(day), HybridPrivate.generate()
    teams = {lane: _team(offline, lane, passphrase, deployment, day, {quarter: identity}) for lane in LANES}
    made = Manifest(
        deployment=deployment,
        demonstration=True,
        names=NAMES,
        serial=1,
        previous=bytes(32),
        issued=day,
        root=RootKeys(k=ROOT_K, keys=tuple(sorted(map(primitives.signing_public, roots)))),
        desk=teams["desk"][0],
        vault=primitives.signing_public(vault_seed),
        lanes={lane: _publish(offline, server, chain) for lane, (_, chain) in teams.items()},
        identity=(quarter, _write_key(offline, server, identity)),
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
    roots = []
    for number in range(1, ROOT_K + 1):
        with keystore.unlock(offline / f"root-{number}.keystore", passphrase) as signer:
            roots.append(signer.root())
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
    return _release(offline, server, following, roots)


def _team(
    offline: Path,
    lane: str,
    passphrase: str,
    deployment: bytes,
    day: date,
    identity: Mapping[int, HybridPrivate],
) -> tuple[bytes, Chain]:
    """Make a lane's keystore and ratchet; return its team key and weeks.

    The desk's custodian alone may open identities.
    """
    contents = fresh()
    roles: tuple[str, ...] = ("reviewer", "supervisor")
    if lane == "desk":
        contents["identity"] = dict(identity)
        roles = (*roles, "custodian")
    path = keystore.of_lane(offline, lane)
    person = NewPerson("reviewer", passphrase, roles)
    keystore.create(
        path, deployment=deployment, lane=lane, people=[person], contents=contents, strength=STRENGTH
    )
    chain = _chain(lane, deployment, epoch_of(day), day)
    with keystore.unlock(path, passphrase) as session:
        epochs.begin(session, [chain], day)
        return session.team, chain


def _chain(lane: str, deployment: bytes, first: int, day: date) -> Chain:
    last = max(first, epoch_of(day + timedelta(weeks=WEEKS - 1)))
    master = primitives.random_bytes(32)
    return Chain.start(master, lane=lane, deployment=deployment, first=first, last=last)


def _extend(
    offline: Path, server: Path, lane: str, listed: dict[int, str], passphrase: str, day: date
) -> dict[int, str]:
    """Add the weeks that are missing from a lane's keys, and drop from the list those long past."""
    with keystore.unlock(keystore.of_lane(offline, lane), passphrase) as session:
        # Nobody sits at a demonstration to confirm the date after it lay still for months.
        weeks = epochs.open_weeks(session, day, known=day, confirmed=True)
        epochs.destroy_due(session, weeks, day)
        if epoch_of(day + timedelta(weeks=WEEKS - 1)) > max(listed):
            first = max(epoch_of(day), following(max(listed)))
            chain = _chain(lane, session.deployment, first, day)
            epochs.add_chain(session, weeks, chain, day)
            listed |= _publish(offline, server, chain)
    oldest = epoch_of(day - timedelta(weeks=4))
    return {epoch: key for epoch, key in listed.items() if epoch >= oldest}


def _publish(offline: Path, server: Path, chain: Chain) -> dict[int, str]:
    return {epoch: _write_key(offline, server, chain.pair(epoch)) for epoch in chain.epochs()}


def _write_key(offline: Path, server: Path, pair: HybridPrivate) -> str:
    public = pair.public()
    key = keyfile.key_id(public)
    for folder in (offline, server):
        (folder / "keys" / key).write_bytes(keyfile.pack(public))
    return key


def _release(offline: Path, server: Path, made: Manifest, seeds: list[bytes]) -> Manifest:
    packed = manifest.sign(made, seeds).pack()
    checked = manifest.parse(packed, made.root.fingerprint)
    known = history.collect([*history.stored(offline / history.FOLDER), packed])
    for folder in (offline, server):
        history.write(folder / history.FOLDER, known)
    write_private(offline / "manifest", packed)
    write_private(server / "manifest", packed)
    return checked
