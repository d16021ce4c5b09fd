"""Play the groups of tests/vectors: a function a group, its parameters the inputs, its result the outputs."""

from __future__ import annotations

from typing import Any

from tests.second import canonical, edwards, envelope, sizes, wire, work
from tests.second import codename as codenames
from tests.second import mailbox as mailboxes
from tests.second import report as reports
from tests.second import signed as files
from tests.second.primitives import sha256
from tests.second.values import drawn, octets
from tests.second.values import pair as pair_of
from tests.second.values import public as public_of
from tests.second.wrap import read_key_file, unwrap

Outputs = dict[str, Any]
raw = bytes.fromhex


def canonical_(json: Any, limit: int = 1 << 20) -> Outputs:
    value = canonical.read(octets(json), limit)
    assert canonical.write(value) == octets(json)
    return {"value": value}


def wire_(encoding: str, text: str, size: int) -> Outputs:
    read = {"hex": wire.from_hex, "base64url": wire.from_base64url}[encoding]
    return {"bytes": read(text, size).hex()}


def calendar(day: str) -> Outputs:
    when = wire.day(day)
    return {"number": wire.number_of_day(when), "epoch": wire.epoch(when), "quarter": wire.quarter(when)}


def signature(public: str, message: str, signature: str) -> Outputs:
    edwards.verify(raw(public), raw(message), raw(signature))
    return {}


def labelled(label: str, deployment: str, body: Any, public: str, signature: str) -> Outputs:
    files.verify(raw(public), label, raw(deployment), octets(body), raw(signature))
    return {}


def signed(kind: str, file: Any) -> Outputs:
    parsed = files.parse(octets(file), kind)
    pairs = [[key.hex(), signature.hex()] for key, signature in parsed.signatures]
    return {"body": parsed.body.hex(), "signatures": pairs, "hash": parsed.hash.hex()}


def keyfile(file: Any, asked: str | None = None) -> Outputs:
    public = read_key_file(octets(file), asked)
    return {
        "id": sha256(octets(file)).hex(),
        "x25519": public.x25519.hex(),
        "mlkem": sha256(public.mlkem).hex(),
    }


def wrap(label: str, deployment: str, context: int, pair: Any, wrapped: str, ad: str) -> Outputs:
    return {"secret": unwrap(label, raw(deployment), context, pair_of(pair), raw(wrapped), raw(ad)).hex()}


def work_(deployment: str, challenge: str, header: str, hour: int, bits: int) -> Outputs:
    return {"proof": work.solve(raw(deployment), raw(challenge), raw(header), hour, bits)}


def sizes_(payload: int) -> Outputs:
    size = sizes.class_for(payload)
    return {"class": size, "envelope": sizes.length(size)}


def report(report: Any, deployment: str) -> Outputs:
    said = reports.parse(octets(report), raw(deployment))
    return {"author": said["mailbox"]["author"], "message": said["message"]}


def identity(deployment: str, quarter: int, pair: Any, author: str, message: str, sealed: str) -> Outputs:
    data = wire.from_base64url(sealed, len(sealed) * 3 // 4)
    said = reports.reveal(data, raw(deployment), quarter, pair_of(pair), raw(author + message))
    return {"declared": said}


def envelope_(envelope_: Any, deployment: str, pairs: list[Any], epoch: int | None = None) -> Outputs:
    opened = envelope.open_envelope(octets(envelope_), raw(deployment), list(map(pair_of, pairs)), epoch)
    return {
        "id": opened.id.hex(),
        "file_key": opened.file_key.hex(),
        "report": {"text": opened.report.decode()},
        "attachments": [sha256(content).hex() for content in opened.attachments],
    }


def seal(
    *,
    deployment: str,
    epoch: int,
    number: str,
    file_key: str,
    message: str,
    draft: dict[str, Any],
    files: list[Any],
    slots: list[Any],
    identity: Any = None,
) -> Outputs:
    known, box = raw(deployment), mailboxes.derive(raw(number), raw(deployment))
    contents = [octets(item["content"]) for item in files]
    said = draft | {
        "v": 1,
        "message": message,
        "mailbox": box.named,
        "attachments": [
            {"name": item["name"], "type": item["type"], "size": len(data), "sha256": sha256(data).hex()}
            for item, data in zip(files, contents, strict=True)
        ],
    }
    if identity is not None:
        declared = {key: value for key, value in draft["identity"].items() if key != "kind"}
        said["identity"] = {
            "kind": "declared",
            "sealed": reports.seal_identity(
                declared,
                known,
                identity["quarter"],
                public_of(identity["public"]),
                box.author + raw(message),
                drawn(identity),
            ),
        }
    written = reports.write(said, box.seed, known)
    recipients: list[envelope.Slot] = [(public_of(slot["public"]), drawn(slot)) for slot in slots]
    data = envelope.seal_envelope(written, contents, known, epoch, recipients, raw(file_key))
    return {
        "report": {"text": written.decode()},
        "header": sha256(data[: sizes.HEADER]).hex(),
        "length": len(data),
        "id": sha256(data).hex(),
    }


def mailbox(number: str, deployment: str) -> Outputs:
    box = mailboxes.derive(raw(number), raw(deployment))
    return {"read_key": box.read_key.hex(), "bucket": box.bucket, "author": box.author.hex()}


def codename(typed: str) -> Outputs:
    made = codenames.parse(typed)
    return {
        "number": f"{made.number:024x}",
        "mode": made.mode,
        "digits": made.digits(),
        "arabic_digits": made.arabic_digits(),
        **{name: made.spelling(name) for name in ("eff", "fr", "es", "ar")},
    }
