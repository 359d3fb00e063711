"""The law table: what every rule must have, and what a broken rule file says."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from datetime import date, timedelta

import pytest

from borrower_desk.errors import NoSuchRule, RuleFileInvalid
from borrower_desk.law.counting import WAYS
from borrower_desk.law.parameters import PARAMETERS
from borrower_desk.law.rules import COUNTS, Nature, read_rules, rule, rules
from borrower_desk.model import Bound

GOOD = """
source = "A made-up law"
[[rule]]
id = "made-up"
tier = 1
title = "A made-up duty"
bound = "servicer"
who = "the servicer"
nature = "duty"
starts = "Something happens."
count = "days-after"
amount = 5
unit = "business days"
direction = "after"
calendar = "business"
last_day = "X"
extension = "None."
citation = "1 CFR 1"
explanation = "They must do it."
confidence = "High"
"""


def test_every_rule_of_the_table_is_there():
    """The 101 ids of the law table are a contract."""
    tiers = [one.tier for one in rules().values()]
    assert len(rules()) == 101
    assert [tiers.count(n) for n in (1, 2, 3)] == [49, 29, 23]


@pytest.mark.parametrize("one", rules().values(), ids=lambda one: one.id)
def test_a_rule_can_be_read_by_a_homeowner(one):
    """It says what it is, what starts it, what it means, and which law says so."""
    assert one.title
    assert one.starts.endswith(".")
    assert one.explanation.endswith((".", "?"))
    assert one.citation != "same"
    assert "b-day" not in f"{one.explanation} {one.title} {one.starts} {one.exceptions}"
    assert "NOE" not in f"{one.explanation} {one.title} {one.starts} {one.exceptions}"


@pytest.mark.parametrize("one", rules().values(), ids=lambda one: one.id)
def test_what_a_rule_names_exists(one):
    """Its parameters can be read, its time limit is a rule of the borrower's."""
    assert set(one.params) <= set(PARAMETERS)
    if one.limit:
        assert rule(one.limit).bound is Bound.BORROWER
    if one.extend:
        assert {one.extend.noticed, *one.extend.conditions} <= set(one.params)
    for leg in one.legs:
        assert leg.start in ("start", "last", *one.params)


def test_a_servicers_duty_that_can_be_missed_can_also_be_met():
    """A duty that runs by itself has an event that meets it; else it would never end."""
    for one in rules().values():
        if one.runs.on and one.nature is Nature.DUTY:
            assert one.met_by, one.id


def test_each_way_of_counting_is_known_to_both_sides():
    """The names in the rule files are those of the functions."""
    assert set(COUNTS) == set(WAYS)
    assert {one.count for one in rules().values()} == set(COUNTS)


def test_the_exact_words_of_the_regulation_come_with_the_rule():
    """The quotes were cut out of the regulation by a program."""
    assert "Within five days (excluding legal public holidays" in rule("noe-acknowledge").quotes[0]


def test_a_rule_knows_from_when_it_was_the_law():
    """Regulation X's error rules from 10 January 2014, Regulation F from 30 November 2021."""
    assert not rule("noe-respond").in_force_on(date(2014, 1, 9))
    assert rule("noe-respond").in_force_on(date(2014, 1, 10))
    assert not rule("validation-period-end").in_force_on(date(2021, 11, 29))
    assert rule("validation-dispute").in_force_on(date(2021, 11, 29))


def test_an_unknown_rule_names_the_nearest():
    """A slip of the pen costs one look."""
    with pytest.raises(NoSuchRule) as caught:
        rule("noe-acknowlege")
    assert "noe-acknowledge" in caught.value.hint
    assert caught.value.exit_code == 2


def test_a_good_rule_file_is_read():
    assert [one.id for one in read_rules(GOOD, "good.toml")] == ["made-up"]


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('citation = "1 CFR 1"\n', "", "citation"),
        ('citation = "1 CFR 1"', 'citation = "  "', "citation"),
        ('explanation = "They must do it."\n', "", "explanation"),
        ('title = "A made-up duty"\n', "", "title"),
        ('bound = "servicer"', 'bound = "nobody"', "nobody"),
        ('count = "days-after"', 'count = "days-sideways"', "days-sideways"),
        ('last_day = "X"', 'last_day = "Q"', "last_day"),
        ("amount = 5", 'amount = "five"', "amount"),
        ("amount = 5", "amount = true", "amount"),
        ("amount = 5\n", "", "amount"),
        ("tier = 1", "tier = 0", "tier"),
        ("tier = 1", 'tier = 1\ncolour = "red"', "colour"),
        ("tier = 1", 'tier = 1\nneeds = ["hours"]', "needs"),
        ("tier = 1", 'tier = 1\neffective_from = "2014"', "effective_from"),
        ("tier = 1", "effective_from = 2014-01-10\neffective_to = 2013-01-01\ntier = 1", "ended"),
        ("tier = 1", 'tier = 1\nmet_by = ["forgiven"]', "forgiven"),
        ("tier = 1", 'tier = 1\nlegs = "none"', "legs"),
        ('count = "days-after"', 'count = "later-of"', "two legs"),
        ('source = "A made-up law"', "", "source"),
        ("[[rule]]", "[rule]", "[[rule]]"),
        ("[[rule]]", "[[rule", "no TOML"),
    ],
)
def test_a_broken_rule_file_says_what_is_wrong_with_it(old, new, says):
    """The file, the rule and the field are named."""
    assert old in GOOD
    with pytest.raises(RuleFileInvalid) as caught:
        read_rules(GOOD.replace(old, new, 1), "broken.toml")
    assert says in caught.value.message
    assert caught.value.message.startswith("broken.toml")


def test_the_law_loads_nothing_heavy():
    """`due` must start fast: the law and the matters need the standard library alone."""
    code = (
        "import sys, borrower_desk.matters.duties, borrower_desk.matters.scorecard;"
        "from borrower_desk.law.rules import rules; rules();"
        "bad = {'dateutil', 'textual', 'jinja2', 'zoneinfo', 'sqlite3', 'email', 'asyncio'};"
        "print(sorted(bad & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


# ── what a rule says of itself ───────────────────────────────────────────────


@pytest.mark.parametrize(
    ("rule_id", "length"),
    [
        ("noe-respond", "30 business days after"),
        ("noe-presale-cutoff", "8 calendar days before"),
        ("noe-time-limit", "1 year after"),
        ("limit-respa-servicing", "3 years after"),
        ("form-1098", "31 January"),
        ("payment-credit", "same day"),
        ("sla-business-hours", "business hours"),
    ],
)
def test_a_rule_says_how_long_it_is(rule_id, length):
    assert rule(rule_id).length == length


def test_a_rule_is_in_force_from_its_first_day_to_its_last():
    """Both ends belong to it; an end that nobody knows is open."""
    day = timedelta(days=1)
    began, ended = date(2014, 1, 10), date(2020, 6, 30)
    open_ended = replace(rule("noe-respond"), effective_from=None, effective_to=None)
    assert open_ended.in_force_on(date(1971, 1, 1))
    one = replace(open_ended, effective_from=began, effective_to=ended)
    assert [one.in_force_on(d) for d in (began - day, began, ended, ended + day)] == [
        False, True, True, False,
    ]  # fmt: skip
    assert replace(open_ended, effective_to=ended).in_force_on(date(1971, 1, 1))


def test_the_nearest_names_come_first_and_few():
    """Close spellings, then those that hold what was typed; none twice."""
    with pytest.raises(NoSuchRule) as close:
        rule("noe-acknowlege")
    assert close.value.hint.startswith("Did you mean noe-acknowledge,")
    with pytest.raises(NoSuchRule) as part:
        rule("appeal")
    names = part.value.hint.removeprefix("Did you mean ").removesuffix("?").split(", ")
    assert len(names) == len(set(names))
    assert all("appeal" in name for name in names[3:])
    assert {"lossmit-appeal", "lossmit-appeal-cutoff"} <= set(names)
    assert len(names) <= 8
    with pytest.raises(NoSuchRule) as nothing:
        rule("zzzzzzzz")
    assert nothing.value.hint == "`borrower-desk rules` lists them."
    with pytest.raises(NoSuchRule) as empty:
        rule("")
    assert empty.value.hint == "`borrower-desk rules` lists them."


def test_what_a_rule_file_leaves_out_is_left_open():
    (one,) = read_rules(GOOD, "good.toml")
    assert (one.note, one.limit, one.runs.clock) == ("", "", "")
    assert (one.runs.per_error, one.runs.watch) == (False, False)
    assert (one.effective_from, one.effective_to) == (None, None)


def test_a_rule_that_runs_by_an_event_shares_no_clock_unless_it_says_so():
    (one,) = read_rules(GOOD + '[rule.runs]\non = ["sent"]\n', "good.toml")
    assert (one.runs.clock, one.runs.per_error, one.runs.watch) == ("", False, False)


@pytest.mark.parametrize("listed", ['["a", ""]', "[1]", '"a"', "[[]]"])
def test_a_list_holds_texts_that_say_something(listed):
    with pytest.raises(RuleFileInvalid, match="exceptions"):
        read_rules(GOOD + f"exceptions = {listed}\n", "broken.toml")


GATE = """
start = "start"
before = "sale_date"
at_least = 1
otherwise = "not-covered"
because = "So."
"""


@pytest.mark.parametrize(
    "table",
    [
        '[[rule.legs]]\nstart = "start"\namount = 1\nunit = "years"\n',
        '[rule.extend]\namount = 1\nnoticed = "extension_noticed_on"\n',
        f"[[rule.gates]]\n{GATE}",
        '[rule.runs]\non = ["sent"]\n',
    ],
)
def test_a_part_of_a_rule_is_read_and_holds_nothing_unknown(table):
    assert read_rules(GOOD + table, "good.toml")
    with pytest.raises(RuleFileInvalid, match="colour"):
        read_rules(f'{GOOD}{table}colour = "red"\n', "broken.toml")


def test_one_day_is_the_least_that_a_gate_asks_for():
    (one,) = read_rules(f"{GOOD}[[rule.gates]]\n{GATE}", "good.toml")
    assert one.gates[0].at_least == 1
    with pytest.raises(RuleFileInvalid, match="at_least"):
        read_rules(f"{GOOD}[[rule.gates]]\n{GATE.replace('= 1', '= 0')}", "broken.toml")
