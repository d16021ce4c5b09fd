"""Turn cases into what a terminal shows. Every word of a reporter passes through reviewer/terminal.py."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from rich.console import Console, Group, RenderableType
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from keys.private.epochs import Weeks
from reviewer import codes, said, terminal
from reviewer.cases import Aside, Case, File, Message, Sent
from reviewer.inbound import Imported
from reviewer.triage import words
from reviewer.triage.queue import Line

__all__ = [
    "aside_table",
    "case_view",
    "console",
    "import_lines",
    "message_view",
    "queue_table",
    "week_lines",
]

_WORDS = {
    "held": "held already",
    "opened": "opened",
    "waiting": "waiting for its report",
    "set-aside": "set aside",
    "other-lane": "for another lane, kept sealed",
    "late": "too late: the keys of its week were destroyed, it stays sealed",
    "quarantined": "quarantined",
}
_DANGER = {"yes": Text("NOW", style="bold red"), "unknown": Text("unknown"), "no": Text("no")}
_URGENCY = (Text("NOW", style="bold red"), *map(Text, words.URGENCIES[1:]))


def week_lines(weeks: Weeks, day: date) -> Iterator[str]:
    """Tell of week keys destroyed just now, and of a last week that comes near."""
    if weeks.destroyed:
        gone = ", ".join(map(str, weeks.destroyed))
        yield f"Destroyed for good: the keys of week {gone}. Envelopes of that time open no more."
    left = weeks.running_out(day)
    if left is not None and left >= 0:
        yield f"Keys for new reports end in {left} days. Extend them: amana-keys extend"
    elif left is not None:
        yield "There are no keys for new reports any more: nobody can report. Extend them: amana-keys extend"


def console() -> Console:
    """Return a terminal that reads no markup or emoji codes in what it is given."""
    return Console(markup=False, emoji=False, highlight=False)


def queue_table(lines: Sequence[Line]) -> RenderableType:
    """Show lines of the queue, one a case."""
    if not lines:
        return Text("No case waits. `import STICK` takes what the vault exported.")
    table = Table(box=None, pad_edge=False)
    for heading in ("Case", "Urgency", "Category", "Due", "Replies"):
        table.add_column(heading, no_wrap=True)
    for heading in ("State", "Whose", "Why"):
        table.add_column(heading)
    for item in lines:
        waiting = f" ({item.unpublished} new)" if item.unpublished else ""
        table.add_row(
            item.label,
            _URGENCY[item.urgency],
            codes.word(item.category, codes.CATEGORIES),
            item.due.isoformat() if item.due else "",
            f"{item.replies}{waiting}",
            words.STATES[item.state],
            terminal.line(item.assignee),
            ", ".join(words.RULES[reason] for reason in item.reasons),
        )
    return table


def aside_table(items: Sequence[Aside]) -> RenderableType:
    """Show the envelopes that are part of no case."""
    if not items:
        return Text("Nothing is set aside.")
    table = Table("Day", "What", "Why", "Envelope", box=None, pad_edge=False)
    for item in items:
        table.add_row(item.day.isoformat(), _WORDS[item.status], item.kind, item.name)
    return table


def case_view(case: Case) -> RenderableType:
    """Show a whole case."""
    summary = case.summary
    category = codes.word(summary.category, codes.CATEGORIES)
    head = Text.assemble((summary.label, "bold"), f"  {category}  danger: ", _DANGER[summary.danger])
    head.append(f"\nIdentity: {_IDENTITY[summary.identity]}")
    return Group(head, *map(message_view, case.messages), *map(_reply, case.replies))


_IDENTITY = {
    "none": "not given",
    "contact": "a contact only, shown below",
    "declared": "declared and sealed; `reveal` opens it to a custodian, with a reason",
}


def message_view(message: Message) -> RenderableType:
    """Show one message."""
    title = f"{message.kind} · sent {message.sent} · opened {message.opened} · {message.lang}"
    if message.path == "server":
        title += " · sealed by the server, without JavaScript"
    return Panel(Text("\n".join(_lines(message))), title=title, title_align="left")


def _lines(message: Message) -> Iterator[str]:
    if message.kind == "erase":
        yield f"The reporter asked on {message.sent} to delete the answers."
        return
    yield terminal.text(message.text)
    if message.said is not None:
        yield ""
        yield from said.lines(message.said)
    if message.contact:
        yield f"Contact: {terminal.line(message.contact)}"
    for file in message.files:
        yield _file(file)


def _file(file: File) -> str:
    return f"Attachment {file.number}: {terminal.line(file.name)} ({file.type}, {file.size:,} bytes)"


def _reply(reply: Sent) -> RenderableType:
    where = f"boards so far: {reply.shown}" if reply.shown else "waits for the next board"
    if not reply.shown and reply.not_before > reply.day:
        where = f"waits for {reply.not_before}"
    if reply.taken_back:
        where = "taken back before any board carried it"
    if reply.withdrawn:
        where = "withdrawn at the reporter's wish, on no later board"
    title = f"reply {reply.number} · {reply.day} · {where}"
    return Panel(Text(terminal.text(reply.text)), title=title, title_align="left", style="green")


def import_lines(imported: Imported) -> Iterable[str]:
    """Say what an import did."""
    for (status, kind), count in sorted(imported.outcome.items()):
        yield f"{count} {_WORDS[status]}{f' ({kind})' if kind else ''}"
    if imported.missing:
        yield f"Earlier bundles that never came: {imported.missing}. What was not acknowledged comes again;"
        yield "another lane than the desk asks the desk for its envelopes folder (import --loose)."
    if imported.misnamed:
        yield f"Came under an id not theirs: {imported.misnamed}. The server altered this bundle."
