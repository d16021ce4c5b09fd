"""The files under /static/, read once, and the list of hashes the manifest signs."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path

from submit.errors import SetupError
from submit.languages import LANGUAGES
from submit.served import Served
from submit.styles import FOLDER, SEPARATE

__all__ = ["FOLDER", "SCRIPTS", "WORDS", "hashes", "load"]

SCRIPTS = (
    "amana.js",
    "amana-replies.js",
    "amana-sealed.js",
    "amana-reading.js",
    "amana-worker.js",
    "amana-metadata.js",
    "amana-qr.js",
    "amana-links.js",
)
WORDS = "words.txt"
TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
    ".woff2": "font/woff2",
}


def load(folder: Path = FOLDER) -> dict[str, Served]:
    """Read every static file that is served as it is, by path.

    Raises:
        SetupError: ``unbuilt``, the browser code is not there; a site without it could only disappoint.
    """
    letters = (f"{language.font}.woff2" for language in LANGUAGES.values() if language.font)
    if not all((folder / name).exists() for name in (*SCRIPTS, WORDS, *letters)):
        raise SetupError("unbuilt", "The browser code is not built. Run: amana-submit build")
    return {
        f"/static/{file.name}": Served(file.read_bytes(), TYPES[file.suffix])
        for file in sorted(folder.iterdir())
        if file.suffix in TYPES and (file.suffix != ".css" or file.name in SEPARATE)
    }


def hashes(*served: Mapping[str, Served]) -> dict[str, str]:
    """Return the hex SHA-256 of everything served, by path."""
    return {
        path: hashlib.sha256(item.body).hexdigest()
        for group in served
        for path, item in sorted(group.items())
    }
