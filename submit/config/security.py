"""Where to report a fault of the site: the page /security and /.well-known/security.txt (RFC 9116)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from submit.config.values import Section, wrong
from submit.languages import LANGUAGES

__all__ = ["Security", "read_security"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Security:
    """Contacts as addresses, the best first; ``expires`` is the last day the text can be relied on."""

    contact: tuple[str, ...]
    expires: date
    canonical: tuple[str, ...] = ()
    encryption: str = ""

    def text(self) -> str:
        """Return security.txt, lines as RFC 9116 section 2.5 has them.

        ``Expires`` is the operator's day, never counted from today: the manifest lists this file's hash.
        """
        lines = [f"Contact: {address}" for address in self.contact]
        lines.append(f"Expires: {self.expires.isoformat()}T23:59:59Z")
        if self.encryption:
            lines.append(f"Encryption: {self.encryption}")
        lines.append(f"Preferred-Languages: {', '.join(LANGUAGES)}")
        lines += [f"Canonical: {address}" for address in self.canonical]
        return "\n".join(lines) + "\n"


def read_security(choices: Section) -> Security | None:
    """Read ``[security]``, if it is there.

    Raises:
        SetupError: ``config``.
    """
    contact = choices.lines("contact", 200, 5)
    expires = choices.day("expires")
    canonical = choices.lines("canonical", 200, 5)
    encryption = choices.address("encryption", ("https",))
    choices.end()
    for each in contact:
        choices.checked_address("contact", each, ("mailto", "https", "tel"))
    for each in canonical:
        choices.checked_address("canonical", each, ("https", "http"))
    if not contact and expires is None and not canonical and not encryption:
        return None
    if not contact:
        raise wrong(choices.key("contact"), 'is missing: give a list such as ["mailto:security@example.org"]')
    if expires is None:
        raise wrong(choices.key("expires"), "is missing: give a day within a year, such as 2027-06-30")
    return Security(contact=contact, expires=expires, canonical=canonical, encryption=encryption)
