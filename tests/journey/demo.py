"""Play the whole journey and print each step as it happens: ``make demo``.

A citizen reports in a real browser with two attachments; the sealed bundle goes to the offline desk on a
stick; a reviewer reads and answers; the board comes back; the codename opens the answer.
"""

from __future__ import annotations

import shutil
from pathlib import Path

from playwright.sync_api import Page
from rich.console import Console

from tests.browser.driving import STORY, Answers, Report, chromium
from tests.journey.stage import Stage

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "build" / "demo"
ANSWER = {
    "ar": "شكرًا لك. لقد أُحيل بلاغك. هل دفعت شيئًا؟ لا ترسل مالًا آخر واحتفظ بالرسائل.",
    "fr": "Merci, c’est transmis. Avez-vous payé ? N’envoyez plus rien, et gardez les messages.",
    "en": "Thank you. Your report was passed on. Did you pay? Send nothing more, and keep the messages.",
}
_console = Console(highlight=False)


def main() -> None:
    """Play it in French; pictures and folders are left in build/demo."""
    shutil.rmtree(FOLDER, ignore_errors=True)
    stage = Stage(FOLDER, lambda line: _console.print(f"  {line}", style="dim", markup=False, soft_wrap=True))
    _step("Make a demonstration deployment: offline side and server side in separate folders")
    stage.set_up()
    _step("Start the server")
    with stage.serving() as address, chromium() as browser:
        context = browser.new_context(viewport={"width": 390, "height": 780}, reduced_motion="reduce")
        words = _report(context.new_page(), address)
        case = _review(stage)
        _read(context.new_page(), address, words)
    _step("Look at what the server still holds")
    _tell(stage.vault("status"))
    _tell(f"Done: the report was {case}. Pictures and both folders are in build/demo.")


def _report(page: Page, address: str) -> str:
    _step("A citizen reports, in French, with two attachments")
    person = Report(page, address, "fr")
    _picture(page, "1-report")
    person.reach("check", files=_evidence())
    _picture(page, "2-check")
    words = person.send()
    _picture(page, "3-codename")
    _tell(f"The codename, which only the citizen's page ever held: {words}")
    person.practise(words)
    return words


def _review(stage: Stage) -> str:
    _step("Carry the sealed reports to the air-gapped desk, and open them there")
    _tell(stage.carry_in())
    [case] = stage.cases()
    _step(f"Read {case}, and take one attachment out")
    _tell(stage.desk("show", case))
    _tell(stage.desk("export-attachment", case, "1", FOLDER / "exported.txt"))
    _step("Answer, build the next board, and carry it back")
    _tell(stage.desk("reply", case, typed=ANSWER["fr"]))
    _tell(stage.carry_out())
    return case


def _read(page: Page, address: str, words: str) -> None:
    _step("The citizen comes back with the codename")
    for line in Answers(page, address, "fr").read(words):
        _tell(line)
    _picture(page, "4-answer")


def _evidence() -> list[Path]:
    folder = FOLDER / "evidence"
    folder.mkdir()
    note, picture = folder / "messages.txt", folder / "annonce.svg"
    note.write_text(f"{STORY['fr']}\n" * 20, "utf-8")
    picture.write_text(
        "<svg xmlns='http://www.w3.org/2000/svg' width='200' height='80'><text y='40'>990 DH</text></svg>"
    )
    return [note, picture]


def _picture(page: Page, name: str) -> None:
    page.screenshot(path=FOLDER / f"{name}.png", full_page=True)


def _step(text: str) -> None:
    _console.print(f"\n[bold]{text}[/bold]", soft_wrap=True)


def _tell(text: str) -> None:
    for line in text.strip().splitlines():
        _console.print(f"    {line}", markup=False, soft_wrap=True)


if __name__ == "__main__":
    main()
