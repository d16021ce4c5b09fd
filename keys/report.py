"""The report: what a message says, once opened (docs/formats.md §5.6)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from keys import canonical, signed, tags
from keys.errors import FormatError
from keys.identity import SEALED
from keys.shape import Shape
from keys.wire import from_base64url

__all__ = [
    "CATEGORIES",
    "LIMIT",
    "MAX_ATTACHMENTS",
    "NO_IDENTITY",
    "Attachment",
    "Draft",
    "Report",
    "parse",
    "write",
]

LIMIT = 16380
MAX_ATTACHMENTS = 20
CATEGORIES = ("violent", "incitement", "terrorism", "minors", "others_rights", "other")
LANGUAGES = ("ar", "fr", "en", "es", "zgh")
NO_IDENTITY: Mapping[str, str] = {"kind": "none"}
_COMMON = "attachments kind lang mailbox message path sent signature text v"
_REPORT_ONLY = "category danger identity links place seen"
_shape = Shape("report")


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """One attached file: ``name`` is for people and never a path; ``size`` in bytes."""

    name: str = field(repr=False)
    type: str
    size: int
    sha256: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What the reporter wrote; a follow-up uses only the first five. ``identity`` may be declared plain."""

    kind: str
    path: str
    lang: str
    sent: date
    text: str = field(repr=False)
    category: str = "other"
    danger: str = "unknown"
    links: tuple[str, ...] = field(default=(), repr=False)
    seen: str = field(default="", repr=False)
    place: str = field(default="", repr=False)
    identity: Mapping[str, str] = field(default_factory=lambda: dict(NO_IDENTITY), repr=False)


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
    parse(data, deployment)
    return data


def parse(untrusted: bytes, deployment: bytes) -> Report:
    """Read a report and check its author's signature.

    Raises:
        FormatError: ``bounds``, ``canonical`` or ``report``.
        UntrustedError: ``signature``.
    """
    value = canonical.loads(untrusted, LIMIT)
    is_report = _shape.choice(value.get("kind"), ("report", "follow-up")) == "report"
    _shape.keys(value, f"{_COMMON} {_REPORT_ONLY if is_report else ''}".split())
    _shape.integer(value["v"], 1, 1)
    mailbox = _shape.keys(value["mailbox"], ("author", "bucket", "read_key"))
    author = _shape.octets(mailbox["author"], 32)
    signature = _shape.octets(value["signature"], 64)
    report = Report(
        kind=value["kind"],
        path=_shape.choice(value["path"], ("device", "kit", "server")),
        lang=_shape.choice(value["lang"], LANGUAGES),
        sent=_shape.day(value["sent"]),
        text=_shape.text(value["text"], 1, 4000),
        message=_shape.octets(value["message"], 16),
        read_key=_shape.octets(mailbox["read_key"], 32),
        bucket=_shape.integer(mailbox["bucket"], 0, 255),
        author=author,
        attachments=tuple(map(_attachment, _shape.items(value["attachments"], 0, MAX_ATTACHMENTS))),
        **(_report_only(value) if is_report else {}),
    )
    unsigned = {name: item for name, item in value.items() if name != "signature"}
    signed.verify(tags.AUTHOR, deployment, canonical.dumps(unsigned), author, signature)
    return report


def _report_only(value: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "category": _shape.choice(value["category"], CATEGORIES),
        "danger": _shape.choice(value["danger"], ("yes", "no", "unknown")),
        "links": tuple(_shape.text(link, 1, 2000) for link in _shape.items(value["links"], 0, 20)),
        "seen": _shape.text(value["seen"], 0, 100),
        "place": _shape.text(value["place"], 0, 200),
        "identity": _identity(value["identity"]),
    }


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
        fields |= {
            "category": report.category,
            "danger": report.danger,
            "identity": dict(report.identity),
            "links": list(report.links),
            "place": report.place,
            "seen": report.seen,
        }
    return fields
