"""From the terminal: propose, sign twice in two places, assemble; and what two people fetched, compared."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from keys import history, manifest
from keys.cli import main
from tests.conftest import Deployment
from tests.keys.lineage import begin, grow


@dataclass
class Signers:
    """A demonstration's offline folder, used as if its root signers lived apart."""

    offline: Path
    folder: Path

    @property
    def manifests(self) -> Path:
        return self.offline / history.FOLDER

    def run(self, *arguments: object, typed: str = "") -> Result:
        return CliRunner().invoke(main, [str(each) for each in arguments], input=typed)

    def propose(self, name: str, change: object) -> Path:
        (self.folder / f"{name}.json").write_text(json.dumps(change))
        made = self.folder / name
        done = self.run("propose", "--manifests", self.manifests, "--change", f"{made}.json", "--out", made)
        assert done.exit_code == 0, done.output
        return made

    def sign(self, made: Path, number: int, answer: str = "y") -> Result:
        passphrase = (self.offline / "passphrase").read_text()
        store = self.offline / f"root-{number}.keystore"
        typed = f"{answer}\n{passphrase}\n"
        return self.run("sign", made, "--manifests", self.manifests, "--keystore", store, typed=typed)

    def signatures(self, made: Path) -> list[Path]:
        return sorted(made.parent.glob(f"{made.name}.*.signature"))


@pytest.fixture
def signers(deployment: Deployment, tmp_path: Path) -> Signers:
    (tmp_path / "table").mkdir()
    return Signers(deployment.offline, tmp_path / "table")


def test_a_manifest_is_made_by_two_who_never_meet(signers: Signers) -> None:
    made = signers.propose("next", {"limits": {"attachments": 5, "envelope": 40_000}})
    for number in (1, 2):
        done = signers.sign(made, number)
        assert "The number of files a report may hold changes from 20 to 5." in done.output
        assert (done.exit_code, len(signers.signatures(made))) == (0, number), done.output
    out = signers.offline / "manifest"
    done = signers.run(
        "assemble", made, *signers.signatures(made), "--manifests", signers.manifests, "--out", out
    )
    assert done.exit_code == 0, done.output
    assert manifest.parse(out.read_bytes()).limits.attachments == 5
    assert (signers.manifests / "2").read_bytes() == out.read_bytes()
    assert "Manifest 2 of Amana: demonstration is signed." in done.output


def test_one_signature_is_not_enough_and_nothing_is_written(signers: Signers) -> None:
    made = signers.propose("next", {})
    signers.sign(made, 1)
    out = signers.folder / "manifest"
    done = signers.run(
        "assemble", made, *signers.signatures(made), "--manifests", signers.manifests, "--out", out
    )
    assert (done.exit_code, out.exists(), (signers.manifests / "2").exists()) == (1, False, False)
    assert "1 more of the root keys must sign this, 2 in all." in done.output


def test_no_is_no(signers: Signers) -> None:
    made = signers.propose("next", {})
    done = signers.sign(made, 1, answer="n")
    assert (done.exit_code, signers.signatures(made)) == (1, [])
    assert "Nothing changes but its number and day." in done.output


def test_a_desk_keystore_signs_no_manifest(signers: Signers) -> None:
    made = signers.propose("next", {})
    passphrase = (signers.offline / "passphrase").read_text()
    done = signers.run(
        "sign", made, "--manifests", signers.manifests, "--keystore", signers.offline / "keystore",
        typed=f"y\n{passphrase}\n",
    )  # fmt: skip
    assert (done.exit_code, signers.signatures(made)) == (1, [])
    assert "root signer's" in done.output


def test_what_cannot_be_proposed_or_signed_is_named(signers: Signers) -> None:
    out = signers.folder / "next"
    for text, said in (
        ("[]", "not a JSON object"),
        ("{", "not a JSON object"),
        ('{"serial": 9}', "Only these"),
    ):
        (signers.folder / "change").write_text(text)
        done = signers.run(
            "propose", "--manifests", signers.manifests, "--change", signers.folder / "change", "--out", out
        )
        assert (done.exit_code, out.exists()) == (1, False)
        assert said in done.output
    made = signers.propose("next", {})
    without = signers.run("sign", made, "--keystore", signers.offline / "root-1.keystore")
    assert "Bring all of them" in without.output
    made.write_bytes(made.read_bytes()[:-1])
    assert "ends too early" in signers.sign(made, 1).output


def test_two_people_find_that_they_were_shown_two_manifests(tmp_path: Path) -> None:
    """Exit code 1 and the proof; 0 where all is of one piece; 2 where it cannot be told."""
    honest, split = grow(begin()), grow(begin(), csp="default-src *")
    for name, known in (("mine", honest), ("theirs", split)):
        (tmp_path / name).mkdir()
        (tmp_path / name / "manifest").write_bytes(known.files[-1])
        (tmp_path / name / "log").write_bytes(b"".join(known.leaves))

    def verify(*places: str, **options: str) -> Result:
        named = [part for name, value in options.items() for part in (f"--{name}", value)]
        return CliRunner().invoke(main, ["verify-log", *(str(tmp_path / each) for each in places), *named])

    apart = [verify("mine"), verify("theirs")]
    assert [each.exit_code for each in apart] == [0, 0]
    assert "Of one piece: 1 manifests, and 1 signed heads" in apart[0].output
    both = verify("mine", "theirs")
    assert both.exit_code == 1
    assert "PROOF: " in both.output
    assert "two manifests 2, and both are signed by 2 of the same root keys" in both.output
    (tmp_path / "empty").mkdir()
    assert verify("empty").exit_code == 2
    assert verify("mine", fingerprint="zz").exit_code == 2
    assert verify("mine", fingerprint=honest.latest.root.fingerprint.hex()).exit_code == 0
    assert verify("mine", fingerprint="00" * 32).exit_code == 2
