"""`undo` takes back the last change that can be; the journal shows both."""

from __future__ import annotations

import pytest

MAIL = (
    b"From: Care <care@lakeshore-mortgage.example>\r\nTo: maria@fernmail.example\r\n"
    b"Subject: Your fee %d\r\nMessage-ID: <%d@lakeshore-mortgage.example>\r\n\r\nThe fee.\r\n"
)


@pytest.fixture
def kept(desk, tmp_path):
    """A desk with two messages that nobody filed."""
    for number in (1, 2):
        (tmp_path / f"{number}.eml").write_bytes(MAIL % (number, number))
    assert desk("import", tmp_path / "1.eml", tmp_path / "2.eml").code == 0
    return desk


def everything(run):
    """What the user can see of the record, but for the journal."""
    return [
        run(*words, "--json").json
        for words in (["list"], ["due", "--all"], ["drafts"], ["matter", "list"], ["loan", "list"])
    ]


@pytest.mark.parametrize(
    "words",
    [
        ("tag", "C1", "C2", "urgent"),
        ("file", "C1", "C2", "--matter", "M1"),
        ("classify", "C1", "--as", "response"),
        ("event", "add", "M1", "delivered", "2027-01-04"),
        ("matter", "close", "M1"),
        ("matter", "note", "M1", "They called."),
        ("loan", "edit", "L1", "--property", "Elsewhere"),
        ("servicer", "edit", "S1", "--phone", "555-0199"),
        ("me", "edit", "--phone", "555-0123"),
    ],
)
def test_a_change_is_taken_back(kept, words):
    """All of it at once, and the journal has one row more for each row of it."""
    before = everything(kept)
    rows = len(kept("journal", "--json").json)
    done = kept(*words)
    assert done.code == 0, done.err
    made = len(kept("journal", "--json").json) - rows

    undone = kept("undo", "--json")

    assert undone.code == 0, undone.err
    assert everything(kept) == before
    told = kept("journal", "--json").json
    assert len(told) == rows + 2 * made
    assert told[-1]["act"] == f"undo {rows + 1}"
    assert undone.json["rows"] == list(range(rows + 1, rows + made + 1))
    assert kept("verify", "--full").code == 0


def test_a_confirmed_event_is_proposed_again(kept):
    """Events are only added: the confirmed one stays, undone, and a proposed one follows it."""
    assert kept("event", "add", "M1", "acknowledged", "2027-01-04").code == 0
    first = kept("event", "list", "M1", "--json").json[-1]
    assert kept("event", "undo", first["id"]).code == 0
    assert kept("undo").code == 0
    last = kept("event", "list", "M1", "--json").json[-1]
    assert last["id"] != first["id"]
    assert {**last, "id": first["id"]} == {
        **first,
        **{k: last[k] for k in ("recorded",) if k in last},
    }


def test_a_discarded_draft_comes_back(kept):
    """As it was, with its words."""
    made = kept("draft", "late-fee-dispute", "--matter", "M1", "--json").json
    before = kept("drafts", "--json").json
    assert kept("discard", made["id"], "--yes").code == 0
    assert kept("undo").code == 0
    assert kept("drafts", "--json").json == before


def test_undo_goes_on_back(kept):
    """A second one takes back the change before; nothing is taken back twice."""
    for tag in ("one", "two", "three"):
        assert kept("tag", "C1", tag).code == 0
    for left in (["one", "two"], ["one"], []):
        assert kept("undo").code == 0
        assert kept("show", "C1", "--json").json["tags"] == left


def test_what_came_later_is_not_lost(kept):
    """A change on which another was built stays; the one that still stands alone goes."""
    assert kept("tag", "C2", "mine").code == 0
    assert kept("tag", "C1", "one").code == 0
    assert kept("undo").code == 0
    assert kept("tag", "C1", "two").code == 0
    assert kept("undo").code == 0
    assert kept("undo").code == 0
    assert [kept("show", one, "--json").json["tags"] for one in ("C1", "C2")] == [[], []]


def test_with_nothing_to_take_back_it_says_what_can_be(run, tmp_path):
    """Exit 1, and the journal is where to look; an import is not undone but purged."""
    assert run("init", "--key-file", tmp_path / "desk.key").code == 0
    (tmp_path / "1.eml").write_bytes(MAIL % (1, 1))
    assert run("import", tmp_path / "1.eml").code == 0
    done = run("undo", "--json")
    assert done.code == 1
    assert "nothing that can be taken back" in done.error["message"]
    assert "journal" in done.error["hint"]
    assert len(run("list", "--json").json) == 1


def test_an_edited_letter_stays_as_it_was_edited(kept):
    """The journal has a digest of the old words alone, so they could come back but in part."""
    made = kept("draft", "late-fee-dispute", "--matter", "M1", "--json").json
    assert kept("tag", "C1", "before").code == 0
    done = kept("edit", made["id"], "--set", "fee_amount=92.75")
    assert done.code in (0, 3), done.err
    edited = kept("drafts", "--json").json
    assert kept("undo", "--json").json["subjects"] == ["C1"]
    assert kept("drafts", "--json").json == edited


def test_a_packet_that_left_the_house_is_not_forgotten(kept, tmp_path):
    """The desk goes on knowing the digest of each, whatever is undone."""
    assert kept("file", "C1", "--matter", "M1").code == 0
    for number in (1, 2):
        done = kept("packet", "M1", "-o", tmp_path / f"{number}.pdf")
        assert done.code == 0, done.err
    assert kept("undo", "--json").json["act"] == "file"
    assert kept("packet", "verify", tmp_path / "2.pdf").code == 0


def test_the_first_facts_stay(run, tmp_path):
    """There was nothing before them to go back to."""
    assert run("init", "--key-file", tmp_path / "desk.key").code == 0
    assert run("me", "edit", "--name", "Maria Lopez").code == 0
    assert run("undo").code == 1
    assert run("me", "edit", "--name", "Maria L. Lopez").code == 0
    assert run("undo").code == 0
    assert run("me", "show", "--json").json["name"] == "Maria Lopez"
