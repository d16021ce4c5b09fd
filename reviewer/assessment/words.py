"""What is said of what a report names, in English; pages translate it."""

from __future__ import annotations

from collections.abc import Mapping

__all__ = ["KINDS", "ODD", "PUBLISHED"]

KINDS: Mapping[str, str] = {
    "domain": "domain",
    "email": "e-mail address",
    "phone": "phone number",
    "ip": "IP address",
    "iban": "bank account",
    "bitcoin": "Bitcoin address",
}
ODD: Mapping[str, str] = {
    "mixed": "letters of several scripts: it may pass for another",
    "private": "an address that leads nowhere from outside",
    "unlisted": "an ending that nobody gives out",
}
PUBLISHED = "Published, by the number in its address"
