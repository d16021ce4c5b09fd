"""The house rules that no linter knows: faces, file lengths, labels, error trees, commands, no workplace."""

from __future__ import annotations

import ast
import importlib
import itertools
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import click
import pytest
from click.testing import CliRunner

from keys import tags

ROOT = Path(__file__).parents[1]
PACKAGES = ("keys", "vault", "submit", "reviewer")
LONGEST = 400
# Shells are not imported by others: click finds what is in them.
SHELLS = ("cli", "__main__")


def tracked() -> list[Path]:
    """Return the repository's text files, or, in an unpacked copy without history, all there are."""
    done = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False)
    names = done.stdout.decode().split("\0")[:-1] if done.returncode == 0 else map(str, ROOT.glob("*/**/*.*"))
    paths = (ROOT / name for name in names)
    return [path for path in paths if path.is_file() and b"\0" not in path.read_bytes()[:8000]]


def modules() -> Iterator[tuple[str, Path]]:
    for path in itertools.chain.from_iterable(sorted((ROOT / name).rglob("*.py")) for name in PACKAGES):
        if "node_modules" not in path.parts:
            parts = path.relative_to(ROOT).with_suffix("").parts
            yield ".".join(parts[:-1] if parts[-1] == "__init__" else parts), path


MODULES = dict(modules())
LIBRARY = [name for name in MODULES if name.rpartition(".")[2] not in SHELLS]


def defined(module: ModuleType, path: Path) -> set[str]:
    """Return the public functions and classes that a module's own text defines."""
    body = ast.parse(path.read_text("utf-8")).body
    names = (node.name for node in body if isinstance(node, ast.FunctionDef | ast.ClassDef))
    return {name for name in names if not name.startswith("_") and hasattr(module, name)}


def imported(path: Path) -> Iterator[tuple[str, str]]:
    """Yield (module, name) of everything a file imports by name."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module is not None:
            yield from ((node.module, alias.name) for alias in node.names)


@pytest.mark.parametrize("name", LIBRARY)
def test_a_module_s_face_is_what_it_says(name: str) -> None:
    """``__all__`` names things that exist, once each; in keys, the base of all, every public one."""
    module = importlib.import_module(name)
    face = list(getattr(module, "__all__", []))
    assert [each for each in face if not hasattr(module, each)] == []
    assert len(face) == len(set(face))
    if name.startswith("keys."):
        assert defined(module, MODULES[name]) <= set(face)


def test_packages_take_from_each_other_only_what_is_offered() -> None:
    taken = {
        (source, name)
        for user, path in MODULES.items()
        for source, name in imported(path)
        if source in MODULES and source.partition(".")[0] != user.partition(".")[0]
    }
    assert len(taken) > 50
    faces = {source: set(getattr(importlib.import_module(source), "__all__", ())) for source, _ in taken}
    inside = {(source, name) for source, name in taken if f"{source}.{name}" in MODULES}
    assert sorted((source, name) for source, name in taken - inside if name not in faces[source]) == []


def test_every_module_says_what_it_is() -> None:
    for name, path in MODULES.items():
        text = path.read_text("utf-8")
        assert ast.get_docstring(ast.parse(text)), name
        needs_none = path.name in ("__init__.py", "__main__.py")
        assert needs_none or "from __future__ import annotations" in text, name


def test_no_file_is_too_long() -> None:
    code = [path for path in tracked() if path.suffix in {".py", ".js", ".mjs", ".html"}]
    ours = [path for path in code if path.relative_to(ROOT).parts[0] in (*PACKAGES, "tests")]
    assert len(ours) > 50
    lengths = {str(path.relative_to(ROOT)): len(path.read_text("utf-8").splitlines()) for path in ours}
    assert {name: length for name, length in lengths.items() if length > LONGEST} == {}


LABELS = {name: value for name, value in vars(tags).items() if name.isupper()}


def test_every_label_and_magic_differs_and_none_begins_another() -> None:
    values = list(LABELS.values())
    assert len(set(values)) == len(values)
    labels = [value for value in values if value.startswith(b"amana/v1/")]
    magics = [value for value in values if value.startswith(b"AMANA")]
    assert sorted(labels + magics) == sorted(values)
    assert all(len(magic) == 8 for magic in magics)


def test_every_label_is_used() -> None:
    sources = "".join(path.read_text("utf-8") for name, path in MODULES.items() if name != "keys.tags")
    assert [name for name in LABELS if not re.search(rf"\btags\.{name}\b", sources)] == []


def test_the_browser_s_labels_are_the_same() -> None:
    """A label of the browser code is one of ours, under the same name."""
    text = (ROOT / "submit/browser/tags.js").read_text("utf-8")
    theirs = dict(re.findall(r'export const ([A-Z_]+) = utf8\("([a-z0-9/-]+)"\)', text))
    assert len(theirs) > 10
    assert {name: value.encode() for name, value in theirs.items()}.items() <= LABELS.items()


def test_the_page_lists_every_label() -> None:
    page = (ROOT / "docs/formats.md").read_text("utf-8")
    labels = page[page.index("## 2. Labels") : page.index("## 3.")]
    listed = {f"amana/v1/{name}".encode() for name in re.findall(r"`(?:amana/v1|…)/([a-z0-9/-]+)`", labels)}
    assert listed == {value for value in LABELS.values() if value.startswith(b"amana/v1/")}


@pytest.mark.parametrize("package", PACKAGES)
def test_errors_are_one_tree_drawn_at_the_head_of_their_module(package: str) -> None:
    """Every class stands in the drawing; the base and classes said to be never raised are never raised."""
    module = importlib.import_module(f"{package}.errors")
    classes = {
        name: value
        for name, value in vars(module).items()
        if isinstance(value, type) and value.__module__ == module.__name__
    }
    base = next(value for value in classes.values() if value.__bases__ == (Exception,))
    assert all(issubclass(value, base) for value in classes.values())
    assert [name for name in classes if name not in (module.__doc__ or "")] == []
    silent = [name for name, value in classes.items() if "never raised" in (value.__doc__ or "")]
    assert base.__name__ in silent
    sources = "".join(path.read_text("utf-8") for path in MODULES.values())
    assert [name for name in silent if re.search(rf"raise {name}\(|= {name}\(", sources)] == []


@pytest.mark.parametrize("package", PACKAGES)
def test_every_command_explains_itself(package: str) -> None:
    """`--help` of the command and of each subcommand: a sentence, and a line for each option."""
    command = importlib.import_module(f"{package}.cli").main
    program = f"from {package}.cli import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", program, "--help"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert "Usage: " in done.stdout
    assert done.stderr == ""
    context = click.Context(command)
    for each in [command, *(command.get_command(context, name) for name in command.list_commands(context))]:
        shown = CliRunner().invoke(each, ["--help"])
        assert shown.exit_code == 0
        assert each.help
        options = [option for option in each.params if isinstance(option, click.Option)]
        assert [option.name for option in options if not (option.help or option.show_default)] == []


def test_nothing_tells_of_the_place_where_it_was_written() -> None:
    """No path of a workplace and no package registry: lock files name packages and hashes only."""
    place = re.compile(
        rb"(?<![\w.])/(?:work|home|root|Users)/[\w.-]+"
        rb"|https?://(?:[\w-]+\.)*(?:registry|mirror|proxy|artifactory|nexus|devpi)[\w.-]*"
        rb"|https?://[\w.-]*\.(?:internal|local|lan|corp)\b"
    )
    here = Path(__file__)
    found = {
        str(path.relative_to(ROOT)): place.findall(path.read_bytes()) for path in tracked() if path != here
    }
    assert {name: hits for name, hits in found.items() if hits} == {}


def test_the_typed_example_passes_the_type_checker() -> None:
    """tests/typing/api.py uses the public interface as others would; it is checked and never run."""
    done = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "tests/typing/api.py"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout
