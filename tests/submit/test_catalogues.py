"""Every language says everything: nothing missing, doubtful, left over, or short of a value it must name."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from babel import Locale
from babel.dates import format_date
from babel.messages.catalog import Catalog, Message
from babel.messages.plurals import get_plural
from click.testing import CliRunner

from keys.calendar import today
from submit import catalogue, translate
from submit.cli import main
from submit.errors import BuildError
from submit.languages import LANGUAGES

TRANSLATED = [code for code in LANGUAGES if code != translate.SOURCE_LANGUAGE]


def said(text: str | tuple[str, ...] | list[str]) -> list[str]:
    return [text] if isinstance(text, str) else list(text)


def forms(language: str) -> tuple[int, str]:
    """As Babel counts; Tamazight, which Babel does not know, has one form in CLDR."""
    return (1, "0") if language == "zgh" else tuple(get_plural(language)[:2])


def values(text: str) -> set[str]:
    return set(re.findall(r"\{\w+\}|%\(\w+\)[sd]", text))


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_sentence_is_translated(language: str) -> None:
    """What the pages say and what the catalogue holds are the same, and all of it is translated."""
    held = translate.read(language)
    wanted = translate.sentences()
    assert len(wanted) > 300
    assert [identifier for identifier in wanted if identifier not in held] == []
    assert [each.id for each in held if each.id and each.id not in wanted] == [], "run: make catalogues"
    assert [each.id for each in translate.missing(held)] == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_translation_names_the_same_values(language: str) -> None:
    """A value lost or misspelt in a translation would be a hole in a sentence."""
    wrong = {}
    for entry in translate.read(language):
        sources = said(entry.id)
        for form in said(entry.string) if entry.id else []:
            # A form for one or two may say it in words; none may name what the source does not.
            strict = len(sources) == 1
            if form and (
                values(form) != values(sources[-1]) if strict else values(form) - values(sources[-1])
            ):
                wrong[entry.id] = form
    assert wrong == {}


@pytest.mark.parametrize("language", TRANSLATED)
def test_plural_forms_are_those_of_the_language(language: str) -> None:
    """The head counts forms as the language does, and every plural has as many."""
    held = translate.read(language)
    assert str(held.locale) == language
    assert (held.num_plurals, held.plural_expr) == forms(language)
    plurals = [each for each in held if each.id and each.pluralizable]
    assert [each.id for each in plurals if len(said(each.string)) != held.num_plurals] == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_no_sentence_was_left_in_english(language: str) -> None:
    """A translation that is its source is an oversight, but for names and signs."""
    same = {str(each.id) for each in translate.read(language) if each.id and each.id == each.string}
    assert {text for text in same if len(text.split(" ")) > 3} == set()


@pytest.mark.parametrize("code", LANGUAGES)
def test_babel_knows_the_language(code: str) -> None:
    """Its locale exists, runs the way its pages do, and writes a day."""
    language = LANGUAGES[code]
    locale = Locale.parse(language.locale)
    assert locale.text_direction == language.direction
    assert locale.language == code
    assert str(today().year) in format_date(today(), "long", locale=locale)


DOUBTS = {
    "nothing": Message("a", ""),
    "doubtful": Message("a", "b", flags=("fuzzy",)),
    "a form missing": Message(("{n} file", "{n} files"), ("{n} fichier", "")),
    "too few forms": Message(("{n} file", "{n} files"), ("{n} fichier",)),
}


@pytest.mark.parametrize("name", DOUBTS)
def test_what_counts_as_missing(name: str) -> None:
    """Each kind of gap is seen; a whole translation is none."""
    held = Catalog(locale="fr")
    held.add("good", "bon")
    held.add(("{n} day", "{n} days"), ("{n} jour", "{n} jours"))
    assert list(translate.missing(held)) == []
    doubt = DOUBTS[name]
    held.add(doubt.id, doubt.string, flags=doubt.flags)
    assert [each.id for each in translate.missing(held)] == [doubt.id]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the catalogues to write to."""
    copy = tmp_path / "translations"
    shutil.copytree(catalogue.FOLDER, copy, ignore=shutil.ignore_patterns("*.mo"))
    monkeypatch.setattr(catalogue, "FOLDER", copy)
    return copy


def test_catalogues_are_brought_up_to_date(folder: Path) -> None:
    """New sentences come empty, old ones go, translations stay; a second time changes nothing."""
    held = translate.read("fr")
    kept = str(held.get("How it works").string)
    held.delete("Is it safe?")
    held.add("Nobody says this any more", "Plus personne ne dit cela")
    translate._write("fr", held)
    done = CliRunner().invoke(main, ["catalogues"])
    assert done.exit_code == 0, done.output
    assert len(done.output.splitlines()) == len(LANGUAGES) - 1
    made = translate.read("fr")
    assert made.get("How it works").string == kept
    assert made.get("Is it safe?").string == ""
    assert made.get("Nobody says this any more") is None
    before = {file: file.read_bytes() for file in folder.rglob("*.po")}
    assert CliRunner().invoke(main, ["catalogues"]).exit_code == 0
    assert {file: file.read_bytes() for file in folder.rglob("*.po")} == before
    for code in LANGUAGES.keys() - {translate.SOURCE_LANGUAGE}:
        assert translate.read(code).num_plurals == forms(code)[0]


def test_a_broken_catalogue_is_named(folder: Path) -> None:
    """A slip of a translator is one sentence that says which language."""
    (folder / "fr" / "LC_MESSAGES" / "messages.po").write_bytes(b'msgid "\xff"\nmsgstr "x"')
    with pytest.raises(BuildError, match="The catalogue fr cannot be read"):
        translate.read("fr")
    done = CliRunner().invoke(main, ["catalogues"])
    assert done.exit_code == 1
    assert "amana-submit: The catalogue fr" in done.output
