"""Export a case as evidence: what came, as it came, and who handled it, in the words of ISO/IEC 27037.

*Collection* is the import of the sealed envelope, *acquisition* its opening, *preservation* the original that
is kept. The folder can be checked without this program: hashes by ``sha256sum --check``, signatures by any
implementation of Ed25519, as README.txt in it says.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from keys import draft
from keys.durable import sync_folder
from keys.private.open import copy_attachment
from reviewer import cases
from reviewer.cases import Case
from reviewer.custody import log
from reviewer.custody.entry import Act, Entry
from reviewer.errors import RequestError
from reviewer.originals import original
from reviewer.workstation import Workstation

__all__ = ["SUMS", "export"]

SUMS = "SHA256SUMS"
_README = """\
Evidence of case {label}, exported on {when} UTC by {person}.

originals/    each envelope as the server held it: sealed, named by its SHA-256 (collection, preservation)
attachments/  what was in them, as it came, numbered; names are in case.json (acquisition)
case.json     what the reporter said, and what was answered
custody.json  every act on this case, in order: who, when (UTC), what, hashes before and after
SHA256SUMS    of all files above: sha256sum --check SHA256SUMS

Each act is signed with Ed25519 by the person who did it. What is signed is
  u8(len(tag)) | tag | deployment | SHA-256(packed),  tag = "amana/v1/custody"
with `packed`, `signature` and the person's key `sign` as they stand in custody.json. Each act names the
hash of the one before it on the same workstation as `previous`; numbers that are missing between two acts
are acts on other cases. A text is bound by text = SHA-256(salt | text).

A declared identity is not here: it stays sealed in its envelope.
"""


def export(station: Workstation, typed_case: str, out: Path) -> Path:
    """Write the evidence of a case to the new folder ``out``; that it was handed out is an act, with a hash.

    The hash is that of SHA256SUMS, so it stands for all that was handed out.

    Raises:
        RequestError: ``case``; ``exists``, the folder is there.
        WorkstationError, UntrustedError, FormatError: an original is missing or damaged.
        OSError: it cannot be written.
    """
    case = cases.show(station.store, typed_case)
    try:
        out.mkdir(mode=0o700)
    except FileExistsError as error:
        raise RequestError(
            "exists", f"{out} is there already. Nothing is overwritten: give a new name."
        ) from error
    _originals(station, case, out)
    (out / "case.json").write_text(_json(_said(case)), "utf-8")
    acts = list(log.read(station.store, station.deployment, case.summary.author))
    (out / "custody.json").write_text(_json(_custody(station, acts)), "utf-8")
    sums = out / SUMS
    files = sorted(path for path in out.rglob("*") if path.is_file())
    sums.write_text("".join(f"{_hash(path)}  {path.relative_to(out)}\n" for path in files), "utf-8")
    digest = bytes.fromhex(_hash(sums))
    handed = Act(name="export-case", case=case.summary.author, before=digest, after=digest)
    (entry,) = log.record(station, handed)
    about = {"label": case.summary.label, "when": f"{entry.when:%Y-%m-%d %H:%M:%S}", "person": entry.person}
    (out / "README.txt").write_text(_README.format(**about), "utf-8")
    sync_folder(out)
    return out


def _originals(station: Workstation, case: Case, out: Path) -> None:
    rows = station.store.rows(
        "SELECT envelope FROM messages WHERE case_number = ? ORDER BY position", (case.summary.number,)
    )
    for folder in ("originals", "attachments"):
        (out / folder).mkdir()
    number = 0
    for row in rows:
        with original(station, row["envelope"]) as (source, opened):
            for index in range(len(opened.report.attachments)):
                number += 1
                with (out / "attachments" / str(number)).open("wb") as file:
                    copy_attachment(source, opened, index, file)
            source.seek(0)
            with (out / "originals" / row["envelope"].hex()).open("wb") as file:
                shutil.copyfileobj(source, file, 1 << 20)


def _said(case: Case) -> dict[str, Any]:
    return {
        "case": case.summary.label,
        "messages": [
            {
                "kind": each.kind,
                "sealed_by": each.path,
                "language": each.lang,
                "sent": each.sent.isoformat(),
                "opened": each.opened.isoformat(),
                "text": each.text,
                "particulars": draft.fields(each.said) if each.said else {},
                "attachments": [{**asdict(one), "sha256": one.sha256.hex()} for one in each.files],
            }
            for each in case.messages
        ],
        "answers": [
            {"number": each.number, "day": each.day.isoformat(), "text": each.text, "boards": each.shown}
            for each in case.replies
        ],
    }


def _custody(station: Workstation, acts: Iterable[Entry]) -> dict[str, Any]:
    return {
        "deployment": station.deployment.hex(),
        "acts": [
            {
                "when": f"{each.when:%Y-%m-%dT%H:%M:%SZ}",
                "person": each.person,
                "act": each.act.name,
                "text": each.act.text,
                "salt": each.salt.hex(),
                "sign": each.sign.hex(),
                "signature": each.signature.hex(),
                "packed": each.packed.decode(),
            }
            for each in acts
        ],
    }


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def _hash(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
