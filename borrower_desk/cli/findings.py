"""How findings are printed: worst first, each with what to do, in the reader's language too."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from borrower_desk.cli.output import say, talk
from borrower_desk.model import CheckReport, Severity
from borrower_desk.speech import spoken, tr

if TYPE_CHECKING:
    from borrower_desk.actions.mending import Mended


MARKS = {Severity.ERROR: "ERROR", Severity.WARNING: "warning", Severity.ADVICE: "advice"}


def print_findings(report: CheckReport, lang: str = "en", mended: Sequence[Mended] = ()) -> None:
    """What was mended, every finding, and which checks were left out and why."""
    from borrower_desk.letters.language import finding_words

    for one in mended:
        if one.did:
            say(f"{one.original}: {', '.join(one.did)}: {', '.join(map(str, one.paths))}")
    if not report.findings:
        say(tr("No findings."))
    for found in report.findings:
        at = tr(" line {}", found.where.line) if found.where.line else ""
        mark, said = tr(MARKS[found.severity]), spoken(found.message)
        say(f"{mark:<8}{found.code} ({tr(found.where.part)}{at}): {said}")
        for line in (spoken(found.fix), finding_words(found.code, lang)):
            if line:
                say(f"        {line}")
    if report.skipped:
        talk(tr("Not checked: {}", ", ".join(f"{s.code} ({s.why})" for s in report.skipped)))
