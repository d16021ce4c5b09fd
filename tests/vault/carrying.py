"""What is carried out of a vault and back into it, on the desk's stick."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from keys.errors import KeysError
from tests.vault.world import Desk
from vault import inbound, outbound
from vault.errors import VaultError
from vault.outbound import Taken
from vault.store import Store

DAY = date(2026, 11, 24)


def export(store: Store, desk: Desk, **options: Any) -> inbound.Export:
    made = inbound.export(store, desk.stick, DAY, **options)
    assert made is not None
    return made


def take(store: Store, desk: Desk, day: date = DAY) -> list[Taken]:
    return list(outbound.take_bundles(store, desk.stick, day))


def refused(store: Store, desk: Desk) -> str:
    with pytest.raises((VaultError, KeysError)) as caught:
        take(store, desk)
    kind = caught.value.kind
    assert isinstance(kind, str)
    return kind
