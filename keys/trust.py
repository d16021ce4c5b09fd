"""What a manifest's own signatures cannot prove: that all see the same one (docs/formats.md §7.1, §7.2).

Whoever holds a fingerprint, of a poster or a kit, follows the root keys from there to those in force. Whoever
holds a board, which the desk signs far from the server, requires that its list of manifests has this one.
"""

from __future__ import annotations

from collections.abc import Callable

from keys import manifest, merkle, primitives
from keys.errors import UntrustedError
from keys.manifest import Manifest
from keys.merkle import HASH, Head

__all__ = ["LONGEST_LOG", "MOST_CHANGES", "check_log", "check_root"]

LONGEST_LOG = 1 << 20  # bytes; one manifest a day for 89 years
MOST_CHANGES = 16  # of root keys that are followed


def check_root(checked: Manifest, pinned: bytes, fetch: Callable[[int], bytes]) -> None:
    """Require that ``pinned`` is the root's fingerprint, or one's that has since handed over to it.

    ``fetch`` gives the file of the manifest of a serial; it is asked only where root keys have changed.

    Raises:
        FormatError, UntrustedError: as ``manifest.parse``, or ``fingerprint``.
    """
    root = checked.root
    for _ in range(MOST_CHANGES + 1):
        if primitives.equal(root.fingerprint, pinned):
            return
        if root.since == 1:
            break
        changed = manifest.parse(fetch(root.since))
        if (
            changed.root.former is None
            or changed.root.fingerprint != root.fingerprint
            or changed.deployment != checked.deployment
        ):
            break
        root = changed.root.former
    raise UntrustedError("fingerprint", "This manifest is not of the deployment whose fingerprint you hold.")


def check_log(checked: Manifest, named: Head, untrusted: bytes) -> None:
    """Require that the manifest stands in the list of all, and that the list begins as ``named`` says.

    ``untrusted`` is the list, leaf hashes back to back; ``named`` is a board's log.

    Raises:
        UntrustedError: ``log``.
    """
    if len(untrusted) % HASH:
        raise _missing()
    leaves = [untrusted[at : at + HASH] for at in range(0, len(untrusted), HASH)]
    for head in (checked.log, named):
        if head.size > len(leaves) or merkle.head(leaves[: head.size]) != head:
            raise _missing()
    if checked.serial > len(leaves) or leaves[checked.serial - 1] != checked.leaf:
        raise _missing()


def _missing() -> UntrustedError:
    return UntrustedError(
        "log",
        "The site shows you a manifest that is not in the list its desk knows. Send nothing, keep the file, "
        "and tell those who run it.",
    )
