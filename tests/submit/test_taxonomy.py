"""Topics and places: their codes are the format's, each question has its answers, each country its name."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from submit.form import taxonomy, territory

ROOT = Path(__file__).parents[2]
CODE = re.compile(r"[a-z][a-z0-9_]{0,31}")


def known_codes() -> str:
    page = (ROOT / "docs" / "formats.md").read_text("utf-8")
    return page[page.index("#### 5.6.1") : page.index("### 5.7")]


def test_categories_and_topics_are_those_of_the_format() -> None:
    """The page's table and ours name the same topics under the same categories."""
    table = known_codes().partition("| question |")[0]
    listed = {}
    for line in table.splitlines():
        cells = [re.findall(r"`([a-z0-9_]+)`", cell) for cell in line.strip("|").split("|")]
        if len(cells) == 2 and cells[0]:
            listed[cells[0][0]] = set(cells[1])
    ours = {each.code: {topic.code for topic in each.topics} for each in taxonomy.CATEGORIES}
    assert listed == ours


def test_questions_and_answers_are_those_of_the_format() -> None:
    """Every question has its row, which names every answer that can be chosen."""
    table = known_codes().partition("| question |")[2]
    rows = dict(re.findall(r"^\| `([a-z_]+)` \| (.*)$", table, re.MULTILINE))
    questions = {question.code: question for question, _ in taxonomy.distinct_questions()}
    assert set(rows) == set(questions)
    for code, question in questions.items():
        answer = rows[code].partition(" | ")[2]
        offered = {option.code for option in question.options}
        assert set(re.findall(r"`([a-z0-9_]+)`", answer)) == offered


def test_who_was_told_is_listed() -> None:
    told = re.search(r"^`told`: (.*)$", known_codes(), re.MULTILINE)
    assert told
    assert re.findall(r"`([a-z]+)`", told[1]) == [option.code for option in taxonomy.TOLD]


@pytest.mark.parametrize("category", taxonomy.CATEGORIES, ids=lambda each: each.code)
def test_a_category_is_whole(category: taxonomy.Category) -> None:
    """Codes have their form and are distinct, questions name topics that exist, answers fit a report."""
    topics = [topic.code for topic in category.topics]
    assert len(topics) == len(set(topics))
    questions = [question.code for question in category.questions]
    assert len(questions) == len(set(questions))
    assert all(CODE.fullmatch(code) for code in (category.code, *topics, *questions))
    for question in category.questions:
        assert set(question.topics) <= set(topics) | {"blackmail", "intimate_image", "exposed"}
        assert (question.kind == "line") == (question.options == ())
        assert question.kind in ("line", "choice", "choices")
    assert all(len(taxonomy.asked(category, topic)) <= 16 for topic in topics)


def test_fraud_and_blackmail_are_asked_what_an_inquiry_needs() -> None:
    by_code = {each.code: each for each in taxonomy.CATEGORIES}
    fraud = [question.code for question in taxonomy.asked(by_code["other"], "fraud")]
    assert fraud == ["promised", "amount", "payment", "last_date", "paid_to"]
    blackmail = [question.code for question in taxonomy.asked(by_code["others_rights"], "blackmail")]
    assert blackmail == ["demanded", "deadline", "paid"]
    for category, topic in (("other", "fraud"), ("others_rights", "blackmail"), ("minors", "blackmail")):
        [found] = [each for each in by_code[category].topics if each.code == topic]
        assert len(found.advice) >= 3


def test_a_question_shared_by_categories_is_one() -> None:
    """The pages ask it once, under all the topics it belongs to."""
    distinct = dict(taxonomy.distinct_questions())
    assert len({question.code for question in distinct}) == len(distinct)
    [weapon] = [pairs for question, pairs in distinct.items() if question.code == "weapon"]
    assert {category for category, _ in weapon} == {"violent", "incitement"}
    assert set(distinct) == {question for each in taxonomy.CATEGORIES for question in each.questions}


def test_conditions_name_a_whole_category_in_short() -> None:
    """All topics of a category are said as the category; fewer, or those of others, one by one."""
    violent = [("violent", topic.code) for topic in taxonomy.CATEGORIES[0].topics]
    assert taxonomy.CATEGORIES[0].code == "violent"
    assert (
        taxonomy.conditions([*violent, ("minors", "blackmail")]) == "category=violent topic-minors=blackmail"
    )
    assert taxonomy.conditions(violent[1:3]) == " ".join(
        f"topic-violent={topic}" for _, topic in violent[1:3]
    )
    assert taxonomy.conditions([]) == ""


def test_no_file_is_taken_where_a_child_is_shown() -> None:
    category, topic = taxonomy.NO_FILES
    [minors] = [each for each in taxonomy.CATEGORIES if each.code == category]
    assert topic in {each.code for each in minors.topics}


def test_twelve_regions() -> None:
    assert [region.code for region in territory.REGIONS] == [f"MA-{number:02}" for number in range(1, 13)]
    cities = [city for region in territory.REGIONS for city in region.cities]
    assert len(cities) == len(set(cities)) > 70
    for region in territory.REGIONS:
        assert re.search("[؀-ۿ]", region.name("ar"))
        assert region.name("fr") == region.name("es") == region.latin
        assert len(region.city_names("ar")) == len(region.city_names("en"))


@pytest.mark.parametrize("language", ["ar", "fr", "en", "es", "zgh"])
def test_every_country_is_named(language: str) -> None:
    """Codes are two capitals, once each; the numbers to call are for countries that are listed."""
    named = territory.countries(language)
    codes = {code for code, _ in named}
    assert len(named) == len(codes) == 248
    assert all(re.fullmatch("[A-Z]{2}", code) and name for code, name in named)
    assert {*territory.EMERGENCY, *territory.FREQUENT} <= codes


def test_numbers_are_numbers_of_known_services() -> None:
    services = {"police", "gendarmerie", "medical", "fire", "all"}
    for numbers in (territory.ANYWHERE, *territory.EMERGENCY.values()):
        assert set(numbers) <= services
        assert all(re.fullmatch(r"\d{2,5}", number) for number in numbers.values())
    assert dict(territory.EMERGENCY["MA"]) == {"police": "19", "gendarmerie": "177", "fire": "15"}
