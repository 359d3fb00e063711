"""Findings of `analyze` that a matter keeps."""

from __future__ import annotations

from borrower_desk.desk.base import Base
from borrower_desk.desk.shapes import Shape, choice, day, flag, link, plain, row_of, words
from borrower_desk.model import ArithmeticFinding, Certainty, FindingId, MatterId

FINDINGS = Shape(
    ArithmeticFinding,
    "F",
    link("matter", "M"),
    plain("kind"),
    plain("title"),
    plain("stated"),
    plain("recomputed"),
    plain("difference"),
    plain("error_slug"),
    plain("explanation"),
    words("working"),
    plain("citation"),
    plain("rule"),
    choice("certainty", Certainty),
    plain("amount"),
    day("on", "on_day"),
    plain("happened"),
    words("facts"),
    words("correction"),
    plain("transaction", "transaction_id"),
    flag("follows"),
    words("assumptions"),
    words("sources"),
    day("found_on"),
    flag("dropped"),
)


class Findings(Base):
    """What was found in the servicer's arithmetic, in the order in which it was kept."""

    def findings(self, matter: MatterId | None = None) -> list[ArithmeticFinding]:
        """The findings of a matter, or of all, those set aside included."""
        if matter is None:
            return self._listed(FINDINGS)
        return self._listed(FINDINGS, "WHERE matter=?", (row_of("M", matter),))

    def finding(self, id: FindingId) -> ArithmeticFinding:  # noqa: A002 - the API's word
        """One finding; UsageError when there is none with this id."""
        return self._one(FINDINGS, id)

    def add_finding(self, finding: ArithmeticFinding) -> ArithmeticFinding:
        """Keep a new finding; gives it back with its id."""
        self._known_row("M", finding.matter or "")
        return self._add(FINDINGS, finding)

    def save_finding(self, finding: ArithmeticFinding) -> ArithmeticFinding:
        """Change a finding that is there."""
        return self._save(FINDINGS, finding)
