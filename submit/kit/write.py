"""Write a kit: pages, style, letters, words and code in one file, and a policy that lets nothing else in.

The workers' code and the words are the very files that the site serves, whose SHA-256 the manifest lists.
Nothing depends on the moment or the machine: the same sources and choices give the same bytes, so that
anybody can build the file again and compare.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

from flask import Flask, render_template

from submit import assets, config, pages, styles
from submit.config import Config
from submit.errors import BuildError, SetupError
from submit.kit.pages import data_address, render, unscripted
from submit.kit.pins import Pins
from submit.languages import ALSO, LANGUAGES
from submit.pages import JSON
from submit.served import Served

__all__ = ["SCRIPT", "write"]

SCRIPT = Path(__file__).with_name("amana-kit.js")
SHEET = Path(__file__).with_name("kit.css")
HELD = ("amana-worker.js", "amana-metadata.js", "amana-qr.js", assets.WORDS)
ICON = "/static/seal.svg"
_FONT = re.compile(r'url\("(/static/[a-z0-9.-]+)"\)')
# What would end a script, or change how the rest of it is read (HTML, 4.12.1.3).
_ENDS_SCRIPT = re.compile(r"</script|<!--", re.IGNORECASE)


def write(server: Path | None, pins: Pins, carried: Mapping[str, bytes] | None = None) -> bytes:
    """Return the kit of the deployment in ``server``, or one with no operator's choices.

    ``carried`` are files of the site by path, for reporters who cannot reach it.

    Raises:
        BuildError: ``kit``.
        SetupError: ``unbuilt`` or ``config``.
    """
    choices = config.load(server) if server else Config(server=Path())
    # Only a server can seal without scripts: a kit has no such page to lead to.
    choices = replace(choices, plain=False)
    app = Flask("submit", static_folder=None)
    pages.prepare(app)
    files = assets.load()
    script, style = _script(), _style(choices, files)
    with app.test_request_context():
        text = render_template(
            "kit/file.html",
            policy=policy(script, style, pins.addresses),
            icon=data_address(files[ICON]),
            style=style,
            script=script,
            pages=render(app, choices, pins),
            unscripted=unscripted(),
            held=[
                ("kit.json", JSON, _pinned(pins)),
                ("carried.json", JSON, _carried(carried or {})),
                *_held(files),
            ],
        )
    return text.encode()


def policy(script: str, style: str, addresses: Iterable[str]) -> str:
    """Return the kit's Content-Security-Policy: its own script and style, and its site."""
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src {_source(script)}",
            f"style-src {_source(style)}",
            "img-src data:",
            "font-src data:",
            f"connect-src {' '.join(addresses)}",
            "worker-src blob:",
            "form-action 'none'",
            "base-uri 'none'",
            "require-trusted-types-for 'script'",
            "trusted-types amana",
        )
    )


def _source(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def _script() -> str:
    try:
        return _fit(SCRIPT.read_text("utf-8"), SCRIPT.name)
    except FileNotFoundError as error:
        raise SetupError("unbuilt", "The kit's code is not built. Run: amana-submit build") from error


def _style(choices: Config, files: dict[str, Served]) -> str:
    return _FONT.sub(
        lambda found: f'url("{data_address(files[found[1]])}")',
        styles.one_sheet(choices, SHEET.read_text("utf-8")),
    )


def _pinned(pins: Pins) -> str:
    said = {
        "addresses": pins.addresses,
        "also": ALSO,
        "fingerprint": pins.fingerprint.hex(),
        "languages": list(LANGUAGES),
    }
    return json.dumps(said, sort_keys=True)


def _carried(files: Mapping[str, bytes]) -> str:
    return json.dumps({path: base64.b64encode(body).decode() for path, body in sorted(files.items())})


def _held(files: dict[str, Served]) -> list[tuple[str, str, str]]:
    served = {name: files[f"/static/{name}"] for name in HELD}
    return [(name, "text/plain", _fit(file.body.decode(), name)) for name, file in served.items()]


def _fit(text: str, name: str) -> str:
    if _ENDS_SCRIPT.search(text):
        raise BuildError("kit", f"{name} holds a mark that would end it too early inside a page.")
    return text
