"""What an operator may choose: ``submit.toml`` in the server folder, all of it optional (docs/operator.md).

Every choice is checked when the site starts; what is wrong is named by its key, with what to do about it.
Organisation names here are what pages say before, or without, scripts: where scripts run, the name in the
signed manifest takes their place as soon as it has been checked.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from submit.config import categories, colours, files
from submit.config.categories import Change
from submit.config.colours import Palette
from submit.config.figures import Period, read_figures
from submit.config.files import Logo
from submit.config.prices import read_prices
from submit.config.security import Security, read_security
from submit.config.values import LIMIT, Section, wrong
from submit.form.taxonomy import Category
from submit.languages import LANGUAGES, Language
from submit.receive.load import Prices

__all__ = ["TEXTS", "Config", "Said", "load"]

TEXTS = ("controller", "legal", "contacts", "emergency", "hours")
# Who has no text in a language reads it in the first of these that there is.
FALLBACK = ("fr", "en", "ar")


@dataclass(frozen=True, slots=True)
class Said:
    """Paragraphs of the operator, and the language they are in."""

    language: Language
    paragraphs: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """The server folder and the operator's choices.

    ``demonstration`` is no choice of the file: the manifest says it, and pages without scripts repeat it.
    """

    server: Path
    demonstration: bool = False
    leave: str = "https://www.wikipedia.org/"
    plain: bool = True
    organisation: Mapping[str, str] = field(default_factory=dict)
    palettes: Mapping[str, Palette] = field(default_factory=dict)
    logo: Logo | None = None
    texts: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    changes: tuple[Change, ...] = ()
    security: Security | None = None
    figures: tuple[Period, ...] = ()
    prices: Prices = field(default_factory=Prices)

    def said(self, name: str, language: Language) -> Said | None:
        """Return a text of the operator, in ``language`` or else in another that there is."""
        texts = self.texts.get(name, {})
        for code in (language.code, *FALLBACK, *texts):
            if code in texts:
                parts = (part.strip() for part in texts[code].split("\n\n"))
                return Said(LANGUAGES[code], tuple(part for part in parts if part))
        return None

    def offered(self, language: Language) -> tuple[Category, ...]:
        """Return the categories of the form: ours as the operator changed them, then the operator's own."""
        return categories.offered(self.changes, (language.code, *FALLBACK))


def load(server: Path) -> Config:
    """Read the choices made for the deployment in ``server``.

    Raises:
        SetupError: ``config``, the file cannot be read, or a key is unknown or has a value that cannot be.
    """
    file = server / "submit.toml"
    if not file.exists():
        return Config(server=server)
    try:
        if file.stat().st_size > LIMIT:
            raise wrong("", "it is larger than 64 KiB")
        choices = Section(tomllib.loads(file.read_text("utf-8")))
    except (OSError, ValueError) as error:
        raise wrong("", str(error)) from error
    read = _read(server, choices)
    choices.end()
    return read


def _read(server: Path, choices: Section) -> Config:
    section = choices.section("texts")
    texts = {name: section.words(name, 4000) for name in TEXTS}
    section.end()
    usual = Config(server=server)
    return Config(
        server=server,
        leave=choices.address("leave", ("https", "http")) or usual.leave,
        plain=choices.flag("plain", usual=usual.plain),
        organisation=choices.words("organisation", 200),
        palettes=colours.read_palettes(choices.section("colours")),
        logo=files.read_logo(server, choices.line("logo", 64)),
        texts={name: said for name, said in texts.items() if said},
        changes=categories.read_changes(choices.section("categories")),
        security=read_security(choices.section("security")),
        figures=read_figures(server, choices.line("figures", 64)),
        prices=read_prices(choices),
    )
