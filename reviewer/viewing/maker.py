"""Turn an untrusted file into pixels or text. Run as a script in a process of its own, and never imported.

The file comes as stdin, which can be read at any place. What leaves by stdout are records, a letter, u32
length and so many bytes: ``w`` the walls that hold, ``i`` a number (of what, a space, how many), ``p`` a
picture (u16 width, u16 height, RGB), ``t`` text, ``m`` what the file says of itself (name, 0x00, value),
``x`` why there is nothing. Whoever reads them trusts none.

Nothing of Amana is imported here, so that nothing of it is within reach of what a hostile file may do.
"""

from __future__ import annotations

import ctypes
import errno
import itertools
import os
import resource
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, BinaryIO

SIDE = 1280  # pixels of a picture at most, each way
STILLS = 12  # pictures of one file at most
TELLS = 30  # things that a file says of itself
EXIF = (
    *("Make", "Model", "Software", "DateTime", "DateTimeOriginal", "OffsetTimeOriginal", "Artist"),
    *("Copyright", "ImageDescription", "BodySerialNumber", "LensModel", "UserComment"),
)
LONGEST = 20_000  # characters of a text that are shown
PIXELS = 120_000_000  # of a picture that is decoded at all
MEMORY, SECONDS = 4 << 30, 40
Record = tuple[str, bytes]

_OFFICE = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"{\\rtf")
_FILMS = (b"\x1a\x45\xdf\xa3", b"RIFF", b"FLV", b"OggS", b"\x00\x00\x01\xba", b"ID3", b"fLaC")
# What the decoders need of none of it: networks, other programs, other processes, and changing any file.
_DENIED = (
    *("socket", "socketpair", "connect", "bind", "listen", "accept", "accept4", "sendto", "sendmsg"),
    *("execve", "execveat", "fork", "vfork", "ptrace", "process_vm_readv", "process_vm_writev"),
    *("mount", "umount2", "pivot_root", "chroot", "setns", "unshare", "bpf", "perf_event_open"),
    *("userfaultfd", "keyctl", "add_key", "request_key", "io_uring_setup", "kexec_load", "init_module"),
    *("creat", "unlink", "unlinkat", "rename", "renameat", "renameat2", "mkdir", "mkdirat", "rmdir"),
    *("link", "linkat", "symlink", "symlinkat", "truncate", "chmod", "fchmodat", "chown", "fchownat"),
)


def main() -> None:
    """Look at the file on stdin, and tell what it holds."""
    told = os.fdopen(os.dup(1), "wb")
    # Decoders complain in their own words, which may be the file's.
    with Path(os.devnull).open("wb") as nowhere:
        os.dup2(nowhere.fileno(), 1)
        os.dup2(nowhere.fileno(), 2)
    walls = [sys.argv[1]] if sys.argv[1] == "bubblewrap" else _namespaces()
    _limit()
    source: BinaryIO = os.fdopen(0, "rb")
    kind = _kind(source)
    if kind == "office":
        kind, source = _converted(source, is_boxed=bool(walls))
    walls += [*_seccomp(), "limits"]
    _write(told, "w", " ".join(walls).encode())
    try:
        for letter, payload in SHOW[kind](source):
            _write(told, letter, payload)
    except Exception:  # noqa: BLE001 - whatever a decoder stumbles over, there is nothing to show
        _write(told, "x", b"damaged")
    told.flush()


def _write(told: BinaryIO, letter: str, payload: bytes) -> None:
    told.write(letter.encode() + len(payload).to_bytes(4, "big") + payload)


# --- walls -------------------------------------------------------------------


def _limit() -> None:
    # The first limits last: a decoder cannot raise them again.
    for what, most in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CPU, SECONDS),
        (resource.RLIMIT_NOFILE, 256),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))


def _namespaces() -> list[str]:
    """Leave the network and other processes behind, where no program that does it better is there."""
    user, net, ipc = 0x10000000, 0x40000000, 0x08000000
    libc = ctypes.CDLL(None, use_errno=True)
    if any(libc.unshare(flags) == 0 for flags in (user | net | ipc, net | ipc)):
        return ["namespaces"]
    return []


def _seccomp() -> list[str]:
    """Have the kernel refuse what no decoder needs."""
    try:
        import pyseccomp as kernel  # noqa: PLC0415 - a machine may lack it
    except (ImportError, RuntimeError):
        return []
    rules = kernel.SyscallFilter(kernel.ALLOW)
    refused = kernel.ERRNO(errno.EPERM)
    for name in _DENIED:
        try:
            rules.add_rule(refused, name)
        except (OSError, RuntimeError):
            continue  # this kernel or processor has no such call
    # Threads are made, processes are not: C libraries fall back to clone where clone3 is not there.
    rules.add_rule(kernel.ERRNO(errno.ENOSYS), "clone3")
    rules.add_rule(refused, "clone", kernel.Arg(0, kernel.MASKED_EQ, 0x10000, 0))
    for flag in (os.O_WRONLY, os.O_RDWR):
        rules.add_rule(refused, "openat", kernel.Arg(2, kernel.MASKED_EQ, os.O_ACCMODE, flag))
        try:
            rules.add_rule(refused, "open", kernel.Arg(1, kernel.MASKED_EQ, os.O_ACCMODE, flag))
        except (OSError, RuntimeError):
            continue
    rules.load()
    return ["seccomp"]


# --- kinds of file -----------------------------------------------------------


def _kind(source: BinaryIO) -> str:
    """Tell what a file is by how it begins; what it was called tells nothing."""
    head = source.read(4096)
    source.seek(0)
    if not head:
        return "empty"
    if head[:1024].lstrip().startswith(b"%PDF"):
        return "pdf"
    if head[4:8] == b"ftyp":
        return "picture" if head[8:12] in (b"heic", b"heix", b"mif1", b"msf1", b"avif") else "film"
    if head.startswith(_OFFICE):
        return "office"
    if head.startswith(_FILMS) and head[8:12] != b"WEBP":
        return "film"
    return "text" if _is_text(head) else "picture"


def _is_text(head: bytes) -> bool:
    if b"\0" in head:
        return False
    try:
        head.decode()
    except UnicodeDecodeError as error:
        # A character that the cut went through is no fault.
        return error.start > len(head) - 4 and len(head) == 4096
    return True


def _nothing(why: bytes) -> Callable[[BinaryIO], Iterator[Record]]:
    def say(source: BinaryIO) -> Iterator[Record]:
        del source
        yield "x", why

    return say


def _text(source: BinaryIO) -> Iterator[Record]:
    """Show a text as it is written; of HTML that is its source."""
    text = source.read(LONGEST * 4 + 4).decode("utf-8", "replace")
    yield "i", f"characters {len(text)}".encode()
    yield "t", text[:LONGEST].encode()


def _picture(source: BinaryIO) -> Iterator[Record]:
    from PIL import Image, ImageOps  # noqa: PLC0415 - only what is needed is loaded beside a hostile file
    from pillow_heif import register_heif_opener  # noqa: PLC0415

    register_heif_opener()
    Image.MAX_IMAGE_PIXELS = PIXELS // 2  # of twice as many it is an error
    known = ["JPEG", "PNG", "GIF", "WEBP", "BMP", "TIFF", "HEIF", "AVIF", "MPO", "JPEG2000"]
    try:
        image = Image.open(source, formats=known)
    except Exception:  # noqa: BLE001
        yield "x", b"unknown"
        return
    frames = getattr(image, "n_frames", 1)
    yield "i", f"width {image.width}".encode()
    yield "i", f"height {image.height}".encode()
    yield from _tells(_exif(image))
    for number in _spread(frames, 4):
        image.seek(number)
        image.draft("RGB", (SIDE, SIDE))
        yield "p", _pixels(ImageOps.exif_transpose(image))


def _tells(said: Iterable[tuple[object, object]]) -> Iterator[Record]:
    """Tell what a file says of itself: where, when, by whom and with what it was made."""
    for name, value in itertools.islice(said, TELLS):
        written = value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)
        if shown := written.strip("\0 "):
            yield "m", f"{str(name)[:40]}\0{shown[:200]}".encode("utf-8", "replace")


def _exif(image: Any) -> Iterator[tuple[str, object]]:
    from PIL.ExifTags import GPS, IFD, TAGS  # noqa: PLC0415

    exif = image.getexif()
    for part in (exif, exif.get_ifd(IFD.Exif)):
        for tag, value in part.items():
            if TAGS.get(tag) in EXIF:
                yield TAGS[tag], value
    place = exif.get_ifd(IFD.GPSInfo)
    if GPS.GPSLatitude in place and GPS.GPSLongitude in place:
        north = _degrees(place[GPS.GPSLatitude], place.get(GPS.GPSLatitudeRef) == "S")
        east = _degrees(place[GPS.GPSLongitude], place.get(GPS.GPSLongitudeRef) == "W")
        yield "GPS", f"{north:.5f}, {east:.5f}"


def _degrees(parts: Any, is_negative: bool) -> float:  # noqa: FBT001
    degrees = float(parts[0]) + float(parts[1]) / 60 + float(parts[2]) / 3600
    return -degrees if is_negative else degrees


def _pdf(source: BinaryIO) -> Iterator[Record]:
    import pypdfium2  # noqa: PLC0415

    try:
        document = pypdfium2.PdfDocument(source)
    except pypdfium2.PdfiumError as error:
        yield "x", b"protected" if "password" in str(error).lower() else b"damaged"
        return
    yield "i", f"pages {len(document)}".encode()
    yield from _tells(document.get_metadata_dict().items())
    for number in range(min(len(document), STILLS)):
        page = document[number]
        scale = min(SIDE / max(page.get_width(), page.get_height(), 1), 2.0)
        yield "p", _pixels(page.render(scale=scale, draw_annots=True).to_pil())


def _film(source: BinaryIO) -> Iterator[Record]:
    """Show stills from beginning to end; sound is never decoded."""
    import av  # noqa: PLC0415

    with av.open(source, mode="r", metadata_errors="ignore") as film:
        yield "i", f"seconds {int((film.duration or 0) / av.time_base)}".encode()
        yield from _tells(film.metadata.items())
        if not film.streams.video:
            yield "x", b"sound"
            return
        stream = film.streams.video[0]
        stream.thread_type = "NONE"
        length = film.duration or 0
        for part in range(STILLS if length else 1):
            if part:
                film.seek(length * part // STILLS)
            frame = _at(film.decode(stream), length * part / STILLS / av.time_base)
            if frame is not None:
                yield "p", _pixels(frame.to_image())


def _at(frames: Iterator[Any], seconds: float) -> Any:
    """Return the first frame at a time, for a film can only be entered at some; soon give up."""
    frame = None
    for frame in itertools.islice(frames, 250):
        if frame.time is None or frame.time >= seconds:
            break
    return frame


def _converted(source: BinaryIO, *, is_boxed: bool) -> tuple[str, BinaryIO]:
    """Have LibreOffice make a PDF of a document, where it is installed and cannot reach anything."""
    office = shutil.which("soffice")
    if office is None or not is_boxed or sys.argv[1] != "bubblewrap":
        return "office", source
    folder = Path("/tmp/document")  # noqa: S108 - of the sandbox, gone with it
    folder.mkdir()
    with (folder / "document").open("wb") as copy:
        shutil.copyfileobj(source, copy)
    # Its profile by name: in the sandbox nobody has a home that it could find by itself.
    command = [office, f"-env:UserInstallation=file://{folder}/profile", "--headless", "--norestore"]
    command += ["--convert-to", "pdf", "--outdir", str(folder)]
    subprocess.run([*command, str(folder / "document")], check=False, timeout=SECONDS)  # noqa: S603
    made = folder / "document.pdf"
    return ("pdf", made.open("rb")) if made.exists() else ("unknown", source)


SHOW: dict[str, Callable[[BinaryIO], Iterator[Record]]] = {
    "empty": _nothing(b"empty"),
    "film": _film,
    "office": _nothing(b"office"),
    "pdf": _pdf,
    "picture": _picture,
    "text": _text,
    "unknown": _nothing(b"unknown"),
}


def _spread(count: int, most: int) -> list[int]:
    """Return so many of ``count`` numbers at most, from the first on, evenly."""
    wanted = min(count, most)
    return [count * part // wanted for part in range(wanted)]


def _pixels(image: Any) -> bytes:
    """Return a picture at its final size: u16 width, u16 height, RGB. What is transparent is white."""
    from PIL import Image  # noqa: PLC0415

    image.thumbnail((SIDE, SIDE))
    image = image.convert("RGBA")
    ground = Image.new("RGBA", image.size, "white")
    ground.alpha_composite(image)
    width, height = ground.size
    return width.to_bytes(2, "big") + height.to_bytes(2, "big") + ground.convert("RGB").tobytes()


if __name__ == "__main__":
    main()
