"""The transcript of a ceremony: what was made, by whom, when, with what; signed by the desk."""

from __future__ import annotations

import json
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path
from typing import Any

from keys import canonical, fingerprint, primitives, signed, tags
from keys.durable import write_private
from keys.errors import FormatError, UntrustedError
from keys.manifest import Manifest
from keys.private import keystore
from keys.private.ceremony.facts import Facts
from keys.private.keystore import Session

__all__ = ["FILE", "check", "write"]

FILE = "transcript.json"
_LIMIT = 1 << 18
_PACKAGES = ("argon2-cffi", "cryptography", "pynacl", "shamir-mnemonic")


def write(folder: Path, facts: Facts, made: Manifest, session: Session) -> None:
    """Write the transcript into ``folder``, signed with the desk's key.

    Raises:
        KeystoreError: ``role``, the session is no supervisor's of the desk.
    """
    value: dict[str, Any] = {
        "facts": json.loads(json.dumps(asdict(facts))),
        "manifest": made.hash.hex(),
        "fingerprint": fingerprint.as_hex(made.root.fingerprint),
        "keystores": {
            lane: primitives.sha256(keystore.of_lane(folder, lane).read_bytes()).hex() for lane in facts.lanes
        },
        "versions": {name: version(name) for name in ("amana", *_PACKAGES)},
        "v": 1,
    }
    body = canonical.dumps(value)
    signature = signed.sign(tags.TRANSCRIPT, session.deployment, body, session.desk().seed)
    text = json.dumps({**value, "signature": signature.hex()}, indent=2, sort_keys=True, ensure_ascii=False)
    write_private(folder / FILE, text.encode())


def check(path: Path, made: Manifest) -> dict[str, Any]:
    """Return a transcript that the desk of the manifest signed.

    Raises:
        FormatError: ``transcript``.
        UntrustedError: ``signature``, or ``transcript`` when it tells of another manifest.
    """
    try:
        with path.open("rb") as file:
            value = json.loads(file.read(_LIMIT))
        signature = bytes.fromhex(value.pop("signature"))
        body = canonical.dumps(value)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise FormatError("transcript", "This is no transcript of a ceremony.") from error
    signed.verify(tags.TRANSCRIPT, made.deployment, body, made.desk, signature)
    if value["manifest"] != made.hash.hex():
        raise UntrustedError("transcript", "This transcript is of another manifest.")
    return dict(value)
