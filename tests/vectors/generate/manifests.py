"""Manifests (docs/formats.md §7)."""

# A row a line, however long, is how these tables are read.
# ruff: noqa: E501

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

from keys import canonical, keyfile, manifest, merkle, primitives, signed, tags
from keys.manifest import BoardPolicy, Limits, Manifest, RootKeys
from keys.merkle import Head
from keys.signed import SignedFile
from keys.sizes import CLASSES, envelope_length
from tests.vectors.generate.material import CUSTODIAN, DEPLOYMENT, DESK, EPOCH, OVERSIGHT, QUARTER, draw
from tests.vectors.generate.model import Vector, fails, succeeds

__all__ = ["DESK_SEED", "MANIFEST", "VAULT_SEED", "vectors"]

ROOTS = sorted((draw(f"root {n}", 32) for n in range(3)), key=primitives.signing_public)
DESK_SEED, VAULT_SEED = draw("desk signer", 32), draw("vault signer", 32)
MANIFEST = Manifest(
    deployment=DEPLOYMENT,
    demonstration=True,
    names={"ar": "\u0623\u0645\u0627\u0646\u0629", "en": "Vectors", "fr": "Vecteurs d\u2019essai"},
    serial=2,
    previous=draw("manifest before", 32),
    issued=date(2026, 11, 23),
    root=RootKeys(k=2, keys=tuple(map(primitives.signing_public, ROOTS))),
    desk=primitives.signing_public(DESK_SEED),
    vault=primitives.signing_public(VAULT_SEED),
    lanes={
        "desk": {EPOCH: keyfile.key_id(DESK.public)},
        "oversight": {EPOCH: keyfile.key_id(OVERSIGHT.public)},
    },
    identity=(QUARTER, keyfile.key_id(CUSTODIAN.public)),
    limits=Limits(attachments=20, envelope=envelope_length(CLASSES[-1])),
    board=BoardPolicy(b=0, cadence="daily", k=64, list=1024),
    csp="default-src 'none'",
    assets={"/en/": "00" * 32, "/static/amana.js": "11" * 32},
    log=Head(1, draw("log root", 32)),
)
_VALUE = canonical.loads(manifest.body(MANIFEST), 1 << 20)


def vectors() -> Iterator[Vector]:
    """Make the group manifest."""
    yield from _good()
    yield from _threshold()
    yield from _changed_roots()
    yield from _files()
    for name, (about, kind, change) in _faults().items():
        value = {key: item for key, item in {**_VALUE, **change}.items() if item is not ...}
        yield fails("manifest", name, about, kind, file=_signed(value).hex())


def _signed(value: dict[str, Any]) -> bytes:
    deployment = value.get("deployment")
    # Signed for the deployment it names where it names one, so that the fault in the body is its only fault.
    known = bytes.fromhex(deployment) if isinstance(deployment, str) and len(deployment) == 32 else DEPLOYMENT
    return signed.make(tags.MAGIC_MANIFEST, tags.MANIFEST, known, canonical.dumps(value), ROOTS[:2]).pack()


def _read(name: str, about: str, made: Manifest, seeds: list[bytes], **more: object) -> Vector:
    file = manifest.sign(made, seeds)
    return succeeds(
        "manifest", name, about, file=file.pack().hex(), **more, hash=file.hash.hex(),
        fingerprint_found=made.root.fingerprint.hex(), body=canonical.loads(file.body, 1 << 20),
    )  # fmt: skip


def _good() -> Iterator[Vector]:
    pinned = MANIFEST.root.fingerprint.hex()
    yield _read("good", "Two of three root keys signed.", MANIFEST, ROOTS[:2])
    yield _read("good-all", "All three signed.", MANIFEST, ROOTS)
    yield _read(
        "good-pinned", "The pinned fingerprint is this root's.", MANIFEST, ROOTS[:2], fingerprint=pinned
    )
    key = keyfile.key_id(DESK.public)
    lookup = _read(
        "good-lookup", "Monday to Sunday of the week.", MANIFEST, ROOTS[:2], lane="desk", day="2026-11-29"
    )
    yield replace(lookup, keys={**lookup.keys, "intake": key})
    first = replace(MANIFEST, serial=1, previous=bytes(32), demonstration=False, log=merkle.EMPTY)
    yield _read("good-first", "A first manifest.", first, ROOTS[1:])
    least = replace(
        MANIFEST, names={"en": "x"}, lanes={"desk": {}}, assets={}, limits=Limits(attachments=0, envelope=0),
        board=BoardPolicy(b=0, cadence="weekly", k=1, list=1), root=RootKeys(k=1, keys=MANIFEST.root.keys[:1]),
    )  # fmt: skip
    yield _read("good-least", "Every bound at its least.", least, ROOTS[:1])
    most = replace(
        MANIFEST, names={"en": "\U0001f600" * 200}, csp="c" * 2000, serial=2**31, log=Head(2**31 - 1, bytes(32)), board=BoardPolicy(b=6, cadence="daily", k=4096, list=2**20),
        limits=Limits(attachments=20, envelope=2**32), assets={"/" + "\u00e9" * 199: "00" * 32},
        lanes={name: {EPOCH: key} for name in ("desk", "a", "b", "c" * 16)},
    )  # fmt: skip
    yield _read("good-most", "Bounds at their most; characters are code points.", most, ROOTS[:2])
    file = manifest.sign(MANIFEST, ROOTS[:2]).pack().hex()
    for name, about, lane, day in (
        ("day-without-key", "The Monday after.", "desk", "2026-11-30"),
        ("day-before", "The Sunday before.", "desk", "2026-11-22"),
        ("lane-unknown", "A lane that is not listed has no key on any day.", "police", "2026-11-24"),
    ):
        yield fails("manifest", name, about, "epoch", file=file, lane=lane, day=day)
    yield fails(
        "manifest",
        "other-root",
        "Another root than the pinned one.",
        "fingerprint",
        file=file,
        fingerprint="00" * 32,
    )


def _threshold() -> Iterator[Vector]:
    good = manifest.sign(MANIFEST, ROOTS[:2])
    zeroed = SignedFile(good.magic, good.body, (good.signatures[0], (good.signatures[1][0], bytes(64))))
    third = manifest.sign(MANIFEST, ROOTS).signatures
    one_bad = SignedFile(good.magic, good.body, (*third[:2], (third[2][0], bytes(64))))
    other_tag = signed.make(tags.MAGIC_MANIFEST, tags.BOARD, DEPLOYMENT, good.body, ROOTS[:2])
    other_deployment = signed.make(tags.MAGIC_MANIFEST, tags.MANIFEST, bytes(16), good.body, ROOTS[:2])
    for name, about, file in (
        ("one-of-two", "One signature where two are needed.", manifest.sign(MANIFEST, ROOTS[:1])),
        ("bad-signature", "Two signatures, one of which does not hold.", zeroed),
        ("bad-third-signature", "Two that hold are not enough when a third does not.", one_bad),
        (
            "stranger",
            "Two root keys and a stranger.",
            manifest.sign(MANIFEST, [*ROOTS[:2], draw("stranger", 32)]),
        ),
        ("strangers", "Two strangers.", manifest.sign(MANIFEST, [draw("stranger", 32), draw("another", 32)])),
        ("desk-signed", "The desk's key is no root key.", manifest.sign(MANIFEST, [ROOTS[0], DESK_SEED])),
        ("other-label", "Signed as a board header.", other_tag),
        ("other-deployment", "Signed for another deployment.", other_deployment),
    ):
        yield fails("manifest", name, about, "threshold", file=file.pack().hex())


_HEIRS = sorted((draw(f"heir {n}", 32) for n in range(2)), key=primitives.signing_public)
_CHANGED = replace(
    MANIFEST,
    root=RootKeys(k=2, keys=tuple(map(primitives.signing_public, _HEIRS)), since=2, former=MANIFEST.root),
)


def _changed_roots() -> Iterator[Vector]:
    """Two of three root keys hand over to two others, in manifest 2; manifest 3 is the others' alone."""
    changed = manifest.sign(_CHANGED, [*ROOTS[:2], *_HEIRS])
    later = replace(
        _CHANGED, serial=3, previous=changed.hash, root=replace(_CHANGED.root, former=None),
        log=Head(2, draw("log root after", 32)),
    )  # fmt: skip
    others = {"2": changed.pack().hex()}
    old, new = (root.fingerprint.hex() for root in (MANIFEST.root, _CHANGED.root))
    yield _read("good-changed", "The old and the new root keys signed.", _CHANGED, [*ROOTS[:2], *_HEIRS])
    yield _read("good-later", "Afterwards only the new ones sign.", later, _HEIRS)
    yield _read("good-pinned-new", "The new fingerprint is the root's.", later, _HEIRS, fingerprint=new)
    yield _read(
        "good-pinned-old", "The old fingerprint leads to the new root, by manifest 2.", later, _HEIRS,
        fingerprint=old, others=others,
    )  # fmt: skip
    for name, about, made, seeds in (
        ("changed-by-the-new", "The old root keys did not sign.", _CHANGED, _HEIRS),
        ("changed-by-one-old", "One of the old ones where two are needed.", _CHANGED, [ROOTS[0], *_HEIRS]),
        (
            "changed-by-the-old",
            "One of the new ones where two are needed.",
            _CHANGED,
            [*ROOTS[:2], _HEIRS[0]],
        ),
        ("later-with-an-old", "An old root key signs no more.", later, [ROOTS[0], *_HEIRS]),
    ):
        yield fails("manifest", name, about, "threshold", file=manifest.sign(made, seeds).pack().hex())
    stranger = RootKeys(k=1, keys=(primitives.signing_public(draw("stranger", 32)),))
    stolen = replace(later, root=replace(stranger, since=2))
    other = replace(_CHANGED, root=replace(_CHANGED.root, former=stranger))
    elsewhere = replace(_CHANGED, deployment=bytes(16))
    for name, about, now, seeds, led in (
        ("pinned-unchanged", "These root keys have been there from the start.", MANIFEST, ROOTS, None),
        ("pinned-stolen", "Manifest 2 hands over to others than these.", stolen, [draw("stranger", 32)], changed),
        ("pinned-another-before", "Manifest 2 is handed over by another root.", later, _HEIRS, manifest.sign(other, [draw("stranger", 32), *_HEIRS])),
        ("pinned-elsewhere", "Manifest 2 is of another deployment.", later, _HEIRS, manifest.sign(elsewhere, [*ROOTS[:2], *_HEIRS])),
        ("pinned-no-change", "Manifest 2 hands over nothing.", later, _HEIRS, manifest.sign(MANIFEST, ROOTS)),
    ):  # fmt: skip
        yield fails(
            "manifest", name, about, "fingerprint", file=manifest.sign(now, seeds).pack().hex(),
            fingerprint="00" * 32 if led is None else old, **({} if led is None else {"others": {"2": led.pack().hex()}}),
        )  # fmt: skip


def _files() -> Iterator[Vector]:
    packed = manifest.sign(MANIFEST, ROOTS[:2]).pack()
    spaced = manifest.body(MANIFEST).replace(b'"v":1', b'"v": 1')
    for name, about, kind, data in (
        ("magic", "An acknowledgement's magic.", "magic", tags.MAGIC_ACK + packed[8:]),
        ("version-2", "A manifest of version 2.", "version", b"AMANAM\0\2" + packed[8:]),
        ("cut", "A byte is missing.", "truncated", packed[:-1]),
        ("trailing", "A byte too many.", "trailing", packed + b"\0"),
        ("space", "A space in the JSON.", "canonical", signed.make(tags.MAGIC_MANIFEST, tags.MANIFEST, DEPLOYMENT, spaced, ROOTS[:2]).pack()),
        ("list", "The body is a list.", "canonical", signed.make(tags.MAGIC_MANIFEST, tags.MANIFEST, DEPLOYMENT, b"[]", ROOTS[:2]).pack()),
    ):  # fmt: skip
        yield fails("manifest", name, about, kind, file=data.hex())


def _faults() -> dict[str, tuple[str, str, dict[str, Any]]]:
    """Return changes to the body by name; ``...`` takes a key away."""
    board, root, limits, log = (_VALUE[name] for name in ("board", "root", "limits", "log"))
    key = "00" * 32
    bounds: dict[str, tuple[str, dict[str, Any]]] = {
        "v-2": ("Version 2.", {"v": 2}),
        "v-true": ("True is no number.", {"v": True}),
        "key-missing": ("A key is missing.", {"csp": ...}),
        "key-unknown": ("A key too many.", {"extra": 1}),
        "deployment-short": ("15 bytes.", {"deployment": "00" * 15}),
        "deployment-upper-case": ("Hex is lower case.", {"deployment": "AA" * 16}),
        "demonstration-number": ("1 is not true.", {"demonstration": 1}),
        "names-without-english": ("There is always a name in English.", {"names": {"fr": "x"}}),
        "names-bad-language": ("A language code has two or three letters.", {"names": {"en": "x", "EN": "x"}}),
        "names-empty": ("A name has a character.", {"names": {"en": ""}}),
        "names-too-long": ("201 characters.", {"names": {"en": "x" * 201}}),
        "names-list": ("A list.", {"names": ["en"]}),
        "serial-0": ("Serials begin at 1.", {"serial": 0}),
        "serial-too-large": ("2^31 is the last.", {"serial": 2**31 + 1}),
        "serial-text": ("Text.", {"serial": "1"}),
        "previous-short": ("31 bytes.", {"previous": "00" * 31}),
        "issued-compact": ("Another spelling of ISO 8601.", {"issued": "20261124"}),
        "issued-week": ("Another spelling of ISO 8601.", {"issued": "2026-W48-2"}),
        "issued-no-day": ("There is no 30 February.", {"issued": "2026-02-30"}),
        "issued-arabic-digits": ("Digits are ASCII.", {"issued": "\u0662\u0660\u0662\u0666-11-24"}),
        "root-k-0": ("k is at least 1.", {"root": root | {"k": 0}}),
        "root-k-above-n": ("k is at most n.", {"root": root | {"k": 4}}),
        "root-no-keys": ("No keys.", {"root": root | {"keys": []}}),
        "root-17-keys": ("17 keys.", {"root": root | {"keys": [f"{n:064x}" for n in range(17)]}}),
        "root-since-0": ("Serials begin at 1.", {"root": root | {"since": 0}}),
        "root-since-later": ("A manifest to come.", {"root": root | {"since": 3}}),
        "root-without-former": ("The root before is not there.", {"root": root | {"since": 2}}),
        "root-former-too-many": ("Nothing changed here.", {"root": root | {"former": root}}),
        "root-former-since": ("The root before is not from before.", {"root": root | {"since": 2, "former": root | {"since": 2}}}),
        "root-former-of-former": ("Only one root before.", {"root": root | {"since": 2, "former": root | {"former": root}}}),
        "log-size-below": ("Not all manifests before this one.", {"log": log | {"size": 0}}),
        "log-size-above": ("More than there were.", {"log": log | {"size": 2}}),
        "log-root-short": ("31 bytes.", {"log": log | {"root": "00" * 31}}),
        "log-extra": ("A key too many.", {"log": log | {"leaves": []}}),
        "root-extra": ("A key too many.", {"root": root | {"n": 3}}),
        "desk-short": ("31 bytes.", {"desk": "00" * 31}),
        "vault-list": ("A list.", {"vault": []}),
        "lanes-none": ("desk is required.", {"lanes": {}}),
        "lanes-without-desk": ("desk is required.", {"lanes": {"oversight": {}}}),
        "lanes-five": ("Five lanes.", {"lanes": {name: {} for name in ("desk", "a", "b", "c", "d")}}),
        "lanes-upper-case": ("Lane names are a to z.", {"lanes": {"desk": {}, "Desk": {}}}),
        "lanes-long-name": ("17 letters.", {"lanes": {"desk": {}, "a" * 17: {}}}),
        "lanes-bad-epoch": ("An epoch is six digits.", {"lanes": {"desk": {"2026-48": key}}}),
        "lanes-week-0": ("There is no week 0.", {"lanes": {"desk": {"202600": key}}}),
        "lanes-week-54": ("There is no week 54.", {"lanes": {"desk": {"202654": key}}}),
        "lanes-bad-key": ("A key id is 32 bytes.", {"lanes": {"desk": {"202648": "00"}}}),
        "lanes-121-epochs": ("121 epochs.", {"lanes": {"desk": {str(200101 + 100 * (n // 50) + n % 50): key for n in range(121)}}}),
        "identity-list": ("A list.", {"identity": []}),
        "identity-quarter-5": ("There is no fifth quarter.", {"identity": {"key": key, "quarter": 20265}}),
        "identity-quarter-0": ("There is no quarter 0.", {"identity": {"key": key, "quarter": 20260}}),
        "limits-21-attachments": ("21 attachments.", {"limits": limits | {"attachments": 21}}),
        "limits-negative": ("A negative size.", {"limits": limits | {"envelope": -1}}),
        "limits-envelope-too-large": ("2^32 is the most.", {"limits": limits | {"envelope": 2**32 + 1}}),
        "board-b-7": ("At most 64 buckets.", {"board": board | {"b": 7}}),
        "board-hourly": ("Daily or weekly.", {"board": board | {"cadence": "hourly"}}),
        "board-k-0": ("A cell at least.", {"board": board | {"k": 0}}),
        "board-k-4097": ("4,096 cells at most.", {"board": board | {"k": 4097}}),
        "board-list-3": ("A power of two.", {"board": board | {"list": 3}}),
        "board-list-0": ("A power of two.", {"board": board | {"list": 0}}),
        "board-list-too-large": ("2^20 is the most.", {"board": board | {"list": 2**21}}),
        "csp-empty": ("There is a policy.", {"csp": ""}),
        "csp-too-long": ("2,001 characters.", {"csp": "c" * 2001}),
        "assets-empty-path": ("A path has a character.", {"assets": {"": key}}),
        "assets-long-path": ("201 characters.", {"assets": {"/" * 201: key}}),
        "assets-short-hash": ("31 bytes.", {"assets": {"/": "00" * 31}}),
    }  # fmt: skip
    faults = {name: (about, "bounds", change) for name, (about, change) in bounds.items()}
    faults["root-descending"] = ("Descending keys.", "order", {"root": root | {"keys": root["keys"][::-1]}})
    faults["root-repeated"] = (
        "A key twice.",
        "order",
        {"root": root | {"k": 1, "keys": root["keys"][:1] * 2}},
    )
    return faults
