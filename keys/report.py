"""The report: what a message says, once opened (docs/formats.md §5.6)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from keys import canonical, draft, signed, tags
from keys.draft import PARTICULARS, Draft, Elsewhere, Link, Place, Seen
from keys.errors import FormatError
from keys.identity import SEALED
from keys.shape import Shape
from keys.wire import from_base64url

__all__ = [
    "LANGUAGES",
    "LIMIT",
    "MAX_ATTACHMENTS",
    "Attachment",
    "Draft",
    "Elsewhere",
    "Link",
    "Place",
    "Report",
    "Seen",
    "parse",
    "write",
]

LIMIT = 16380
MAX_ATTACHMENTS = 20
LANGUAGES = ("ar", "fr", "en", "es", "zgh")
_COMMON = (
    *("v", "kind", "path", "lang", "message", "mailbox"),
    *("sent", "text", "attachments", "signature"),
)
_REPORT_ONLY = ("identity", *PARTICULARS)
_shape = Shape("report")


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """One attached file: ``name`` is for people and never a path; ``size`` in bytes."""

    name: str = field(repr=False)
    type: str
    size: int
    sha256: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Report(Draft):
    """A draft with its message id, mailbox and attachments."""

    message: bytes
    read_key: bytes = field(repr=False)
    bucket: int = field(repr=False)
    author: bytes
    attachments: tuple[Attachment, ...] = ()


def write(report: Report, deployment: bytes, author_seed: bytes) -> bytes:
    """Write the signed canonical JSON.

    Raises:
        FormatError: ``report``, a field is out of bounds or the whole is larger than 16,380 bytes.
    """
    fields = _fields(report)
    signature = signed.sign(tags.AUTHOR, deployment, canonical.dumps(fields), author_seed)
    data = canonical.dumps({**fields, "signature": signature.hex()})
    if len(data) > LIMIT:
        raise _shape.fail(f"A report is at most {LIMIT} bytes.")
    parse(data, deployment)
    return data


def parse(untrusted: bytes, deployment: bytes) -> Report:
    """Read a report and check its author's signature.

    Raises:
        FormatError: ``bounds``, ``canonical`` or ``report``.
        UntrustedError: ``signature``.
    """
    value = canonical.loads(untrusted, LIMIT)
    kind = _shape.choice(value.get("kind"), ("report", "follow-up", "erase"))
    is_report, erases = kind == "report", kind == "erase"
    _shape.keys(value, (*_COMMON, *_REPORT_ONLY) if is_report else _COMMON)
    _shape.integer(value["v"], 1, 1)
    mailbox = _shape.keys(value["mailbox"], ("author", "bucket", "read_key"))
    author = _shape.octets(mailbox["author"], 32)
    signature = _shape.octets(value["signature"], 64)
    files = _shape.items(value["attachments"], 0, 0 if erases else MAX_ATTACHMENTS)
    report = Report(
        kind=kind,
        path=_shape.choice(value["path"], ("device", "kit", "server")),
        lang=_shape.choice(value["lang"], LANGUAGES),
        sent=_shape.day(value["sent"]),
        text=_shape.text(value["text"], *((0, 0) if erases else (1, 4000))),
        message=_shape.octets(value["message"], 16),
        read_key=_shape.octets(mailbox["read_key"], 32),
        bucket=_shape.integer(mailbox["bucket"], 0, 255),
        author=author,
        attachments=tuple(map(_attachment, files)),
        **({"identity": _identity(value["identity"]), **draft.read(value).named()} if is_report else {}),
    )
    unsigned = {name: item for name, item in value.items() if name != "signature"}
    signed.verify(tags.AUTHOR, deployment, canonical.dumps(unsigned), author, signature)
    return report


def _identity(value: object) -> dict[str, str]:
    kind = _shape.choice(_shape.mapping(value, 2).get("kind"), ("none", "contact", "declared"))
    if kind == "none":
        return _shape.keys(value, ("kind",))
    if kind == "contact":
        identity = _shape.keys(value, ("contact", "kind"))
        _shape.text(identity["contact"], 1, 300)
        return identity
    identity = _shape.keys(value, ("kind", "sealed"))
    from_base64url(identity["sealed"], SEALED, "report")
    return identity


def _attachment(value: object) -> Attachment:
    item = _shape.keys(value, ("name", "sha256", "size", "type"))
    name = _shape.text(item["name"], 1, 120)
    if any(c < " " or c in "\x7f/\\" for c in name):
        raise FormatError("report", "An attachment's name holds a character that names may not have.")
    media_type = _shape.text(item["type"], 0, 100)
    if not media_type.isascii() or not media_type.isprintable():
        raise FormatError("report", "An attachment's type is not plain text.")
    return Attachment(
        name=name,
        type=media_type,
        size=_shape.integer(item["size"], 1, 2**31),
        sha256=_shape.octets(item["sha256"], 32),
    )


def _fields(report: Report) -> dict[str, Any]:
    fields: dict[str, Any] = {
        "attachments": [
            {"name": item.name, "sha256": item.sha256.hex(), "size": item.size, "type": item.type}
            for item in report.attachments
        ],
        "kind": report.kind,
        "lang": report.lang,
        "mailbox": {
            "author": report.author.hex(),
            "bucket": report.bucket,
            "read_key": report.read_key.hex(),
        },
        "message": report.message.hex(),
        "path": report.path,
        "sent": report.sent.isoformat(),
        "text": report.text,
        "v": 1,
    }
    if report.kind == "report":
        fields |= {**draft.fields(report), "identity": dict(report.identity)}
    return fields
