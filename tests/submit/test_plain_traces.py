"""A large file posted without scripts to the real server: where it is written, how much memory it takes."""

from __future__ import annotations

import re
import shutil
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import urlopen

import pytest

from tests.submit.forms import END, REPORT, TYPE, body, file_head
from tests.submit.world import World, serving

MIB = 1 << 20
MARK = b"what nobody may find on any disk "
GROWTH = 32 * MIB
# What a server opens to write besides the vault: nowhere, and gunicorn's heartbeat, which is empty.
ELSEWHERE = re.compile(r"/dev/null|/dev/shm/wgunicorn-\w+|/dev/tty")


class Upload:
    """A report with one large file, sent as slowly as the test likes."""

    def __init__(self, address: str, size: int) -> None:
        page = urlopen(f"{address}/en/plain/report", timeout=30).read().decode()
        found = re.search(r'name="token" value="([^"]+)"', page)
        assert found is not None
        self.start = body({"token": found[1], **REPORT, "text": MARK.decode()})[: -len(END)] + file_head(
            "a.mp4"
        )
        self.block = (MARK * (MIB // len(MARK) + 1))[:MIB]
        self.left = size
        place = urlsplit(address)
        self.line = socket.create_connection((place.hostname or "", place.port or 0), timeout=120)
        length = len(self.start) + size + 2 + len(END)
        head = f"POST /en/plain/report HTTP/1.1\r\nHost: x\r\nContent-Type: {TYPE}\r\n"
        self.line.sendall(f"{head}Content-Length: {length}\r\n\r\n".encode() + self.start)

    def send(self, size: int) -> None:
        while size:
            step = min(size, MIB, self.left)
            self.line.sendall(self.block[:step])
            size -= step
            self.left -= step

    def finish(self) -> str:
        self.send(self.left)
        self.line.sendall(b"\r\n" + END)
        answer = b""
        while piece := self.line.recv(65536):
            answer += piece
            if b"</html>" in answer:
                break
        self.line.close()
        return answer.decode()


@pytest.fixture
def open_world(built: None, tmp_path: Path) -> World:
    """A world that waits for nobody, and whose temporary files would be in a folder of their own."""
    made = World.create(tmp_path)
    (made.server / "submit.toml").write_text("wait = [0, 0]\n")
    return made


def family(server: Path) -> list[int]:
    """Return the processes that serve a folder."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            words = (folder / "cmdline").read_bytes().split(b"\0")
        except OSError:
            continue
        if str(server).encode() in words and b"serve" in words and b"strace" not in words[0]:
            found.append(int(folder.name))
    return found


def kib(process: int, name: str) -> int:
    found = re.search(rf"^{name}:\s+(\d+) kB", Path(f"/proc/{process}/status").read_text(), re.MULTILINE)
    return int(found[1]) if found else 0


def test_memory_stays_flat(open_world: World) -> None:
    """Eighty mebibytes go through; the server's peak stays within thirty-two over what it had before."""
    with serving(open_world.server) as (address, _):
        Upload(address, 2 * MIB).finish()
        processes = family(open_world.server)
        assert processes
        for process in processes:
            Path(f"/proc/{process}/clear_refs").write_text("5")  # forget earlier peaks
        before = sum(kib(process, "VmRSS") for process in processes)
        answer = Upload(address, 80 * MIB).finish()
        peak = sum(kib(process, "VmHWM") for process in processes)
    assert "Your report has arrived" in answer
    assert (peak - before) * 1024 < GROWTH
    sizes = sorted(each.report.attachments[0].size for each in open_world.opened().values())
    assert sizes == [2 * MIB, 80 * MIB]


@contextmanager
def traced(world: World, trace: Path) -> Iterator[tuple[str, Path]]:
    """Serve under strace, which stands aside (-D) so that the server itself is ended in the end."""
    calls = "trace=open,openat,openat2,creat,memfd_create"
    tracer = ["strace", "-D", "-f", "-qq", "--seccomp-bpf", "-e", calls, "-o", str(trace)]
    with serving(world.server, before=tracer) as served:
        yield served


def written(trace: Path) -> set[str]:
    """Return every file that was opened to be written, or that has no name at all."""
    found = set()
    for line in trace.read_text("utf-8", errors="replace").splitlines():
        call = re.search(r"(?:open|openat|openat2|creat)\((?:AT_FDCWD|\d+)?(?:, )?\"([^\"]*)\"(.*)", line)
        if "memfd_create(" in line:
            found.add(line)
        elif call is not None and re.search(r"O_WRONLY|O_RDWR|O_CREAT|O_TMPFILE|creat\(", line):
            found.add(call[1])
    return found


def test_nothing_readable_is_written_anywhere(
    open_world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every file the server opens to write is in its folder; half-way, and after, none holds a word of it."""
    assert shutil.which("strace"), "strace is missing: make test installs it"
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setenv("TMPDIR", str(temporary))
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    trace = tmp_path / "trace"
    with traced(open_world, trace) as (address, log):
        upload = Upload(address, 24 * MIB)
        upload.send(12 * MIB)
        halfway = readable(open_world.server, temporary, Path("/dev/shm"), log)
        (arriving,) = (path for path in (open_world.server / "incoming").iterdir() if path.is_file())
        assert arriving.stat().st_size > 4 * MIB
        answer = upload.finish()
        after = readable(open_world.server, temporary, log)
    assert "Your report has arrived" in answer
    assert (halfway, after) == ([], [])
    assert list(temporary.iterdir()) == []
    outside = {
        path
        for path in written(trace)
        if not Path(path).is_relative_to(open_world.server) and ELSEWHERE.fullmatch(path) is None
    }
    assert outside == set()
    assert any("/incoming/" in path for path in written(trace))


def readable(*places: Path) -> list[Path]:
    """Return the files that hold a word of the report."""
    files = [file for place in places for file in ([place] if place.is_file() else place.rglob("*"))]
    return [file for file in files if file.is_file() and MARK.strip() in file.read_bytes()]
