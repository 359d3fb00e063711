"""A court paper is recognised; the desk computes no deadline for it."""

from __future__ import annotations

import pytest
from labelled_mail import labelled

from borrower_desk.intake.court import is_court_paper
from borrower_desk.model import Kind


@pytest.mark.parametrize(
    "text",
    [
        "SUMMONS. You are hereby summoned to answer the complaint within 28 days.",
        "IN THE COURT OF COMMON PLEAS, OHIO. Northgate, Plaintiff, vs. Ana Lopez, Defendant.",
        "CITATION. You have been sued. You may employ an attorney.",
        "Motion for summary judgment. Plaintiff moves this court. Certificate of service attached.",
        "Usted ha sido demandado. Tiene 20 dias para contestar la demanda.",
        "ORDER TO SHOW CAUSE: appear before the judge on May 4.",
        "Unlawful detainer: the Superior Court, county of Kern. Plaintiff v. Defendant.",
    ],
)
def test_a_court_paper_is_known(text):
    assert is_court_paper("", text)


@pytest.mark.parametrize(
    "text",
    [
        "Your loan was referred to an attorney to begin foreclosure.",
        "Notice of trustee's sale: the property will be sold at the courthouse.",
        "You may dispute this debt within 30 days.",
        "We received your complaint and will send an answer.",
        "The case number of your inquiry is 00-551. The specialist will respond.",
    ],
)
def test_a_letter_about_foreclosure_is_none(text):
    assert not is_court_paper("", text)


def test_no_letter_of_another_kind_is_taken_for_one():
    """Over the whole labelled set only foreclosure notices are."""
    wrong = [
        one.name
        for one in labelled()
        if is_court_paper(one.incoming.subject, one.incoming.text)
        and one.kind is not Kind.FORECLOSURE_NOTICE
    ]
    assert wrong == []
