"""One small checker for each finding code of `letters.md`.

`run` gives every finding on a draft.  A check whose part of the record is not
there is not run; it is named among the skipped, with the reason.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from borrower_desk.letters.checks import (
    account,
    addresses,
    dates,
    enclosures,
    files,
    inside,
    issue,
    law,
    manner,
    notice,
    placeholders,
    record,
    sensitive,
    several,
    subject,
)
from borrower_desk.letters.checks.reading import SEVERITY, Check, Checked, CheckedFile, Reading
from borrower_desk.model import CheckReport, Finding, Severity, SkippedCheck

__all__ = ["CHECKS", "SEVERITY", "Check", "Checked", "CheckedFile", "run"]

CHECKS: tuple[Check, ...] = (
    *subject.CHECKS,
    *account.CHECKS,
    *issue.CHECKS,
    *several.CHECKS,
    *notice.CHECKS,
    *addresses.CHECKS,
    *sensitive.CHECKS,
    *manner.CHECKS,
    *enclosures.CHECKS,
    *files.CHECKS,
    *placeholders.CHECKS,
    *record.CHECKS,
    *dates.CHECKS,
    *law.CHECKS,
)
_WHY = {
    "loan": "it compares the letter with the loan, and no matter was named",
    "servicer": "it needs the servicer's addresses, and no matter was named",
    "events": "it needs the matter's events, and no matter was named",
    "today": "it needs today's date",
}
_ORDER = (Severity.ERROR, Severity.WARNING, Severity.ADVICE)


def run(draft: Checked) -> CheckReport:
    """Every finding on a draft, errors first, in the order of the letter within each severity."""
    reading = Reading(draft)
    findings: list[Finding] = []
    skipped: list[SkippedCheck] = []
    for check in CHECKS:
        lacking = [need for need in check.needs if _lacks(draft, need)]
        if lacking:
            skipped.append(SkippedCheck(check.code, _WHY[lacking[0]]))
        else:
            findings += check.find(reading)
    skipped += _unread(draft)
    findings = [_masked(one, reading.secrets) for one in findings]
    findings.sort(key=lambda one: _ORDER.index(one.severity))
    return CheckReport(tuple(findings), tuple(skipped))


def _unread(draft: Checked) -> Iterator[SkippedCheck]:
    """The checks that could not see the words in a picture, where that was asked for."""
    if not draft.look or not any(inside.has_pictures(one) for one in draft.enclosures):
        return
    from borrower_desk.pdf import ocr

    if not ocr.installed():
        for check in sensitive.CHECKS:
            yield SkippedCheck(
                check.code, "the words in pictures were not read: tesseract is not installed"
            )


def _masked(finding: Finding, secrets: Mapping[str, str]) -> Finding:
    """The finding without the sensitive numbers that stood near its place."""
    shown = finding.where.text
    for secret, mask in secrets.items():
        shown = shown.replace(secret, mask)
    return replace(finding, where=replace(finding.where, text=shown))


def _lacks(draft: Checked, need: str) -> bool:
    if need == "events":  # without a matter there are none, whatever was passed
        return draft.events is None or draft.loan is None
    return getattr(draft, need) is None
