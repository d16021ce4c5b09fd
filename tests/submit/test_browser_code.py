"""What the browser code draws, folds and parses Python reads alike, and both give one verdict on anything."""

from __future__ import annotations

import random
import re
import subprocess
import unicodedata
from typing import Any

from keys import canonical, codename, mailbox, words
from keys.codename import Codename
from keys.errors import CodenameError, KeysError
from keys.words import folding
from submit import assets, build
from tests.conftest import Deployment
from tests.submit.bridge import VECTORS, Bridge


def test_every_vector_holds_in_the_browser_code(node: tuple[str, ...]) -> None:
    done = subprocess.run([*node, str(VECTORS)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def _verdict(typed: str) -> dict[str, Any]:
    try:
        found = codename.parse(typed)
    except KeysError as error:
        told = error if isinstance(error, CodenameError) else CodenameError("", "")
        return {"kind": error.kind, "position": told.position, "suggestions": list(told.suggestions)}
    return {
        "number": found.number_bytes().hex(),
        "mode": "server" if found.mode == codename.SERVER else "device",
        **{name: found.spelling(name) for name in codename.SPELLINGS},
    }


def test_both_draw_codenames_that_the_other_reads(bridge: Bridge) -> None:
    for made in bridge.run([{"do": "generate"}] * 100):
        for name in codename.SPELLINGS:
            found = codename.parse(made[name])
            assert (found.number_bytes().hex(), found.mode) == (made["number"], codename.DEVICE)
    mine = [codename.generate(mode) for mode in (codename.DEVICE, codename.SERVER) for _ in range(50)]
    typed = [spelling for made in mine for spelling in map(made.spelling, codename.SPELLINGS)]
    assert bridge.run([{"do": "parse", "typed": text} for text in typed]) == list(map(_verdict, typed))


CHARACTERS = [
    chr(point) for point in range(0x110000) if unicodedata.category(chr(point)) not in {"Cn", "Co", "Cs"}
]


def test_both_fold_alike(bridge: Bridge) -> None:
    """Each character known to this Python's Unicode, between two letters."""
    typed = [f"a{character}b" for character in CHARACTERS]
    theirs = bridge.run([{"do": "tokens", "typed": text} for text in typed])
    for text, tokens in zip(typed, theirs, strict=True):
        # Letters that no listed word has may fold to others, if they stay as many.
        assert list(map(_listed, folding.tokens(text))) == list(map(_listed, tokens)), ascii(text)


def _listed(token: str) -> str:
    return re.sub(r"[^a-zء-ي\d]", "?", token)


def test_both_give_one_verdict_on_anything_typed(bridge: Bridge) -> None:
    """Each kind of digit among digits, some characters within words and between them, and nonsense."""
    made = codename.Codename(0x38C7484ABCC41E50D54E6FD, 0)
    chance = random.Random(2)
    among_digits = [c for c in CHARACTERS if ord(c) < 0x100 or c.isdecimal()]
    typed = [made.digits().replace("0", character) for character in among_digits]
    for character in [*chance.sample(CHARACTERS, 10), *"-'\u0640\u200c\u200b\u0301\u064bßİıſ"]:
        for name in words.NAMES:
            spelt = made.spelling(name)
            typed += [spelt.replace(spelt[2], character), spelt.replace(" ", character)]
    typed += ["".join(chance.choices([*"ab1-' \u0661ßİıſ"], k=chance.randrange(40))) for _ in range(60)]
    lists = [words.read(name).words for name in words.NAMES]
    for _ in range(60):
        some = [word[chance.randrange(2) :] for word in chance.choices(chance.choice(lists), k=9)]
        typed.append(" ".join(some[chance.choice((0, 2)) :]))
    for text, mine, theirs in zip(
        typed,
        map(_verdict, typed),
        bridge.run([{"do": "parse", "typed": text} for text in typed]),
        strict=True,
    ):
        assert mine == theirs, ascii(text)


def test_the_lists_are_served_as_one_file_that_the_manifest_names(built: None) -> None:
    served = assets.load()
    lists = [build.BROWSER.parents[1] / "keys" / "words" / f"{name}.txt" for name in words.NAMES]
    assert served["/static/words.txt"].body == b"".join(path.read_bytes() for path in lists)
    assert "/static/words.txt" in assets.hashes(served)


def test_mailboxes_agree(bridge: Bridge) -> None:
    chance = random.Random(3)
    asked = [(chance.getrandbits(90).to_bytes(12, "big"), chance.randbytes(16)) for _ in range(5)]
    results = bridge.run(
        [
            {"do": "mailbox", "number": number.hex(), "deployment": deployment.hex()}
            for number, deployment in asked
        ]
    )
    for (number, deployment), found in zip(asked, results, strict=True):
        box = mailbox.derive(Codename(int.from_bytes(number, "big"), 0), deployment)
        assert found == {"read_key": box.read_key.hex(), "bucket": box.bucket, "author": box.author.hex()}


def test_a_real_manifest_is_read_alike(bridge: Bridge, shared_deployment: Deployment) -> None:
    path, made = shared_deployment.server / "manifest", shared_deployment.manifest
    right, wrong = bridge.run(
        [
            {"do": "manifest", "path": str(path), "fingerprint": fingerprint.hex()}
            for fingerprint in (made.root.fingerprint, bytes(32))
        ]
    )
    lanes = {lane: {str(epoch): key for epoch, key in keys.items()} for lane, keys in made.lanes.items()}
    assert right == {"hash": made.hash.hex(), "lanes": lanes}
    assert wrong["kind"] == "fingerprint"


def test_both_give_one_verdict_on_any_json(bridge: Bridge) -> None:
    chance = random.Random(4)
    alphabet = [
        *'{}[]":,\\019-.eE ',
        '"a":',
        "true",
        "null",
        "\\u0000",
        "\\ud83d\\ude00",
        "\\ud83d",
        "é",
        "😀",
        "\x7f",
    ]
    texts = ['{"a":' + "".join(chance.choices(alphabet, k=chance.randrange(9))) + "}" for _ in range(20_000)]
    agreed = 0
    for text, theirs in zip(
        texts, bridge.run([{"do": "canonical", "text": text} for text in texts]), strict=True
    ):
        try:
            mine: dict[str, Any] = {"text": canonical.dumps(canonical.loads(text.encode(), 1 << 20)).decode()}
        except KeysError as error:
            mine = {"kind": error.kind, "position": 0, "suggestions": []}
        assert mine == theirs, ascii(text)
        agreed += "text" in mine
    assert agreed > 100
