"""The ceremony taken back a question, and broken off anywhere: it always comes to its end."""

from __future__ import annotations

import os
import random
import re
import signal
import time
from pathlib import Path

import pytest

from keys import manifest
from keys.private import keystore
from keys.private.ceremony import transcript
from keys.private.ceremony.said import SAID
from tests.keys.test_ceremony import OWN, Sitting

ROUNDS = int(os.environ.get("ROUNDS", "1"))
QUESTIONS = 27
ANSWERS = {
    "name": "Help",
    "oversight": "n",
    "rolls": "",
    "how-many-signers": "1",
    "how-many-needed": "1",
    "signer-name": "Rachid",
    "passphrase": OWN,
    "again": OWN,
    "person-roles": "supervisor reviewer custodian",
    "how-many-groups": "1",
    "how-many-shares": "3",
    "how-many-open": "2",
    "print": "",
    "hidden": OWN,
    "supervisor": OWN,
}


def _asked(key: str) -> re.Pattern[str]:
    """What the screen ends in when a question is asked; only the printing has no colon."""
    words = re.sub(r"\\{\w+\\}", ".+", re.escape(SAID[key]))
    return re.compile(words + (r"\s*$" if key == "print" else r"( \[\S+\])?: $"))


# "A signer's stick" before the stick of a name: any name fits the latter.
ASKED = {key: _asked(key) for key in ["signer-again", *ANSWERS, "signer-folder", "person-name", "share"]}


class Willing:
    """Somebody who answers whatever is asked, in whatever order: one signer, one person, three shares."""

    def __init__(self, place: Path) -> None:
        self.place = place
        self.sitting = Sitting(place, "en")
        self.sticks = 0

    def sit(self, *, answers: int | None = None, longer: float = 0) -> int:
        """Answer to the end; or so many times, and be killed ``longer`` seconds after the last."""
        at = self.sitting.open()
        shares: list[str] = []
        people = ["Amina", ""]
        asked = 0
        while key := at.question(ASKED):
            if key == "share":
                shares = shares or self.sitting.printed()
            at.type(self._answer(key, shares, people))
            asked += 1
            if asked == answers:
                time.sleep(longer)
                os.kill(at.child, signal.SIGKILL)
                break
        return at.finish()

    def _answer(self, key: str, shares: list[str], people: list[str]) -> str:
        if key == "share":
            return shares.pop()
        if key == "person-name":
            return people.pop(0)
        if key == "signer-folder":
            self.sticks += 1
            self.stick.mkdir()
        return str(self.stick) if key in ("signer-folder", "signer-again") else ANSWERS[key]

    @property
    def stick(self) -> Path:
        """The last one taken: one on which a key was left by a sitting that was broken off is put away."""
        return self.place / f"stick-{self.sticks}"


@pytest.mark.parametrize("_", range(ROUNDS))
def test_killed_anywhere_it_comes_to_its_end(tmp_path: Path, _: int) -> None:
    willing = Willing(tmp_path)
    for _sitting in range(2):
        answers, longer = random.randint(1, QUESTIONS), random.random() * 2
        code = willing.sit(answers=answers, longer=longer)
        assert code in (0, -signal.SIGKILL), (answers, longer)
    assert willing.sit() == 0
    made = manifest.parse((tmp_path / "server" / "manifest").read_bytes())
    assert transcript.check(tmp_path / "offline" / "transcript.json", made)
    with keystore.unlock(tmp_path / "offline" / "keystore", OWN, "Amina") as session:
        assert session.team == made.desk
    assert not (tmp_path / "offline" / "shares.pdf").exists()


def test_any_question_can_be_asked_again(tmp_path: Path) -> None:
    sitting = Sitting(tmp_path, "fr")
    at = sitting.open()
    sitting.answer(at, "name", "<", language="en")
    at.expect(sitting.say(SAID["settled"]))
    sitting.answer(at, "name", "Wrong", language="en")
    sitting.answer(at, "name", "<", language="fr")
    sitting.begin(at)
    sitting.answer(at, "rolls", "<")
    sitting.begin(at)
    sitting.answer(at, "rolls", "")
    sitting.answer(at, "how-many-signers", "5")
    sitting.answer(at, "how-many-needed", "<")
    sitting.answer(at, "how-many-signers", "1")
    sitting.answer(at, "how-many-needed", "1")
    (tmp_path / "Salma").mkdir()
    sitting.answer(at, "signer-name", "Selma", number=1)
    sitting.answer(at, "signer-folder", "<", name="Selma")
    sitting.answer(at, "signer-name", "Salma", number=1)
    sitting.answer(at, "signer-folder", str(tmp_path / "Salma"), name="Salma")
    sitting.passphrase(at, "Salma", f"{OWN} Salma")
    sitting.answer(at, "person-name", "<")
    at.expect(sitting.say(SAID["settled"]))
    sitting.answer(at, "person-name", "Karim")
    sitting.answer(at, "person-roles", "supervisor", name="Karim")
    sitting.passphrase(at, "Karim", f"{OWN} Karim")
    sitting.answer(at, "person-name", "<")
    at.expect(sitting.say(SAID["taken-out"], name="Karim"))
    sitting.people(at)
    sitting.answer(at, "how-many-groups", "2")
    sitting.answer(at, "group-name", "<", number=1)
    # One custodian, so nothing is asked about two: the way back from the first question leads to the people.
    sitting.answer(at, "how-many-groups", "<")
    sitting.answer(at, "person-name", "")
    sitting.share(at)
    at.expect(sitting.say(SAID["print"], path=tmp_path / "offline" / "shares.pdf"))
    shares = sitting.printed()
    at.type("")
    sitting.answer(at, "share", "<")
    at.expect(sitting.say(SAID["settled"]))
    sitting.answer(at, "share", shares[0])
    sitting.answer(at, "share", shares[1])
    sitting.sign(at, ["Salma"])
    assert at.finish() == 0
    made = manifest.parse((tmp_path / "server" / "manifest").read_bytes())
    assert (made.names["fr"], made.root.k, len(made.root.keys)) == ("Help fr", 1, 1)
