"""A wrong date of the device, when only answers are read: it is said, and they are read all the same."""

from __future__ import annotations

import time
from datetime import timedelta

import pytest

from keys import codename as codenames
from keys.calendar import today
from tests.submit.talk import Talk
from tests.submit.world import World

pytestmark = pytest.mark.browser

WORDS = codenames.generate().words()


def say_hour(talk: Talk, hours: int) -> None:
    """Let the site's hour be so far from the device's."""
    challenge = {"bits": 0, "challenge": "00" * 16, "hour": int(time.time()) // 3600 + hours}
    talk.page.context.route("**/challenge", lambda route: route.fulfill(json=challenge))


def looked(talk: Talk) -> tuple[bool, bool]:
    """Look for answers; whether the clock was found wrong, and whether the site was asked for its hour."""
    talk.requests.clear()
    found = talk.ask("replies", codename=WORDS)
    assert (found["event"], found["replies"]) == ("result", [])
    return found["wrongClock"], "GET /challenge" in talk.requests


@pytest.mark.parametrize(("hours", "wrong"), [(30, True), (-30, True), (23, False), (0, False)])
@pytest.mark.parametrize("days", [-5, 3])
def test_a_board_of_another_time_makes_the_site_s_hour_count(
    opened: Talk, worker_world: World, days: int, hours: int, *, wrong: bool
) -> None:
    """Late or not yet issued by this device: the tolerance is the one for reporting."""
    worker_world.publish(serial=400, issued=today() + timedelta(days=days))
    say_hour(opened, hours)
    assert looked(opened) == (wrong, True)


def test_a_board_of_today_is_not_doubted(opened: Talk, worker_world: World) -> None:
    """Nothing more is asked for than ever: four requests, for everybody."""
    worker_world.publish(serial=400)
    say_hour(opened, 30)
    assert looked(opened) == (False, False)
    assert len(opened.requests) == 4


def test_a_site_that_does_not_say_its_hour_keeps_nobody_from_reading(
    opened: Talk, worker_world: World
) -> None:
    worker_world.publish(serial=400, issued=today() - timedelta(days=5))
    opened.page.context.route("**/challenge", lambda route: route.abort())
    assert looked(opened) == (False, True)
