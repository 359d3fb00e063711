"""The worked examples: one for every rule at least, and each is right."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from law_walk import brute, business, minutes, walk

from borrower_desk.errors import RuleFileInvalid
from borrower_desk.law.calendar import DayKind
from borrower_desk.law.deadlines import deadline
from borrower_desk.law.examples import examples, read_examples
from borrower_desk.law.rules import rule, rules
from borrower_desk.model import Bound

ALL = [one for several in examples().values() for one in several]


def test_every_rule_has_an_example():
    assert set(examples()) == set(rules())


@pytest.mark.parametrize("one", ALL, ids=lambda one: f"{one.rule}-{one.start}")
def test_the_program_comes_to_the_day_of_the_example(one):
    found = deadline(one.rule, one.start, one.params)
    assert (found.due_at or found.due) == one.due


@pytest.mark.parametrize("one", ALL, ids=lambda one: f"{one.rule}-{one.start}")
def test_a_counter_of_its_own_comes_to_the_day_of_the_example(one):
    """The day was never taken from the program: a walk day by day gives it too."""
    law = rule(one.rule)
    observed = law.bound is Bound.SERVICER and law.calendar is not DayKind.SPECIFIC
    if isinstance(one.start, datetime):
        walked = minutes(one.start, one.params["hours"], one.params["tz"])
    elif "extension_noticed_on" in one.params:
        walked = walk(one.start, 45, business, observed)
    elif "more_information_received_on" in one.params:
        walked = date.fromordinal(one.start.toordinal() + 44)
    else:
        walked = brute(one.rule, one.start, one.params, observed)
    assert walked == one.due


GOOD = '[[example]]\nrule = "a"\nstart = 2026-12-07\ndue = 2026-12-14\n'


def test_a_good_file_is_read():
    one = read_examples(GOOD, "x", ["a"])["a"][0]
    assert (one.start, one.due, dict(one.params)) == (date(2026, 12, 7), date(2026, 12, 14), {})
    assert one.in_words() == "2026-12-07 gives 2026-12-14"


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("[[example", "is no TOML"),
        (GOOD.replace('"a"', '"b"'), "there is no rule 'b'"),
        ("", "no worked example of a"),
        (GOOD + 'colour = "red"\n', "unknown field colour"),
        (GOOD.replace("start = 2026-12-07\n", ""), "`rule` and `start`"),
        (GOOD.replace("2026-12-14", '"soon"'), "`due` is no day"),
        (GOOD.replace("due = 2026-12-14", "params = 3"), "`params` is a table"),
        (GOOD.replace("due = 2026-12-14\n", ""), "`says` tells why"),
    ],
)
def test_a_broken_file_says_what_is_wrong(text, why):
    with pytest.raises(RuleFileInvalid, match=why):
        read_examples(text, "x", ["a"])
