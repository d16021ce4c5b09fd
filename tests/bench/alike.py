"""How long it takes to find what one new case is like among 100,000, with its reasons.

A tenth of the cases are one flood of copies; each case has a text, a link, a file and a picture. Texts are of
words as frequent as words are (Zipf), so that unlike ones have much in common. Timed is all that happens to
a new case: its traits and picture are found and kept, and the cases like it are listed with the reasons.
"""

from __future__ import annotations

import itertools
import json
import random
import statistics
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np

from keys import draft, primitives
from keys.draft import Link, Particulars
from reviewer.alike import index, likeness, proposals
from reviewer.alike.pictures import FORMS, SIZE, Picture
from reviewer.store import Store, open_store
from tests.bench.deployment import HERE
from tests.bench.figures import Figure, at_most, seconds, shown

CASES, NEW = 100_000, 60
KEY = bytes(32)
LETTERS = "ابتثجحخدذرزسشصضطظعغفقكلمنهوي"
FLOOD = "https://www.tiktok.com/@flood/video/7301234567890123456"


def measure() -> Iterator[Figure]:
    HERE.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=HERE) as folder:
        path = Path(folder) / "store"
        writer = _Writer(random.Random(1))
        with open_store(path, KEY) as store:
            yield shown("traits of one message found and kept", _fill(store, writer) * 1e6, "µs")
        with open_store(path, KEY) as store:
            first = seconds(partial(_arrive, store, writer, CASES + 1))
            coming = (partial(_arrive, store, writer, CASES + 2 + number) for number in range(NEW))
            times = list(map(seconds, coming))
            _set_aside(store)
            view = seconds(lambda: store.row("SELECT count(*) FROM aside_cases"))
            proposed = seconds(lambda: proposals.proposals(store))
        p95 = statistics.quantiles(times, n=20)[-1]
        yield shown("first new case after opening", first * 1e3, "ms")
        yield shown("duplicates of a new case, median", statistics.median(times) * 1e3, "ms")
        yield at_most("duplicates of a new case against 100,000, p95", p95 * 1e3, "ms", 50)
        yield at_most("which cases a flood of 10,000 sets aside", view * 1e3, "ms", 50)
        yield shown("clusters proposed among 100,000", proposed * 1e3, "ms")


@dataclass
class _Writer:
    """Writes cases that resemble what people send."""

    draw: random.Random

    def __post_init__(self) -> None:
        self.words = ["".join(self.draw.choices(LETTERS, k=self.draw.randint(2, 8))) for _ in range(20_000)]
        self.weights = list(itertools.accumulate(1 / rank for rank in range(1, len(self.words) + 1)))
        self.flood = self.text()

    def text(self) -> str:
        return " ".join(self.draw.choices(self.words, cum_weights=self.weights, k=self.draw.randint(15, 120)))

    def case(self, number: int) -> tuple[str, str]:
        """Return a text and a link; every tenth is of the flood, others share a link with one or two."""
        if number % 10 == 0:
            return f"{self.flood} {number}", f"{FLOOD}?_t={number}"
        return self.text(), f"https://www.instagram.com/p/C{number // 2 % 40_000:09}/?igsh={number}"


def _fill(store: Store, writer: _Writer) -> float:
    """Make the store; return how long the traits of one message took."""
    spent = 0.0
    for begin in range(1, CASES + 1, 2000):
        numbers = range(begin, begin + 2000)
        with store.transaction():
            for number in numbers:
                _insert(store, number, *writer.case(number))
            spent += seconds(lambda: _compare(store))
            _insert_pictures(store, numbers)
    return spent / CASES


def _compare(store: Store) -> None:
    while index.update(store):
        pass


def _arrive(store: Store, writer: _Writer, number: int) -> None:
    """Take one case in, and find what it is like."""
    text, link = writer.case(number)
    forms = primitives.random_bytes(FORMS * SIZE)
    with store.transaction():
        _insert(store, number, text, link)
        index.update(store)
        index.add_pictures(store, number, 0, [Picture(forms, 100)])
    found = likeness.similar(store, number)
    if not found:
        raise AssertionError(f"case {number} is like no other")
    likeness.shared(store, number)


def _set_aside(store: Store) -> None:
    """Put the flood into a cluster that is set aside, as 10,001 acts would."""
    with store.transaction():
        store.run(
            "INSERT INTO clustered (author, cluster, was, batch) "
            "SELECT author, x'00', NULL, x'00' FROM cases WHERE number % 10 = 0"
        )
        store.insert("floods", {"cluster": b"\0", "aside": "calm"})


def _insert(store: Store, number: int, text: str, link: str) -> None:
    """Write a case with one report and one attachment, as an import does."""
    key = number.to_bytes(32, "big")
    said = draft.fields(Particulars(links=(Link(given=link),), danger="no"))
    envelope = {"id": key, "status": "opened", "kind": "", "day": 1, "lane": "desk", "file_key": key}
    store.insert("envelopes", {**envelope, "station": bytes(8), "entry": 1})
    store.insert("cases", {"number": number, "lane": "desk", "author": key, "read_key": key, "bucket": 0})
    message = {"number": number, "envelope": key, "author": key, "message": key[16:], "read_key": key}
    message |= {"bucket": 0, "case_number": number, "position": 0, "opened": 1, "kind": "report", "sent": 1}
    message |= {"path": "device", "lang": "ar", "text": text, "said": json.dumps(said), "identity": "none"}
    store.insert("messages", {**message, "contact": ""})
    file = {"message": number, "number": 0, "name": "a", "type": "image/jpeg", "size": 1}
    store.insert("attachments", {**file, "sha256": primitives.sha256(key)})


def _insert_pictures(store: Store, messages: Sequence[int]) -> None:
    """Write first pictures as ``add_pictures`` would, without comparing the 100,000 with each other."""
    for some in (messages[:1000], messages[1000:]):
        forms = [primitives.random_bytes(FORMS * SIZE) for _ in some]
        block = store.insert("picture_blocks", {"pictures": b"", "hashes": b""})
        for message, form in zip(some, forms, strict=True):
            row = {"number": message, "message": message, "attachment": 0, "still": 0, "forms": form}
            store.insert("pictures", {**row, "quality": 100, "first": message, "block": block})
        store.run(
            "UPDATE picture_blocks SET pictures = ?, hashes = ? WHERE number = ?",
            (np.array(some, "<u8").tobytes(), b"".join(form[:SIZE] for form in forms), block),
        )
