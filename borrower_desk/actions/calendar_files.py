"""Duties as an iCalendar file that Apple, Google and Outlook take, and take again.

One all-day event a duty.  Its UID never changes, so a second import moves what
was there; SEQUENCE grows with every change; what is done, withdrawn or gone is
CANCELLED and leaves the calendar.  Titles name no person, no loan and no
property unless `detail` is asked for: calendars are shared and synced.
Sources: RFC 5545 3.8.4.7 (UID), 3.8.7.4 (SEQUENCE), RFC 5546 2.1.4.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from borrower_desk.errors import DeskError, UsageError
from borrower_desk.law.calendar import LAST_YEAR
from borrower_desk.model import Bound, Duty, DutyStatus, Receipt
from borrower_desk.text import safe_line, safe_text

if TYPE_CHECKING:
    from borrower_desk.desk.store import Store

DOMAIN = "borrower-desk.invalid"  # RFC 2606: nobody's
_GONE = (DutyStatus.MET, DutyStatus.MET_LATE, DutyStatus.SUPERSEDED, DutyStatus.NOT_COVERED)
_LARGEST = 20_000_000
_MORNING = timedelta(hours=9)
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Entry:
    """What the calendar says of one duty."""

    uid: str
    day: date
    title: str
    words: str
    status: str  # CONFIRMED, TENTATIVE or CANCELLED
    alarms: tuple[timedelta, ...]
    changes: int  # how often its matter's record changed


def entries(
    store: Store, duties: Sequence[Duty], *, detail: bool = False, desk: str = ""
) -> list[Entry]:
    """The duties of one desk as calendar entries; those without a day are left out."""
    from borrower_desk.matters.timeline import roots

    events = store.events()
    # A day that no calendar program takes: kept before such days were refused.
    duties = [one for one in duties if one.due is None or one.due.year <= LAST_YEAR]
    root_of = roots(events)
    changes: dict[str, int] = {}
    for event in events:
        marks = int(event.undone) + int("proposed" not in event.status.value)
        changes[event.matter] = changes.get(event.matter, 0) + 1 + marks
    titles = {one.id: one.title for one in store.matters()} if detail else {}
    root = store.journal_root()
    return [
        Entry(
            uid=_uid(root, one, root_of),
            day=one.due,
            title=_title(one, titles, desk=desk, detail=detail),
            words=_words(one),
            status=_status(one),
            alarms=_alarms(one),
            changes=changes.get(one.matter or "", 0),
        )
        for one in duties
        if one.due is not None
    ]


def _uid(desk: str, one: Duty, root_of: Mapping[str, str]) -> str:
    """Stable: of the desk, the rule, the letter or event that started it, and the error."""
    slug = one.id.split(":")[2:]
    told = ":".join((desk, one.rule, root_of.get(one.trigger.id, one.trigger.id), *slug))
    return f"{desk[:12]}-{sha256(told.encode()).hexdigest()[:32]}@{DOMAIN}"


def _title(one: Duty, titles: Mapping[Any, str], *, desk: str, detail: bool) -> str:
    who = "They owe" if one.bound is Bound.SERVICER else "For you"
    what = one.title
    if one.agreed and not detail:
        what = "what they promised" if one.rule == "promise" else "your reminder"
    where = " ".join(part for part in (desk if detail else "", one.matter or "") if part)
    more = f", {titles[one.matter]}" if one.matter in titles else ""
    return safe_line(f"{who}: {what} ({where}{more})" if where or more else f"{who}: {what}", 200)


def _words(one: Duty) -> str:
    if one.agreed:
        return "`borrower-desk due` says what it is."
    estimate = "The day is an estimate: record the delivery." if one.trigger.estimated else ""
    end = "Not legal advice. `borrower-desk due` says more."
    return safe_text("\n".join(x for x in (one.explanation, estimate, one.citation, end) if x))


def _status(one: Duty) -> str:
    if one.status in _GONE:
        return "CANCELLED"
    unsure = one.trigger.estimated or one.receipt is Receipt.PRESUMED
    return "TENTATIVE" if unsure else "CONFIRMED"


def _alarms(one: Duty) -> tuple[timedelta, ...]:
    """At nine in the morning: a week and a day before for you, the day after for them."""
    if one.bound is Bound.BORROWER:
        return (_MORNING - 7 * _DAY, _MORNING - _DAY)
    return (_MORNING + _DAY,)


def write(
    path: Path,
    made: Sequence[Entry],
    shown: Collection[str],
    roots: Collection[str],
    now: datetime,
) -> int:
    """Put the entries in the file; gives back how many are not cancelled.

    `made` are all duties of the desks with these `roots`, `shown` the UIDs that
    were asked for: the others are written only where an earlier file has them.
    Nothing is cancelled that was never there: some calendars would show it.  An
    entry that did not change stays as it was, to the byte; so does one of a
    desk that could not be opened this time.
    """
    from borrower_desk.actions.files import write_new

    before = _read(path)
    wanted = {one.uid: one for one in made}
    kept = [one for one in made if one.uid in before or (one.uid in shown and not _ends(one))]
    parts = [_event(one, before.get(one.uid), now) for one in kept]
    mine = tuple(f"{root[:12]}-" for root in roots)
    for uid, old in before.items():
        if uid not in wanted:
            parts.append(_cancelled(old, now) if uid.startswith(mine) else old)
    calendar = _calendar()
    for part in sorted(parts, key=lambda part: (str(part["DTSTART"].dt), str(part["UID"]))):
        calendar.add_component(part)
    write_new(path, calendar.to_ical())
    return sum(1 for part in parts if part["STATUS"] != "CANCELLED")


def _ends(one: Entry) -> bool:
    return one.status == "CANCELLED"


def _calendar() -> Any:
    from icalendar import Calendar

    calendar = Calendar()
    calendar.add("prodid", "-//Borrower Desk//Duties//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", "Borrower Desk")
    return calendar


def _read(path: Path) -> dict[str, Any]:
    """Our events of an earlier file; one that holds anything else is never written over."""
    from icalendar import Calendar

    try:
        if not path.exists():
            return {}
        data = path.read_bytes() if path.stat().st_size <= _LARGEST else b""
        events = Calendar.from_ical(data).walk("VEVENT")
        found = {str(one["UID"]): one for one in events}
        dated = all(_is_sound(one) for one in found.values())
    except OSError as why:
        raise DeskError(
            f"{path} could not be read: {why.strerror}.", hint="Choose another file."
        ) from None
    except (ValueError, KeyError, IndexError, AttributeError, TypeError):
        found, dated = {}, False
    if not dated or any(not uid.endswith(f"@{DOMAIN}") for uid in found):
        raise UsageError(
            f"{path} is no calendar of this program; it was not written over.",
            hint="Name a file that is not there yet.",
        )
    return found


def _is_sound(event: Any) -> bool:
    """Has it what every event of ours has, in the form that ours have?"""
    start, stamp = event["DTSTART"].dt, event["DTSTAMP"].dt
    alarms = [one["TRIGGER"].to_ical() for one in event.walk("VALARM")]
    return isinstance(start, date) and isinstance(stamp, datetime) and all(alarms)


def _event(one: Entry, old: Any, now: datetime) -> Any:
    """The event, as it was where nothing changed, else with a higher SEQUENCE."""
    new = _made(one, one.changes, now)
    if old is None:
        return new
    number = _sequence(old)
    if _said(old) == _said(new):
        return old
    return _made(one, max(number + 1, one.changes), now)


def _made(one: Entry, sequence: int, now: datetime) -> Any:
    from icalendar import Alarm, Event

    event = Event()
    event.add("uid", one.uid)
    event.add("dtstamp", now)
    event.add("sequence", sequence)
    event.add("dtstart", one.day)
    event.add("dtend", one.day + _DAY)
    event.add("summary", one.title)
    event.add("description", one.words)
    event.add("status", one.status)
    event.add("transp", "TRANSPARENT")
    event.add("class", "PRIVATE")
    for before in one.alarms if one.status != "CANCELLED" else ():
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("trigger", before)
        alarm.add("description", one.title)
        event.add_component(alarm)
    return event


def _cancelled(old: Any, now: datetime) -> Any:
    """An event whose duty is gone from the record altogether, as after an undo."""
    if old.get("STATUS") == "CANCELLED":
        return old
    number = _sequence(old)
    for name in ("SEQUENCE", "STATUS", "DTSTAMP"):
        old.pop(name, None)
    old.subcomponents.clear()
    old.add("sequence", number + 1)
    old.add("status", "CANCELLED")
    old.add("dtstamp", now)
    return old


def _sequence(old: Any) -> int:
    try:
        return int(old.get("SEQUENCE", 0))
    except (TypeError, ValueError):
        return 0


def _said(event: Any) -> tuple[object, ...]:
    """What a reader of the calendar would see of it."""
    names = ("SUMMARY", "DESCRIPTION", "STATUS")
    alarms = tuple(sorted(one["TRIGGER"].to_ical() for one in event.walk("VALARM")))
    return (*(str(event.get(name, "")) for name in names), event["DTSTART"].dt, alarms)
