"""submit.toml: what may be chosen shows in the pages, and whatever is wrong is named by its key."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask import Flask

from submit import assets, config
from submit.app import build_site
from submit.cli import main
from submit.config import colours
from submit.errors import SetupError
from submit.form import taxonomy
from submit.languages import LANGUAGES

ROOT = Path(__file__).parents[2]
PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + (16).to_bytes(4) * 2
SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8">{}</svg>'
OWN = '[categories.procurement]\ntitle.en = "Procurement"\n'
BAD_CHOICES: dict[str, tuple[str | bytes, str]] = {
    "not toml": ("leave = ", "Invalid"),
    "unknown": ('leaf = "https://x.example/"', "does not know leaf"),
    "unknown inside": ('[texts.imprint]\nen = "x"', "texts.imprint"),
    "no address": ('leave = "wikipedia"', "leave must be a whole address"),
    "a script": ('leave = "javascript:alert(1)"', "leave"),
    "not a string": ("leave = 7", "leave must be a text"),
    "too long": (f'leave = "https://x.example/{"x" * 300}"', "leave is too long"),
    "bad brackets": ('leave = "https://[x"', "leave must be a whole address"),
    "too large": ("#" * 70_000, "64 KiB"),
    "not utf-8": (b"\xff\xfe", "utf-8"),
    "plain in words": ('plain = "no"', "plain must be true or false"),
    "no such language": ('[organisation]\nde = "Amt"', "organisation.de is no language"),
    "organisation in one text": ('organisation = "Office"', "organisation must be a table"),
    "control character": ('[organisation]\nen = "a\\u0007"', "organisation.en must not hold"),
    "empty text": ('[texts.hours]\nen = " "', "texts.hours.en must be a text"),
    "no colour": ('[colours.light]\naccent = "green"', "colours.light.accent must be a colour"),
    "pale accent": ('[colours.light]\naccent = "#8fd3c0"', r"colours.light.accent .* 1.\d to 1, and 4.5"),
    "dark on dark": ('[colours.dark]\naccent = "#0b5a4e"', "colours.dark.accent"),
    "grey background": ('[colours.light]\nbackground = "#808080"', "colours.light.background"),
    "unknown scheme": ('[colours.sepia]\naccent = "#000000"', "colours.sepia"),
    "logo elsewhere": ('logo = "../vault.svg"', "logo must name a file beside"),
    "logo of another kind": ('logo = "logo.gif"', "logo must name a file"),
    "no logo there": ('logo = "none.svg"', "logo names none.svg, which cannot be read"),
    "no contact": ("[security]\nexpires = 2027-06-30", "security.contact is missing"),
    "no end": ('[security]\ncontact = ["mailto:a@b.example"]', "security.expires is missing"),
    "no day": (
        '[security]\ncontact = ["mailto:a@b.example"]\nexpires = "soon"',
        "security.expires must be a day",
    ),
    "a moment": ("[security]\nexpires = 2027-06-30T00:00:00Z", "security.expires must be a day"),
    "contact without scheme": (
        '[security]\ncontact = ["a@b.example"]\nexpires = 2027-06-30',
        "security.contact",
    ),
    "contact alone": ('[security]\ncontact = "mailto:a@b.example"', "security.contact must be a list"),
    "category code": ('[categories."Big Fraud"]\ntitle.en = "x"', "categories.Big Fraud must have a code"),
    "category without title": (
        "[categories.procurement]\nshow = true",
        "categories.procurement.title is missing",
    ),
    "topics of ours": (
        '[categories.other]\ntopics = [{code = "x", title = {en = "x"}}]',
        "categories.other.topics",
    ),
    "topic without title": (OWN + 'topics = [{code = "x"}]', "needs a title"),
    "topic twice": (
        OWN + 'topics = [{code = "x", title.en = "x"}, {code = "x", title.en = "y"}]',
        "code of its own",
    ),
    "no category left": (
        "".join(f"[categories.{each.code}]\nshow = false\n" for each in taxonomy.CATEGORIES),
        "leave at least one",
    ),
    "too many categories": ("".join(OWN.replace("nt]", f"nt{n}]") for n in range(13)), "at most 12"),
    "figures elsewhere": ('figures = "/etc/figures.json"', "figures must name a file"),
    "work in words": ('work = ["many", 20]', "work must be two whole numbers"),
    "work upside down": ("work = [20, 16]", "the second not the smaller"),
}
BAD_LOGOS = {
    "script": SVG.format("<script/>"),
    "foreign": SVG.format("<foreignObject/>"),
    "style": SVG.format("<style>*{fill:red}</style>"),
    "picture": SVG.format('<image href="#a"/>'),
    "animation": SVG.format('<set attributeName="href"/>'),
    "handler": SVG.format('<g onload="x()"/>'),
    "link": SVG.format('<use href="https://x.example/#a"/>'),
    "relative link": SVG.format('<use href="/manifest"/>'),
    "far fill": SVG.format('<g fill="url(//x.example/a)"/>'),
    "styled": SVG.format('<g style="fill: url( https://x.example )"/>'),
    "escaped": SVG.format(r'<g style="fill: u\72l(x)"/>'),
    "entities": '<!DOCTYPE svg [<!ENTITY a "b">]>' + SVG.format("&a;"),
    "cut": SVG.format("<g>"),
    "html": "<html xmlns='http://www.w3.org/1999/xhtml'/>",
    "nameless": "<svg/>",
    "large": SVG.format("<g/>" * 10_000),
}
BAD_FIGURES = {
    "broken": "{",
    "no list": '{"periods": 1}',
    "unknown": '{"periods": [{"from": "2026-07-01", "to": "2026-09-30", "arrested": 3}]}',
    "no days": '{"periods": [{"received": 3}]}',
    "backwards": '{"periods": [{"from": "2026-09-30", "to": "2026-07-01"}]}',
    "negative": '{"periods": [{"from": "2026-07-01", "to": "2026-09-30", "received": -1}]}',
    "a word": '{"periods": [{"from": "2026-07-01", "to": "2026-09-30", "received": "many"}]}',
    "deep": "[" * 60_000,
}


def chosen(folder: Path, text: str | bytes) -> config.Config:
    (folder / "submit.toml").write_bytes(text if isinstance(text, bytes) else text.encode())
    return config.load(folder)


@pytest.mark.parametrize("name", BAD_CHOICES)
def test_bad_choices_are_named(tmp_path: Path, name: str) -> None:
    """Whatever is wrong with submit.toml, one sentence says where and what to do."""
    text, said = BAD_CHOICES[name]
    with pytest.raises(SetupError, match=r"submit\.toml cannot be used") as failure:
        chosen(tmp_path, text)
    assert failure.value.kind == "config"
    assert re.search(said, str(failure.value)), str(failure.value)


@pytest.mark.parametrize("name", BAD_LOGOS)
def test_a_logo_that_could_do_anything_is_refused(tmp_path: Path, name: str) -> None:
    """Only shapes and their colours; what else an SVG may hold is refused, never cleaned."""
    (tmp_path / "logo.svg").write_text(BAD_LOGOS[name])
    with pytest.raises(SetupError, match=r"logo names logo\.svg") as failure:
        chosen(tmp_path, 'logo = "logo.svg"')
    assert failure.value.kind == "config"


@pytest.mark.parametrize("body", [b"", b"GIF89a" + bytes(40), PNG[:8] + b"\0" * 30, PNG[:16] + b"\xff" * 8])
def test_a_png_that_is_none_is_refused(tmp_path: Path, body: bytes) -> None:
    """Its head must say PNG, and a size that a page can show."""
    (tmp_path / "logo.png").write_bytes(body)
    with pytest.raises(SetupError, match=r"logo names logo\.png"):
        chosen(tmp_path, 'logo = "logo.png"')


@pytest.mark.parametrize("name", BAD_FIGURES)
def test_bad_figures_are_named(tmp_path: Path, name: str) -> None:
    """Figures come from elsewhere: what cannot be shown is refused before the site starts."""
    (tmp_path / "figures.json").write_text(BAD_FIGURES[name])
    with pytest.raises(SetupError, match=r"figures") as failure:
        chosen(tmp_path, 'figures = "figures.json"')
    assert failure.value.kind == "config"


def test_without_a_file_all_is_as_usual(tmp_path: Path) -> None:
    """Every choice is optional; an empty file is the same as none."""
    assert config.load(tmp_path) == chosen(tmp_path, "") == config.Config(server=tmp_path)


def test_the_usual_colours_are_those_of_the_style_sheet() -> None:
    """Contrast is checked against the colours that pages really have, and they pass themselves."""
    css = (assets.FOLDER / "site.css").read_text()
    light, dark = re.findall(r":root \{\n(.*?)\n *\}", css, re.DOTALL)[:2]
    for rules, (name, scheme) in zip((light, dark), colours.SCHEMES.items(), strict=True):
        found = dict(re.findall(r"--(\w+): (#\w{6});", rules))
        assert (found["accent"], found["paper"]) == (scheme.usual.accent, scheme.usual.background)
        for key in ("card", "ink", "soft", "edge", "alarm"):
            assert found[key] == getattr(scheme, key), f"{name} {key}"


def test_contrast_is_that_of_the_standard() -> None:
    """Black on white is 21, a colour on itself 1, and #767676 on white just passes."""
    assert colours.contrast("#000000", "#ffffff") == pytest.approx(21)
    assert colours.contrast("#123456", "#123456") == pytest.approx(1)
    assert 4.5 <= colours.contrast("#767676", "#ffffff") < 4.6
    assert colours.contrast("#777777", "#ffffff") < 4.5


def test_the_example_in_the_documentation_is_right(tmp_path: Path) -> None:
    """What docs/operator.md shows can be copied, and shows every key there is."""
    page = (ROOT / "docs" / "operator.md").read_text("utf-8")
    example, figures = re.findall(r"```toml\n(.*?)```", page, re.DOTALL)
    (tmp_path / "figures.toml").write_text(figures)
    (tmp_path / "logo.svg").write_text(SVG.format("<g/>"))
    made = chosen(tmp_path, example)
    usual = config.Config(server=tmp_path)
    assert set(made.texts) == set(config.TEXTS)
    assert set(made.palettes) == set(colours.SCHEMES)
    same = {
        name for name in config.Config.__dataclass_fields__ if getattr(made, name) == getattr(usual, name)
    }
    assert same == {"server", "demonstration", "leave", "plain", "prices"}
    assert all(key in example for key in ("leave", "plain", "work", "wait", "show", "detail", "encryption"))


def test_categories_as_the_operator_wants_them(tmp_path: Path) -> None:
    """One off, one renamed, one of the operator's own; texts fall back to a language that there is."""
    text = """
        [categories.terrorism]
        show = false
        [categories.other]
        title = {fr = "Arnaques", en = "Scams"}
        [categories.procurement]
        title = {fr = "Marchés publics", ar = "الصفقات العمومية"}
        topics = [{code = "bribe", title = {fr = "Pot-de-vin"}}]
    """
    made = chosen(tmp_path, text)
    offered = {each.code: each for each in made.offered(LANGUAGES["en"])}
    assert list(offered) == ["violent", "incitement", "minors", "others_rights", "other", "procurement"]
    assert offered["other"].title == "Scams"
    assert offered["procurement"].title == "Marchés publics"
    assert [topic.title for topic in offered["procurement"].topics] == ["Pot-de-vin"]
    assert offered["violent"] in taxonomy.CATEGORIES


def test_a_security_contact_that_ran_out_is_not_signed(built: None, tmp_path: Path) -> None:
    """The day is looked at when a manifest is made; a running site is never stopped by a date."""
    chosen(tmp_path, '[security]\ncontact = ["mailto:a@b.example"]\nexpires = 2026-01-01')
    done = CliRunner().invoke(main, ["--server", str(tmp_path), "site"])
    assert done.exit_code == 1
    assert "security.expires is past" in done.output


def test_where_to_leave_to_is_the_operators_choice(built: None, tmp_path: Path) -> None:
    """The address stands in every page, escaped."""
    made = chosen(tmp_path, 'leave = "https://weather.example/?a=1&b=2"')
    site = build_site(Flask("submit", static_folder=None), made)
    pages = [served.body for served in site.pages.values() if served.type.startswith("text/html")]
    assert all(b"https://weather.example/?a=1&amp;b=2" in body for body in pages)
    assert len(pages) >= 2 * len(LANGUAGES)
