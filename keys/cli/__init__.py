"""amana-keys: make keys, and look at manifests, fingerprints and files.

Commands are imported only when they are run: who looks at a manifest needs none of a ceremony's packages.
"""

from __future__ import annotations

import click

from keys.lazy import Command, families
from keys.private import guarded

__all__ = ["main"]

COMMANDS = {
    "assemble": Command("keys.cli.manifests", "assemble"),
    "ceremony": Command("keys.cli.ceremony", "ceremony", "ceremony"),
    "extend": Command("keys.cli.recovery", "extend", "ceremony"),
    "fingerprint": Command("keys.cli.looking", "show_fingerprint"),
    "init": Command("keys.cli.demonstration", "init"),
    "inspect": Command("keys.cli.looking", "inspect_file"),
    "limits": Command("keys.cli.changing", "limits"),
    "manifest": Command("keys.cli.looking", "show_manifest"),
    "move": Command("keys.cli.changing", "move"),
    "person": Command("keys.cli.people", "person", "ceremony"),
    "propose": Command("keys.cli.manifests", "propose"),
    "recover": Command("keys.cli.recovery", "recover", "ceremony"),
    "revoke-vault": Command("keys.cli.changing", "revoke_vault"),
    "revoke-weeks": Command("keys.cli.recovery", "revoke_weeks", "ceremony"),
    "rotate-desk": Command("keys.cli.people", "rotate_desk", "ceremony"),
    "sign": Command("keys.cli.manifests", "sign"),
    "sign-kit": Command("keys.cli.kit", "sign_kit"),
    "verify-log": Command("keys.cli.manifests", "verify_log"),
}


@click.group(cls=families("amana-keys", COMMANDS))
@click.version_option(package_name="amana")
def main() -> None:
    """Make and check the keys of an Amana deployment."""
    guarded.harden()
