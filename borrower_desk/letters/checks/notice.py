"""What a legal notice must and must not be (12 CFR 1024.35(a), (g); 1024.36(f))."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from borrower_desk.letters.checks.dates import days_in
from borrower_desk.letters.checks.phrases import phrases
from borrower_desk.letters.checks.reading import Check, Reading, fold
from borrower_desk.letters.checks.sieve import sieved
from borrower_desk.letters.words import covered_errors
from borrower_desk.matters.parties import sent_to
from borrower_desk.model import Event, EventKind, EventStatus, Finding, Loan, ServicerId

_LONGEST_LIST = 10  # requests; longer lists read as discovery (cmt. 35(g)(1)(ii)-1)
_OVERBROAD = phrases("notice.overbroad")
_BOUNDED = phrases("notice.bounded")
_LETTERED = re.compile(r"\W?(?:[a-k]|[ivx]{1,4}|\d{1,2})[.)] ", re.IGNORECASE)
_UNBOUNDED = re.compile(r"aspect|everything|audit|dispute|contest", re.IGNORECASE)
_DEMANDED = phrases("notice.demanded")
_NOT_ASKED = phrases("notice.not_asked")
_COUPON = sieved("notice.coupon")
_COUPON_PAST = phrases("notice.coupon_past")
# What follows a reason or another clause says nothing of where the notice travels.
_ASIDE = re.compile(r"[,;]| (?:so|because|since|and|but|as|in order|to save)\b", re.IGNORECASE)
_COUPON_WORD = re.compile(r"coupon|remittance|\b(?:stub|slip|tear-?off)\b", re.IGNORECASE)
_COUPON_FILE = re.compile(r"coupon|remittance|payment[ _-]?(?:stub|slip)", re.IGNORECASE)
_NAMES = {
    "noe": ("notice of error", "qualified written request"),
    "rfi": ("request for information", "information request", "qualified written request"),
    "qwr": ("qualified written request",),
}
_HOLD = phrases("notice.hold")
_NEW = phrases("notice.new")
_NOTHING_NEW = re.compile(
    r"\b(?:no|nothing|not|without|n't)\b(?: \w+){0,3} (?:new|additional|further)(?: \w+)?",
    re.IGNORECASE,
)
_AGAIN = re.compile(
    r"\bsame (?:matter|error|thing|question|issue|complaint|mistake|request)|\bagain\b"
    r"|\bonce more\b"
    r"|\b(?:second|third) time|\brepeat|\bas (?:I|we) (?:said|wrote)|\balready wrote"
    r"|\b(?:earlier|previous|first|last) (?:notice|letter)|\bnotice of error of \w+ \d",
    re.IGNORECASE,
)
# What a letter must speak of to assert the matter's own error again.
_ABOUT = {
    slug: phrases(f"notice.about-{slug}") for slug in ("payment-misapplied", "fee-without-basis")
}
_ANSWERED = {EventKind.RESPONDED, EventKind.REFUSED, EventKind.CORRECTED}


def overbroad(reading: Reading) -> Iterator[Finding]:
    """Demands that no one could answer: such a notice need not be answered."""
    if not reading.legal:
        return
    items = {
        one for block in reading.letter.blocks if block.form != "paragraph" for one in block.items
    }
    for sentence in reading.own_words:
        if not (_DEMANDED.search(sentence) or _LETTERED.match(sentence)) and not any(
            sentence in one for one in items
        ):
            continue
        for one in _OVERBROAD.finditer(sentence):
            bounded = _BOUNDED.match(sentence[one.end() :]) and not _UNBOUNDED.search(one.group())
            if bounded or _NOT_ASKED.search(sentence[: one.start()]):
                continue
            yield _overbroad(
                reading, f"“{one.group()}” asks for more than can be answered", one.group()
            )
            return
    longest = max(
        (len(one.items) for one in reading.letter.blocks if one.form == "numbered"), default=0
    )
    if longest > _LONGEST_LIST:
        yield _overbroad(reading, f"A list of {longest} demands reads as a discovery demand", "")


def _overbroad(reading: Reading, why: str, text: str) -> Finding:
    return reading.found(
        "overbroad",
        f"{why}; an overbroad notice need not be answered (12 CFR 1024.35(g), 1024.36(f)).",
        text,
        fix="Name the documents or entries that you need, with their dates.",
    )


def on_coupon(reading: Reading) -> Iterator[Finding]:
    """A legal notice on or with a payment coupon need not be treated as one (1024.35(a))."""
    for sentence in [*reading.sentences, *reading.letter.enclosures, *reading.letter.signature]:
        one = _COUPON.search(sentence)
        if one and not reading.legal and not _COUPON_WORD.search(one.group()):
            continue  # a payment may well go with a letter that is no legal notice
        if one and not _COUPON_PAST.search(
            sentence[: one.end()] + _ASIDE.split(sentence[one.end() :])[0]
        ):
            yield _coupon(reading, one.group(), "body")
            return
    for one_file in reading.draft.enclosures if reading.legal else ():
        if _COUPON_FILE.search(one_file.name) and not re.search(r"(?i)copy", one_file.name):
            yield _coupon(reading, one_file.name, "attachment")
            return


def _coupon(reading: Reading, text: str, part: str) -> Finding:
    return reading.found(
        "on-payment-coupon",
        "A notice on or with a payment coupon need not be treated as one (12 CFR 1024.35(a)).",
        text,
        part=part,
        fix="Send the notice by itself to the designated address, and the payment as always.",
    )


def nameless(reading: Reading) -> Iterator[Finding]:
    """The notice does not call itself what it is."""
    kind = reading.draft.template
    if not reading.legal or (kind is not None and not kind.legal_notice):
        return  # an inquiry may start a clock too; it need not call itself a notice
    if kind is not None:
        families = {rule[:3] for rule in kind.starts if rule[:3] in _NAMES}
        names = [kind.names_itself] if kind.names_itself else []
        names += [name for family in sorted(families) for name in _NAMES[family]]
    else:
        names = [name for family in _NAMES.values() for name in family]
    if kind is not None and "foreclos" in kind.kind and _HOLD.search(reading.named_as):
        return
    said = _bare(reading.named_as)
    if not any(_bare(name) in said for name in names):
        yield reading.found(
            "legal-name-missing",
            f"The letter does not call itself a {names[0]}, so a clerk may file it as a question.",
            fix=f"Put “{names[0]}” in the subject and the first paragraph.",
        )


def _bare(name: str) -> str:
    """A name without the words that come and go in it: "documents (that you) relied upon"."""
    return re.sub(r"\b(?:that|which|you) ", "", fold(name)).replace("upon", "on")


def untimely(reading: Reading) -> Iterator[Finding]:
    """Over one year since the loan left this servicer or was discharged (1024.35(g)(1)(iii))."""
    loan, servicer, today = reading.draft.loan, reading.servicer, reading.draft.today
    if loan is None or servicer is None or today is None or not reading.legal:
        return
    for day, what in _endings(loan, servicer.id, standing(reading.draft.events or ())):
        if _year_after(day) < today:
            yield reading.found(
                "untimely",
                f"Over one year has passed since {what} on {day}; the notice need not be answered.",
                fix="Write to the present servicer of its own acts; ask a lawyer about the rest.",
            )
            return


def _endings(loan: Loan, servicer: ServicerId, events: list[Event]) -> list[tuple[date, str]]:
    """The days on which a servicer's part in the loan ended, and how."""
    found = [(one.on, "the loan was paid off") for one in events if one.kind is EventKind.PAID_OFF]
    periods = [one for one in loan.periods if one.servicer == servicer]
    found += [(one.ended, "the loan left this servicer") for one in periods if one.ended]
    began = max((one.began for one in periods if one.began), default=None)
    found += [
        (one.on, "the loan left this servicer")
        for one in events
        # A transfer on or before the day this servicer began is the one that brought the loan.
        if one.kind is EventKind.TRANSFERRED and (began is None or one.on > began)
    ]
    return found


def _year_after(day: date) -> date:
    try:
        return day.replace(year=day.year + 1)
    except ValueError:  # 29 February
        return date(day.year + 1, 2, 28)


def standing(events: tuple[Event, ...]) -> list[Event]:
    """The events that stand: confirmed, not undone, not replaced by another."""
    replaced = {one.replaces for one in events if one.replaces and not one.undone}
    return [
        one
        for one in events
        if one.status is EventStatus.CONFIRMED and not one.undone and one.id not in replaced
    ]


def _asserted(reading: Reading) -> frozenset[str]:
    """The error slugs that the letter asserts: those that it cites, the kind's, the matter's."""
    cited = re.sub(r"\s", "", f"{reading.subject}\n{reading.body}")
    named = frozenset(
        one.slug
        for one in covered_errors().values()
        if re.search(rf"{re.escape(one.paragraph)}(?!\d)", cited)
    )
    kind, matter = reading.draft.template, reading.draft.matter
    if named or kind is None or matter is None or kind.errors:
        return named or frozenset(kind.errors if kind else ())
    about = _ABOUT.get(matter.issue)
    if about is not None and not about.search(f"{reading.subject}. {reading.told}"):
        return frozenset()  # a letter about something else in the same matter
    asserts = any(rule == "noe-respond" for rule in kind.starts) or (
        any(rule.startswith("qwr-respond") for rule in kind.starts)
        and bool(_AGAIN.search(reading.told))
    )
    return frozenset({matter.issue} & set(covered_errors())) if asserts else frozenset()


def _errors_of(sending: Event) -> frozenset[str]:
    """The errors that an earlier letter asserted, as recorded or by its kind."""
    if sending.errors or not sending.letter:
        return frozenset(sending.errors)
    from borrower_desk.letters.templates import kinds, template

    return frozenset(template(sending.letter).errors if sending.letter in kinds() else ())


def duplicative(reading: Reading) -> Iterator[Finding]:
    """The same error was asserted before and answered, with nothing new (1024.35(g)(1)(i))."""
    errors = _asserted(reading)
    if not errors or not reading.legal or _NEW.search(_NOTHING_NEW.sub(" ", reading.body)):
        return
    events = standing(reading.draft.events or ())
    for sending in [one for one in events if one.kind is EventKind.SENT]:
        if not errors & _errors_of(sending) or _of_another(reading, sending):
            continue
        answered = _answers(sending, events)
        if answered and not _of_a_later_day(reading, sending.on, answered[-1].on):
            yield reading.found(
                "duplicative",
                f"The same error was asserted on {sending.on} and answered on {answered[-1].on}."
                " A repeated notice without new information need not be answered.",
                fix="Say what is new and enclose it; or ask for the documents that they relied on.",
            )
            return


def _of_another(reading: Reading, sending: Event) -> bool:
    """Did it go to another of the loan's servicers?  Each answers for itself."""
    loan, servicer = reading.draft.loan, reading.servicer
    return loan is not None and servicer is not None and sent_to(loan, sending) != servicer.id


def _of_a_later_day(reading: Reading, sent: date, answered: date) -> bool:
    """Does the letter speak only of what came after the answer, and not of the first letter?"""
    said = [one for one in days_in(reading.told) if one.month]
    dated = [date(one.year or answered.year, one.month, one.day) for one in said if one.exists]
    earlier = any(day <= answered for day in dated) or _AGAIN.search(reading.told)
    return bool(dated) and not earlier and all(day > sent for day in dated)


def _answers(sending: Event, events: list[Event]) -> list[Event]:
    """What answered a letter: what says so, or what names no letter and came after it."""
    same = {sending.id, sending.of} | {
        one.id for one in events if one.of in (sending.id, sending.of) and one.of
    }
    ids = {one.id for one in events}
    return [
        one
        for one in events
        if one.kind in _ANSWERED
        and one.on >= sending.on
        and (one.of in same or one.of is None or one.of not in ids)
    ]


CHECKS = (
    Check("overbroad", overbroad),
    Check("on-payment-coupon", on_coupon),
    Check("legal-name-missing", nameless),
    Check("untimely", untimely, ("loan", "servicer", "today")),
    Check("duplicative", duplicative, ("loan", "events")),
)
