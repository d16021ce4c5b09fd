"""Signatures, signed files and key files (docs/formats.md §3, §4)."""

# A row a line, however long, is how these tables are read.
# ruff: noqa: E501

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from keys import keyfile, primitives, signed, tags
from keys.signed import SignedFile
from tests.vectors.generate import edwards
from tests.vectors.generate.edwards import TORSION, B, L, P, Point
from tests.vectors.generate.material import DEPLOYMENT, DESK, draw
from tests.vectors.generate.model import Vector, fails, succeeds

__all__ = ["vectors"]

_SEED = draw("signer", 32)
_PUBLIC = primitives.signing_public(_SEED)


def vectors() -> Iterator[Vector]:
    """Make the groups signature, labelled, signed and keyfile."""
    yield from _signatures()
    yield from _labelled()
    yield from _signed_files()
    yield from _keyfiles()


@dataclass(frozen=True)
class _Forge:
    """A signature made by the equation S = r + h·a, with any points in place of the honest ones."""

    public: bytes
    r_bytes: bytes
    r: int
    a: int

    def sign(self, message: bytes) -> bytes:
        return self.r_bytes + ((self.r + self.hash(message) * self.a) % L).to_bytes(32, "little")

    def hash(self, message: bytes) -> int:
        return edwards.hash_scalar(self.r_bytes, self.public, message)

    def message(self, *, divisible: bool) -> bytes:
        """Find a message whose hash scalar is, or is not, a multiple of eight."""
        return next(m for n in range(200) if (self.hash(m := b"message %d" % n) % 8 == 0) == divisible)


_A, _ = edwards.expand(_SEED)
_R = int.from_bytes(draw("nonce", 32), "little") % L


def _forge(public: Point | bytes, r: Point | bytes, *, nonce: int = _R, secret: int = _A) -> _Forge:
    public_bytes = public if isinstance(public, bytes) else edwards.compress(public)
    return _Forge(public_bytes, r if isinstance(r, bytes) else edwards.compress(r), nonce, secret)


def _vector(
    name: str, about: str, public: bytes, message: bytes, signature: bytes, *, good: bool = False
) -> Vector:
    keys = {"public": public.hex(), "message": message.hex(), "signature": signature.hex()}
    if good:
        return succeeds("signature", name, about, **keys)
    return fails("signature", name, about, "signature", **keys)


def _signatures() -> Iterator[Vector]:
    for name, message in (
        ("good", b"message"),
        ("good-empty", b""),
        ("good-long", draw("long message", 300)),
    ):
        signature = primitives.sign(_SEED, message)
        yield _vector(name, "As RFC 8032 makes it.", _PUBLIC, message, signature, good=True)
    good = primitives.sign(_SEED, b"message")
    s = int.from_bytes(good[32:], "little")
    for name, about, public, message, signature in (
        ("other-message", "Signed for another message.", _PUBLIC, b"massage", good),
        ("other-key", "Signed by another key.", primitives.signing_public(draw("other", 32)), b"message", good),
        ("flipped-r", "A bit of R.", _PUBLIC, b"message", bytes([good[0] ^ 1]) + good[1:]),
        ("flipped-s", "A bit of S.", _PUBLIC, b"message", good[:32] + bytes([good[32] ^ 1]) + good[33:]),
        ("s-plus-l", "S + L satisfies the equation too (malleability).", _PUBLIC, b"message", good[:32] + (s + L).to_bytes(32, "little")),
        ("s-high-bit", "The top bits of S are zero.", _PUBLIC, b"message", good[:63] + bytes([good[63] | 0x80])),
        ("s-is-l", "S = L is zero spelt another way.", _PUBLIC, b"message", good[:32] + L.to_bytes(32, "little")),
        ("short", "63 bytes.", _PUBLIC, b"message", good[:63]),
        ("long", "65 bytes.", _PUBLIC, b"message", good + b"\0"),
        ("empty", "No signature.", _PUBLIC, b"message", b""),
        ("zeros", "64 zeros.", _PUBLIC, b"message", bytes(64)),
        ("short-key", "A key of 31 bytes.", _PUBLIC[:31], b"message", good),
        ("no-point", "A public key that is no point of the curve.", _no_point(), b"message", good),
    ):  # fmt: skip
        yield _vector(name, about, public, message, signature)
    yield from _small_order()
    yield from _mixed_order()


def _no_point() -> bytes:
    y = next(y for y in range(2, 100) if edwards.recover(y, 0) is None)
    return y.to_bytes(32, "little")


def _small_order() -> Iterator[Vector]:
    """Points of order 1, 2, 4 and 8, in each encoding they have."""
    honest_r = edwards.multiply(_R, B)
    for number, point in enumerate(TORSION):
        forge = _forge(point, honest_r, secret=0)
        # With h a multiple of eight, h·A is neutral and the equation holds for every verifier that lets A pass.
        message = forge.message(divisible=True)
        about = "A public key of small order signs anything: the equation holds, the key is refused."
        yield _vector(f"small-order-key-{number}", about, forge.public, message, forge.sign(message))
    for number, point in enumerate(TORSION):
        forge = _forge(edwards.multiply(_A, B), point, nonce=0)
        about = "R of small order; S·B = R + h·A holds, in the cofactored reading at least."
        yield _vector(f"small-order-r-{number}", about, forge.public, b"message", forge.sign(b"message"))
    about = "A public key of small order with y not below p (non-canonical), for which the equation holds."
    for number, encoded in enumerate(_non_canonical()):
        forge = _forge(encoded, honest_r, secret=0)
        message = forge.message(divisible=True)
        yield _vector(f"non-canonical-key-{number}", about, encoded, message, forge.sign(message))
        honest = _forge(edwards.multiply(_A, B), encoded, nonce=0)
        yield _vector(
            f"non-canonical-r-{number}", "R of small order in a non-canonical encoding.",
            honest.public, b"message", honest.sign(b"message"),
        )  # fmt: skip


def _non_canonical() -> list[bytes]:
    """Return encodings of points of small order with y ≥ p, or with a sign bit where x is 0."""
    spelt = [y | sign << 255 for y in (P, P + 1) for sign in (0, 1)]
    spelt += [y | 1 << 255 for y in (1, P - 1)]
    return [value.to_bytes(32, "little") for value in spelt]


def _mixed_order() -> Iterator[Vector]:
    """Points with a part of small order, where cofactored and cofactorless verifiers disagree."""
    honest, eighth = edwards.multiply(_A, B), TORSION[1]
    forge = _forge(honest, edwards.add(edwards.multiply(_R, B), eighth))
    yield _vector(
        "mixed-order-r", "R has a part of order 8: 8·S·B = 8·R + 8·h·A holds, S·B = R + h·A does not.",
        forge.public, b"message", forge.sign(b"message"),
    )  # fmt: skip
    forge = _forge(edwards.add(honest, eighth), edwards.multiply(_R, B))
    message = forge.message(divisible=False)
    yield _vector(
        "mixed-order-key", "A has a part of order 8 and h is no multiple of 8: cofactored verifiers accept.",
        forge.public, message, forge.sign(message),
    )  # fmt: skip
    message = forge.message(divisible=True)
    yield _vector(
        "mixed-order-key-multiple-of-eight", "The same key where h is a multiple of 8: the equation holds, all accept.",
        forge.public, message, forge.sign(message), good=True,
    )  # fmt: skip
    both = _forge(edwards.add(honest, eighth), _mixed_both(honest, eighth))
    yield _vector(
        "mixed-order-both", "The parts of order 8 in A and R cancel: S·B = R + h·A holds, all accept.",
        both.public, b"message", both.sign(b"message"), good=True,
    )  # fmt: skip


def _mixed_both(honest: Point, eighth: Point) -> bytes:
    """Return R = r·B - h·T, with h the hash over that very R: one try in eight succeeds."""
    public = edwards.compress(edwards.add(honest, eighth))
    for torsion in TORSION:
        r_bytes = edwards.compress(edwards.add(edwards.multiply(_R, B), torsion))
        h = edwards.hash_scalar(r_bytes, public, b"message")
        if edwards.add(torsion, edwards.multiply(h % 8, eighth)) == TORSION[0]:
            return r_bytes
    raise AssertionError("internal error: choose another nonce")


def _labelled() -> Iterator[Vector]:
    body = b"body"
    signature = signed.sign(tags.ACK, DEPLOYMENT, body, _SEED)
    keys = {
        "label": "ack", "deployment": DEPLOYMENT.hex(), "body": {"text": "body"},
        "public": _PUBLIC.hex(), "signature": signature.hex(),
    }  # fmt: skip
    yield succeeds("labelled", "good", "A body signed as an acknowledgement.", **keys)
    plain = primitives.sign(_SEED, body)
    short = primitives.sign(_SEED, tags.ACK + DEPLOYMENT + primitives.sha256(body))
    for name, about, change in (
        ("other-label", "Signed as something else.", {"label": "board"}),
        ("other-deployment", "Signed for another deployment.", {"deployment": bytes(16).hex()}),
        ("other-body", "Another body.", {"body": {"text": "bodY"}}),
        ("no-label", "The bare body was signed.", {"signature": plain.hex()}),
        ("no-label-length", "The label's length is signed too.", {"signature": short.hex()}),
    ):
        yield fails("labelled", name, about, "signature", **{**keys, **change})


def _signed_files() -> Iterator[Vector]:
    seeds = [draw(f"signer {n}", 32) for n in range(17)]
    two = signed.make(tags.MAGIC_ACK, tags.ACK, DEPLOYMENT, b"{}", seeds[:2])
    for kind, magic in _KINDS.items():
        made = signed.make(magic, tags.ACK, DEPLOYMENT, b'{"kind":"%s"}' % kind.encode(), seeds[:1])
        yield _parsed(f"{kind}", f"The magic of a {kind}.", kind, made)
    yield _parsed("two-signatures", "Keys ascending.", "ack", two)
    most = signed.make(tags.MAGIC_ACK, tags.ACK, DEPLOYMENT, b"{}", seeds[:16])
    yield _parsed("sixteen-signatures", "As many as there may be.", "ack", most)
    empty = signed.make(tags.MAGIC_ACK, tags.ACK, DEPLOYMENT, b"", seeds[:1])
    yield _parsed("empty-body", "The envelope of a signed file does not look into the body.", "ack", empty)
    packed = two.pack()
    many = SignedFile(two.magic, two.body, tuple((bytes([n]) * 32, bytes(64)) for n in range(17)))
    for name, about, kind, data in (
        ("nothing", "No bytes.", "truncated", b""),
        ("cut-magic", "Cut within the magic.", "truncated", packed[:7]),
        ("cut-length", "Cut within the length.", "truncated", packed[:11]),
        ("cut-body", "Cut within the body.", "truncated", packed[:13]),
        ("cut-count", "Cut before the count.", "truncated", packed[:14]),
        ("cut-signature", "Cut within the last signature.", "truncated", packed[:-1]),
        ("trailing", "A byte after the end.", "trailing", packed + b"\0"),
        ("other-kind", "A manifest's magic on what should be an acknowledgement.", "magic", replace(two, magic=tags.MAGIC_MANIFEST).pack()),
        ("other-version", "Version 2.", "version", replace(two, magic=b"AMANAA\0\2").pack()),
        ("no-signature", "A count of 0.", "bounds", replace(two, signatures=()).pack()),
        ("seventeen-signatures", "A count of 17.", "bounds", many.pack()),
        ("descending", "Keys descending.", "order", replace(two, signatures=two.signatures[::-1]).pack()),
        ("repeated", "One signature twice.", "order", replace(two, signatures=two.signatures[:1] * 2).pack()),
        ("body-too-large", "A length above 16 MiB is refused before a byte of the body is looked at.", "bounds", tags.MAGIC_ACK + ((16 << 20) + 1).to_bytes(4, "big")),
        ("body-at-limit-cut", "A length of 16 MiB is allowed, and the bytes are missing.", "truncated", tags.MAGIC_ACK + (16 << 20).to_bytes(4, "big")),
        ("length-of-all-ones", "The largest length there is.", "bounds", tags.MAGIC_ACK + b"\xff" * 4),
    ):  # fmt: skip
        yield fails("signed", name, about, kind, kind="ack", file=data.hex())
    for kind, limit in (
        ("manifest", 1 << 20),
        ("board", 64 << 10),
        ("bundle-in", 16 << 20),
        ("bundle-out", 16 << 20),
    ):
        data = _KINDS[kind] + (limit + 1).to_bytes(4, "big")
        yield fails(
            "signed",
            f"{kind}-body-too-large",
            f"A {kind} has at most {limit} bytes of body.",
            "bounds",
            kind=kind,
            file=data.hex(),
        )


_KINDS = {
    "manifest": tags.MAGIC_MANIFEST,
    "board": tags.MAGIC_BOARD,
    "ack": tags.MAGIC_ACK,
    "bundle-in": tags.MAGIC_BUNDLE_IN,
    "bundle-out": tags.MAGIC_BUNDLE_OUT,
}


def _parsed(name: str, about: str, kind: str, made: SignedFile) -> Vector:
    return succeeds(
        "signed", name, about, kind=kind, file=made.pack().hex(), body=made.body.hex(),
        signatures=[[public.hex(), signature.hex()] for public, signature in made.signatures], hash=made.hash.hex(),
    )  # fmt: skip


def _keyfiles() -> Iterator[Vector]:
    packed = keyfile.pack(DESK.public)
    key = keyfile.key_id(DESK.public)
    outputs = {
        "id": key,
        "x25519": DESK.public.x25519.hex(),
        "mlkem": primitives.sha256(DESK.public.mlkem).hex(),
    }
    yield succeeds("keyfile", "good", "A key file.", file=packed.hex(), **outputs)
    yield succeeds("keyfile", "asked-for", "The one asked for.", file=packed.hex(), asked=key, **outputs)
    for name, about, kind, data, asked in (
        ("another", "Not the one asked for.", "key-file", packed, "00" * 32),
        ("altered", "A bit of it changed.", "key-file", packed[:-1] + bytes([packed[-1] ^ 1]), key),
        ("magic", "Another magic.", "magic", b"B" + packed[1:], key),
        ("version", "Version 2.", "version", packed[:7] + b"\2" + packed[8:], key),
        ("cut", "A byte is missing.", "truncated", packed[:-1], key),
        ("trailing", "A byte too many.", "trailing", packed + b"\0", key),
        ("nothing", "No bytes.", "truncated", b"", key),
    ):
        yield fails("keyfile", name, about, kind, file=data.hex(), asked=asked)
