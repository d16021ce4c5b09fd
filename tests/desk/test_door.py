"""Who may come in to the desk, and what a stranger's page can do there: nothing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from flask.testing import FlaskClient

from reviewer.desk.app import create_app
from reviewer.desk.door import COOKIE, Door
from reviewer.desk.headers import CSP
from reviewer.desk.holder import Holder
from reviewer.workstation import Workstation, enter
from tests.reviewer.conftest import world
from tests.reviewer.world import World

__all__ = ["world"]

HOST = "127.0.0.1:4000"


class Clock:
    now = 0.0


class Desk:
    """A desk in this process; time stands still unless it is moved."""

    def __init__(self, world: World) -> None:
        self.clock = Clock()
        self.holder = Holder(self._open, idle=300, now=lambda: self.clock.now)
        self.world = world
        self.door = Door(HOST)
        self.app = create_app(self.holder, self.door, "en")
        self.holder.unlock(world.passphrase)

    @contextmanager
    def _open(self, passphrase: str) -> Iterator[Workstation]:
        with enter(self.world.offline, passphrase, day=self.world.day) as station:
            yield station

    def client(self) -> FlaskClient:
        return self.app.test_client()

    def let_in(self) -> FlaskClient:
        client = self.client()
        answer = client.get(f"/enter/{self.door.address.rpartition('/')[2]}", base_url=f"http://{HOST}")
        assert answer.status_code == 303
        return client


@pytest.fixture
def desk(world: World) -> Iterator[Desk]:
    made = Desk(world)
    yield made
    made.holder.lock()


def get(client: FlaskClient, path: str, host: str = HOST) -> int:
    with client.get(path, base_url=f"http://{host}") as answer:
        return answer.status_code


def post(client: FlaskClient, path: str, origin: str | None = f"http://{HOST}", **form: str) -> int:
    headers = {"Origin": origin} if origin else {}
    return client.post(path, base_url=f"http://{HOST}", data=form, headers=headers).status_code


def test_the_address_opens_the_door_once(desk: Desk) -> None:
    client = desk.let_in()
    assert get(client, "/en/") == 200
    assert get(client, f"/enter/{desk.door.address.rpartition('/')[2]}") == 403
    assert get(desk.client(), "/en/") == 403


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(desk: Desk) -> None:
    answer = desk.client().get(desk.door.address)
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith(f"{COOKIE}=")
    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie
    assert "Expires" not in cookie


@pytest.mark.parametrize("path", ["/", "/en/", "/en/case/EB-000001/", "/en/custody", "/en/nothing", "/xx/"])
def test_nobody_else_sees_anything(desk: Desk, path: str) -> None:
    desk.let_in()
    assert get(desk.client(), path) == 403


def test_another_name_of_this_machine_is_refused(desk: Desk) -> None:
    """A page of another site whose name was made to resolve to this machine."""
    client = desk.let_in()
    for host in ("evil.example:4000", "localhost:4000", "127.0.0.1:4001"):
        assert get(client, "/en/", host) == 403
        assert get(client, "/static/desk.css", host) == 403
        assert get(desk.client(), f"/enter/{'x' * 43}", host) == 403


def test_a_form_of_another_page_does_nothing(desk: Desk) -> None:
    client, word = desk.let_in(), desk.door.form
    for origin, form in (
        ("http://evil.example", word),
        (None, word),
        ("null", word),
        (f"http://{HOST}", "guessed"),
        (f"http://{HOST}", ""),
    ):
        assert post(client, "/en/lock", origin, form=form) == 403
    assert desk.holder.open
    assert post(client, "/en/lock", form=word) == 200
    assert not desk.holder.open


def test_it_locks_when_nobody_is_there_and_opens_with_the_passphrase(desk: Desk) -> None:
    client, word = desk.let_in(), desk.door.form
    desk.clock.now = 299
    assert get(client, "/en/") == 200
    desk.clock.now = 598
    assert get(client, "/en/") == 200
    desk.clock.now = 899
    assert get(client, "/en/") == 403
    assert not desk.holder.open
    assert post(client, "/en/unlock", form=word, passphrase=desk.world.passphrase) == 303
    assert get(client, "/en/") == 200


def test_a_wrong_passphrase_is_said_and_opens_nothing(desk: Desk) -> None:
    client = desk.let_in()
    desk.holder.lock()
    answer = client.post(
        "/en/unlock",
        base_url=f"http://{HOST}",
        data={"form": desk.door.form, "passphrase": "wrong"},
        headers={"Origin": f"http://{HOST}"},
    )
    assert answer.status_code == 403
    assert b'role="alert"' in answer.data
    assert not desk.holder.open
    # Without a word is as wrong, and no other page shows either.
    assert post(client, "/en/unlock", form=desk.door.form) == 403
    assert get(client, "/en/custody") == 403


def test_every_answer_carries_the_headers(desk: Desk) -> None:
    client = desk.let_in()
    for path in ("/en/", "/static/desk.css", "/en/nothing", "/enter/x"):
        answer = client.get(path, base_url=f"http://{HOST}", buffered=True)
        answer.close()
        assert answer.headers["Content-Security-Policy"] == CSP
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["Referrer-Policy"] == "same-origin"


def test_a_form_too_large_is_refused(desk: Desk) -> None:
    client = desk.let_in()
    assert post(client, "/en/lock", form=desk.door.form, more="x" * (1 << 21)) == 413
    assert desk.holder.open


def test_a_fault_of_ours_says_nothing_of_what_was_read(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("what somebody wrote")

    client = desk.let_in()
    monkeypatch.setattr("reviewer.triage.queue.page", fail)
    answer = client.get("/en/", base_url=f"http://{HOST}")
    assert answer.status_code == 500
    assert b"what somebody wrote" not in answer.data
    assert capsys.readouterr().err == "amana-reviewer: internal error: RuntimeError in queue\n"
