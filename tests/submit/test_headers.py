"""Every answer carries the same strict headers, and nothing that could tell one visitor from another."""

from __future__ import annotations

import gzip

import brotli
import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from submit import assets
from submit.headers import ALWAYS, ASKING, CSP, FETCHING, HEADERS, OPEN, RUNNING, expected
from submit.languages import LANGUAGES
from submit.verify.answers import without_token
from tests.submit.world import World

FIXED = [
    "/ar/",
    "/ar/replies",
    "/fr/",
    "/fr/replies",
    "/en/",
    "/en/replies",
    "/ar/how",
    "/en/legal",
    "/static/pages-ar.css",
    "/static/amana.js",
]
READS = [
    "/",
    "/manifest",
    "/manifests/1",
    "/log",
    "/keys/" + "0" * 64,
    "/board/header",
    "/board/1/list",
    "/board/1/bucket/0",
]
WRONG = [
    "/nothing",
    "/fr/nothing",
    "/en",
    "/static/../app.py",
    "/board/x/list",
    "/keys/..%2Fvault.seed",
    "/envelopes",
]
MARKS = {"Set-Cookie", "ETag", "Last-Modified", "Vary", "Expires"}
VISITORS = [
    {},
    {
        "User-Agent": "Mozilla/5.0 (Android)",
        "Accept-Language": "fr",
        "Cookie": "a=b",
        "Referer": "https://x.example/",
    },
    {
        "Accept-Encoding": "gzip, br",
        "If-None-Match": '"x"',
        "If-Modified-Since": "Tue, 24 Nov 2026 00:00:00 GMT",
    },
    {"Range": "bytes=0-9", "Sec-GPC": "1", "X-Forwarded-For": "192.0.2.1"},
]


@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PROPFIND"])
@pytest.mark.parametrize("path", FIXED + READS + WRONG)
def test_every_answer_has_the_headers(client: FlaskClient, method: str, path: str) -> None:
    """Whatever is asked, however: the headers are the same and no mark of the visitor is set."""
    answer = client.open(path, method=method)
    headers = expected(path, answer.mimetype)
    assert {name: answer.headers[name] for name in headers} == headers
    assert ALWAYS.items() <= {**headers, **{name: ALWAYS[name] for name in OPEN if name in ALWAYS}}.items()
    assert not MARKS & set(answer.headers.keys())
    assert answer.status_code < 500


@pytest.mark.parametrize("path", ["/fr/plain/", "/zgh/plain/no-such-page"])
def test_plain_pages_post_and_run_nothing(client: FlaskClient, path: str) -> None:
    """Under plain/, errors included: forms may go to this site, no script runs; all else as everywhere."""
    answer = client.get(path)
    plain, scripted = (
        set(headers["Content-Security-Policy"].split("; ")) for headers in (answer.headers, HEADERS)
    )
    assert {rule for rule in plain - scripted if "'none'" not in rule} == {"form-action 'self'"}
    assert "script-src 'none'" in plain
    assert not any("'self'" in rule and "-src" in rule for rule in plain - scripted)
    assert {**expected(path), "Content-Security-Policy": CSP} == HEADERS


@pytest.mark.parametrize("path", ["/fr/plainly", "/plain/", "/x/fr/plain/", "/fr/PLAIN/"])
def test_no_other_page_may_post(path: str) -> None:
    """Only the address decides, and only those addresses."""
    assert expected(path) == HEADERS


@pytest.mark.parametrize("path", FIXED)
def test_pages_are_the_same_bytes_for_everybody(client: FlaskClient, path: str) -> None:
    """A page depends on nothing that a visitor sends; only how it travels follows what the browser takes."""
    answers = [client.get(path, headers=headers) for headers in VISITORS]
    assert {answer.status_code for answer in answers} == {200}
    assert len({unpacked(answer) for answer in answers}) == 1
    travel = {"Content-Encoding", "Content-Length"}
    assert len({tuple(item for item in answer.headers if item[0] not in travel) for answer in answers}) == 1


@pytest.mark.parametrize("path", [*FIXED, "/manifest"])
@pytest.mark.parametrize(
    ("taken", "given"),
    [
        ("gzip, br", "br"),
        ("gzip, deflate", "gzip"),
        ("GZIP;q=0.5", "gzip"),
        ("br;q=0, gzip", "gzip"),
        ("deflate", None),
        ("*", None),
        ("identity", None),
    ],
)
def test_fixed_files_travel_in_the_shortest_form(
    client: FlaskClient, path: str, taken: str, given: str | None
) -> None:
    """brotli, then gzip, if the browser takes it by name; the same bytes arrive, and HEAD says the same."""
    plain = client.get(path)
    answer = client.get(path, headers={"Accept-Encoding": taken})
    assert answer.headers.get("Content-Encoding") == given
    assert unpacked(answer) == plain.data
    assert given is None or len(answer.data) < len(plain.data) * 0.7
    head = client.head(path, headers={"Accept-Encoding": taken})
    assert head.headers["Content-Length"] == answer.headers["Content-Length"] == str(len(answer.data))


def test_pages_have_all_headers_and_scripts_the_policy() -> None:
    """Only what cannot become a page goes without those that mean something for pages alone."""
    for mimetype in ("text/html", "text/plain", "application/xhtml+xml", ""):
        assert expected("/en/", mimetype) == HEADERS
    for mimetype in ("text/javascript", "image/svg+xml", "image/png"):
        assert expected("/static/amana-worker.js", mimetype) == RUNNING
    assert RUNNING["Content-Security-Policy"] == CSP
    assert expected("/static/pages-ar.css", "text/css") == FETCHING
    for mimetype in ("font/woff2", "application/octet-stream", "application/json"):
        assert expected("/static/words.txt", mimetype) == ALWAYS


OPEN_PATHS = [
    "/manifest",
    "/manifests/1",
    "/log",
    "/challenge",
    "/keys/" + "0" * 64,
    "/board/header",
    "/board/1/bucket/0",
    "/envelopes",
    "/uploads",
    "/uploads/" + "0" * 32,
]


@pytest.mark.parametrize("path", OPEN_PATHS)
def test_a_page_of_no_site_may_ask(client: FlaskClient, path: str) -> None:
    """The reporter kit is a file: it reads what programs ask for, errors too, without credentials."""
    for method in ("GET", "HEAD", "POST", "PATCH", "DELETE"):
        answer = client.open(path, method=method, headers={"Origin": "null"})
        assert {name: answer.headers[name] for name in OPEN} == OPEN
        assert "Access-Control-Allow-Credentials" not in answer.headers
        assert answer.headers.getlist("Cross-Origin-Resource-Policy") == ["cross-origin"]


@pytest.mark.parametrize("path", OPEN_PATHS)
def test_a_browser_that_asks_first_is_answered(client: FlaskClient, path: str) -> None:
    """The preflight allows what the sealing code sends; whatever it asks for, the answer is the same."""
    for asked in ("PATCH", "DELETE", "PUT"):
        answer = client.options(path, headers={"Origin": "null", "Access-Control-Request-Method": asked})
        assert (answer.status_code, answer.data) == (204, b"")
        assert {name: answer.headers[name] for name in {**OPEN, **ASKING}} == {**OPEN, **ASKING}


@pytest.mark.parametrize(
    "path", [*FIXED, "/", "/fr/plain/", "/fr/plain/report", "/nothing", "/manifests", "/static/words.txt"]
)
def test_no_other_page_reads_this_site(client: FlaskClient, path: str) -> None:
    """Pages, scripts and forms stay this site's own."""
    for answer in (
        client.get(path, headers={"Origin": "https://x.example"}),
        client.options(path, headers={"Origin": "null", "Access-Control-Request-Method": "POST"}),
    ):
        assert not any(name.startswith("Access-Control") for name, _ in answer.headers)
        assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"


def test_what_is_random_travels_as_it_is(client: FlaskClient, shared_world: World) -> None:
    """Keys and board: their sizes are part of the formats, and they would not shrink."""
    key = shared_world.manifest.identity[1]
    for path in (f"/keys/{key}", "/board/header"):
        assert "Content-Encoding" not in client.get(path, headers={"Accept-Encoding": "br, gzip"}).headers


def unpacked(answer: TestResponse) -> bytes:
    name = answer.headers.get("Content-Encoding", "identity")
    return {"identity": bytes, "gzip": gzip.decompress, "br": brotli.decompress}[name](answer.data)


def test_the_manifest_lists_what_is_served(client: FlaskClient, shared_world: World, app: Flask) -> None:
    """The signed list holds every page and file, and their hashes are of the bytes that come."""
    listed = shared_world.manifest.assets
    assert set(FIXED) <= set(listed)
    for path, digest in listed.items():
        served = client.get(path)
        page, _ = without_token(served.data)
        assert assets.hashes({path: assets.Served(page, "")}) == {path: digest}
    assert shared_world.manifest.csp == CSP


def test_head_tells_the_length_and_sends_nothing(client: FlaskClient) -> None:
    """HEAD is GET without the body."""
    head, whole = client.head("/fr/"), client.get("/fr/")
    assert head.data == b""
    assert head.headers["Content-Length"] == str(len(whole.data))


@pytest.mark.parametrize(
    ("asked", "given"),
    [
        ("fr-MA,fr;q=0.9", "fr"),
        ("en", "en"),
        ("ar", "ar"),
        ("ar-MA,ar;q=0.9,fr;q=0.8", "ar"),
        ("ary, fr;q=0.9", "ar"),
        ("en;q=0.2, fr;q=0.7, de", "fr"),
        ("fr;q=0, en;q=0.1", "en"),
        ("FR-ma", "fr"),
        ("de", "ar"),
        ("*", "ar"),
        ("", "ar"),
        ("ф, \u0000, ;;q=x", "ar"),
    ],
)
def test_the_front_page_leads_to_a_language(client: FlaskClient, asked: str, given: str) -> None:
    """The browser's first language that is ours, Arabic otherwise; the address is never built from Host."""
    answer = client.get("/", headers={"Accept-Language": asked, "Host": "evil.example"})
    assert (answer.status_code, answer.headers["Location"]) == (302, f"/{given}/")


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("/fr/rien", "Il n’y a pas de page ici"),
        ("/en/x", "There is no page here"),
        ("/ar/x", "لا توجد صفحة هنا"),
    ],
)
def test_errors_speak_the_language_of_the_address(client: FlaskClient, path: str, text: str) -> None:
    """A wrong address under a language is answered in it, and leads back to its first page."""
    answer = client.get(path, headers={"Accept-Language": "de"})
    assert answer.status_code == 404
    assert text in answer.text


def test_machines_get_json(client: FlaskClient) -> None:
    """Where scripts ask, errors are JSON with a kind and a sentence."""
    answer = client.get("/board/7/list", headers={"Accept-Language": "en"})
    assert answer.status_code == 404
    assert answer.json == {
        "kind": "not-found",
        "message": "The address may be mistyped. You can start again from the first page.",
    }


def test_nothing_but_public_files_is_read(client: FlaskClient) -> None:
    """The server's folder holds a signing seed: no path leads to it."""
    for path in (
        "/keys/../vault.seed",
        "/keys/%2e%2e/vault.seed",
        "/vault.seed",
        "/static/../vault.seed",
        "/board/../vault.seed",
    ):
        assert client.get(path).status_code == 404


def test_an_unexpected_error_names_no_one(
    app: Flask, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The log has the class and the route; the visitor has a page."""

    def fail(server: object) -> None:
        raise ZeroDivisionError("secret of 192.0.2.7")

    monkeypatch.setattr("submit.reads.board.current", fail)
    answer = app.test_client().get("/board/header?codename=x", headers={"Accept-Language": "en"})
    assert answer.status_code == 500
    assert answer.json is not None
    assert answer.json["kind"] == "internal"
    assert [record.getMessage() for record in caplog.records] == ["ZeroDivisionError in reads.board_header"]
    assert all(record.exc_info is None for record in caplog.records)


def test_fixed_files_are_all_that_is_listed(app: Flask, shared_world: World) -> None:
    """Nothing fixed is served that the manifest does not list; it lists untouched forms besides."""
    fixed = {rule.rule for rule in app.url_map.iter_rules() if rule.endpoint == rule.rule}
    forms = {f"/{code}/plain/{name}" for code in LANGUAGES for name in ("report", "sealed")}
    assert fixed | forms == set(shared_world.manifest.assets)
