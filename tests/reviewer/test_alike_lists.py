"""Lists of known files: read however they are spelt, matched at once and later, and never shown."""

from __future__ import annotations

import hashlib
import io
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import ImageOps

from keys.draft import Link
from reviewer.alike import clusters, compare, flagging, hashlists, index, listfile
from reviewer.alike.compare import Compared
from reviewer.alike.hashlists import Known
from reviewer.alike.listfile import Bad, Listed
from reviewer.custody import log
from reviewer.errors import RequestError
from reviewer.workstation import Workstation
from tests.reviewer.test_alike_pictures import drawing, picture
from tests.reviewer.world import World, identifier, mailbox

FILE = b"a file that somebody knows"
MD5, SHA1, SHA256 = (hashlib.new(name, FILE).hexdigest() for name in ("md5", "sha1", "sha256"))
DAY = date(2026, 11, 25)
PDQ = "f" * 32 + "0" * 32


def read(text: str | bytes) -> list[Listed | Bad]:
    return list(listfile.read(io.BytesIO(text if isinstance(text, bytes) else text.encode())))


HEADS = {
    "md5,sha1,sha256,pdq": f"{MD5},{SHA1},{SHA256},{PDQ}",
    "MD5;SHA-1;SHA-256;PDQ": f"{MD5.upper()};{SHA1};{SHA256};{PDQ}",
    "id\tFile MD5\tfile_sha1\tSHA_256 hash\tpdq_hash\tnote": f"7\t{MD5}\t{SHA1}\t{SHA256}\t{PDQ}\tx",
    '"md5","sha1","sha256","pdq","quality"': f'"{MD5}","{SHA1}","{SHA256}","{PDQ}","100"',
    "\ufeffmd5,SHA1,Sha256,Pdq": f" {MD5} ,{SHA1},{SHA256},{PDQ}\r",
    "hash,type": f"{MD5},MD5\n{SHA1},sha-1\n{SHA256},SHA256\n{PDQ},pdq",
    "signal_type;x;signal": f"md5;;{MD5}\nsha1;;{SHA1}\nsha256;;{SHA256}\npdq;;{PDQ}",
}


@pytest.mark.parametrize("head", HEADS)
def test_columns_are_found_however_they_are_spelt(head: str) -> None:
    found = read(f"{head}\n{HEADS[head]}\n\n")
    assert [each.kind for each in found if isinstance(each, Listed)] == ["md5", "sha1", "sha256", "pdq"]
    assert [each.hash.hex() for each in found if isinstance(each, Listed)] == [MD5, SHA1, SHA256, PDQ]


BAD = {
    "md5\nxyz": "hash",
    f"md5\n{SHA1}": "hash",
    f"md5,note\n{MD5[:-1]}\u0661,a": "hash",
    "md5,note\n,a": "empty",
    "md5,note\na": "hash",
    f"hash,type\n{MD5},crc32": "type",
    "hash,type\n,md5": "empty",
    f"pdq,quality\n{PDQ},49": "quality",
    f'md5,note\n{MD5},"a': "text",
    "md5\n" + "a" * (listfile.LONGEST_LINE + 1): "long",
}


@pytest.mark.parametrize("text", BAD)
def test_a_bad_line_is_named_and_harms_no_other(text: str) -> None:
    head = text.partition("\n")[0]
    good = {"md5": MD5, "md5,note": f"{MD5},a", "hash,type": f"{MD5},md5", "pdq,quality": f"{PDQ},50"}[head]
    found = read(f"{text}\n{good}\n")
    assert found[0] == Bad(2, BAD[text])
    assert isinstance(found[1], Listed)
    assert len(found) == 2


def test_a_line_of_another_alphabet_is_bad() -> None:
    assert read(b"md5\n\xff\xfe\n" + MD5.encode()) == [Bad(2, "text"), Listed("md5", bytes.fromhex(MD5))]


@pytest.mark.parametrize(
    "text", ["", "\n", "name,size\na,1", f"{MD5}\n{MD5}", "md5 or sha1\nx", "hash\nx", "\0"]
)
def test_a_list_without_named_columns_is_refused(text: str) -> None:
    with pytest.raises(RequestError) as caught:
        read(text)
    assert caught.value.kind == "hash-list"


def test_a_list_has_so_many_lines_at_most(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listfile, "MOST_LINES", 3)
    assert len(read(f"md5\n{MD5}\n{MD5}\n")) == 2
    with pytest.raises(RequestError, match="at most"):
        read(f"md5\n{MD5}\n{MD5}\n{MD5}\n")


@given(head=st.sampled_from(["md5", "hash,type", "pdq;quality;sha1", ""]), rest=st.binary(max_size=400))
def test_whatever_the_bytes_only_named_errors_come(head: str, rest: bytes) -> None:
    try:
        found = read(head.encode() + b"\n" + rest)
    except RequestError as error:
        assert error.kind == "hash-list"
    else:
        assert all(isinstance(each, Bad) or len(each.hash) == listfile.LENGTHS[each.kind] for each in found)


@pytest.fixture
def csv(tmp_path: Path) -> Path:
    path = tmp_path / "list.csv"
    path.write_text(f"sha256\n{SHA256}\n", encoding="utf-8")
    return path


def report(world: World, station: Workstation, *files: bytes) -> int:
    """Import a report with files, and compare it; return its case."""
    envelope = world.write(mailbox(), "x", files={f"{n}.jpg": data for n, data in enumerate(files)})
    world.take(station, envelope)
    compare.compare(station)
    row = station.store.row("SELECT max(number) AS number FROM cases")
    assert row
    return int(row["number"])


def listed(station: Workstation) -> list[int]:
    return [
        row["case_number"] for row in station.store.rows("SELECT case_number FROM listed_cases ORDER BY 1")
    ]


@pytest.mark.parametrize(("kind", "digest"), [("md5", MD5), ("sha1", SHA1), ("sha256", SHA256)])
def test_a_file_that_comes_after_its_list_is_flagged(
    world: World, station: Workstation, csv: Path, kind: str, digest: str
) -> None:
    csv.write_text(f"{kind}\n{digest}\n", encoding="utf-8")
    taken = hashlists.take(station, csv, "Known", "1", DAY)
    assert (dict(taken.hashes), taken.matches) == ({kind: 1}, 0)
    assert listed(station) == []
    case = report(world, station, b"other", FILE)
    assert hashlists.known(station.store, case) == [Known(case, 1, "Known", "1", kind, 0)]
    assert [hashlists.is_hidden(station.store, case, number) for number in (0, 1)] == [False, True]
    assert listed(station) == [case]


@pytest.mark.parametrize(("kind", "digest"), [("md5", MD5), ("sha1", SHA1), ("sha256", SHA256)])
def test_a_file_that_came_before_its_list_is_flagged(
    world: World, station: Workstation, csv: Path, kind: str, digest: str
) -> None:
    cases = [report(world, station, data, data + b"!") for data in (FILE, b"y", FILE)]
    csv.write_text(f"{kind}\n{digest}\n", encoding="utf-8")
    assert hashlists.take(station, csv, "Known", "1", DAY).matches == 2
    assert listed(station) == [cases[0], cases[2]]
    assert hashlists.known(station.store, cases[1]) == []


@pytest.mark.parametrize("before", [True, False])
def test_a_mirrored_copy_of_a_known_picture_is_flagged(
    world: World, station: Workstation, csv: Path, *, before: bool
) -> None:
    known, seen = picture(drawing(1)), picture(ImageOps.mirror(drawing(1)))
    assert known
    assert seen
    csv.write_text(f"pdq\n{PDQ}\n{known.hash.hex()}\n", encoding="utf-8")
    if before:
        hashlists.take(station, csv, "Known", "1", DAY)
    case = report(world, station, b"x")
    for _ in range(2):
        compare.keep_pictures(station, case, 0, [seen])
    if not before:
        assert hashlists.take(station, csv, "Known", "1", DAY).matches == 1
    (found,) = hashlists.known(station.store, case)
    assert (found.kind, found.attachment) == ("pdq", 0)
    assert found.distance <= 31
    assert hashlists.is_hidden(station.store, case, 0)


def test_a_newer_version_takes_the_place_of_the_older(world: World, station: Workstation, csv: Path) -> None:
    case = report(world, station, FILE)
    hashlists.take(station, csv, "Known", "1", DAY)
    assert listed(station) == [case]
    csv.write_text(f"sha256\n{'0' * 64}\n", encoding="utf-8")
    hashlists.take(station, csv, "Known", "2", DAY)
    assert listed(station) == []
    (only,) = hashlists.lists(station.store)
    assert (only.name, only.version, dict(only.hashes), only.matches) == ("Known", "2", {"sha256": 1}, 0)


def test_two_lists_are_told_apart_and_one_can_be_removed(
    world: World, station: Workstation, csv: Path
) -> None:
    case = report(world, station, FILE)
    hashlists.take(station, csv, "One", "1", DAY)
    hashlists.take(station, csv, "Two", "1", DAY)
    assert [each.list for each in hashlists.known(station.store, case)] == ["One", "Two"]
    hashlists.remove(station, "One")
    assert [each.list for each in hashlists.known(station.store, case)] == ["Two"]
    with pytest.raises(RequestError):
        hashlists.remove(station, "One")
    acts = [entry.act for entry in log.read(station.store, station.deployment)]
    names = [act.name for act in acts if "hash-list" in act.name]
    assert names == ["take-hash-list", "take-hash-list", "remove-hash-list"]
    assert SHA256 not in str(acts)


def test_what_stands_twice_is_kept_once_and_bad_lines_are_counted(station: Workstation, csv: Path) -> None:
    lines = [SHA256, SHA256.upper(), *("x" * number for number in range(1, 150))]
    csv.write_text("sha256\n" + "\n".join(lines), encoding="utf-8")
    taken = hashlists.take(station, csv, "Known", "1", DAY)
    assert (dict(taken.hashes), taken.repeated, taken.bad_lines) == ({"sha256": 1}, 1, 149)
    assert taken.bad[0] == Bad(4, "hash")
    assert len(taken.bad) == 100


@pytest.mark.parametrize("text", ["sha256\n", "sha256\nx\n", "x\n"])
def test_a_list_with_nothing_in_it_leaves_the_former_one(station: Workstation, csv: Path, text: str) -> None:
    hashlists.take(station, csv, "Known", "1", DAY)
    before = hashlists.lists(station.store)
    csv.write_text(text, encoding="utf-8")
    with pytest.raises(RequestError) as caught:
        hashlists.take(station, csv, "Known", "2", DAY)
    assert caught.value.kind == "hash-list"
    assert hashlists.lists(station.store) == before


@pytest.mark.parametrize(
    ("name", "version"), [("", "1"), ("x" * 61, "1"), ("a\nb", "1"), ("a", ""), ("a", "\u202e")]
)
def test_a_list_has_a_name_and_a_version(station: Workstation, csv: Path, name: str, version: str) -> None:
    with pytest.raises(RequestError):
        hashlists.take(station, csv, name, version, DAY)


def test_the_same_list_is_not_taken_twice(station: Workstation, csv: Path) -> None:
    hashlists.take(station, csv, "Known", "1", DAY)
    with pytest.raises(RequestError, match="here already"):
        hashlists.take(station, csv, "Known", "1", DAY)


def test_what_was_compared_is_told_and_not_done_again(world: World, station: Workstation) -> None:
    links = (Link(given="https://a.example/x"),)
    envelopes = [world.write(mailbox(), "x", links=links, files={"a": bytes([n])}) for n in range(40)]
    world.take(station, *envelopes)
    told: list[int] = []
    done = compare.compare(station, lambda compared: told.append(compared.files))
    assert (done.messages, done.files, done.unreadable) == (40, 40, 0)
    assert told == sorted(told)
    assert compare.compare(station) == Compared()


def test_a_missing_original_is_told_and_tried_again_on_request(
    world: World, station: Workstation, csv: Path
) -> None:
    envelope = world.write(mailbox(), "x", files={"a": FILE})
    path = world.offline / "envelopes" / identifier(envelope)
    world.take(station, envelope)
    kept = path.read_bytes()
    path.write_bytes(kept[:-1] + bytes([kept[-1] ^ 1]))
    assert compare.compare(station).unreadable == 1
    path.write_bytes(kept)
    assert compare.compare(station).files == 0
    assert compare.compare(station, again=True).files == 1
    csv.write_text(f"md5\n{MD5}\n", encoding="utf-8")
    assert hashlists.take(station, csv, "Known", "1", DAY).matches == 1


def test_nothing_is_left_of_a_message_that_is_destroyed(
    world: World, station: Workstation, csv: Path
) -> None:
    hashlists.take(station, csv, "Known", "1", DAY)
    case = report(world, station, FILE)
    with station.store.transaction():
        index.forget(station.store, case)
    assert listed(station) == []
    for table in ("traits", "text_bands", "pictures", "digests", "list_matches"):
        assert station.store.rows(f"SELECT * FROM {table}") == []


def test_a_known_file_is_not_set_aside_with_a_flood(world: World, station: Workstation, csv: Path) -> None:
    hashlists.take(station, csv, "Known", "1", DAY)
    numbers = [report(world, station, data) for data in (b"a", FILE, b"c")]
    clusters.merge(station, list(map(str, numbers)))
    assert clusters.set_aside(station, "1").hidden == 1
    assert clusters.set_aside(station, "1", clusters.ALL).hidden == 2


def test_long_lists_of_pictures_are_compared_in_slices(
    world: World, station: Workstation, csv: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(flagging, "_BLOCK", 2)
    monkeypatch.setattr(flagging, "_BLOCKS_AT_ONCE", 2)
    monkeypatch.setattr(flagging, "_PICTURES_AT_ONCE", 1)
    found = [picture(drawing(seed)) for seed in range(9)]
    seen = [each for each in found if each]
    cases = [report(world, station, bytes([number])) for number in range(3)]
    for case, each in zip(cases, (seen[0], seen[4], seen[8]), strict=True):
        compare.keep_pictures(station, case, 0, [each])
    csv.write_text("pdq\n" + "\n".join(each.hash.hex() for each in seen[:8]), encoding="utf-8")
    assert hashlists.take(station, csv, "Known", "1", DAY).matches == 2
    assert listed(station) == cases[:2]
    again = report(world, station, b"x")
    compare.keep_pictures(station, again, 0, [seen[8], seen[7]])
    assert listed(station) == [*cases[:2], again]
    hashlists.remove(station, "Known")
    assert station.store.rows("SELECT * FROM listed_blocks") == []
