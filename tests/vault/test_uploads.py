"""Uploads in pieces: every acknowledged byte survives, nothing else counts, and each refusal has its name."""

from __future__ import annotations

import itertools
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from keys.primitives import sha256
from keys.sizes import CLASSES, HEADER, envelope_length
from tests.vault.world import envelope, everything, leftovers, pieces
from vault.errors import HeaderError, StoreError, VaultError
from vault.store import Store, create_store, open_store
from vault.uploads import Uploads, expires

NUMBERS = itertools.count(1000)
ROOT = Path(__file__).parents[2]
# The hash of an envelope's header, and the envelope's id.
Paid = list[tuple[bytes, bytes]]


@pytest.fixture
def paid() -> Paid:
    return []


@pytest.fixture
def uploads(store: Store, paid: Paid) -> Uploads:
    return Uploads(store, lambda header, identifier: paid.append((header, identifier)))


@pytest.fixture
def day(deployment: Any) -> date:
    found: date = deployment.day
    return found


def begin(uploads: Uploads, data: bytes, day: date) -> str:
    return uploads.begin(len(data), sha256(data[:HEADER]), day)[0]


def add(uploads: Uploads, name: str, data: bytes, at: int, to: int, day: date) -> Any:
    return uploads.append(name, at, to - at, pieces(data[at:to], 3000), day)


def kind_of(act: Callable[..., Any], *arguments: Any, **named: Any) -> tuple[str, int]:
    with pytest.raises(VaultError) as caught:
        act(*arguments, **named)
    return caught.value.kind, caught.value.status


@pytest.mark.parametrize("size_class", [0, 1, 5])
@pytest.mark.parametrize("cuts", [[], [1], [11, 12, 13], [HEADER - 1, HEADER, HEADER + 1], [20_000]])
def test_pieces_make_the_envelope(
    uploads: Uploads, store: Store, paid: Paid, day: date, size_class: int, cuts: list[int]
) -> None:
    data = envelope(1, day, size_class)
    name = begin(uploads, data, day)
    at = 0
    for to in [*cuts, len(data)]:
        assert uploads.find(name, day).offset == at
        state = add(uploads, name, data, at, to, day)
        at = to
    assert state.envelope == sha256(data)
    assert paid == [(sha256(data[:HEADER]), sha256(data))]
    assert everything(store) == {sha256(data).hex(): data}
    assert leftovers(store) == [f"{name}.state"]


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.integers(0, envelope_length(CLASSES[2])), max_size=8), st.randoms(use_true_random=False))
def test_only_the_next_bytes_are_taken(
    uploads: Uploads, day: date, offsets: list[int], chance: random.Random
) -> None:
    """Whatever offsets and lengths are tried, bytes are taken in order and exactly once."""
    data = envelope(next(NUMBERS), day, 2)
    name, at = begin(uploads, data, day), 0
    for offset in offsets:
        to = chance.randint(offset, len(data) + 10)
        try:
            state = uploads.append(name, offset, to - offset, [data[offset:to].ljust(to - offset)], day)
        except VaultError as error:
            assert error.kind == ("offset" if offset != at else "size")
        else:
            assert offset == at
            at = state.offset
            assert at == to
    assert uploads.find(name, day).offset == at
    assert add(uploads, name, data, at, len(data), day).envelope == sha256(data)


def test_the_end_may_be_asked_for_again(uploads: Uploads, store: Store, day: date) -> None:
    """The last answer may be lost: the state, and an empty last piece, say what it said."""
    data = envelope(1, day, 1)
    name = begin(uploads, data, day)
    done = add(uploads, name, data, 0, len(data), day)
    assert uploads.find(name, day) == done
    assert uploads.append(name, len(data), 0, [], day) == done
    with open_store(store.server) as again:
        assert Uploads(again, lambda *_: None).find(name, day) == done
    assert kind_of(uploads.append, name, 0, 5, [b"other"], day) == ("offset", 409)
    assert list(everything(store)) == [sha256(data).hex()]


def test_the_same_announcement_gives_the_same_upload(uploads: Uploads, day: date) -> None:
    """A browser that lost the first answer asks again; another length under this header is refused."""
    data = envelope(1, day, 1)
    name = begin(uploads, data, day)
    assert begin(uploads, data, day) == name
    assert begin(uploads, envelope(2, day, 1), day) != name
    other = envelope_length(CLASSES[0])
    assert kind_of(uploads.begin, other, sha256(data[:HEADER]), day) == ("work", 403)


def test_what_is_no_envelope_is_refused_early(uploads: Uploads, store: Store, day: date) -> None:
    """Length at once, magic and epoch at twelve bytes, the header's hash at its end; then it is gone."""
    good = envelope(1, day, 3)
    old = envelope(1, date(2020, 1, 1), 3)
    assert kind_of(uploads.begin, None, bytes(32), day) == ("length", 411)
    assert kind_of(uploads.begin, 5, bytes(32), day) == ("size", 400)
    assert kind_of(uploads.begin, 1 << 50, bytes(32), day) == ("large", 413)
    for data, header, failure in (
        (b"no envelope at all" + good[18:], good, ("magic", 400)),
        (old, old, ("epoch", 409)),
        (good[: HEADER - 1] + b"\0" + good[HEADER:], envelope(2, day, 3), ("work", 403)),
    ):
        name = uploads.begin(len(data), sha256(header[:HEADER]), day)[0]
        taken = 0

        def watched(data: bytes = data) -> Iterator[bytes]:
            nonlocal taken
            for piece in pieces(data, 1000):
                taken += len(piece)
                yield piece

        assert kind_of(uploads.append, name, 0, len(data), watched(), day) == failure
        assert taken <= 5000
        assert kind_of(uploads.find, name, day) == ("expired", 410)
    assert leftovers(store) == []


def test_a_piece_that_breaks_off_counts_as_far_as_it_came(uploads: Uploads, day: date) -> None:
    data = envelope(1, day, 3)
    name = begin(uploads, data, day)

    def lost() -> Iterator[bytes]:
        yield data[:7000]
        raise ConnectionResetError

    with pytest.raises((ConnectionResetError, StoreError)):
        uploads.append(name, 0, len(data), lost(), day)
    assert uploads.find(name, day).offset == 7000
    assert add(uploads, name, data, 7000, len(data), day).envelope == sha256(data)


def test_of_two_at_once_one_wins(uploads: Uploads, day: date) -> None:
    data = envelope(1, day, 1)
    name = begin(uploads, data, day)
    entered, leave = threading.Event(), threading.Event()

    def slowly() -> Iterator[bytes]:
        yield data[:6000]
        entered.set()
        leave.wait(10)
        yield data[6000:]

    first = threading.Thread(target=uploads.append, args=(name, 0, len(data), slowly(), day))
    first.start()
    assert entered.wait(10)
    assert kind_of(add, uploads, name, data, 0, len(data), day) == ("locked", 423)
    assert kind_of(uploads.find, name, day) == ("locked", 423)
    leave.set()
    first.join()
    assert uploads.find(name, day).envelope == sha256(data)


def test_a_deleted_upload_is_gone_even_while_it_grows(uploads: Uploads, store: Store, day: date) -> None:
    data = envelope(1, day, 1)
    name = begin(uploads, data, day)

    def until_deleted() -> Iterator[bytes]:
        yield data[:6000]
        uploads.drop(name)

    uploads.append(name, 0, len(data), until_deleted(), day)
    assert kind_of(uploads.find, name, day) == ("expired", 410)
    assert kind_of(uploads.drop, name) == ("expired", 410)
    assert leftovers(store) == []


def test_an_unfinished_upload_is_gone_after_the_next_day(uploads: Uploads, store: Store, day: date) -> None:
    data = envelope(1, day, 1)
    name, state = uploads.begin(len(data), sha256(data[:HEADER]), day)
    add(uploads, name, data, 0, 6000, day)
    assert uploads.find(name, day + timedelta(days=1)).offset == 6000
    assert expires(state) == day + timedelta(days=2)
    assert kind_of(uploads.find, name, day + timedelta(days=2)) == ("expired", 410)
    assert leftovers(store) == []


def test_the_longest_idle_gives_way_and_the_living_do_not(store: Store, day: date) -> None:
    def limited(**limits: Any) -> Uploads:
        return Uploads(store, lambda *_: None, **limits)

    one, two, three = (envelope(number, day, 1) for number in range(3))
    idle = limited(most=2, idle_seconds=0.0)
    first, second = begin(idle, one, day), begin(idle, two, day)
    add(idle, first, one, 0, 100, day)
    third = begin(idle, three, day)
    assert kind_of(idle.find, second, day) == ("expired", 410)
    assert (idle.find(first, day).offset, idle.find(third, day).offset) == (100, 0)
    assert kind_of(begin, limited(most=2), two, day) == ("busy", 503)
    assert kind_of(begin, limited(most_bytes=len(one)), two, day) == ("full", 507)
    assert idle.find(first, day).offset == 100


def test_finished_ones_are_remembered_up_to_a_bound(store: Store, day: date) -> None:
    uploads = Uploads(store, lambda *_: None, most=2)
    for number in range(5):
        data = envelope(number, day)
        add(uploads, begin(uploads, data, day), data, 0, len(data), day)
    begin(uploads, envelope(9, day), day)
    assert len(leftovers(store)) == 2 + 2
    assert len(everything(store)) == 5


def test_no_room_is_named_and_leaves_what_was_there(store: Store, deployment: Any, day: date) -> None:
    uploads = Uploads(store, lambda *_: None)
    data = envelope(1, day, 1)
    name = begin(uploads, data, day)
    add(uploads, name, data, 0, 100, day)
    with open_store(deployment.server, reserve=1 << 62) as full:
        small = Uploads(full, lambda *_: None)
        assert kind_of(begin, small, envelope(2, day, 1), day) == ("full", 507)
        assert kind_of(add, small, name, data, 100, 200, day) == ("full", 507)
    assert uploads.find(name, day).offset == 100


def test_a_disk_that_fills_meanwhile_keeps_what_was_written(
    uploads: Uploads, day: date, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = envelope(1, day, 3)
    name = begin(uploads, data, day)
    write = os.pwrite

    def fill(descriptor: int, view: Any, at: int) -> int:
        if at >= 9000:
            raise OSError(28, "No space left on device")
        return write(descriptor, view, at)

    with monkeypatch.context() as patch:
        patch.setattr(os, "pwrite", fill)
        assert kind_of(add, uploads, name, data, 0, len(data), day) == ("full", 507)
    assert uploads.find(name, day).offset == 9000
    assert add(uploads, name, data, 9000, len(data), day).envelope == sha256(data)


def test_an_envelope_that_is_not_allowed_is_not_kept(store: Store, day: date) -> None:
    def never(header: bytes, identifier: bytes) -> None:
        raise HeaderError

    uploads = Uploads(store, never)
    data = envelope(1, day, 1)
    name = begin(uploads, data, day)
    assert kind_of(add, uploads, name, data, 0, len(data), day) == ("work", 403)
    assert (everything(store), leftovers(store)) == ({}, [])


def test_a_commit_that_fails_can_be_asked_for_again(
    uploads: Uploads, store: Store, day: date, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All bytes were taken, and the vault could not: nothing says that it has the envelope until it has."""
    data = envelope(1, day, 1)
    name = begin(uploads, data, day)

    def fail(folder: Path) -> None:
        raise OSError(5, "Input/output error")

    with monkeypatch.context() as patch:
        patch.setattr("vault.store.intake.sync_folder", fail)
        assert kind_of(add, uploads, name, data, 0, len(data), day) == ("disk", 500)
    assert (uploads.find(name, day).offset, uploads.find(name, day).envelope) == (len(data), None)
    assert everything(store) == {}
    assert uploads.append(name, len(data), 0, [], day).envelope == sha256(data)
    assert everything(store) == {sha256(data).hex(): data}


def test_what_is_no_upload_is_removed_and_never_crashes(uploads: Uploads, store: Store, day: date) -> None:
    folder = store.server / "incoming" / "uploads"
    for name, record in {"1" * 32: b"", "2" * 32: b"\xff" * 84, "3" * 32: bytes(85)}.items():
        (folder / f"{name}.state").write_bytes(record)
        (folder / name).write_bytes(b"left")
        assert kind_of(uploads.find, name, day) == ("expired", 410)
    (folder / ("4" * 32)).write_bytes(b"left")
    for untrusted in ("0" * 32, "nothing"):
        assert kind_of(uploads.find, untrusted, day) == ("expired", 410)
    begin(uploads, envelope(1, day, 1), day)
    begin(uploads, envelope(2, day, 1), day)
    assert len(leftovers(store)) == 4


def test_no_file_tells_more_than_a_day(uploads: Uploads, store: Store, day: date) -> None:
    data = envelope(1, day, 1)
    name = begin(uploads, data, day)
    add(uploads, name, data, 0, 100, day)
    uploads.find(name, day)
    other = envelope(2, day, 1)
    add(uploads, begin(uploads, other, day), other, 0, len(other), day)
    for path in [*(store.server / "incoming" / "uploads").iterdir(), *(store.server / "envelopes").iterdir()]:
        found = path.stat()
        assert (found.st_mtime % 86400, found.st_atime % 86400) == (0, 0), path.name


def child(deployment: Any, seed: int) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [
            sys.executable,
            "-m",
            "tests.vault.upload_forever",
            str(deployment.server),
            str(deployment.day),
            str(seed),
        ],
        stdout=subprocess.PIPE,
        cwd=ROOT,
    )


def test_acknowledged_bytes_survive_kill_9(deployment: Any, day: date) -> None:
    """Killed at random moments, an upload still has every byte it answered for, and goes on from there."""
    create_store(deployment.server).close()
    for attempt in range(4):
        process = child(deployment, attempt)
        assert process.stdout
        assert process.stdout.readline()
        time.sleep(random.uniform(0.05, 0.4))
        process.send_signal(signal.SIGKILL)
        said = [line.split() for line in process.communicate()[0].decode().split("\n") if line.endswith(".")]
        with open_store(deployment.server) as store:
            uploads = Uploads(store, lambda *_: None)
            for name, number, offset, _ in said:
                data = envelope(int(number), day, 3)
                state = uploads.find(name, day)
                assert state.offset >= int(offset)
                if state.envelope is None:
                    state = add(uploads, name, data, state.offset, len(data), day)
                assert state.envelope == sha256(data)
            found = everything(store)
            assert {sha256(data).hex() for data in found.values()} == set(found)
            assert {sha256(envelope(int(number), day, 3)).hex() for _, number, *_ in said} <= set(found)
