"""Python and the browser code say the same of any report, right or wrong in whatever place."""

from __future__ import annotations

import json
import random
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from keys import canonical, primitives, report, signed, tags
from keys.errors import KeysError
from submit import build

VERDICTS = Path(__file__).parents[1] / "browser_code" / "verdicts.mjs"
VECTORS = Path(__file__).parents[1] / "vectors" / "report"
DEPLOYMENT, SEED = bytes(range(16)), bytes(32)
AUTHOR = primitives.signing_public(SEED).hex()
ODD: tuple[Any, ...] = (
    *("", "x", "yes", "unknown", "day", "other", "2026-02-29", "MA", "MA-06", "x" * 101, "é" * 33, "a b"),
    *("A", "\n", "ab\n", "__proto__", "😀" * 200, "😀" * 201, "\ud7ff", "\ue000", "00" * 16),
    *(0, 1, -1, 2**53 - 1, True, False, [], {}, [""], ["a", "a"], ["b", "a"], ["a", "b"]),
    *({"a": "b"}, {"": "x"}, {"kind": "none"}, [[]], [{}]),
)


def verdict(untrusted: bytes) -> str:
    try:
        report.parse(untrusted, DEPLOYMENT)
    except KeysError as error:
        return error.kind
    return "success"


def good() -> list[dict[str, Any]]:
    """The reports of the vectors that are right, without their signatures."""
    found = []
    for path in sorted(VECTORS.glob("*.json")):
        vector = json.loads(path.read_text())
        if vector["expect"] == "success":
            value = json.loads(vector["report"]["text"])
            del value["signature"]
            found.append(value)
    return found


def sign(value: dict[str, Any]) -> bytes:
    """Sign whatever it is, as an author of bad software would."""
    if isinstance(value.get("mailbox"), dict) and "author" in value["mailbox"]:
        value["mailbox"]["author"] = AUTHOR
    signature = signed.sign(tags.AUTHOR, DEPLOYMENT, canonical.dumps(value), SEED)
    return canonical.dumps({**value, "signature": signature.hex()})


def places(value: Any) -> Iterator[tuple[Any, Any]]:
    """Yield every (container, key) in a value, at any depth."""
    keys: Any = (
        list(value) if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ()
    )
    for key in keys:
        yield value, key
        yield from places(value[key])


def bent(value: dict[str, Any], chance: random.Random) -> bytes:
    """Sign a report of which one or two values are replaced, taken out or put in anew."""
    for _ in range(chance.choice((1, 1, 1, 2))):
        container, key = chance.choice(list(places(value)))
        way = chance.randrange(8)
        if way == 0:
            del container[key]
        elif way == 1 and isinstance(container, dict):
            container[chance.choice(("a", "kind", "day", "z9", ""))] = chance.choice(ODD)
        else:
            container[key] = chance.choice(ODD)
    return sign(value)


def copied(value: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(json.dumps(value))
    return found


def test_any_report_gets_one_verdict() -> None:
    chance = random.Random(5)
    right = good()
    tried = [sign(copied(value)) for value in right]
    tried += [bent(copied(chance.choice(right)), chance) for _ in range(1500)]
    for data in tried[:20]:
        at = chance.randrange(len(data))
        tried += [data[:at], data[:at] + b" " + data[at:], data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]]
    found = build.find_node()
    build.fetch_packages(found, build.BROWSER)
    done = subprocess.run(
        [*found.node, str(VERDICTS)],
        input=json.dumps([[data.hex(), DEPLOYMENT.hex()] for data in tried]).encode(),
        capture_output=True,
        check=True,
    )
    ours = list(map(verdict, tried))
    theirs = json.loads(done.stdout)
    assert [pair for pair in zip(ours, theirs, tried, strict=True) if pair[0] != pair[1]] == []
    assert {"success", "report", "canonical"} <= set(ours)
    assert ours[: len(right)] == ["success"] * len(right)
    assert ours.count("success") > len(right) + 50
