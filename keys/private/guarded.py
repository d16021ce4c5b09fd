"""Keep secrets out of swap files, core dumps and other programs, as far as Python lets anybody.

A ``Secret`` lies in memory that is locked (mlock, where the system allows it), left out of core dumps
(MADV_DONTDUMP) and overwritten when it is done with. Whatever computes with it takes a copy for that moment,
and the libraries underneath make copies of their own: docs/threat-model.md says what this cannot promise.
"""

from __future__ import annotations

import ctypes
import mmap
import resource
from types import TracebackType

__all__ = ["Secret", "harden"]

_PR_SET_DUMPABLE = 4
_MCL_CURRENT, _MCL_FUTURE = 1, 2
_libc = ctypes.CDLL(None, use_errno=True)


class Secret:
    """Some bytes that are overwritten by ``wipe``; the repr shows none of them."""

    def __init__(self, value: bytes) -> None:
        self._size = len(value)
        # A page of its own: what is locked, left out of dumps or overwritten is whole pages.
        self._page = mmap.mmap(-1, max(1, self._size))
        if hasattr(mmap, "MADV_DONTDUMP"):
            self._page.madvise(mmap.MADV_DONTDUMP)
        address = ctypes.addressof(ctypes.c_char.from_buffer(self._page))
        # Without the right to lock memory (RLIMIT_MEMLOCK) the secret is as any other: no reason to refuse.
        _libc.mlock(ctypes.c_void_p(address), ctypes.c_size_t(len(self._page)))
        self._page[: self._size] = value
        self._alive = True

    def reveal(self) -> bytes:
        """Return a copy, to be used at once and let go.

        Raises:
            ValueError: it has been wiped.
        """
        if not self._alive:
            raise ValueError("internal error: this secret was wiped")
        return self._page[: self._size]

    def wipe(self) -> None:
        """Overwrite it; every later use is an error."""
        self._page[:] = bytes(len(self._page))
        self._alive = False

    def __enter__(self) -> Secret:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.wipe()

    def __repr__(self) -> str:
        return f"Secret({self._size} bytes)"


def harden() -> None:
    """Keep this process out of core dumps, and other programs of the same user out of its memory.

    Linux only; elsewhere, and where it is forbidden, nothing changes. Call it before any secret is read.
    """
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if resource.getrlimit(resource.RLIMIT_MEMLOCK)[0] == resource.RLIM_INFINITY:
        # With any limit less, locking everything would make Argon2id fail for want of memory.
        _libc.mlockall(_MCL_CURRENT | _MCL_FUTURE)
    if hasattr(_libc, "prctl"):
        _libc.prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)
