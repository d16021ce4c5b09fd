"""Make reports as people would send them: in five languages, with conversations, duplicates and floods.

The same number of the same seed is always the same message, so that tests, benches and pictures agree.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from keys.draft import Draft, Link, Place, Seen
from keys.links.recognise import recognise
from tests.seeds.material import ACCOUNTS, LANGUAGES, NAMES, PLACES, PLATFORMS, TOPICS, sentences
from tests.seeds.pictures import png

__all__ = ["Seeded", "seeded"]

# Of a hundred messages: what they are. The rest are reports like no other.
FOLLOW, DUPLICATE, FLOOD = 12, 10, 8
FLOOD_LINK = "https://www.tiktok.com/@flood.seed/video/7301234567890123456"


@dataclass(frozen=True, slots=True)
class Seeded:
    """A message: of which ``thread``, what it says, and the pictures with it by name."""

    thread: int
    draft: Draft
    files: dict[str, bytes] = field(repr=False)


@dataclass
class _Story:
    """What happened to somebody, to be told once, or by several."""

    topic: str
    account: str
    platform: tuple[str, str, str]
    post: int
    place: tuple[str, str, str, str]


def seeded(seed: int, count: int, *, day: date, files: bool = True) -> Iterator[Seeded]:
    """Yield ``count`` messages, the last of ``day``, the first up to 30 days before."""
    draw = random.Random(seed)
    stories: list[_Story] = []
    langs: list[str] = []
    for number in range(count):
        sent = day - timedelta(days=(count - number) * 30 // max(count, 1))
        chance = draw.randrange(100)
        if langs and chance < FOLLOW:
            thread = draw.randrange(len(langs))
            yield Seeded(thread, _follow(draw, langs[thread], sent), {})
            continue
        if chance >= 100 - FLOOD:
            made = _flood(draw, sent)
        else:
            if not stories or chance >= FOLLOW + DUPLICATE:
                stories.append(_story(draw))
            made = _report(
                draw, stories[-1 if chance >= FOLLOW + DUPLICATE else draw.randrange(len(stories))], sent
            )
        langs.append(made.lang)
        shown = files and made.topic != "grooming" and draw.randrange(4) == 0
        yield Seeded(len(langs) - 1, made, {f"capture-{number}.png": png(draw)} if shown else {})


def _story(draw: random.Random) -> _Story:
    [topic] = draw.choices([*TOPICS], weights=[share for _, share in TOPICS.values()])
    return _Story(
        topic,
        f"{draw.choice(ACCOUNTS)}.{draw.randrange(10_000)}",
        draw.choice(PLATFORMS),
        draw.randrange(10**9),
        draw.choice(PLACES),
    )


def _report(draw: random.Random, story: _Story, sent: date) -> Draft:
    known = sentences()
    usual = {lang: share for lang, share in LANGUAGES.items() if story.topic in known[lang]}
    [lang] = draw.choices([*usual], weights=[*usual.values()])
    said = [draw.choice(known[lang][part]) for part in ("open", story.topic, "close")]
    values = {
        "app": story.platform[1],
        "account": f"@{story.account}",
        "sum": draw.randrange(2, 90) * 100,
        "city": story.place[2 if lang == "ar" else 3],
        "name": draw.choice(NAMES),
        "hours": draw.randrange(2, 48),
    }
    address = story.platform[2].format(account=story.account, post=story.post)
    danger = story.topic in ("threat", "attack_announced") and draw.randrange(3) == 0
    return Draft(
        kind="report",
        path=draw.choice(("device", "device", "device", "server")),
        lang=lang,
        sent=sent,
        text=" ".join(said).format(**values),
        category=TOPICS[story.topic][0],
        topic=story.topic,
        danger="yes" if danger else draw.choice(("no", "unknown")),
        who="other" if danger else "",
        ongoing=draw.choice(("yes", "no", "unknown")),
        role=draw.choice(("target", "witness", "witness", "child")),
        links=_links(address),
        seen=Seen(day=sent - timedelta(days=draw.randrange(4)), precision="day"),
        place=Place(of="event", country=story.place[0], region=story.place[1], city=story.place[3]),
        identity=_identity(draw),
    )


def _links(address: str) -> tuple[Link, ...]:
    if not address:
        return ()
    found = recognise(address)
    return (Link(given=address, url=found.url, platform=found.platform, account=found.account),)


def _identity(draw: random.Random) -> dict[str, str]:
    if draw.randrange(6):
        return {"kind": "none"}
    return {"kind": "contact", "contact": f"06{draw.randrange(10**8):08}"}


def _follow(draw: random.Random, lang: str, sent: date) -> Draft:
    text = draw.choice(sentences()[lang]["follow"])
    return Draft(kind="follow-up", path="device", lang=lang, sent=sent, text=text)


def _flood(draw: random.Random, sent: date) -> Draft:
    """Somebody has many people send the same words: only a number and a greeting differ."""
    fields: dict[str, Any] = {"category": "incitement", "topic": "hatred", "danger": "no"}
    return Draft(
        kind="report",
        path="device",
        lang="fr",
        sent=sent,
        text="Signalez tous ce compte, il insulte notre ville et nos familles chaque jour depuis un mois, "
        f"il faut le fermer tout de suite et punir celui qui l’a ouvert. Message {draw.randrange(1000)}.",
        links=_links(f"{FLOOD_LINK}?_t={draw.randrange(10**6)}"),
        **fields,
    )
