"""A site that lies as a test says, and what the check from outside finds of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Address
from pathlib import Path

import pytest
from click.testing import CliRunner
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID
from flask import Flask
from werkzeug.wrappers import Response

from keys.calendar import today
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


def run(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(main, ["verify", *arguments])
    return result.exit_code, result.output


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
