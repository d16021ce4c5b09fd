"""Hold that what one implementation seals, the other opens: envelopes, reports, identities, codenames."""

from __future__ import annotations

import io
import json
from datetime import date
from typing import Any

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from keys import canonical as our_canonical
from keys import codename as our_codename
from keys import keyfile
from keys import mailbox as our_mailbox
from keys.codename import Codename
from keys.draft import Draft, Link
from keys.envelope import seal
from keys.primitives import HybridPublic
from keys.private import identity as our_identity
from keys.private.hybrid import HybridPrivate
from keys.private.hybrid import pair as our_pair
from keys.private.open import copy_attachment, open_envelope
from tests.second import canonical, codename, envelope, mailbox, report, wrap
from tests.second.primitives import sha256
from tests.second.values import VECTORS, octets
from tests.second.wire import from_base64url

DEPLOYMENT = bytes(range(16))
EPOCH = 202648
QUARTER = 20264
BOX = mailbox.derive(bytes(12), DEPLOYMENT)
OUR_BOX = our_mailbox.derive(Codename(0, 0), DEPLOYMENT)
PAIRS = [wrap.new_pair() for _ in range(3)]
LEAST = canonical.read(octets(json.loads((VECTORS / "report/least.json").read_text())["report"]), 1 << 20)
DECLARED = {"contact": "\u0646", "name": "Name", "number": ""}

CHARACTERS = st.characters(exclude_categories=["Cs"])
TEXT = st.text(CHARACTERS, min_size=1, max_size=200)
FILES = st.lists(st.integers(1, 70_000).map(lambda size: bytes(n % 251 for n in range(size))), max_size=3)
LANES = st.lists(st.sampled_from(PAIRS), min_size=1, max_size=3, unique_by=lambda pair: pair.x25519)
JSON = st.recursive(
    st.booleans() | st.integers(1 - 2**53, 2**53 - 1) | st.text(CHARACTERS),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(CHARACTERS), inner, max_size=4),
    max_leaves=12,
)


def ours(pair: wrap.Pair) -> Any:
    return our_pair(HybridPrivate(x25519=pair.x25519, mlkem=pair.mlkem))


def our_public(pair: wrap.Pair) -> HybridPublic:
    return HybridPublic(x25519=pair.public.x25519, mlkem=pair.public.mlkem)


@settings(max_examples=100, deadline=None)
@given(value=st.dictionaries(st.text(CHARACTERS, max_size=8), JSON, max_size=5))
def test_json_is_written_alike(value: dict[str, Any]) -> None:
    assert canonical.write(value) == our_canonical.dumps(value)
    assert canonical.read(our_canonical.dumps(value), 1 << 20) == value


@settings(max_examples=15, deadline=None)
@given(text=TEXT, files=FILES, lanes=LANES)
def test_ours_opens_what_the_other_seals(text: str, files: list[bytes], lanes: list[wrap.Pair]) -> None:
    sealed = report.seal_identity(
        DECLARED, DEPLOYMENT, QUARTER, PAIRS[0].public, BOX.author + bytes.fromhex(LEAST["message"])
    )
    said = {key: value for key, value in LEAST.items() if key != "signature"} | {
        "text": text,
        "mailbox": BOX.named,
        "identity": {"kind": "declared", "sealed": sealed},
        "attachments": [
            {"name": f"{n}.bin", "type": "", "size": len(data), "sha256": sha256(data).hex()}
            for n, data in enumerate(files)
        ],
    }
    written = report.write(said, BOX.seed, DEPLOYMENT)
    data = envelope.seal_envelope(written, files, DEPLOYMENT, EPOCH, [(pair.public, None) for pair in lanes])
    for pair in lanes:
        opened = open_envelope(io.BytesIO(data), deployment=DEPLOYMENT, pairs=[ours(pair)], epoch=EPOCH)
        assert (opened.id, opened.report.text, opened.report.author) == (sha256(data), text, BOX.author)
    for number, content in enumerate(files):
        out = io.BytesIO()
        copy_attachment(io.BytesIO(data), opened, number, out)
        assert out.getvalue() == content
    revealed = our_identity.reveal(
        opened.report, deployment=DEPLOYMENT, quarter=QUARTER, recipient=ours(PAIRS[0])
    )
    assert revealed == DECLARED


@settings(max_examples=15, deadline=None)
@given(text=TEXT, files=FILES, lanes=LANES, given_as=TEXT)
def test_the_other_opens_what_ours_seals(
    text: str, files: list[bytes], lanes: list[wrap.Pair], given_as: str
) -> None:
    draft = Draft(
        kind="report", path="kit", lang="zgh", sent=date(2026, 11, 24), text=text,
        identity={"kind": "declared", **DECLARED}, links=(Link(given=given_as),),
    )  # fmt: skip
    out = io.BytesIO()
    made = seal(
        out, draft, deployment=DEPLOYMENT, epoch=EPOCH, lanes=list(map(our_public, lanes)), mailbox=OUR_BOX,
        files=[(f"{n}.bin", "", io.BytesIO(data)) for n, data in enumerate(files)],
        identity_key=(QUARTER, our_public(PAIRS[0])),
    )  # fmt: skip
    for pair in lanes:
        opened = envelope.open_envelope(out.getvalue(), DEPLOYMENT, [pair], EPOCH)
        assert (opened.id, opened.message["text"], opened.attachments) == (made, text, files)
    said = opened.message
    assert said["mailbox"] == BOX.named
    assert said["links"] == [{"account": "", "given": given_as, "platform": "", "url": ""}]
    sealed = from_base64url(said["identity"]["sealed"], report.SEALED)
    bound = BOX.author + bytes.fromhex(said["message"])
    assert report.reveal(sealed, DEPLOYMENT, QUARTER, PAIRS[0], bound) == DECLARED


def test_a_follow_up_and_a_wish_to_erase_go_across() -> None:
    for kind, text in (("follow-up", "more"), ("erase", "")):
        draft = Draft(kind=kind, path="device", lang="ar", sent=date(2026, 11, 24), text=text)
        out = io.BytesIO()
        seal(
            out, draft, deployment=DEPLOYMENT, epoch=EPOCH, lanes=[our_public(PAIRS[1])], mailbox=OUR_BOX
        )  # fmt: skip
        opened = envelope.open_envelope(out.getvalue(), DEPLOYMENT, [PAIRS[1]])
        again = envelope.seal_envelope(opened.report, [], DEPLOYMENT, EPOCH, [(PAIRS[2].public, None)])
        back = open_envelope(io.BytesIO(again), deployment=DEPLOYMENT, pairs=[ours(PAIRS[2])])
        assert (back.report.kind, back.report.text) == (kind, text)


@settings(max_examples=20, deadline=None)
@given(v=st.integers(0, 2**83 - 1), mode=st.sampled_from([0, 1]))
def test_codenames_are_spelt_alike(v: int, mode: int) -> None:
    assume(codename.may_be_drawn(v))
    made = codename.Codename(v, mode)
    theirs = our_codename.parse(made.spelling("eff"))
    assert (theirs.number, theirs.mode) == (made.number, mode)
    for name in ("eff", "fr", "es", "ar"):
        assert theirs.spelling(name) == made.spelling(name)
        assert our_codename.parse(made.spelling(name)) == theirs
        assert codename.parse(theirs.spelling(name)) == made
    assert our_codename.parse(made.arabic_digits()) == theirs


def test_key_files_are_one_file() -> None:
    data = wrap.pack_key_file(PAIRS[0].public)
    assert keyfile.pack(our_public(PAIRS[0])) == data
    assert keyfile.parse(data, sha256(data).hex()) == our_public(PAIRS[0])
    assert wrap.read_key_file(keyfile.pack(our_public(PAIRS[1]))) == PAIRS[1].public
