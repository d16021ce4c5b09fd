"""A passphrase must take long to guess; good ones are offered."""

from __future__ import annotations

import pytest

from keys import words
from keys.errors import KeystoreError
from keys.private.ceremony import strength
from keys.private.ceremony.randomness import Randomness


def test_what_is_offered_is_strong_and_of_the_list() -> None:
    listed = words.read("eff").words
    random = Randomness()
    first, second = strength.offer(random), strength.offer(random)
    assert first != second
    assert all(word in listed for word in first.split(" "))
    assert len(first.split(" ")) == strength.WORDS
    strength.check(first)


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "   ",
        "password",
        "Amina1987!",
        "azerty123456",
        "qwertyuiopasdfghjkl",
        "a" * 60,
        "maroc2026maroc2026",
    ],
)
def test_what_people_choose_is_refused(typed: str) -> None:
    with pytest.raises(KeystoreError) as caught:
        strength.check(typed)
    assert caught.value.kind == "guessable"
    assert not typed.strip() or typed not in str(caught.value)


def test_names_that_a_guesser_knows_count_for_little() -> None:
    strength.check("Zineb-Tazouakhte-Oufkiri")
    with pytest.raises(KeystoreError):
        strength.check("Zineb-Tazouakhte", "Zineb", "Tazouakhte")


def test_a_very_long_passphrase_is_considered_and_not_an_error() -> None:
    strength.check("many different words make something that nobody comes to by chance " * 20)
