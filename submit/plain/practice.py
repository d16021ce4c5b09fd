"""Practising a codename once: it is typed from paper, and the page says whether it is right.

Nothing is kept for it. The page carries the codename sealed (tickets.py), so that it can be compared, in
constant time, and shown again to whoever finds a slip on the paper. A ticket that does not hold tells
nothing: what was typed is then judged by its own check bits, as anybody could. Every page about a codename
just made has one size and goes out on the half second, so the line does not tell right from wrong.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence

from flask_babel import gettext

from keys import codename as codenames
from keys import primitives
from keys.codename import Codename
from keys.errors import CodenameError
from submit.catalogue import marked
from submit.errors import TokenError
from submit.languages import Language
from submit.plain.failures import sentence
from submit.plain.multipart import Multipart
from submit.plain.posts import Answer, rest
from submit.plain.tickets import Tickets
from submit.plain.typed import Typed
from submit.plain.views import SHEET, Views, of_one_size

__all__ = ["Practice"]

_ANOTHER = marked("This is a codename, but not the one that was shown. Compare it, or show it again.")
_FORGOTTEN = marked(
    "This page was open for too long, so this site no longer knows your codename and cannot show it again."
)
_NO_SLIP = marked("What you typed has no slip, so it is very likely right.")


class Practice:
    """Answers the forms that follow a codename just made."""

    def __init__(self, views: Views, tickets: Tickets) -> None:
        self._views = views
        self._tickets = tickets

    def answer(self, language: Language, form: Multipart, typed: Typed) -> Answer:  # noqa: ARG002 -- it has no files
        """Do one of: ask for the codename, check it, show it again, end."""
        begun = time.monotonic()
        page = self._page(language, typed)
        rest(begun)
        return Answer(of_one_size(page, SHEET))

    def _page(self, language: Language, typed: Typed) -> bytes:
        act = typed.one("act", ("practise", "check", "show", "end"))
        if act == "end":
            return self._views.page("practised", language, right=False)
        shown, ticket = self._shown(typed), typed.text("ticket")
        if act == "show" and shown is not None:
            return self._views.page(
                "codename", language, codename=shown, again=True, skipped=[], ticket=ticket
            )
        problems: Mapping[str, str] = {"": gettext(_FORGOTTEN)} if shown is None else {}
        suggestions: Sequence[str] = ()
        if act == "check":
            problems, suggestions = _compare(shown, typed.text("codename"))
            if not problems:
                return self._views.page("practised", language, right=True)
        return self._views.page(
            "practise",
            language,
            typed=typed,
            ticket="" if shown is None else ticket,
            problems=problems,
            suggestions=suggestions,
        )

    def _shown(self, typed: Typed) -> Codename | None:
        try:
            return self._tickets.redeem(typed.text("ticket"))
        except TokenError:
            return None


def _compare(shown: Codename | None, untrusted: str) -> tuple[Mapping[str, str], Sequence[str]]:
    """Return what is wrong with what was typed, by field, and words that may be meant; nothing if right."""
    try:
        read = codenames.parse(untrusted)
    except CodenameError as error:
        return {"codename": sentence(error)}, error.suggestions
    if shown is None:
        return {"": f"{gettext(_FORGOTTEN)} {gettext(_NO_SLIP)}"}, ()
    if primitives.equal(read.number_bytes(), shown.number_bytes()):
        return {}, ()
    return {"codename": gettext(_ANOTHER)}, ()
