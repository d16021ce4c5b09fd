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
from keys.cli.questions import Back
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
        self.say("back")
        keystore.overwrite(self.offline / SHEETS)  # left behind when the ceremony was broken off
        facts = facts_file.load(self.offline)
        if facts:
            self.say("resumed")
        said = self.each(
            facts=lambda _: facts or self.settle(self._names()),
            random=lambda _: self._dice(),
        )
        facts, random = said["facts"], said["random"]
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
        self.title(1, "title-names")
        said = self.each(
            en=lambda _: self.ask("name", language="en"),
            fr=lambda _: self.ask("name", language="fr"),
            ar=lambda _: self.ask("name", language="ar"),
            oversight=lambda _: self.yes("oversight", default=True),
        )
        lanes = ("desk", "oversight") if said.pop("oversight") else ("desk",)
        day = calendar.today()
        first = calendar.epoch_of(day)
        return Facts.begin(said, lanes, day, first, last_of(first))

    def _dice(self) -> Randomness:
        self.title(2, "title-dice")
        self.say("dice")
        random = self.until(lambda: Randomness(self.ask("rolls", default="")))
        self.say("bits", bits=random.bits)
        return random

    def _signers(self, facts: Facts, random: Randomness) -> Facts:
        if not facts.n:
            self.say("signers")
            said = self.each(
                n=lambda _: self.number("how-many-signers", 1, 16, 3),
                k=lambda said: self.number("how-many-needed", 1, said["n"], said["n"] // 2 + 1),
            )
            facts = self.settle(replace(facts, **said))
        while len(facts.signers) < facts.n:
            facts = self.settle(self.until(partial(self._signer, facts, random)))
        return facts

    def _signer(self, facts: Facts, random: Randomness) -> Facts:
        said = self.each(
            name=lambda _: self.until(partial(self._signer_name, facts)),
            folder=lambda said: self.until(partial(self._signer_folder, said["name"])),
            passphrase=lambda said: self.passphrase(said["name"], random),
        )
        return founding.make_signer(said["folder"], facts, said["name"], said["passphrase"], random)

    def _signer_name(self, facts: Facts) -> str:
        name = self.ask("signer-name", number=len(facts.signers) + 1)
        if name in facts.signers:
            raise KeystoreError(
                "person", "Two signers cannot have one name here. Write one of them otherwise."
            )
        return name

    def _signer_folder(self, name: str) -> Path:
        folder = Path(self.ask("signer-folder", name=name))
        if (folder / founding.ROOT).exists():
            raise KeystoreError(
                "root-key", f"{folder} holds a root key already. Move it away, or take another stick."
            )
        if not folder.is_dir():
            raise KeystoreError("folder", f"There is no folder {folder}. Is the stick in its place?")
        return folder

    def _team(self, facts: Facts, lane: str, random: Randomness) -> Facts:
        self.say("team")
        people: list[NewPerson] = []
        said = self.each(
            people=lambda _: self.until(partial(self._people, people, lane, random)),
            two=lambda _: self._has_two(people) and self.yes("two-custodians", default=True),
            sharing=lambda _: self._sharing(),
        )
        self.say("making")
        founded = founding.make_team(
            self.offline, facts, lane, people, said["sharing"].plan, random, two_custodians=said["two"]
        )
        self._hand_out(founded, lane, said["sharing"])
        return self.settle(founded.facts)

    def _sharing(self) -> Sharing:
        self.say("shares")
        return self.plan()

    @staticmethod
    def _has_two(people: list[NewPerson]) -> bool:
        return sum("custodian" in person.roles for person in people) > 1

    def _people(self, people: list[NewPerson], lane: str, random: Randomness) -> None:
        while True:
            try:
                said = self.each(
                    name=lambda _: self.until(partial(self._person_name, people)),
                    roles=lambda said: said["name"] and self.until(partial(self._roles, said["name"])),
                    passphrase=lambda said: said["name"] and self.passphrase(said["name"], random),
                )
            except Back:
                if not people:
                    raise
                self.say("taken-out", name=people.pop().name)
                continue
            if not said["name"]:
                break
            people.append(NewPerson(said["name"], said["passphrase"], said["roles"]))
        held = {role for person in people for role in person.roles}
        for role in ("supervisor", *(("custodian",) if lane == "desk" else ())):
            if role not in held:
                raise KeystoreError("person", f"This team needs a {role}. Add one.")

    def _person_name(self, people: list[NewPerson]) -> str:
        name = self.ask("person-name", default="")
        if name in {each.name for each in people}:
            raise KeystoreError(
                "person", "Two people cannot have one name here. Write one of them otherwise."
            )
        return name

    def _roles(self, name: str) -> tuple[str, ...]:
        roles = tuple(self.ask("person-roles", name=name).replace(",", " ").split())
        if not roles or not set(roles) <= set(TEAM_ROLES):
            raise KeystoreError("bounds", f"A role is one of: {', '.join(TEAM_ROLES)}.")
        return roles

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
