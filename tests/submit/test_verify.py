"""The check from outside, against servers that lie: each planted tampering is found, and honesty is clean."""

from __future__ import annotations

import json
import secrets
import ssl
import threading
from dataclasses import replace
from datetime import timedelta
from itertools import count
from pathlib import Path

from flask import Flask
from werkzeug.wrappers import Request, Response

from keys.calendar import today
from keys.errors import KeysError
from submit.app import create_app
from submit.verify.check import Check, Report
from submit.verify.fetch import Fetcher, Route
from submit.verify.findings import Verdict
from tests.submit.liar import Liar
from tests.submit.verifying import (
    app,
    certificate,
    changed,
    check,
    found,
    liar,
    root,
    run,
    serving,
    site,
    with_code,
)
from tests.submit.world import World

__all__ = ["app", "liar", "root", "serving", "site"]


# --- an honest site ---------------------------------------------------------


def test_an_honest_site_is_clean(liar: Liar, root: str) -> None:
    report = check(liar, root)
    assert [finding for finding, _ in report.findings] == []
    assert report.visits == 30
    assert report.requests > 400
    assert report.findings.looked["bytes"] > 300


# --- the planted tamperings, one test each ----------------------------------


def test_tampering_01_script_altered_for_one_visitor_in_five(liar: Liar, root: str) -> None:
    number, guard = count(), threading.Lock()

    def alter(request: Request, answer: Response) -> Response:
        if request.path != "/static/amana-worker.js":
            return answer
        with guard:
            return with_code(answer) if next(number) % 5 == 4 else answer

    assert found(liar, root, alter) == {("bytes", "/static/amana-worker.js")}


def test_tampering_02_page_altered_for_one_language(liar: Liar, root: str) -> None:
    def alter(request: Request, answer: Response) -> Response:
        return changed(answer, answer.get_data() + b" ") if request.path == "/zgh/" else answer

    assert ("bytes", "/zgh/") in found(liar, root, alter)


def test_tampering_03_script_altered_for_one_browser(liar: Liar, root: str) -> None:
    def alter(request: Request, answer: Response) -> Response:
        chosen = "iPhone" in str(request.user_agent) and request.path == "/static/amana.js"
        return with_code(answer) if chosen else answer

    assert found(liar, root, alter) == {("bytes", "/static/amana.js")}


def test_tampering_04_script_altered_for_who_asks_for_one_language(liar: Liar, root: str) -> None:
    """The address is the same for all: only Accept-Language tells them apart."""

    def alter(request: Request, answer: Response) -> Response:
        chosen = str(request.accept_languages).startswith("ar") and request.path == "/static/amana.js"
        return with_code(answer) if chosen else answer

    assert found(liar, root, alter) == {("bytes", "/static/amana.js")}


def test_tampering_05_form_without_scripts_posts_elsewhere(liar: Liar, root: str) -> None:
    """These forms carry a token, so their bytes change every minute; the rest of them does not."""

    def alter(request: Request, answer: Response) -> Response:
        if request.path != "/fr/plain/report":
            return answer
        page = answer.get_data()
        return changed(answer, page.replace(b"<form", b'<form action="https://elsewhere.example/"', 1))

    assert found(liar, root, alter) == {("bytes", "/fr/plain/report")}


def test_tampering_06_policy_weakened(liar: Liar, root: str) -> None:
    def alter(request: Request, answer: Response) -> Response:
        if request.path == "/ar/":
            policy = answer.headers["Content-Security-Policy"]
            answer.headers["Content-Security-Policy"] = policy.replace("connect-src 'self'", "connect-src *")
        return answer

    assert ("policy", "/ar/") in found(liar, root, alter)


def test_tampering_07_policy_left_out_for_one_browser(liar: Liar, root: str) -> None:
    def alter(request: Request, answer: Response) -> Response:
        if request.path == "/en/replies" and "Android 7" in str(request.user_agent):
            del answer.headers["Content-Security-Policy"]
        return answer

    assert ("policy", "/en/replies") in found(liar, root, alter)


def test_tampering_08_cookie_set(liar: Liar, root: str) -> None:
    def alter(request: Request, answer: Response) -> Response:
        if request.path == "/en/":
            answer.set_cookie("seen", secrets.token_hex(8))
        return answer

    assert ("cookie", "/en/") in found(liar, root, alter)


def test_tampering_09_tag_by_which_a_browser_is_known_again(liar: Liar, root: str) -> None:
    def alter(request: Request, answer: Response) -> Response:
        if request.path == "/static/pages-es.css":
            answer.headers["ETag"] = f'"{secrets.token_hex(8)}"'
        return answer

    assert ("tag", "/static/pages-es.css") in found(liar, root, alter)


def test_tampering_10_redirect_elsewhere(liar: Liar, root: str) -> None:
    def alter(request: Request, answer: Response) -> Response:
        if request.path == "/" and "Windows" in str(request.user_agent):
            answer.headers["Location"] = "https://elsewhere.example/fr/"
        return answer

    assert ("redirect", "/") in found(liar, root, alter)


def test_tampering_11_challenge_of_its_own_for_every_visitor(liar: Liar, root: str) -> None:
    """A challenge given to one person only would mark that person's envelope."""

    def alter(request: Request, answer: Response) -> Response:
        if request.path != "/challenge":
            return answer
        value = json.loads(answer.get_data())
        return changed(answer, json.dumps(value | {"challenge": secrets.token_hex(16)}).encode())

    hits = found(liar, root, alter)
    assert {check for check, _ in hits} == {"same"}
    assert all(subject.startswith("/challenge") for _, subject in hits)


def test_tampering_12_intake_key_swapped(liar: Liar, root: str, site: World) -> None:
    """The server's own key, for envelopes that it can open."""
    mine = site.manifest.intake_key("desk", today())
    other = (site.server / "keys" / site.manifest.identity[1]).read_bytes()

    def alter(request: Request, answer: Response) -> Response:
        return changed(answer, other) if request.path == f"/keys/{mine}" else answer

    assert found(liar, root, alter) == {("keys", f"/keys/{mine}")}


def test_tampering_13_whole_site_signed_by_other_root_keys(
    liar: Liar, root: str, site: World, tmp_path: Path
) -> None:
    """All of it is in order, and all of it is the attacker's: only the poster's fingerprint tells."""
    forged = World.create(tmp_path)
    forged.publish()
    copy = create_app(forged.server)
    try:
        with Liar(copy).serving() as other:
            assert check(other, forged.manifest.root.fingerprint.hex()).findings.verdict is Verdict.OK
            assert ("log", "/log (root)") in found(other, root, other.alter)
    finally:
        copy.extensions["vault"].close()


def test_tampering_14_manifest_altered_for_one_visitor(liar: Liar, root: str) -> None:
    once = iter([True])

    def alter(request: Request, answer: Response) -> Response:
        if request.path == "/manifest" and next(once, False):
            return changed(answer, answer.get_data().replace(b'"serial":1', b'"serial":2'))
        return answer

    assert {check for check, _ in found(liar, root, alter)} == {"manifest"}


def test_tampering_15_board_altered(liar: Liar, root: str) -> None:
    def alter(request: Request, answer: Response) -> Response:
        if request.path.startswith("/board/1/bucket/"):
            body = bytearray(answer.get_data())
            body[100] ^= 1
            return changed(answer, bytes(body))
        return answer

    assert found(liar, root, alter) == {("board", "/board/1/bucket/0")}


def test_tampering_16_board_of_the_servers_own_making(
    liar: Liar, root: str, site: World, tmp_path: Path
) -> None:
    forged = World.create(tmp_path)
    forged.publish()
    header = next((forged.server / "board").glob("*/header"), None) or next(forged.server.rglob("header"))

    def alter(request: Request, answer: Response) -> Response:
        return changed(answer, header.read_bytes()) if request.path == "/board/header" else answer

    assert {check for check, _ in found(liar, root, alter)} == {"board"}


def test_tampering_17_older_manifest_and_board_brought_back(liar: Liar, root: str) -> None:
    seen = check(liar, root).seen
    assert seen is not None
    assert seen.board is not None
    later = replace(
        seen,
        manifest=replace(seen.manifest, serial=2),
        board=replace(seen.board, serial=7),
    )
    hits = found(liar, root, lambda request, answer: answer, later)
    assert {("rollback", "/manifest"), ("rollback", "/board/header")} <= hits


def test_tampering_18_another_history_than_was_shown_before(liar: Liar, root: str) -> None:
    """Two lists of manifests, one for the last visitor and one for this: no proof joins them."""
    seen = check(liar, root).seen
    assert seen is not None
    other = replace(seen, log=replace(seen.log, root=bytes(32)))
    assert ("log", "/log (log)") in found(liar, root, lambda request, answer: answer, other)


def test_tampering_19_missing_page_that_names_its_visitor(liar: Liar, root: str) -> None:
    def alter(request: Request, answer: Response) -> Response:
        if answer.status_code == 404 and request.path.startswith("/en/"):
            return changed(answer, answer.get_data() + secrets.token_hex(4).encode())
        return answer

    assert ("same", "/en/… (missing page)") in found(liar, root, alter)


def test_tampering_20_form_token_of_its_own_for_every_visitor(liar: Liar, root: str) -> None:
    def alter(request: Request, answer: Response) -> Response:
        if request.path != "/ar/plain/report":
            return answer
        head, mark, rest = answer.get_data().partition(b'name="token" value="')
        minute = rest.partition(b"-")[0]
        return changed(
            answer, head + mark + minute + b"-" + secrets.token_hex(16).encode() + rest[rest.index(b'"') :]
        )

    assert {check for check, _ in found(liar, root, alter)} == {"same"}


def test_tampering_21_certificate_of_somebody_between(app: Flask, root: str, tmp_path: Path) -> None:
    """Whoever stands between shows a certificate of their own making; with the right one all is well."""
    file = certificate(tmp_path)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    with Liar(app).serving(context) as secured:
        code, said = run(secured.address, "--fingerprint", root, "--json")
        assert code == 1
        assert [each["check"] for each in json.loads(said)["findings"]] == ["tls"]
        code, said = run(secured.address, "--fingerprint", root, "--json", "--ca", str(file))
        assert (code, json.loads(said)["verdict"]) == (0, "ok")
        assert json.loads(said)["certificate"]["version"] == "TLSv1.3"


# --- what is no attack ------------------------------------------------------


def test_late_board_and_keys_that_run_out_are_to_be_looked_at(liar: Liar, root: str) -> None:
    report = Report(address=liar.address, day=today() + timedelta(weeks=12))
    fetcher = Fetcher(Route(liar.address))
    Check(fetcher, report, fingerprint=bytes.fromhex(root)).run()
    fetcher.close()
    assert report.findings.verdict is Verdict.LOOK
    assert {each.check for each, _ in report.findings} == {"late", "epoch"}


def test_header_of_a_proxy_is_shown_and_is_no_alarm(liar: Liar, root: str) -> None:
    def alter(request: Request, answer: Response) -> Response:
        answer.headers["X-Cache"] = "hit\x1b[2J"
        return answer

    liar.alter = alter
    report = check(liar, root)
    assert report.findings.verdict is Verdict.LOOK
    assert all("\x1b" not in finding.detail for finding, _ in report.findings)


def test_errors_of_keys_are_findings_and_not_failures(liar: Liar, root: str) -> None:
    """Whatever a hostile server sends as its manifest: a finding, exit 1."""
    for body in (b"", b"AMANAM\0\1", secrets.token_bytes(4096)):
        liar.alter = lambda request, answer, body=body: (
            changed(answer, body) if request.path == "/manifest" else answer
        )
        report = check(liar, root)
        assert report.findings.verdict is Verdict.BAD
        assert report.manifest is None
    assert issubclass(KeysError, Exception)
