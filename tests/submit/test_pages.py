"""What the pages promise by their bytes: no way to post plaintext, no inline code, nothing untranslated."""

from __future__ import annotations

import itertools
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from submit import assets, catalogue
from submit.errors import SetupError
from submit.form.taxonomy import CATEGORIES
from submit.info import INFO
from submit.languages import LANGUAGES

PAGES = [
    f"/{language}/{page}"
    for language in LANGUAGES
    for page in ("", "replies", "sealed", *INFO, "no-such-page")
]
SOURCES = Path(catalogue.__file__).parent
SCRIPTS = SOURCES / "browser" / "page"
BUNDLES = {"": "amana", "replies": "amana-replies", "sealed": "amana-sealed"}
FIELDS = {"input", "textarea", "select", "button"}
POSTING = {"action", "formaction", "method", "formmethod", "name", "form", "ping"}


class Elements(HTMLParser):
    """Every element of a page with its attributes, templates included; its text by language direction."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def all(self, *tags: str) -> list[dict[str, str | None]]:
        return [attributes for tag, attributes in self.found if tag in tags]


@pytest.fixture(params=PAGES)
def elements(client: FlaskClient, request: pytest.FixtureRequest) -> Elements:
    return Elements(client.get(request.param).text)


def test_no_page_could_post_plaintext(elements: Elements) -> None:
    """No form, and no field with a name or a target: the browser itself has nothing it could submit."""
    assert elements.all("form", "base", "iframe", "object", "embed") == []
    for field in elements.all(*FIELDS):
        assert POSTING & set(field) == set()
    assert all(button["type"] == "button" for button in elements.all("button"))


def test_nothing_typed_is_remembered_or_checked_elsewhere(elements: Elements) -> None:
    """No field invites the browser to keep, complete or spell-check (which may send) what is typed."""
    assert all(field["autocomplete"] == "off" for field in elements.all("input", "textarea", "select"))
    for field in elements.all("input", "textarea"):
        if field.get("type", "text") not in ("radio", "checkbox", "file"):
            assert field["spellcheck"] == "false"
            assert field["autocorrect"] == "off"


def test_no_inline_code_or_style(elements: Elements) -> None:
    """Scripts and styles are files of this site; no element carries a handler or a style."""
    for script in elements.all("script"):
        assert script["src"] in {f"/static/{name}.js" for name in ("amana-reading", *BUNDLES.values())}
    assert elements.all("style") == []
    for _, attributes in elements.found:
        assert not [name for name in attributes if name == "style" or name.startswith("on")]


def test_nothing_comes_from_elsewhere(elements: Elements) -> None:
    """The only address of another site is the one to leave to."""
    for _, attributes in elements.found:
        for name in ("src", "href", "data", "poster", "srcset"):
            address = attributes.get(name) or "/"
            assert address.startswith(("/", "#", "tel:")) or "data-leave" in attributes


def test_language_and_direction(elements: Elements) -> None:
    """Each page names its language and runs its way."""
    [html] = elements.all("html")
    assert html["dir"] == LANGUAGES[str(html["lang"])].direction


@pytest.mark.parametrize("language", LANGUAGES)
def test_headings_and_labels(client: FlaskClient, language: str) -> None:
    """One first heading, none left out below it; every field that can be typed in has a label of its own."""
    for page in ("", "replies", *INFO):
        elements = Elements(client.get(f"/{language}/{page}").text)
        levels = [int(tag[1]) for tag, _ in elements.found if re.fullmatch("h[1-6]", tag)]
        assert levels.count(1) == 1
        assert all(after - before <= 1 for before, after in itertools.pairwise(levels))
        labelled = {label.get("for") for label in elements.all("label")}
        assert {
            field["id"] for field in elements.all("input", "textarea", "select") if "id" in field
        } <= labelled


def test_danger_is_asked_first_and_the_six_categories_are_the_formats_own(client: FlaskClient) -> None:
    """The numbers to call come before any field; the values offered are those of the format."""
    html = client.get("/ar/").text
    assert html.index('href="tel:19"') < html.index('href="tel:177"') < html.index("<input")
    offered = [
        field["value"] for field in Elements(html).all("input") if field.get("data-group") == "category"
    ]
    assert offered == [category.code for category in CATEGORIES]


def modules(name: str) -> set[str]:
    """What the script of a page is made of: a module of page/, and what it imports from there."""
    found, ahead = set(), {name}
    while ahead:
        found |= ahead
        text = "".join((SCRIPTS / each).read_text() for each in ahead)
        ahead = set(re.findall(r'^import .* from "\./([\w-]+\.js)";$', text, re.MULTILINE)) - found
    return found


@pytest.mark.parametrize("page", BUNDLES)
def test_scripts_say_only_sentences_of_their_page(client: FlaskClient, page: str) -> None:
    """Every sentence a page's script asks for is in the page, few others are, and no script has words."""
    html = client.get(f"/en/{page}").text
    assert f'src="/static/{BUNDLES[page]}.js"' in html
    offered = re.findall(r'data-message="([\w-]+)"', html)
    scripts = "".join((SCRIPTS / name).read_text() for name in modules(f"{page or 'report'}.js"))
    named, begun = (set(re.findall(rf"say\({quote}([\w-]+)", scripts)) for quote in '"`')
    # What the kit alone can do, keep a sealed file, only the kit's page says.
    assert named - {"kept"} <= set(offered)
    assert len(set(offered)) == len(offered)
    assert all(name in named or name.startswith(("error-", *begun)) for name in offered)
    assert all(any(name.startswith(start) for name in offered) for start in begun)


SENDING = (
    "offline refused full large unreadable epoch fingerprint threshold key-file damaged unloaded stopped "
    "unknown busy cancelled clock expired storage work log version"
)
WRITING = f"{SENDING} report word length check words"
KINDS = {
    "": WRITING,
    "replies": f"{WRITING} signature deployment board-hash board-rollback cell",
    "sealed": SENDING,
}


@pytest.mark.parametrize("page", KINDS)
def test_each_failure_has_its_own_sentence(client: FlaskClient, page: str) -> None:
    """No two kinds of failure that a page can meet share a sentence, in any language."""
    for language in LANGUAGES:
        html = client.get(f"/{language}/{page}").text
        said = dict(re.findall(r'<p data-message="error-([\w-]+)">(.*?)</p>', html))
        assert set(said) == set(KINDS[page].split())
        assert (
            said.pop("cancelled") == said["stopped"]
        )  # by the worker and by the page: to the reader the same
        assert len(set(said.values())) == len(said)


def test_a_site_without_its_code_is_not_served(tmp_path: Path) -> None:
    """Missing browser code is said at the start, with what to do."""
    with pytest.raises(SetupError, match="amana-submit build"):
        assets.load(tmp_path)
