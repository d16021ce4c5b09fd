"""The upload protocol from outside: tus 1.0.0 as far as it is offered, and nothing that marks anybody."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from keys.sizes import HEADER
from submit.app import create_app
from tests.submit.paying import paid
from tests.submit.test_upload import kept, sealed
from tests.submit.world import World

TUS = {"Tus-Resumable": "1.0.0", "Accept-Language": "en"}
PIECE = {"Content-Type": "application/offset+octet-stream"}


@pytest.fixture
def client(world: World) -> Iterator[FlaskClient]:
    app = create_app(world.server)
    yield app.test_client()
    app.extensions["vault"].close()


def begin(client: FlaskClient, body: bytes, **headers: str) -> TestResponse:
    said = {
        **TUS,
        "Upload-Length": str(len(body)),
        "Amana-Header": hashlib.sha256(body[:HEADER]).hexdigest(),
        "Amana-Work": paid(client, body),
    }
    return client.post("/uploads", headers={**said, **headers})


def add(client: FlaskClient, place: str, offset: int, body: bytes, **headers: str) -> TestResponse:
    return client.patch(place, data=body, headers={**TUS, **PIECE, "Upload-Offset": str(offset), **headers})


def failure(answer: TestResponse) -> tuple[int, str]:
    assert answer.headers["Tus-Resumable"] == "1.0.0"
    assert answer.json is not None
    assert answer.json["message"].endswith(".")
    return answer.status_code, answer.json["kind"]


def test_pieces_arrive_as_one_envelope(world: World, client: FlaskClient) -> None:
    """The whole protocol once, and every answer of it."""
    body, identifier = sealed(world, os.urandom(300_000))
    made = begin(client, body)
    place = made.headers["Location"]
    assert made.status_code == 201
    assert (len(place), place[:9]) == (41, "/uploads/")
    assert made.headers["Upload-Expires"].endswith(" 00:00:00 GMT")
    first = add(client, place, 0, body[:100_000])
    assert (first.status_code, first.headers["Upload-Offset"]) == (204, "100000")
    assert "Amana-Envelope" not in first.headers
    found = client.head(place, headers=TUS)
    assert found.status_code == 200
    assert (found.headers["Upload-Offset"], found.headers["Upload-Length"]) == ("100000", str(len(body)))
    last = add(client, place, 100_000, body[100_000:])
    assert (last.status_code, last.headers["Amana-Envelope"]) == (204, identifier)
    assert list(world.opened()) == [identifier]
    # The last answer may be lost: the state says it, and an empty end says it again.
    assert client.head(place, headers=TUS).headers["Amana-Envelope"] == identifier
    assert add(client, place, len(body), b"").headers["Amana-Envelope"] == identifier


def test_what_is_offered_is_said(world: World, client: FlaskClient) -> None:
    answer = client.options("/uploads")
    assert answer.status_code == 204
    assert {name: value for name, value in answer.headers if name.startswith("Tus")} == {
        "Tus-Resumable": "1.0.0",
        "Tus-Version": "1.0.0",
        "Tus-Extension": "creation,expiration,termination",
        "Tus-Max-Size": str(world.manifest.limits.envelope),
    }


@pytest.mark.parametrize("version", ["0.2.2", "", "1.0.0.0"])
def test_another_version_is_412(client: FlaskClient, version: str) -> None:
    name = "/uploads/" + "0" * 32
    for method, path in (("POST", "/uploads"), ("PATCH", name), ("DELETE", name)):
        answer = client.open(path, method=method, headers={"Tus-Resumable": version})
        assert failure(answer) == (412, "version")
        assert answer.headers["Tus-Version"] == "1.0.0"


def test_each_slip_has_its_status(world: World, client: FlaskClient) -> None:
    body, _ = sealed(world, os.urandom(30_000))
    for headers, expected in (
        ({"Upload-Length": "5"}, (400, "size")),
        ({"Upload-Length": "-1"}, (400, "bounds")),
        ({"Upload-Length": "9" * 17}, (400, "bounds")),
        ({"Upload-Length": "1" + "0" * 14}, (413, "large")),
        ({"Upload-Metadata": "filename d29ybGQ="}, (400, "bounds")),
        ({"Amana-Header": "zz"}, (400, "bounds")),
        ({"Amana-Header": "00" * 32}, (403, "work")),
        ({"Amana-Work": "0-0000000000000000"}, (403, "work")),
    ):
        assert failure(begin(client, body, **headers)) == expected, headers
    said = {"Amana-Header": hashlib.sha256(body[:HEADER]).hexdigest(), "Amana-Work": paid(client, body)}
    assert failure(client.post("/uploads", headers={**TUS, **said})) == (411, "length")
    place = begin(client, body).headers["Location"]
    assert failure(add(client, place, 0, body, **{"Content-Type": "text/plain"})) == (415, "type")
    assert failure(add(client, place, 7, body)) == (409, "offset")
    assert failure(add(client, place, 0, body + b"more")) == (400, "size")
    assert failure(client.patch(place, headers={**TUS, **PIECE}, data=b"x")) == (411, "length")
    for name in ("0" * 32, "..", "%2e%2e%2fmanifest", "A" * 32):
        answer = client.patch(f"/uploads/{name}", headers={**TUS, **PIECE, "Upload-Offset": "0"}, data=b"x")
        assert answer.status_code in (404, 405, 410)
    assert client.delete(place, headers=TUS).status_code == 204
    assert failure(client.delete(place, headers=TUS)) == (410, "expired")
    assert client.head(place, headers=TUS).status_code == 410
    assert kept(world) == []


def test_a_stranger_s_bytes_end_the_upload(world: World, client: FlaskClient) -> None:
    """A header was paid for; other bytes are refused as soon as they show, and nothing is kept."""
    body, _ = sealed(world, os.urandom(30_000))
    place = begin(client, body).headers["Location"]
    bent = body[: HEADER - 1] + bytes([body[HEADER - 1] ^ 1]) + body[HEADER:]
    assert failure(add(client, place, 0, bent)) == (403, "work")
    assert kept(world) == []


def test_another_body_under_one_header_is_refused(world: World, client: FlaskClient) -> None:
    """One proof pays for one envelope, whichever way it comes."""
    body, identifier = sealed(world, os.urandom(30_000))
    place = begin(client, body).headers["Location"]
    assert begin(client, body).headers["Location"] == place
    assert add(client, place, 0, body).status_code == 204
    other = body[:-1] + bytes([body[-1] ^ 1])
    answer = client.post("/envelopes", data=other, headers={"Amana-Work": paid(client, body)})
    assert (answer.status_code, answer.json and answer.json["kind"]) == (403, "work")
    again = client.post("/envelopes", data=body, headers={"Amana-Work": paid(client, body)})
    assert (again.status_code, again.json) == (201, {"id": identifier})
    assert list(world.opened()) == [identifier]


def test_an_upload_goes_on_after_a_restart(world: World, client: FlaskClient) -> None:
    """A new process, with other challenges, takes the rest, and finds the upload by its announcement."""
    body, identifier = sealed(world, os.urandom(300_000))
    place = begin(client, body).headers["Location"]
    add(client, place, 0, body[:200_000])
    another = create_app(world.server).test_client()
    assert another.head(place, headers=TUS).headers["Upload-Offset"] == "200000"
    assert begin(another, body).headers["Location"] == place
    assert add(another, place, 200_000, body[200_000:]).headers["Amana-Envelope"] == identifier
    another.application.extensions["vault"].close()


def test_nothing_on_disk_tells_who_or_when(world: World, client: FlaskClient) -> None:
    """Of an unfinished upload there are ciphertext, its length, the header's hash and a day."""
    body, _ = sealed(world, os.urandom(300_000))
    place = begin(client, body, **{"User-Agent": "marked-agent"}).headers["Location"]
    add(client, place, 0, body[:200_000], **{"User-Agent": "marked-agent"})
    found = {path.name: path for path in Path(world.server, "incoming", "uploads").iterdir()}
    name = place.rpartition("/")[2]
    assert sorted(found) == [name, f"{name}.state"]
    assert found[name].read_bytes() == body[:200_000]
    assert found[f"{name}.state"].stat().st_size == 84
    assert {path.stat().st_mtime % 86400 for path in found.values()} == {0}
