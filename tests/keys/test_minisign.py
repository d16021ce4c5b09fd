"""Detached signatures, against the real minisign program, both ways."""

from __future__ import annotations

import io
import subprocess
from pathlib import Path

import pytest

from keys import minisign, primitives
from keys.errors import FormatError, UntrustedError

SEED = bytes(range(32))
PUBLIC = primitives.signing_public(SEED)
CONTENT = b"<!doctype html>" * 1000


def signed(content: bytes = CONTENT, comment: str = "kit of 2026-11-25") -> minisign.Signature:
    return minisign.sign(io.BytesIO(content), comment, SEED)


def run(*arguments: str, typed: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(["minisign", *arguments], input=typed, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("content", [b"", b"x", CONTENT], ids=len)
def test_minisign_believes_ours(tmp_path: Path, content: bytes) -> None:
    """A file beside its signature verifies by the public key that we print, and shows the comment."""
    file = tmp_path / "kit.html"
    file.write_bytes(content)
    (tmp_path / "kit.html.minisig").write_text(signed(content, "kit of Amāna, 25").write(), "utf-8")
    done = run("-V", "-m", str(file), "-P", minisign.public_key(PUBLIC))
    assert done.returncode == 0, done.stderr
    assert "kit of Amāna, 25" in done.stdout
    file.write_bytes(content + b" ")
    assert run("-V", "-m", str(file), "-P", minisign.public_key(PUBLIC)).returncode != 0


def test_we_believe_minisign_s(tmp_path: Path) -> None:
    """What the program signs verifies here, and not when a byte or the comment changes."""
    key, secret, file = tmp_path / "key.pub", tmp_path / "key", tmp_path / "kit.html"
    file.write_bytes(CONTENT)
    assert run("-G", "-W", "-p", str(key), "-s", str(secret)).returncode == 0
    made = run("-S", "-W", "-s", str(secret), "-m", str(file), "-t", "a trusted word")
    assert made.returncode == 0, made.stderr
    public = minisign.read_public_key(key.read_text().splitlines()[1])
    text = (tmp_path / "kit.html.minisig").read_bytes()
    read = minisign.parse(text)
    assert minisign.verify(io.BytesIO(CONTENT), read, public) == "a trusted word"
    with pytest.raises(UntrustedError):
        minisign.verify(io.BytesIO(CONTENT[1:]), read, public)
    with pytest.raises(UntrustedError):
        minisign.verify(
            io.BytesIO(CONTENT), minisign.parse(text.replace(b"trusted word", b"trusted wors")), public
        )


def test_written_and_read_back() -> None:
    """A signature's file reads as what was written."""
    made = signed()
    assert minisign.parse(made.write().encode()) == made
    assert minisign.verify(io.BytesIO(CONTENT), made, PUBLIC) == made.comment
    assert minisign.read_public_key(minisign.public_key(PUBLIC)) == PUBLIC


GOOD = signed().write()
LINES = GOOD.splitlines()
BAD = {
    "nothing": "",
    "a line more": GOOD + "x\n",
    "a line less": "\n".join(LINES[:3]),
    "no untrusted comment": GOOD.replace("untrusted comment: ", "untrusted: "),
    "no trusted comment": "\n".join([*LINES[:2], "comment: x", LINES[3]]),
    "not base64": GOOD.replace(LINES[1], "*" + LINES[1][1:]),
    "too short": GOOD.replace(LINES[1], LINES[1][:-4]),
    "base64 with bits left over": GOOD.replace(LINES[3], LINES[3][:-3] + "B=="),
    "a signature without hash": GOOD.replace("RU", "RW", 1),
    "longer than any": GOOD.replace("kit", "k" * minisign.LIMIT),
}


@pytest.mark.parametrize("name", BAD)
def test_what_is_no_signature(name: str) -> None:
    """Whatever is not as minisign writes it is refused by one kind."""
    with pytest.raises(FormatError) as failure:
        minisign.parse(BAD[name].encode())
    assert failure.value.kind == "minisign"


def test_no_text() -> None:
    """Bytes that are no text are refused like the rest; so is a comment that would be two lines."""
    for act in (lambda: minisign.parse(b"\xff"), lambda: signed(comment="two\nlines")):
        with pytest.raises(FormatError) as failure:
            act()
        assert failure.value.kind == "minisign"
