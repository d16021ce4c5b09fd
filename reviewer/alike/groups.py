"""Put together what is linked, directly or by others, and keep apart what a person said is not alike."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

__all__ = ["groups"]


def groups(linked: Iterable[Sequence[int]], apart: Mapping[int, Iterable[int]]) -> list[list[int]]:
    """Return groups of two or more of what is ``linked``, each and all in ascending order.

    ``apart`` are those that do not belong where the others are: each leaves a group that has one of them.
    """
    leader: dict[int, int] = {}

    def find(one: int) -> int:
        root = one
        while leader.setdefault(root, root) != root:
            root = leader[root]
        while leader[one] != root:
            leader[one], one = root, leader[one]
        return root

    for members in linked:
        roots = {find(member) for member in members}
        first = min(roots, default=0)
        leader.update(dict.fromkeys(roots, first))
    together: dict[int, set[int]] = {}
    for member in leader:
        together.setdefault(find(member), set()).add(member)
    kept = (sorted(group - _leaving(group, apart)) for group in together.values())
    return sorted(group for group in kept if len(group) > 1)


def _leaving(group: set[int], apart: Mapping[int, Iterable[int]]) -> set[int]:
    return {member for member in group & apart.keys() if not group.isdisjoint(apart[member])}
