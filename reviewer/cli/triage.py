"""amana-reviewer state, urgency, category, assign, tag, link, note, check, undo, kinds: decide."""

from __future__ import annotations

import click

from reviewer import cases, codes
from reviewer.cli.entering import Entry, told
from reviewer.triage import states, taxonomy, undoing, words, work

__all__ = [
    "assign",
    "category",
    "check",
    "kinds",
    "link",
    "note",
    "state",
    "tag",
    "undo",
    "urgency",
]

CASES = click.argument("named", nargs=-1, required=True, metavar="CASE…")
WHY = click.option("--text", default="", help="What you want to say to it; only the team reads it.")


@click.command()
@CASES
@click.option("--to", help="The new state; without it, the states that a case may go to are shown.")
@click.option("--reason", default="", help="Why, where a case is out of scope or closed: a code.")
@WHY
@click.pass_obj
@told
def state(entry: Entry, *, named: tuple[str, ...], to: str | None, reason: str, text: str) -> None:
    """Move cases to another state, or show where they may go."""
    with entry.open() as station:
        if to is not None:
            work.set_state(station, named, to, reason=reason, text=text)
        for typed in named:
            case = cases.find(station.store, typed)
            onward = ", ".join(work.moves(station, case)) or "nowhere, for you"
            click.echo(f"{case.label}: {work.standing(station, case).state}; from here to {onward}")


@click.command()
@CASES
@click.option("--to", type=click.IntRange(0, 3), help="0 now, 1 today, 2 tomorrow, 3 within a week.")
@click.option("--rules", is_flag=True, help="Leave it to the rules again.")
@WHY
@click.pass_obj
@told
def urgency(entry: Entry, *, named: tuple[str, ...], to: int | None, rules: bool, text: str) -> None:
    """Set how urgent cases are, and say why with --text."""
    if rules == (to is not None):
        raise click.UsageError("Say either --to or --rules.")
    with entry.open() as station:
        work.set_urgency(station, named, to, text)
    click.echo(_done(named))


@click.command()
@CASES
@click.option("--to", required=True, help="A code; `kinds` shows them.")
@click.option("--topic", default="", help="A code within it.")
@click.pass_obj
@told
def category(entry: Entry, *, named: tuple[str, ...], to: str, topic: str) -> None:
    """Set what cases are about; what the reporter chose stays beside it."""
    with entry.open() as station:
        work.set_category(station, named, to, topic)
    click.echo(_done(named))


@click.command()
@CASES
@click.option("--to", required=True, help="Whose; '' for nobody's.")
@WHY
@click.pass_obj
@told
def assign(entry: Entry, *, named: tuple[str, ...], to: str, text: str) -> None:
    """Give cases to somebody of the team, with a word for them."""
    with entry.open() as station:
        work.assign(station, named, to, text)
    click.echo(_done(named))


@click.command()
@CASES
@click.option("--name", required=True, help="One word.")
@click.option("--off", is_flag=True, help="Take it off.")
@click.pass_obj
@told
def tag(entry: Entry, *, named: tuple[str, ...], name: str, off: bool) -> None:
    """Put a tag on cases."""
    with entry.open() as station:
        work.tag(station, named, name, is_on=not off)
    click.echo(_done(named))


@click.command()
@click.argument("case")
@click.argument("other")
@click.option("--off", is_flag=True, help="They do not belong together any more.")
@click.pass_obj
@told
def link(entry: Entry, *, case: str, other: str, off: bool) -> None:
    """Say that two cases belong together without being copies."""
    with entry.open() as station:
        work.link(station, case, other, is_on=not off)
    click.echo(_done((case, other)))


@click.command()
@CASES
@click.option("--text", prompt="Note", help="What you want to remember; reporters never see it.")
@click.pass_obj
@told
def note(entry: Entry, *, named: tuple[str, ...], text: str) -> None:
    """Write a note on cases."""
    with entry.open() as station:
        work.note(station, named, text)
    click.echo(_done(named))


@click.command()
@click.argument("case")
@click.option("--answer", "answers", multiple=True, metavar="CODE=yes|no|unknown", help="Several times.")
@WHY
@click.pass_obj
@told
def check(entry: Entry, *, case: str, answers: tuple[str, ...], text: str) -> None:
    """Write down whether an anonymous report is credible, or show the questions."""
    with entry.open() as station:
        if answers:
            given = dict(each.partition("=")[::2] for each in answers)
            work.check(
                station, case, {**work.checked(station, cases.find(station.store, case)), **given}, text
            )
        found = work.checked(station, cases.find(station.store, case))
    for code in states.CHECKS:
        click.echo(f"{code}: {words.CHECKS[code]} {found.get(code, '-')}")


@click.command()
@click.pass_obj
@told
def undo(entry: Entry) -> None:
    """Undo your last decision on cases, if nobody decided otherwise since."""
    with entry.open() as station:
        undone = undoing.undo(station)
    click.echo(f"Undone: {undone.name} of {', '.join(undone.labels)}")


@click.command()
@click.pass_obj
@told
def kinds(entry: Entry) -> None:
    """Show the kinds of reports and how urgent each is; this also checks desk.toml."""
    with entry.open() as station:
        known = taxonomy.of_folder(station.places.offline)
    for code, each in known.categories.items():
        click.echo(f"{code}: {codes.word(code, codes.CATEGORIES)}, urgency {each.urgency}")
        for topic, value in each.topics.items():
            click.echo(f"  {topic}: {codes.word(topic, codes.TOPICS)}, urgency {value}")


def _done(named: tuple[str, ...]) -> str:
    return f"Done, for {len(set(named))} case{'s' if len(set(named)) > 1 else ''}. `undo` takes it back."
