"""How each group of vectors runs: one function a group, its parameters the inputs, its result the outputs."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date
from typing import Any

from keys import (
    calendar,
    canonical,
    codename,
    fingerprint,
    keyfile,
    mailbox,
    manifest,
    merkle,
    primitives,
    signed,
    sizes,
    tags,
    trust,
    wire,
    work,
)
from keys import cells as board_cells
from keys import draft as drafts
from keys import report as reports
from keys.cells import Place, Reply
from keys.codename import Codename
from keys.envelope import header, seal
from keys.merkle import Head
from keys.private import identity as identities
from keys.private.hybrid import unwrap
from keys.private.open import open_envelope
from tests.vectors import groups_apart, groups_private
from tests.vectors.chance import fixed, public_half
from tests.vectors.values import hybrid_pair, octets

__all__ = ["CANNOT_FAIL", "GROUPS"]

Outputs = dict[str, Any]
MAGICS = {
    "manifest": tags.MAGIC_MANIFEST,
    "board": tags.MAGIC_BOARD,
    "ack": tags.MAGIC_ACK,
    "bundle-in": tags.MAGIC_BUNDLE_IN,
    "bundle-out": tags.MAGIC_BUNDLE_OUT,
}


def run_canonical(json: Any, limit: int = 1 << 20) -> Outputs:
    value = canonical.loads(octets(json), limit)
    assert canonical.dumps(value) == octets(json)
    return {"value": value}


def run_wire(encoding: str, text: str, size: int) -> Outputs:
    if encoding == "hex":
        return {"bytes": wire.from_hex(text, size).hex()}
    assert encoding == "base64url"
    data = wire.from_base64url(text, size)
    assert wire.to_base64url(data) == text
    return {"bytes": data.hex()}


def run_calendar(day: str) -> Outputs:
    when = date.fromisoformat(day)
    return {
        "number": calendar.day_number(when),
        "epoch": calendar.epoch_of(when),
        "quarter": calendar.quarter_of(when),
    }


def run_sizes(payload: int) -> Outputs:
    padded = sizes.class_for(payload)
    assert sizes.envelope_length(padded) in sizes.ENVELOPE_LENGTHS
    return {"class": padded, "envelope": sizes.envelope_length(padded)}


def run_signature(public: str, message: str, signature: str) -> Outputs:
    primitives.verify(bytes.fromhex(public), bytes.fromhex(message), bytes.fromhex(signature))
    return {}


def run_labelled(label: str, deployment: str, body: Any, public: str, signature: str) -> Outputs:
    tag = f"amana/v1/{label}".encode()
    assert tag in vars(tags).values()
    signed.verify(
        tag, bytes.fromhex(deployment), octets(body), bytes.fromhex(public), bytes.fromhex(signature)
    )
    return {}


def run_signed(kind: str, file: Any) -> Outputs:
    parsed = signed.parse(octets(file), MAGICS[kind])
    assert parsed.pack() == octets(file)
    pairs = [[public.hex(), signature.hex()] for public, signature in parsed.signatures]
    return {"body": parsed.body.hex(), "signatures": pairs, "hash": parsed.hash.hex()}


def run_keyfile(file: Any, asked: str | None = None) -> Outputs:
    public = keyfile.parse(octets(file), asked)
    return {
        "id": keyfile.key_id(public),
        "x25519": public.x25519.hex(),
        "mlkem": primitives.sha256(public.mlkem).hex(),
    }


def run_wrap(
    label: str, deployment: str, context: int, pair: dict[str, str], wrapped: str, ad: str
) -> Outputs:
    secret = unwrap(
        f"amana/v1/{label}".encode(),
        bytes.fromhex(deployment),
        context,
        hybrid_pair(pair),
        bytes.fromhex(wrapped),
        bytes.fromhex(ad),
    )
    return {"secret": secret.hex()}


def run_report(report: Any, deployment: str) -> Outputs:
    parsed = reports.parse(octets(report), bytes.fromhex(deployment))
    return {"author": parsed.author.hex(), "message": parsed.message.hex()}


def run_identity(
    deployment: str, quarter: int, pair: dict[str, str], author: str, message: str, sealed: str
) -> Outputs:
    sent = reports.Report(
        kind="report", path="device", lang="en", sent=date(2026, 11, 24), text="x",
        identity={"kind": "declared", "sealed": sealed}, message=bytes.fromhex(message),
        read_key=bytes(32), bucket=0, author=bytes.fromhex(author),
    )  # fmt: skip
    found = identities.reveal(
        sent, deployment=bytes.fromhex(deployment), quarter=quarter, recipient=hybrid_pair(pair)
    )
    return {"declared": found}


def run_envelope(
    envelope: Any, deployment: str, pairs: list[dict[str, str]], epoch: int | None = None
) -> Outputs:
    data, known = octets(envelope), bytes.fromhex(deployment)
    opened = open_envelope(
        io.BytesIO(data), deployment=known, pairs=list(map(hybrid_pair, pairs)), epoch=epoch
    )
    written = canonical.dumps(canonical.loads(_last_report(data, opened.file_key), reports.LIMIT))
    return {
        "id": opened.id.hex(),
        "file_key": opened.file_key.hex(),
        "report": {"text": written.decode()},
        "attachments": [item.sha256.hex() for item in opened.report.attachments],
    }


def _last_report(data: bytes, file_key: bytes) -> bytes:
    """Return the report's JSON from the last chunk, which page §5.5 puts at its end."""
    digest = header.parse_header(data[: sizes.HEADER]).digest
    key = header.EnvelopeKeys.derive(file_key, digest).body
    body = data[sizes.HEADER :]
    count = -(-len(body) // (sizes.CHUNK + 16))
    sealed = body[(count - 1) * (sizes.CHUNK + 16) :]
    nonce = (count - 1).to_bytes(11, "big") + b"\1"
    last = primitives.aead_open(key, nonce, sealed, digest, kind="chunk")
    return last[-4 - int.from_bytes(last[-4:], "big") : -4]


def run_codename(typed: str) -> Outputs:
    made = codename.parse(typed)
    return {
        "number": made.number_bytes().hex(),
        "mode": made.mode,
        **{name: made.spelling(name) for name in codename.SPELLINGS},
    }


def run_mailbox(number: str, deployment: str) -> Outputs:
    box = mailbox.derive(Codename(int(number, 16), 0), bytes.fromhex(deployment))
    return {"read_key": box.read_key.hex(), "bucket": box.bucket, "author": box.author.hex()}


def run_manifest(
    file: Any,
    fingerprint: str | None = None,
    others: dict[str, Any] | None = None,
    lane: str | None = None,
    day: str | None = None,
) -> Outputs:
    parsed = manifest.parse(octets(file))
    if fingerprint is not None:
        trust.check_root(
            parsed, bytes.fromhex(fingerprint), lambda serial: octets((others or {})[str(serial)])
        )
    outputs: Outputs = {
        "hash": parsed.hash.hex(),
        "fingerprint_found": parsed.root.fingerprint.hex(),
        "body": canonical.loads(manifest.body(parsed), 1 << 20),
    }
    if lane is not None and day is not None:
        outputs["intake"] = parsed.intake_key(lane, date.fromisoformat(day))
    return outputs


def run_log(entries: list[Any]) -> Outputs:
    leaves = [merkle.leaf_hash(octets(entry)) for entry in entries]
    return {"leaves": [leaf.hex() for leaf in leaves], "root": merkle.head(leaves).root.hex()}


def run_logged(file: Any, size: int, root: str, leaves: Any) -> Outputs:
    trust.check_log(manifest.parse(octets(file)), Head(size, bytes.fromhex(root)), octets(leaves))
    return {}


def run_inclusion(leaf: str, index: int, size: int, root: str, proof: list[str]) -> Outputs:
    whole = Head(size, bytes.fromhex(root))
    merkle.check_inclusion(bytes.fromhex(leaf), index, list(map(bytes.fromhex, proof)), whole)
    return {}


def run_consistency(before: dict[str, Any], after: dict[str, Any], proof: list[str]) -> Outputs:
    heads = (Head(each["size"], bytes.fromhex(each["root"])) for each in (before, after))
    merkle.check_consistency(*heads, list(map(bytes.fromhex, proof)))
    return {}


def run_fingerprint(k: int, keys: list[str]) -> Outputs:
    found = fingerprint.root_fingerprint(k, [bytes.fromhex(key) for key in keys])
    return {
        "fingerprint": found.hex(),
        "groups": fingerprint.as_hex(found),
        "words": fingerprint.as_words(found),
    }


def run_snapshot(read_key: str, salt: str, deployment: str) -> Outputs:
    snapshot = board_cells.snapshot_key(*map(bytes.fromhex, (read_key, salt, deployment)))
    pairs = [board_cells.cell_keys(snapshot, number) for number in range(board_cells.MAX_CELLS)]
    masks = [board_cells.ack_mask(snapshot, number) for number in range(4)]
    return {
        "snapshot": snapshot.hex(),
        "cells": [[tag.hex(), key.hex()] for tag, key in pairs],
        "acks": [[tag.hex(), mask] for tag, mask in masks],
    }


def run_cell(snapshot: str, number: int, serial: int, bucket: int, deployment: str, block: Any) -> Outputs:
    place = Place(bytes.fromhex(deployment), serial, bucket)
    cell = board_cells.seal_cell(bytes.fromhex(snapshot), number, octets(block), place)
    assert len(cell) == board_cells.CELL
    return {"cell": primitives.sha256(cell).hex()}


def run_reply(number: int, total: int, day: int, text: str) -> Outputs:
    blocks = board_cells.split(Reply(number=number, total=total, day=day, text=text))
    return {"blocks": [primitives.sha256(block).hex() for block in blocks]}


def run_cells(snapshot: str, serial: int, bucket: int, deployment: str, cells: Any) -> Outputs:
    place = Place(bytes.fromhex(deployment), serial, bucket)
    replies = board_cells.read_cells(bytes.fromhex(snapshot), octets(cells), place)
    return {
        "replies": [
            {"day": reply.day, "number": reply.number, "text": reply.text, "total": reply.total}
            for reply in replies
        ]
    }


def run_acks(snapshot: str, list: Any) -> Outputs:  # noqa: A002
    return {"days": board_cells.read_acks(bytes.fromhex(snapshot), octets(list))}


def run_seal(
    *,
    deployment: str,
    epoch: int,
    number: str,
    file_key: str,
    message: str,
    draft: dict[str, Any],
    files: list[dict[str, Any]],
    slots: list[dict[str, Any]],
    identity: dict[str, Any] | None = None,
) -> Outputs:
    out = io.BytesIO()
    said = drafts.read(draft).named() if draft["kind"] == "report" else {}
    with fixed(slots, identity, bytes.fromhex(file_key), bytes.fromhex(message)):
        made = seal(
            out,
            reports.Draft(**{**draft, **said, "sent": date.fromisoformat(draft["sent"])}),
            deployment=bytes.fromhex(deployment),
            epoch=epoch,
            lanes=[public_half(slot) for slot in slots if slot["lane"]],
            mailbox=mailbox.derive(Codename(int(number, 16), 0), bytes.fromhex(deployment)),
            files=[(item["name"], item["type"], io.BytesIO(octets(item["content"]))) for item in files],
            identity_key=(identity["quarter"], public_half(identity)) if identity else None,
        )
    data = out.getvalue()
    return {
        "report": {"text": _last_report(data, bytes.fromhex(file_key)).decode()},
        "header": primitives.sha256(data[: sizes.HEADER]).hex(),
        "length": len(data),
        "id": made.hex(),
    }


def run_work(deployment: str, challenge: str, header: str, hour: int, bits: int) -> Outputs:
    subject = bytes.fromhex(deployment), bytes.fromhex(challenge), bytes.fromhex(header)
    nonce = work.solve(*subject, bits)
    assert work.strength(*subject, nonce) >= bits
    return {"proof": str(work.Proof.parse(str(work.Proof(hour, nonce))))}


GROUPS: dict[str, Callable[..., Outputs]] = {
    name.removeprefix("run_"): run
    for name, run in {**vars(groups_apart), **vars(groups_private), **globals()}.items()
    if name.startswith("run_")
}
CANNOT_FAIL = {"calendar", "cell", "fingerprint", "kek", "log", "mailbox", "seal", "snapshot", "work"}
