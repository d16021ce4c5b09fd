"""A real Tor network of its own on loopback: an authority, four relays, and a client with an onion service.

The daemon is Debian's. TestingTorNetwork lets relays be young and of one address; the rest of the settings
make the authority vote every few seconds. It is up within half a minute, and reaches nothing outside.
"""

from __future__ import annotations

import re
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.ports import free_port

__all__ = ["Onion", "tor_network"]

RELAYS = 4
PATIENCE = 120  # seconds
# What a client says of its service's descriptor, once for each relay that keeps it.
STORED = "Uploading hidden service descriptor: finished with status 200"
COPIES = 4
ALL = """
TestingTorNetwork 1
AssumeReachable 1
LearnCircuitBuildTimeout 0
CircuitBuildTimeout 10
TestingDirAuthVoteHSDir *
TestingDirAuthVoteGuard *
TestingV3AuthInitialVotingInterval 10
TestingV3AuthInitialVoteDelay 2
TestingV3AuthInitialDistDelay 2
V3AuthVotingInterval 20
V3AuthVoteDelay 4
V3AuthDistDelay 4
DataDirectory {folder}
Log notice file {folder}/log
"""
RELAY = """
Nickname {name}
Address 127.0.0.1
ORPort 127.0.0.1:{port}
SocksPort 0
ExitRelay 0
"""
AUTHORITY = """
AuthoritativeDirectory 1
V3AuthoritativeDirectory 1
ContactInfo nobody@example.org
DirPort 127.0.0.1:{port}
"""
CLIENT = """
Log [rend,dir]info file {folder}/log
SocksPort 127.0.0.1:{socks}
UseEntryGuards 0
HiddenServiceDir {folder}/service
HiddenServicePort 80 {target}
"""


@dataclass(frozen=True)
class Onion:
    """The address of the service, and the client's SOCKS port as HOST:PORT."""

    address: str
    socks: str


@contextmanager
def tor_network(folder: Path, target: str) -> Iterator[Onion]:
    """Run the network; its onion service leads to ``target``, HOST:PORT."""
    authority, line = _authority(_folder(folder / "authority"))
    with ExitStack() as running:
        running.enter_context(_daemon(folder / "authority", authority))
        for number in range(RELAYS):
            name = f"relay{number}"
            settings = RELAY.format(name=name, port=free_port())
            running.enter_context(_daemon(_folder(folder / name), settings + line))
        client, port = _folder(folder / "client"), free_port()
        settings = CLIENT.format(socks=port, folder=client, target=target)
        running.enter_context(_daemon(client, settings + line))
        _wait(client / "log")
        name = (client / "service" / "hostname").read_text().strip()
        yield Onion(f"http://{name}", f"127.0.0.1:{port}")


def _folder(folder: Path) -> Path:
    folder.mkdir(parents=True)
    folder.chmod(0o700)
    return folder


def _authority(folder: Path) -> tuple[str, str]:
    """Make the authority's keys; return its settings, and the line by which all others know it."""
    onion, directory = free_port(), free_port()
    keys = _folder(folder / "keys")
    make = ["tor-gencert", "--create-identity-key", "-m", "12", "--passphrase-fd", "0"]
    subprocess.run(
        [*make, "-a", f"127.0.0.1:{directory}"], cwd=keys, input=b"x\n", check=True, capture_output=True
    )
    [identity] = re.findall(r"^fingerprint (\w+)", (keys / "authority_certificate").read_text(), re.MULTILINE)
    own = RELAY.format(name="authority", port=onion) + AUTHORITY.format(port=directory)
    line = f"DirAuthority authority orport={onion} no-v2 v3ident={identity} 127.0.0.1:{directory}"
    file = _settings(folder, f"{own}{line} {'0' * 40}\n")  # its own fingerprint is not known yet
    subprocess.run(["tor", "-f", str(file), "--list-fingerprint", "--quiet"], check=True, capture_output=True)
    line = f"{line} {(folder / 'fingerprint').read_text().split()[1]}\n"
    return own + line, line


def _settings(folder: Path, own: str) -> Path:
    file = folder / "torrc"
    file.write_text(ALL.format(folder=folder) + own)
    return file


@contextmanager
def _daemon(folder: Path, own: str) -> Iterator[None]:
    with subprocess.Popen(["tor", "-f", str(_settings(folder, own)), "--quiet"]) as process:
        try:
            yield
        finally:
            process.terminate()
            try:
                process.wait(5)
            except subprocess.TimeoutExpired:  # a relay may wait for its connections to end
                process.kill()


def _wait(log: Path) -> None:
    """Wait for a circuit and for the service to be known: who asks sooner may ask again in a minute only."""
    end, said = time.monotonic() + PATIENCE, ""
    while time.monotonic() < end:
        said = log.read_text() if log.exists() else ""
        if "Bootstrapped 100%" in said and said.count(STORED) >= COPIES:
            return
        time.sleep(0.5)
    raise AssertionError(f"no circuit, or no service: {said[-2000:]}")
