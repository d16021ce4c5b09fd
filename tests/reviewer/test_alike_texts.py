"""Texts with small changes are near, in each language; others are not; bands find the near ones."""

from __future__ import annotations

import random

import numpy as np
import pytest

from reviewer.alike.texts import BANDS, NEAR, bands, runs, similarity

ARABIC = (
    "رأيت حسابا على فيسبوك يبيع أدوية بدون وصفة ويطلب المال عبر التحويل قبل الإرسال، "
    "وقد خدع عدة أشخاص من مدينتي ثم أغلق الحساب وفتح آخر بنفس الصور"
)
FRENCH = (
    "J'ai vu un compte qui vend des médicaments sans ordonnance et demande l'argent par virement "
    "avant l'envoi ; plusieurs personnes de ma ville ont été trompées, puis le compte a été fermé"
)
DARIJA = (
    "chft wahd l compte f facebook kaybi3 dwa bla wasfa w kaytlab lflous 9bel ma ysift, n9eb bzaf dyal nass"
)
TEXTS = {"ar": ARABIC, "fr": FRENCH, "darija": DARIJA}


def near(one: str, other: str) -> float:
    return similarity(runs(one), runs(other))


@pytest.mark.parametrize("language", TEXTS)
def test_a_copy_with_a_changed_end_is_near(language: str) -> None:
    text = TEXTS[language]
    assert near(text, text) == 1
    assert near(text, text + " !!! 😡😡") == 1
    assert near(text, "bonjour " + text) > NEAR
    assert near(text, text[: len(text) // 2]) < NEAR


def test_another_spelling_of_the_same_letters_is_the_same() -> None:
    assert near(ARABIC, ARABIC.replace("أ", "ا").replace("ة", "ه").replace("ى", "ي")) == 1
    assert near(ARABIC, "ـ".join(ARABIC.split("د"))) < 1
    assert near(FRENCH, FRENCH.upper().replace("É", "E")) == 1


def test_other_texts_are_far() -> None:
    texts = list(TEXTS.values())
    assert all(near(one, other) < 0.2 for one in texts for other in texts if one is not other)


@pytest.mark.parametrize("text", ["", "voir le lien", "ش" * 39, "🤬" * 500])
def test_a_short_text_is_near_nothing(text: str) -> None:
    assert not len(runs(text))
    assert bands(runs(text)) == []
    assert similarity(runs(text), runs(text)) == 0


def test_bands_are_the_same_on_every_machine() -> None:
    """Stores keep them: another version that gives others must raise METHOD, and compare all again."""
    found = bands(runs(FRENCH))
    assert len(found) == BANDS == len(set(found))
    assert found[:2] == [7794141097917153178, 5327377242195584748]


def test_texts_with_four_fifths_in_common_share_a_band() -> None:
    draw = random.Random(5)
    shared = dict.fromkeys((0.8, 0.2), 0)
    for similar in shared:
        for _ in range(100):
            whole = np.array(sorted(draw.sample(range(2**32), 300)), np.uint32)
            common = round(300 * 2 * similar / (1 + similar))
            other = np.array(
                sorted([*whole[:common].tolist(), *draw.sample(range(2**32), 300 - common)]), np.uint32
            )
            shared[similar] += not set(bands(whole)).isdisjoint(bands(other))
    assert shared[0.8] >= 95
    assert shared[0.2] <= 3
