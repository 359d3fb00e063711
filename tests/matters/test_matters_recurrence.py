"""The same error again: only what the servicer itself corrected has come back."""

from __future__ import annotations

from datetime import date

import pytest
from matters_record import MATTER, happened, notice

from borrower_desk.matters.recurrence import corrected_before

NOTICED = notice(1, "delivered", "2026-03-02")


def found(*events, slugs=("fee-without-basis",)):
    return corrected_before({MATTER.id: events}, slugs)


def test_a_corrected_error_is_known_with_both_days():
    (one,) = found(NOTICED, happened(2, "corrected", "2026-04-01", of="E1"))
    assert (one.slug, one.matter) == ("fee-without-basis", MATTER.id)
    assert (one.noticed, one.corrected) == (date(2026, 3, 2), date(2026, 4, 1))


@pytest.mark.parametrize(
    "reply",
    [
        happened(2, "responded", "2026-04-01", of="E1"),
        happened(2, "refused", "2026-04-01", of="E1"),
        happened(2, "corrected", "2026-04-01", of="E1", params={"partial": "true"}),
        happened(2, "corrected", "2026-04-01", of="E1", undone=True),
    ],
    ids=["answered", "refused", "corrected in part", "undone"],
)
def test_what_was_not_corrected_did_not_come_back(reply):
    assert found(NOTICED, reply) == []


def test_another_error_is_another_error():
    mended = happened(2, "corrected", "2026-04-01", of="E1")
    assert found(NOTICED, mended, slugs=("payment-misapplied",)) == []


def test_any_other_error_is_too_general_to_be_the_same():
    general = notice(1, "delivered", "2026-03-02", "other-servicing-error")
    mended = happened(2, "corrected", "2026-04-01", of="E1")
    assert found(general, mended, slugs=("other-servicing-error",)) == []
