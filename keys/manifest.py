"""The manifest: what a client must know about a deployment, signed by its root keys (docs/formats.md §7)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from keys import canonical, merkle, primitives, roots, signed, tags
from keys.calendar import epoch_of
from keys.errors import UntrustedError
from keys.merkle import Head
from keys.roots import RootKeys
from keys.shape import Shape
from keys.signed import SignedFile

__all__ = [
    "MAX_SERIAL",
    "BoardPolicy",
    "Limits",
    "Manifest",
    "RootKeys",
    "body",
    "check_follows",
    "check_signatures",
    "parse",
    "sign",
    "without_checking",
]

MAX_SERIAL = 2**31

_KEYS = (
    "assets board csp demonstration deployment desk identity issued "
    "lanes limits log names previous root serial v vault"
)
_LANE = re.compile(r"[a-z]{1,16}")
_EPOCH = re.compile(r"2[0-9]{3}(0[1-9]|[1-4][0-9]|5[0-3])")
_LANGUAGE = re.compile(r"[a-z]{2,3}")
_shape = Shape("bounds")


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Attachments a report may hold, and the largest accepted envelope in bytes."""

    attachments: int
    envelope: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardPolicy:
    """2^b buckets of k cells; ``cadence`` daily or weekly; least acknowledgement list length ``list``."""

    b: int
    cadence: str
    k: int
    list: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """A manifest whose shape is right; ``parse`` returns one whose root signatures hold too.

    ``log`` is the head of the list of all manifests before this one; ``leaf`` is this one's place in it.
    """

    deployment: bytes
    demonstration: bool
    names: Mapping[str, str]
    serial: int
    previous: bytes
    issued: date
    root: RootKeys
    desk: bytes
    vault: bytes
    lanes: Mapping[str, Mapping[int, str]]
    identity: tuple[int, str]
    limits: Limits
    board: BoardPolicy
    csp: str
    assets: Mapping[str, str]
    log: Head
    hash: bytes = field(default=b"", compare=False)
    leaf: bytes = field(default=b"", compare=False)

    def intake_key(self, lane: str, day: date) -> str:
        """Return the id of the one intake key of ``lane`` on ``day``.

        Raises:
            UntrustedError: ``epoch``, no key for that day: the manifest is too old, or the clock wrong.
        """
        key = self.lanes.get(lane, {}).get(epoch_of(day))
        if key is None:
            raise UntrustedError(
                "epoch", "The manifest has no key for this day. Fetch the newest, and check the date."
            )
        return key


def body(manifest: Manifest) -> bytes:
    """Write the manifest's canonical JSON."""
    quarter, identity_key = manifest.identity
    return canonical.dumps(
        {
            "assets": dict(manifest.assets),
            "board": {name: getattr(manifest.board, name) for name in ("b", "cadence", "k", "list")},
            "csp": manifest.csp,
            "demonstration": manifest.demonstration,
            "deployment": manifest.deployment.hex(),
            "desk": manifest.desk.hex(),
            "identity": {"key": identity_key, "quarter": quarter},
            "issued": manifest.issued.isoformat(),
            "lanes": {
                lane: {str(epoch): key for epoch, key in epochs.items()}
                for lane, epochs in manifest.lanes.items()
            },
            "limits": {"attachments": manifest.limits.attachments, "envelope": manifest.limits.envelope},
            "log": {"root": manifest.log.root.hex(), "size": manifest.log.size},
            "names": dict(manifest.names),
            "previous": manifest.previous.hex(),
            "root": roots.to_json(manifest.root),
            "serial": manifest.serial,
            "v": 1,
            "vault": manifest.vault.hex(),
        }
    )


def sign(manifest: Manifest, seeds: Sequence[bytes]) -> SignedFile:
    """Sign with root seeds; tests and demonstrations only hold several of them in one place."""
    return signed.make(tags.MAGIC_MANIFEST, tags.MANIFEST, manifest.deployment, body(manifest), seeds)


def parse(untrusted: bytes, fingerprint: bytes | None = None) -> Manifest:
    """Read and check a manifest file.

    Raises:
        FormatError: ``magic``, ``truncated``, ``trailing``, ``order``, ``canonical``, ``bounds``.
        UntrustedError: ``fingerprint`` (not the pinned root), ``threshold``.
    """
    file = signed.parse(untrusted, tags.MAGIC_MANIFEST)
    manifest = without_checking(file.body)
    if fingerprint is not None and not primitives.equal(fingerprint, manifest.root.fingerprint):
        raise UntrustedError(
            "fingerprint", "This manifest is not of the deployment whose fingerprint you hold."
        )
    check_signatures(file, manifest)
    return manifest


def check_signatures(file: SignedFile, manifest: Manifest) -> None:
    """Require k signatures of the root, and of the one before where it changes, and none by anybody else.

    Raises:
        UntrustedError: ``threshold``.
    """
    failure = UntrustedError("threshold", "This manifest is not signed by enough of its root keys.")
    for public, signature in file.signatures:
        try:
            signed.verify(tags.MANIFEST, manifest.deployment, file.body, public, signature)
        except UntrustedError as error:
            raise failure from error
    signers = {public for public, _ in file.signatures}
    former = manifest.root.former
    both = [manifest.root] if former is None else [manifest.root, former]
    enough = all(len(signers.intersection(root.keys)) >= root.k for root in both)
    if not enough or not signers.issubset(key for root in both for key in root.keys):
        raise failure


def check_follows(offered: Manifest, before: Manifest, log: Head) -> None:
    """Require that ``offered`` comes next after ``before``, with which the list behind ``log`` ends.

    Raises:
        UntrustedError: ``deployment``, ``serial``, ``previous``, ``log``, or ``root``: the root keys changed
            without the consent of those before.
    """
    if offered.deployment != before.deployment:
        raise UntrustedError("deployment", "This manifest is of another deployment.")
    if offered.serial != before.serial + 1:
        raise UntrustedError(
            "serial",
            f"This manifest has serial {offered.serial}, and {before.serial + 1} comes next. "
            "Bring every manifest, in order.",
        )
    if offered.previous != before.hash:
        raise UntrustedError("previous", "This manifest follows another one than the one held here.")
    if offered.log != log:
        raise UntrustedError(
            "log", "This manifest was made with another list of manifests than the one here."
        )
    changed = offered.root.since == offered.serial
    if (offered.root.former if changed else offered.root) != replace(before.root, former=None):
        raise UntrustedError("root", "The root keys are not those before, and those before did not agree.")


def without_checking(untrusted: bytes) -> Manifest:
    """Read a manifest's body strictly, without its signatures.

    Raises:
        FormatError: ``canonical`` or ``bounds``.
    """
    value = _shape.keys(canonical.loads(untrusted, signed.BODY_LIMITS[tags.MAGIC_MANIFEST]), _KEYS.split())
    _shape.integer(value["v"], 1, 1)
    limits = _shape.keys(value["limits"], ("attachments", "envelope"))
    board = _shape.keys(value["board"], ("b", "cadence", "k", "list"))
    identity = _shape.keys(value["identity"], ("key", "quarter"))
    serial = _shape.integer(value["serial"], 1, MAX_SERIAL)
    return Manifest(
        deployment=_shape.octets(value["deployment"], 16),
        demonstration=_shape.boolean(value["demonstration"]),
        names=_names(value["names"]),
        serial=serial,
        previous=_shape.octets(value["previous"], 32),
        issued=_shape.day(value["issued"]),
        root=roots.from_json(value["root"], serial),
        desk=_shape.octets(value["desk"], 32),
        vault=_shape.octets(value["vault"], 32),
        lanes=_lanes(value["lanes"]),
        identity=(
            _quarter(identity["quarter"]),
            _shape.octets(identity["key"], 32).hex(),
        ),
        limits=Limits(
            attachments=_shape.integer(limits["attachments"], 0, 20),
            envelope=_shape.integer(limits["envelope"], 0, 2**32),
        ),
        board=_board(board),
        csp=_shape.text(value["csp"], 1, 2000),
        assets=_assets(value["assets"]),
        log=_log(value["log"], serial),
        hash=primitives.sha256(untrusted),
        leaf=merkle.leaf_hash(untrusted),
    )


def _names(value: object) -> dict[str, str]:
    names = _shape.mapping(value, 32)
    if "en" not in names or not all(_LANGUAGE.fullmatch(language) for language in names):
        raise _shape.fail("The organisation needs a name in English, and language codes as keys.")
    return {language: _shape.text(name, 1, 200) for language, name in names.items()}


def _log(value: object, serial: int) -> Head:
    log = _shape.keys(value, ("root", "size"))
    return Head(_shape.integer(log["size"], serial - 1, serial - 1), _shape.octets(log["root"], 32))


def _lanes(value: object) -> dict[str, dict[int, str]]:
    lanes = _shape.mapping(value, 4)
    if "desk" not in lanes or not all(_LANE.fullmatch(lane) for lane in lanes):
        raise _shape.fail("There must be a lane named desk, and at most four in all.")
    return {lane: _epochs(epochs) for lane, epochs in lanes.items()}


def _epochs(value: object) -> dict[int, str]:
    epochs = _shape.mapping(value, 120)
    if not all(_EPOCH.fullmatch(epoch) for epoch in epochs):
        raise _shape.fail("Epochs are written year and week, as 202648.")
    return {int(epoch): _shape.octets(key, 32).hex() for epoch, key in epochs.items()}


def _quarter(value: object) -> int:
    quarter = _shape.integer(value, 20001, 29994)
    if not 1 <= quarter % 10 <= 4:
        raise _shape.fail("A year has four quarters.")
    return quarter


def _board(board: Mapping[str, Any]) -> BoardPolicy:
    policy = BoardPolicy(
        b=_shape.integer(board["b"], 0, 6),
        cadence=_shape.choice(board["cadence"], ("daily", "weekly")),
        k=_shape.integer(board["k"], 1, 4096),
        list=_shape.integer(board["list"], 1, 2**20),
    )
    if policy.list & policy.list - 1:
        raise _shape.fail("The least list length must be a power of two.")
    return policy


def _assets(value: object) -> dict[str, str]:
    assets = _shape.mapping(value, 2000)
    return {_shape.text(path, 1, 200): _shape.octets(digest, 32).hex() for path, digest in assets.items()}
