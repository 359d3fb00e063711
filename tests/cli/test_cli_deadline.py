"""`deadline` and `rules`: the calculator alone, which needs no desk."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

CASES = [
    json.loads(line)
    for line in (Path(__file__).parent.parent / "law" / "cases_shared.jsonl")
    .read_text()
    .splitlines()
]


@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
def test_each_shared_case_comes_out_of_the_command(run, case):
    words = ["deadline", case["rule"], "--start", case["start"], "--holidays", case["holiday_mode"]]
    for name, value in case["params"].items():
        words += ["--param", f"{name}={json.dumps(value) if not isinstance(value, str) else value}"]

    ran = run(*words, "--json")

    assert ran.code == 0, ran.err
    answer = ran.json
    if case["expect"] is None:
        assert answer["due"] is None
        assert answer["status"] == case["expect_status"]
    elif "T" in case["expect"]:
        assert answer["due_at"] == case["expect"], case["why"]
    else:
        assert answer["due"] == case["expect"], case["why"]


def test_the_answer_shows_its_working(run):
    answer = run("deadline", "noe-acknowledge", "--start", "2026-11-23", "--json").json

    assert answer["due"] == "2026-12-01"
    assert answer["counted"] == [
        "2026-11-24", "2026-11-25", "2026-11-27", "2026-11-30", "2026-12-01",
    ]  # fmt: skip
    assert {"date": "2026-11-26", "why": "Thanksgiving Day"} in answer["skipped"]
    assert answer["citation"]
    assert answer["explanation"]


def test_a_rule_without_a_parameter_that_it_needs_exits_2(run):
    ran = run("deadline", "noe-respond-foreclosure", "--start", "2026-10-01", "--json")

    assert ran.code == 2
    assert "sale_date" in ran.error["message"] + ran.error["hint"]


def test_a_parameter_given_as_null_is_known_to_be_none(run):
    ran = run(
        "deadline", "noe-respond-foreclosure", "--start", "2026-10-01",
        "--param", "sale_date=null", "--json",
    )  # fmt: skip

    assert ran.code == 0
    assert ran.json["due"] == "2026-11-16"


def test_the_law_table_has_a_citation_and_an_explanation_for_every_rule(run):
    found = run("rules", "--json").json

    assert len(found) == 101
    assert all(one["citation"] and one["explanation"] and one["trigger"] for one in found)


def test_one_rule_can_be_read_alone(run):
    ran = run("rules", "noe-respond")

    assert ran.code == 0
    assert "1024.35(e)(3)" in ran.out
