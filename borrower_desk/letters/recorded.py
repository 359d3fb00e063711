"""What a matter's record tells a letter: the letter it follows up, and the story so far.

Pure.  A day that rests on an estimate is left out: a letter states only what
the record can show.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from borrower_desk.errors import UsageError
from borrower_desk.law.calendar import business_days_after
from borrower_desk.letters.language import ENGLISH, words
from borrower_desk.letters.templates import template
from borrower_desk.letters.told import Recorded
from borrower_desk.letters.values import written_money
from borrower_desk.letters.words import named
from borrower_desk.matters.notices import Notice, gather
from borrower_desk.matters.recurrence import Recurrence
from borrower_desk.matters.timeline import known_on, successors
from borrower_desk.model import (
    Bound,
    Channel,
    Duty,
    DutyStatus,
    Event,
    EventKind,
    Receipt,
    TimelineRow,
)
from borrower_desk.text import safe_line

_ANSWER_DAYS = 10  # business days that an escalation asks for: two weeks
_LATE = (DutyStatus.OVERDUE, DutyStatus.PERHAPS_LATE, DutyStatus.MET_LATE)
_RANK = {DutyStatus.OVERDUE: 3, DutyStatus.MET_LATE: 2, DutyStatus.PERHAPS_LATE: 1}
_NOTICES = ("noe-", "rfi-", "qwr-", "payoff-statement")
_LONGEST_STORY = 14  # lines; what a clerk reads before the request

# Which duty a follow-up is about, and which reply it answers.
_ABOUT = {
    "acknowledgment-overdue": ("-acknowledge", None),
    "response-overdue": ("-respond", None),
    "extension-invalid": ("-respond", EventKind.EXTENDED),
    "response-incomplete": ("-respond", EventKind.RESPONDED),
    "documents-relied-on": ("-respond", EventKind.RESPONDED),
}


def recorded(
    kind: str,
    events: Sequence[Event],
    duties: Sequence[Duty],
    today: date,
    again: Sequence[Recurrence] = (),
    lang: str = ENGLISH,
    others: Mapping[str, str] | None = None,
) -> Recorded:
    """What a letter of this kind can take from the record as it stands on `today`.

    `others` are the events and duties that concern another servicer than the letter
    goes to, by id, with that servicer's name: they are told of it, not of "you", and
    the letter follows none of them while there is one that is the addressee's.
    """
    others = others or {}
    stands = known_on(today, events)
    notices = gather(stands, successors(events))
    owed = [one for one in duties if one.bound is Bound.SERVICER]
    values = {"ask_by": business_days_after(today, _ANSWER_DAYS).isoformat()}
    mine = [one for one in notices if one.event.id not in others]
    notice = followed(kind, mine or notices, owed)
    if notice is not None:
        values |= _values(kind, notice, owed, lang)
    them = "you" if template_addressee(kind) == "servicer" else "them"
    story = _story(stands, owed, lang, _Teller(them, others))
    return Recorded(values, tuple(story), tuple(again))


@dataclass(frozen=True, slots=True)
class _Teller:
    """To whom a story is told: "you" or "them"; and who else than they did a thing, by event."""

    them: str
    others: Mapping[str, str]


def template_addressee(kind: str) -> str:
    """Who a kind of letter is written to; a kind of the user's own writes to the servicer."""
    try:
        return template(kind).addressee
    except UsageError:
        return "servicer"


def followed(kind: str, notices: Sequence[Notice], owed: Sequence[Duty]) -> Notice | None:
    """The letter that a follow-up is about: the one longest past due, else the latest that fits."""
    suffix, reply = _ABOUT.get(kind, ("-respond", None))
    ours = [one for one in notices if _duty_of(one, owed, suffix) or _duty_of(one, owed, "")]
    if reply is not None:
        ours = [one for one in ours if any(_is(reply, r.kind) for r in one.replies)] or ours
    if not ours:
        return None

    def rank(one: Notice) -> tuple[int, date]:
        duty = _duty_of(one, owed, suffix)
        return (_RANK.get(duty.status, 0) if duty and reply is None else 0, one.left)

    return max(ours, key=rank)


def _is(wanted: EventKind, kind: EventKind) -> bool:
    answers = (EventKind.RESPONDED, EventKind.REFUSED)
    return kind in answers if wanted in answers else kind is wanted


def _duty_of(notice: Notice, owed: Sequence[Duty], suffix: str) -> Duty | None:
    mine = [
        one
        for one in owed
        if one.trigger.id in (notice.event.id, notice.sent.id if notice.sent else "")
        and one.rule.startswith(_NOTICES)
        and suffix in one.rule
        and one.due is not None
    ]
    return max(mine, key=lambda one: (_RANK.get(one.status, 0), one.due or date.min), default=None)


def _values(kind: str, notice: Notice, owed: Sequence[Duty], lang: str) -> dict[str, str]:
    values = {"letter": named_letter(notice.letter), "sent_on": notice.left.isoformat()}
    proved = not notice.estimated and notice.receipt is not Receipt.PRESUMED
    duty = _duty_of(notice, owed, _ABOUT.get(kind, ("-respond", None))[0])
    if proved:
        values["received_on"] = notice.received.isoformat()
        values["proof"] = _proof(notice, lang)
        if duty is not None and duty.due is not None:
            values["due_on"] = duty.due.isoformat()
    for reply in notice.replies:
        name = {
            EventKind.ACKNOWLEDGED: "acknowledged_on",
            EventKind.EXTENDED: "extended_on",
            EventKind.RESPONDED: "answered_on",
            EventKind.REFUSED: "answered_on",
        }.get(reply.kind)
        if name:
            values[name] = reply.on.isoformat()
    return {name: value for name, value in values.items() if value}


def named_letter(letter: str | None) -> str:
    """What a letter calls another: "notice of error", "request for information"."""
    if letter is None:
        return "letter"
    try:
        one = template(letter)
    except UsageError:  # a kind of the user's own is still a letter
        return "letter"
    families = {rule[:3] for rule in one.starts}
    if "noe" in families and one.kind != "documents-relied-on":
        return "notice of error"
    if "qwr" in families:
        return "qualified written request"
    if "rfi" in families:
        return "request for information"
    return one.title[:1].lower() + one.title[1:]


def _proof(notice: Notice, lang: str) -> str:
    if notice.receipt is Receipt.ADMITTED:
        return _line("admitted", lang)
    tracking = safe_line(notice.params.get("tracking", ""), 40)
    if not tracking:
        return ""
    certified = notice.channel is Channel.CERTIFIED_MAIL
    return _line("certified" if certified else "tracked", lang, number=tracking)


# ── the story ────────────────────────────────────────────────────────────────


def _story(
    events: Sequence[Event], owed: Sequence[Duty], lang: str, teller: _Teller
) -> list[TimelineRow]:
    """What happened and what did not, oldest first, in the borrower's words to the servicer.

    Telephone calls are left out: the desk cannot tell a call to the servicer
    from one to a lawyer, and what was said to a lawyer stays with the borrower.
    """
    rows = [
        TimelineRow(one.on, said, "", "", _tracking(one, lang), one.id)
        for one in events
        if (said := _said(one, lang, teller))
    ]
    rows += [
        TimelineRow(one.due, _missed(one, lang, teller), "", "", "", one.id)
        for one in owed
        if one.due is not None and one.status in (DutyStatus.OVERDUE, DutyStatus.MET_LATE)
    ]
    rows.sort(key=lambda one: one.on)
    if len(rows) <= _LONGEST_STORY:
        return rows
    return [*rows[:2], *rows[-(_LONGEST_STORY - 2) :]]


def _tracking(event: Event, lang: str) -> str:
    number = safe_line(event.params.get("tracking", ""), 40)
    if not number or event.kind is not EventKind.SENT:
        return ""
    return _line("tracking", lang, number=number)


def _missed(duty: Duty, lang: str, teller: _Teller) -> str:
    late = duty.status is DutyStatus.MET_LATE and duty.met_on is not None
    whose = teller.others.get(duty.id)
    title = f"{safe_line(whose, 60)}: {duty.title}" if whose else duty.title
    return _line("late" if late else "missing", lang, title=title, citation=duty.citation)


def _said(event: Event, lang: str, teller: _Teller) -> str:
    """What an event says in the story; "" for one that says nothing to the servicer."""
    if event.kind.value not in words(lang)["story"]:
        return ""
    letter = named_letter(event.letter)
    way = event.channel.value if event.channel else ""
    channel = words(lang)["way"].get(way, way.replace("-", " "))
    other = safe_line(teller.others.get(event.id, ""), 60)
    to = _line("to", lang, servicer=other) if other and event.kind is EventKind.SENT else ""
    return _line(
        event.kind.value,
        lang,
        letter=named(letter, lang),
        a_letter=_article(letter),
        way=(_line("by", lang, channel=channel) if channel else "") + to,
        amount=""
        if event.amount is None
        else _line("of", lang, amount=written_money(event.amount)),
        You=other or words(lang)["story"][teller.them],
    )


def _line(name: str, lang: str, **told: str) -> str:
    return str(words(lang)["story"][name]).format(**told)


def _article(name: str) -> str:
    return f"{'an' if name[:1] in 'aeiou' else 'a'} {name}"
