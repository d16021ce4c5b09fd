"""Photograph every page in every state: languages, widths, light and dark. --help says how to take fewer."""

from __future__ import annotations

import sys
import tempfile
from argparse import ArgumentParser
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from PIL import Image  # noqa: E402 -- this is a script of the repository
from playwright.sync_api import Browser  # noqa: E402

from keys import codename as codenames  # noqa: E402
from keys import keyfile, mailbox  # noqa: E402
from keys.calendar import epoch_of, today  # noqa: E402
from keys.draft import Draft  # noqa: E402
from keys.envelope import seal  # noqa: E402
from submit.languages import LANGUAGES  # noqa: E402
from tests.browser import scenes, scenes_plain  # noqa: E402
from tests.browser.album import VIEWS, Album, View, open_album  # noqa: E402
from tests.browser.driving import STORY, chromium  # noqa: E402
from tests.submit.world import World, serving  # noqa: E402

REPLIES = {
    "ar": ["شكرًا لك، قرأنا بلاغك.\nهل ما زال الحساب موجودًا؟", "وصلتنا إضافتك، وأحلنا الملف."],
    "fr": [
        "Merci, nous avons lu votre signalement.\nLe compte existe-t-il encore ?",
        "Bien reçu, c’est transmis.",
    ],
    "en": ["Thank you, we have read your report.\nIs the account still there?", "Received, and passed on."],
    "es": ["Gracias, hemos leído su aviso.\n¿Sigue existiendo la cuenta?", "Recibido, y enviado."],
    "zgh": ["ⵜⴰⵏⵎⵎⵉⵔⵜ, ⵏⵖⵔⴰ ⴰⵎⵍ ⵏⵏⴽ.", "ⵢⵓⵡⴹ ⴷ."],
}
# Forms without scripts wait before they take anything, so that machines do; here nobody has to.
CHOICES = "wait = [0, 0]\n"


class Photographer:
    """Goes through a world of its own, language by language."""

    def __init__(self, world: World, address: str, folder: Path) -> None:
        self.world = world
        self.address = address
        self.folder = folder
        self.files = _write_files(folder)
        self.serial = 0

    def everything(self, album: Album) -> None:
        """Take everything that there is in the language of ``album``."""
        words = scenes.report(album, self.files[:2])
        self._publish(words, REPLIES[album.language])
        scenes.answers(album, words)
        scenes.added(album, words, STORY[album.language])
        scenes.sealed(album, self._seal(), self.files[1])
        scenes.branches(album)
        scenes.slips(album, self.files)
        scenes.refusals(album)
        scenes.alarms(album)
        scenes.others(album)
        self._plain(album)
        self._publish(words, REPLIES[album.language], late=True)
        scenes.boards(album, words)

    def _plain(self, album: Album) -> None:
        digits = scenes_plain.report(album, self.files[:2])
        self._publish(digits, REPLIES[album.language])
        scenes_plain.answers(album, digits)
        scenes_plain.sealed(album, self._seal(), self.files[1])
        scenes_plain.failures(album)

    def _seal(self) -> Path:
        """Seal a report elsewhere than in a page."""
        key = self.world.manifest.intake_key("desk", today())
        file = self.folder / "report.amana"
        with file.open("wb") as out:
            seal(
                out,
                Draft(kind="report", path="kit", lang="en", sent=today(), text=STORY["en"]),
                deployment=self.world.manifest.deployment,
                epoch=epoch_of(today()),
                lanes=[keyfile.parse((self.world.server / "keys" / key).read_bytes(), key)],
                mailbox=mailbox.derive(codenames.generate(), self.world.manifest.deployment),
            )
        return file

    def _publish(self, spelt: str, replies: Sequence[str], *, late: bool = False) -> None:
        """Answer the report whose codename is ``spelt``; ``late``: on a board older than it should be."""
        box = mailbox.derive(codenames.parse(spelt), self.world.manifest.deployment)
        found = (each.report for each in self.world.opened().values())
        [mine] = [each for each in found if each.read_key == box.read_key and each.kind == "report"]
        self.serial += 1
        issued = today() - timedelta(days=9 if late else 0)
        self.world.publish(mine, replies, 2, serial=self.serial, issued=issued)


def _write_files(folder: Path) -> list[Path]:
    """Write files of every kind: with hidden details that can be removed, with some that stay, and others."""
    photo, text, paper, other = (
        folder / name for name in ("capture 1.jpg", "messages.txt", "facture.pdf", "film.xyz")
    )
    exif = Image.Exif()
    exif[0x0110], exif[0x0132] = "Telephone 7", "2026:11:24 18:05:11"
    exif.get_ifd(0x8825).update({1: "N", 2: (33.0, 34.0, 12.0), 3: "W", 4: (7.0, 35.0, 24.0)})
    Image.new("RGB", (640, 480), "teal").save(photo, exif=exif)
    text.write_text("…" * 900, "utf-8")
    Image.new("RGB", (64, 48), "teal").save(paper, author="Salma", title="Facture")
    other.write_bytes(bytes(range(256)) * 1200)
    return [photo, text, paper, other]


def photograph(folder: Path, languages: Sequence[str], views: Sequence[View]) -> list[str]:
    """Go through a world of its own once a language; return which pictures are wider than their window."""
    folder.mkdir(parents=True, exist_ok=True)
    wide: list[str] = []
    with _world() as (photographer, browser):
        for language in languages:
            with open_album(browser, folder, photographer.address, language, views) as album:
                photographer.everything(album)
            with open_album(browser, folder, photographer.address, language, views, scripts=False) as without:
                scenes.without_scripts(without)
            wide += [*album.wide, *without.wide]
            print(f"{language}: {album.taken + without.taken} pictures in {folder}", flush=True)
    return wide


@contextmanager
def _world() -> Iterator[tuple[Photographer, Browser]]:
    with tempfile.TemporaryDirectory() as temporary:
        world = World.create(Path(temporary) / "world")
        (world.server / "submit.toml").write_text(CHOICES)
        with serving(world.server) as (address, _), chromium() as browser:
            yield Photographer(world, address, Path(temporary)), browser


def main() -> None:
    """Read the command line; end with an error if a page is wider than its window."""
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=ROOT / "build" / "screenshots")
    parser.add_argument("--language", action="append", choices=list(LANGUAGES), help="default: ar, fr, en")
    parser.add_argument("--view", action="append", choices=[str(view) for view in VIEWS], help="default: all")
    chosen = parser.parse_args()
    views = [view for view in VIEWS if not chosen.view or str(view) in chosen.view]
    if wide := photograph(chosen.folder, chosen.language or ("ar", "fr", "en"), views):
        raise SystemExit("wider than the window: " + ", ".join(wide))


if __name__ == "__main__":
    main()
