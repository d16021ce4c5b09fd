"""amana-keys ceremony: lead people through the making of a deployment's keys, one question at a time.

What is settled is kept at once, without any secret (facts.py); the same command goes on after a break.
Secrets are typed, made and printed, and never kept anywhere but in keystores.
"""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any, cast

import click

from keys import calendar, fingerprint, proposal
from keys.cli.asking import SHEETS, Asking, Sharing
from keys.cli.changing import read_vault_key
from keys.cli.saying import named_errors
from keys.errors import KeystoreError
from keys.manifest import Manifest
from keys.private import keystore
from keys.private.ceremony import facts as facts_file
from keys.private.ceremony import founding, transcript
from keys.private.ceremony.facts import Facts
from keys.private.ceremony.founding import Founded
from keys.private.ceremony.randomness import Randomness
from keys.private.kek import last_of
from keys.private.keystore import NewPerson
from keys.private.sections import TEAM_ROLES
from keys.private.sheet_words import LANGUAGES, Language
from keys.tongue import Tongue

__all__ = ["Walk", "ceremony"]

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
FOLDER = click.Path(file_okay=False, path_type=Path)


@click.command()
@click.option("--offline", type=FOLDER, required=True, help="Folder for what never touches a server.")
@click.option("--server", type=FOLDER, required=True, help="Folder for what goes to the server on a stick.")
@click.option(
    "--site", type=FILE, required=True, help="JSON of {csp, assets}, as `amana-submit site` prints it."
)
@click.option("--vault-key", type=FILE, required=True, help="What `amana-vault key` printed, on a stick.")
@click.option("--lang", type=click.Choice([*LANGUAGES]), default="en", show_default=True)
@named_errors()
def ceremony(*, offline: Path, server: Path, site: Path, vault_key: Path, lang: str) -> None:
    """Make the keys of a new deployment, with everybody who will hold one."""
    Walk(offline, server, Tongue(cast(Language, lang))).run(_site(site), read_vault_key(vault_key))


class Walk(Asking):
    """One sitting of the ceremony."""

    def __init__(self, offline: Path, server: Path, tongue: Tongue) -> None:
        super().__init__(tongue)
        self.offline = offline
        self.server = server

    def run(self, site: dict[str, Any], vault: bytes) -> None:
        """Ask, make, drill, sign; raises what the steps raise."""
        self.offline.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.say("welcome")
        keystore.overwrite(self.offline / SHEETS)  # left behind when the ceremony was broken off
        facts = facts_file.load(self.offline)
        if facts is None:
            self.title(1, "title-names")
            facts = self.settle(self._names())
        else:
            self.say("resumed")
        self.title(2, "title-dice")
        random = self._dice()
        self.title(3, "title-signers")
        facts = self._signers(replace(facts, dice=max(facts.dice, random.bits)), random)
        for lane in facts.lanes:
            if lane not in facts.teams:
                self.title(4, "title-team", lane=lane)
                facts = self._team(facts, lane, random)
        self.title(5, "title-sign")
        self._finish(facts, site, vault)

    def settle(self, facts: Facts) -> Facts:
        """Keep what was settled, so that a break loses nothing."""
        facts.save(self.offline)
        return facts

    # --- the steps ---

    def _names(self) -> Facts:
        names = {language: self.ask("name", language=language) for language in ("en", "fr", "ar")}
        lanes = ("desk", "oversight") if self.yes("oversight", default=True) else ("desk",)
        day = calendar.today()
        first = calendar.epoch_of(day)
        return Facts.begin(names, lanes, day, first, last_of(first))

    def _dice(self) -> Randomness:
        self.say("dice")
        random = self.until(lambda: Randomness(self.ask("rolls", default="")))
        self.say("bits", bits=random.bits)
        return random

    def _signers(self, facts: Facts, random: Randomness) -> Facts:
        if not facts.n:
            self.say("signers")
            n = self.number("how-many-signers", 1, 16, 3)
            k = self.number("how-many-needed", 1, n, n // 2 + 1)
            facts = self.settle(replace(facts, n=n, k=k))
        while len(facts.signers) < facts.n:
            facts = self.settle(self.until(partial(self._signer, facts, random)))
        return facts

    def _signer(self, facts: Facts, random: Randomness) -> Facts:
        name = self.ask("signer-name", number=len(facts.signers) + 1)
        if name in facts.signers:
            raise KeystoreError(
                "person", "Two signers cannot have one name here. Write one of them otherwise."
            )
        folder = Path(self.ask("signer-folder", name=name))
        if (folder / founding.ROOT).exists():
            raise KeystoreError(
                "root-key", f"{folder} holds a root key already. Move it away, or take another stick."
            )
        if not folder.is_dir():
            raise KeystoreError("folder", f"There is no folder {folder}. Is the stick in its place?")
        return founding.make_signer(folder, facts, name, self.passphrase(name, random), random)

    def _team(self, facts: Facts, lane: str, random: Randomness) -> Facts:
        self.say("team")
        people: list[NewPerson] = []
        self.until(partial(self._people, people, lane, random))
        custodians = sum("custodian" in person.roles for person in people)
        two = custodians > 1 and self.yes("two-custodians", default=True)
        self.say("shares")
        sharing = self.plan()
        self.say("making")
        founded = founding.make_team(
            self.offline, facts, lane, people, sharing.plan, random, two_custodians=two
        )
        self._hand_out(founded, lane, sharing)
        return self.settle(founded.facts)

    def _people(self, people: list[NewPerson], lane: str, random: Randomness) -> None:
        while name := self.ask("person-name", default=""):
            roles = tuple(self.ask("person-roles", name=name).replace(",", " ").split())
            if name in {each.name for each in people}:
                raise KeystoreError(
                    "person", "Two people cannot have one name here. Write one of them otherwise."
                )
            if not roles or not set(roles) <= set(TEAM_ROLES):
                raise KeystoreError("bounds", f"A role is one of: {', '.join(TEAM_ROLES)}.")
            people.append(NewPerson(name, self.passphrase(name, random), roles))
        held = {role for person in people for role in person.roles}
        for role in ("supervisor", *(("custodian",) if lane == "desk" else ())):
            if role not in held:
                raise KeystoreError("person", f"This team needs a {role}. Add one.")

    def _hand_out(self, founded: Founded, lane: str, sharing: Sharing) -> None:
        facts = founded.facts
        self.hand_out(
            self.offline / SHEETS,
            founded.shares,
            partial(founding.check_drill, founded),
            sharing=sharing,
            names=facts.names,
            lane=lane,
            made=date.fromisoformat(facts.day),
            last=facts.last,
            deployment=facts.id,
        )

    def _finish(self, facts: Facts, site: dict[str, Any], vault: bytes) -> None:
        first = founding.first_manifest(facts, vault=vault, csp=site["csp"], assets=site["assets"])
        self.say("sign", needed=facts.k)
        signatures: dict[str, bytes] = {}
        while len(signatures) < facts.k:
            self.until(lambda: signatures.update(self._signature(first)))
        made = founding.release(
            self.offline, proposal.assemble(first, signatures.values(), None), self.server
        )
        with self.until(self._supervisor) as session:
            transcript.write(self.offline, facts, made, session)
        self.say("fingerprint")
        click.echo(fingerprint.as_hex(made.root.fingerprint))
        click.echo(fingerprint.as_words(made.root.fingerprint))
        self.say("done", server=self.server, transcript=self.offline / transcript.FILE)

    def _signature(self, first: Manifest) -> dict[str, bytes]:
        folder = Path(self.ask("signer-again"))
        with keystore.unlock(folder / founding.ROOT, self.hidden("hidden")) as session:
            person, _ = session.me()
            signature = proposal.sign(first, session.root())
        self.say("signed-by", name=person.name)
        return {person.name: signature}

    def _supervisor(self) -> keystore.Session:
        session = keystore.unlock(keystore.of_lane(self.offline, "desk"), self.hidden("supervisor"))
        session.need("desk")
        return session


def _site(file: Path) -> dict[str, Any]:
    try:
        value = json.loads(file.read_text("utf-8"))
        return {"csp": str(value["csp"]), "assets": dict(value["assets"])}
    except (ValueError, KeyError, TypeError) as error:
        raise KeystoreError("site", f"{file} is not what `amana-submit site` prints.") from error
