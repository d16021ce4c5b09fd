"""An old program meets what a newer one wrote: it says so, and never reads on (docs/formats.md §14)."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from keys import inspect, keyfile, manifest, proposal, signed, tags
from keys.envelope import peek_epoch
from keys.errors import FormatError, KeysError
from keys.private import keystore
from tests.conftest import Deployment
from tests.keys.lineage import FIRST, ROOTS
from vault.errors import BundleError
from vault.formats import START, acks, board, read_bundles

MAGICS = {name: value for name, value in vars(tags).items() if name.startswith("MAGIC_")}
ZEROS = bytes(32)


def version(magic: bytes, number: int) -> bytes:
    return magic[:6] + number.to_bytes(2, "big")


def whole(magic: bytes, body: bytes = b"{}") -> bytes:
    """A signed file as version 2 may have it: the same frame, and who knows what inside."""
    return magic + len(body).to_bytes(4, "big") + body + b"\1" + bytes(96)


READERS: dict[str, Callable[[bytes], object]] = {
    "MAGIC_ENVELOPE": peek_epoch,
    "MAGIC_KEY": keyfile.parse,
    "MAGIC_MANIFEST": manifest.parse,
    "MAGIC_BOARD": lambda data: board.parse(data, deployment=bytes(16), desk=ZEROS),
    "MAGIC_ACK": lambda data: acks.parse(data, deployment=bytes(16), desk=ZEROS, vault=ZEROS),
    "MAGIC_BUNDLE_IN": lambda data: signed.parse(data, tags.MAGIC_BUNDLE_IN),
    "MAGIC_BUNDLE_OUT": lambda data: signed.parse(data, tags.MAGIC_BUNDLE_OUT),
    "MAGIC_PROPOSAL": proposal.parse,
    "MAGIC_SIGNATURE": proposal.parse_signature,
}


def kind_of(attempt: Callable[[], object]) -> str:
    with pytest.raises(KeysError) as caught:
        attempt()
    return caught.value.kind


def test_every_magic_ends_in_version_1() -> None:
    assert {value[-2:] for value in MAGICS.values()} == {b"\0\1"}
    assert len({value[:6] for value in MAGICS.values()}) == len(MAGICS)


@pytest.mark.parametrize("number", [0, 2, 256, 65535])
@pytest.mark.parametrize("name", READERS)
def test_a_reader_names_a_version_it_does_not_know(name: str, number: int) -> None:
    read, magic = READERS[name], MAGICS[name]
    for rest in (b"", bytes(4900), whole(b"")):
        assert kind_of(lambda rest=rest: read(version(magic, number) + rest)) == "version"  # type: ignore[misc]
    assert kind_of(lambda: read(b"AMANA~\0\1" + bytes(4900))) == "magic"
    with pytest.raises(FormatError, match="Install the newest Amana"):
        read(version(magic, number) + bytes(4900))


def test_a_keystore_of_a_newer_version_is_named(deployment: Deployment) -> None:
    path = deployment.offline / "keystore"
    path.write_bytes(version(tags.MAGIC_KEYSTORE, 2) + path.read_bytes()[8:])
    assert kind_of(lambda: keystore.unlock(path, deployment.passphrase)) == "version"


@pytest.mark.parametrize("name", MAGICS)
def test_inspecting_a_newer_file_says_which_version_it_is(name: str, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(version(MAGICS[name], 3) + bytes(200))
    with pytest.raises(FormatError, match="version 3"):
        inspect.describe(tmp_path / "file")


def test_a_version_in_the_body_alone_is_no_version() -> None:
    """Magic and ``v`` say the same: a body of version 2 under a magic of version 1 was made by nobody."""
    body = manifest.body(FIRST).replace(b'"v":1', b'"v":2')
    made = signed.make(tags.MAGIC_MANIFEST, tags.MANIFEST, FIRST.deployment, body, ROOTS[:2])
    assert kind_of(lambda: manifest.parse(made.pack())) == "bounds"


def test_a_signature_of_one_version_is_none_in_another() -> None:
    """Labels hold the version: neither version can borrow what was signed for the other."""
    made = signed.make(
        tags.MAGIC_MANIFEST, b"amana/v2/manifest", FIRST.deployment, manifest.body(FIRST), ROOTS[:2]
    )
    assert kind_of(lambda: manifest.parse(made.pack())) == "threshold"


def test_a_newer_bundle_is_set_aside_by_name(tmp_path: Path) -> None:
    (tmp_path / "newer.amana").write_bytes(whole(version(tags.MAGIC_BUNDLE_OUT, 2)))
    with pytest.raises(BundleError) as caught:
        list(read_bundles(tmp_path, kind="out", deployment=bytes(16), public=ZEROS, chain=START))
    assert caught.value.kind == "version"
    assert "newer.amana" in str(caught.value)


def test_what_goes_to_the_signers_and_back_can_be_inspected(tmp_path: Path) -> None:
    (tmp_path / "proposal").write_bytes(proposal.pack(FIRST))
    (tmp_path / "signature").write_bytes(proposal.sign(FIRST, ROOTS[0]))
    assert f"signed by nobody\nhash: {manifest.without_checking(manifest.body(FIRST)).hash.hex()}" in (
        inspect.describe(tmp_path / "proposal")
    )
    assert inspect.describe(tmp_path / "signature").startswith("signature (not checked here) of a manifest")
