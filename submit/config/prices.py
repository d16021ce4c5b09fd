"""What a message costs: proof of work where scripts run, waiting where none do."""

from __future__ import annotations

from submit.config.values import Section, wrong
from submit.receive.load import Price, Prices

__all__ = ["read_prices"]


def read_prices(choices: Section) -> Prices:
    """Read ``work``, in bits, and ``wait``, in seconds: each normally, and when very much comes.

    Raises:
        SetupError: ``config``.
    """
    usual = Prices()
    bits = _pair(choices, "work", (usual.normal.bits, usual.busy.bits), 28)
    seconds = _pair(choices, "wait", (usual.normal.seconds, usual.busy.seconds), 3600)
    return Prices(normal=Price(bits[0], seconds[0]), busy=Price(bits[1], seconds[1]))


def _pair(choices: Section, key: str, usual: tuple[int, int], most: int) -> tuple[int, int]:
    untrusted = choices.take(key)
    if untrusted is None:
        return usual
    if not isinstance(untrusted, list) or len(untrusted) != 2 or not all(type(n) is int for n in untrusted):
        raise wrong(key, "must be two whole numbers in [brackets]")
    normal, busy = untrusted
    if not 0 <= normal <= busy <= most:
        raise wrong(key, f"must be two numbers from 0 to {most}, the second not the smaller")
    return normal, busy
