"""The whole ceremony at a real terminal, in three languages, broken off and taken up again."""

from __future__ import annotations

import json
import os
import re
import signal
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from pypdfium2 import PdfDocument

from keys import manifest, primitives
from keys.errors import KeysError
from keys.private import keystore
from keys.private.ceremony import transcript
from keys.private.ceremony.facts import Facts
from keys.private.ceremony.founding import first_manifest
from keys.private.ceremony.said import SAID
from keys.private.sheet_words import LANGUAGES, Language
from keys.tongue import Tongue
from tests.terminal import Terminal

ROOT = Path(__file__).parents[2]
OWN = "tarte minuit lanterne sixpack"


class Sitting:
    """People at the ceremony: they type what they are asked, and read what is printed."""

    def __init__(self, place: Path, language: Language) -> None:
        self.place = place
        self.say = Tongue(language)
        site, key = place / "site.json", place / "vault.key"
        site.write_text(json.dumps({"csp": "default-src 'none'", "assets": {"/en/": "00" * 32}}))
        key.write_text(f"{'11' * 32}\n")
        self.command = [
            *("-c", "from keys.cli import main; main()", "ceremony"),
            *("--offline", str(place / "offline"), "--server", str(place / "server")),
            *("--site", str(site), "--vault-key", str(key), "--lang", language),
        ]

    def open(self) -> Terminal:
        return Terminal(self.command, patience=120)

    def answer(self, at: Terminal, key: str, typed: str, **values: object) -> None:
        """Wait for a question, and answer it."""
        at.expect(self.say(SAID[key], **values))
        at.type(typed)

    def passphrase(self, at: Terminal, name: str, chosen: str) -> None:
        self.answer(at, "passphrase", chosen, name=name)
        self.answer(at, "again", chosen)

    def begin(self, at: Terminal) -> None:
        for language in ("en", "fr", "ar"):
            self.answer(at, "name", f"Help {language}", language=language)
        self.answer(at, "oversight", "n")

    def signers(self, at: Terminal, names: list[str]) -> None:
        for number, name in enumerate(names, 3 - len(names)):
            (self.place / name).mkdir()
            self.answer(at, "signer-name", name, number=number)
            self.answer(at, "signer-folder", str(self.place / name), name=name)
            self.passphrase(at, name, f"{OWN} {name}")

    def team(self, at: Terminal) -> None:
        self.people(at)
        self.share(at)

    def people(self, at: Terminal) -> None:
        for name, roles in (("Amina", "supervisor reviewer"), ("Chama", "custodian")):
            self.answer(at, "person-name", name)
            self.answer(at, "person-roles", roles, name=name)
            self.passphrase(at, name, f"{OWN} {name}")
        self.answer(at, "person-name", "")

    def share(self, at: Terminal) -> None:
        self.answer(at, "how-many-groups", "1")
        self.answer(at, "how-many-shares", "3")
        self.answer(at, "how-many-open", "2")

    def printed(self) -> list[str]:
        """The shares, as they can be read on the pages."""
        lines = []
        for page in PdfDocument(self.place / "offline" / "shares.pdf"):
            text = page.get_textpage().get_text_range()
            words = re.findall(r"^\d+ ([a-z]+)\s*$", text, re.MULTILINE)
            assert len(words) == 33
            lines.append(" ".join(words))
        return lines

    def sign(self, at: Terminal, names: list[str]) -> None:
        for name in names:
            self.answer(at, "signer-again", str(self.place / name))
            self.answer(at, "hidden", f"{OWN} {name}")
            at.expect(self.say(SAID["signed-by"], name=name))
        self.answer(at, "supervisor", f"{OWN} Amina")


@pytest.fixture(params=LANGUAGES)
def sitting(request: pytest.FixtureRequest, tmp_path: Path) -> Sitting:
    return Sitting(tmp_path, request.param)


def test_a_newcomer_comes_through(sitting: Sitting) -> None:
    at = sitting.open()
    sitting.begin(at)
    sitting.answer(at, "rolls", "123456" * 17)
    at.expect(sitting.say(SAID["bits"], bits=263))
    sitting.answer(at, "how-many-signers", "2")
    sitting.answer(at, "how-many-needed", "2")
    sitting.signers(at, ["Rachid", "Salma"])
    sitting.team(at)
    at.expect(sitting.say(SAID["print"], path=sitting.place / "offline" / "shares.pdf"))
    shares = sitting.printed()
    at.type("")
    # A slip of the pen first: the word is named, and nothing is lost.
    slip = shares[0].split()
    slip[4] = "xxxxx"
    sitting.answer(at, "share", " ".join(slip))
    at.expect("Word 5")
    sitting.answer(at, "share", shares[0])
    sitting.answer(at, "share", shares[2])
    at.expect(sitting.say(SAID["drill-done"]))
    assert not (sitting.place / "offline" / "shares.pdf").exists()
    sitting.sign(at, ["Rachid", "Salma"])
    assert at.finish() == 0
    made = manifest.parse((sitting.place / "server" / "manifest").read_bytes())
    assert made.root.fingerprint.hex()[:4] in at.seen
    assert (made.root.k, len(made.root.keys), made.vault.hex()) == (2, 2, "11" * 32)
    written = transcript.check(sitting.place / "offline" / "transcript.json", made)
    assert written["facts"]["people"]["desk"] == {"Amina": ["reviewer", "supervisor"], "Chama": ["custodian"]}
    assert OWN not in json.dumps(written)
    with keystore.unlock(sitting.place / "offline" / "keystore", f"{OWN} Chama", "Chama") as session:
        assert session.identity()


def test_groups_stand_for_each_other(tmp_path: Path) -> None:
    """The ministry alone and two of three of the direction: each sheet says whose it is."""
    sitting = Sitting(tmp_path, "fr")
    at = sitting.open()
    sitting.begin(at)
    sitting.answer(at, "rolls", "")
    sitting.answer(at, "how-many-signers", "2")
    sitting.answer(at, "how-many-needed", "1")
    sitting.signers(at, ["Rachid", "Salma"])
    sitting.people(at)
    sitting.answer(at, "how-many-groups", "2")
    for number, (name, shares, needed) in enumerate((("Ministère", 1, 1), ("Direction", 3, 2)), 1):
        sitting.answer(at, "group-name", name, number=number)
        sitting.answer(at, "group-shares", str(shares), name=name)
        sitting.answer(at, "group-open", str(needed), name=name)
    sitting.answer(at, "groups-open", "2")
    at.expect(sitting.say(SAID["print"], path=tmp_path / "offline" / "shares.pdf"))
    sheets = [
        page.get_textpage().get_text_range() for page in PdfDocument(tmp_path / "offline" / "shares.pdf")
    ]
    assert [("Ministère" in text, "Direction" in text) for text in sheets] == [
        (True, False),
        *[(False, True)] * 3,
    ]
    shares = sitting.printed()
    at.type("")
    for line in (shares[1], shares[3], shares[0]):
        sitting.answer(at, "share", line)
    at.expect(sitting.say(SAID["drill-done"]))
    sitting.sign(at, ["Rachid"])
    assert at.finish() == 0


def test_a_broken_off_ceremony_goes_on(tmp_path: Path) -> None:
    """Killed in the middle of the drill: names and signers stay, the team is made anew."""
    sitting = Sitting(tmp_path, "fr")
    at = sitting.open()
    sitting.begin(at)
    sitting.answer(at, "rolls", "")
    sitting.answer(at, "how-many-signers", "2")
    sitting.answer(at, "how-many-needed", "1")
    sitting.signers(at, ["Rachid", "Salma"])
    sitting.team(at)
    at.expect(sitting.say(SAID["print"], path=tmp_path / "offline" / "shares.pdf"))
    before = sitting.printed()
    os.kill(at.child, signal.SIGKILL)
    assert at.finish() == -signal.SIGKILL
    at = sitting.open()
    at.expect(sitting.say(SAID["resumed"]))
    sitting.answer(at, "rolls", "")
    sitting.team(at)
    at.expect(sitting.say(SAID["print"], path=tmp_path / "offline" / "shares.pdf"))
    shares = sitting.printed()
    assert set(shares).isdisjoint(before)
    at.type("")
    for line in (before[0], before[1]):
        sitting.answer(at, "share", line)
    # The sheets of the first attempt open nothing: they must be burnt, and that is said.
    sitting.answer(at, "share", shares[1])
    sitting.answer(at, "share", shares[0])
    at.expect(sitting.say(SAID["drill-done"]))
    sitting.sign(at, ["Salma"])
    assert at.finish() == 0
    assert manifest.parse((tmp_path / "server" / "manifest").read_bytes()).root.k == 1


def test_weak_and_mistyped_passphrases_are_asked_for_again(tmp_path: Path) -> None:
    sitting = Sitting(tmp_path, "en")
    at = sitting.open()
    sitting.begin(at)
    sitting.answer(at, "rolls", "seven")
    at.expect("digits from 1 to 6")
    sitting.answer(at, "rolls", "")
    sitting.answer(at, "how-many-signers", "1")
    (tmp_path / "Rachid").mkdir()
    sitting.answer(at, "how-many-needed", "1")
    sitting.answer(at, "signer-name", "Rachid", number=1)
    sitting.answer(at, "signer-folder", str(tmp_path / "Rachid"), name="Rachid")
    sitting.answer(at, "passphrase", "password1", name="Rachid")
    sitting.answer(at, "passphrase", OWN, name="Rachid")
    sitting.answer(at, "again", f"{OWN}!")
    at.expect(sitting.say(SAID["differ"]))
    sitting.passphrase(at, "Rachid", OWN)
    at.expect(sitting.say(SAID["team"]))
    os.kill(at.child, signal.SIGKILL)
    assert at.finish() == -signal.SIGKILL


@pytest.mark.parametrize("language", sorted(set(LANGUAGES) - {"en"}))
def test_every_sentence_is_said_in_every_language(language: str) -> None:
    with (ROOT / "keys" / "translations" / language / "keys.po").open("rb") as file:
        found = {message.id: message for message in read_po(file) if message.id}
    for sentence in SAID.values():
        assert found[sentence].string, sentence
        assert not found[sentence].fuzzy
    values = {"number": 1, "count": 5, "title": "x", "language": "x", "bits": 1, "name": "x", "lane": "x"}
    values |= {"passphrase": "x", "path": "x", "needed": 2, "words": "x", "server": "x", "transcript": "x"}
    assert all(Tongue(language)(sentence, **values) for sentence in SAID.values())


def test_a_transcript_that_was_touched_is_refused(tmp_path: Path) -> None:
    (tmp_path / "t").write_text("{}")
    with pytest.raises(KeysError) as caught:
        transcript.check(tmp_path / "t", _manifest())
    assert caught.value.kind == "transcript"


def _manifest() -> manifest.Manifest:
    facts = Facts(
        deployment="00" * 16,
        day="2026-11-24",
        names={"en": "x"},
        lanes=("desk",),
        first=202648,
        last=202648,
        k=1,
        signers={"a": primitives.signing_public(bytes(32)).hex()},
        teams={"desk": primitives.signing_public(b"d" * 32).hex()},
        epochs={"desk": {"202648": "00" * 32}},
        identity=(20264, "00" * 32),
    )
    return first_manifest(facts, vault=bytes(32), csp="x", assets={})
