"""`due --desks` and `brief --desks`: one that stays shut never hides the others."""

from __future__ import annotations

import json
import shutil
from datetime import date

import pytest

from borrower_desk.actions import desks, matters, people
from borrower_desk.model import EventKind


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """Two desks that one passphrase opens, each with a notice of error in it; made once."""
    home = tmp_path_factory.mktemp("household")
    secret = home / "passphrase"
    secret.write_text("four random words here")
    secret.chmod(0o600)
    for name, day in (("ada.desk", date(2026, 12, 7)), ("ben.desk", date(2026, 12, 1))):
        path = home / "desks" / name
        desks.make_desk(path, desks.Ways(passphrase_file=secret, keyring=False), None)
        with desks.open_desk(path, desks.Ways(passphrase_file=secret)) as store:
            servicer = people.add_servicer(store, people.ServicerFacts("Lakeshore Servicing"))
            loan = people.add_loan(store, servicer, people.LoanFacts("0001234567"))
            matter = matters.open_matter(store, "Late fee", loan, "fee-without-basis", day)
            facts = matters.EventFacts(letter="notice-of-error")
            matters.add_event(store, matter, EventKind.DELIVERED, day, facts)
    return home


@pytest.fixture
def household(built, run, tmp_path, monkeypatch):
    """Ask a command of a copy of both desks."""
    monkeypatch.delenv("BORROWER_DESK_KEY_FILE")
    folder = tmp_path / "desks"
    shutil.copytree(built / "desks", folder)

    def ask(command, *more):
        return run(command, "--desks", folder, "--passphrase-file", built / "passphrase", *more)

    return ask, folder


def test_every_desks_duties_come_soonest_first_with_its_name(household):
    ask, _ = household
    ran = ask("due", "--json", "--as-of", "2026-12-02")
    found = [(one["desk"], one["rule"], one["due"]) for one in ran.json]
    assert found[0] == ("ben.desk", "noe-acknowledge", "2026-12-08")
    assert ("ada.desk", "noe-respond", "2027-01-21") in found
    assert [one[2] for one in found] == sorted(one[2] for one in found)
    assert ran.code == 0


def test_a_locked_and_a_damaged_desk_are_named_and_hide_nothing(household):
    ask, folder = household
    raw = bytearray((folder / "ben.desk").read_bytes())
    raw[100:8000] = bytes(7900)
    (folder / "ben.desk").write_bytes(raw)
    (folder / "cut.desk").write_bytes(b"nothing like a desk")
    ran = ask("due", "--json")
    assert {one["desk"] for one in ran.json} == {"ada.desk"}
    told = [json.loads(line)["error"] for line in ran.err.strip().splitlines()]
    assert [one["message"].partition(":")[0] for one in told] == ["ben.desk", "cut.desk"]
    assert ran.code == 0


def test_overdue_in_any_desk_is_bad_news_for_a_script(household):
    ask, _ = household
    assert ask("due", "--exit-code", "--as-of", "2026-12-08").code == 0
    assert ask("due", "--exit-code", "--as-of", "2027-02-01").code == 3


def test_where_no_desk_opens_the_command_fails(household, run, tmp_path):
    _, folder = household
    wrong = tmp_path / "wrong"
    wrong.write_text("other words than those")
    wrong.chmod(0o600)
    ran = run("due", "--desks", folder, "--passphrase-file", wrong, "--json")
    assert ran.code == 4
    assert ran.error["code"] == 4
    assert "ada.desk" in ran.error["message"]


@pytest.mark.parametrize("made", [True, False])
def test_a_folder_without_desks_is_no_answer(run, tmp_path, made):
    folder = tmp_path / "none"
    if made:
        folder.mkdir()
    ran = run("due", "--desks", folder)
    assert (ran.code, ran.out) == (4, "")


def test_brief_of_several_desks_has_fifteen_lines_at_most_and_all_of_the_contracts_keys(household):
    ask, folder = household
    (folder / "cut.desk").write_bytes(b"nothing like a desk")
    ran = ask("brief", "--as-of", "2027-02-01")
    lines = ran.out.splitlines()
    assert 0 < len(lines) <= 15
    assert lines[0].startswith("shut  cut.desk")
    assert any(line.startswith("LATE  ben.desk") for line in lines)
    shape = ask("brief", "--json", "--as-of", "2027-02-01").json
    assert {"overdue", "soon", "arrived", "next", "desks"} == set(shape)
    assert {one["desk"] for one in shape["overdue"]} == {"ada.desk", "ben.desk"}
    assert [(one["desk"], one["ok"]) for one in shape["desks"]] == [
        ("ada.desk", True), ("ben.desk", True), ("cut.desk", False),
    ]  # fmt: skip


def test_the_calendar_of_a_desk_that_is_shut_this_time_stays_as_it_was(household, tmp_path):
    ask, folder = household
    file = tmp_path / "all.ics"
    ask("due", "--ics", file, "--as-of", "2026-12-02")
    first = file.read_bytes()
    (folder / "ben.desk").rename(folder / "ben.moved")
    ask("due", "--ics", file, "--as-of", "2026-12-02")
    assert file.read_bytes() == first


def test_one_matter_and_many_desks_do_not_go_together(run, tmp_path):
    assert run("due", "--desks", tmp_path, "--matter", "M1").code == 2
