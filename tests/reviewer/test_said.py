"""What a report says, in words: every code of docs/formats.md §5.6.1 has one, any other shows itself."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from keys.draft import Elsewhere, Link, Particulars, Place, Seen
from reviewer import codes, said

PAGE = Path("docs/formats.md").read_text("utf-8")
KNOWN = PAGE[PAGE.index("#### 5.6.1") : PAGE.index("### 5.7")]


def rows(heading: str) -> list[list[str]]:
    """Return the cells of the table under a heading row."""
    table = KNOWN[KNOWN.index(f"| {heading} |") :].partition("\n\n")[0]
    return [line.strip("| ").split(" | ") for line in table.splitlines()[2:]]


def named(text: str) -> list[str]:
    return re.findall(r"`([a-z0-9_]+)`", text)


def test_every_known_category_and_topic_has_a_word() -> None:
    table = rows("category | topics")
    assert len(table) == 6
    assert {named(category)[0] for category, _ in table} == codes.CATEGORIES.keys()
    assert {topic for _, topics in table for topic in named(topics)} == codes.TOPICS.keys()


def test_every_known_question_and_choice_has_a_word() -> None:
    table = rows("question | asked with | answer")
    assert {named(question)[0] for question, *_ in table} == codes.QUESTIONS.keys()
    choices = {named(question)[0]: set(named(answer)) for question, _, answer in table if named(answer)}
    assert choices == {question: words.keys() - _more(question) for question, words in codes.CHOICES.items()}


def _more(question: str) -> set[str]:
    """Only yes and no are asked for here, and an operator's form may ask otherwise."""
    return {"unknown"} if question == "paid" else set()


@pytest.mark.parametrize(("name", "words"), [("told", codes.TOLD), ("platform", codes.PLATFORMS)])
def test_every_other_known_code_has_a_word(name: str, words: dict[str, str]) -> None:
    line = KNOWN[KNOWN.index(f"\n`{name}`:") :].partition(".\n")[0].partition(". An")[0]
    assert set(named(line)) - {name} == words.keys()


def test_a_whole_report_in_words() -> None:
    report = Particulars(
        category="minors",
        topic="blackmail",
        answers={"age": "under_13", "asked": "images money", "deadline": "غدا"},
        danger="yes",
        who="child",
        ongoing="unknown",
        told=("family", "police"),
        role="child",
        links=(Link(given="t.me/x", url="https://t.me/x", platform="telegram", account="x"),),
        elsewhere=Elsewhere(kind="call", account="+212"),
        seen=Seen(day=date(2026, 11, 20), precision="about"),
        place=Place(of="reporter", country="MA", region="MA-03", city="فاس"),
    )
    assert list(said.lines(report)) == [
        "About: rights of minors: blackmail",
        "In danger now: yes, a child",
        "Still going on: not known",
        "The reporter: reports for a child",
        "Told before: family, police",
        "Age of the child: under 13",
        "Asked of the child: images, money",
        "Deadline: غدا",
        "Seen: about 2026-11-20",
        "Place: فاس, MA-03, MA (where the reporter is)",
        "Not behind a link: in a call, +212",
        "Link: t.me/x",
        "Address: https://t.me/x",
        "Platform: Telegram",
        "Account: x",
    ]


def test_the_language_is_the_reader_s() -> None:
    """What the reporter typed stays as it is."""
    report = Particulars(category="own", answers={"deadline": "soon"}, place=Place(city="fes"))
    shouted = list(said.facts(report, str.upper))
    assert ("DEADLINE", "soon") in shouted
    assert ("PLACE", "fes") in shouted
    assert {label.upper() for label in said.LABELS} >= {label for label, _ in shouted} - {"DEADLINE"}


def test_the_shortest_report_says_little() -> None:
    assert list(said.lines(Particulars(category="own", links=(Link(given="x", url="x"),)))) == [
        "About: own",
        "In danger now: not known",
        "Still going on: not known",
        "The reporter: saw it",
        "Told before: nobody",
        "Link: x",
    ]


def test_unknown_codes_and_free_answers_show_themselves() -> None:
    report = Particulars(topic="new", answers={"weapon": "no\u202e yes", "own": "a\nb"}, told=("imam",))
    lines = list(said.lines(report))
    assert lines[0] == "About: other illegal content: new"
    assert "Told before: imam" in lines
    assert "Weapon seen: no<U+202E>, yes" in lines
    assert "own: a<U+000A>b" in lines
