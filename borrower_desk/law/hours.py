"""Business hours: what "we answer within 48 business hours" comes to on a clock.

Not law: the servicer's own promise (`law.md` 1.9).  Only clock hours on
business days count, midnight to midnight in the servicer's zone, in wall-clock
time; where its office hours are given, only those.
"""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta, tzinfo

from borrower_desk.errors import UsageError
from borrower_desk.frozen import dataclass
from borrower_desk.law.calendar import Almanac

# `re` makes them ready when they are first asked for: most servicers name no hours.
_OFFICE = r"(?<!\d)(\d{1,2}):(\d{2})\s*[-\N{EN DASH}]\s*(\d{1,2}):(\d{2})(?!\d)"
_SATURDAYS = (
    r"(?i)\b(?:sat[a-z]*"
    r"|(?:mon|tue|wed|thu|fri)[a-z]*\s*(?:-|\N{EN DASH}|to|through)\s*sun[a-z]*)\b"
)
_ZONE = r"\b([A-Z][A-Za-z_]+(?:/[A-Za-z_+-]+)+|UTC)\b"


@dataclass(frozen=True, slots=True)
class OfficeHours:
    """From when to when the office is open on a business day, as time since midnight."""

    opens: timedelta = timedelta(0)
    closes: timedelta = timedelta(hours=24)


ALL_DAY = OfficeHours()


def business_hours_after(
    start: datetime, hours: int, zone: tzinfo, almanac: Almanac, office: OfficeHours = ALL_DAY
) -> datetime:
    """The instant at which `hours` business hours have passed since `start`.

    Wall-clock time in `zone`; a start without a zone is taken to be in it.
    A start outside business hours counts from the next that begin.  00:00
    means "by the end of the day before" (`due_day`).
    """
    if hours < 1:
        raise UsageError(f"A promise of {hours} hours is none.", hint="Give 1 hour or more.")
    moment = (start.astimezone(zone) if start.tzinfo else start).replace(tzinfo=None)
    left = timedelta(hours=hours)
    while True:
        midnight = datetime.combine(moment.date(), time())
        if almanac.counts(moment.date()):
            begins = max(moment, midnight + office.opens)
            room = midnight + office.closes - begins
            if timedelta(0) < left <= room:
                return (begins + left).replace(tzinfo=zone)
            left -= max(room, timedelta(0))
        moment = midnight + timedelta(days=1)


def due_day(due_at: datetime) -> date:
    """The last day of a due instant: 00:00 belongs to the day before (`law.md` 1.9)."""
    return (due_at - timedelta(microseconds=1)).date()


def zone_named(name: str) -> tzinfo:
    """The time zone of this IANA name; UsageError where there is none."""
    from zoneinfo import ZoneInfo

    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:
        raise UsageError(
            f"There is no time zone {name!r}.", hint="Write it like America/New_York."
        ) from error


def zone_in(business_hours: str, default: str = "America/New_York") -> str:
    """The time zone named in "Mon-Fri 08:00-17:00 America/Chicago", else `default`."""
    found = re.search(_ZONE, business_hours) if business_hours else None
    return found.group(1) if found else default


def open_on_saturdays(business_hours: str) -> bool:
    """Do these business hours name Saturday, by itself or inside a span of days?"""
    return bool(business_hours and re.search(_SATURDAYS, business_hours))


def office_hours(text: str) -> OfficeHours:
    """The opening hours in "Mon-Fri 08:00-17:00" or "08:00-17:00"."""
    found = re.search(_OFFICE, text) if text else None
    if found:
        opens, closes = (timedelta(hours=int(found[n]), minutes=int(found[n + 1])) for n in (1, 3))
        if opens < closes <= ALL_DAY.closes:
            return OfficeHours(opens, closes)
    raise UsageError(f"{text!r} are no office hours.", hint="Write them like 08:00-17:00.")
