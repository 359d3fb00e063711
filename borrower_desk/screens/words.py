"""How the desk's values are said on a screen: short words, tones, days.

Presentation only.  A tone names a colour of the theme; the word beside it says
the same without one.
"""

from __future__ import annotations

from datetime import date, datetime

from borrower_desk.model import (
    Bound,
    Correspondence,
    CorrespondenceRow,
    Direction,
    Duty,
    DutyStatus,
    Severity,
    Verdict,
)
from borrower_desk.speech import ENGLISH, language, tr
from borrower_desk.text import safe_line

STATUS = {
    DutyStatus.OPEN: ("open", ""),
    DutyStatus.DUE_SOON: ("due soon", "soon"),
    DutyStatus.DUE_TODAY: ("due today", "soon"),
    DutyStatus.PERHAPS_LATE: ("perhaps late", "soon"),
    DutyStatus.OVERDUE: ("OVERDUE", "late"),
    DutyStatus.MET: ("done in time", "good"),
    DutyStatus.MET_LATE: ("done late", "soon"),
    DutyStatus.SUPERSEDED: ("replaced", "muted"),
    DutyStatus.NOT_COVERED: ("not owed", "muted"),
}
SEVERITY = {
    Severity.ERROR: ("ERROR", "late"),
    Severity.WARNING: ("WARNING", "soon"),
    Severity.ADVICE: ("advice", "accent"),
}
VERDICT = {
    Verdict.SUSPICIOUS: ("SUSPICIOUS", "late"),
    Verdict.CONSISTENT: ("consistent with this servicer", "good"),
    Verdict.UNKNOWN: ("origin not established", "muted"),
}


def status(one: Duty) -> tuple[str, str]:
    """The duty's state in words, and its tone."""
    if one.status is DutyStatus.OPEN and one.trigger.estimated:
        return tr("estimated"), "muted"  # nobody knows yet on which day their clock started
    label, tone = STATUS[one.status]
    return tr(label), tone


def who_owes(one: Duty) -> str:
    """Which side must act."""
    return tr("they owe") if one.bound is Bound.SERVICER else tr("you")


def left(days: int | None) -> str:
    """How far a day is: "in 3 days", "today", "2 days ago"."""
    if days is None:
        return ""
    if days == 0:
        return tr("today")
    unit = tr("day") if abs(days) == 1 else tr("days")
    return tr("in {} {}", days, unit) if days > 0 else tr("{} {} ago", -days, unit)


def iso(day: date | None) -> str:
    """A day as 2026-09-16, or a dash."""
    return day.isoformat() if day else "—"


def short(day: date, today: date) -> str:
    """A day for a narrow column: "Sep 16", with the year when it is another."""
    month = tr(f"{day:%b}")
    return f"{month} {day.day:>2}" if day.year == today.year else f"{month} {day.year}"


def long(day: date | None) -> str:
    """A day as one says it: "Wed, Sep 16, 2026"."""
    if day is None:
        return "—"
    if language() == ENGLISH:
        return f"{day:%a}, {day:%b} {day.day}, {day.year}"
    return f"{tr(f'{day:%a}')} {day.day} {tr(f'{day:%b}')} {day.year}"


def moment(at: datetime) -> str:
    """An instant to the minute, in its own zone."""
    return f"{at:%Y-%m-%d %H:%M}"


def plural(count: int, one: str, many: str = "") -> str:
    """ "1 letter", "2 letters"."""
    return f"{count:,} {tr(one if count == 1 else many or one + 's')}"


def kind(value: str | None) -> str:
    """A kind of letter or message, without its hyphens."""
    return tr((value or "").replace("-", " "))


def party(row: CorrespondenceRow | Correspondence) -> str:
    """The other side: whom it came from, or to whom it went."""
    if row.direction is Direction.SENT:
        return (
            tr("to {}", name_of(", ".join(row.to)))
            if row.to
            else tr("to — ({})", kind(row.channel.value))
        )
    return name_of(row.sender) or f"({kind(row.channel.value)})"


def name_of(address: str) -> str:
    """The name in `Name <address>`, else what there is, as one safe line."""
    line = safe_line(address)
    name = line.partition("<")[0].strip(' "')
    return name or line


def size(count: int) -> str:
    """A file's size in words."""
    if count < 1024:
        return f"{count} B"
    if count < 1024 * 1024:
        return f"{count / 1024:.0f} KB"
    return f"{count / 1024 / 1024:.1f} MB"


def secret(number: str) -> str:
    """A loan number with all but its last four digits covered."""
    line = safe_line(number)
    return f"…{line[-4:]}" if len(line) > 4 else line
