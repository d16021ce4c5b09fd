"""A message's JSON (§5.6) and the identity declared in it (§5.7)."""

from __future__ import annotations

from typing import Any

from tests.second import canonical, edwards, shape, signed
from tests.second.errors import FormatError, need
from tests.second.shape import ascending, code, fields, hexes, integer, items, matching, one_of, table, text
from tests.second.wire import Reader, to_base64url, u
from tests.second.wrap import Pair, Public, unwrap, wrap

__all__ = ["LARGEST", "parse", "reveal", "seal_identity", "write"]

LARGEST = 16_380
BLOCK = 1024
SEALED = 2208
YES_NO = one_of("yes", "no", "unknown")
CODE_OR_NOTHING = matching("([a-z][a-z0-9_]{0,31})?")

ATTACHMENT = fields(
    name=matching(r"[^\x00-\x1f\x7f/\\]{1,120}"),
    type=matching("[ -~]{0,100}"),
    size=integer(1, 2**31),
    sha256=hexes(32),
)
COMMON = {
    "v": one_of(1),
    "kind": one_of("report", "follow-up", "erase"),
    "path": one_of("device", "kit", "server"),
    "lang": one_of("ar", "fr", "en", "es", "zgh"),
    "message": hexes(16),
    "mailbox": fields(author=hexes(32), bucket=integer(0, 255), read_key=hexes(32)),
    "sent": shape.day,
    "text": text(1, 4000),
    "attachments": items(ATTACHMENT, 20),
    "signature": hexes(64),
}
ERASE = {**COMMON, "text": one_of(""), "attachments": items(ATTACHMENT, 0)}
IDENTITIES = (
    fields(kind=one_of("none")),
    fields(kind=one_of("contact"), contact=text(1, 300)),
    fields(kind=one_of("declared"), sealed=shape.sealed(SEALED)),
)
REPORT = COMMON | {
    "category": code,
    "topic": CODE_OR_NOTHING,
    "answers": table("[a-z][a-z0-9_]{0,31}", text(1, 500), 0, 16),
    "danger": YES_NO,
    "who": one_of("me", "child", "other", "group", ""),
    "ongoing": YES_NO,
    "told": ascending(items(code, 8)),
    "role": one_of("target", "child", "witness", "professional"),
    "links": items(
        fields(account=text(0, 200), given=text(1, 2000), platform=CODE_OR_NOTHING, url=text(0, 2000)), 20
    ),
    "elsewhere": fields(
        account=text(0, 200), kind=one_of("app", "message", "live", "call", "other", ""), name=text(0, 100)
    ),
    "seen": fields(
        day=lambda value: value == "" or shape.day(value), precision=one_of("day", "about", "unknown")
    ),
    "place": fields(
        city=text(0, 100),
        country=matching("([A-Z]{2})?"),
        of=one_of("event", "reporter", ""),
        region=matching("([A-Z]{2}-[A-Z0-9]{1,3})?"),
    ),
    "identity": lambda value: any(fits(value) for fits in IDENTITIES),
}
SHAPES = {"report": fields(**REPORT), "follow-up": fields(**COMMON), "erase": fields(**ERASE)}
IDENTITY = fields(contact=text(0, 300), name=text(1, 200), number=text(0, 40))


def parse(data: bytes, deployment: bytes) -> dict[str, Any]:
    """Read a message and check that its author signed it."""
    report = canonical.read(data, LARGEST)
    kind = report.get("kind")
    need(isinstance(kind, str) and kind in SHAPES and SHAPES[kind](report), "report")
    body = canonical.write({key: value for key, value in report.items() if key != "signature"})
    author, signature = bytes.fromhex(report["mailbox"]["author"]), bytes.fromhex(report["signature"])
    signed.verify(author, "author", deployment, body, signature)
    return report


def write(report: dict[str, Any], seed: bytes, deployment: bytes) -> bytes:
    """Name and sign as the author, whose seed this is, and write."""
    assert report["mailbox"]["author"] == edwards.public_of(seed).hex()
    body = canonical.write(report)
    data = canonical.write({**report, "signature": signed.sign(seed, "author", deployment, body).hex()})
    need(len(data) <= LARGEST, "report")
    return data


def seal_identity(
    declared: dict[str, str],
    deployment: bytes,
    quarter: int,
    to: Public,
    author_and_message: bytes,
    drawn: tuple[bytes, bytes, bytes] | None = None,
) -> str:
    """Seal a declared identity, as a report holds it."""
    text_of = canonical.write(declared)
    block = (u(2, len(text_of)) + text_of).ljust(BLOCK, b"\0")
    return to_base64url(wrap("identity", deployment, quarter, to, block, author_and_message, drawn))


def reveal(wrapped: bytes, deployment: bytes, quarter: int, pair: Pair, author_and_message: bytes) -> Any:
    """Open a declared identity."""
    block = unwrap("identity", deployment, quarter, pair, wrapped, author_and_message)
    need(len(block) == BLOCK, "identity")
    reader = Reader(block)
    try:
        said = reader.take(reader.number(2))
    except FormatError:
        raise FormatError("identity") from None
    need(not any(reader.rest()), "identity")
    declared = canonical.read(said, BLOCK)
    need(IDENTITY(declared), "identity")
    return declared
