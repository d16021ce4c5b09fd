"""Making a kit: what is pinned, what is carried, what the file may do, and what the command says."""

from __future__ import annotations

import base64
import hashlib
import re
from html import unescape
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from keys.calendar import epoch_of, today
from submit import kit
from submit.cli import main
from submit.errors import BuildError
from tests.submit.world import World

ONION = "http://" + "a" * 56 + ".onion"
HTTPS = "https://report.example.org"


@pytest.fixture(scope="module")
def made(shared_world: World) -> str:
    pins = kit.Pins(shared_world.manifest.root.fingerprint, (HTTPS, ONION))
    return kit.write(shared_world.server, pins, kit.carried(shared_world.server, pins, today())).decode()


@pytest.fixture(scope="module")
def rules(made: str) -> dict[str, list[str]]:
    policy = unescape(re.findall(r'Content-Security-Policy" content="([^"]*)"', made)[0])
    return {name: sources for name, *sources in map(str.split, policy.split("; "))}


def test_the_policy_lets_in_what_is_in_the_file_and_no_more(made: str, rules: dict[str, list[str]]) -> None:
    """Its own script and style by their hashes, its own site; no inline handler, no style of an element."""
    assert rules["default-src"] == ["'none'"]
    assert rules["connect-src"] == [HTTPS, ONION]
    assert (rules["worker-src"], rules["form-action"], rules["base-uri"]) == (
        ["blob:"],
        ["'none'"],
        ["'none'"],
    )
    assert rules["require-trusted-types-for"] == ["'script'"]
    for tag, name in (("script", "script-src"), ("style", "style-src")):
        [text] = re.findall(rf"<{tag}>(.*?)</{tag}>", made, re.DOTALL)
        digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
        assert rules[name] == [f"'sha256-{digest}'"]
    assert not re.search(r"<[^>]*\s(?:on[a-z]+|style)=", made)


def test_nothing_is_fetched_but_from_the_site(made: str) -> None:
    """No picture, sheet, letter or script by an address; a link leads into the file, to a number, or away."""
    pages = re.sub(r"<script.*?</script>", "", made, flags=re.DOTALL)
    places = set(re.findall(r'\b(?:src|href)="([^"]*)"', pages))
    assert {place for place in places if not place.startswith(("#", "tel:", "data:"))} == {
        "https://www.wikipedia.org/"
    }
    assert {
        place for place in re.findall(r"url\(\"?([^)]{0,40})", pages) if not place.startswith("data:")
    } == set()
    names = set(re.findall(r'data-kit-page="([^"]*)"', made))
    assert {place[1:] for place in places if place.startswith("#")} <= {*names, "main"}


def test_what_is_carried(made: str, shared_world: World) -> None:
    """Manifest, this week's keys and later ones, the identity key; nothing that is over."""
    [text] = re.findall(r'data-file="carried.json">(.*?)</script>', made)
    manifest = shared_world.manifest
    weeks = [
        key for lane in manifest.lanes.values() for epoch, key in lane.items() if epoch >= epoch_of(today())
    ]
    assert set(re.findall(r'"(/[^"]*)":', text)) == {
        "/manifest",
        *(f"/keys/{key}" for key in (*weeks, manifest.identity[1])),
    }


def run(*options: str, server: Path | None = None) -> Result:
    return CliRunner().invoke(main, [*(["--server", str(server)] if server else []), "kit", *options])


@pytest.mark.parametrize(
    ("fingerprint", "addresses", "said"),
    [
        ("abc", [HTTPS], "64 hex digits"),
        ("00" * 32, ["http://report.example.org"], "cannot be an address"),
        ("00" * 32, ["https://report.example.org/fr/"], "without a path"),
        ("00" * 32, ["https://Report.example.org"], "small letters"),
        ("00" * 32, ["https://x y.example; script-src *"], "cannot be an address"),
        ("00" * 32, [HTTPS, HTTPS + "/"], "each once"),
        ("00" * 32, [f"https://{n}.example" for n in range(5)], "one to 4"),
        ("00" * 32, ["http://short.onion"], "cannot be an address"),
    ],
)
def test_pins_that_cannot_be(tmp_path: Path, fingerprint: str, addresses: list[str], said: str) -> None:
    """What cannot be pinned is named, and no file is left."""
    out = tmp_path / "kit.html"
    options = [part for address in addresses for part in ("--address", address)]
    done = run("--out", str(out), "--fingerprint", fingerprint, *options)
    assert (done.exit_code, said in done.output) == (1, True), done.output
    assert not out.exists()


def test_the_command_says_the_hash(built: None, shared_world: World, tmp_path: Path) -> None:
    """What goes on the poster is printed."""
    out, pinned = tmp_path / "kit.html", shared_world.manifest.root.fingerprint.hex()
    done = run("--out", str(out), "--fingerprint", pinned, "--address", HTTPS, server=shared_world.server)
    assert done.exit_code == 0, done.output
    assert hashlib.sha256(out.read_bytes()).hexdigest() in done.output
    unknown = run("--out", str(out), "--fingerprint", pinned, "--address", HTTPS, "--keys")
    assert (unknown.exit_code, "--server" in unknown.output) == (2, True)
    other = run(
        "--out",
        str(out),
        "--fingerprint",
        "00" * 32,
        "--address",
        HTTPS,
        "--keys",
        server=shared_world.server,
    )
    assert (other.exit_code, "not of this root" in other.output) == (1, True)
    nowhere = run("--out", str(tmp_path / "no" / "kit.html"), "--fingerprint", pinned, "--address", HTTPS)
    assert (nowhere.exit_code, "cannot be written" in nowhere.output) == (1, True)


def test_a_key_that_is_missing(world: World) -> None:
    """A kit is not made of half a deployment."""
    pins = kit.Pins(world.manifest.root.fingerprint, (HTTPS,))
    (world.server / "keys" / world.manifest.identity[1]).unlink()
    with pytest.raises(BuildError) as failure:
        kit.carried(world.server, pins, today())
    assert failure.value.kind == "kit"
