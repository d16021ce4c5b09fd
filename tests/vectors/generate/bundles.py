"""Board headers, segments and acknowledgements (docs/formats.md §8.1, §9)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

from keys import canonical, cells, primitives, signed, tags
from keys.cells import Place
from keys.merkle import Head
from tests.vectors.generate.manifests import DESK_SEED, VAULT_SEED
from tests.vectors.generate.material import DEPLOYMENT, draw
from tests.vectors.generate.model import Vector, fails, succeeds
from vault.formats import acks, board, index
from vault.formats.acks import Acknowledgement
from vault.formats.board import BoardHeader
from vault.formats.index import Index, Piece

__all__ = ["vectors"]

_DESK, _VAULT = map(primitives.signing_public, (DESK_SEED, VAULT_SEED))
_LIST = b"".join(sorted(draw(f"entry {n}", 10) for n in range(4)))
_BUCKETS = tuple(
    cells.seal_cell(draw(f"bucket {n}", 32), 0, bytes(cells.BLOCK), Place(DEPLOYMENT, 9, n)) for n in range(2)
)
_HEADER = BoardHeader(
    b=1,
    buckets=tuple(map(primitives.sha256, _BUCKETS)),
    deployment=DEPLOYMENT,
    due=date(2026, 11, 26),
    issued=date(2026, 11, 24),
    k=1,
    list_entries=4,
    list_sha256=primitives.sha256(_LIST),
    log=Head(2, draw("log root", 32)),
    manifest=draw("manifest hash", 32),
    previous=draw("board before", 32),
    salt=draw("board salt", 32),
    serial=9,
)


def vectors() -> Iterator[Vector]:
    """Make the groups board, segment and acknowledgement."""
    yield from _boards()
    yield from _segments()
    yield from _chains()
    yield from _acknowledgements()


def _sign(
    magic: bytes, tag: bytes, value: dict[str, Any], *seeds: bytes, deployment: bytes = DEPLOYMENT
) -> bytes:
    return signed.make(magic, tag, deployment, canonical.dumps(value), seeds).pack()


def _body(packed: bytes, magic: bytes) -> dict[str, Any]:
    return canonical.loads(signed.parse(packed, magic).body, 16 << 20)


def _boards() -> Iterator[Vector]:
    packed = board.make(_HEADER, DESK_SEED)
    value = _body(packed, tags.MAGIC_BOARD)
    keys: dict[str, Any] = {"header": packed.hex(), "deployment": DEPLOYMENT.hex(), "desk": _DESK.hex()}
    outputs: dict[str, Any] = {"hash": primitives.sha256(canonical.dumps(value)).hex(), "body": value}
    parts = {"list": _LIST.hex(), "number": 1, "bucket": _BUCKETS[1].hex()}
    yield succeeds("board", "good", "A header.", **keys, **outputs)
    yield succeeds("board", "good-with-parts", "Its list and one of its buckets.", **keys, **parts, **outputs)
    for name, about, change in (
        ("list-altered", "A bit of the list.", {"list": _flip(_LIST).hex()}),
        ("list-cut", "An entry is missing.", {"list": _LIST[:-10].hex()}),
        ("bucket-altered", "A bit of the bucket.", {"bucket": _flip(_BUCKETS[1]).hex()}),
        ("bucket-other", "Another bucket of the same board.", {"bucket": _BUCKETS[0].hex()}),
        ("bucket-empty", "No bytes.", {"bucket": ""}),
    ):
        yield fails("board", name, about, "board-hash", **{**keys, **parts, **change})

    def signed_as(change: dict[str, Any]) -> str:
        return _sign(tags.MAGIC_BOARD, tags.BOARD, {**value, **change}, DESK_SEED).hex()

    both = _sign(tags.MAGIC_BOARD, tags.BOARD, value, DESK_SEED, VAULT_SEED)
    for name, about, kind, header in (
        ("forged", "Signed by the vault.", "signature", board.make(_HEADER, VAULT_SEED).hex()),
        ("two-signers", "Signed by the desk and by another.", "signature", both.hex()),
        (
            "other-label",
            "Signed as an acknowledgement.",
            "signature",
            _sign(tags.MAGIC_BOARD, tags.ACK, value, DESK_SEED).hex(),
        ),
        ("altered", "A bit of the signature.", "signature", _flip(packed).hex()),
        (
            "signed-for-another-deployment",
            "Signed for another deployment.",
            "signature",
            board.make(replace(_HEADER, deployment=bytes(16)), DESK_SEED).hex(),
        ),
        (
            "names-another-deployment",
            "Signed for this deployment, and naming another.",
            "deployment",
            signed_as({"deployment": "00" * 16}),
        ),
        ("magic", "A manifest's magic.", "magic", (tags.MAGIC_MANIFEST + packed[8:]).hex()),
        ("version-2", "A header of version 2.", "version", (b"AMANAB\0\2" + packed[8:]).hex()),
        (
            "log-empty",
            "A board comes after a manifest.",
            "bounds",
            signed_as({"log": value["log"] | {"size": 0}}),
        ),
        ("log-root-short", "31 bytes.", "bounds", signed_as({"log": {"root": "00" * 31, "size": 2}})),
        ("cut", "A byte is missing.", "truncated", packed[:-1].hex()),
        ("trailing", "A byte too many.", "trailing", (packed + b"\0").hex()),
        (
            "buckets-missing",
            "One bucket where b says two.",
            "bounds",
            signed_as({"buckets": value["buckets"][:1]}),
        ),
        ("b-7", "At most 64 buckets.", "bounds", signed_as({"b": 7})),
        ("k-0", "A cell at least.", "bounds", signed_as({"k": 0})),
        ("serial-0", "Serials begin at 1.", "bounds", signed_as({"serial": 0})),
        ("entries-3", "A power of two.", "bounds", signed_as({"list": value["list"] | {"entries": 3}})),
        ("due-before-issued", "Due before it is issued.", "bounds", signed_as({"due": "2026-11-23"})),
        ("salt-short", "31 bytes.", "bounds", signed_as({"salt": "00" * 31})),
        ("key-unknown", "A key too many.", "bounds", signed_as({"note": ""})),
    ):
        yield fails("board", name, about, kind, **{**keys, "header": header})


def _flip(data: bytes) -> bytes:
    return data[:-1] + bytes([data[-1] ^ 1])


_ITEMS = {draw(f"envelope {n}", 32).hex(): draw(f"content {n}", 40 + n) for n in range(3)}


def _piece(name: str, data: bytes, start: int = 0, end: int | None = None) -> tuple[Piece, bytes]:
    held = data[start:end]
    return Piece(
        name=name, offset=start, size=len(held), total=len(data), sha256=primitives.sha256(held)
    ), held


def _index(pieces: list[tuple[Piece, bytes]], **change: Any) -> Index:
    first = Index(
        deployment=DEPLOYMENT,
        kind="in",
        serial=1,
        segment=1,
        segments=1,
        previous=bytes(32),
        pieces=tuple(piece for piece, _ in pieces),
    )
    return replace(first, **change)


def _segment(
    pieces: list[tuple[Piece, bytes]], *, seed: bytes = VAULT_SEED, **change: Any
) -> tuple[bytes, bytes]:
    """Return a segment's bytes and its hash."""
    file = index.sign(_index(pieces, **change), seed)
    return file.pack() + b"".join(data for _, data in pieces), file.hash


def _keys(*files: bytes, kind: str = "in", **more: Any) -> dict[str, Any]:
    return {
        "kind": kind, "files": [file.hex() for file in files], "deployment": DEPLOYMENT.hex(),
        "public": (_VAULT if kind == "in" else _DESK).hex(), **more,
    }  # fmt: skip


def _told(made: Index, digest: bytes, missing: int = 0) -> dict[str, Any]:
    pieces = [
        [piece.name, piece.offset, piece.size, piece.total, piece.sha256.hex()] for piece in made.pieces
    ]
    return {
        "serial": made.serial,
        "segment": made.segment,
        "hash": digest.hex(),
        "missing": missing,
        "pieces": pieces,
    }


def _segments() -> Iterator[Vector]:
    pieces = [_piece(name, data) for name, data in _ITEMS.items()]
    whole, digest = _segment(pieces)
    told = [_told(_index(pieces), digest)]
    yield succeeds("segment", "inbound", "Three envelopes.", **_keys(whole), segments=told)
    outbound = [
        _piece(name, b"item")
        for name in (
            "ack/1",
            "board/header",
            "board/list",
            "board/bucket/0",
            "manifests/1",
            f"keys/{'00' * 32}",
        )
    ]
    packed, out_digest = _segment(outbound, kind="out", seed=DESK_SEED)
    told_out = [_told(_index(outbound, kind="out"), out_digest)]
    yield succeeds(
        "segment", "outbound", "Every kind of item.", **_keys(packed, kind="out"), segments=told_out
    )
    empty, empty_digest = _segment([])
    yield succeeds(
        "segment",
        "no-pieces",
        "Nothing to carry.",
        **_keys(empty),
        segments=[_told(_index([]), empty_digest)],
    )
    name, data = next(iter(_ITEMS.items()))
    parts = [[_piece(name, data, 0, 25)], [_piece(name, data, 25)]]
    first, first_digest = _segment(parts[0], segments=2)
    second, second_digest = _segment(parts[1], segment=2, segments=2, previous=first_digest)
    told_both = [
        _told(_index(parts[0], segments=2), first_digest),
        _told(_index(parts[1], segment=2, segments=2, previous=first_digest), second_digest),
    ]
    yield succeeds(
        "segment",
        "two-segments",
        "One item over two segments; files in the wrong order.",
        **_keys(second, first),
        segments=told_both,
    )
    value = _body(signed.parse_prefix(whole, tags.MAGIC_BUNDLE_IN)[0].pack(), tags.MAGIC_BUNDLE_IN)

    def signed_as(**change: Any) -> bytes:
        return _sign(tags.MAGIC_BUNDLE_IN, tags.BUNDLE_IN, {**value, **change}, VAULT_SEED) + b"".join(
            _ITEMS.values()
        )

    listed = value["pieces"]
    for title, about, kind, file in (
        ("forged", "Signed by the desk.", "signature", _segment(pieces, seed=DESK_SEED)[0]),
        ("piece-altered", "A bit of the last piece.", "piece", _flip(whole)),
        ("cut", "A byte is missing.", "truncated", whole[:-1]),
        ("trailing", "A byte too many.", "trailing", whole + b"\0"),
        (
            "names-another-deployment",
            "Signed for this deployment, and naming another.",
            "deployment",
            signed_as(deployment="00" * 16),
        ),
        (
            "name-not-an-id",
            "Inbound items are envelopes.",
            "bounds",
            signed_as(pieces=[listed[0] | {"name": "../../etc/passwd"}, *listed[1:]]),
        ),
        ("name-twice", "One item twice.", "bounds", signed_as(pieces=[listed[0], listed[0], listed[2]])),
        (
            "item-continues-nothing",
            "A first segment continues no item.",
            "bounds",
            signed_as(pieces=[listed[0] | {"offset": 1, "total": 41}, *listed[1:]]),
        ),
        (
            "item-left-open",
            "A last segment leaves no item open.",
            "bounds",
            signed_as(pieces=[*listed[:2], listed[2] | {"total": 43}]),
        ),
        ("size-0", "A piece has a byte.", "bounds", signed_as(pieces=[*listed[:2], listed[2] | {"size": 0}])),
        (
            "size-beyond-total",
            "More than the item has.",
            "bounds",
            signed_as(pieces=[*listed[:2], listed[2] | {"size": 43}]),
        ),
        ("segment-beyond-segments", "The second of one.", "bounds", signed_as(segment=2)),
        ("kind-out", "An outbound index under the inbound magic.", "bounds", signed_as(kind="out")),
        ("key-unknown", "A key too many.", "bounds", signed_as(note="")),
    ):
        yield fails("segment", title, about, kind, **_keys(file))
    yield fails(
        "segment", "second-segment-only", "The first segment is missing.", "truncated", **_keys(second)
    )
    yield fails(
        "segment", "first-segment-only", "The second segment is missing.", "truncated", **_keys(first)
    )
    yield fails(
        "segment",
        "wrong-direction",
        "An outbound bundle where an inbound one belongs.",
        "empty",
        **_keys(packed),
    )
    yield fails("segment", "nothing", "An empty stick.", "empty", **_keys())


def _chains() -> Iterator[Vector]:
    """What comes after bundle 4 was taken."""
    pieces = [_piece(name, data) for name, data in _ITEMS.items()]
    old, old_digest = _segment(pieces, serial=4, previous=draw("bundle 3", 32))
    chain = {"serial": 4, "segment": 1, "segments": 1, "hash": old_digest.hex()}
    for name, about, serial, missing in (
        ("next", "The very next.", 5, 0),
        ("gap", "Two were lost on the way.", 7, 2),
    ):
        change = {"serial": serial, "previous": old_digest if not missing else draw("bundle 6", 32)}
        packed, digest = _segment(pieces, **change)
        yield succeeds(
            "segment",
            f"chain-{name}",
            about,
            **_keys(packed, chain=chain),
            segments=[_told(_index(pieces, **change), digest, missing)],
        )
    other, _ = _segment(pieces[:1], serial=4, previous=draw("bundle 3", 32))
    follow, _ = _segment(pieces, serial=5, previous=draw("another bundle 4", 32))
    before, _ = _segment(pieces, serial=3, previous=draw("bundle 2", 32))
    for name, about, kind, files in (
        ("replay", "The same again.", "replay", [old]),
        ("replay-older", "One before it.", "replay", [before]),
        ("fork-same-serial", "Another bundle 4.", "fork", [other]),
        ("fork-previous", "A bundle 5 that follows another bundle 4.", "fork", [follow]),
        ("fork-on-the-stick", "Two bundles 4 on one stick.", "fork", [old, other]),
    ):
        yield fails("segment", f"chain-{name}", about, kind, **_keys(*files, chain=chain))


def _acknowledgements() -> Iterator[Vector]:
    ids = tuple(sorted(map(bytes.fromhex, _ITEMS)))
    made = Acknowledgement(bundle=draw("bundle", 32), deployment=DEPLOYMENT, ids=ids, serial=4, vault=_VAULT)
    packed = acks.make(made, DESK_SEED)
    value = _body(packed, tags.MAGIC_ACK)
    keys = {"file": packed.hex(), "deployment": DEPLOYMENT.hex(), "desk": _DESK.hex(), "vault": _VAULT.hex()}
    yield succeeds(
        "acknowledgement",
        "good",
        "Three envelopes.",
        **keys,
        bundle=made.bundle.hex(),
        serial=4,
        ids=[identifier.hex() for identifier in ids],
    )

    def signed_as(**change: Any) -> bytes:
        return _sign(tags.MAGIC_ACK, tags.ACK, {**value, **change}, DESK_SEED)

    for name, about, kind, file in (
        ("forged", "Signed by the vault itself.", "signature", acks.make(made, VAULT_SEED)),
        (
            "other-label",
            "Signed as a board header.",
            "signature",
            _sign(tags.MAGIC_ACK, tags.BOARD, value, DESK_SEED),
        ),
        (
            "names-another-deployment",
            "Signed for this deployment, and naming another.",
            "deployment",
            signed_as(deployment="00" * 16),
        ),
        ("other-vault", "For another vault.", "ack", signed_as(vault="00" * 32)),
        ("descending", "Ids descending.", "order", signed_as(ids=value["ids"][::-1])),
        ("repeated", "An id twice.", "order", signed_as(ids=value["ids"][:1] * 2)),
        ("no-ids", "Nothing acknowledged.", "bounds", signed_as(ids=[])),
        ("short-id", "31 bytes.", "bounds", signed_as(ids=["00" * 31])),
        ("serial-0", "Serials begin at 1.", "bounds", signed_as(serial=0)),
        ("key-unknown", "A key too many.", "bounds", signed_as(note="")),
        ("cut", "A byte is missing.", "truncated", packed[:-1]),
        ("trailing", "A byte too many.", "trailing", packed + b"\0"),
        ("magic", "A board's magic.", "magic", tags.MAGIC_BOARD + packed[8:]),
    ):
        yield fails("acknowledgement", name, about, kind, **{**keys, "file": file.hex()})
