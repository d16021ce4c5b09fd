"""What several people fetched from one site, at several times, laid side by side (docs/formats.md §7.2).

Every signed thing names the list of manifests as it was: a manifest the list before it, a board the list by
then. From an honest site all of it fits into one list. What does not fit is proof, for the signatures say
whose word it is.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from keys import manifest, merkle, signed, tags
from keys.canonical import loads
from keys.errors import FormatError, KeysError, UntrustedError
from keys.manifest import Manifest
from keys.merkle import HASH, Head
from keys.shape import Shape

__all__ = ["Findings", "examine"]

_shape = Shape("bounds")


@dataclass(frozen=True, slots=True)
class Findings:
    """``proofs`` of misbehaviour; ``doubts``, what could not be read or decided; how much was compared."""

    proofs: tuple[str, ...]
    doubts: tuple[str, ...]
    manifests: int
    heads: int


@dataclass(frozen=True, slots=True)
class _Claim:
    """That the list of manifests, when it had ``head.size`` of them, was the one behind ``head``."""

    name: str
    head: Head
    signer: str


@dataclass(slots=True)
class _Collection:
    manifests: dict[str, Manifest] = field(default_factory=dict)
    boards: dict[str, signed.SignedFile] = field(default_factory=dict)
    logs: dict[str, list[bytes]] = field(default_factory=dict)
    doubts: list[str] = field(default_factory=list)

    def take(self, name: str, untrusted: bytes) -> None:
        """Sort a file in by what it is."""
        start = untrusted[:6]
        if start == tags.MAGIC_MANIFEST[:6]:
            self.manifests[name] = manifest.parse(untrusted)
        elif start == tags.MAGIC_BOARD[:6]:
            self.boards[name] = signed.parse(untrusted, tags.MAGIC_BOARD)
        elif untrusted and len(untrusted) % HASH == 0:
            self.logs[name] = [untrusted[at : at + HASH] for at in range(0, len(untrusted), HASH)]
        else:
            raise FormatError("magic", "This is no manifest, no board header and no log.")


def examine(untrusted: Mapping[str, bytes], pinned: bytes | None = None) -> Findings:
    """Compare what came from one site, by name: manifests, board headers, logs. None of it need be honest.

    ``pinned`` is the fingerprint of the root that is meant, or of one before or after it. It is needed where
    there are several.
    """
    held = _Collection()
    for name, data in sorted(untrusted.items()):
        try:
            held.take(name, data)
        except KeysError as error:
            held.doubts.append(f"{name} is left out. {error}")
    _keep_one_root(held, pinned)
    claims = [*_claims(held)]
    proofs = [*_forks(held), *_two_heads(claims), *_wrong_heads(held, claims), *_wrong_logs(held)]
    doubts = [*held.doubts, *([] if proofs else _gaps(held, claims))]
    return Findings(tuple(proofs), tuple(doubts), len(held.manifests), len(claims))


def _keep_one_root(held: _Collection, pinned: bytes | None) -> None:
    """Leave out manifests of strangers: what others signed, for whatever deployment, contradicts nobody."""
    roots = {made.root.fingerprint for made in held.manifests.values()}
    line = {pinned or next(iter(roots), b"")}
    links = [
        {made.root.fingerprint, made.root.former.fingerprint}
        for made in held.manifests.values()
        if made.root.former is not None
    ]
    while grown := {each for link in links if link & line for each in link} - line:
        line |= grown
    if pinned is None and not roots <= line:
        held.doubts.append("There are manifests of several roots here. Say which is meant: --fingerprint.")
        line = set()
    for name, made in [*held.manifests.items()]:
        if made.root.fingerprint not in line:
            del held.manifests[name]
            held.doubts.append(f"{name} is left out. It is signed by other root keys than those meant.")


def _claims(held: _Collection) -> Iterator[_Claim]:
    for name, made in held.manifests.items():
        yield _Claim(name, made.log, "the root keys")
    for name, file in held.boards.items():
        try:
            yield _Claim(name, _board_head(file, held), "the desk")
        except KeysError as error:
            held.doubts.append(f"{name} is left out. {error}")


def _board_head(file: signed.SignedFile, held: _Collection) -> Head:
    """Return what a board's header says of the log, if a desk of these manifests signed it."""
    desks = {(made.deployment, made.desk) for made in held.manifests.values()}
    for deployment, desk in desks:
        try:
            signed.signed_by(file, tags.BOARD, deployment, desk)
        except UntrustedError:
            continue
        log = loads(file.body, signed.BODY_LIMITS[tags.MAGIC_BOARD]).get("log")
        named = _shape.keys(log, ("root", "size"))
        return Head(_shape.integer(named["size"], 1, manifest.MAX_SERIAL), _shape.octets(named["root"], 32))
    raise UntrustedError(
        "signature", "No manifest here names the desk that signed it. Bring its manifest too."
    )


def _forks(held: _Collection) -> Iterator[str]:
    """Two manifests of one serial under one root: the strongest proof, for it needs nothing else."""
    first: dict[tuple[int, bytes], tuple[str, Manifest]] = {}
    for name, made in held.manifests.items():
        root = made.root.former or made.root
        known, other = first.setdefault((made.serial, root.fingerprint), (name, made))
        if other.hash != made.hash:
            yield (
                f"{known} and {name} are two manifests {made.serial}, and both are signed by {root.k} of the "
                "same root keys. One of them was made for some readers only."
            )


def _two_heads(claims: list[_Claim]) -> Iterator[str]:
    first: dict[int, _Claim] = {}
    for claim in claims:
        known = first.setdefault(claim.head.size, claim)
        if known.head != claim.head:
            yield (
                f"{known.name} and {claim.name} name two different lists of {claim.head.size} manifests, the "
                f"one signed by {known.signer}, the other by {claim.signer}. No list can be both."
            )


def _wrong_heads(held: _Collection, claims: list[_Claim]) -> Iterator[str]:
    """Heads that the leaves here do not give: those of a log, or of the manifests themselves."""
    for source, leaves in _lists(held):
        for claim in claims:
            size = claim.head.size
            if size <= len(leaves) and merkle.head(leaves[:size]) != claim.head:
                yield (
                    f"{claim.name}, signed by {claim.signer}, names a list of {size} manifests, and {source} "
                    "is another one."
                )


def _wrong_logs(held: _Collection) -> Iterator[str]:
    for source, leaves in held.logs.items():
        for name, made in held.manifests.items():
            if made.serial <= len(leaves) and leaves[made.serial - 1] != made.leaf:
                yield f"{name} is manifest {made.serial}, and the log {source} has another one at that place."
    logs = sorted(held.logs.items(), key=lambda each: len(each[1]))
    for (short, fewer), (long, more) in itertools.pairwise(logs):
        if more[: len(fewer)] != fewer:
            yield f"The logs {short} and {long} are not one list: neither begins with the other."


def _lists(held: _Collection) -> Iterator[tuple[str, list[bytes]]]:
    for source, leaves in held.logs.items():
        yield f"the log {source}", leaves
    made = {each.serial: each.leaf for each in held.manifests.values()}
    whole = [made[serial] for serial in range(1, len(made) + 1) if serial in made]
    if whole and len(whole) == max(made):
        yield "that of the manifests here", whole


def _gaps(held: _Collection, claims: list[_Claim]) -> Iterator[str]:
    longest = max((len(leaves) for _, leaves in _lists(held)), default=0)
    needed = max((claim.head.size for claim in claims), default=0)
    if not held.manifests:
        yield "There is no manifest here. Bring one, with the log, and a board header."
    elif longest < max(needed, *(made.serial for made in held.manifests.values())):
        yield f"Nothing here has all {needed} manifests that are spoken of. Bring the log, or all of them."
