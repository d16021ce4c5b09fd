"""What a message costs: the hourly challenge, the proof, two levels by load, and the no-script token."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

import pytest
from flask.testing import FlaskClient

from keys import work
from keys.work import Proof
from submit.errors import TokenError, WorkError
from submit.receive.load import Load, Price, Prices
from submit.receive.work import Work

D = bytes(range(16))
HEADER = hashlib.sha256(b"one header").digest()
ANOTHER = hashlib.sha256(b"another header").digest()
START = 1_790_000_000.0 - 1_790_000_000 % 3600
PRICES = Prices(normal=Price(8, 10), busy=Price(12, 60), grace=600)


@dataclass
class Clock:
    now: float = START

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def price(clock: Clock) -> Work:
    return Work(D, PRICES, load=Load(PRICES, burst=4, per_second=0.001), clock=clock)


def proof(price: Work, header: bytes = HEADER, bits: int | None = None) -> str:
    """Work honestly for what is asked."""
    asked = price.challenge()
    challenge = bytes.fromhex(str(asked["challenge"]))
    nonce = work.solve(D, challenge, header, int(asked["bits"]) if bits is None else bits)
    return str(Proof(int(asked["hour"]), nonce))


def pay(price: Work, number: int) -> None:
    header = hashlib.sha256(number.to_bytes(4, "big")).digest()
    price.check(proof(price, header), header)


def refused(price: Work, untrusted: str | None, header: bytes = HEADER) -> None:
    with pytest.raises(WorkError) as caught:
        price.check(untrusted, header)
    assert (caught.value.kind, caught.value.status) == ("work", 403)


def test_a_proof_pays_for_its_own_header_only(price: Work) -> None:
    made = proof(price)
    price.check(made, HEADER)
    refused(price, made, ANOTHER)


@pytest.mark.parametrize("untrusted", [None, "", "1", "x-0000000000000000", "1-2", "9" * 40, "-1-0" * 400])
def test_what_is_no_proof_is_refused(price: Work, untrusted: str | None) -> None:
    refused(price, untrusted)


def test_too_little_work_is_refused(price: Work) -> None:
    asked = price.challenge()
    weak = next(
        nonce
        for nonce in range(1000)
        if work.strength(D, bytes.fromhex(str(asked["challenge"])), HEADER, nonce) < 8
    )
    refused(price, str(Proof(int(asked["hour"]), weak)))


def test_a_challenge_holds_for_its_hour_and_the_next(price: Work, clock: Clock) -> None:
    made = proof(price)
    first = price.challenge()
    clock.now += 3599
    assert price.challenge() == first
    clock.now += 1
    assert price.challenge()["challenge"] != first["challenge"]
    price.check(made, HEADER)
    clock.now += 3599
    price.check(made, HEADER)
    clock.now += 1
    refused(price, made)


def test_nobody_works_ahead(price: Work, clock: Clock) -> None:
    """The next hour's challenge does not exist yet, and another process has another one."""
    hour = work.hour_of(clock.now) + 1
    refused(price, str(Proof(hour, 0)))
    assert Work(D, PRICES, clock=clock).challenge()["challenge"] != price.challenge()["challenge"]


def test_a_header_stands_for_one_envelope(price: Work) -> None:
    """The same envelope may come again, as after a lost answer; another body under its header may not."""
    price.check(proof(price), HEADER)
    for _ in range(2):
        price.spend(HEADER, b"one" * 10)
    with pytest.raises(WorkError):
        price.spend(HEADER, b"two" * 10)


def test_old_headers_are_forgotten(price: Work, clock: Clock) -> None:
    price.check(proof(price), HEADER)
    price.spend(HEADER, b"one")
    clock.now += 3 * 3600
    price.check(proof(price, ANOTHER), ANOTHER)
    assert list(price._paid) == [ANOTHER]


def test_what_is_remembered_is_bounded(price: Work, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("submit.receive.work.REMEMBERED", 5)
    for number in range(12):
        pay(price, number)
    assert len(price._paid) == 5


def test_the_price_rises_with_the_load_and_falls_again(price: Work, clock: Clock) -> None:
    """Four at once are free of it; then everybody pays more, with a grace for work under way."""
    for number in range(3):
        pay(price, number)
        assert price.challenge()["bits"] == 8
    before = weaker(price)
    pay(price, 3)
    assert price.challenge()["bits"] == 12
    clock.now += 599
    price.check(before, HEADER)
    clock.now += 1
    refused(price, before)
    price.check(proof(price), HEADER)
    clock.now += 2000
    assert price.challenge()["bits"] == 8


def weaker(price: Work) -> str:
    """A proof that is enough normally, and not when the site is busy."""
    asked = price.challenge()
    challenge = bytes.fromhex(str(asked["challenge"]))
    nonce = next(n for n in range(1 << 20) if 8 <= work.strength(D, challenge, HEADER, n) < 12)
    return str(Proof(int(asked["hour"]), nonce))


def test_one_proof_shown_again_and_again_makes_nobody_busy(price: Work) -> None:
    made = proof(price)
    for _ in range(50):
        price.check(made, HEADER)
    assert price.challenge()["bits"] == 8


def test_a_token_is_good_from_ten_seconds_to_six_hours(price: Work, clock: Clock) -> None:
    token = price.token(START)
    assert token == price.token(START + 59)
    assert token != price.token(START + 60)
    with pytest.raises(TokenError) as caught:
        price.check_token(token, START + 1.5)
    assert (caught.value.kind, caught.value.seconds) == ("early", 9)
    price.check_token(token, START + 10)
    price.check_token(token, START + 6 * 3600)
    with pytest.raises(TokenError) as caught:
        price.check_token(token, START + 6 * 3600 + 1)
    assert caught.value.kind == "expired"


def test_a_busy_site_asks_for_a_minute(price: Work, clock: Clock) -> None:
    token = price.token(START)
    for _ in range(4):
        price.check_token(token, START + 10)
    with pytest.raises(TokenError) as caught:
        price.check_token(token, START + 20)
    assert (caught.value.kind, caught.value.seconds) == ("early", 40)
    price.check_token(token, START + 60)


@pytest.mark.parametrize("bend", ["", "-", "x-y", "0-" + "0" * 32, "²-0", "9" * 400, "\udc80", "007-"])
def test_a_made_up_token_is_expired(price: Work, bend: str) -> None:
    with pytest.raises(TokenError) as caught:
        price.check_token(bend, START)
    assert caught.value.kind == "expired"


def test_a_restart_ends_tokens(price: Work, clock: Clock) -> None:
    with pytest.raises(TokenError):
        Work(D, PRICES, clock=clock).check_token(price.token(START), START + 20)


def test_everybody_is_given_the_same_challenge(client: FlaskClient) -> None:
    answers = [client.get("/challenge", headers={"User-Agent": agent}) for agent in ("one", "another")]
    assert answers[0].json == answers[1].json
    assert answers[0].json is not None
    assert sorted(answers[0].json) == ["bits", "challenge", "hour"]
    assert answers[0].json["bits"] == 16
