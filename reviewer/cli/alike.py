"""amana-reviewer similar, clusters, merge, split, apart, set-aside, compare, hash-list: what is alike."""

from __future__ import annotations

from pathlib import Path

import click

from keys import calendar
from reviewer import cases, terminal
from reviewer.alike import clusters as grouping
from reviewer.alike import compare as comparing
from reviewer.alike import hashlists, likeness, words
from reviewer.alike import proposals as proposing
from reviewer.alike.clusters import ALL, CALM, Cluster
from reviewer.alike.compare import Compared
from reviewer.alike.hashlists import Taken
from reviewer.cli.entering import FILE, Entry, told
from reviewer.store import Store

__all__ = [
    "apart",
    "clusters",
    "compare",
    "hash_list",
    "merge",
    "set_aside",
    "similar",
    "split",
]


@click.command()
@click.argument("case")
@click.option("--most", default=20, show_default=True, type=click.IntRange(1, 1000), help="Show so many.")
@click.pass_obj
@told
def similar(entry: Entry, *, case: str, most: int) -> None:
    """Show which cases are like a case, and why."""
    with entry.open() as station:
        _tell(comparing.compare(station))
        store, number = station.store, cases.find(station.store, case).number
        for name in sorted({f"{each.list} {each.version}" for each in hashlists.known(store, number)}):
            click.echo(f"A file of it is on the list {terminal.line(name)}: it is hidden.")
        for shared in likeness.shared(store, number):
            name = f": {terminal.line(shared.name)}" if shared.name else ""
            click.echo(f"{shared.threads} threads have {words.REASONS[shared.kind]}{name}")
        found = likeness.similar(store, number, most)
        for each in found:
            click.echo(f"{_label(store, each.case)}  {'; '.join(map(words.told, each.reasons))}")
        cluster = grouping.cluster_of(store, number)
        if cluster:
            click.echo(f"In a cluster with {_labels(store, cluster)}")
        if not found:
            click.echo("No other case is like it.")


@click.command()
@click.option("--most", default=50, show_default=True, type=click.IntRange(1, 1000), help="Propose so many.")
@click.pass_obj
@told
def clusters(entry: Entry, *, most: int) -> None:
    """Show the clusters that people made, and the cases that could be put together."""
    with entry.open() as station:
        _tell(comparing.compare(station))
        store = station.store
        for cluster in grouping.clusters(store):
            aside = f", {cluster.hidden} set aside" if cluster.aside else ""
            click.echo(f"Together, {len(cluster.cases)} threads{aside}: {_labels(store, cluster)}")
        for proposal in proposing.proposals(store, most):
            numbers = " ".join(_label(store, number) for number in proposal.cases[:10])
            more = f" and {len(proposal.cases) - 10} more" if len(proposal.cases) > 10 else ""
            click.echo(f"Proposed, {len(proposal.cases)} threads: {numbers}{more}")
            for shared in proposal.reasons:
                name = f": {terminal.line(shared.name)}" if shared.name else ""
                click.echo(f"  {shared.threads} have {words.REASONS[shared.kind]}{name}")


@click.command()
@click.argument("named", nargs=-1, required=True, metavar="CASE…")
@click.option("--proposed", is_flag=True, help="With all that share a page, file, picture or text.")
@click.option("--undo", is_flag=True, help="Take apart what was put together at once with this case.")
@click.pass_obj
@told
def merge(entry: Entry, *, named: tuple[str, ...], proposed: bool, undo: bool) -> None:
    """Put cases into one cluster."""
    with entry.open() as station:
        if undo:
            for case in named:
                click.echo(f"{len(grouping.undo_merge(station, case))} cases are where they were before.")
            return
        cluster = grouping.merge(
            station, proposing.with_proposed(station.store, named) if proposed else named
        )
        click.echo(f"Together, {len(cluster.cases)} threads: {_labels(station.store, cluster)}")


@click.command()
@click.argument("case")
@click.pass_obj
@told
def split(entry: Entry, *, case: str) -> None:
    """Take a case out of its cluster; it is not proposed for that again."""
    with entry.open() as station:
        grouping.split(station, case)
    click.echo("It stands alone again.")


@click.command()
@click.argument("case")
@click.argument("other")
@click.pass_obj
@told
def apart(entry: Entry, *, case: str, other: str) -> None:
    """Say that CASE is not like OTHER: they are not proposed together again."""
    with entry.open() as station:
        grouping.keep_apart(station, case, other)
    click.echo("They are kept apart.")


@click.command("set-aside")
@click.argument("case")
@click.option("--with-danger", is_flag=True, help="Also cases with somebody in danger, or a known file.")
@click.option("--undo", is_flag=True, help="Bring all of them back into the queue.")
@click.pass_obj
@told
def set_aside(entry: Entry, *, case: str, with_danger: bool, undo: bool) -> None:
    """Set the cluster of a case aside as one: its first case stays in the queue, for all."""
    with entry.open() as station:
        if undo:
            cluster = grouping.take_back(station, case)
        else:
            cluster = grouping.set_aside(station, case, ALL if with_danger else CALM)
    shown = len(cluster.cases) - cluster.hidden
    click.echo(f"{cluster.hidden} of {len(cluster.cases)} threads are set aside; the queue shows {shown}.")


@click.command()
@click.option("--again", is_flag=True, help="Try originals once more that were missing or damaged.")
@click.pass_obj
@told
def compare(entry: Entry, *, again: bool) -> None:
    """Compare what was not compared yet with all cases and lists. Other commands do it when they need it."""
    with entry.open() as station:
        done = comparing.compare(station, _progress, again=again)
    _tell(done)
    if not done.messages and not done.files:
        click.echo("Everything was compared before.", err=True)


@click.group("hash-list")
def hash_list() -> None:
    """Take in lists of known files, to flag and hide what is on them. Nothing of a list is ever shown."""


@hash_list.command("import")
@click.argument("file", type=FILE)
@click.option("--name", required=True, help="Whose list it is; a newer one takes its place.")
@click.option("--version", required=True, help="Which one of theirs, as they call it.")
@click.pass_obj
@told
def import_list(entry: Entry, *, file: Path, name: str, version: str) -> None:
    """Read FILE: CSV, whose first line names columns md5, sha1, sha256 or pdq; or hash and type."""
    with entry.open() as station:
        _tell(comparing.compare(station, _progress))
        taken = hashlists.take(station, file, name, version, calendar.today())
    for line in _taken_lines(taken):
        click.echo(line)


@hash_list.command("show")
@click.pass_obj
@told
def show_lists(entry: Entry) -> None:
    """Show which lists are here."""
    with entry.open() as station:
        found = hashlists.lists(station.store)
    for each in found:
        hashes = ", ".join(f"{count:,} {kind}" for kind, count in sorted(each.hashes.items()))
        name = terminal.line(f"{each.name} {each.version}")
        click.echo(f"{name} · {each.day} · {hashes} · knows {each.matches} files here · {each.sha256.hex()}")
    if not found:
        click.echo("There is no list here.")


@hash_list.command("remove")
@click.argument("name")
@click.pass_obj
@told
def remove_list(entry: Entry, *, name: str) -> None:
    """Remove a list, and what was flagged for it."""
    with entry.open() as station:
        hashlists.remove(station, name)
    click.echo("It is removed, and what it flagged is flagged no more.")


def _tell(done: Compared) -> None:
    """Say on stderr what was compared, if something was."""
    if done.messages or done.files:
        click.echo(f"Compared: {done.messages} messages, {done.files} attachments.", err=True)
    if done.unreadable:
        click.echo(
            f"Originals missing or damaged: {done.unreadable}. Put them back, then: compare --again", err=True
        )


def _progress(done: Compared) -> None:
    click.echo(f"{done.messages} messages, {done.files} attachments …", err=True)


def _taken_lines(taken: Taken) -> list[str]:
    hashes = ", ".join(f"{count:,} {kind}" for kind, count in sorted(taken.hashes.items()))
    lines = [f"Taken: {hashes}. It knows {taken.matches} files here."]
    if taken.repeated:
        lines.append(f"Twice in the list, kept once: {taken.repeated:,}")
    lines.extend(f"Line {bad.number}: {words.BAD_LINES[bad.kind]}." for bad in taken.bad)
    if taken.bad_lines > len(taken.bad):
        lines.append(f"… and {taken.bad_lines - len(taken.bad):,} more such lines.")
    return lines


def _label(store: Store, number: int) -> str:
    row = store.row("SELECT lane FROM cases WHERE number = ?", (number,)) or {}
    return cases.label(number, row["lane"])


def _labels(store: Store, cluster: Cluster) -> str:
    shown = " ".join(_label(store, number) for number in cluster.cases[:10])
    return f"{shown} and {len(cluster.cases) - 10} more" if len(cluster.cases) > 10 else shown
