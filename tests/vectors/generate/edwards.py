"""Ed25519's curve in plain numbers (RFC 8032 §5.1), to make signatures that only some verifiers take.

Slow and leaky: for vectors only. Faulty signatures follow Chalkias, Garillot and Nikolaenko,
"Taming the many EdDSAs" (SSR 2020); all values are computed here.
"""

from __future__ import annotations

import hashlib

__all__ = ["TORSION", "B", "L", "P", "add", "compress", "expand", "hash_scalar", "multiply", "recover"]

P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P
Point = tuple[int, int]
ZERO: Point = (0, 1)


def add(a: Point, b: Point) -> Point:
    """Add two points (the complete affine law)."""
    (x1, y1), (x2, y2) = a, b
    t = D * x1 * x2 * y1 * y2
    return (
        (x1 * y2 + x2 * y1) * pow(1 + t, -1, P) % P,
        (y1 * y2 + x1 * x2) * pow(1 - t, -1, P) % P,
    )


def multiply(scalar: int, point: Point) -> Point:
    """Multiply by double and add."""
    result = ZERO
    while scalar:
        if scalar & 1:
            result = add(result, point)
        point, scalar = add(point, point), scalar >> 1
    return result


def compress(point: Point) -> bytes:
    """Encode: y in little endian, the sign of x in the top bit."""
    x, y = point
    return (y | (x & 1) << 255).to_bytes(32, "little")


def recover(y: int, sign: int) -> Point | None:
    """Find the point with this y and sign of x, if the curve has one."""
    square = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    x = pow(square, (P + 3) // 8, P)
    if x * x % P != square:
        x = x * pow(2, (P - 1) // 4, P) % P
    if x * x % P != square:
        return None
    return (P - x if x & 1 != sign else x) % P, y


def expand(seed: bytes) -> tuple[int, bytes]:
    """Return a seed's clamped scalar and prefix."""
    digest = hashlib.sha512(seed).digest()
    scalar = int.from_bytes(digest[:32], "little") & (1 << 254) - 8 | 1 << 254
    return scalar, digest[32:]


def hash_scalar(*parts: bytes) -> int:
    """Return SHA-512 of the parts modulo L."""
    return int.from_bytes(hashlib.sha512(b"".join(parts)).digest(), "little") % L


def _base() -> Point:
    point = recover(4 * pow(5, -1, P) % P, 0)
    if point is None:
        raise AssertionError("internal error: no base point")
    return point


def _torsion() -> tuple[Point, ...]:
    """Return the eight points of small order, beginning with the neutral one."""
    y = 2
    while True:
        point = recover(y, 0)
        generator = multiply(L, point) if point else ZERO
        if multiply(4, generator) != ZERO:
            return tuple(multiply(n, generator) for n in range(8))
        y += 1


B = _base()
TORSION = _torsion()
