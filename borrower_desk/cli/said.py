"""What a received message says and lacks, in words: warnings, promises, missing elements."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from borrower_desk.cli import shapes
from borrower_desk.cli.output import say
from borrower_desk.speech import spoken, tr

if TYPE_CHECKING:
    from borrower_desk.actions.classifying import Classified
    from borrower_desk.intake.answers import AnswerCheck


def warn(warnings: Sequence[str]) -> None:
    """What must be seen first."""
    say(*(f"!! {spoken(one)}" for one in warnings))


def found(one: Classified) -> None:
    """What the message states and the user may want on record."""
    if one.found is None:
        return
    for promise in one.found.promises[:5]:
        when = shapes.day(promise.by) or f"{promise.amount} {promise.unit}"
        say(tr("  promised: {} (“{}”)", when, promise.quote))
    for number in one.found.references[:5]:
        say(f"  {number.what}: {number.number}")


def where(one: Classified) -> None:
    """Where a letter that nobody has filed seems to belong."""
    told = one.suggestion
    if told is None or not told.because:
        return
    reasons = "; ".join(told.because)
    if told.matter:
        say(
            tr(
                "Perhaps {}: {}. File it: borrower-desk file {} --matter {}",
                told.matter,
                reasons,
                one.id,
                told.matter,
            )
        )
    else:
        say(tr("Perhaps loan {}: {}.", told.loan, reasons))


def answer(identifier: str, check: AnswerCheck | None) -> None:
    """What an answer lacks, for the follow-up."""
    if check is None or not (check.elements or check.asked):
        return
    missing = check.open_points
    if not missing:
        say("", tr("The answer has all that the desk looks for."))
        return
    say("", tr("Missing from the answer:"), *(f"  - {spoken(one)}" for one in missing))
    say(
        tr(
            "Follow up: borrower-desk draft response-incomplete --matter M, with these as"
            " open points"
        )
    )
