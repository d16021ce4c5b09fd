"""What takes two people, in a real browser: an identity is shown once, a case is destroyed by another."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from keys.private import changes, keystore
from keys.private.keystore import NewPerson, Strength
from tests.conftest import Deployment
from tests.desk.running import running
from tests.reviewer.world import World, mailbox

pytestmark = pytest.mark.browser

NAMED = {"kind": "declared", "name": "Amina B.", "number": "AB123", "contact": "06 12"}
ZINEB = NewPerson("Zineb", "a passphrase of Zineb", ("custodian", "reviewer", "supervisor"))


@pytest.fixture
def two(deployment: Deployment) -> World:
    world = World.of(deployment)
    with keystore.unlock(world.offline / "keystore", world.passphrase) as session:
        changes.add_person(session, ZINEB, Strength())
    with world.enter() as station:
        world.take(station, world.write(mailbox(), "un", identity=NAMED), world.write(mailbox(), "deux"))
    return world


@pytest.fixture
def page(two: World, browser: Browser) -> Iterator[Page]:
    with running(two, "--lang", "en") as entrance:
        context = browser.new_context(base_url=entrance.partition("/enter/")[0])
        page = context.new_page()
        page.goto(entrance)
        yield page
        context.close()


def test_an_identity_opens_once_to_a_custodian_with_a_reason(page: Page) -> None:
    decision = "/en/case/EB-000001/decision"
    page.goto(decision)
    page.locator("#custodian-0").select_option("Zineb")
    button = page.get_by_role("button", name="Open it, for this once")
    page.locator("#passphrase-0").fill("not hers")
    page.locator("#identity-reason").fill("The prosecutor asks.")
    button.click()
    expect(page.locator("[role=alert]")).to_be_visible()
    expect(page.locator("#identity-reason")).to_have_value("The prosecutor asks.")
    page.locator("#custodian-0").select_option("Zineb")
    page.locator("#passphrase-0").fill(ZINEB.passphrase)
    button.click()
    for said in ("Amina B.", "AB123", "06 12"):
        expect(page.locator("main")).to_contain_text(said)
    page.goto(decision)
    assert "AB123" not in page.content()
    page.goto("/en/case/EB-000001/log")
    expect(page.locator("table.acts")).to_contain_text("The prosecutor asks.")
    expect(page.locator("table.acts")).to_contain_text("Zineb")


def test_a_case_is_destroyed_by_somebody_else_than_asked(page: Page) -> None:
    decision = "/en/case/EB-000002/decision"
    page.goto(decision)
    page.keyboard.press("z")
    page.keyboard.type("The reporter wishes it.")
    page.get_by_role("button", name="Ask a supervisor to destroy it").click()
    expect(page.locator("main")).to_contain_text("asks to destroy this case")
    page.get_by_role("button", name="Destroy it for good").click()
    expect(page.locator("[role=alert]")).to_contain_text("you asked for it yourself")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Lock").click()
    page.get_by_label("Passphrase").fill(ZINEB.passphrase)
    page.keyboard.press("Enter")
    page.get_by_role("link", name="EB-000002").first.click()
    page.goto(decision)
    page.get_by_role("button", name="Destroy it for good").click()
    expect(page.locator("[role=status]")).to_contain_text("EB-000002")
    page.goto(decision)
    expect(page.locator("main")).to_contain_text("There is no such case.")
