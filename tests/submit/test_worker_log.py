"""The worker against a server that shows it another manifest than others see, or a newer version."""

from __future__ import annotations

import base64
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import pytest
from playwright.sync_api import Browser, Route, expect

from keys import codename as codenames
from keys import history, manifest, primitives
from keys.history import History
from keys.manifest import Manifest, RootKeys
from tests.submit.talk import Talk
from tests.submit.test_upload import sealed
from tests.submit.world import World, serving

pytestmark = pytest.mark.browser
ROOT, HEIR = b"\x01" * 32, b"\x02" * 32


def root(seed: bytes, **more: object) -> RootKeys:
    return RootKeys(k=1, keys=(primitives.signing_public(seed),), **more)  # type: ignore[arg-type]


def following(known: History, **changes: object) -> Manifest:
    """The manifest that comes next."""
    before = known.latest
    fixed = {"serial": before.serial + 1, "previous": before.hash, "log": known.head}
    return replace(before, **{**fixed, **changes})  # type: ignore[arg-type]


@dataclass
class Site:
    """A served world whose root keys are known, and a worker that talks to it."""

    world: World
    talk: Talk
    known: History
    address: str

    def sign(self, made: Manifest, seeds: Sequence[bytes] = (ROOT,)) -> bytes:
        return manifest.sign(made, seeds).pack()

    def put(self, made: Manifest, seeds: Sequence[bytes] = (ROOT,)) -> None:
        """Have the server keep the next manifest, as after an import."""
        self.known = history.collect([*self.known.files, self.sign(made, seeds)])
        history.write(self.world.server / history.FOLDER, self.known)
        (self.world.server / "manifest").write_bytes(self.known.files[-1])

    def show(self, path: str, body: bytes | None) -> None:
        """Have the server answer a path otherwise from now on: with these bytes, or with nothing."""

        def answer(route: Route) -> None:
            if body is None:
                route.fulfill(status=404, body=b"")
            else:
                route.fulfill(body=body, content_type="application/octet-stream")

        self.talk.page.context.route(f"**{path}", answer)


@pytest.fixture
def site(world: World, browser: Browser) -> Iterator[Site]:
    first = manifest.sign(replace(world.manifest, root=root(ROOT)), [ROOT]).pack()
    shutil.rmtree(world.server / history.FOLDER)
    known = history.collect([first])
    history.write(world.server / history.FOLDER, known)
    (world.server / "manifest").write_bytes(first)
    with serving(world.server) as (address, _):
        context = browser.new_context(bypass_csp=True)
        yield Site(world, Talk(context, address), known, address)
        context.close()


def look(site: Site) -> dict[str, object]:
    answer = site.talk.ask("replies", codename=codenames.generate().digits())
    return {"event": answer["event"], "kind": answer.get("kind")}


def test_the_manifest_that_the_board_names_is_believed(site: Site) -> None:
    """Also one newer than the board, and a board newer than it: both happen on the day of a change."""
    site.world.publish(serial=1)
    site.talk.ask("open")
    assert look(site)["event"] == "result"
    site.put(following(site.known, csp="default-src 'self'"))
    assert look(site)["event"] == "result"
    site.world.publish(serial=2)
    assert look(site)["event"] == "result"
    site.talk.ask("open")
    assert look(site)["event"] == "result"


def test_a_manifest_shown_to_one_reporter_only_is_named_and_nothing_is_sealed_for_it(site: Site) -> None:
    """Both manifests are signed by the root; only one is in the list that the desk's board names."""
    site.put(following(site.known))
    site.world.publish(serial=1)
    site.show("/manifest", site.sign(replace(site.known.latest, csp="default-src *")))
    assert site.talk.ask("open")["event"] == "result"
    assert site.talk.failure("decoy") == {"kind": "log"}
    site.talk.requests.clear()
    assert site.talk.report()["kind"] == "log"
    assert [each for each in site.talk.requests if each.startswith("POST")] == []


def test_the_report_page_says_so_before_anything_is_written(site: Site) -> None:
    site.put(following(site.known))
    site.world.publish(serial=1)
    site.show("/manifest", site.sign(replace(site.known.latest, csp="default-src *")))
    page = site.talk.page.context.new_page()
    page.goto(f"{site.address}/en/")
    expect(page.locator("[data-notice]")).to_contain_text("Do not report here. The manifest")
    expect(page.locator("[data-view]:visible")).to_have_count(0)


def test_a_list_made_to_fit_does_not_fit_the_board(site: Site) -> None:
    site.put(following(site.known))
    site.world.publish(serial=1)
    other = history.collect([site.known.files[0], site.sign(replace(site.known.latest, csp="default-src *"))])
    site.show("/manifest", other.files[-1])
    site.show("/log", b"".join(other.leaves))
    site.talk.ask("open")
    assert look(site) == {"event": "error", "kind": "log"}


@pytest.mark.parametrize("log", [None, b"", b"\x00" * 32, b"\x00" * 31])
def test_a_list_that_is_not_there_proves_nothing(site: Site, log: bytes | None) -> None:
    site.world.publish(serial=1)
    site.talk.ask("open")
    site.show("/log", log)
    assert look(site) == {"event": "error", "kind": "log"}


def test_an_old_poster_leads_to_the_new_root(site: Site) -> None:
    old, never = site.known.latest.root, bytes(32)
    changed = following(site.known, root=root(HEIR, since=2, former=old))
    site.put(changed, [ROOT, HEIR])
    later = replace(changed.root, former=None)
    site.put(following(site.known, root=later), [HEIR])
    for fingerprint in (old.fingerprint, later.fingerprint):
        assert site.talk.ask("open", fingerprint=fingerprint.hex())["event"] == "result"
    assert "GET /manifests/2" in site.talk.requests
    assert site.talk.failure("open", fingerprint=never.hex()) == {"kind": "fingerprint"}
    site.show("/manifests/2", site.known.files[0])
    assert site.talk.failure("open", fingerprint=old.fingerprint.hex()) == {"kind": "fingerprint"}


@pytest.mark.parametrize("path", ["/manifest", "/keys/*"])
def test_a_page_older_than_the_site_says_so(site: Site, path: str) -> None:
    """A server of version 2, and a page of version 1 that meets it."""
    letter = b"M" if path == "/manifest" else b"K"
    site.show(path, b"AMANA" + letter + b"\x00\x02" + bytes(1216))
    assert site.talk.failure("open") == {"kind": "version"}


def test_a_board_of_a_newer_version_is_named(site: Site) -> None:
    site.world.publish(serial=1)
    site.talk.ask("open")
    site.show("/board/header", b"AMANAB\x00\x02" + bytes(100))
    assert look(site) == {"event": "error", "kind": "version"}


def test_a_file_sealed_for_a_newer_version_is_not_sent(site: Site) -> None:
    site.talk.ask("open")
    site.talk.requests.clear()
    body, _ = sealed(site.world)
    newer = base64.b64encode(body[:7] + b"\x02" + body[8:]).decode()
    assert site.talk.failure("sealed", bytes=newer) == {"kind": "version"}
    assert site.talk.requests == []
