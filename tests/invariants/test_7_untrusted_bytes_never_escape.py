"""Invariant 7: untrusted bytes never crash, execute or escape: a named error, and the rest goes on.

Every entry point for foreign bytes is given arbitrary bytes, good ones that were bent, and values of the
wrong shape under a good signature. It returns a value or raises an error of our trees, with a kind.
"""

from __future__ import annotations

import io
import itertools
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from keys import canonical, cells, codename, inspect, keyfile, manifest, primitives, report, signed, tags
from keys import identity as identities
from keys.cells import Place
from keys.envelope import header, peek_epoch
from keys.errors import KeysError
from keys.private import identity, roster
from keys.private.hybrid import pair, unwrap
from keys.private.open import open_envelope
from keys.wire import to_base64url
from tests.invariants.hostile import BYTES, bent, twisted
from tests.vectors.generate import bundles, envelopes, keystores, manifests, reports
from tests.vectors.generate.material import CUSTODIAN, DEPLOYMENT, DESK, QUARTER, mailbox
from vault.accept import accept
from vault.errors import VaultError
from vault.formats import START, acks, board, index, read_bundles
from vault.store import create_store, open_store

LANE, WARDEN = pair(DESK.private), pair(CUSTODIAN.private)
ENVELOPE = envelopes.Sealed(report=reports.REPORT).envelope()
REPORT = reports.sign(reports.REPORT)
MANIFEST = manifest.sign(manifests.MANIFEST, manifests.ROOTS[:2]).pack()
HEADER = board.make(bundles._HEADER, manifests.DESK_SEED)
SEGMENT = bundles._segment([bundles._piece(name, data) for name, data in bundles._ITEMS.items()])[0]
ACK = acks.make(
    acks.Acknowledgement(
        bundle=bytes(32),
        deployment=DEPLOYMENT,
        ids=(bytes(32),),
        serial=1,
        vault=primitives.signing_public(manifests.VAULT_SEED),
    ),
    manifests.DESK_SEED,
)
DESK_PUBLIC, VAULT_PUBLIC = map(primitives.signing_public, (manifests.DESK_SEED, manifests.VAULT_SEED))
SNAPSHOT = bytes(32)
BUCKET = cells.seal_cell(
    SNAPSHOT, 0, cells.split(cells.Reply(number=1, total=1, day=1, text="x"))[0], Place(DEPLOYMENT, 1, 0)
)
KEYSTORE = keystores.desk()
WRAPPED = CUSTODIAN.wrap(tags.IDENTITY, QUARTER, bytes(1024), b"")

quick = settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[
        HealthCheck.function_scoped_fixture,
        HealthCheck.too_slow,
        HealthCheck.data_too_large,
    ],
)


@contextmanager
def only_named_errors() -> Iterator[None]:
    """Let errors of our own trees pass; they have a kind and a sentence, and are never the bare base."""
    try:
        yield
    except (KeysError, VaultError) as error:
        assert error.kind
        assert str(error).endswith(".")
        assert type(error) not in (KeysError, VaultError)


# Entry point by name: how to call it with bytes, and good bytes to bend.
PARSERS: dict[str, tuple[Callable[[bytes], object], bytes]] = {
    "canonical.loads": (lambda data: canonical.loads(data, 1 << 20), canonical.dumps(reports.REPORT)),
    "codename.parse": (
        lambda data: codename.parse(data.decode("utf-8", "replace")),
        b"abacus yo-yo t shirt 12",
    ),
    "keyfile.parse": (keyfile.parse, keyfile.pack(DESK.public)),
    "manifest.parse": (manifest.parse, MANIFEST),
    "manifest.without_checking": (manifest.without_checking, manifest.body(manifests.MANIFEST)),
    "report.parse": (lambda data: report.parse(data, DEPLOYMENT), REPORT),
    "header.parse_header": (header.parse_header, ENVELOPE[:4908]),
    "peek_epoch": (peek_epoch, ENVELOPE[:12]),
    "open_envelope": (
        lambda data: open_envelope(io.BytesIO(data), deployment=DEPLOYMENT, pairs=[LANE]),
        ENVELOPE,
    ),
    "unwrap": (lambda data: unwrap(tags.IDENTITY, DEPLOYMENT, QUARTER, WARDEN, data), WRAPPED),
    "read_cells": (lambda data: cells.read_cells(SNAPSHOT, data, Place(DEPLOYMENT, 1, 0)), BUCKET),
    "read_acks": (lambda data: cells.read_acks(SNAPSHOT, data), cells.ack_entry(SNAPSHOT, 0, 20781)),
    "roster.parse": (roster.parse, keystores.packed(KEYSTORE)),
    "acks.parse": (
        lambda data: acks.parse(data, deployment=DEPLOYMENT, desk=DESK_PUBLIC, vault=VAULT_PUBLIC),
        ACK,
    ),
    "board.parse": (lambda data: board.parse(data, deployment=DEPLOYMENT, desk=DESK_PUBLIC), HEADER),
    **{
        f"signed.parse {magic[5:6]!r}": (lambda data, magic=magic: signed.parse(data, magic), ACK)
        for magic in signed.BODY_LIMITS
    },
    "verify": (lambda data: primitives.verify(data[:32], b"m", data[32:]), bytes(96)),
}


@pytest.mark.parametrize("name", PARSERS)
@quick
@given(data=st.data())
def test_any_bytes_are_a_value_or_a_named_error(name: str, data: st.DataObject) -> None:
    parse, good = PARSERS[name]
    with only_named_errors():
        parse(data.draw(BYTES | bent(good)))


def _signed(magic: bytes, tag: bytes, value: dict[str, Any], seed: bytes) -> bytes:
    return signed.make(magic, tag, DEPLOYMENT, canonical.dumps(value), [seed]).pack()


def _value(packed: bytes, magic: bytes) -> dict[str, Any]:
    return canonical.loads(signed.parse_prefix(packed, magic)[0].body, 16 << 20)


def _index(value: dict[str, Any]) -> object:
    file = signed.make(
        tags.MAGIC_BUNDLE_IN, tags.BUNDLE_IN, DEPLOYMENT, canonical.dumps(value), [manifests.VAULT_SEED]
    )
    return index.parse(file, kind="in", deployment=DEPLOYMENT, public=VAULT_PUBLIC)


def _identity(value: dict[str, Any]) -> object:
    identities.check_declared(value)
    return identities.seal_identity(
        value,
        deployment=DEPLOYMENT,
        quarter=QUARTER,
        recipient=CUSTODIAN.public,
        author=bytes(32),
        message=bytes(16),
    )


# Readers of what is signed already: by name, how to call them with a JSON value, and a good one.
SHAPES: dict[str, tuple[Callable[[dict[str, Any]], object], dict[str, Any]]] = {
    "manifest": (lambda value: manifest.without_checking(canonical.dumps(value)), manifests._VALUE),
    "report": (
        lambda value: report.parse(reports.sign(value), DEPLOYMENT),
        reports.REPORT | {"attachments": [reports._FILE]},
    ),
    "follow-up": (lambda value: report.parse(reports.sign(value), DEPLOYMENT), reports.FOLLOW_UP),
    "declared": (_identity, {"contact": "", "name": "x", "number": ""}),
    "roster": (lambda value: roster.parse(keystores.packed(value)), KEYSTORE),
    "board": (
        lambda value: PARSERS["board.parse"][0](
            _signed(tags.MAGIC_BOARD, tags.BOARD, value, manifests.DESK_SEED)
        ),
        _value(HEADER, tags.MAGIC_BOARD),
    ),
    "acknowledgement": (
        lambda value: PARSERS["acks.parse"][0](_signed(tags.MAGIC_ACK, tags.ACK, value, manifests.DESK_SEED)),
        _value(ACK, tags.MAGIC_ACK),
    ),
    "segment": (_index, _value(SEGMENT, tags.MAGIC_BUNDLE_IN)),
}


@pytest.mark.parametrize("name", SHAPES)
@quick
@given(data=st.data())
def test_any_shape_under_a_good_signature_is_a_value_or_a_named_error(name: str, data: st.DataObject) -> None:
    read, good = SHAPES[name]
    with only_named_errors():
        read(data.draw(twisted(good)))


@quick
@given(block=st.binary(max_size=1024) | bent(b"\0\x02{}".ljust(1024, b"\0")))
def test_any_identity_block_is_a_value_or_a_named_error(block: bytes) -> None:
    sealed = CUSTODIAN.wrap(tags.IDENTITY, QUARTER, block, mailbox().author + bytes(16))
    sent = report.parse(REPORT, DEPLOYMENT)
    with only_named_errors():
        identity.reveal(
            replace(sent, message=bytes(16), identity={"kind": "declared", "sealed": to_base64url(sealed)}),
            deployment=DEPLOYMENT,
            quarter=QUARTER,
            recipient=WARDEN,
        )


@quick
@given(payload=st.binary(max_size=300) | bent(envelopes.payload(REPORT)[-1400:]))
def test_any_payload_that_authenticates_is_a_report_or_a_named_error(payload: bytes) -> None:
    sealed = envelopes.envelope(payload[-16384:].rjust(16384, b"\0"))
    with only_named_errors():
        open_envelope(io.BytesIO(sealed), deployment=DEPLOYMENT, pairs=[LANE])


@quick
@given(
    block=st.binary(min_size=cells.BLOCK, max_size=cells.BLOCK)
    | st.binary(max_size=80).map(lambda head: head.ljust(cells.BLOCK, b"\0"))
)
def test_any_cell_that_authenticates_is_a_reply_or_a_named_error(block: bytes) -> None:
    with only_named_errors():
        cells.read_cells(
            SNAPSHOT, cells.seal_cell(SNAPSHOT, 0, block, Place(DEPLOYMENT, 1, 0)), Place(DEPLOYMENT, 1, 0)
        )


@quick
@given(data=BYTES | bent(MANIFEST) | bent(SEGMENT) | bent(keyfile.pack(DESK.public)) | bent(ENVELOPE[:12]))
def test_any_file_can_be_inspected(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "file").write_bytes(data)
    with only_named_errors():
        assert inspect.describe(tmp_path / "file").isprintable() or "\n" in inspect.describe(
            tmp_path / "file"
        )


@quick
@given(data=BYTES | bent(SEGMENT))
def test_any_stick_is_a_bundle_or_a_named_error_and_the_good_one_is_read(tmp_path: Path, data: bytes) -> None:
    """A bad file beside a good one: the good segment is handed over, whatever then happens."""
    (tmp_path / "good").write_bytes(SEGMENT)
    (tmp_path / "other").write_bytes(data)
    taken = []
    with only_named_errors():
        for segment in read_bundles(
            tmp_path, kind="in", deployment=DEPLOYMENT, public=VAULT_PUBLIC, chain=START
        ):
            taken.append(segment.index.serial)  # noqa: PERF401 -- what was taken before an error counts
    assert taken == [1]


def test_a_damaged_copy_does_not_keep_the_good_one_out(tmp_path: Path) -> None:
    """A copy that broke off, beside the whole one under a later name: the whole one is taken."""
    (tmp_path / "copy 1").write_bytes(SEGMENT[:-1])
    (tmp_path / "copy 2").write_bytes(SEGMENT)
    found = read_bundles(tmp_path, kind="in", deployment=DEPLOYMENT, public=VAULT_PUBLIC, chain=START)
    assert next(found).index.serial == 1


@quick
@given(data=BYTES | bent(ENVELOPE), cuts=st.lists(st.integers(0, 22000), max_size=4), told=st.integers(-3, 3))
def test_any_upload_is_kept_or_refused_by_name(
    shared_vault: Any, data: bytes, cuts: list[int], told: int
) -> None:
    """However it is cut, and whatever length is announced, what is refused leaves nothing."""
    edges = [0, *sorted(cuts), len(data)]
    chunks = [data[start:end] for start, end in itertools.pairwise(edges)]
    before = len(shared_vault.ledger.waiting())
    kept = None
    with only_named_errors():
        kept = accept(shared_vault, chunks, length=len(data) + told, day=date(2026, 11, 24))
    if kept is None:
        assert len(shared_vault.ledger.waiting()) == before
    else:
        assert kept == primitives.sha256(data)


@pytest.fixture(scope="session")
def shared_vault(shared_deployment: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    folder = tmp_path_factory.mktemp("vault")
    for name in ("manifest", "vault.seed"):
        (folder / name).write_bytes((shared_deployment.server / name).read_bytes())
    create_store(folder).close()
    with open_store(folder, quiet_seconds=3600.0) as store:
        yield store


@pytest.mark.alone
def test_deep_and_long_documents_cost_little() -> None:
    """A megabyte of brackets, digits, keys or escapes is refused in about the time it takes to read it."""
    documents = [
        b'{"a":' + b"[" * (1 << 20),
        b'{"a":' + b"9" * (1 << 20) + b"}",
        b'{"a":' + b'{"a":' * (1 << 17),
        b'{"' + b"a" * (1 << 20) + b'":1}',
        b'{"a":"' + b"\\u0061" * (1 << 17) + b'"}',
        b"{" + b",".join(b'"%06d":1' % n for n in range(80_000)) + b"}",
    ]
    for document in documents:
        start = time.perf_counter()
        with only_named_errors():
            canonical.loads(document, 2 << 20)
        assert time.perf_counter() - start < 3
