"""Giant heads, slow heads and bodies, many open connections: each is cut off, and others are still served."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack
from urllib.request import urlopen

import pytest

from submit.errors import SlowError
from submit.receive import patience
from submit.receive.bodies import Bodies
from submit.receive.patience import PatientSocket
from submit.serve import settings
from tests.submit.world import World, serving
from vault.errors import BusyError

pytestmark = pytest.mark.alone


@pytest.fixture(scope="module")
def address(shared_world: World) -> Iterator[str]:
    with serving(shared_world.server) as (address, _):
        yield address


def connected(address: str) -> socket.socket:
    host, port = address.removeprefix("http://").split(":")
    return socket.create_connection((host, int(port)), timeout=30)


def answers(address: str) -> float:
    """Ask for a page; return how many seconds that took."""
    begun = time.monotonic()
    with urlopen(f"{address}/en/", timeout=30) as answer:
        assert answer.status == 200
    return time.monotonic() - begun


def status(line: socket.socket) -> bytes:
    return line.recv(65536).split(b"\r\n", 1)[0]


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (b"GET /" + b"a" * 3000 + b" HTTP/1.1\r\nHost: x\r\n\r\n", b"HTTP/1.1 414"),
        (b"GET / HTTP/1.1\r\nX: " + b"a" * 5000 + b"\r\n\r\n", b"HTTP/1.1 431"),
        (b"GET / HTTP/1.1\r\n" + b"X: a\r\n" * 60 + b"\r\n", b"HTTP/1.1 431"),
        (b"GET / HTTP/1.1\r\nX: " + b"a" * 1_000_000 + b"\r\n\r\n", b"HTTP/1.1 431"),
    ],
    ids=["long line", "large field", "many fields", "endless field"],
)
def test_a_giant_head_is_refused(address: str, head: bytes, expected: bytes) -> None:
    with connected(address) as line:
        try:
            line.sendall(head)
        except (BrokenPipeError, ConnectionResetError):
            return  # refused before it was all sent
        try:
            assert status(line).startswith(expected)
        except ConnectionResetError:
            return


@pytest.mark.parametrize(
    "said", [b"", b"GET /en/ HTTP/1.1\r\nHost: x\r\nX: "], ids=["nothing", "half a head"]
)
def test_many_open_connections_keep_nobody_waiting(address: str, said: bytes) -> None:
    """More connections than threads say nothing, or never end their heads; a page still comes at once."""
    threads = settings("127.0.0.1", 1)["threads"]
    assert isinstance(threads, int)
    with ExitStack() as opened:
        lines = [opened.enter_context(connected(address)) for _ in range(threads + 20)]
        for line in lines:
            line.sendall(said)
        time.sleep(0.5)
        for line in lines:
            if said:
                line.sendall(b"a")
        assert answers(address) < 2


def test_a_head_may_come_in_pieces(address: str) -> None:
    with connected(address) as line:
        for piece in (b"GET /challenge HTTP/1.1\r\n", b"Host: x\r", b"\n\r", b"\n"):
            line.sendall(piece)
            time.sleep(0.1)
        assert status(line) == b"HTTP/1.1 200 OK"
        line.sendall(b"GET /challenge HTTP/1.1\r\nHost: x\r\n\r\n" * 2)
        time.sleep(0.3)
        assert line.recv(65536).count(b"HTTP/1.1 200 OK") + line.recv(65536).count(b"HTTP/1.1 200 OK") >= 1


def test_bodies_that_stand_still_leave_threads_for_others(address: str) -> None:
    """Whoever begins many bodies and sends nothing finds the slots full; pages still come."""
    head = b"POST /envelopes HTTP/1.1\r\nHost: x\r\nContent-Length: 21308\r\n\r\n"
    with ExitStack() as opened:
        lines = [opened.enter_context(connected(address)) for _ in range(80)]
        for line in lines:
            line.sendall(head)
        time.sleep(0.5)
        assert answers(address) < 2
        lines[-1].settimeout(5)
        assert status(lines[-1]).startswith(b"HTTP/1.1 503")


def test_slots_are_given_back() -> None:
    bodies = Bodies(1)
    with bodies.slot(), pytest.raises(BusyError), bodies.slot():
        pass
    with bodies.slot():
        pass


class TestPatience:
    @pytest.fixture
    def pair(self, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[PatientSocket, socket.socket]]:
        monkeypatch.setattr(patience, "BEGIN_SECONDS", 0.3)
        ours, theirs = socket.socketpair()
        with ours, theirs:
            yield PatientSocket(ours), theirs

    def test_a_head_is_gathered_without_waiting(self, pair: tuple[PatientSocket, socket.socket]) -> None:
        patient, sender = pair
        assert not patient.has_head()
        sender.sendall(b"GET / HTTP/1.1\r\n")
        assert not patient.has_head()
        sender.sendall(b"\r\nbody")
        assert patient.has_head()
        assert (patient.recv(10), patient.recv(100)) == (b"GET / HTTP", b"/1.1\r\n\r\nbody")

    def test_a_head_that_never_ends_is_given_up(self, pair: tuple[PatientSocket, socket.socket]) -> None:
        patient, sender = pair
        sender.sendall(b"G")
        assert not patient.has_head()
        time.sleep(0.35)
        sender.sendall(b"E")
        with pytest.raises(SlowError):
            patient.has_head()

    def test_an_endless_head_and_an_end_are_for_the_parser(
        self, pair: tuple[PatientSocket, socket.socket]
    ) -> None:
        patient, sender = pair
        writer = threading.Thread(target=sender.sendall, args=(b"a" * patience.LARGEST_HEAD,))
        writer.start()
        while not patient.has_head():
            time.sleep(0.01)
        writer.join()
        other, gone = socket.socketpair()
        gone.close()
        with other:
            assert PatientSocket(other).has_head()

    def test_a_body_that_keeps_coming_is_waited_for(self, pair: tuple[PatientSocket, socket.socket]) -> None:
        """At the least rate and above it goes on for ever; below, it is given up."""
        patient, sender = pair
        for _ in range(4):
            sender.sendall(bytes(1024))
            time.sleep(0.1)
            assert len(patient.recv(1024)) == 1024
        begun = time.monotonic()
        with pytest.raises(SlowError):
            patient.recv(1)
        assert 3 < time.monotonic() - begun < 6
        patient.begin()
        sender.sendall(b"x")
        assert patient.recv(1) == b"x"

    def test_who_does_not_read_is_given_up(
        self, pair: tuple[PatientSocket, socket.socket], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(patience, "LEAST_RATE", 1 << 30)
        with pytest.raises(TimeoutError):
            pair[0].sendall(bytes(10_000_000))
