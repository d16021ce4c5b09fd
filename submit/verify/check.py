"""The whole check of a site: as many visits as there are browsers and languages, then what is signed."""

from __future__ import annotations

import json
import re
import secrets
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import partial

from keys.errors import KeysError
from keys.manifest import Manifest
from keys.merkle import Head
from submit.errors import VerifyError
from submit.languages import LANGUAGES
from submit.pages import HTML
from submit.verify import answers, trust
from submit.verify.fetch import Answer, Certificate, Fetcher
from submit.verify.findings import Findings
from submit.verify.state import Mark, Seen
from submit.verify.visitors import Visitor, visitors
from vault.formats.board import BoardHeader

__all__ = ["Check", "Report"]

BINARY = "application/octet-stream"
JSON = "application/json"
_FORM = re.compile(r"/[a-z]{2,3}/plain/(?:report|sealed)")
MANIFESTS = 10_000  # more than one a day for a generation
_RENEWAL = 30  # days before its end in which a certificate should have been renewed
Told = Callable[[str], None]


@dataclass(slots=True, kw_only=True)
class Report:
    """What came of a check, and what the next one should remember."""

    address: str
    day: date
    findings: Findings = field(default_factory=Findings)
    visits: int = 0
    requests: int = 0
    rounds: int = 1
    manifest: Manifest | None = None
    board: BoardHeader | None = None
    certificate: Certificate | None = None
    key_days: int = 0
    seen: Seen | None = None

    def escapes(self, share: float) -> float:
        """Return how likely a server stays unseen that serves bad code to this share of visits at random."""
        return float((1 - share) ** self.visits)


class Check:
    """One check of one site; ``fingerprint`` is the root's, 32 bytes, ``seen`` what the last check saw."""

    def __init__(
        self,
        fetcher: Fetcher,
        report: Report,
        *,
        fingerprint: bytes | None = None,
        seen: Seen | None = None,
        languages: Sequence[str] = tuple(LANGUAGES),
        told: Told = lambda _: None,
    ) -> None:
        self._fetcher = fetcher
        self._report = report
        self._findings = report.findings
        self._fingerprint = fingerprint
        self._seen = seen
        self._languages = tuple(languages)
        self._told = told
        # What each path was answered to everybody: more than one answer is one too many.
        self._shown: dict[str, dict[bytes, Visitor]] = defaultdict(dict)
        self._marks: dict[tuple[str, str], dict[str, Visitor]] = defaultdict(dict)

    def run(self) -> Report:
        """Make every visit and look at all of it.

        Raises:
            VerifyError: ``unreachable`` or ``large``.
        """
        report = self._report
        if not self._check_way():
            return report
        everybody = [each for _ in range(report.rounds) for each in visitors(self._languages)]
        self._told(f"Asking for the manifest as {len(everybody)} visitors")
        current = self._manifest(everybody)
        if current is None:
            return report
        report.manifest = current
        if self._fingerprint is None:
            self._findings.look(
                "root", "/manifest", "no fingerprint was given: compare the one shown with a poster"
            )
        for number, visitor in enumerate(everybody, 1):
            self._told(f"Visit {number} of {len(everybody)}: {visitor}")
            self._visit(visitor, current, everything=number == 1)
        self._same_for_all()
        self._signed(current, everybody)
        return report

    def _get(self, path: str, visitor: Visitor, compared: str = "") -> Answer:
        answer = self._fetcher.get(path, visitor)
        self._report.requests += 1
        for name, value in answer.headers:
            if name.lower() not in _VARYING:
                self._marks[compared or path, name.lower()].setdefault(value, visitor)
        return answer

    def _check_way(self) -> bool:
        """Require a way on which nobody between can read or change anything; return whether to go on."""
        try:
            certificate = self._report.certificate = self._fetcher.certificate()
        except VerifyError as error:
            if error.kind != "tls":
                raise
            self._findings.bad("tls", "/", str(error))
            return False
        if certificate is None:
            if not self._fetcher.route.is_private:
                self._findings.bad("tls", "/", "is reached without TLS: anybody between can change it")
            return True
        left = (certificate.ends - datetime.now(UTC)).days
        if left < _RENEWAL:
            self._findings.look("tls", "/", f"the certificate ends in {left} days")
        else:
            self._findings.ok("tls")
        return True

    def _manifest(self, everybody: Iterable[Visitor]) -> Manifest | None:
        shown = []
        for visitor in everybody:
            shown.append(self._get("/manifest", visitor))
            self._fetcher.leave(visitor)
        return trust.check_manifests(shown, self._findings)

    def _visit(self, visitor: Visitor, current: Manifest, *, everything: bool) -> None:
        """Come as ``visitor``, on new connections, and look at what this visitor would load."""
        self._report.visits += 1
        asked = f"/ asked for {visitor.headers['Accept-Language']}"
        answers.check_front(self._get("/", visitor, asked), self._languages, self._findings)
        for path in sorted(current.assets):
            if everything or _is_loaded(path, visitor.language):
                self._listed(path, visitor, current)
        challenge = self._get("/challenge", visitor)
        if answers.check_unlisted(challenge, current, self._findings, JSON, 200):
            self._same_challenge(challenge)
        missing = self._get(f"/{visitor.language}/{secrets.token_hex(8)}", visitor, f"/{visitor.language}/…")
        if answers.check_unlisted(missing, current, self._findings, HTML, 404):
            self._shown[f"/{visitor.language}/… (missing page)"].setdefault(missing.body, visitor)
        self._fetcher.leave(visitor)

    def _listed(self, path: str, visitor: Visitor, current: Manifest) -> None:
        answer = self._get(path, visitor)
        if _FORM.fullmatch(path):
            page, token = answers.without_token(answer.body)
            minute = token.partition(b"-")[0].decode()
            self._shown[f"{path} (token of minute {minute})"].setdefault(token, visitor)
            answer = Answer(answer.path, visitor, answer.status, answer.headers, page)
        answers.check_listed(answer, current, self._findings)

    def _same_challenge(self, answer: Answer) -> None:
        try:
            value = json.loads(answer.body)
            hour, challenge = int(value["hour"]), str(value["challenge"]).encode()
        except (ValueError, KeyError, TypeError):
            self._findings.bad("challenge", "/challenge", "is no challenge")
        else:
            self._shown[f"/challenge (hour {hour})"].setdefault(challenge, answer.visitor)

    def _same_for_all(self) -> None:
        for subject, shown in self._shown.items():
            if len(shown) > 1:
                odd = list(shown.values())[1]
                self._findings.bad("same", subject, f"is not the same for everybody; another for {odd}")
            else:
                self._findings.ok("same")
        for (path, name), values in self._marks.items():
            if len(values) > 1:
                odd = list(values.values())[1]
                self._findings.bad("same", path, f"header {name} is not the same for everybody: {odd}")

    def _signed(self, current: Manifest, everybody: Sequence[Visitor]) -> None:
        """Look at keys, board and list as the first visitor, at the board's header as all of them."""
        report, first, findings = self._report, everybody[0], self._findings
        self._told("Looking at keys, board and the list of manifests")
        trust.check_keys(
            [self._get(f"/keys/{key}", first) for key in trust.key_ids(current, report.day)], findings
        )
        report.key_days = trust.check_lasting(current, report.day, findings)
        headers = [self._get("/board/header", each) for each in everybody]
        if all(each.status == 404 for each in headers):
            findings.look("board", "/board/header", "there is no board yet")
        else:
            report.board = trust.check_board(headers, current, report.day, findings)
        if report.board is not None:
            self._board_parts(report.board, everybody)
        whole = self._history(current, first)
        trust.check_since(self._seen, current, report.board, findings)
        for each in everybody:
            self._fetcher.leave(each)
        report.seen = self._remember(current, report.board, whole)

    def _history(self, current: Manifest, visitor: Visitor) -> Head | None:
        if current.serial > MANIFESTS:
            self._findings.bad("log", "/log", f"claims {current.serial} manifests: more than there can be")
            return None
        paths = [f"/manifests/{serial}" for serial in range(1, current.serial + 1)]
        files = [self._get(path, visitor).body for path in paths]
        leaves = self._get("/log", visitor).body
        return trust.check_history(files, leaves, current, self._fingerprint, self._seen, self._findings)

    def _board_parts(self, board: BoardHeader, everybody: Sequence[Visitor]) -> None:
        """Fetch what a returning reporter fetches: the list, and one bucket, another for every visitor."""
        for visitor in everybody[: len(board.buckets) + 1]:
            bucket = secrets.randbelow(len(board.buckets))
            parts: dict[str, Callable[[bytes], bytes]] = {
                f"/board/{board.serial}/list": board.check_list,
                f"/board/{board.serial}/bucket/{bucket}": partial(board.check_bucket, bucket),
            }
            for path, check in parts.items():
                try:
                    check(self._get(path, visitor).body)
                except KeysError:
                    self._findings.bad("board", path, f"is not what the desk signed, for {visitor}")
                else:
                    self._findings.ok("board")

    def _remember(self, current: Manifest, board: BoardHeader | None, whole: Head | None) -> Seen | None:
        """Return what the next check compares with; nothing of a site that was found to lie."""
        if whole is None:
            return None
        return Seen(
            manifest=Mark(current.serial, current.hash),
            log=whole,
            board=Mark(board.serial, board.hash) if board else None,
        )


# Of these, honest servers send many values.
_VARYING = {"content-encoding", "content-length", "connection", "date", "keep-alive", "transfer-encoding"}


def _is_loaded(path: str, language: str) -> bool:
    """Tell whether a visitor's report or answers need this: where bad code would do its harm."""
    own = tuple(f"/{language}/{name}" for name in ("", "replies", "plain/", "plain/report", "plain/replies"))
    return path in own or path.endswith(".js") or path == f"/static/pages-{language}.css"
