"""What a manifest changes, in words for whoever is to sign it.

A signer reads this and nothing else, so nothing may go unsaid: tests bend every field and require a sentence.
What comes from a proposal is not believed: control characters never reach the terminal.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta

from keys import fingerprint
from keys.manifest import Manifest, RootKeys

__all__ = ["describe", "plain"]

_MOST = 8  # names in one sentence; the rest are counted


def describe(after: Manifest, before: Manifest | None) -> list[str]:
    """Return sentences: what is dangerous to get wrong first, and then everything else that changes."""
    if before is None:
        return [*_first(after)]
    said = [
        *_roots(after, before),
        *_keys(after, before),
        *_lanes(after, before),
        *_rules(after, before),
        *_pages(after, before),
    ]
    name = plain(after.names["en"])
    head = f"Manifest {after.serial} of {name}, issued {after.issued}, follows {before.serial}."
    return [head, *(said or ["Nothing changes but its number and day."])]


def plain(text: str) -> str:
    """Return ``text`` without what could steer a terminal or turn the direction of what stands around it."""
    return "".join(character if character.isprintable() else "?" for character in text)


def _first(made: Manifest) -> Iterator[str]:
    yield f"This is the first manifest of {plain(made.names['en'])}, deployment {made.deployment.hex()}."
    yield f"{_of(made.root)}; the fingerprint for posters is {fingerprint.as_hex(made.root.fingerprint)}."
    yield f"The desk's key is {made.desk.hex()}."
    yield f"The server's key is {made.vault.hex()}."
    for lane, epochs in made.lanes.items():
        yield f"Lane {lane} has keys for {_weeks(sorted(epochs))}."
    yield f"It lists {_count(len(made.assets), 'page or file', 'pages and files')}."
    if made.demonstration:
        yield "It says that this is a demonstration."


def _roots(after: Manifest, before: Manifest) -> Iterator[str]:
    old, new = before.root, after.root
    if (old.k, old.keys) == (new.k, new.keys):
        return
    yield f"THE ROOT CHANGES. {_of(new)}; until now it was {old.k} of {len(old.keys)}."
    for keys, verb in (
        (set(new.keys) - set(old.keys), "comes in"),
        (set(old.keys) - set(new.keys), "goes out"),
    ):
        for key in sorted(keys):
            yield f"Root key {key.hex()} {verb}."
    yield (
        f"The fingerprint changes from {fingerprint.as_hex(old.fingerprint)} to "
        f"{fingerprint.as_hex(new.fingerprint)}. Old posters stay good; print new ones all the same."
    )


def _keys(after: Manifest, before: Manifest) -> Iterator[str]:
    if after.deployment != before.deployment:
        yield f"The deployment changes from {before.deployment.hex()} to {after.deployment.hex()}."
    for name, old, new in (("desk", before.desk, after.desk), ("server", before.vault, after.vault)):
        if old != new:
            yield f"The {name}'s key changes from {old.hex()} to {new.hex()}."
    if after.identity != before.identity:
        (was, old_key), (quarter, key) = before.identity, after.identity
        yield (
            f"The key for declared identities changes from that of {_quarter(was)}, {old_key}, "
            f"to that of {_quarter(quarter)}, {key}."
        )


def _lanes(after: Manifest, before: Manifest) -> Iterator[str]:
    for lane in sorted(before.lanes.keys() | after.lanes.keys()):
        old, new = before.lanes.get(lane), after.lanes.get(lane)
        if old is None:
            yield f"Lane {lane} is added: its team opens what reporters address to it."
        if new is None:
            yield f"Lane {lane} is taken away: nothing can be addressed to its team any more."
        yield from _epochs(lane, old or {}, new or {})


def _epochs(lane: str, old: Mapping[int, str], new: Mapping[int, str]) -> Iterator[str]:
    added, removed = sorted(new.keys() - old.keys()), sorted(old.keys() - new.keys())
    replaced = sorted(week for week in old.keys() & new.keys() if old[week] != new[week])
    for weeks, said in (
        (added, "added to"),
        (removed, "taken from"),
        (replaced, "given another key in"),
    ):
        if weeks:
            verb = "is" if len(weeks) == 1 else "are"
            yield f"{_count(len(weeks), 'week', 'weeks')} {verb} {said} lane {lane}: {_weeks(weeks)}."


def _rules(after: Manifest, before: Manifest) -> Iterator[str]:
    for language in sorted(before.names.keys() | after.names.keys()):
        old, new = before.names.get(language), after.names.get(language)
        if old != new:
            yield f"The name in {language} changes from {_quoted(old)} to {_quoted(new)}."
    if after.demonstration != before.demonstration:
        yield f"It {'now says' if after.demonstration else 'no longer says'} that this is a demonstration."
    for name, old_value, new_value in (
        ("number of files a report may hold", before.limits.attachments, after.limits.attachments),
        ("largest envelope, in bytes,", before.limits.envelope, after.limits.envelope),
        ("number of buckets of the board", 2**before.board.b, 2**after.board.b),
        ("number of cells in a bucket", before.board.k, after.board.k),
        ("least length of the list of what was opened", before.board.list, after.board.list),
        ("rhythm of the board", before.board.cadence, after.board.cadence),
    ):
        if old_value != new_value:
            yield f"The {name} changes from {old_value} to {new_value}."


def _pages(after: Manifest, before: Manifest) -> Iterator[str]:
    old, new = before.csp.split("; "), after.csp.split("; ")
    if before.csp != after.csp:
        gone = _listed([plain(rule) for rule in old if rule not in new])
        come = _listed([plain(rule) for rule in new if rule not in old])
        yield f"The policy that browsers enforce changes. Gone: {gone}. New: {come}."
    changed = [path for path, digest in after.assets.items() if before.assets.get(path, digest) != digest]
    for paths, said in (
        (changed, "changed"),
        ([path for path in after.assets if path not in before.assets], "added"),
        ([path for path in before.assets if path not in after.assets], "taken away"),
    ):
        if paths:
            verb = "is" if len(paths) == 1 else "are"
            named = _listed([plain(path) for path in sorted(paths)])
            yield f"{_count(len(paths), 'page or file', 'pages and files')} {verb} {said}: {named}."


def _of(root: RootKeys) -> str:
    return f"{root.k} of {len(root.keys)} root keys must sign"


def _weeks(weeks: Sequence[int]) -> str:
    """Return ISO weeks, ascending; those that follow one another by the first and the last."""
    runs: list[list[date]] = []
    for week in weeks:
        monday = date.fromisocalendar(week // 100, min(week % 100, 52), 1) + timedelta(weeks=week % 100 // 53)
        if runs and monday - runs[-1][-1] == timedelta(weeks=1):
            runs[-1].append(monday)
        else:
            runs.append([monday])
    return " and ".join(_run(run[0], run[-1]) for run in runs) or "no week"


def _run(first: date, last: date) -> str:
    start, end = (f"{day:%G-W%V}" for day in (first, last))
    return start if first == last else f"{start} to {end}"


def _quarter(quarter: int) -> str:
    return f"{quarter // 10}-Q{quarter % 10}"


def _quoted(name: str | None) -> str:
    return "nothing" if name is None else f"“{plain(name)}”"


def _listed(names: Sequence[str]) -> str:
    more = f" and {len(names) - _MOST} more" if len(names) > _MOST else ""
    return (", ".join(names[:_MOST]) or "nothing") + more


def _count(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"
