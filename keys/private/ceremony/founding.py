"""Make what a ceremony makes: root signers, teams with their weeks and shares, the first manifest.

Each step is whole or not there: one that was interrupted is begun again, and nothing it made is in use before
the manifest is signed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from keys import history, keyfile, manifest, merkle, primitives
from keys.calendar import quarter_of
from keys.durable import write_private
from keys.errors import KeystoreError, ShareError
from keys.manifest import BoardPolicy, Limits, Manifest
from keys.private import changes, epochs, keystore, shares
from keys.private.ceremony.facts import Facts
from keys.private.ceremony.randomness import Randomness
from keys.private.hybrid import HybridPrivate
from keys.private.kek import Chain
from keys.private.keystore import NewPerson, Strength
from keys.private.sections import fresh
from keys.private.shares import Plan
from keys.roots import RootKeys
from keys.sizes import CLASSES, envelope_length

__all__ = [
    "KEYS",
    "ROOT",
    "Founded",
    "check_drill",
    "first_manifest",
    "make_signer",
    "make_team",
    "release",
    "write_key",
]

KEYS = "keys"
ROOT = "root.keystore"
LIMITS = Limits(attachments=20, envelope=envelope_length(CLASSES[-1]))
POLICY = BoardPolicy(b=0, cadence="daily", k=320, list=4096)


@dataclass(frozen=True, slots=True)
class Founded:
    """A team whose keystore was made: shares by group, to be printed and forgotten; master for the drill."""

    facts: Facts
    keystore: Path
    shares: list[list[str]] = field(repr=False)
    master: bytes = field(repr=False)


def make_signer(
    folder: Path,
    facts: Facts,
    name: str,
    passphrase: str,
    random: Randomness,
    strength: Strength | None = None,
) -> Facts:
    """Make a root signer's key in ``folder``, a stick of that person's own; add its public half.

    Raises:
        FileExistsError: a root key lies there already.
        KeystoreError: ``bounds``, for the name.
    """
    seed = random.draw()
    keystore.create(
        folder / ROOT,
        deployment=facts.id,
        lane="",
        people=[NewPerson(name, passphrase, ("signer",))],
        contents={"root": seed},
        strength=strength,
    )
    return replace(facts, signers={**facts.signers, name: primitives.signing_public(seed).hex()})


def make_team(
    folder: Path,
    facts: Facts,
    lane: str,
    people: Sequence[NewPerson],
    plan: Plan,
    random: Randomness,
    *,
    two_custodians: bool = False,
    strength: Strength | None = None,
) -> Founded:
    """Make a lane's keystore, week keys and recovery shares; a half-made one of before is removed first.

    Raises:
        KeystoreError: ``bounds`` or ``person``, for a name or a role.
        ShareError: ``plan``.
    """
    plan.check()
    path = keystore.of_lane(folder, lane)
    if lane not in facts.teams:
        keystore.wipe(path)
    day = date.fromisoformat(facts.day)
    contents = fresh(random.draw)
    quarter, identity = quarter_of(day), HybridPrivate.from_seed(random.draw(96))
    if lane == "desk":
        contents["identity"] = {quarter: identity}
    keystore.create(
        path,
        deployment=facts.id,
        lane=lane,
        people=people,
        contents=contents,
        two_custodians=two_custodians,
        strength=strength,
    )
    master = random.draw()
    chain = Chain.start(master, lane=lane, deployment=facts.id, first=facts.first, last=facts.last)
    team = _bless(path, people, master, chain, day)
    listed = {epoch: write_key(folder, chain.pair(epoch)) for epoch in chain.epochs()}
    roles = {person.name: sorted(person.roles) for person in people}
    facts = facts.with_team(lane, team, listed, roles, [list(group) for group in plan.groups])
    if lane == "desk":
        facts = replace(facts, identity=(quarter, write_key(folder, identity)))
    return Founded(facts, path, shares.split(master, plan), master)


def check_drill(founded: Founded, typed: Sequence[str]) -> None:
    """Really recover from shares that were typed back from the printed sheets.

    Raises:
        ShareError: as ``shares.combine``; ``foreign``, they open another keystore than this one.
    """
    master = shares.combine(typed)
    with keystore.recover(founded.keystore, master) as session:
        if not (primitives.equal(master, founded.master) and session.holds("intake")):
            raise ShareError("foreign", "These shares open another keystore than the one just made.")


def first_manifest(facts: Facts, *, vault: bytes, csp: str, assets: Mapping[str, str]) -> Manifest:
    """Return the first manifest, to be signed by the root signers.

    Raises:
        FormatError: ``bounds``, something in it cannot be.
    """
    made = Manifest(
        deployment=facts.id,
        demonstration=False,
        names=facts.names,
        serial=1,
        previous=bytes(32),
        issued=date.fromisoformat(facts.day),
        root=RootKeys(k=facts.k, keys=tuple(sorted(bytes.fromhex(key) for key in facts.signers.values()))),
        desk=bytes.fromhex(facts.teams["desk"]),
        vault=vault,
        lanes={
            lane: {int(epoch): key for epoch, key in listed.items()} for lane, listed in facts.epochs.items()
        },
        identity=facts.identity,
        limits=LIMITS,
        board=POLICY,
        csp=csp,
        assets=assets,
        log=merkle.EMPTY,
    )
    return manifest.without_checking(manifest.body(made))


def release(folder: Path, signed: bytes, server: Path) -> Manifest:
    """Put the signed manifest into the offline folder, and all that the server needs into ``server``.

    Raises:
        FormatError, UntrustedError: as ``history.collect``.
    """
    past = history.collect([signed])
    for place in (folder, server):
        (place / KEYS).mkdir(parents=True, exist_ok=True)
        history.write(place / history.FOLDER, past)
        write_private(place / "manifest", signed)
    for key in sorted((folder / KEYS).iterdir()):
        write_private(server / KEYS / key.name, key.read_bytes())
    return past.latest


def _bless(path: Path, people: Sequence[NewPerson], master: bytes, chain: Chain, day: date) -> bytes:
    """Grant everything to the recovery shares and begin the week keys, with all who hold what it takes.

    Returns the team key.
    """
    with ExitStack() as stack:
        sessions = [
            stack.enter_context(keystore.unlock(path, person.passphrase, person.name)) for person in people
        ]
        lead = next((each for each in sessions if each.holds("desk") and each.holds("intake")), None)
        if lead is None:
            raise KeystoreError("person", "A team needs a supervisor: only one can publish, and add people.")
        lead.join_all([other for other in sessions if other is not lead])
        missing = [name for name in lead.roster.sections if not lead.holds(name)]
        if missing:
            raise KeystoreError(
                "person", f"Nobody of this team could open its section {missing[0]}: add one."
            )
        changes.add_recovery(lead, master, chain.last)
        epochs.begin(lead, [chain], day)
        return lead.team


def write_key(folder: Path, private: HybridPrivate) -> str:
    """Write a pair's public half among the offline folder's keys; return its id."""
    public = private.public()
    identifier = keyfile.key_id(public)
    (folder / KEYS).mkdir(exist_ok=True)
    write_private(folder / KEYS / identifier, keyfile.pack(public))
    return identifier
