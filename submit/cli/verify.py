"""amana-submit verify: the check from outside, for anybody."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from keys.calendar import today
from submit.errors import VerifyError
from submit.languages import LANGUAGES
from submit.verify import output, state
from submit.verify.check import Check, Report
from submit.verify.fetch import Fetcher, Route
from submit.verify.findings import Verdict

__all__ = ["verify"]

_FILE = click.Path(dir_okay=False, path_type=Path)
FOUND, UNCHECKED = 1, 2


@click.command()
@click.argument("address")
@click.option("--fingerprint", help="The root fingerprint on the poster, in hex; spaces are allowed.")
@click.option("--socks", help="SOCKS5 proxy HOST:PORT, as Tor's 127.0.0.1:9050.")
@click.option(
    "--rounds", type=click.IntRange(1, 1000), default=1, show_default=True, help="How often to visit."
)
@click.option(
    "--state", "memory", type=_FILE, help="File that remembers what this check saw, for the next one."
)
@click.option("--ca", type=_FILE, help="Certificates to trust instead of the system's (PEM).")
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of a table.")
@click.option("--metrics", type=_FILE, help="Write a text file for Prometheus here.")
@click.option("--quiet", is_flag=True, help="Print nothing when all is well.")
def verify(
    *,
    address: str,
    fingerprint: str | None,
    socks: str | None,
    rounds: int,
    memory: Path | None,
    ca: Path | None,
    as_json: bool,
    metrics: Path | None,
    quiet: bool,
) -> None:
    """Check that the site at ADDRESS serves everybody what its root keys signed.

    Exits 0 when it does, 1 when something was altered, 2 when the check could not be made.
    """
    report = Report(address=address, day=today(), rounds=rounds)
    try:
        fetcher = Fetcher(Route(address, socks, ca))
        Check(
            fetcher,
            report,
            fingerprint=_fingerprint(fingerprint),
            seen=state.load(memory) if memory else None,
            languages=tuple(LANGUAGES),
            told=_told,
        ).run()
        fetcher.close()
        if memory and report.seen and report.findings.verdict is not Verdict.BAD:
            state.save(memory, report.seen)
        if metrics:
            output.write_metrics(metrics, report)
    except (VerifyError, OSError) as error:
        click.echo(f"amana-submit: {error}", err=True)
        sys.exit(UNCHECKED)
    if not (quiet and report.findings.verdict is Verdict.OK):
        click.echo(output.as_json(report) if as_json else output.as_table(report))
    sys.exit(FOUND if report.findings.verdict is Verdict.BAD else 0)


def _fingerprint(given: str | None) -> bytes | None:
    try:
        root = bytes.fromhex(given) if given else None
    except ValueError:
        root = b""
    if root is not None and len(root) != 32:
        raise VerifyError(
            "fingerprint", "A fingerprint is written in hex, 64 characters; spaces are allowed."
        )
    return root


def _told(line: str) -> None:
    """Show what is being done, to a person only: a cron job gets no progress."""
    if sys.stderr.isatty():
        click.echo(f"\r\x1b[K{line}", nl=False, err=True)
