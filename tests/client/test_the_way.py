"""How the client goes out: through a proxy, by names resolved there, under headers that do not stand out."""

from __future__ import annotations

import re
import subprocess
import sys
from urllib.parse import urlsplit

import pytest

from keys import codename
from submit.client.site import Site
from submit.errors import ClientError
from tests.browser.sent import opened_as
from tests.client.person import Person, codename_in
from tests.client.recorder import recording
from tests.client.socks import proxying

ONION = "http://" + "a" * 56 + ".onion"


def test_an_onion_address_through_a_proxy(person: Person) -> None:
    """The name goes to the proxy unresolved; each run has a user name of its own, so a circuit of its own."""
    with proxying(urlsplit(person.address).port or 0) as proxy:
        text = person.folder / "text.txt"
        text.write_text("Through Tor.", "utf-8")
        done = person.run(
            "send", "--socks", proxy.address, "--no-practice", "--text-file", str(text), address=ONION
        )
        assert done.exit_code == 0, done.output
        name = codename_in(done.output)
        first = {user for user, _, _ in proxy.asked}
        assert person.run("replies", "--socks", proxy.address, lines=[name], address=ONION).exit_code == 0
    assert {(host, port) for _, host, port in proxy.asked} == {("a" * 56 + ".onion", 80)}
    users = {user for user, _, _ in proxy.asked}
    assert (len(first), len(users)) == (1, 2)
    assert opened_as(person.world, name).report.text == "Through Tor."


@pytest.mark.parametrize(
    ("address", "options", "said"),
    [
        (ONION, [], "add --socks 127.0.0.1:9050"),
        ("http://report.example", [], "Use https://"),
        ("report.example", [], "address alone"),
        ("https://report.example/fr/", [], "address alone"),
        ("https://me@report.example", [], "address alone"),
        ("https://report.example", ["--socks", "9050"], "HOST:PORT"),
        ("https://report.example", ["--socks", "127.0.0.1:99999"], "HOST:PORT"),
        ("http://127.0.0.1:9", [], "does not answer"),
        ("https://report.example", ["--fingerprint", "abc"], "64 hex digits"),
    ],
)
def test_addresses_that_lead_nowhere(person: Person, address: str, options: list[str], said: str) -> None:
    """A wrong address is told with what to write instead; nothing is looked up for it."""
    done = person.run("replies", *options, lines=[other_name()], address=address)
    assert done.exit_code == 1
    assert said in done.output


def test_requests_are_the_same_whatever_waits(person: Person) -> None:
    """No reply, three replies, a codename of nobody: the same requests and headers, in one order."""
    name = person.send()
    report = opened_as(person.world, name).report
    person.world.publish(report, serial=101)
    seen = []
    for replies, typed in (([], name), (["One.", "Two.", "Three."], name), (["One."], "abacus " * 7)):
        person.world.publish(report, replies, opened=len(replies), serial=101 + len(seen) + 1)
        with recording(urlsplit(person.address).port or 0) as record:
            person.run("replies", lines=[typed if typed == name else other_name()], address=record.address)
        # The serial as a part of a path; a name of 64 hex digits may hold the same three by chance.
        serial = re.compile(rf"(?<=[/=]){101 + len(seen) + 1}\b")
        seen.append([serial.sub("N", request) for request in record.requests])
    assert seen[0] == seen[1] == seen[2]
    assert [request.split(" ")[1].rpartition("/")[2][:6] for request in seen[0]][-4:] == [
        "header",
        "log",
        "list",
        "0",
    ]


def other_name() -> str:
    return codename.generate().words()


def test_the_client_says_what_tor_browser_says(person: Person) -> None:
    """Name, languages and order of headers are a browser's; nothing names this program."""
    with recording(urlsplit(person.address).port or 0) as record:
        person.run("replies", lines=[other_name()], address=record.address)
    heads = "\n".join(record.heads)
    assert "python" not in heads.lower()
    assert "urllib" not in heads.lower()
    names = [line.partition(":")[0] for line in record.heads[0].split("\r\n")[1:]]
    assert names == [
        *("Host", "User-Agent", "Accept", "Accept-Language", "Accept-Encoding", "Connection"),
        *("Sec-Fetch-Dest", "Sec-Fetch-Mode", "Sec-Fetch-Site", "Priority", "Pragma", "Cache-Control"),
    ]


def test_answers_have_a_bound(person: Person) -> None:
    """An answer larger than asked for is not read to its end."""
    with Site(person.address) as site, pytest.raises(ClientError) as failure:
        site.get("/static/words.txt", 1000)
    assert failure.value.kind == "bounds"


def test_the_client_needs_no_web_server() -> None:
    """Its commands import neither Flask nor what opens envelopes: a reporter's computer has neither."""
    program = (
        "import sys, submit.cli.reporter\n"
        "print([name for name in sys.modules if name.split('.')[0] in "
        "('flask', 'werkzeug', 'babel', 'gunicorn', 'sqlite_utils') or name.startswith('keys.private')])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
