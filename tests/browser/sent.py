"""What was sent, as the desk gets it."""

from __future__ import annotations

import io

from keys import codename as codenames
from keys import mailbox
from keys.private.open import Opened, copy_attachment
from tests.submit.world import World
from vault.store import open_store


def opened_as(world: World, words: str, lane: str = "desk") -> Opened:
    """The one envelope in the vault that belongs to a codename."""
    box = mailbox.derive(codenames.parse(words), world.manifest.deployment)
    [found] = [each for each in world.opened(lane).values() if each.report.read_key == box.read_key]
    return found


def attachment(world: World, words: str, index: int = 0) -> tuple[str, bytes]:
    """Name and bytes of an attachment, as the desk gets them."""
    opened, out = opened_as(world, words), io.BytesIO()
    with open_store(world.server) as store:
        [waiting] = [each for each in store.ledger.waiting() if each.id == opened.id]
        with store.open(waiting) as source:
            copy_attachment(source, opened, index, out)
    return opened.report.attachments[index].name, out.getvalue()
