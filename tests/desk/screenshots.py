"""Photograph every page of the desk, with generated reports on it, into build/screenshots/desk."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page

from keys import manifest
from keys.calendar import today
from keys.private.demonstration import Site, create_demonstration
from reviewer.conversation import replies
from reviewer.desk.face import LANGUAGES
from reviewer.search import keeping
from reviewer.triage import work
from submit.headers import CSP
from tests.browser.driving import chromium
from tests.desk.running import running
from tests.reviewer.world import World
from tests.seeds.reports import seeded
from tests.seeds.sealing import carry

FOLDER = Path(__file__).parents[2] / "build" / "screenshots" / "desk"
VIEWS = {"wide": (1280, 800, "light"), "wide-dark": (1280, 800, "dark"), "narrow": (320, 640, "light")}
REPORTS = 120


@dataclass(frozen=True)
class Scene:
    """A page: what its picture is called, and where it is."""

    name: str
    path: str


def main() -> None:
    """Make a desk, and go through it in every language and view."""
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(parents=True)
    with tempfile.TemporaryDirectory() as place:
        world, case = _world(Path(place))
        with running(world, "--lang", "en") as entrance, chromium() as browser:
            count = sum(1 for _ in _photograph(browser, entrance, _scenes(case)))
    print(f"{count} pictures of the desk in {FOLDER}")


def _scenes(case: str) -> list[Scene]:
    sides = ("", "conversation", "evidence?file=1", "decision", "log", "alike")
    names = ("case", "conversation", "evidence", "decision", "log", "copies")
    places = {"queue": "", "search": "search", "found": "search?q=is:open", "aside": "aside"}
    places |= {"custody": "custody", "figures": "figures", "person": "person"}
    return [
        *(Scene(name, path) for name, path in places.items()),
        *(Scene(name, f"case/{case}/{side}") for name, side in zip(names, sides, strict=True)),
    ]


def _photograph(browser: Browser, entrance: str, scenes: list[Scene]) -> Iterator[Path]:
    first = browser.new_context()
    first.new_page().goto(entrance)
    state, address = first.storage_state(), entrance.partition("/enter/")[0]
    for lang in LANGUAGES:
        for view, (width, height, scheme) in VIEWS.items():
            context = browser.new_context(
                storage_state=state,
                base_url=address,
                viewport={"width": width, "height": height},
                color_scheme=scheme,  # type: ignore[arg-type]
            )
            page = context.new_page()
            for number, scene in enumerate(scenes, 1):
                yield _picture(page, f"/{lang}/{scene.path}", f"{lang}-{view}-{number:02}-{scene.name}.png")
            context.close()


def _picture(page: Page, path: str, name: str) -> Path:
    page.goto(path)
    file = FOLDER / name
    page.screenshot(path=file, full_page=True)
    return file


def _world(place: Path) -> tuple[World, str]:
    """Make a desk with reports, some work done on them, and return a case that has a picture."""
    day = today()
    create_demonstration(place / "offline", place / "server", Site(csp=CSP), day)
    (place / "stick").mkdir()
    world = World(
        offline=place / "offline",
        server=place / "server",
        stick=place / "stick",
        manifest=manifest.parse((place / "offline" / "manifest").read_bytes()),
        passphrase=(place / "offline" / "passphrase").read_text(),
        day=day,
    )
    seeds = list(seeded(7, REPORTS, day=day))
    carry(world, seeds)
    number = next(seed.thread + 1 for seed in seeds if seed.files)
    case = f"EB-{number:06}"
    with world.enter() as station:
        replies.write(station, case, "Merci, nous avons lu votre signalement. Gardez les messages.", day)
        work.tag(station, [case, "1", "2"], "banque")
        work.assign(station, [case], station.session.me()[0].name, "Tu connais ce compte.")
        work.set_state(station, [case], "assessment")
        work.note(station, [case], "Même numéro que l’an dernier.")
        work.link(station, case, "1")
        keeping.keep(station, "Mes urgences", "is:open assignee:me")
    return world, case


if __name__ == "__main__":
    main()
