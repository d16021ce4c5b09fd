"""Board header and the checks of what it names: one list and 2^b buckets (docs/formats.md §8)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from keys import canonical, primitives, signed, tags
from keys.cells import ACK, CELL
from keys.errors import FormatError, UntrustedError
from keys.manifest import MAX_SERIAL
from keys.merkle import Head
from keys.shape import Shape

__all__ = ["MAX_ENTRIES", "BoardHeader", "make", "parse", "without_checking"]

MAX_ENTRIES = 1 << 20
_KEYS = "b buckets deployment due issued k list log manifest previous salt serial v"
_shape = Shape("bounds")


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardHeader:
    """What the desk signs of a snapshot; hashes are SHA-256, ``hash`` is that of the signed body.

    ``log`` is the head of the list of all manifests, with the one in force.
    """

    b: int
    buckets: tuple[bytes, ...]
    deployment: bytes
    due: date
    issued: date
    k: int
    list_entries: int
    list_sha256: bytes
    log: Head
    manifest: bytes
    previous: bytes
    salt: bytes
    serial: int
    hash: bytes = field(default=b"", compare=False)

    @property
    def list_size(self) -> int:
        """Bytes of the acknowledgement list."""
        return self.list_entries * ACK

    @property
    def bucket_size(self) -> int:
        """Bytes of each bucket."""
        return self.k * CELL

    def is_late(self, today: date) -> bool:
        """Whether the next snapshot should have come before ``today`` (``board-late``)."""
        return today > self.due

    def check_list(self, untrusted: bytes) -> bytes:
        """Return the acknowledgement list if it is the one signed for.

        Raises:
            UntrustedError: ``board-hash``.
        """
        return _check(untrusted, self.list_size, self.list_sha256)

    def check_bucket(self, number: int, untrusted: bytes) -> bytes:
        """Return bucket ``number`` if it is the one signed for.

        Raises:
            UntrustedError: ``board-hash``.
        """
        return _check(untrusted, self.bucket_size, self.buckets[number])

    def check_follows(self, before: BoardHeader) -> None:
        """Require that this snapshot is later than ``before``, and names it when it is the very next.

        Raises:
            UntrustedError: ``board-rollback``.
        """
        named = self.serial > before.serial + 1 or self.previous == before.hash
        if self.serial <= before.serial or not named:
            raise UntrustedError("board-rollback", "This board is not later than the one already here.")


def make(header: BoardHeader, seed: bytes) -> bytes:
    """Sign with the desk's seed and return the file's bytes.

    Raises:
        FormatError: ``bounds``.
    """
    body = canonical.dumps(
        {
            "b": header.b,
            "buckets": [digest.hex() for digest in header.buckets],
            "deployment": header.deployment.hex(),
            "due": header.due.isoformat(),
            "issued": header.issued.isoformat(),
            "k": header.k,
            "list": {"entries": header.list_entries, "sha256": header.list_sha256.hex()},
            "log": {"root": header.log.root.hex(), "size": header.log.size},
            "manifest": header.manifest.hex(),
            "previous": header.previous.hex(),
            "salt": header.salt.hex(),
            "serial": header.serial,
            "v": 1,
        }
    )
    without_checking(body)
    return signed.make(tags.MAGIC_BOARD, tags.BOARD, header.deployment, body, [seed]).pack()


def parse(untrusted: bytes, *, deployment: bytes, desk: bytes) -> BoardHeader:
    """Read a header that ``desk`` signed.

    Raises:
        FormatError: ``magic``, ``truncated``, ``trailing``, ``canonical``, ``bounds``.
        UntrustedError: ``signature`` or ``deployment``.
    """
    file = signed.parse(untrusted, tags.MAGIC_BOARD)
    signed.signed_by(file, tags.BOARD, deployment, desk)
    header = without_checking(file.body)
    if header.deployment != deployment:
        raise UntrustedError("deployment", "This board is of another deployment.")
    return header


def without_checking(untrusted: bytes) -> BoardHeader:
    """Read a header's body strictly, without its signature.

    Raises:
        FormatError: ``canonical`` or ``bounds``.
    """
    value = _shape.keys(canonical.loads(untrusted, signed.BODY_LIMITS[tags.MAGIC_BOARD]), _KEYS.split())
    _shape.integer(value["v"], 1, 1)
    b = _shape.integer(value["b"], 0, 6)
    listed = _shape.keys(value["list"], ("entries", "sha256"))
    entries = _shape.integer(listed["entries"], 1, MAX_ENTRIES)
    log = _shape.keys(value["log"], ("root", "size"))
    header = BoardHeader(
        b=b,
        buckets=tuple(_shape.octets(digest, 32) for digest in _shape.items(value["buckets"], 2**b, 2**b)),
        deployment=_shape.octets(value["deployment"], 16),
        due=_shape.day(value["due"]),
        issued=_shape.day(value["issued"]),
        k=_shape.integer(value["k"], 1, 4096),
        list_entries=entries,
        list_sha256=_shape.octets(listed["sha256"], 32),
        log=Head(_shape.integer(log["size"], 1, MAX_SERIAL), _shape.octets(log["root"], 32)),
        manifest=_shape.octets(value["manifest"], 32),
        previous=_shape.octets(value["previous"], 32),
        salt=_shape.octets(value["salt"], 32),
        serial=_shape.integer(value["serial"], 1, 2**31),
        hash=primitives.sha256(untrusted),
    )
    if entries & entries - 1 or header.due < header.issued:
        raise FormatError(
            "bounds", "This board's list has no length of 2^n, or it is due before it is issued."
        )
    return header


def _check(untrusted: bytes, size: int, digest: bytes) -> bytes:
    if len(untrusted) != size or not primitives.equal(primitives.sha256(untrusted), digest):
        raise UntrustedError("board-hash", "This part of the board is not the one that was signed.")
    return untrusted
