"""Look at what is signed: the manifest of each visitor, the list of all manifests, public keys, the board."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from keys import history, keyfile, manifest
from keys.calendar import epoch_of
from keys.errors import KeysError, UntrustedError
from keys.manifest import Manifest
from keys.merkle import Head
from submit.verify.fetch import Answer
from submit.verify.findings import Findings
from submit.verify.state import Seen
from vault.formats import board as boards
from vault.formats.board import BoardHeader

__all__ = [
    "check_board",
    "check_history",
    "check_keys",
    "check_lasting",
    "check_manifests",
    "check_since",
    "key_ids",
]

WARNING = timedelta(weeks=2)


def check_manifests(answers: Sequence[Answer], findings: Findings) -> Manifest | None:
    """Require one manifest for everybody, signed by its root keys; return it, or None if none is good."""
    good: dict[bytes, tuple[Manifest, Answer]] = {}
    for answer in answers:
        try:
            checked = manifest.parse(answer.body)
        except KeysError as error:
            findings.bad("manifest", f"/manifest ({error.kind})", f"{error} ({answer.visitor})")
            continue
        good.setdefault(checked.hash, (checked, answer))
        findings.ok("manifest")
    if not good:
        return None
    newest, _ = max(good.values(), key=lambda each: each[0].serial)
    for each, answer in good.values():
        if each.hash == newest.hash:
            continue
        two = (
            "two manifests of one number, both signed by the root keys"
            if each.serial == newest.serial
            else (f"manifest {each.serial} for some visitors, {newest.serial} for others")
        )
        findings.bad("split", "/manifest", f"{two}: {answer.visitor}")
    return newest


def check_since(seen: Seen | None, current: Manifest, board: BoardHeader | None, findings: Findings) -> None:
    """Require that nothing went back since the last check, and that what was shown then still stands."""
    if seen is None:
        return
    if current.serial < seen.manifest.serial:
        findings.bad(
            "rollback", "/manifest", f"is number {current.serial}; {seen.manifest.serial} was seen before"
        )
    elif current.serial == seen.manifest.serial and current.hash != seen.manifest.hash:
        findings.bad("split", "/manifest", f"another number {current.serial} was shown at the last check")
    else:
        findings.ok("since")
    if board is None or seen.board is None:
        return
    if board.serial < seen.board.serial:
        findings.bad(
            "rollback", "/board/header", f"is number {board.serial}; {seen.board.serial} was seen before"
        )
    elif board.serial == seen.board.serial and board.hash != seen.board.hash:
        findings.bad("split", "/board/header", f"another number {board.serial} was shown at the last check")


def check_history(
    files: Sequence[bytes],
    leaves: bytes,
    current: Manifest,
    fingerprint: bytes | None,
    seen: Seen | None,
    findings: Findings,
) -> Head | None:
    """Require that all manifests follow one another, from the root on the poster to the one in force.

    Returns the head of their log, or None if this site's history is none.
    """
    try:
        past = history.collect(files)
        if past.latest.hash != current.hash or leaves != b"".join(past.leaves):
            raise UntrustedError("log", "The list of manifests is not the one that leads to this manifest.")
        if fingerprint is not None and not past.had_root(fingerprint):
            raise UntrustedError("root", "These are not the root keys of the fingerprint given.")
        if seen is not None:
            past.check_head(seen.log)
    except KeysError as error:
        findings.bad("log", f"/log ({error.kind})", str(error))
        return None
    findings.ok("log")
    return past.head


def key_ids(current: Manifest, day: date) -> list[str]:
    """Return the ids of the keys for reports of today and of a week from now, and of the identity key."""
    epochs = {epoch_of(day), epoch_of(day + timedelta(weeks=1))}
    held = {key for lane in current.lanes.values() for epoch, key in lane.items() if epoch in epochs}
    return sorted({*held, current.identity[1]})


def check_keys(answers: Sequence[Answer], findings: Findings) -> None:
    """Require that every public key is the one its name says."""
    for answer in answers:
        identifier = answer.path.rpartition("/")[2]
        try:
            keyfile.parse(answer.body, identifier)
        except KeysError:
            findings.bad("keys", answer.path, f"is not the key that was signed, for {answer.visitor}")
        else:
            findings.ok("keys")


def check_lasting(current: Manifest, day: date, findings: Findings) -> int:
    """Require keys for today, warn before they run out; return how many days they last in every lane."""
    left = 0
    while left < 400 and all(epoch_of(day + timedelta(left)) in lane for lane in current.lanes.values()):
        left += 1
    if left == 0:
        findings.bad("epoch", "/manifest", f"has no key for {day}: nobody can report")
    elif left < WARNING.days:
        findings.look("epoch", "/manifest", f"keys run out in {left} days: the desk must make new ones")
    else:
        findings.ok("epoch")
    if current.issued > day + timedelta(1):
        findings.look(
            "clock", "/manifest", f"is of {current.issued}, a day to come: is this computer's clock right?"
        )
    return left


def check_board(
    answers: Sequence[Answer], current: Manifest, day: date, findings: Findings
) -> BoardHeader | None:
    """Require one board for everybody, signed by the desk and not late; return its header."""
    good: dict[bytes, BoardHeader] = {}
    for answer in answers:
        try:
            header = boards.parse(answer.body, deployment=current.deployment, desk=current.desk)
        except KeysError as error:
            findings.bad("board", f"/board/header ({error.kind})", f"{error} ({answer.visitor})")
            continue
        good[header.hash] = header
        findings.ok("board")
    if not good:
        return None
    newest = max(good.values(), key=lambda each: each.serial)
    if len(good) > 1:
        findings.bad("split", "/board/header", "some visitors are shown another board than others")
    if newest.is_late(day):
        findings.look(
            "late", "/board/header", f"the next board was due on {newest.due}: answers may be held back"
        )
    if newest.manifest != current.hash:
        findings.look("board", "/board/header", "was made under another manifest than the one in force")
    return newest
