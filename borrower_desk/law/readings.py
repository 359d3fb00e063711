"""The two readings of a holiday on a weekend, in words: which day each gives, and why.

"Due 7 July 2026; 8 July 2026 if Independence Day, a Saturday this year, is
counted on its observed Friday" (`law.md` 1.5).
"""

from __future__ import annotations

from datetime import date

from borrower_desk.law.calendar import federal_holidays
from borrower_desk.model import Deadline, HolidayMode

# Not `strftime`: it asks the machine for its language each time.
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def in_words(day: date) -> str:
    """7 July 2026."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year:04d}"


def holiday_words(answer: Deadline) -> str:
    """ "Due 7 July; 8 July if Independence Day, ... is counted on its observed Friday"."""
    due, other = answer.due, answer.alternative_due
    if due is None or other is None or due == other:
        return ""
    strict, safe = min(due, other), max(due, other)
    names = _observed_names(answer)
    if not names:
        return f"Due {in_words(strict)}; {in_words(safe)} if observed holidays are left out."
    return f"Due {in_words(strict)}; {in_words(safe)} if {' and '.join(names)}."


def _observed_names(answer: Deadline) -> list[str]:
    """The holidays that are met on another day than their own in this count."""
    found = []
    days = {day for day in (answer.due, answer.alternative_due) if day is not None}
    start = date.fromisoformat(answer.start[:10])
    for year in range(start.year, max(days).year + 1):
        for day, name in federal_holidays(year, HolidayMode.OBSERVED).items():
            if name.endswith("(observed)") and start < day <= max(days):
                saturday = day.weekday() == 4  # kept on the Friday before
                own, kept = ("Saturday", "Friday") if saturday else ("Sunday", "Monday")
                plain = name.removesuffix(" (observed)")
                found.append(f"{plain}, a {own} this year, is counted on its observed {kept}")
    return found
