"""How dates, sizes, channels and statuses are said in a packet: in words, for any reader."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from itertools import groupby

from borrower_desk.model import Channel, Duty, DutyStatus

_CHANNELS = {
    Channel.EMAIL: "E-mail",
    Channel.PORTAL: "Servicer's website",
    Channel.CERTIFIED_MAIL: "Certified mail",
    Channel.MAIL: "Mail",
    Channel.FAX: "Fax",
    Channel.PHONE: "Telephone",
    Channel.VOICEMAIL: "Voicemail",
    Channel.TEXT_MESSAGE: "Text message",
    Channel.IN_PERSON: "In person",
    Channel.DOCUMENT: "Document",
}


def long_day(day: date) -> str:
    """ "March 3, 2026"."""
    return f"{day:%B} {day.day}, {day.year}"


def weekday_and_day(day: date) -> str:
    """ "Tuesday, March 3, 2026"."""
    return f"{day:%A}, {long_day(day)}"


def moment(at: datetime) -> str:
    """ "March 3, 2026, 14:05 UTC-05:00"."""
    return f"{long_day(at.date())}, {at:%H:%M} {at.tzname() or ''}".rstrip()


def channel_words(channel: Channel | str) -> str:
    """The channel as a reader says it; an unknown one as it was given."""
    try:
        return _CHANNELS[Channel(channel)]
    except ValueError:
        return str(channel)


def size_words(size: int) -> str:
    """ "12 KB": bytes in the unit that fits, by thousands."""
    if size < 1000:
        return f"{size} bytes"
    if size < 1_000_000:
        return f"{size / 1000:.0f} KB"
    return f"{size / 1_000_000:.1f} MB"


def days_words(count: int) -> str:
    """ "1 day", "12 days"."""
    return "1 day" if count == 1 else f"{count:,} days"


def days_late(duty: Duty, today: date) -> int:
    """Calendar days past the due date; 0 while open, and where the later reading still holds.

    A duty is not called late before `late_after` has passed, but its lateness
    is counted from the due date itself.
    """
    if duty.due is None or duty.status in (DutyStatus.SUPERSEDED, DutyStatus.NOT_COVERED):
        return 0
    until = duty.met_on if duty.met_on is not None else today
    if duty.late_after is not None and until <= duty.late_after:
        return 0
    return max(0, (until - duty.due).days)


def status_words(duty: Duty, today: date) -> str:
    """Where the duty stands, in words that need no colour."""
    late = days_words(days_late(duty, today))
    met = long_day(duty.met_on) if duty.met_on is not None else "a day not recorded"
    return {
        DutyStatus.OPEN: "Open: not yet due",
        DutyStatus.DUE_SOON: "Open: due soon",
        DutyStatus.DUE_TODAY: "Open: due today",
        DutyStatus.PERHAPS_LATE: f"Perhaps missed: {late} past an estimated due date",
        DutyStatus.OVERDUE: f"Missed: {late} late and nothing on record",
        DutyStatus.MET: f"Met on {met}",
        DutyStatus.MET_LATE: f"Met late on {met}, {late} after it was due",
        DutyStatus.SUPERSEDED: _no_longer(duty),
        DutyStatus.NOT_COVERED: "Not owed: the rule does not cover this case",
    }[duty.status]


def _no_longer(duty: Duty) -> str:
    """Why it counts no more: its time is over, or what its own reasons say."""
    if duty.due is not None and duty.uncertainty.startswith("This time ended"):
        return f"Over: ended {long_day(duty.due)}"
    return (
        "No longer owed: see the reason under Deadlines" if duty.uncertainty else "No longer owed"
    )


def run_of_days(days: Sequence[date]) -> str:
    """ "August 3–7 and 10, 2026": counted days, runs joined, months and years named once."""
    if not days:
        return ""
    runs: list[tuple[date, date]] = []
    for _, group in groupby(
        enumerate(sorted(days)), key=lambda pair: pair[1].toordinal() - pair[0]
    ):
        run = [day for _, day in group]
        runs.append((run[0], run[-1]))
    said: list[str] = []
    month = (0, 0)
    for n, (first, last) in enumerate(runs):
        named = "" if (first.year, first.month) == month else f"{first:%B} "
        # A year is named where the next day lies in another one; the last at the end.
        turned = f", {first.year}" if first.year != last.year else ""
        end = f"{last.day}" if first.month == last.month and not turned else f"{last:%B} {last.day}"
        one = f"{named}{first.day}" + ("" if first == last else f"{turned}–{end}")
        ends = n == len(runs) - 1 or runs[n + 1][0].year != last.year
        said.append(f"{one}, {last.year}" if ends else one)
        month = (last.year, last.month)
    return said[0] if len(said) == 1 else ", ".join(said[:-1]) + " and " + said[-1]
