"""The whole journey with the real commands, server and browser: what a citizen and a reviewer would do."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from keys.calendar import today
from tests.browser.driving import STORY, Answers, Report
from tests.journey.stage import CommandError, Stage

pytestmark = pytest.mark.browser


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 360, "height": 740}, reduced_motion="reduce")
    yield context.new_page()
    context.close()


@pytest.fixture
def stage(tmp_path: Path) -> Stage:
    made = Stage(tmp_path)
    made.set_up()
    return made


def test_from_report_to_answer_and_back(stage: Stage, page: Page, tmp_path: Path) -> None:
    """Report, read, answer, come back, add something, see that read too; the vault lets go of it all."""
    evidence = tmp_path / "دليل.bin"
    evidence.write_bytes(bytes(range(256)) * 3000)
    with stage.serving() as address:
        person = Report(page, address, "ar")
        person.reach("check", files=[evidence])
        words = person.send()
        stage.carry_in()
        [case] = stage.cases()
        assert STORY["ar"] in stage.desk("show", case)
        stage.desk("export-attachment", case, "1", tmp_path / "out.bin")
        assert (tmp_path / "out.bin").read_bytes() == evidence.read_bytes()
        stage.desk("reply", case, typed="هل ما زال الحساب موجودًا؟")
        stage.carry_out()
        answers = Answers(page, address, "ar")
        assert "هل ما زال الحساب موجودًا؟" in "".join(answers.read(words))
        page.locator("[data-add]").click()
        page.locator('input[data-group="lane"][value="desk"]').check()
        page.locator('[data-view="add"] textarea').fill("نعم، ما زال.")
        page.locator("[data-send]").click()
        page.locator('[data-view="sent"]').wait_for(timeout=60_000)
        stage.carry_in()
        assert stage.cases() == [case]
        assert "نعم، ما زال." in stage.desk("show", case)
        stage.carry_out()
        assert "Waiting for the desk: 0" in stage.vault("status")
        assert len(Answers(page, address, "ar").read(words)) == 3


def test_answers_are_deleted_when_the_reporter_asks(stage: Stage, page: Page) -> None:
    """Report, be answered, have the answers deleted, find nothing; what is written later appears."""
    with stage.serving() as address:
        person = Report(page, address, "fr")
        person.reach("check")
        words = person.send()
        stage.carry_in()
        [case] = stage.cases()
        stage.desk("reply", case, typed="Avez-vous payé ?")
        stage.carry_out()
        answers = Answers(page, address, "fr")
        assert "Avez-vous payé ?" in "".join(answers.read(words))
        answers.erase()
        stage.carry_in()
        assert f"The reporter asked on {today()} to delete the answers." in stage.desk("show", case)
        stage.carry_out()
        left = Answers(page, address, "fr").read(words)
        assert len(left) == 2
        assert "payé" not in "".join(left)
        stage.desk("reply", case, "--anyway", typed="Merci.")
        stage.carry_out()
        assert "Merci." in "".join(Answers(page, address, "fr").read(words))


def test_oversight_reads_what_the_desk_cannot(stage: Stage, page: Page) -> None:
    """A report for the oversight lane opens with its keystore and not with the desk's."""
    with stage.serving() as address:
        person = Report(page, address, "en")
        person.reach("people")
        person.choose("lane", "oversight")
        person.next()
        person.send()
    stage.vault("export", stage.stick)
    stage.desk("import", stage.stick)
    assert stage.cases() == []
    stage.desk("--keystore", "oversight.keystore", "import", stage.stick)
    shown = stage.desk("--keystore", "oversight.keystore", "list")
    assert "OV-000001" in shown


def test_a_lost_stick_costs_nothing(stage: Stage, page: Page) -> None:
    """What was exported and never came is exported again, and taken once."""
    with stage.serving() as address:
        person = Report(page, address, "fr")
        person.reach("check")
        person.send()
    stage.vault("export", stage.stick)
    for lost in stage.stick.glob("in-*"):
        lost.unlink()
    stage.carry_in()
    assert len(stage.cases()) == 1
    before = hashlib.sha256(stage.desk("list").encode()).digest()
    stage.desk("import", stage.stick)
    assert hashlib.sha256(stage.desk("list").encode()).digest() == before


def test_a_wrong_passphrase_is_one_sentence(stage: Stage, tmp_path: Path) -> None:
    (stage.offline / "passphrase").write_text("not this one")
    with pytest.raises(CommandError, match="passphrase") as caught:
        stage.desk("list")
    assert "Traceback" not in str(caught.value)
