"""What the check finds: one line each, and the worst of them decides."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum

__all__ = ["Finding", "Findings", "Verdict"]

SAID = 200  # characters of what a server said that are repeated; all of it comes from a stranger


class Verdict(StrEnum):
    """How a check came out."""

    OK = "ok"
    LOOK = "look"  # not as signed or not as usual, and no sign of an attack
    BAD = "bad"


@dataclass(frozen=True, slots=True)
class Finding:
    """One check of one thing; ``subject`` is a path or a part, ``detail`` a sentence."""

    check: str
    subject: str
    verdict: Verdict
    detail: str


@dataclass(slots=True)
class Findings:
    """Everything found, each thing once, and how much was looked at."""

    looked: dict[str, int] = field(default_factory=dict)
    _found: dict[Finding, int] = field(default_factory=dict)

    def ok(self, check: str) -> None:
        """Count one thing that is as it must be."""
        self.looked[check] = self.looked.get(check, 0) + 1

    def look(self, check: str, subject: str, detail: str) -> None:
        """Note something that a person should look at."""
        self._add(Finding(check, _tame(subject), Verdict.LOOK, _tame(detail)))

    def bad(self, check: str, subject: str, detail: str) -> None:
        """Note something that an honest site does not do."""
        self._add(Finding(check, _tame(subject), Verdict.BAD, _tame(detail)))

    @property
    def verdict(self) -> Verdict:
        """The worst of all."""
        verdicts = {finding.verdict for finding in self._found}
        return next((each for each in (Verdict.BAD, Verdict.LOOK) if each in verdicts), Verdict.OK)

    def __iter__(self) -> Iterator[tuple[Finding, int]]:
        """Yield every finding that is not ``ok``, worst first, and how often it was made."""
        worst = sorted(self._found.items(), key=lambda item: item[0].verdict is not Verdict.BAD)
        return iter(worst)

    def count(self, verdict: Verdict) -> int:
        """Return how many different findings came out so."""
        return sum(finding.verdict is verdict for finding in self._found)

    def _add(self, finding: Finding) -> None:
        self.looked[finding.check] = self.looked.get(finding.check, 0) + 1
        self._found[finding] = self._found.get(finding, 0) + 1


def _tame(said: str) -> str:
    """Keep what a server says from moving the cursor of the terminal it is shown on, or filling it."""
    return "".join(each if each.isprintable() else "?" for each in said[:SAID])
