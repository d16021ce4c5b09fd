"""What answering and publishing do to the store."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from reviewer.conversation import wishes
from reviewer.conversation.standing import Standing, stand
from reviewer.custody.entry import Entry
from reviewer.store import Store

__all__ = ["APPLIES", "known_of"]


def known_of(entry: Entry) -> dict[bytes, int]:
    """Return the last number of each station's log that a publisher knew."""
    return {bytes.fromhex(station): number for station, number in entry.act.body["known"].items()}


def _reply(store: Store, entry: Entry) -> None:
    case = store.row("SELECT number FROM cases WHERE author = ?", (entry.act.case,))
    if case is None:
        return
    store.run(
        "INSERT OR IGNORE INTO replies (station, entry, clock, case_number, day, cells, not_before) "
        "VALUES (?, ?, ?, ?, ?, ?, ?)",
        (
            *(entry.station, entry.number, entry.clock, case["number"]),
            *(entry.act.body[name] for name in ("day", "cells", "not-before")),
        ),
    )
    wishes.withdraw(store, case["number"])


def _take_back(store: Store, entry: Entry) -> None:
    """Take back an answer; a board whose maker did not know of it carries the answer all the same.

    Of two people who take it back the first counts, whichever act came here first.
    """
    place = bytes.fromhex(entry.act.body["station"]), entry.act.body["entry"]
    store.run(
        "UPDATE replies SET back_station = ?, back_entry = ? WHERE station = ? AND entry = ? "
        "AND (back_entry IS NULL OR (SELECT (clock, station) > (?, ?) FROM acts "
        "WHERE station = back_station AND number = back_entry))",
        (entry.station, entry.number, *place, *entry.stamp),
    )


def _publish(store: Store, entry: Entry) -> None:
    """Number the answers, count those that this board carried, and take its place in the chain."""
    body = entry.act.body
    standing = stand(store, known_of(entry), body["serial"], day=body["issued"], b=body["b"], k=body["k"])
    _count(store, standing, body["serial"])
    store.insert(
        "published",
        {
            "serial": body["serial"],
            "bundle": bytes.fromhex(body["bundle"]),
            "board": bytes.fromhex(body["board"]),
            "issued": body["issued"],
        },
    )
    for station, number in known_of(entry).items():
        store.run(
            "UPDATE inbound SET acknowledged = ? WHERE acknowledged IS NULL AND segment = segments "
            "AND (station = ? AND entry <= ? OR station IS NULL)",
            (body["serial"], station, number),
        )


def _count(store: Store, standing: Standing, serial: int) -> None:
    for place, number in sorted(standing.numbered.items()):
        store.run("UPDATE replies SET position = ? WHERE station = ? AND entry = ?", (number, *place))
    for place in sorted(standing.live):
        store.run(
            "UPDATE replies SET shown = shown + 1, last_shown = ? WHERE station = ? AND entry = ?",
            (serial, *place),
        )


APPLIES: Mapping[str, Callable[[Store, Entry], None]] = {
    "publish": _publish,
    "reply": _reply,
    "take-back": _take_back,
}
