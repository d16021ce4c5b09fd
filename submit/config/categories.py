"""The operator's categories: ours switched off or renamed, and own ones with their topics.

A title of the operator stands where ours has a sentence of the catalogues; translating it again does
nothing, since the catalogues do not know it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from submit.config.values import Section, wrong
from submit.form.taxonomy import CATEGORIES, Category, Topic

__all__ = ["Change", "offered", "read_changes"]

MOST = 12  # categories of one's own, and topics of one category
OWN_ICON = "other"
_CODE = re.compile(r"[a-z][a-z0-9_]{0,31}")  # formats §5.6
_OURS = {category.code: category for category in CATEGORIES}


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What ``[categories.CODE]`` says."""

    code: str
    show: bool
    title: Mapping[str, str]
    detail: Mapping[str, str]
    topics: tuple[tuple[str, Mapping[str, str]], ...]


def read_changes(choices: Section) -> tuple[Change, ...]:
    """Read ``[categories]``.

    Raises:
        SetupError: ``config``.
    """
    changes = tuple(_change(code, choices.section(code)) for code in choices.left())
    if sum(change.code not in _OURS for change in changes) > MOST:
        raise wrong(choices.name, f"has too many categories: at most {MOST} of your own")
    hidden = {change.code for change in changes if not change.show}
    if hidden.issuperset(_OURS) and not any(change.show for change in changes):
        raise wrong(choices.name, "switches every category off: leave at least one")
    return changes


def offered(changes: tuple[Change, ...], codes: tuple[str, ...]) -> tuple[Category, ...]:
    """Return what the form offers, in the first of the languages ``codes`` that each text has."""
    by_code = {change.code: change for change in changes}
    ours = (_changed(category, by_code.get(category.code), codes) for category in CATEGORIES)
    own = (_own(change, codes) for change in changes if change.code not in _OURS and change.show)
    return (*(category for category in ours if category is not None), *own)


def _change(code: str, table: Section) -> Change:
    _check_code(table.name, code)
    change = Change(
        code=code,
        show=table.flag("show", usual=True),
        title=table.words("title", 80),
        detail=table.words("detail", 200),
        topics=tuple(_topics(table)),
    )
    table.end()
    if code not in _OURS and not change.title:
        ours = ", ".join(_OURS)
        raise wrong(table.key("title"), f"is missing: only {ours} have one already")
    if code in _OURS and change.topics:
        raise wrong(table.key("topics"), "cannot be changed: only categories of your own have topics here")
    return change


def _topics(table: Section) -> Iterator[tuple[str, Mapping[str, str]]]:
    untrusted = table.take("topics")
    if untrusted is None:
        return
    if not isinstance(untrusted, list) or len(untrusted) > MOST:
        raise wrong(table.key("topics"), f"must be a list of at most {MOST} topics")
    seen = set()
    for each in untrusted:
        topic = Section(each, table.key("topics"))
        code = topic.line("code", 32)
        _check_code(topic.key("code"), code)
        title = topic.words("title", 80)
        topic.end()
        if not title or code in seen:
            raise wrong(topic.key(code), "needs a title, and a code of its own")
        seen.add(code)
        yield code, title


def _check_code(key: str, code: str) -> None:
    if _CODE.fullmatch(code) is None:
        raise wrong(key, "must have a code of small letters, digits and _, at most 32, such as procurement")


def _changed(category: Category, change: Change | None, codes: tuple[str, ...]) -> Category | None:
    if change is None:
        return category
    if not change.show:
        return None
    title, detail = _in(change.title, codes), _in(change.detail, codes)
    return replace(category, title=title or category.title, detail=detail or category.detail)


def _own(change: Change, codes: tuple[str, ...]) -> Category:
    topics = tuple(Topic(code=code, title=_in(title, codes)) for code, title in change.topics)
    title, detail = _in(change.title, codes), _in(change.detail, codes)
    return Category(code=change.code, title=title, detail=detail, icon=OWN_ICON, topics=topics)


def _in(texts: Mapping[str, str], codes: tuple[str, ...]) -> str:
    return next((texts[code] for code in (*codes, *texts) if code in texts), "")
