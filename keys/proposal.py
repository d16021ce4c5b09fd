"""A manifest on its way: proposed, signed apart by each root signer, put together (docs/formats.md §7.3).

No secret travels. A proposal is the body that all of them sign; a signature file is what comes back from one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from keys import canonical, history, manifest, merkle, primitives, roots, signed, tags
from keys.errors import FormatError, UntrustedError
from keys.history import History
from keys.manifest import Manifest, RootKeys
from keys.shape import Shape
from keys.signed import SignedFile
from keys.wire import Reader, u32

__all__ = [
    "BY_HAND",
    "Signature",
    "amend",
    "assemble",
    "check",
    "pack",
    "parse",
    "parse_signature",
    "propose",
    "sign",
]

# Serial, previous, log and day follow from what came before; the deployment never changes.
BY_HAND = frozenset(
    {
        "assets",
        "board",
        "csp",
        "demonstration",
        "desk",
        "identity",
        "lanes",
        "limits",
        "names",
        "root",
        "vault",
    }
)
_shape = Shape("bounds")
_LIMIT = signed.BODY_LIMITS[tags.MAGIC_MANIFEST]


@dataclass(frozen=True, slots=True)
class Signature:
    """One root key's signature over the body whose SHA-256 is ``body``."""

    body: bytes
    public: bytes
    signature: bytes


def propose(known: History, day: date, **changes: Any) -> Manifest:
    """Return the manifest that comes after ``known``: as the one before, but for ``changes`` of its fields.

    ``changes`` may hold a new ``root``, of which only k and keys count.

    Raises:
        FormatError: ``bounds`` or ``order``, the changed manifest breaks a rule of the format.
    """
    before = known.latest
    serial = before.serial + 1
    former = replace(before.root, former=None)
    root = changes.pop("root", former)
    if (root.k, root.keys) == (former.k, former.keys):
        root = former
    else:
        root = RootKeys(k=root.k, keys=root.keys, since=serial, former=former)
    made = replace(
        before, issued=day, serial=serial, previous=before.hash, log=known.head, root=root, **changes
    )
    return manifest.without_checking(manifest.body(made))


def amend(known: History, day: date, changes: Mapping[str, object]) -> Manifest:
    """As ``propose``, with ``changes`` in the JSON of a manifest: ``{"limits": …, "root": {"k", "keys"}}``.

    Raises:
        FormatError: ``bounds``, also for a key that is not changed by hand; ``canonical`` or ``order``.
    """
    if not changes.keys() <= BY_HAND:
        raise FormatError("bounds", f"Only these can be changed so: {', '.join(sorted(BY_HAND))}.")
    written = {name: value for name, value in changes.items() if name != "root"}
    old = canonical.loads(manifest.body(known.latest), _LIMIT)
    read = manifest.without_checking(canonical.dumps(old | written))
    typed = {name: getattr(read, name) for name in written}
    if "root" in changes:
        typed["root"] = roots.from_json({**_shape.keys(changes["root"], ("k", "keys")), "since": 1}, 1)
    return propose(known, day, **typed)


def pack(proposed: Manifest) -> bytes:
    """Return the proposal's file."""
    body = manifest.body(proposed)
    return tags.MAGIC_PROPOSAL + u32(len(body)) + body


def parse(untrusted: bytes) -> Manifest:
    """Read a proposal; nothing in it is signed, and nothing is to be believed.

    Raises:
        FormatError: a kind of ``manifest.parse``.
    """
    reader = Reader(untrusted)
    reader.magic(tags.MAGIC_PROPOSAL)
    length = reader.u32()
    if length > _LIMIT:
        raise FormatError("bounds", "This proposal is larger than a manifest may be.")
    body = reader.take(length)
    reader.end()
    return manifest.without_checking(body)


def check(proposed: Manifest, known: History | None) -> None:
    """Require that the proposal comes next after ``known``, or is a first one where there is nothing yet.

    Raises:
        UntrustedError: as ``manifest.check_follows``.
    """
    if known is not None:
        manifest.check_follows(proposed, known.latest, known.head)
    elif proposed.serial != 1 or proposed.log != merkle.EMPTY or proposed.previous != bytes(32):
        raise UntrustedError("serial", "The manifests before this one are missing. Bring all of them.")


def sign(proposed: Manifest, seed: bytes) -> bytes:
    """Return the signature file of one root signer.

    Raises:
        UntrustedError: ``signature``, this key is none that the proposal needs.
    """
    public = primitives.signing_public(seed)
    if public not in _signers(proposed):
        raise UntrustedError("signature", "This proposal needs no signature of your key. Ask who sent it.")
    body = manifest.body(proposed)
    signature = signed.sign(tags.MANIFEST, proposed.deployment, body, seed)
    return tags.MAGIC_SIGNATURE + primitives.sha256(body) + public + signature


def parse_signature(untrusted: bytes) -> Signature:
    """Read a signature file, without checking the signature.

    Raises:
        FormatError: ``magic``, ``version``, ``truncated``, ``trailing``.
    """
    reader = Reader(untrusted)
    reader.magic(tags.MAGIC_SIGNATURE)
    read = Signature(reader.take(32), reader.take(32), reader.take(64))
    reader.end()
    return read


def assemble(proposed: Manifest, untrusted: Iterable[bytes], known: History | None) -> bytes:
    """Return the signed manifest made of a proposal and signature files, each as often as it comes.

    Raises:
        FormatError: as ``parse_signature``.
        UntrustedError: as ``check``; ``proposal``, a signature for another one; ``signature``, one that does
            not hold or is a stranger's; ``threshold``, too few, and the message says how many are missing.
    """
    check(proposed, known)
    body = manifest.body(proposed)
    pairs = {}
    for read in map(parse_signature, untrusted):
        if read.body != primitives.sha256(body):
            raise UntrustedError("proposal", "One signature is for another proposal. Ask for a new one.")
        if read.public not in _signers(proposed):
            raise UntrustedError("signature", f"{_short(read.public)} is no root key of this manifest.")
        signed.verify(tags.MANIFEST, proposed.deployment, body, read.public, read.signature)
        pairs[read.public] = read.signature
    for root, name in _roots(proposed):
        missing = root.k - len(pairs.keys() & set(root.keys))
        if missing > 0:
            raise UntrustedError(
                "threshold", f"{missing} more of the {name} keys must sign this, {root.k} in all."
            )
    packed = SignedFile(tags.MAGIC_MANIFEST, body, tuple(sorted(pairs.items()))).pack()
    return history.collect([*(known.files if known else ()), packed]).files[-1]


def _roots(proposed: Manifest) -> list[tuple[RootKeys, str]]:
    former = proposed.root.former
    return [(proposed.root, "root"), *([(former, "former root")] if former else [])]


def _signers(proposed: Manifest) -> set[bytes]:
    return {key for root, _ in _roots(proposed) for key in root.keys}


def _short(key: bytes) -> str:
    return f"{key.hex()[:8]}…"
