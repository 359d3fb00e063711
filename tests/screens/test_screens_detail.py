"""What is told of a duty: where its clock began, unless its day was simply named."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from journey_steps import disputed, household

from borrower_desk.actions import clock
from borrower_desk.screens.detail import duty_facts

DAY = date(2026, 12, 16)


def test_a_duty_of_law_tells_what_it_counts_from(tmp_path: Path) -> None:
    with household(tmp_path) as store:
        disputed(store)
        facts = dict(duty_facts(clock.due(store, DAY)[0]))

    assert facts["started by"].startswith("delivered on ") or "sent on" in facts["started by"]
    assert facts["receipt"] in ("proved", "admitted", "presumed")


def test_a_promise_counts_from_nothing(tmp_path: Path) -> None:
    """The day that somebody named is no event, and nothing was received."""
    with household(tmp_path) as store:
        disputed(store)
        clock.promise(store, store.matters()[0], "reverse the fee", date(2026, 12, 20))
        (found,) = [one for one in clock.due(store, DAY) if one.rule == "promise"]
        facts = dict(duty_facts(found))

    assert facts["due"].startswith("Sun, Dec 20, 2026")
    assert {"started by", "receipt"} & facts.keys() == set()
