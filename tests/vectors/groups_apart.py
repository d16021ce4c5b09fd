"""How the groups run that a browser has no code for, or only part: boards and bundles."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from keys import canonical, signed, tags
from tests.vectors.values import octets
from vault.formats import acks, board
from vault.formats.chain import START, Chain
from vault.formats.segment import read_bundles

Outputs = dict[str, Any]


def run_board(
    header: Any,
    deployment: str,
    desk: str,
    list: Any = None,  # noqa: A002
    number: int | None = None,
    bucket: Any = None,
) -> Outputs:
    parsed = board.parse(octets(header), deployment=bytes.fromhex(deployment), desk=bytes.fromhex(desk))
    if list is not None:
        parsed.check_list(octets(list))
    if number is not None:
        parsed.check_bucket(number, octets(bucket))
    body = signed.parse(octets(header), tags.MAGIC_BOARD).body
    return {"hash": parsed.hash.hex(), "body": canonical.loads(body, 64 << 10)}


def run_segment(
    kind: Any, files: list[Any], deployment: str, public: str, chain: dict[str, Any] | None = None
) -> Outputs:
    at = START if chain is None else Chain(**{**chain, "hash": bytes.fromhex(chain["hash"])})
    told = []
    with tempfile.TemporaryDirectory() as name:
        for number, file in enumerate(files):
            (Path(name) / f"{number}.bin").write_bytes(octets(file))
        for segment in read_bundles(
            Path(name),
            kind=kind,
            deployment=bytes.fromhex(deployment),
            public=bytes.fromhex(public),
            chain=at,
        ):
            index = segment.index
            for piece in index.pieces:
                assert sum(map(len, segment.read(piece))) == piece.size
            told.append(
                {
                    "serial": index.serial,
                    "segment": index.segment,
                    "hash": index.hash.hex(),
                    "missing": segment.missing,
                    "pieces": [
                        [piece.name, piece.offset, piece.size, piece.total, piece.sha256.hex()]
                        for piece in index.pieces
                    ],
                }
            )
    return {"segments": told}


def run_acknowledgement(file: Any, deployment: str, desk: str, vault: str) -> Outputs:
    parsed = acks.parse(
        octets(file),
        deployment=bytes.fromhex(deployment),
        desk=bytes.fromhex(desk),
        vault=bytes.fromhex(vault),
    )
    return {
        "bundle": parsed.bundle.hex(),
        "serial": parsed.serial,
        "ids": [identifier.hex() for identifier in parsed.ids],
    }
