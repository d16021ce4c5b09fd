"""Look at one answer: its bytes against the manifest, its headers against the policy.

Pure functions: what they look at has been fetched before.
"""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from urllib.parse import urlsplit

from keys import primitives
from keys.manifest import Manifest
from submit.assets import TYPES
from submit.headers import expected
from submit.pages import HTML
from submit.verify.fetch import Answer
from submit.verify.findings import Findings

__all__ = ["check_front", "check_headers", "check_listed", "check_unlisted", "without_token"]

# What carries an answer, and says nothing of whom it is for.
_CARRIERS = {
    "alt-svc",
    "connection",
    "content-encoding",
    "content-length",
    "content-type",
    "date",
    "keep-alive",
    "onion-location",
    "server",
    "strict-transport-security",
    "transfer-encoding",
}
# Browsers give these back, or keep them: a visitor could be known again by them.
_MARKS = {"set-cookie": "cookie", "etag": "tag", "last-modified": "tag", "clear-site-data": "tag"}
_TOKEN = re.compile(rb'(name="token" value=")([0-9a-f-]{1,64})(")')


def check_listed(answer: Answer, manifest: Manifest, findings: Findings) -> None:
    """Compare a page or file that the manifest lists, byte by byte, and its headers."""
    if not _check_status(answer, findings):
        return
    if primitives.sha256(answer.body).hex() != manifest.assets[answer.path]:
        findings.bad("bytes", answer.path, f"not what the root keys signed, for {answer.visitor}")
    else:
        findings.ok("bytes")
    check_headers(answer, manifest, findings, _type(answer.path))


def check_unlisted(answer: Answer, manifest: Manifest, findings: Findings, kind: str, status: int) -> bool:
    """Look at what cannot be listed because it changes; return whether it is there."""
    if not _check_status(answer, findings, status):
        return False
    check_headers(answer, manifest, findings, kind)
    return True


def check_front(answer: Answer, languages: tuple[str, ...], findings: Findings) -> None:
    """Require that the front address leads to a language of this site, and nowhere else."""
    place = answer.header("Location") or ""
    if answer.status != 302 or place not in {f"/{language}/" for language in languages}:
        findings.bad("redirect", "/", f"leads to {place or 'no page'}, for {answer.visitor}")
    else:
        findings.ok("redirect")


def check_headers(answer: Answer, manifest: Manifest, findings: Findings, kind: str) -> None:
    """Require the policy's headers, and none that could mark a visitor."""
    if answer.header("Content-Type") != kind:
        findings.bad("headers", answer.path, f"is sent as {answer.header('Content-Type')}")
    wanted = expected(answer.path, kind.partition(";")[0], manifest.csp)
    wrong = [name for name, value in wanted.items() if answer.header(name) != value]
    for name in wrong:
        check = "policy" if name == "Content-Security-Policy" else "headers"
        findings.bad(check, answer.path, f"{name} is {answer.header(name) or 'missing'}")
    for name, value in answer.headers:
        known = name.lower()
        if known in _MARKS:
            findings.bad(_MARKS[known], answer.path, f"{name} could mark a visitor: {value}")
        elif known not in _CARRIERS and not any(known == each.lower() for each in wanted):
            findings.look("headers", answer.path, f"{name} is not one of ours: {value}")
    if not wrong:
        findings.ok("headers")


def without_token(page: bytes) -> tuple[bytes, bytes]:
    """Take the minute's token out of a form without scripts: return the rest, and the token."""
    found = _TOKEN.search(page)
    return _TOKEN.sub(rb"\1\3", page), found[2] if found else b""


def _check_status(answer: Answer, findings: Findings, wanted: int = 200) -> bool:
    if answer.status == wanted:
        return True
    if 300 <= answer.status < 400:
        place = urlsplit(answer.header("Location") or "")
        findings.bad(
            "redirect", answer.path, f"leads away to {place.netloc}{place.path}, for {answer.visitor}"
        )
    else:
        findings.bad("missing", answer.path, f"answers {answer.status}, for {answer.visitor}")
    return False


def _type(path: str) -> str:
    return TYPES.get(PurePosixPath(path).suffix, HTML)
