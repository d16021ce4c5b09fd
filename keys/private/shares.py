"""Recovery shares of a quarter's master secret (SLIP-39, Shamir's scheme over GF(256), by shamir-mnemonic).

A share is 33 English words. Words are told apart by their first four letters, and three wrong ones are always
noticed; a single wrong one is found and named, so that whoever types from paper knows where to look.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import shamir_mnemonic
from shamir_mnemonic import MnemonicError, Share
from shamir_mnemonic.wordlist import WORDLIST

from keys.errors import ShareError

__all__ = ["MOST", "WORDS", "Collected", "Plan", "combine", "read_share", "split"]

WORDS = 33  # of a 32-byte secret
MOST = 16  # shares of one group, and groups
_LONGEST = 1000  # characters typed for one share


@dataclass(frozen=True, slots=True)
class Plan:
    """How a secret is shared: ``groups`` of (needed, count); ``needed`` groups open it."""

    groups: tuple[tuple[int, int], ...]
    needed: int = 1

    def check(self) -> None:
        """Require numbers that make sense.

        Raises:
            ShareError: ``plan``.
        """
        if not 1 <= self.needed <= len(self.groups) <= MOST:
            raise ShareError("plan", "The number of groups needed must be at most the number of groups, 16.")
        for needed, count in self.groups:
            if not 1 <= needed <= count <= MOST or (needed == 1 and count > 1):
                raise ShareError(
                    "plan", "Of a group, 2 to 16 shares are made and at least 2 needed; or one share alone."
                )


def split(master: bytes, plan: Plan) -> list[list[str]]:
    """Return the shares of a 32-byte secret, by group, each a line of words.

    Raises:
        ShareError: ``plan``.
    """
    plan.check()
    made: list[list[str]] = shamir_mnemonic.generate_mnemonics(plan.needed, plan.groups, master)
    return made


def read_share(typed: str) -> str:
    """Return a share as it was made, from what somebody typed or scanned.

    Raises:
        ShareError: ``length``; ``word``, one is in no list (``position``, ``suggestions``); ``checksum``,
            some word is another than on the paper (``position`` where it can be told).
    """
    words = typed[:_LONGEST].casefold().split()
    if len(words) != WORDS:
        raise ShareError("length", f"A share has {WORDS} words, and these are {len(words)}: is one left out?")
    found = [_word(word, position) for position, word in enumerate(words, 1)]
    line = " ".join(found)
    try:
        Share.from_mnemonic(line)
    except MnemonicError as error:
        raise _wrong_word(found) from error
    return line


def combine(typed: Iterable[str]) -> bytes:
    """Return the 32-byte secret of shares that somebody typed.

    Raises:
        ShareError: as ``Collected.add``; ``few``.
    """
    collected = Collected()
    for line in typed:
        collected.add(line)
    return collected.combine()


@dataclass(slots=True)
class Collected:
    """Shares brought together one by one until they are enough."""

    _shares: dict[tuple[int, int], Share] = field(default_factory=dict, repr=False)
    _lines: list[str] = field(default_factory=list, repr=False)

    def add(self, typed: str) -> None:
        """Take one more share.

        Raises:
            ShareError: as ``read_share``; ``twice``, it is here already; ``foreign``, of other shares.
        """
        line = read_share(typed)
        share = Share.from_mnemonic(line)
        place = (share.group_index, share.index)
        if place in self._shares:
            raise ShareError("twice", "This share was given already. Take another sheet.")
        first = next(iter(self._shares.values()), None)
        if first is not None and first.common_parameters() != share.common_parameters():
            raise ShareError(
                "foreign",
                "This share belongs with others: look at team, quarter and deployment on the sheet.",
            )
        self._shares[place] = share
        self._lines.append(line)

    @property
    def missing(self) -> int:
        """How many more shares it takes at least; 0 when they are enough; at first, one."""
        if not self._shares:
            return 1
        needed = next(iter(self._shares.values())).group_threshold
        groups: dict[int, list[Share]] = {}
        for share in self._shares.values():
            groups.setdefault(share.group_index, []).append(share)
        lacking = sorted(max(0, held[0].member_threshold - len(held)) for held in groups.values())
        # Of a group of which nobody has come yet, it takes one at least.
        return int(sum(lacking[:needed]) + max(0, needed - len(lacking)))

    def combine(self) -> bytes:
        """Return the 32-byte secret.

        Raises:
            ShareError: ``few``.
        """
        if self.missing:
            raise ShareError("few", f"Too few shares: it takes {self.missing} more at least.")
        try:
            return bytes(shamir_mnemonic.combine_mnemonics(self._enough()))
        except MnemonicError as error:
            raise ShareError("foreign", "These shares do not belong together. Begin again.") from error

    def _enough(self) -> list[str]:
        """Return exactly as many shares as are needed: the library takes no more."""
        chosen: dict[int, list[str]] = {}
        for (group, _), share, line in zip(self._shares, self._shares.values(), self._lines, strict=True):
            held = chosen.setdefault(group, [])
            if len(held) < share.member_threshold:
                held.append(line)
        first = next(iter(self._shares.values()))
        thresholds = {share.group_index: share.member_threshold for share in self._shares.values()}
        whole = [held for group, held in chosen.items() if len(held) == thresholds[group]]
        return [line for held in whole[: first.group_threshold] for line in held]


def _word(word: str, position: int) -> str:
    if word in _KNOWN:
        return word
    short: str = _BY_START.get(word[:4], "") if len(word) >= 4 else ""
    if short.startswith(word) and short:
        return short
    error = ShareError("word", f"Word {position} is none of those that shares are made of.")
    error.position = position
    error.suggestions = tuple(difflib.get_close_matches(word[:20], WORDLIST, 3, 0.6))
    raise error


def _wrong_word(words: Sequence[str]) -> ShareError:
    """Return the error of a share whose checksum fails, with the one word that explains it, if one does."""
    explained = [
        (position, word)
        for position in range(len(words))
        for word in _near(words[position])
        if word != words[position] and _holds([*words[:position], word, *words[position + 1 :]])
    ]
    if len(explained) != 1:
        return ShareError("checksum", "Some words are not those on the sheet. Compare them one by one.")
    position, word = explained[0]
    error = ShareError("checksum", f"Word {position + 1} is probably not that of the sheet. Look at it.")
    error.position, error.suggestions = position + 1, (word,)
    return error


def _near(word: str) -> set[str]:
    """Return the words that somebody may have meant who wrote ``word``."""
    alike = {other for other in WORDLIST if other[:2] == word[:2]}
    return alike.union(difflib.get_close_matches(word, WORDLIST, 8, 0.4))


def _holds(words: Sequence[str]) -> bool:
    try:
        Share.from_mnemonic(" ".join(words))
    except MnemonicError:
        return False
    return True


_KNOWN = frozenset(WORDLIST)
_BY_START = {word[:4]: word for word in WORDLIST}
