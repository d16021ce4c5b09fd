"""What is done with a form that was sent: seal it, look for answers, or give it back with what is to mend."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field

from flask_babel import gettext

from keys import codename as codenames
from keys import mailbox
from keys.calendar import today
from keys.codename import SERVER, Codename
from keys.errors import CodenameError, KeysError
from keys.mailbox import Mailbox
from submit.errors import FormError, SlowError, TokenError
from submit.languages import Language
from submit.plain import thread
from submit.plain.draft import Message, may_have_files, read_addition, read_report
from submit.plain.failures import sentence
from submit.plain.multipart import FIELD_BYTES, Multipart
from submit.plain.sealing import Sealer
from submit.plain.tickets import Tickets
from submit.plain.typed import Typed
from submit.plain.views import SHEET, Views, of_one_size
from submit.receive.work import Work
from vault.errors import BusyError, RefusedError, TooLargeError, VaultError
from vault.store import Store

__all__ = ["Answer", "Posts", "rest"]

TO_MEND = 422
BUSY = 503
# Argon2id takes 19 MiB each time, and a large board as much again: whoever comes meanwhile waits.
AT_ONCE = 2
# An answer about a codename goes out a whole number of these after the question came: what little longer it
# takes to find something does not show.
STEP_SECONDS = 0.5

_log = logging.getLogger("amana.submit")


@dataclass(frozen=True, slots=True)
class Answer:
    """A page and its status."""

    page: bytes = field(repr=False)
    status: int = 200


class Posts:
    """One handler a form; each is given the form after its fields and before its files."""

    def __init__(self, store: Store, price: Work, views: Views, tickets: Tickets) -> None:
        self._store = store
        self._tickets = tickets
        self._price = price
        self._views = views
        self._sealer = Sealer(store)
        self._turns = threading.BoundedSemaphore(AT_ONCE)

    def report(self, language: Language, form: Multipart, typed: Typed) -> Answer:
        """Seal a first report under a codename that is made here, and show it once."""
        message = read_report(typed, self._views.categories(language), language.code, today())
        if form.has_file and not may_have_files(typed):
            message.problems["files"] = gettext(
                "For the child's sake: do not save, screenshot or forward images. The address is enough, so "
                "no file can be attached here."
            )
        codename, skipped = codenames.generate(SERVER), list[str]()
        self._send(message, codename, form, typed, skipped)
        if message.problems:
            return self._again("report", language, form, typed, message)
        ticket = self._tickets.give(codename)
        answer = self._page(
            "codename", language, codename=codename, again=False, skipped=skipped, ticket=ticket
        )
        return Answer(of_one_size(answer.page, SHEET))

    def sealed(self, language: Language, form: Multipart, typed: Typed) -> Answer:
        """Keep a file that was sealed elsewhere."""
        message = Message()
        if not form.has_file:
            message.problems["sealed"] = gettext("Choose the sealed file first.")
        else:
            self._try(message, form, typed, lambda: self._pass_on(form), "sealed")
        if message.problems:
            return self._again("sealed", language, form, typed, message)
        return self._page("done", language, what="sealed", skipped=[])

    def replies(self, language: Language, form: Multipart, typed: Typed) -> Answer:
        """Do one of what a codename allows: read, add something, ask to delete; the last two in two steps."""
        act = typed.one("act", ("read", "add", "send", "delete", "erase"))
        try:
            codename = codenames.parse(typed.text("codename"))
        except CodenameError as error:
            return self._read(language, typed, codenames.generate(SERVER), error)
        if act in ("add", "delete"):
            return self._page(act, language, codename=codename, token=self._price.token())
        if act in ("send", "erase"):
            return self._add(act, language, form, typed, codename)
        return self._read(language, typed, codename)

    def busy(self, name: str, language: Language, form: Multipart, typed: Typed) -> Answer:
        """Give a large form back with its fields, when no more files can be taken just now."""
        message = Message(token=typed.text("token"), problems={"": sentence(BusyError())})
        if name != "replies":
            return self._again(name, language, form, typed, message, status=BUSY, most=FIELD_BYTES)
        try:
            codename = codenames.parse(typed.text("codename"))
        except CodenameError:
            return self._again("ask", language, form, typed, message, status=BUSY, most=FIELD_BYTES)
        return self._again(
            "add", language, form, typed, message, status=BUSY, most=FIELD_BYTES, codename=codename
        )

    def _read(
        self, language: Language, typed: Typed, codename: Codename, slip: CodenameError | None = None
    ) -> Answer:
        """Show what waits under a codename. After a slip the same is done for another one, and not shown."""
        begun, found = time.monotonic(), None
        failure: KeysError | None = slip
        try:
            found = self._look(codename)
        except KeysError as error:
            failure = failure or error
        if failure is None:
            answer = self._page("thread", language, thread=found, codename=codename)
        else:
            problems = {"codename": sentence(failure)}
            suggestions = failure.suggestions if isinstance(failure, CodenameError) else ()
            answer = self._page("ask", language, typed=typed, problems=problems, suggestions=suggestions)
        rest(begun)
        return Answer(of_one_size(answer.page))

    def _add(self, act: str, language: Language, form: Multipart, typed: Typed, codename: Codename) -> Answer:
        kind, page = ("follow-up", "add") if act == "send" else ("erase", "delete")
        message, skipped = read_addition(typed, kind, language.code, today()), list[str]()
        self._send(message, codename, form, typed, skipped)
        if message.problems:
            return self._again(page, language, form, typed, message, codename=codename)
        return self._page("done", language, what=page, skipped=skipped)

    def _look(self, codename: Codename) -> thread.Thread | None:
        manifest = self._store.manifest
        with self._turns:
            box = mailbox.derive(codename, manifest.deployment)
            return thread.look(self._store.server, manifest, box, today())

    def _mailbox(self, codename: Codename) -> Mailbox:
        with self._turns:
            return mailbox.derive(codename, self._store.manifest.deployment)

    def _send(
        self, message: Message, codename: Codename, form: Multipart, typed: Typed, skipped: list[str]
    ) -> None:
        """Seal a message that has no problems yet; what goes wrong becomes one."""
        draft = message.draft
        if draft is None or message.problems:
            message.token = typed.text("token")
            return
        most = self._store.manifest.limits.attachments if draft.kind != "erase" else 0

        def seal() -> None:
            files = form.files("files", most)
            self._sealer.seal(draft, self._mailbox(codename), message.lane, files, skipped)

        self._try(message, form, typed, seal, "files")

    def _pass_on(self, form: Multipart) -> None:
        for file in form.files("sealed", 1):
            self._sealer.pass_on(file, today())

    def _try(
        self, message: Message, form: Multipart, typed: Typed, deed: Callable[[], None], field: str
    ) -> None:
        """Do it if its time has come and its size may fit; what goes wrong becomes a problem."""
        message.token = typed.text("token")
        try:
            self._price.check_token(message.token)
            self._check_size(form.length)
            deed()
        except SlowError as error:
            message.problems[""] = sentence(error)
        except TokenError as error:
            message.token = message.token if error.seconds else ""
            message.problems[""] = sentence(error)
        except (FormError, KeysError, VaultError) as error:
            if isinstance(error, VaultError) and not isinstance(error, RefusedError):
                _log.error("%s (%s) in plain", type(error).__name__, error.kind)
            about_files = isinstance(error, FormError | RefusedError)
            message.problems[field if about_files else ""] = sentence(error, sealed=field == "sealed")

    def _check_size(self, length: int) -> None:
        """Refuse before anything is read what can be seen not to fit."""
        limit = self._store.manifest.limits.envelope
        if length > limit + FIELD_BYTES:
            raise TooLargeError(limit)
        self._store.check_room(length)

    def _again(
        self,
        page: str,
        language: Language,
        form: Multipart,
        typed: Typed,
        message: Message,
        status: int = TO_MEND,
        most: int = 0,
        **values: object,
    ) -> Answer:
        """Give a form back as it was typed. What still comes is read first: until then no browser hears."""
        with suppress(SlowError):
            form.drain(most or self._store.manifest.limits.envelope)
        token = message.token or self._price.token()
        given = {"typed": typed, "problems": message.problems, "odd": message.odd, "token": token}
        answer = self._page(page, language, **given, **values)
        return Answer(answer.page, status)

    def _page(self, name: str, language: Language, **values: object) -> Answer:
        return Answer(self._views.page(name, language, **values))


def rest(begun: float) -> None:
    """Wait until a whole number of steps after ``begun``, by time.monotonic()."""
    time.sleep(-(time.monotonic() - begun) % STEP_SECONDS)
