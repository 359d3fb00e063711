"""The charts: what they draw they also say."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from borrower_desk.model import Bound, Duty, DutyStatus, EventKind, MatterId, Receipt, Trigger
from borrower_desk.screens import charts

TODAY = date(2026, 11, 24)
DUTY = Duty(
    id="noe-acknowledge:E1", matter=MatterId("M1"), loan=None, rule="noe-acknowledge",
    title="Acknowledge", bound=Bound.SERVICER,
    trigger=Trigger(EventKind.DELIVERED, "E1", date(2026, 11, 2), estimated=False),
    due=date(2026, 11, 9), due_at=None, late_after=date(2026, 11, 9), status=DutyStatus.MET,
    receipt=Receipt.PROVED, followed_up="no", met_on=date(2026, 11, 6), met_by="E2", days_left=None,
    extended=False, citation="12 CFR 1024.35(d)", explanation="", uncertainty="",
)  # fmt: skip
LATE = replace(DUTY, title="Answer", status=DutyStatus.MET_LATE, met_on=date(2026, 11, 16))
MISSING = replace(DUTY, title="Documents", status=DutyStatus.OVERDUE, met_on=None)


@pytest.mark.parametrize(
    ("duty", "words"),
    [
        (DUTY, "4 of 7 days, in time"),
        (LATE, "14 of 7 days, late"),
        (MISSING, "22 of 7 days, no answer yet"),
    ],
)
def test_each_bar_says_its_days(duty, words):
    chart = charts.days_chart(charts.spans([duty], TODAY))

    assert words in chart.plain


def test_a_bar_is_as_long_as_its_days():
    """Taken within, left over, beyond: three signs, in proportion, never wider than the room."""
    on_time, late = charts.days_chart(charts.spans([DUTY, LATE], TODAY), 60).plain.split("\n")[
        1:4:2
    ]

    assert on_time.count("█") == pytest.approx(late.count("█") * 4 / 7, abs=1)
    assert late.count("!") == pytest.approx(late.count("█"), abs=1)
    assert "░" in on_time
    assert "░" not in late


@pytest.mark.parametrize("width", [10, 20, 44, 200])
def test_bars_keep_to_their_room(width):
    far = replace(MISSING, trigger=replace(DUTY.trigger, on=date(2020, 1, 1)))
    chart = charts.days_chart(charts.spans([DUTY, LATE, far], TODAY), width).plain

    for line in chart.splitlines()[1::2]:
        assert len(line.split(" days")[0].rstrip("0123456789 of")) <= max(width, 14)


def test_only_what_the_servicer_owed_and_settled_or_missed_counts():
    others = [
        replace(DUTY, bound=Bound.BORROWER),
        replace(DUTY, status=DutyStatus.OPEN),
        replace(DUTY, status=DutyStatus.SUPERSEDED),
        replace(DUTY, due=None),
    ]

    assert charts.spans(others, TODAY) == []
    assert charts.months_chart(others).plain == ""


def test_the_months_count_answers_in_time_late_and_missing():
    december = replace(DUTY, due=date(2026, 12, 1))

    assert charts.months_chart([DUTY, LATE, MISSING, december]).plain.splitlines() == [
        "2026-11  █▒!  1 in time, 1 late, 1 missing",
        "2026-12  █  1 in time",
    ]


def test_a_hostile_title_is_one_safe_line():
    chart = charts.days_chart(charts.spans([replace(DUTY, title="\x1b[31mx\ny[bold]")], TODAY))

    assert "\x1b" not in chart.plain
    assert len(chart.plain.splitlines()) == 2
