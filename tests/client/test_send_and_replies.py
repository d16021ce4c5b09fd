"""The client end to end: a real gunicorn, a desk that opens and answers."""

from __future__ import annotations

from pathlib import Path

from keys import codename as codenames
from tests.browser.sent import attachment, opened_as
from tests.client.person import Person, codename_in


def test_a_report_arrives_as_it_was_written(person: Person, tmp_path: Path) -> None:
    """Text, answers and files are what the desk opens; files go under plain names."""
    answers = tmp_path / "answers.toml"
    answers.write_text(
        """
category = "other"
topic = "fraud"
role = "target"
danger = "no"
ongoing = "yes"
told = ["police", "family"]
links = ["https://www.instagram.com/p/AbCdEf123/?igsh=xyz"]
seen = { day = 2026-11-20 }
place = { country = "MA", region = "MA-03", city = "Fès" }
[answers]
amount = "1500 DH"
""",
        "utf-8",
    )
    picture = tmp_path / "أنا في البيت.PNG"
    picture.write_bytes(bytes(range(256)) * 40)
    name = person.send("Un compte vend…", "--lang", "fr", "--answers", str(answers), "--file", str(picture))
    report = opened_as(person.world, name).report
    assert (report.text, report.lang, report.path, report.topic) == ("Un compte vend…", "fr", "kit", "fraud")
    assert (report.told, report.answers) == (("family", "police"), {"amount": "1500 DH"})
    assert [(link.platform, "igsh" in link.url) for link in report.links] == [("instagram", False)]
    assert (str(report.seen.day), report.seen.precision, report.place.of) == ("2026-11-20", "day", "event")
    assert attachment(person.world, name) == ("file-1.png", picture.read_bytes())


def test_answers_are_read(person: Person) -> None:
    """Reviewed, answered, read; then something is added, and the answers are asked to be deleted."""
    name = person.send()
    report = opened_as(person.world, name).report
    before = person.run("replies", lines=[name])
    assert before.exit_code == 0
    person.world.publish(report, ["We read it.\x1b[31m Thank you."], opened=1, serial=3)
    done = person.run("replies", lines=[codenames.parse(name).spelling("ar")])
    assert done.exit_code == 0, done.output
    assert "Board 3 of " in done.output
    assert "We read it.[31m Thank you." in done.output
    assert "A reviewer opened a message of yours" in done.output
    text = person.folder / "more.txt"
    text.write_text("One thing more.", "utf-8")
    unsaid = person.run("send", "--follow-up", "--text-file", str(text), lines=[name])
    assert (unsaid.exit_code, "--lane desk or oversight" in unsaid.output) == (1, True)
    for options in (["--follow-up", "--text-file", str(text)], ["--erase"]):
        assert person.run("send", *options, "--lane", "desk", lines=[name]).exit_code == 0
    kinds = {
        each.report.kind for each in person.world.opened().values() if each.report.author == report.author
    }
    assert kinds == {"report", "follow-up", "erase"}


def test_the_codename_is_practised_twice(person: Person) -> None:
    """Slips are named, another codename is not taken, an empty line shows it again."""
    text = person.folder / "text.txt"
    text.write_text("x", "utf-8")
    other = codenames.generate().words()
    shown = person.run("send", "--text-file", str(text), lines=["", "abacus zzz", other, "", ""])
    assert shown.exit_code == 1  # the input ended before it was right
    assert "Word 2 is not a codename word" in shown.output
    assert "not the one that was shown" in shown.output
    assert shown.output.count("Your codename. Write it down") == 2
    codename_in(shown.output)
