"""Looking at cases, taking something out of the store, and what a terminal is spared."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keys import primitives
from keys.errors import UntrustedError
from keys.private import keystore
from keys.private.hybrid import HybridPrivate
from keys.report import Elsewhere, Link, Place
from reviewer import attachments, cases, reveal, terminal, views
from reviewer.errors import RequestError, WorkstationError
from reviewer.workstation import Workstation
from tests.reviewer.world import World, acts, identifier, mailbox

DECLARED = {"kind": "declared", "name": "أمل", "number": "AB123", "contact": "0600000000"}


def test_the_queue_has_danger_first_then_the_newest(world: World, station: Workstation) -> None:
    for danger in ("unknown", "yes", "no"):
        world.take(station, world.write(mailbox(), danger=danger))
    assert [case.label for case in cases.summaries(station.store)] == ["EB-000002", "EB-000003", "EB-000001"]


@pytest.mark.parametrize("typed", ["1", "EB-1", "eb-000001", " EB-000001 "])
def test_a_case_is_found_as_people_type_it(world: World, station: Workstation, typed: str) -> None:
    world.take(station, world.write(mailbox()))
    assert cases.find(station.store, typed).number == 1


@pytest.mark.parametrize("typed", ["", "2", "OV-000001", "EB", "EB-١", "1; DROP TABLE cases", "9" * 20])
def test_what_is_no_case_is_named(world: World, station: Workstation, typed: str) -> None:
    world.take(station, world.write(mailbox()))
    with pytest.raises(RequestError) as caught:
        cases.find(station.store, typed)
    assert caught.value.kind == "case"


def test_attachments_are_exported_whole_and_counted_over_the_case(
    world: World, station: Workstation, tmp_path: Path
) -> None:
    box = mailbox()
    contents = [primitives.random_bytes(size) for size in (1, 70_000, 300)]
    world.take(station, world.write(box, files={"a": contents[0], "b": contents[1]}))
    world.take(station, world.write(box, kind="follow-up", files={"c": contents[2]}))
    for number, content in enumerate(contents, 1):
        out = tmp_path / f"out {number}"
        file = attachments.export(station, "1", number, out)
        assert out.read_bytes() == content
        assert file.sha256 == primitives.sha256(content)
    assert [act.name for act in acts(station)] == ["export-attachment"] * 3
    assert [act.after for act in acts(station)] == [primitives.sha256(content) for content in contents]


@pytest.mark.parametrize("number", [-1, 0, 2])
def test_an_attachment_that_is_not_there_is_named(
    world: World, station: Workstation, tmp_path: Path, number: int
) -> None:
    world.take(station, world.write(mailbox(), files={"a": b"x"}))
    with pytest.raises(RequestError) as caught:
        attachments.export(station, "1", number, tmp_path / "out")
    assert caught.value.kind == "attachment"


def test_nothing_is_overwritten(world: World, station: Workstation, tmp_path: Path) -> None:
    world.take(station, world.write(mailbox(), files={"a": b"x"}))
    out = tmp_path / "out"
    out.write_text("mine")
    link = tmp_path / "link"
    link.symlink_to(tmp_path / "nowhere")
    for taken in (out, link, tmp_path):
        with pytest.raises(RequestError) as caught:
            attachments.export(station, "1", 1, taken)
        assert caught.value.kind == "exists"
    assert out.read_text() == "mine"


def test_a_file_that_appears_meanwhile_is_not_overwritten(tmp_path: Path) -> None:
    out, temporary = tmp_path / "out", tmp_path / "temporary"
    out.write_text("mine")
    temporary.write_text("new")
    with pytest.raises(RequestError):
        attachments._put(temporary, out)
    assert out.read_text() == "mine"


def test_a_damaged_original_exports_nothing(world: World, station: Workstation, tmp_path: Path) -> None:
    envelope = world.write(mailbox(), files={"a": b"x" * 100})
    world.take(station, envelope)
    original = world.offline / "envelopes" / identifier(envelope)
    original.write_bytes(envelope[:-1] + bytes([envelope[-1] ^ 1]))
    before = sorted(tmp_path.iterdir())
    with pytest.raises(UntrustedError) as caught:
        attachments.export(station, "1", 1, tmp_path / "out")
    assert caught.value.kind == "chunk"
    original.unlink()
    with pytest.raises(WorkstationError):
        attachments.export(station, "1", 1, tmp_path / "out")
    assert sorted(tmp_path.iterdir()) == before
    assert acts(station) == []


def test_a_declared_identity_is_shown_to_who_gives_a_reason(world: World, station: Workstation) -> None:
    world.take(station, world.write(mailbox(), identity=DECLARED))
    declared = reveal.reveal(station, "1", " The prosecutor asks. ")
    assert declared == {name: text for name, text in DECLARED.items() if name != "kind"}
    (act,) = acts(station)
    assert (act.name, act.text) == ("reveal", "The prosecutor asks.")
    assert act.case == cases.find(station.store, "1").author


def test_a_declared_identity_is_nowhere_else(world: World, station: Workstation) -> None:
    world.take(station, world.write(mailbox(), identity=DECLARED))
    shown = cases.show(station.store, "1")
    assert shown.summary.identity == "declared"
    everything = [
        repr(row)
        for table in station.store.rows("SELECT name FROM sqlite_master WHERE type = 'table'")
        for row in station.store.rows(f"SELECT * FROM {table['name']}")
    ]
    for secret in (DECLARED["name"], DECLARED["number"], DECLARED["contact"]):
        assert secret not in repr(shown)
        assert not any(secret in row for row in everything)


@pytest.mark.parametrize(
    ("identity", "reason", "kind"),
    [
        (DECLARED, "  ", "reason"),
        (DECLARED, "x" * 1001, "reason"),
        ({"kind": "none"}, "why", "identity"),
        ({"kind": "contact", "contact": "06"}, "why", "identity"),
    ],
)
def test_a_refused_reveal_writes_nothing(
    world: World, station: Workstation, identity: dict[str, str], reason: str, kind: str
) -> None:
    world.take(station, world.write(mailbox(), identity=identity))
    with pytest.raises(RequestError) as caught:
        reveal.reveal(station, "1", reason)
    assert caught.value.kind == kind
    assert acts(station) == []


def test_revealing_takes_the_custodians_key(world: World) -> None:
    with keystore.unlock(world.offline / "keystore", world.passphrase) as session:
        session.put("identity", {})
        session.write()
    with world.enter() as station:
        world.take(station, world.write(mailbox(), identity=DECLARED))
        with pytest.raises(RequestError) as caught:
            reveal.reveal(station, "1", "why")
    assert caught.value.kind == "identity-key"


def test_the_key_of_another_quarter_is_passed_over(world: World) -> None:
    with keystore.unlock(world.offline / "keystore", world.passphrase) as session:
        session.put("identity", {**session.identity(), 29994: HybridPrivate.generate()})
        session.write()
    with world.enter() as station:
        world.take(station, world.write(mailbox(), identity=DECLARED))
        assert reveal.reveal(station, "1", "why")["name"] == DECLARED["name"]


def test_what_the_server_sealed_says_so(
    world: World, station: Workstation, capsys: pytest.CaptureFixture[str]
) -> None:
    world.take(station, world.write(mailbox(), path="server"))
    views.console().print(views.case_view(cases.show(station.store, "1")))
    assert "sealed by the server" in capsys.readouterr().out


# An escape sequence, an override that turns a name round, an isolate, a zero-width mark, a tag character.
HOSTILE = "a\x1b[2J\u202egpj\u2066\u200f\U000e0041\r\nb"


def test_nothing_invisible_reaches_a_terminal() -> None:
    assert terminal.line(HOSTILE) == "a<U+001B>[2J<U+202E>gpj<U+2066><U+200F><U+E0041><U+000D><U+000A>b"
    assert terminal.text(HOSTILE) == "a<U+001B>[2J<U+202E>gpj<U+2066><U+200F><U+E0041>\nb"


def test_scripts_and_emoji_are_left_as_they_are() -> None:
    for spoken in ("بلاغ عن محتوى", "می‌خواهم", "👩‍👧", "déjà", "ⴰⵎⴰⵣⵉⵖ"):
        assert terminal.text(spoken) == spoken


@given(st.text())
def test_no_control_character_is_ever_left(untrusted: str) -> None:
    # Spaces of other widths are seen for what they are, and French is written with them.
    assert all(c.isprintable() or c.isspace() for c in terminal.line(untrusted))
    assert not set(terminal.line(untrusted)) & set(map(chr, [*range(32), 127, 0x2028, 0x202E]))
    assert not set(terminal.text(untrusted)) & set(map(chr, [*range(9), *range(11, 32), 127, 0x202E]))


def test_a_case_is_shown_with_everything_made_visible(
    world: World, station: Workstation, capsys: pytest.CaptureFixture[str]
) -> None:
    report = world.write(
        mailbox(),
        "[bold]\x1b[2J text",
        category="own_category",
        answers={"amount": "\u202e5", "own_question": "\x1bown"},
        elsewhere=Elsewhere(kind="app", name="\u202eapp", account="\x07me"),
        place=Place(city="\u2066place"),
        links=(Link(given="https://\u202elink", url="https://\u2066url", account="\u200bwho"),),
        files={"\u202egpj.exe": b"x"},
        identity={"kind": "contact", "contact": "\x9b0"},
    )
    world.take(station, report)
    views.console().print(views.case_view(cases.show(station.store, "1")))
    printed = capsys.readouterr().out
    assert "[bold]<U+001B>[2J text" in printed
    for piece in (
        *("<U+2066>place", "<U+202E>link", "<U+2066>url", "Account: <U+200B>who", "<U+202E>gpj.exe"),
        *("Amount: <U+202E>5", "own_question: <U+001B>own", "in an app, <U+202E>app, <U+0007>me"),
        *("About: own_category", "<U+009B>0"),
    ):
        assert piece in printed
    assert all(c.isprintable() or c == "\n" for c in printed)
