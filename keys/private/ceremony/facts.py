"""What a ceremony has settled so far: nothing secret, kept in a file so that it can go on after a break."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from pathlib import Path

from keys import primitives
from keys.durable import write_private
from keys.errors import FormatError

__all__ = ["FILE", "Facts", "load"]

FILE = "ceremony.json"
_LIMIT = 1 << 18


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """Hex throughout. ``signers`` are root public keys by name, ``teams`` a team's public key by lane."""

    deployment: str
    day: str
    names: dict[str, str]
    lanes: tuple[str, ...]
    first: int
    last: int
    k: int = 0
    n: int = 0
    signers: dict[str, str] = field(default_factory=dict)
    teams: dict[str, str] = field(default_factory=dict)
    epochs: dict[str, dict[str, str]] = field(default_factory=dict)
    identity: tuple[int, str] = (0, "")
    dice: int = 0
    people: dict[str, dict[str, list[str]]] = field(default_factory=dict)
    shares: dict[str, list[list[int]]] = field(default_factory=dict)

    @classmethod
    def begin(cls, names: dict[str, str], lanes: tuple[str, ...], day: date, first: int, last: int) -> Facts:
        """Draw a deployment id; ``first`` and ``last`` are the weeks that keys will be made for."""
        deployment = primitives.random_bytes(16).hex()
        return cls(
            deployment=deployment, day=day.isoformat(), names=names, lanes=lanes, first=first, last=last
        )

    @property
    def id(self) -> bytes:
        """The deployment id, 16 bytes."""
        return bytes.fromhex(self.deployment)

    def save(self, folder: Path) -> None:
        """Write the file whole."""
        write_private(folder / FILE, json.dumps(asdict(self), indent=2, sort_keys=True).encode())

    def with_team(
        self,
        lane: str,
        public: bytes,
        epochs: dict[int, str],
        people: dict[str, list[str]],
        shares: list[list[int]],
    ) -> Facts:
        """Return the facts after a team's keystore was made."""
        return replace(
            self,
            teams={**self.teams, lane: public.hex()},
            epochs={**self.epochs, lane: {str(epoch): key for epoch, key in epochs.items()}},
            people={**self.people, lane: people},
            shares={**self.shares, lane: shares},
        )


def load(folder: Path) -> Facts | None:
    """Read what was settled before, or return None where nothing was.

    Raises:
        FormatError: ``ceremony``, the file was damaged.
    """
    try:
        with (folder / FILE).open("rb") as file:
            value = json.loads(file.read(_LIMIT))
        value["lanes"], value["identity"] = tuple(value["lanes"]), tuple(value["identity"])
        return Facts(**value)
    except FileNotFoundError:
        return None
    except (ValueError, TypeError, KeyError) as error:
        raise FormatError(
            "ceremony", f"{FILE} is damaged. Begin again in an empty folder; nothing is in use yet."
        ) from error
