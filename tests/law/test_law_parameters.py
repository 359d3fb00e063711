"""Parameters: typed from text, unknown keys refused, missing ones named."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from borrower_desk.errors import RuleNeedsParameter, UsageError
from borrower_desk.law.parameters import PARAMETERS, parse_date, read_parameters
from borrower_desk.law.rules import rule


@pytest.mark.parametrize(
    ("key", "text", "value"),
    [
        ("extension_noticed_on", "2026-10-20", date(2026, 10, 20)),
        ("extension_noticed_on", date(2026, 10, 20), date(2026, 10, 20)),
        ("extension_noticed_on", datetime(2026, 10, 20, 9, 30), date(2026, 10, 20)),
        ("extension_noticed_on", "null", None),
        ("extension_noticed_on", None, None),
        ("extension_in_writing", "false", False),
        ("extension_in_writing", "True", True),
        ("extension_gives_reasons", False, False),
    ],
)
def test_a_parameter_comes_as_text_or_typed(key, text, value):
    """The command line gives text, the program gives values."""
    assert read_parameters(rule("noe-respond"), {key: text}) == {key: value}


def test_hours_and_zone_are_read():
    found = read_parameters(rule("sla-business-hours"), {"hours": "48", "tz": "America/Chicago"})
    assert found == {"hours": 48, "tz": "America/Chicago"}


@pytest.mark.parametrize(
    ("rule_id", "key", "value"),
    [
        ("noe-respond", "extension_noticed_on", "soon"),
        ("noe-respond", "extension_noticed_on", "2026-02-30"),
        ("noe-respond", "extension_noticed_on", "20 Oct 2026"),
        ("noe-respond", "extension_in_writing", "perhaps"),
        ("sla-business-hours", "hours", "many"),
        ("sla-business-hours", "hours", "0"),
        ("sla-business-hours", "hours", True),
        ("sla-business-hours", "hours", "99999"),
        ("sla-business-hours", "tz", "Mars/Olympus"),
        ("sla-business-hours", "office_hours", "late"),
    ],
)
def test_a_malformed_value_is_refused(rule_id, key, value):
    """It is exit 2, with how to write it."""
    with pytest.raises(UsageError) as caught:
        read_parameters(
            rule(rule_id), {"hours": 24, key: value} if "sla" in rule_id else {key: value}
        )
    assert caught.value.exit_code == 2
    assert caught.value.hint


def test_an_unknown_key_names_those_that_the_rule_takes():
    """A slip is not swallowed."""
    with pytest.raises(UsageError) as caught:
        read_parameters(rule("noe-respond-foreclosure"), {"saledate": "2026-12-15"})
    assert "sale_date" in caught.value.hint


def test_a_known_key_that_the_rule_does_not_use_is_left_out():
    """An extension is ignored where none is allowed."""
    assert read_parameters(rule("noe-acknowledge"), {"extension_noticed_on": "2026-10-20"}) == {}


@pytest.mark.parametrize(
    ("rule_id", "given_params", "missing"),
    [
        ("noe-respond-foreclosure", {}, "sale_date"),
        ("fpi-earliest-charge", {}, "reminder_mailed_on"),
        ("lossmit-accept", {"sale_date": "2026-12-08"}, "complete_received_on"),
        ("lossmit-transfer-appeal", {}, "appeal_made_on"),
        ("limit-fcra", {}, "violation_date"),
        ("sla-business-hours", {}, "hours"),
        ("sla-business-hours", {"hours": "null"}, "hours"),
    ],
)
def test_a_missing_parameter_is_named(rule_id, given_params, missing):
    """What the rule cannot do without must be said, if only as null."""
    with pytest.raises(RuleNeedsParameter) as caught:
        read_parameters(rule(rule_id), given_params)
    assert missing in f"{caught.value.message} {caught.value.hint}"


def test_without_a_sale_an_offer_needs_no_date_of_application():
    assert read_parameters(rule("lossmit-accept"), {"sale_date": None}) == {"sale_date": None}


def test_a_date_is_no_number_and_no_other_script():
    """Only ASCII digits in the one form."""
    for bad in (20261020, "٢٠٢٦-١٠-٢٠", "2026-1-2", "", None):
        with pytest.raises(UsageError):
            parse_date(bad, "the date")


@settings(deadline=None, max_examples=80)
@given(st.sampled_from(sorted(PARAMETERS)), st.text(max_size=40))
def test_any_text_is_read_or_refused_with_words(key, text):
    """No input makes anything but a value or a clear error."""
    for rule_id in ("noe-respond-foreclosure", "sla-business-hours"):
        with suppress(UsageError, RuleNeedsParameter):
            found = read_parameters(rule(rule_id), {"sale_date": None, "hours": 24, key: text})
            assert set(found) <= {"sale_date", "hours", key}


@pytest.mark.parametrize("text", ["null", "none", "None", " NULL ", ""])
def test_none_can_be_written_in_several_ways(text):
    law = rule("noe-respond-foreclosure")
    assert read_parameters(law, {"sale_date": text})["sale_date"] is None
