"""The walls around the maker: bubblewrap where it works, else what the maker can put up around itself.

With bubblewrap there are no network, no other processes and no files but programs and libraries, read only.
Without, the maker leaves the network by a namespace of its own where the kernel lets it. In both, seccomp
refuses calls that no decoder needs (where libseccomp is there), and memory and time are limited.
"""

from __future__ import annotations

import os
import select
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import BinaryIO

__all__ = ["LARGEST", "make"]

LARGEST = 512 << 20  # bytes of a file that is looked into
_MOST = 80 << 20  # bytes that a maker may tell
_PATIENCE = 60.0  # seconds
_MAKER = Path(__file__).with_name("maker.py")
_BOX = (
    *("--unshare-all", "--die-with-parent", "--new-session", "--cap-drop", "ALL", "--clearenv"),
    *("--proc", "/proc", "--dev", "/dev", "--tmpfs", "/tmp"),  # noqa: S108 - of the sandbox
    *("--setenv", "HOME", "/tmp", "--setenv", "PATH", "/usr/bin:/bin"),  # noqa: S108
    *("--setenv", "LANG", "C.UTF-8"),
)
_SEEN = ("/usr", "/bin", "/sbin", "/lib", "/lib64", "/etc/fonts", "/etc/ld.so.cache", "/etc/libreoffice")


def make(write: Callable[[BinaryIO], object]) -> bytes:
    """Have the maker look at what ``write`` writes, and return what it told, up to a bound and in time.

    The file is held in memory only, and never on a disk. What is returned is not to be trusted. Nothing at
    all comes of a maker that was killed, hung or told too much.
    """
    with _in_memory() as file:
        write(file)
        file.flush()
        file.seek(0)
        boxed = _box()
        command = [*boxed, sys.executable, "-I", str(_MAKER), "bubblewrap" if boxed else "bare"]
        with subprocess.Popen(  # noqa: S603 - our own programs
            command, stdin=file, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        ) as process:
            try:
                return _read(process)
            finally:
                process.kill()


@contextmanager
def _in_memory() -> Iterator[BinaryIO]:
    with os.fdopen(os.memfd_create("attachment"), "r+b") as file:
        yield file


def _read(process: subprocess.Popen[bytes]) -> bytes:
    if process.stdout is None:
        raise AssertionError("internal error: the maker has no way to tell")
    told, until = bytearray(), time.monotonic() + _PATIENCE
    while (left := until - time.monotonic()) > 0:
        ready, _, _ = select.select([process.stdout], [], [], left)
        piece = os.read(process.stdout.fileno(), 1 << 20) if ready else b""
        if ready and not piece:
            return bytes(told)
        told += piece
        if len(told) > _MOST:
            break
    return b""


@cache
def _box() -> tuple[str, ...]:
    """Return the command that puts a box around another, or nothing where none works."""
    bwrap = shutil.which("bwrap")
    if bwrap is None:
        return ()
    own = (*_SEEN, sys.base_prefix, sys.prefix, str(_MAKER))
    shown = [part for place in own for part in ("--ro-bind-try", place, place)]
    # `/tmp` first: a virtual environment may lie beneath it.
    command = (bwrap, *_BOX, *shown, "--")
    tried = subprocess.run(  # noqa: S603
        [*command, sys.executable, "-I", "-c", "import PIL"], capture_output=True, check=False
    )
    return command if tried.returncode == 0 else ()
