"""Sign and check by Ed25519: points and sums from RFC 8032 §5.1, the strictness from page §3."""

from __future__ import annotations

from Crypto.Hash import SHA512
from Crypto.PublicKey import ECC
from Crypto.Signature import eddsa

from tests.second.errors import need

__all__ = ["public_of", "sign", "verify"]

P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P
ROOT_OF_MINUS_1 = pow(2, (P - 1) // 4, P)

Point = tuple[int, int, int, int]
NEUTRAL: Point = (0, 1, 1, 0)


def _add(p: Point, q: Point) -> Point:
    """Add two points in extended coordinates (RFC 8032 §5.1.4)."""
    a, b = (p[1] - p[0]) * (q[1] - q[0]) % P, (p[1] + p[0]) * (q[1] + q[0]) % P
    c, d = 2 * p[3] * q[3] * D % P, 2 * p[2] * q[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


def _times(number: int, point: Point) -> Point:
    total = NEUTRAL
    while number:
        if number & 1:
            total = _add(total, point)
        point = _add(point, point)
        number >>= 1
    return total


def _decode(data: bytes) -> Point | None:
    """Read a point (RFC 8032 §5.1.3); only its one canonical encoding is one."""
    value = int.from_bytes(data, "little")
    sign, y = value >> 255, value & (1 << 255) - 1
    if len(data) != 32 or y >= P:
        return None
    u, v = (y * y - 1) % P, (D * y * y + 1) % P
    x = u * pow(v, 3, P) * pow(u * pow(v, 7, P), (P - 5) // 8, P) % P
    if v * x * x % P != u:
        x = x * ROOT_OF_MINUS_1 % P
    if v * x * x % P != u or (x == 0 and sign):
        return None
    x = P - x if x & 1 != sign else x
    return x, y, 1, x * y % P


def _encode(point: Point) -> bytes:
    inverse = pow(point[2], -1, P)
    x, y = point[0] * inverse % P, point[1] * inverse % P
    return (y | (x & 1) << 255).to_bytes(32, "little")


def _sound(data: bytes) -> Point | None:
    """Read a point that is canonical and not of small order."""
    point = _decode(data)
    return point if point and _encode(_times(8, point)) != _encode(NEUTRAL) else None


BASE = _decode(bytes.fromhex("58" + "66" * 31))


def verify(public: bytes, message: bytes, signature: bytes) -> None:
    """Check a signature, strictly and without the cofactor (§3).

    Raises:
        FormatError: `signature`.
    """
    first, s = signature[:32], int.from_bytes(signature[32:], "little")
    a = _sound(public)
    need(len(signature) == 64 and s < L and a is not None and _sound(first) is not None, "signature")
    assert a
    assert BASE
    h = int.from_bytes(SHA512.new(first + public + message).digest(), "little") % L
    minus_a = P - a[0], a[1], a[2], P - a[3]
    need(_encode(_add(_times(s, BASE), _times(h, minus_a))) == first, "signature")


def public_of(seed: bytes) -> bytes:
    """Find the public key of a seed."""
    key = ECC.construct(curve="Ed25519", seed=seed)
    return bytes(key.public_key().export_key(format="raw"))


def sign(seed: bytes, message: bytes) -> bytes:
    """Sign by pycryptodome's Ed25519."""
    return bytes(eddsa.new(ECC.construct(curve="Ed25519", seed=seed), "rfc8032").sign(message))
