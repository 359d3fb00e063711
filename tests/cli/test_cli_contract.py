"""The command line's manners (`cli.md`): exit codes, JSON, stdout for data, stderr for talk."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest


def test_without_a_desk_a_command_exits_4_and_says_how_to_make_one(run):
    ran = run("due")

    assert ran.code == 4
    assert ran.out == ""
    assert "borrower-desk init" in ran.err


def test_with_json_an_error_is_one_document_on_stderr(run):
    ran = run("due", "--json")

    assert ran.code == 4
    assert ran.error["code"] == 4
    assert ran.error["hint"]


def test_an_unknown_command_and_an_unknown_option_exit_2(run):
    assert run("nonsense").code == 2
    assert run("due", "--nonsense").code == 2


def test_an_unknown_rule_exits_2_and_names_the_nearest(run):
    ran = run("deadline", "noe-acknowlege", "--start", "2026-11-23", "--json")

    assert ran.code == 2
    assert "noe-acknowledge" in ran.error["hint"] + ran.error["message"]


@pytest.mark.parametrize("wrong", ["2026-02-30", "yesterweek", "26-01-01", "20260101"])
def test_a_date_that_is_none_exits_2(desk, wrong):
    assert desk("event", "add", "M1", "sent", wrong).code == 2


def test_json_is_taken_before_and_after_the_command(desk):
    assert desk("--json", "servicer", "list").json == desk("servicer", "list", "--json").json


def test_the_first_of_each_kind_has_the_number_1(desk):
    assert [one["id"] for one in desk("servicer", "list", "--json").json] == ["S1"]
    assert [one["id"] for one in desk("loan", "list", "--json").json] == ["L1"]
    assert [one["id"] for one in desk("matter", "list", "--json").json] == ["M1"]


def test_a_matter_is_found_by_the_start_of_its_title(desk):
    assert desk("matter", "show", "late fee", "--json").json["id"] == "M1"


def test_a_start_that_fits_two_matters_exits_2_and_names_both(desk):
    desk("matter", "open", "Late fee of October", "--loan", "L1", "--issue", "fee-without-basis")

    ran = desk("matter", "show", "late")

    assert ran.code == 2
    assert "M1" in ran.err
    assert "M2" in ran.err


def test_an_issue_nobody_knows_exits_2_with_the_nearest(desk):
    ran = desk("matter", "open", "Fee", "--loan", "L1", "--issue", "fee-without-bases")

    assert ran.code == 2
    assert "fee-without-basis" in ran.err


def test_without_a_terminal_an_act_that_destroys_wants_yes(desk):
    desk("draft", "late-fee-dispute", "--matter", "M1")

    assert desk("discard", "D1").code == 2
    assert desk("discard", "D1", "--yes").code == 0
    assert desk("drafts", "--json").json == []


def test_a_bare_start_without_a_terminal_says_that_the_app_needs_one():
    done = subprocess.run(
        [sys.executable, "-m", "borrower_desk"],
        capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL, env=os.environ,
    )  # fmt: skip

    assert done.returncode == 2
    assert "terminal" in done.stderr
    assert "Traceback" not in done.stderr


def test_every_command_has_help(run):
    for words in (("--help",), ("due", "--help"), ("servicer", "--help"), ("packet", "--help")):
        ran = run(*words)
        assert ran.code == 0
        assert "Usage" in ran.out
