"""Hold that both implementations give one verdict, of one kind, on whatever a vector is changed into."""

from __future__ import annotations

import copy
import inspect
import json
from collections.abc import Callable
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from keys.errors import CodenameError, KeysError
from tests.second import canonical, edwards, signed
from tests.second.errors import FormatError
from tests.second.play import GROUPS
from tests.second.values import VECTORS, octets
from tests.vectors import groups as ours
from tests.vectors.generate.manifests import DESK_SEED, ROOTS, VAULT_SEED
from vault.errors import VaultError

Run = Callable[..., dict[str, Any]]
FILES = {
    "acknowledgement": ("file",),
    "acks": ("list",),
    "board": ("header",),
    "canonical": ("json",),
    "cells": ("cells",),
    "envelope": ("envelope",),
    "keyfile": ("file",),
    "labelled": ("body", "public", "signature"),
    "logged": ("leaves",),
    "manifest": ("file",),
    "report": ("report",),
    "segment": ("files",),
    "signature": ("public", "message", "signature"),
    "signed": ("file",),
    "wrap": ("wrapped", "ad"),
}
STRANGE: list[Any] = [
    0, -1, 1, 2, 16, 17, 64, 65, 2**31, 2**31 + 1, 2**32, 2**32 + 1, True, False, "", "x", "0" * 32, "0" * 64,
    "A" * 64, "2026-02-29", "1999-12-31", "\u0660", "a" * 200, "a" * 201, [], ["x"], {}, {"x": 1}, "report",
    "none", "desk", "weekly", "MA", "MA-06", "a_1", "a-1", 20001, 29994, 4096, 4097, 1 << 20,
]  # fmt: skip


def good(group: str) -> list[dict[str, Any]]:
    read = (json.loads(path.read_text()) for path in sorted(VECTORS.glob(f"{group}/*.json")))
    return [vector for vector in read if vector["expect"] == "success"]


GOOD = {group: good(group) for group in FILES}


def verdict(run: Run, vector: dict[str, Any]) -> Any:
    """Play a vector's inputs, and return what comes of it: outputs, or the kind of failure."""
    takes = {name.rstrip("_"): name for name in inspect.signature(run).parameters}
    try:
        return run(**{takes[key]: copy.deepcopy(vector[key]) for key in vector.keys() & takes.keys()})
    except (KeysError, VaultError, FormatError) as error:
        return error.kind


def same(group: str, vector: dict[str, Any]) -> None:
    one, two = verdict(ours.GROUPS[group], vector), verdict(GROUPS[group], vector)
    assert one == two


@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_changed_bytes(data: st.DataObject) -> None:
    group = data.draw(st.sampled_from(sorted(FILES)))
    vector = dict(data.draw(st.sampled_from(GOOD[group])))
    key = data.draw(st.sampled_from(FILES[group]))
    listed = isinstance(vector[key], list)
    whole = octets(vector[key][0] if listed else vector[key])
    at = data.draw(st.integers(0, len(whole)))
    changed = data.draw(
        st.sampled_from(
            [
                whole[:at],
                whole + b"\0",
                whole[:at] + data.draw(st.binary(min_size=1, max_size=4)) + whole[at:],
                whole[:at] + bytes(byte ^ 1 << at % 8 for byte in whole[at : at + 1]) + whole[at + 1 :],
            ]
        )
    )
    vector[key] = [changed.hex(), *vector[key][1:]] if listed else changed.hex()
    same(group, vector)


def changed(data: st.DataObject, value: Any) -> Any:
    """Change one thing somewhere within a JSON value."""
    deeper = bool(value) and data.draw(st.integers(0, 4)) > 0
    if isinstance(value, dict) and deeper:
        return changed_object(data, value)
    if isinstance(value, list) and deeper:
        return changed_list(data, value)
    near = [value + 1, value - 1, str(value)] if type(value) is int else []
    return data.draw(st.sampled_from([*near, *STRANGE]))


def changed_object(data: st.DataObject, value: dict[str, Any]) -> dict[str, Any]:
    key = data.draw(st.sampled_from(sorted(value)))
    act = data.draw(st.sampled_from(["within", "within", "within", "left out", "added"]))
    if act == "left out":
        return {name: item for name, item in value.items() if name != key}
    if act == "added":
        name = data.draw(st.sampled_from(["x", "en", "zgh", "202653", "desk", "a_b"]))
        return {**value, name: value[key]}
    return {**value, key: changed(data, value[key])}


def changed_list(data: st.DataObject, value: list[Any]) -> list[Any]:
    at = data.draw(st.integers(0, len(value) - 1))
    act = data.draw(st.sampled_from(["within", "within", "twice", "left out", "turned"]))
    if act == "within":
        return [*value[:at], changed(data, value[at]), *value[at + 1 :]]
    acts = {"twice": [*value, value[at]], "left out": value[:at] + value[at + 1 :], "turned": value[::-1]}
    return acts[act]


def deployment_of(said: dict[str, Any], usual: str) -> bytes:
    named = said.get("deployment")
    fits = isinstance(named, str) and len(named) == 32 and named.isalnum() and named.isascii()
    try:
        return bytes.fromhex(named if fits and named else usual)
    except ValueError:
        return bytes.fromhex(usual)


@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_a_changed_manifest(data: st.DataObject) -> None:
    vector = dict(data.draw(st.sampled_from(GOOD["manifest"])))
    said = changed(data, vector["body"])
    if not isinstance(said, dict):
        return
    body, known = canonical.write(said), deployment_of(said, vector["body"]["deployment"])
    vector["file"] = signed.pack(
        "manifest", known, body, data.draw(st.sampled_from([ROOTS, ROOTS[:2]]))
    ).hex()
    same("manifest", vector)


@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_a_changed_board_acknowledgement_or_segment(data: st.DataObject) -> None:
    group, key, kind, seed = data.draw(
        st.sampled_from(
            [
                ("board", "header", "board", DESK_SEED),
                ("acknowledgement", "file", "ack", DESK_SEED),
                ("segment", "files", "bundle-in", VAULT_SEED),
                ("segment", "files", "bundle-out", DESK_SEED),
            ]
        )
    )
    fitting = [
        vector for vector in GOOD[group] if f"bundle-{vector.get('kind')}" == kind or group != "segment"
    ]
    vector = dict(data.draw(st.sampled_from(fitting)))
    whole = octets(vector[key][0] if group == "segment" else vector[key])
    file = signed.parse(whole, kind, more=True)
    said = changed(data, canonical.read(file.body, 1 << 24))
    if not isinstance(said, dict):
        return
    made = signed.pack(kind, bytes.fromhex(vector["deployment"]), canonical.write(said), [seed])
    made += whole[file.length :]
    vector[key] = [made.hex(), *vector[key][1:]] if group == "segment" else made.hex()
    same(group, vector)


@settings(max_examples=200, deadline=None)
@given(data=st.data())
def test_a_changed_report(data: st.DataObject) -> None:
    vector = data.draw(st.sampled_from(GOOD["report"]))
    seed = b"author".ljust(32)
    said = canonical.read(octets(vector["report"]), 16_380)
    del said["signature"]
    said["mailbox"]["author"] = edwards.public_of(seed).hex()
    said = changed(data, said)
    if not isinstance(said, dict):
        return
    made = signed.sign(seed, "author", bytes.fromhex(vector["deployment"]), canonical.write(said))
    written = canonical.write({**said, "signature": made.hex()})
    same("report", {"report": written.hex(), "deployment": vector["deployment"]})


@settings(max_examples=20, deadline=None)
@given(data=st.data())
def test_a_codename_typed_with_slips(data: st.DataObject) -> None:
    vector = data.draw(st.sampled_from(good("codename")))
    typed = vector[data.draw(st.sampled_from(["eff", "fr", "es", "ar", "digits", "arabic_digits"]))]
    for _ in range(data.draw(st.integers(0, 2))):
        at = data.draw(st.integers(0, len(typed)))
        put = data.draw(st.sampled_from(["", "e", "\u0627", " ", "-", "7", "\u0301", typed[-1:]]))
        typed = typed[:at] + put + typed[at + data.draw(st.integers(0, 1)) :]
    assert told(ours.GROUPS["codename"], typed) == told(GROUPS["codename"], typed)


def told(run: Run, typed: str) -> Any:
    try:
        return run(typed)
    except CodenameError as error:
        return error.kind, *((error.position, list(error.suggestions)) if error.kind == "word" else ())
    except FormatError as error:
        return error.kind, *error.more.values()
