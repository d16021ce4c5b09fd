"""Reasons are told in words that anybody understands, and what came from outside is safe to show."""

from __future__ import annotations

from reviewer.alike.likeness import KINDS, Reason
from reviewer.alike.words import REASONS, told


def test_every_reason_has_words() -> None:
    assert REASONS.keys() == KINDS.keys()
    assert told(Reason("text", share=93)) == "nearly the same text (93 / 100)"
    assert told(Reason("picture", distance=13)) == "nearly the same picture (13 / 256)"
    assert told(Reason("picture", distance=12, is_mirrored=True)) == "the same picture (12 / 256, mirrored)"
    assert told(Reason("page", "a.example/\u202e")) == "the same page: a.example/<U+202E>"


def test_reasons_are_told_in_the_reader_s_tongue() -> None:
    assert (
        told(Reason("picture", distance=1, is_mirrored=True), str.upper)
        == "THE SAME PICTURE (1 / 256, MIRRORED)"
    )
