"""Labels, strict reading, canonical JSON, calendar, sizes and primitives."""

from __future__ import annotations

from datetime import date

import pytest
import rfc8785
from hypothesis import given, settings
from hypothesis import strategies as st

from keys import calendar, canonical, primitives, sizes, tags, wire
from keys.errors import FormatError, UntrustedError
from keys.private.hybrid import HybridPrivate

ATOMS = st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.text()
VALUES = st.dictionaries(
    st.text(), st.recursive(ATOMS, lambda x: st.lists(x) | st.dictionaries(st.text(), x), max_leaves=8)
)


def test_every_label_and_magic_differs() -> None:
    values = [v for name, v in vars(tags).items() if name.isupper()]
    assert len(values) == len(set(values)) > 30
    assert all(v.startswith((b"amana/v1/", b"AMANA")) for v in values)


@settings(max_examples=200)
@given(VALUES)
def test_canonical_json_is_that_of_a_library_made_for_it(value: dict[str, object]) -> None:
    assert canonical.dumps(value) == rfc8785.dumps(value)


@settings(max_examples=50)
@given(VALUES)
def test_canonical_json_reads_back_what_it_wrote(value: dict[str, object]) -> None:
    assert canonical.loads(canonical.dumps(value), 1 << 20) == value


@settings(max_examples=200)
@given(st.binary(max_size=200))
def test_any_bytes_are_canonical_json_or_a_named_error(data: bytes) -> None:
    try:
        assert canonical.dumps(canonical.loads(data, 200)) == data
    except FormatError as error:
        assert error.kind == "canonical"


@pytest.mark.parametrize(
    "data",
    [b"", b"{", b"[]", b'{"a":1.0}', b'{"a":NaN}', b'{"a":null}', b'{"a": 1}',
     b'{"b":1,"a":1}', b'{"a":1,"a":1}',
     b'{"a":9007199254740992}', b'{"a":"\\ud800"}', b'{"a":"\xff"}', b'{"a":' * 5000 + b"1" + b"}" * 5000,
     b'{"a":' + b"9" * 5000 + b"}", b'{"a":1}\n'],
)  # fmt: skip
def test_other_spellings_are_refused(data: bytes) -> None:
    with pytest.raises(FormatError) as caught:
        canonical.loads(data, 1 << 20)
    assert caught.value.kind == "canonical"


def test_a_too_large_document_is_refused_before_parsing() -> None:
    with pytest.raises(FormatError) as caught:
        canonical.loads(b"{}", 1)
    assert caught.value.kind == "bounds"


def test_a_reader_names_truncation_trailing_bytes_and_magic() -> None:
    reader = wire.Reader(bytes.fromhex("0100020000000304"))
    assert (reader.u8(), reader.u16(), reader.u32(), reader.position) == (1, 2, 3, 7)
    with pytest.raises(FormatError, match="after the end"):
        reader.end()
    with pytest.raises(FormatError, match="too early"):
        reader.take(2)
    with pytest.raises(FormatError, match="version"):
        wire.Reader(b"AMANAE\x00\x02").magic(tags.MAGIC_ENVELOPE)


@given(st.binary(max_size=40))
def test_base64url_has_one_spelling(data: bytes) -> None:
    assert wire.from_base64url(wire.to_base64url(data), len(data)) == data


@pytest.mark.parametrize("text", ["AB", "AA==", "A", "é", None, 5, "A A"])
def test_malleable_base64url_is_refused(text: object) -> None:
    with pytest.raises(FormatError):
        wire.from_base64url(text, 1)


def test_hex_is_lower_case_and_exact() -> None:
    assert wire.from_hex("00ff", 2) == b"\x00\xff"
    for bad in ("00FF", "00f", "00ff00", "0x00", None):
        with pytest.raises(FormatError):
            wire.from_hex(bad, 2)


def test_epochs_follow_iso_weeks_over_the_new_year() -> None:
    assert calendar.epoch_of(date(2026, 11, 24)) == 202648
    assert calendar.epoch_of(date(2027, 1, 1)) == 202653
    assert calendar.accepted_epochs(date(2026, 11, 23)) == {202647, 202648}
    assert calendar.accepted_epochs(date(2026, 11, 24)) == {202648}
    assert calendar.quarter_of(date(2026, 11, 24)) == 20264
    assert calendar.day_number(date(1970, 1, 2)) == 1


def test_there_are_thirty_three_classes_from_16_kib_to_2_gib() -> None:
    assert len(sizes.CLASSES) == len(sizes.ENVELOPE_LENGTHS) == 33
    assert list(sizes.CLASSES) == sorted(sizes.CLASSES)
    assert (sizes.CLASSES[0], sizes.CLASSES[-1]) == (16384, 2**31)
    assert all(c % 16384 == 0 for c in sizes.CLASSES)
    assert sizes.envelope_length(16384) == 4908 + 16384 + 16
    assert (sizes.class_for(16384), sizes.class_for(16385)) == (16384, 32768)
    with pytest.raises(FormatError):
        sizes.class_for(2**31 + 1)


def test_both_halves_of_the_hybrid_agree_and_show_no_secret() -> None:
    private = HybridPrivate.generate()
    public = private.public()
    k1 = primitives.random_bytes(32)
    k2, ciphertext = public.encapsulate()
    assert private.box_open(public.box_seal(k1)) == k1
    assert private.decapsulate(ciphertext) == k2
    assert HybridPrivate.generate().box_open(public.box_seal(k1)) is None
    assert repr(private) == "HybridPrivate()"


def test_signatures_and_seals_are_checked() -> None:
    seed = bytes(32)
    signature = primitives.sign(seed, b"a")
    primitives.verify(primitives.signing_public(seed), b"a", signature)
    with pytest.raises(UntrustedError) as caught:
        primitives.verify(primitives.signing_public(seed), b"b", signature)
    assert caught.value.kind == "signature"
    sealed = primitives.aead_seal(seed, primitives.ZERO_NONCE, b"text", b"ad")
    assert primitives.aead_open(seed, primitives.ZERO_NONCE, sealed, b"ad", kind="chunk") == b"text"
    with pytest.raises(UntrustedError) as caught:
        primitives.aead_open(seed, primitives.ZERO_NONCE, sealed, b"other", kind="chunk")
    assert caught.value.kind == "chunk"


def test_hkdf_matches_rfc_5869_test_case_3_prefix() -> None:
    expected = "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d"
    assert primitives.hkdf(b"\x0b" * 22, b"", b"").hex() == expected


@pytest.mark.parametrize("point", ["00" * 32, "01" + "00" * 31, "ecff" + "ff" * 29 + "7f"])
def test_nothing_is_sealed_to_a_point_of_small_order(point: str) -> None:
    """Such a key gives the same shared secret to everybody; a key file may hold it, sealing refuses it."""
    recipient = primitives.HybridPublic(x25519=bytes.fromhex(point), mlkem=bytes(1184))
    with pytest.raises(FormatError) as caught:
        recipient.box_seal(bytes(32))
    assert caught.value.kind == "key-file"


def test_nothing_is_sealed_to_an_impossible_lattice_key() -> None:
    """Coefficients beyond the modulus (FIPS 203 §7.2)."""
    with pytest.raises(FormatError) as caught:
        primitives.HybridPublic(x25519=bytes(32), mlkem=b"\xff" * 1184).encapsulate()
    assert caught.value.kind == "key-file"
