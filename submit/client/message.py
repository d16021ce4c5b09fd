"""Seal one message into a file that lies ready to be sent (docs/formats.md §5)."""

from __future__ import annotations

import contextlib
import mimetypes
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import BinaryIO

from keys.calendar import epoch_of
from keys.draft import Draft
from keys.envelope import seal
from keys.errors import UntrustedError
from keys.mailbox import Mailbox
from keys.primitives import HybridPublic
from keys.sizes import class_for, envelope_length
from submit.client.deployment import Deployment
from submit.client.form import Form
from submit.client.ready import Ready
from submit.errors import ClientError

__all__ = ["Message", "seal_into"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """What is to be sealed: ``kind`` as in the format, the lane if one was named, and paths of files."""

    kind: str
    lang: str
    text: str
    form: Form
    lane: str
    files: Sequence[Path] = ()
    names: bool = False

    def draft(self, sent: date) -> Draft:
        """Return what the report says; only a first one has answers to the form."""
        draft = Draft(path="kit", kind=self.kind, lang=self.lang, sent=sent, text=self.text)
        if self.kind != "report":
            return draft
        return replace(draft, **self.form.particulars.named(), identity=self.form.identity)


def seal_into(out: BinaryIO, message: Message, deployment: Deployment, box: Mailbox, day: date) -> Ready:
    """Seal into ``out``, which is then read again to be sent.

    Files travel under plain names unless ``names`` says otherwise: a name may tell who somebody is.

    Raises:
        ClientError: ``files`` or ``large``.
        FormatError, UntrustedError: ``report``, ``bounds``, ``size``, ``epoch``.
    """
    lane = _lane(message, deployment)
    limits = deployment.manifest.limits
    if len(message.files) > limits.attachments:
        raise ClientError("files", f"At most {limits.attachments} files fit one message. Nothing was sent.")
    if envelope_length(class_for(sum(_size(file) for file in message.files))) > limits.envelope:
        raise ClientError("large", "The files are too large for this site. Leave one out. Nothing was sent.")
    with contextlib.ExitStack() as opened:
        seal(
            out,
            message.draft(day),
            deployment=deployment.manifest.deployment,
            epoch=epoch_of(day),
            lanes=[lane],
            mailbox=box,
            files=[
                (_name(file, at, kept=message.names), _type(file), opened.enter_context(file.open("rb")))
                for at, file in enumerate(message.files, 1)
            ],
            identity_key=deployment.identity,
        )
    ready = Ready.check(out, {epoch_of(day)})
    if ready.length > limits.envelope:
        raise ClientError("large", "The files are too large for this site. Leave one out. Nothing was sent.")
    return ready


def _lane(message: Message, deployment: Deployment) -> HybridPublic:
    """Choose no team beforehand but for a first report: a forgotten choice must not lead past it."""
    lanes = deployment.lanes
    name = message.lane or ("desk" if message.kind == "report" or len(lanes) == 1 else "")
    if not name:
        raise ClientError(
            "lane", f"Say which team reads your report, the same as then: --lane {' or '.join(sorted(lanes))}"
        )
    if name not in lanes:
        raise UntrustedError("epoch", f"The site has no team named {name} for this day.")
    return lanes[name]


def _size(file: Path) -> int:
    try:
        size = file.stat().st_size
    except OSError as error:
        raise ClientError(
            "files", f"{file.name} cannot be read ({error.strerror}). Nothing was sent."
        ) from error
    if size == 0:
        raise ClientError("files", f"{file.name} is empty. Leave it out. Nothing was sent.")
    return size


def _name(file: Path, number: int, *, kept: bool) -> str:
    return file.name[:120] if kept else f"file-{number}{file.suffix.lower()[:8]}"


def _type(file: Path) -> str:
    return mimetypes.guess_type(file.name)[0] or ""
