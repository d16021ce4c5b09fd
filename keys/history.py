"""Every manifest of a deployment from its first: the list behind the log (docs/formats.md §7.2).

Each manifest names the hash of the one before and the head of all before it, so there is one history only of
which it can be the end. Its folder holds each signed file under its serial, and ``log``: the leaf hashes of
all, back to back.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from keys import manifest, merkle
from keys.durable import write_whole
from keys.errors import UntrustedError
from keys.manifest import Manifest, RootKeys
from keys.merkle import Head

__all__ = ["FOLDER", "LOG", "History", "collect", "stored", "write"]

FOLDER = "manifests"
LOG = "log"


@dataclass(frozen=True, slots=True)
class History:
    """Manifests that follow one another from serial 1, and their signed files; there is always one."""

    manifests: tuple[Manifest, ...]
    files: tuple[bytes, ...]

    @property
    def latest(self) -> Manifest:
        """The one in force."""
        return self.manifests[-1]

    @property
    def leaves(self) -> list[bytes]:
        """The leaf hashes of all."""
        return [each.leaf for each in self.manifests]

    @property
    def head(self) -> Head:
        """The log's head, with the manifest in force."""
        return merkle.head(self.leaves)

    def had_root(self, fingerprint: bytes) -> bool:
        """Whether ``fingerprint`` is that of the root, or of one before that handed over to the next."""
        return any(each.root.fingerprint == fingerprint for each in self.manifests)

    def check_head(self, named: Head) -> None:
        """Require that the list behind ``named`` is this one, as long as it was then.

        Raises:
            UntrustedError: ``log``.
        """
        if named.size > len(self.manifests) or merkle.head(self.leaves[: named.size]) != named:
            raise UntrustedError("log", "This was made with another list of manifests than the one here.")


def collect(untrusted: Iterable[bytes]) -> History:
    """Return the one history that these signed files are, in any order, each as often as it comes.

    Raises:
        FormatError: as ``manifest.parse``.
        UntrustedError: ``threshold``; as ``manifest.check_follows``; or ``fork``, two of one serial.
    """
    parsed = sorted(((manifest.parse(file), file) for file in untrusted), key=lambda each: each[0].serial)
    manifests: list[Manifest] = []
    files: list[bytes] = []
    log = merkle.EMPTY
    for offered, file in parsed:
        if offered.serial <= len(manifests):
            _check_same(offered, manifests[offered.serial - 1])
            continue
        if manifests:
            manifest.check_follows(offered, manifests[-1], log)
        else:
            _check_first(offered)
        manifests.append(offered)
        files.append(file)
        log = merkle.head([each.leaf for each in manifests])
    if not manifests:
        raise _no_first()
    return History(tuple(manifests), tuple(files))


def stored(folder: Path) -> list[bytes]:
    """Return the signed files of a folder that ``write`` made, none where there is no folder."""
    return [path.read_bytes() for path in folder.glob("*") if path.name.isdecimal()]


def write(folder: Path, history: History) -> None:
    """Write what is missing of the folder, durably; the log last: all that it names is there."""
    folder.mkdir(exist_ok=True)
    for serial, file in enumerate(history.files, 1):
        if not (folder / str(serial)).exists():
            write_whole(folder / str(serial), file)
    write_whole(folder / LOG, b"".join(history.leaves))


def _check_first(offered: Manifest) -> None:
    if offered.serial != 1:
        raise _no_first()
    if offered.log != merkle.EMPTY:
        raise UntrustedError("log", "This is the first manifest, and names others before it.")


def _no_first() -> UntrustedError:
    return UntrustedError("serial", "The first manifest is missing. Bring every manifest, from the first on.")


def _check_same(offered: Manifest, held: Manifest) -> None:
    if offered.hash == held.hash:
        return
    if offered.deployment != held.deployment:
        raise UntrustedError("deployment", "This manifest is of another deployment.")
    if _signers(offered) != _signers(held):
        raise UntrustedError("root", "This manifest is signed by other root keys.")
    raise UntrustedError(
        "fork",
        f"The root keys signed two manifests of serial {held.serial}. Stop, keep both files as proof, "
        "and ask the root signers.",
    )


def _signers(signed: Manifest) -> RootKeys:
    """Return the root that was in force before: whose word it is that a manifest comes next."""
    return signed.root.former or signed.root
