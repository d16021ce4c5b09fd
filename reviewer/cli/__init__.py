"""amana-reviewer: take reports off a stick, read them, answer, and publish.

Answers go to stdout. An error goes to stderr as one line, and a hint where there is one, with exit code 1.
No secret is ever printed; a declared identity only by `reveal`. Commands are imported only when they are run.
"""

from __future__ import annotations

from pathlib import Path

import click

from keys.lazy import Command, families
from reviewer.cli.entering import FILE, FOLDER, Entry

__all__ = ["main"]

COMMANDS = {
    "apart": Command("reviewer.cli.alike", "apart", "reviewer"),
    "ask-destroy": Command("reviewer.cli.keeping", "ask_destroy", "reviewer"),
    "assess": Command("reviewer.cli.reading", "assess", "reviewer"),
    "assign": Command("reviewer.cli.triage", "assign", "reviewer"),
    "backup": Command("reviewer.cli.keeping", "backup", "reviewer"),
    "category": Command("reviewer.cli.triage", "category", "reviewer"),
    "check": Command("reviewer.cli.triage", "check", "reviewer"),
    "check-backup": Command("reviewer.cli.keeping", "check_backup", "reviewer"),
    "clusters": Command("reviewer.cli.alike", "clusters", "reviewer"),
    "compare": Command("reviewer.cli.alike", "compare", "reviewer"),
    "custody": Command("reviewer.cli.custody", "custody", "reviewer"),
    "desk": Command("reviewer.cli.desk", "desk", "reviewer"),
    "destroy": Command("reviewer.cli.keeping", "destroy", "reviewer"),
    "export-attachment": Command("reviewer.cli.reading", "export_attachment", "reviewer"),
    "hash-list": Command("reviewer.cli.alike", "hash_list", "reviewer"),
    "import": Command("reviewer.cli.importing", "import_", "reviewer"),
    "kinds": Command("reviewer.cli.triage", "kinds", "reviewer"),
    "link": Command("reviewer.cli.triage", "link", "reviewer"),
    "list": Command("reviewer.cli.reading", "list_", "reviewer"),
    "look": Command("reviewer.cli.viewing", "look", "reviewer"),
    "merge": Command("reviewer.cli.alike", "merge", "reviewer"),
    "note": Command("reviewer.cli.triage", "note", "reviewer"),
    "publish": Command("reviewer.cli.answering", "publish_", "reviewer"),
    "rebuild": Command("reviewer.cli.answering", "rebuild", "reviewer"),
    "reply": Command("reviewer.cli.answering", "reply", "reviewer"),
    "restore": Command("reviewer.cli.keeping", "restore", "reviewer"),
    "retention": Command("reviewer.cli.keeping", "retention", "reviewer"),
    "reveal": Command("reviewer.cli.reading", "reveal_", "reviewer"),
    "search": Command("reviewer.cli.searching", "search", "reviewer"),
    "searches": Command("reviewer.cli.searching", "searches", "reviewer"),
    "set-aside": Command("reviewer.cli.alike", "set_aside", "reviewer"),
    "show": Command("reviewer.cli.reading", "show", "reviewer"),
    "similar": Command("reviewer.cli.alike", "similar", "reviewer"),
    "spare": Command("reviewer.cli.viewing", "spare", "reviewer"),
    "split": Command("reviewer.cli.alike", "split", "reviewer"),
    "state": Command("reviewer.cli.triage", "state", "reviewer"),
    "sync": Command("reviewer.cli.team", "sync", "reviewer"),
    "tag": Command("reviewer.cli.triage", "tag", "reviewer"),
    "translate": Command("reviewer.cli.answering", "translate", "reviewer"),
    "undo": Command("reviewer.cli.triage", "undo", "reviewer"),
    "urgency": Command("reviewer.cli.triage", "urgency", "reviewer"),
}


@click.group(cls=families("amana-reviewer", COMMANDS))
@click.version_option(package_name="amana")
@click.option("--offline", type=FOLDER, help="The workstation's folder.")
@click.option("--keystore", default="keystore", show_default=True, help="Keystore file in that folder.")
@click.option("--person", help="Whose passphrase it is; found out by trying where it is left out.")
@click.option("--passphrase-file", type=FILE, help="Read the passphrase from a file instead of asking.")
@click.option("--date-is-right", is_flag=True, help="Trust this computer's date though it seems far off.")
@click.pass_context
def main(
    context: click.Context,
    /,
    *,
    offline: Path | None,
    keystore: str,
    person: str | None,
    passphrase_file: Path | None,
    date_is_right: bool,
) -> None:
    """Work on reports, offline."""
    if Path(keystore).name != keystore:
        raise click.BadParameter("give the name of a file in the offline folder, not a path")
    context.obj = Entry(offline, keystore, passphrase_file, person, date_is_right)
