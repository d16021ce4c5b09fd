"""The reader of posted forms: what browsers send comes out as it was, all else is a named error, soon."""

from __future__ import annotations

import io
import tracemalloc
from collections.abc import Callable, Sequence

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from submit.errors import FormError
from submit.plain.multipart import FIELD_BYTES, PIECE, Fields, Multipart
from tests.submit.forms import BOUNDARY, END, TYPE, field, file

File = tuple[str, str, bytes]


class Line(io.BytesIO):
    """A body that comes in bits of one size, as from a network."""

    def __init__(self, data: bytes, bit: int = 1 << 30) -> None:
        super().__init__(data)
        self.bit = bit

    def read(self, size: int | None = -1, /) -> bytes:
        return super().read(min(size or 0, self.bit))


def read(body: bytes, bit: int = 1 << 30, most: int = 20) -> tuple[Fields, list[File]]:
    form = Multipart(Line(body, bit), TYPE, len(body))
    fields = form.fields()
    files = []
    for each in form.files("files", most):
        data = bytearray()
        while piece := each.read(1 << 20):
            assert len(piece) <= PIECE
            data += piece
        files.append((each.name, each.type, bytes(data)))
    return fields, files


def kind(body: bytes, **options: int) -> str:
    with pytest.raises(FormError) as caught:
        read(body, **options)
    return caught.value.kind


@pytest.mark.parametrize("bit", [1, 2, 3, 7, 1000, 1 << 20])
def test_a_form_comes_out_as_it_was_filled_in(bit: int) -> None:
    data = b"\r\n--" + BOUNDARY[:-1].encode() + b"\r\r\n\n" + bytes(range(256)) * 300
    body = (
        field("text", "ماذا رأيت\r\nici".encode())
        + field("told", b"police")
        + field("told", b"school")
        + field("empty", b"")
        + file("لقطة.png", data)
        + file("b.txt", b"x", media_type="text/plain")
        + END
    )
    fields, files = read(body if bit > 3 else body.replace(bytes(range(256)) * 300, b""), bit)
    assert fields == {"text": ["ماذا رأيت\r\nici"], "told": ["police", "school"], "empty": [""]}
    assert [(name, kind) for name, kind, _ in files] == [("لقطة.png", "image/png"), ("b.txt", "text/plain")]
    assert files[0][2] == (data if bit > 3 else data[: -256 * 300])


@pytest.mark.parametrize("size", [0, 1, PIECE - 1, PIECE, PIECE + 1, 3 * PIECE + 17])
@pytest.mark.parametrize("fill", [b"\0", b"\r", b"\n", b"-"])
def test_every_length_and_every_awkward_byte(size: int, fill: bytes) -> None:
    _, files = read(file("a", fill * size) + END)
    assert files == [("a", "image/png", fill * size)]


def test_no_chosen_file_is_no_file() -> None:
    """A browser sends one empty part without a name then."""
    form = Multipart(io.BytesIO(field("text", b"x") + file("", b"") + END), TYPE, 0)
    assert form.fields() == {"text": ["x"]}
    assert not form.has_file
    assert list(form.files("files", 0)) == []


def test_what_is_left_unread_of_a_file_is_passed_over() -> None:
    form = Multipart(io.BytesIO(file("a", b"x" * 200_000) + file("b", b"y") + END), TYPE, 0)
    form.fields()
    files = form.files("files", 2)
    assert next(files).read()[:1] == b"x"
    second = next(files)
    assert (second.is_empty(), second.read(), second.read()) == (False, b"y", b"")


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("C:\\fakepath\\a.txt", "a.txt"),
        ("../../etc/passwd", "passwd"),
        ("a\x01\x7fb", "ab"),
        ("x" * 500, "x" * 120),
        ("/", "file"),
    ],
)
def test_a_file_s_name_is_for_people(sent: str, kept: str) -> None:
    _, [(name, _, _)] = read(file(sent.replace("\\", "\\\\"), b"x") + END)
    assert name == kept


def test_a_media_type_is_plain_and_short() -> None:
    types = ["", "x" * 101, "é/é", "text/plain; charset=x"]
    body = b"".join(file("a", b"x", media_type=each) for each in types) + END
    assert [kind for _, kind, _ in read(body)[1]] == ["", "", "", "text/plain; charset=x"]


@pytest.mark.parametrize(
    "content_type",
    [
        None,
        "",
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data",
        "multipart/form-data; boundary=",
        "multipart/form-data; boundary=" + "x" * 71,
        'multipart/form-data; boundary="a b\r\n"',
        "multipart/mixed; boundary=x",
    ],
)
def test_only_a_form_with_files_in_it_is_read(content_type: str | None) -> None:
    with pytest.raises(FormError) as caught:
        Multipart(io.BytesIO(b""), content_type, 0)
    assert caught.value.kind == "multipart"


GOOD = field("text", b"x") + file("a", b"y" * 1000) + END
HOSTILE: dict[str, tuple[str, bytes]] = {
    "empty": ("multipart", b""),
    "cut in a field": ("multipart", GOOD[:90]),
    "cut in a file": ("multipart", GOOD[:-500]),
    "cut in the last boundary": ("multipart", GOOD[:-6]),
    "another boundary": ("multipart", GOOD.replace(b"gecko", b"webki")),
    "no disposition": ("multipart", GOOD.replace(b"Content-Disposition", b"Content-Position")),
    "head in Latin-1": ("multipart", GOOD.replace(b'"text"', b'"t\xe9xt"')),
    "field in Latin-1": ("charset", field("text", b"\xe9t\xe9") + END),
    "field in UTF-16": ("charset", field("text", "été".encode("utf-16")) + END),
    "no name": ("bounds", GOOD.replace(b'name="text"', b"")),
    "a name that none has": ("bounds", GOOD.replace(b'"text"', b'"../text"')),
    "a long name": ("bounds", field("x" * 81, b"") + END),
    "too much text": ("bounds", field("text", b"x" * (FIELD_BYTES + 1)) + END),
    "too much text in many fields": ("bounds", field("text", b"x" * 30_000) * 10 + END),
    "10,000 parts": ("bounds", field("told", b"x") * 10_000 + END),
    "10,000 files": ("bounds", file("a", b"x") * 10_000 + END),
    "a giant head": ("bounds", b"--" + BOUNDARY.encode() + b"\r\nX: " + b"x" * 200_000 + b"\r\n\r\n"),
    "a large head": (
        "bounds",
        field("text", b"x").replace(b"Content", b"X: " + b"x" * 9000 + b"\r\nContent") + END,
    ),
    "a giant preamble": ("multipart", b"x" * 200_000 + GOOD),
    "a field after a file": ("order", file("a", b"x") + field("text", b"x") + END),
    "a file of another field": ("order", file("a", b"x", part="sealed") + END),
}


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("bit", [97, 1 << 30])
def test_what_no_browser_sends_has_a_name(name: str, bit: int) -> None:
    expected, body = HOSTILE[name]
    assert kind(body, bit=bit) == expected


def test_too_many_files_are_refused_when_they_come() -> None:
    assert kind(file("a", b"x") * 3 + END, most=2) == "bounds"


def test_nothing_hostile_is_held_in_memory() -> None:
    """However much comes, no more than a few pieces of it are here at once."""
    bodies: Sequence[Callable[[], bytes]] = (
        lambda: b"x" * (8 << 20),
        lambda: b"--" + BOUNDARY.encode() + b"\r\nX: " + b"x" * (8 << 20),
        lambda: field("text", b"x" * (8 << 20)) + END,
        lambda: file("a", b"\r\n--" + BOUNDARY.encode() + b" " * (8 << 20)) + END,
        lambda: END + b"x" * (8 << 20),
    )
    for make in bodies:
        line = Line(make())
        tracemalloc.start()
        try:
            form = Multipart(line, TYPE, 0)
            form.fields()
            for each in form.files("files", 20):
                while each.read():
                    pass
        except FormError:
            pass
        finally:
            peak = tracemalloc.get_traced_memory()[1]
            tracemalloc.stop()
        assert peak < 2 << 20


WORDS = [
    b"--",
    BOUNDARY.encode(),
    b"\r\n",
    b"\r",
    b"\n",
    b"\r\n\r\n",
    b'Content-Disposition: form-data; name="',
    b'"',
]
WORDS += [
    b"text",
    b'; filename="a"',
    b"--\r\n",
    b" ",
    b":",
    b"x" * 50,
    b"\xff",
    b"filename*=UTF-8''%ff",
    field("text", b"x"),
]


@given(st.lists(st.sampled_from(WORDS) | st.binary(max_size=12), max_size=30), st.integers(1, 100))
@example([b"--", BOUNDARY.encode(), b"\r\n", b"Content-Disposition: form-data", b"\r\n\r\n"], 1)
def test_any_bytes_are_a_form_or_a_named_error(words: list[bytes], bit: int) -> None:
    try:
        fields, _ = read(b"".join(words), bit)
    except FormError as error:
        assert error.kind in ("multipart", "bounds", "charset", "order")
    else:
        assert all(isinstance(value, str) for values in fields.values() for value in values)


@given(st.binary(max_size=2000), st.integers(1, 500))
def test_any_file_comes_through_unchanged(data: bytes, bit: int) -> None:
    body = field("text", b"x") + file("a", data) + END
    if f"\r\n--{BOUNDARY}".encode() not in data:
        assert read(body, bit)[1] == [("a", "image/png", data)]
