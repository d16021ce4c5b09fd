"""Play the groups of §7 to §9."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from tests.second import board as boards
from tests.second import bundle, log, manifest, signed, wire
from tests.second import cells as cell_format
from tests.second.primitives import sha256
from tests.second.values import octets

Outputs = dict[str, Any]
raw = bytes.fromhex


def manifest_(
    file: Any,
    fingerprint: str | None = None,
    others: dict[str, Any] | None = None,
    lane: str | None = None,
    day: str | None = None,
) -> Outputs:
    found = manifest.parse(octets(file))
    if fingerprint is not None:
        manifest.check_root(found, raw(fingerprint), lambda serial: octets((others or {})[str(serial)]))
    outputs = {
        "hash": found.hash.hex(),
        "fingerprint_found": manifest.fingerprint(found.said["root"]).hex(),
        "body": found.said,
    }
    if lane is not None and day is not None:
        outputs["intake"] = found.intake(lane, wire.day(day))
    return outputs


def log_(entries: list[Any]) -> Outputs:
    leaves = [log.leaf(octets(entry)) for entry in entries]
    return {"leaves": [each.hex() for each in leaves], "root": log.head(leaves)[0].hex()}


def logged(file: Any, size: int, root: str, leaves: Any) -> Outputs:
    manifest.check_log(manifest.parse(octets(file)), (raw(root), size), octets(leaves))
    return {}


def inclusion(leaf: str, index: int, size: int, root: str, proof: list[str]) -> Outputs:
    log.check_inclusion(raw(leaf), index, list(map(raw, proof)), (raw(root), size))
    return {}


def consistency(before: Any, after: Any, proof: list[str]) -> Outputs:
    old, new = ((raw(each["root"]), each["size"]) for each in (before, after))
    log.check_consistency(old, new, list(map(raw, proof)))
    return {}


def fingerprint(k: int, keys: list[str]) -> Outputs:
    found = manifest.fingerprint({"k": k, "keys": keys})
    groups = " ".join(found.hex()[at : at + 4] for at in range(0, 64, 4))
    return {"fingerprint": found.hex(), "groups": groups, "words": manifest.fingerprint_words(found)}


def board(
    header: Any,
    deployment: str,
    desk: str,
    list_: Any = None,
    number: int | None = None,
    bucket: Any = None,
) -> Outputs:
    said = boards.parse(octets(header), raw(deployment), raw(desk))
    if list_ is not None:
        boards.check_list(said, octets(list_))
    if number is not None:
        boards.check_bucket(said, number, octets(bucket))
    return {"hash": signed.parse(octets(header), "board").hash.hex(), "body": said}


def snapshot(read_key: str, salt: str, deployment: str) -> Outputs:
    key = cell_format.snapshot_key(raw(read_key), raw(salt), raw(deployment))
    cells = [cell_format.cell_keys(key, number) for number in range(8)]
    acks = [cell_format.ack(key, number) for number in range(4)]
    return {
        "snapshot": key.hex(),
        "cells": [[tag.hex(), secret.hex()] for tag, secret in cells],
        "acks": [[tag.hex(), mask] for tag, mask in acks],
    }


def cell(snapshot: str, number: int, serial: int, bucket: int, deployment: str, block: Any) -> Outputs:
    place = cell_format.Place(raw(deployment), serial, bucket)
    made = cell_format.seal_cell(raw(snapshot), number, octets(block), place)
    return {"cell": sha256(made).hex()}


def reply(number: int, total: int, day: int, text: str) -> Outputs:
    blocks = cell_format.split(cell_format.Reply(number, total, day, text))
    return {"blocks": [sha256(block).hex() for block in blocks]}


def cells(snapshot: str, serial: int, bucket: int, deployment: str, cells: Any) -> Outputs:
    place = cell_format.Place(raw(deployment), serial, bucket)
    return {"replies": [asdict(each) for each in cell_format.read_cells(raw(snapshot), octets(cells), place)]}


def acks(snapshot: str, list_: Any) -> Outputs:
    return {"days": cell_format.read_acks(raw(snapshot), octets(list_))}


def segment(kind: str, files: list[Any], deployment: str, public: str, chain: Any = None) -> Outputs:
    reached = bundle.Place(**{**chain, "hash": raw(chain["hash"])}) if chain else bundle.START
    taken = bundle.read_stick(list(map(octets, files)), kind, raw(deployment), raw(public), reached)
    return {
        "segments": [
            {
                "serial": each.place.serial,
                "segment": each.place.segment,
                "hash": each.hash.hex(),
                "missing": each.missing,
                "pieces": [
                    [piece[key] for key in ("name", "offset", "size", "total", "sha256")]
                    for piece in each.said["pieces"]
                ],
            }
            for each in taken
        ]
    }


def acknowledgement(file: Any, deployment: str, desk: str, vault: str) -> Outputs:
    said = bundle.acknowledgement(octets(file), raw(deployment), raw(desk), raw(vault))
    return {key: said[key] for key in ("bundle", "serial", "ids")}
