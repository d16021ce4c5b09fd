"""Reports, hybrid wraps and declared identities (docs/formats.md §5.1, §5.6, §5.7)."""

# A row a line, however long, is how these tables are read.
# ruff: noqa: E501

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from keys import canonical, signed, tags
from keys.identity import BLOCK
from keys.wire import to_base64url, u16
from tests.vectors.generate.material import CUSTODIAN, DEPLOYMENT, DESK, EPOCH, QUARTER, draw, mailbox
from tests.vectors.generate.model import Vector, fails, succeeds

__all__ = ["REPORT", "sign", "vectors"]

_ASTRAL = "\U0001f600"
_FILE = {"name": "photo.jpg", "sha256": "00" * 32, "size": 1, "type": "image/jpeg"}
_LINK = {"account": "", "given": "https://example.org/", "platform": "", "url": ""}
_NOWHERE = {"account": "", "kind": "", "name": ""}
_NO_PLACE = {"city": "", "country": "", "of": "", "region": ""}
REPORT: dict[str, Any] = {
    "answers": {},
    "attachments": [],
    "category": "other",
    "danger": "unknown",
    "elsewhere": _NOWHERE,
    "identity": {"kind": "none"},
    "kind": "report",
    "lang": "ar",
    "links": [],
    "mailbox": {
        "author": mailbox().author.hex(),
        "bucket": mailbox().bucket,
        "read_key": mailbox().read_key.hex(),
    },
    "message": draw("message", 16).hex(),
    "ongoing": "unknown",
    "path": "device",
    "place": _NO_PLACE,
    "role": "witness",
    "seen": {"day": "", "precision": "unknown"},
    "sent": "2026-11-24",
    "text": "\u0631\u0623\u064a\u062a",
    "told": [],
    "topic": "",
    "v": 1,
    "who": "",
}
_IN_ALL = ("attachments", "kind", "lang", "mailbox", "message", "path", "sent", "text", "v")
FOLLOW_UP = {name: REPORT[name] for name in _IN_ALL} | {"kind": "follow-up"}
ERASE = FOLLOW_UP | {"kind": "erase", "text": ""}


def sign(value: dict[str, Any]) -> bytes:
    """Return the signed canonical JSON, whatever the value is."""
    signature = signed.sign(tags.AUTHOR, DEPLOYMENT, canonical.dumps(value), mailbox().author_seed)
    return canonical.dumps({**value, "signature": signature.hex()})


def vectors() -> Iterator[Vector]:
    """Make the groups report, wrap and identity."""
    for name, (about, change) in _good().items():
        yield succeeds(
            "report", name, about, report=_bytes(sign(REPORT | change)), deployment=DEPLOYMENT.hex(),
            author=mailbox().author.hex(), message=REPORT["message"],
        )  # fmt: skip
    for name, about, value in (
        ("follow-up", "A follow-up.", FOLLOW_UP),
        ("erase", "A wish to erase.", ERASE),
    ):
        yield succeeds(
            "report", name, about, report=_bytes(sign(value)), deployment=DEPLOYMENT.hex(),
            author=mailbox().author.hex(), message=REPORT["message"],
        )  # fmt: skip
    for name, (about, change) in _bad().items():
        value = {key: item for key, item in {**REPORT, **change}.items() if item is not ...}
        yield _fault(name, about, "report", sign(value))
    for name, about, change in (
        ("erase-with-text", "An erase says nothing.", {"text": "x"}),
        ("erase-with-attachment", "An erase carries nothing.", {"attachments": [_FILE]}),
        ("erase-with-category", "An erase has common keys only.", {"category": "other"}),
    ):
        yield _fault(name, about, "report", sign(ERASE | change))
    yield from _other_faults()
    yield from _wraps()
    yield from _identities()


def _bytes(data: bytes) -> dict[str, str]:
    return {"text": data.decode()}


def _fault(name: str, about: str, kind: str, data: bytes, deployment: bytes = DEPLOYMENT) -> Vector:
    return fails("report", name, about, kind, report=_bytes(data), deployment=deployment.hex())


def _good() -> dict[str, tuple[str, dict[str, Any]]]:
    """Return changes that leave a report within its bounds: most of each, counted in code points."""
    return {
        "least": ("Every text at its least.", {"text": "x"}),
        "text-4000": ("4,000 characters.", {"text": "x" * 4000}),
        "text-4000-astral": ("4,000 characters beyond the BMP are 4,000, not 8,000.", {"text": _ASTRAL * 3800 + "x" * 200}),
        "text-odd-characters": ("Any character is text, controls and bidirectional marks too.", {"text": "\x00\x1b[31m\u202e\ufeff\u2028"}),
        "category-own": ("A category of an operator's own: codes are checked for their form only.", {"category": "z" + "_9" * 15 + "z", "topic": "q"}),
        "topic": ("A topic within the category.", {"category": "violent", "topic": "kidnapping"}),
        "answers-16": ("16 answers.", {"answers": {f"q{number}": "x" for number in range(16)}}),
        "answer-500": ("500 characters beyond the BMP.", {"answers": {"target": _ASTRAL * 500}}),
        "danger": ("The reporter is in danger, and it goes on.", {"danger": "yes", "who": "me", "ongoing": "yes", "role": "target"}),
        "danger-group": ("A group is in danger; it has stopped.", {"danger": "no", "who": "group", "ongoing": "no", "role": "professional"}),
        "danger-child": ("A child is in danger.", {"who": "child", "role": "child"}),
        "danger-other": ("Another person is in danger.", {"who": "other"}),
        "told-8": ("Eight were told, in ascending order of their bytes.", {"told": ["a", "a0", "a_", "aa", "employer", "platform", "police", "z"]}),
        "links-20": ("20 links.", {"links": [_LINK] * 20}),
        "link-most": ("As much as a link may hold.", {"links": [{"account": _ASTRAL * 200, "given": "x" * 2000, "platform": "x", "url": "u" * 2000}]}),
        "elsewhere-most": ("As much as may be said, beyond the BMP.", {"elsewhere": {"account": _ASTRAL * 200, "kind": "app", "name": _ASTRAL * 100}}),
        "elsewhere-live": ("A live stream.", {"elsewhere": _NOWHERE | {"kind": "live"}}),
        "elsewhere-message": ("A message.", {"elsewhere": _NOWHERE | {"kind": "message"}}),
        "elsewhere-call": ("A call.", {"elsewhere": _NOWHERE | {"kind": "call"}}),
        "elsewhere-other": ("Something else.", {"elsewhere": _NOWHERE | {"kind": "other"}}),
        "seen-day": ("A day.", {"seen": {"day": "2026-11-23", "precision": "day"}}),
        "seen-about": ("About a day.", {"seen": {"day": "2024-02-29", "precision": "about"}}),
        "place-event": ("Where it happened, the city beyond the BMP.", {"place": {"city": _ASTRAL * 100, "country": "MA", "of": "event", "region": "MA-06"}}),
        "place-reporter": ("Where the reporter is; a region of three letters.", {"place": {"city": "", "country": "FR", "of": "reporter", "region": "FR-IDF"}}),
        "contact-300": ("300 characters beyond the BMP.", {"identity": {"contact": _ASTRAL * 300, "kind": "contact"}}),
        "declared": ("A sealed identity is not looked into here.", {"identity": {"kind": "declared", "sealed": to_base64url(bytes(2208))}}),
        "attachments-20": ("20 attachments.", {"attachments": [_FILE] * 20}),
        "attachment-name-120": ("120 characters beyond the BMP.", {"attachments": [_FILE | {"name": _ASTRAL * 120}]}),
        "attachment-name-odd": ("Names are for people: dots, spaces and right-to-left marks are allowed.", {"attachments": [_FILE | {"name": ".. \u202egpj.exe"}]}),
        "attachment-type-empty": ("The type may be unknown.", {"attachments": [_FILE | {"type": ""}]}),
        "attachment-type-100": ("100 ASCII characters.", {"attachments": [_FILE | {"type": "t" * 100}]}),
        "attachment-size-most": ("2^31 bytes.", {"attachments": [_FILE | {"size": 2**31}]}),
        "kit": ("Sealed by the reporter kit.", {"path": "kit", "lang": "zgh"}),
        "server": ("Sealed by the no-script server.", {"path": "server", "lang": "es", "category": "minors"}),
        "bucket-255": ("The last bucket byte.", {"mailbox": REPORT["mailbox"] | {"bucket": 255}}),
    }  # fmt: skip


def _bad() -> dict[str, tuple[str, dict[str, Any]]]:
    """Return changes each of which puts one field out of bounds; the signature always holds."""
    box = REPORT["mailbox"]
    return {
        "v-2": ("Version 2.", {"v": 2}),
        "v-true": ("True is no number.", {"v": True}),
        "kind-unknown": ("None of the three.", {"kind": "note"}),
        "kind-number": ("A number.", {"kind": 1}),
        "kind-missing": ("No kind.", {"kind": ...}),
        "key-missing": ("A key is missing.", {"who": ...}),
        "key-unknown": ("A key too many.", {"extra": ""}),
        "follow-up-with-category": ("A follow-up has no category, links or identity.", {"kind": "follow-up"}),
        "path-unknown": ("No such way.", {"path": "fax"}),
        "lang-unknown": ("No such language.", {"lang": "de"}),
        "message-short": ("15 bytes.", {"message": "00" * 15}),
        "message-upper-case": ("Hex is lower case.", {"message": "AA" * 16}),
        "mailbox-list": ("A list.", {"mailbox": []}),
        "mailbox-key-unknown": ("A key too many.", {"mailbox": box | {"codename": "x"}}),
        "mailbox-author-short": ("31 bytes.", {"mailbox": box | {"author": "00" * 31}}),
        "mailbox-read-key-long": ("33 bytes.", {"mailbox": box | {"read_key": "00" * 33}}),
        "mailbox-bucket-256": ("256 is no byte.", {"mailbox": box | {"bucket": 256}}),
        "mailbox-bucket-negative": ("-1 is no byte.", {"mailbox": box | {"bucket": -1}}),
        "sent-compact": ("Another spelling of ISO 8601.", {"sent": "20261124"}),
        "sent-time": ("A day has no time.", {"sent": "2026-11-24T10:00"}),
        "sent-no-day": ("There is no month 13.", {"sent": "2026-13-01"}),
        "sent-year-0": ("There is no year 0.", {"sent": "0000-01-01"}),
        "text-empty": ("A report says something.", {"text": ""}),
        "text-4001": ("4,001 characters.", {"text": "x" * 4001}),
        "text-4001-astral": ("4,001 characters, some beyond the BMP.", {"text": _ASTRAL * 3000 + "x" * 1001}),
        "text-list": ("A list.", {"text": ["x"]}),
        "category-empty": ("No category.", {"category": ""}),
        "category-upper-case": ("A code is lower case.", {"category": "Violent"}),
        "category-digit": ("A code begins with a letter.", {"category": "9x"}),
        "category-33": ("33 characters.", {"category": "x" * 33}),
        "category-line-feed": ("A line feed at its end.", {"category": "other\n"}),
        "category-not-ascii": ("A letter beyond ASCII.", {"category": "\u00e9t\u00e9"}),
        "topic-hyphen": ("A code has no hyphen.", {"topic": "not-sure"}),
        "topic-list": ("A list.", {"topic": ["fraud"]}),
        "answers-17": ("17 answers.", {"answers": {f"q{number}": "x" for number in range(17)}}),
        "answers-list": ("A list.", {"answers": []}),
        "answer-empty": ("An empty answer is left out.", {"answers": {"target": ""}}),
        "answer-501": ("501 characters.", {"answers": {"target": "x" * 501}}),
        "answer-list": ("Several choices are one text.", {"answers": {"nature": ["call", "praise"]}}),
        "answer-to-no-code": ("A question is named by a code.", {"answers": {"Target?": "x"}}),
        "answer-to-prototype": ("A name that some languages treat specially is no code.", {"answers": {"__proto__": "x"}}),
        "danger-unknown": ("No such answer.", {"danger": "maybe"}),
        "danger-true": ("True is no answer.", {"danger": True}),
        "who-unknown": ("No such person.", {"who": "witness"}),
        "ongoing-empty": ("No answer is unknown.", {"ongoing": ""}),
        "told-9": ("Nine were told.", {"told": [f"t{number}" for number in range(9)]}),
        "told-twice": ("One was told twice.", {"told": ["police", "police"]}),
        "told-order": ("Not in ascending order.", {"told": ["school", "family"]}),
        "told-empty": ("An empty code.", {"told": [""]}),
        "told-text": ("Text where a list belongs.", {"told": "police"}),
        "role-empty": ("No role.", {"role": ""}),
        "role-unknown": ("No such role.", {"role": "parent"}),
        "links-21": ("21 links.", {"links": [_LINK] * 21}),
        "links-text": ("Text where a list belongs.", {"links": "x"}),
        "link-text": ("Text where an object belongs.", {"links": ["https://example.org/"]}),
        "link-key-missing": ("A key is missing.", {"links": [{"account": "", "given": "x", "platform": ""}]}),
        "link-key-unknown": ("A key too many.", {"links": [_LINK | {"title": ""}]}),
        "link-empty": ("An empty link.", {"links": [_LINK | {"given": ""}]}),
        "link-2001": ("2,001 characters.", {"links": [_LINK | {"given": "x" * 2001}]}),
        "link-url-2001": ("2,001 characters.", {"links": [_LINK | {"url": "x" * 2001}]}),
        "link-account-201": ("201 characters.", {"links": [_LINK | {"account": "x" * 201}]}),
        "link-platform-name": ("A platform is a code.", {"links": [_LINK | {"platform": "Facebook"}]}),
        "elsewhere-text": ("Text.", {"elsewhere": ""}),
        "elsewhere-kind-unknown": ("No such kind.", {"elsewhere": _NOWHERE | {"kind": "letter"}}),
        "elsewhere-name-101": ("101 characters.", {"elsewhere": _NOWHERE | {"name": "x" * 101}}),
        "elsewhere-account-201": ("201 characters.", {"elsewhere": _NOWHERE | {"account": "x" * 201}}),
        "elsewhere-key-missing": ("A key is missing.", {"elsewhere": {"kind": "app", "name": "x"}}),
        "seen-text": ("Text.", {"seen": "yesterday"}),
        "seen-no-day": ("There is no 30 February.", {"seen": {"day": "2026-02-30", "precision": "day"}}),
        "seen-number": ("A number.", {"seen": {"day": 20781, "precision": "day"}}),
        "seen-precision-unknown": ("No such precision.", {"seen": {"day": "2026-11-23", "precision": "hour"}}),
        "seen-key-missing": ("A key is missing.", {"seen": {"day": ""}}),
        "place-text": ("Text.", {"place": "x"}),
        "place-city-101": ("101 characters.", {"place": _NO_PLACE | {"city": "x" * 101}}),
        "place-country-lower-case": ("A country is two capitals.", {"place": _NO_PLACE | {"country": "ma"}}),
        "place-country-3": ("Three letters.", {"place": _NO_PLACE | {"country": "MAR"}}),
        "place-of-unknown": ("No such thing.", {"place": _NO_PLACE | {"of": "suspect"}}),
        "place-region-bare": ("A region is written with its country.", {"place": _NO_PLACE | {"region": "06"}}),
        "place-region-long": ("Four characters after the hyphen.", {"place": _NO_PLACE | {"region": "MA-0006"}}),
        "place-region-line-feed": ("A line feed at its end.", {"place": _NO_PLACE | {"region": "MA-06\n"}}),
        "place-key-unknown": ("A key too many.", {"place": _NO_PLACE | {"street": ""}}),
        "identity-unknown": ("No such kind.", {"identity": {"kind": "known"}}),
        "identity-none-with-name": ("None and a name.", {"identity": {"kind": "none", "name": "x"}}),
        "identity-text": ("Text.", {"identity": "none"}),
        "contact-empty": ("An empty contact.", {"identity": {"contact": "", "kind": "contact"}}),
        "contact-301": ("301 characters.", {"identity": {"contact": "x" * 301, "kind": "contact"}}),
        "declared-plain": ("A declared identity is never in plain.", {"identity": {"contact": "", "kind": "declared", "name": "x", "number": ""}}),
        "declared-short": ("2,207 bytes.", {"identity": {"kind": "declared", "sealed": to_base64url(bytes(2207))}}),
        "declared-hex": ("Hex where base64url belongs.", {"identity": {"kind": "declared", "sealed": "00" * 2208}}),
        "attachments-21": ("21 attachments.", {"attachments": [_FILE] * 21}),
        "attachments-object": ("An object.", {"attachments": {}}),
        "attachment-key-unknown": ("A key too many.", {"attachments": [_FILE | {"path": "/"}]}),
        "attachment-key-missing": ("A key is missing.", {"attachments": [{"name": "x", "size": 1, "type": ""}]}),
        "attachment-size-0": ("An empty file.", {"attachments": [_FILE | {"size": 0}]}),
        "attachment-size-negative": ("A negative size.", {"attachments": [_FILE | {"size": -1}]}),
        "attachment-size-too-large": ("2^31 + 1 bytes.", {"attachments": [_FILE | {"size": 2**31 + 1}]}),
        "attachment-hash-short": ("31 bytes.", {"attachments": [_FILE | {"sha256": "00" * 31}]}),
        "attachment-type-101": ("101 characters.", {"attachments": [_FILE | {"type": "t" * 101}]}),
        "attachment-type-not-ascii": ("A letter beyond ASCII.", {"attachments": [_FILE | {"type": "\u00e9"}]}),
        "attachment-type-control": ("A line feed.", {"attachments": [_FILE | {"type": "a\nb"}]}),
        "attachment-type-delete": ("U+007F.", {"attachments": [_FILE | {"type": "a\x7f"}]}),
        "attachment-name-empty": ("No name.", {"attachments": [_FILE | {"name": ""}]}),
        "attachment-name-121": ("121 characters.", {"attachments": [_FILE | {"name": "x" * 121}]}),
        "attachment-name-solidus": ("A path.", {"attachments": [_FILE | {"name": "a/b"}]}),
        "attachment-name-backslash": ("A path.", {"attachments": [_FILE | {"name": "a\\b"}]}),
        "attachment-name-zero": ("U+0000.", {"attachments": [_FILE | {"name": "a\0b"}]}),
        "attachment-name-line-feed": ("U+000A.", {"attachments": [_FILE | {"name": "a\nb"}]}),
        "attachment-name-delete": ("U+007F.", {"attachments": [_FILE | {"name": "a\x7fb"}]}),
    }  # fmt: skip


def _other_faults() -> Iterator[Vector]:
    good = sign(REPORT)
    stranger = REPORT | {"mailbox": REPORT["mailbox"] | {"author": "11" * 32}}
    yield _fault("signature-other-deployment", "Signed for another deployment.", "signature", good, bytes(16))
    yield _fault(
        "signature-other-text",
        "A letter was changed after signing.",
        "signature",
        good.replace(b"2026-11-24", b"2026-11-25"),
    )
    yield _fault(
        "signature-other-author", "Signed by another than the author named.", "signature", sign(stranger)
    )
    zeros = canonical.dumps({**REPORT, "signature": "00" * 64})
    yield _fault("signature-zeros", "64 zeros.", "signature", zeros)
    yield _fault(
        "signature-short", "63 bytes.", "report", canonical.dumps({**REPORT, "signature": "00" * 63})
    )
    yield _fault("signature-missing", "No signature.", "report", canonical.dumps(REPORT))
    yield _fault("space", "A space in the JSON.", "canonical", good.replace(b'"v":1', b'"v": 1'))
    yield _fault("trailing", "A byte after the JSON.", "canonical", good + b"\n")
    full = {**REPORT, "text": _ASTRAL * 3800}
    room = 16380 - len(sign({**full, "links": [_LINK | {"given": "", "url": "x"}]}))
    most = sign(full | {"links": [_LINK | {"given": "x" * room, "url": "x"}]})
    yield succeeds(
        "report", "size-16380", "As large as a report may be.", report=_bytes(most), deployment=DEPLOYMENT.hex(),
        author=mailbox().author.hex(), message=REPORT["message"],
    )  # fmt: skip
    over = sign(full | {"links": [_LINK | {"given": "x" * room, "url": "xx"}]})
    yield _fault("size-16381", "A byte more.", "bounds", over)


def _wraps() -> Iterator[Vector]:
    wrapped = DESK.wrap(tags.SLOT, EPOCH, draw("secret", 32), b"")
    bound = CUSTODIAN.wrap(tags.IDENTITY, QUARTER, b"secret", b"bound to this")
    slot = {
        "label": "slot",
        "deployment": DEPLOYMENT.hex(),
        "context": EPOCH,
        "pair": DESK.pair_json(),
        "wrapped": wrapped.hex(),
        "ad": "",
    }
    other = {"label": "identity", "deployment": DEPLOYMENT.hex(), "context": QUARTER, "pair": CUSTODIAN.pair_json(), "wrapped": bound.hex(), "ad": b"bound to this".hex()}  # fmt: skip
    yield succeeds("wrap", "slot", "A file key in a slot.", **slot, secret=draw("secret", 32).hex())
    yield succeeds(
        "wrap", "with-associated-data", "Bound to associated data.", **other, secret=b"secret".hex()
    )
    changes: dict[str, tuple[str, dict[str, object]]] = {
        "other-label": ("Opened as something else.", {"label": "identity"}),
        "other-deployment": ("Opened for another deployment.", {"deployment": bytes(16).hex()}),
        "other-context": ("Opened as of another epoch.", {"context": EPOCH + 1}),
        "other-pair": ("Opened with another pair.", {"pair": CUSTODIAN.pair_json()}),
        "other-mlkem": ("Only the X25519 half is right: both must be.", {"pair": DESK.pair_json() | {"mlkem": "00" * 64}}),
        "other-x25519": ("Only the ML-KEM half is right: both must be.", {"pair": DESK.pair_json() | {"x25519": "11" * 32}}),
        "associated-data": ("Other associated data.", {"ad": "00"}),
        "flipped-ephemeral": ("A bit of the ephemeral key.", {"wrapped": _flip(wrapped, 0)}),
        "flipped-box": ("A bit of the box.", {"wrapped": _flip(wrapped, 79)}),
        "flipped-ciphertext": ("A bit of the ML-KEM ciphertext: implicit rejection.", {"wrapped": _flip(wrapped, 80)}),
        "flipped-wrap": ("A bit of the wrapped secret.", {"wrapped": _flip(wrapped, 1168)}),
        "flipped-tag": ("A bit of the last tag.", {"wrapped": _flip(wrapped, len(wrapped) - 1)}),
        "ephemeral-of-small-order": ("An ephemeral key of small order.", {"wrapped": (bytes(32) + wrapped[32:]).hex()}),
        "cut": ("A byte is missing.", {"wrapped": wrapped[:-1].hex()}),
        "cut-in-ciphertext": ("Cut within the ML-KEM ciphertext.", {"wrapped": wrapped[:1000].hex()}),
        "cut-in-box": ("Cut within the box.", {"wrapped": wrapped[:79].hex()}),
        "nothing": ("No bytes.", {"wrapped": ""}),
    }  # fmt: skip
    for name, (about, change) in changes.items():
        yield fails("wrap", name, about, "not-for-me", **{**slot, **change})


def _flip(data: bytes, at: int) -> str:
    return (data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]).hex()


def _identities() -> Iterator[Vector]:
    author, message = mailbox().author, draw("message", 16)
    declared = {"contact": "", "name": "\u0623\u0645\u064a\u0646\u0629", "number": "AB123456"}

    def seal(block: bytes) -> dict[str, object]:
        sealed = CUSTODIAN.wrap(tags.IDENTITY, QUARTER, block, author + message)
        return {
            "deployment": DEPLOYMENT.hex(), "quarter": QUARTER, "pair": CUSTODIAN.pair_json(),
            "author": author.hex(), "message": message.hex(), "sealed": to_base64url(sealed),
        }  # fmt: skip

    def block(body: bytes) -> bytes:
        return (u16(len(body)) + body).ljust(BLOCK, b"\0")

    good = seal(block(canonical.dumps(declared)))
    yield succeeds("identity", "good", "A name and a number.", **good, declared=declared)
    longest = {"contact": "c" * 300, "name": _ASTRAL * 150, "number": "n" * 40}
    yield succeeds("identity", "long", "Longer.", **seal(block(canonical.dumps(longest))), declared=longest)
    for name, about, change in (
        ("other-message", "Lifted from another message.", {"message": bytes(16).hex()}),
        ("other-author", "Lifted from another thread.", {"author": bytes(32).hex()}),
        ("other-quarter", "Opened as of another quarter.", {"quarter": QUARTER + 7}),
        ("other-pair", "Opened with another key.", {"pair": DESK.pair_json()}),
    ):
        yield fails("identity", name, about, "not-for-me", **{**good, **change})
    body = canonical.dumps(declared)
    for name, about, kind, held in (
        ("length-too-large", "A length beyond the block.", "identity", u16(BLOCK - 1) + bytes(BLOCK - 2)),
        (
            "padding",
            "A byte after the JSON.",
            "identity",
            (u16(len(body)) + body + b"\1").ljust(BLOCK, b"\0"),
        ),
        ("space", "A space in the JSON.", "canonical", block(body.replace(b'":', b'": ', 1))),
        ("empty", "No JSON.", "canonical", block(b"")),
        ("name-empty", "A name is needed.", "identity", block(canonical.dumps({**declared, "name": ""}))),
        ("name-201", "201 characters.", "identity", block(canonical.dumps({**declared, "name": "x" * 201}))),
        ("number-41", "41 characters.", "identity", block(canonical.dumps({**declared, "number": "x" * 41}))),
        (
            "contact-301",
            "301 characters.",
            "identity",
            block(canonical.dumps({**declared, "contact": "x" * 301})),
        ),
        ("key-missing", "No number.", "identity", block(canonical.dumps({"contact": "", "name": "x"}))),
        ("key-unknown", "A key too many.", "identity", block(canonical.dumps({**declared, "age": "x"}))),
        (
            "number-number",
            "Text, not a number.",
            "identity",
            block(canonical.dumps({**declared, "number": 1})),
        ),
        ("short-block", "A block of 1,023 bytes.", "identity", block(body)[:-1]),
    ):
        yield fails("identity", name, about, kind, **seal(held))
