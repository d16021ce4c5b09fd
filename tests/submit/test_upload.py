"""POST /envelopes: what is sealed arrives whole; what is refused is refused early and leaves nothing."""

from __future__ import annotations

import http.client
import io
import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from functools import partial
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from keys import codename, keyfile, mailbox
from keys.calendar import epoch_of, today
from keys.envelope import seal
from keys.report import Draft
from keys.sizes import CLASSES, envelope_length
from submit.app import create_app
from tests.submit.paying import paid, paid_over_http
from tests.submit.world import World, serving
from vault.store import open_store

MEGABYTE = 1 << 20
Connect = Callable[[], http.client.HTTPConnection]


def sealed(world: World, attachment: bytes = b"") -> tuple[bytes, str]:
    """An envelope as the browser makes it, and its id."""
    key = world.manifest.intake_key("desk", today())
    recipient = keyfile.parse((world.server / "keys" / key).read_bytes(), key)
    out = io.BytesIO()
    identifier = seal(
        out,
        Draft(kind="report", path="device", lang="fr", sent=today(), text="Une arnaque."),
        deployment=world.manifest.deployment,
        epoch=epoch_of(today()),
        lanes=[recipient],
        mailbox=mailbox.derive(codename.generate(), world.manifest.deployment),
        files=[("capture.png", "image/png", io.BytesIO(attachment))] if attachment else [],
    )
    return out.getvalue(), identifier.hex()


def post(client: FlaskClient, body: bytes, **headers: str) -> TestResponse:
    said = {"Accept-Language": "en", "Amana-Work": paid(client, body), **headers}
    return client.post("/envelopes", data=body, headers=said)


def kept(world: World) -> list[str]:
    """Every file of the vault that could hold part of an envelope."""
    return sorted(
        str(path)
        for name in ("envelopes", "incoming")
        for path in (world.server / name).rglob("*")
        if path.is_file()
    )


@pytest.fixture
def client(world: World) -> Iterator[FlaskClient]:
    app = create_app(world.server)
    yield app.test_client()
    app.extensions["vault"].close()


@pytest.mark.parametrize("size", [0, 1, 20_000, 3 * MEGABYTE])
def test_what_is_sealed_arrives_whole(world: World, client: FlaskClient, size: int) -> None:
    """The vault answers the envelope's own id, and the desk's key opens what it kept."""
    attachment = os.urandom(size)
    body, identifier = sealed(world, attachment)
    answer = post(client, body)
    assert (answer.status_code, answer.json) == (201, {"id": identifier})
    opened = world.opened()[identifier]
    assert opened.report.text == "Une arnaque."
    assert [item.size for item in opened.report.attachments] == ([size] if size else [])


def test_sending_twice_keeps_one(world: World, client: FlaskClient) -> None:
    """A browser that lost the answer sends the same bytes again and gets the same answer."""
    body, identifier = sealed(world)
    assert [post(client, body).json for _ in range(2)] == [{"id": identifier}] * 2
    assert list(world.opened()) == [identifier]


BAD = {
    "empty": (b"", 411, "length"),
    "plaintext": (b"a form could have sent this", 400, "size"),
    "of the right size": (bytes(envelope_length(CLASSES[0])), 400, "magic"),
    "of another week": (
        b"AMANAE\0\1" + (202001).to_bytes(4, "big") + bytes(envelope_length(CLASSES[0]) - 12),
        409,
        "epoch",
    ),
}


@pytest.mark.parametrize("name", BAD)
def test_what_is_no_envelope_is_refused(world: World, client: FlaskClient, name: str) -> None:
    """Each refusal has its status, its kind and a sentence, and leaves nothing behind."""
    body, status, kind = BAD[name]
    answer = post(client, body)
    assert (answer.status_code, answer.json and answer.json["kind"]) == (status, kind)
    assert answer.json
    assert answer.json["message"].endswith(".")
    assert kept(world) == []
    assert world.opened() == {}


@pytest.mark.parametrize(
    ("language", "word"), [("fr", "Rien n’a été gardé"), ("ar", "لم نحتفظ"), ("en", "Nothing was kept")]
)
def test_refusals_are_translated(world: World, client: FlaskClient, language: str, word: str) -> None:
    """The sentence is in the browser's language."""
    answer = post(client, BAD["of another week"][0], **{"Accept-Language": language})
    assert answer.json
    assert word in answer.json["message"]


def test_a_full_disk_is_507_and_leaves_nothing(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the vault may take no more room it says so, and nothing is half stored."""
    monkeypatch.setattr("submit.app.open_store", partial(open_store, reserve=1 << 62))
    app = create_app(world.server)
    answer = post(app.test_client(), sealed(world, os.urandom(MEGABYTE))[0])
    app.extensions["vault"].close()
    assert (answer.status_code, answer.json and answer.json["kind"]) == (507, "full")
    assert kept(world) == []


def test_only_posting_is_possible(client: FlaskClient) -> None:
    """Other methods are refused as such."""
    assert client.get("/envelopes").status_code == 405
    assert client.options("/envelopes").status_code == 405


class TestServed:
    """What only a real server shows: streams, sizes announced and kept or not, what is written down."""

    @pytest.fixture
    def site(self, world: World) -> Iterator[tuple[str, Path]]:
        with serving(world.server) as (address, log):
            yield address.removeprefix("http://"), log

    @pytest.fixture
    def connect(self, site: tuple[str, Path]) -> Iterator[Connect]:
        with ExitStack() as opened:
            yield lambda: opened.enter_context(closing(http.client.HTTPConnection(site[0], timeout=30)))

    def test_the_whole_way(self, world: World, site: tuple[str, Path], connect: Connect) -> None:
        """A large envelope streams through gunicorn into the vault."""
        body, identifier = sealed(world, os.urandom(5 * MEGABYTE))
        connection = connect()
        work = paid_over_http(f"http://{site[0]}", world.manifest.deployment, body)
        connection.request("POST", "/envelopes", body, {"Amana-Work": work})
        answer = connection.getresponse()
        assert (answer.status, identifier in answer.read().decode()) == (201, True)
        assert list(world.opened()) == [identifier]

    def test_too_large_is_refused_while_the_browser_still_sends(self, world: World, connect: Connect) -> None:
        """413 arrives although the sender has sent only part of what it announced, as long as it lasts."""
        connection = connect()
        connection.putrequest("POST", "/envelopes")
        connection.putheader("Content-Length", str(world.manifest.limits.envelope + MEGABYTE))
        connection.putheader("Accept-Language", "en")
        connection.endheaders()
        for _ in range(65):
            connection.send(bytes(MEGABYTE))
        answer = connection.getresponse()
        assert answer.status == 413
        assert b"Attach fewer or smaller files" in answer.read()
        assert kept(world) == []

    def test_an_unknown_length_is_refused(self, world: World, connect: Connect) -> None:
        """A chunked body tells no length: 411, and the sender hears it."""
        connection = connect()
        connection.request("POST", "/envelopes", iter([bytes(MEGABYTE)] * 3), encode_chunked=True)
        answer = connection.getresponse()
        assert (answer.status, b'"length"' in answer.read()) == (411, True)
        assert kept(world) == []

    def test_a_broken_connection_leaves_nothing(self, world: World, connect: Connect) -> None:
        """Half an envelope is no envelope, and the server goes on."""
        body, _ = sealed(world, os.urandom(MEGABYTE))
        connection = connect()
        connection.putrequest("POST", "/envelopes")
        connection.putheader("Content-Length", str(len(body)))
        connection.endheaders()
        connection.send(body[:MEGABYTE])
        connection.close()
        again = connect()
        again.request("GET", "/en/")
        assert again.getresponse().status == 200
        assert world.opened() == {}

    def test_nothing_is_written_down(self, site: tuple[str, Path], connect: Connect) -> None:
        """After good, bad and malformed requests the log names no address, path, agent or language."""
        headers = {
            "User-Agent": "marked-agent",
            "X-Forwarded-For": "192.0.2.9",
            "Accept-Language": "fr-marked",
        }
        for method, path, body in [
            ("POST", "/envelopes", b"marked-body"),
            ("GET", "/fr/marked-path", None),
            ("GET", "/" + "x" * 5000, None),
        ]:
            connection = connect()
            connection.request(method, path, body, headers)
            connection.getresponse().read()
        connection = connect()
        connection.connect()
        connection.sock.sendall(b"MARKED-GARBAGE\r\n\r\n")
        answer = connection.sock.recv(65536)
        assert answer.startswith(b"HTTP/1.1 400")
        assert b"Content-Security-Policy" in answer
        said = site[1].read_text()
        for trace in ("marked", "MARKED", "192.0.2.9", "xxxx", "envelopes", "GET", "POST", "127.0.0.1:5"):
            assert trace not in said.replace("Listening at: http://127.0.0.1", "")
