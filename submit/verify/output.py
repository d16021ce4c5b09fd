"""Say what a check found: as a table for people, as JSON, and as a text file for Prometheus."""

from __future__ import annotations

import json
import time
from pathlib import Path

from keys import fingerprint
from keys.durable import write_whole
from submit.verify.check import Report
from submit.verify.findings import Verdict

__all__ = ["as_json", "as_table", "write_metrics"]

_SIGNS = {Verdict.OK: "ok  ", Verdict.LOOK: "look", Verdict.BAD: "BAD "}
_SHARE = 20  # the table says how likely a server escapes that lies to one visitor in so many


def as_table(report: Report) -> str:
    """Write what a person reads: one line a check, then what is not as it should be, then the verdict."""
    findings = report.findings
    lines = [f"{report.address}, {report.day}: {report.visits} visits, {report.requests} requests", ""]
    for check, count in sorted(findings.looked.items()):
        worst = max(
            (finding.verdict for finding, _ in findings if finding.check == check),
            key=list(Verdict).index,
            default=Verdict.OK,
        )
        lines.append(f"  {_SIGNS[worst]}  {check:<10} {count:>6} looked at")
    noted = [f"  {_SIGNS[each.verdict]}  {each.subject}: {each.detail}{_times(n)}" for each, n in findings]
    lines += ["", *noted] if noted else []
    return "\n".join([*lines, "", *_facts(report), _conclusion(report)])


def as_json(report: Report) -> str:
    """Write the same as JSON, with stable keys."""
    value = {
        "address": report.address,
        "day": report.day.isoformat(),
        "verdict": report.findings.verdict,
        "visits": report.visits,
        "requests": report.requests,
        "looked": report.findings.looked,
        "findings": [
            {
                "check": each.check,
                "subject": each.subject,
                "verdict": each.verdict,
                "detail": each.detail,
                "times": times,
            }
            for each, times in report.findings
        ],
        "manifest": _manifest(report),
        "board": _board(report),
        "certificate": _certificate(report),
    }
    return json.dumps(value, indent=2, sort_keys=True)


def write_metrics(path: Path, report: Report) -> None:
    """Write a file for the node exporter's textfile collector, whole or not at all."""
    site = '{site="' + report.address.translate({ord('"'): None, ord("\\"): None}) + '"}'
    findings = report.findings
    values: dict[str, tuple[str, float]] = {
        "ok": ("1 when everything was as the root keys signed it", findings.verdict is not Verdict.BAD),
        "bad": ("findings that an honest site does not make", findings.count(Verdict.BAD)),
        "look": ("findings that a person should look at", findings.count(Verdict.LOOK)),
        "requests": ("requests made", report.requests),
        "time_seconds": ("when the check ended, seconds since 1970", int(time.time())),
        "key_days": ("days until intake keys run out", report.key_days),
    }
    if report.manifest:
        values["manifest_serial"] = "number of the manifest in force", report.manifest.serial
    if report.board:
        values["board_due_days"] = "days until the next board is due", (report.board.due - report.day).days
    if report.certificate:
        left = report.certificate.ends.timestamp() - time.time()
        values["certificate_days"] = "days until the certificate ends", int(left // 86_400)
    lines = []
    for name, (text, value) in values.items():
        lines += [
            f"# HELP amana_verify_{name} {text}",
            f"# TYPE amana_verify_{name} gauge",
            f"amana_verify_{name}{site} {value:g}"
            if value < 1e6
            else f"amana_verify_{name}{site} {value:.0f}",
        ]
    write_whole(path, ("\n".join(lines) + "\n").encode())


def _facts(report: Report) -> list[str]:
    lines = []
    if report.manifest:
        root = report.manifest.root.fingerprint
        lines += [
            f"Manifest {report.manifest.serial} of {report.manifest.issued}, keys for {report.key_days} days",
            f"Root fingerprint: {fingerprint.as_hex(root)}",
        ]
    if report.board:
        lines.append(
            f"Board {report.board.serial} of {report.board.issued}, the next is due on {report.board.due}"
        )
    if report.visits:
        share = report.escapes(1 / _SHARE)
        lines.append(
            f"A site that lies to one visitor in {_SHARE} escapes such a check {share:.0%} of the time"
        )
    return lines


def _conclusion(report: Report) -> str:
    return {
        Verdict.OK: "All is as the root keys signed it.",
        Verdict.LOOK: "Nothing was altered. Look at the lines above.",
        Verdict.BAD: "THIS SITE IS NOT WHAT WAS SIGNED. Do not report through it. "
        "Keep this output, and tell the desk by another way.",
    }[report.findings.verdict]


def _times(times: int) -> str:
    return f" ({times} times)" if times > 1 else ""


def _manifest(report: Report) -> dict[str, object] | None:
    if report.manifest is None:
        return None
    return {
        "serial": report.manifest.serial,
        "issued": report.manifest.issued.isoformat(),
        "hash": report.manifest.hash.hex(),
        "root": report.manifest.root.fingerprint.hex(),
        "key_days": report.key_days,
    }


def _board(report: Report) -> dict[str, object] | None:
    if report.board is None:
        return None
    return {
        "serial": report.board.serial,
        "issued": report.board.issued.isoformat(),
        "due": report.board.due.isoformat(),
        "hash": report.board.hash.hex(),
    }


def _certificate(report: Report) -> dict[str, object] | None:
    if report.certificate is None:
        return None
    return {"version": report.certificate.version, "ends": report.certificate.ends.isoformat()}
