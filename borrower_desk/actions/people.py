"""The sender, the servicers and the loans."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, TypeVar

from borrower_desk.errors import EventOutOfOrder, UsageError
from borrower_desk.law.calendar import known_day
from borrower_desk.model import (
    Address,
    Closure,
    Loan,
    LoanId,
    LoanType,
    Purpose,
    Sender,
    Servicer,
    ServicerId,
    ServicingPeriod,
)
from borrower_desk.text import safe_line, safe_text

if TYPE_CHECKING:
    from borrower_desk.desk.store import Store

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class ServicerFacts:
    """What the user said of a servicer; None is "not said", and changes nothing."""

    name: str | None = None
    notice_address: str | None = None
    payment_address: str | None = None
    correspondence_address: str | None = None
    address_checked: date | None = None
    domains: Sequence[str] | None = None
    emails: Sequence[str] | None = None
    portal: str | None = None
    phone: str | None = None
    small: bool | None = None
    sla_hours: int | None = None
    business_hours: str | None = None
    shut_on: Sequence[date] = ()
    shut_why: str = ""
    open_on: Sequence[date] = ()


@dataclass(frozen=True, slots=True)
class LoanFacts:
    """What the user said of a loan; None is "not said", and changes nothing."""

    number: str | None = None
    property_address: str | None = None
    borrowers: Sequence[str] | None = None
    type: LoanType | None = None
    arm: bool | None = None
    principal_residence: bool | None = None
    in_default_at_transfer: bool | None = None
    bankruptcy: bool | None = None
    first_payment: date | None = None
    late_fee: str | None = None


def edit_sender(
    store: Store,
    *,
    name: str | None = None,
    address: str | None = None,
    phone: str | None = None,
    emails: Sequence[str] = (),
) -> Sender:
    """Who writes the letters; e-mail addresses are added to those known."""
    old = store.sender()
    known = {one.casefold() for one in old.emails}
    added = [_email(one) for one in emails]
    sender = Sender(
        name=old.name if name is None else safe_line(name),
        address=old.address if address is None else _lines(address),
        phone=old.phone if phone is None else safe_line(phone),
        emails=(*old.emails, *(one for one in added if one.casefold() not in known)),
    )
    if sender == old:
        return old
    with store.change("me edit"):
        return store.set_sender(sender)


def add_servicer(store: Store, facts: ServicerFacts) -> Servicer:
    """A new servicer; its name is new to the desk."""
    name = safe_line(facts.name or "")
    if not name:
        raise UsageError("A servicer needs a name.", hint='Say it as in: servicer add "Mr. Cooper"')
    if any(one.name.casefold() == name.casefold() for one in store.servicers()):
        raise UsageError(
            f"There is a servicer called {name} already.",
            hint="Change it with `servicer edit`, or give the new one another name.",
        )
    with store.change("servicer add"):
        return store.add_servicer(_servicer(Servicer(ServicerId(""), name), facts))


def edit_servicer(store: Store, servicer: Servicer, facts: ServicerFacts) -> Servicer:
    """The servicer with what was said put in; an address said anew replaces the old one."""
    with store.change("servicer edit"):
        return store.save_servicer(_servicer(servicer, facts))


def add_loan(store: Store, servicer: Servicer, facts: LoanFacts) -> Loan:
    """A new loan, serviced by `servicer` from the start as far as the desk knows."""
    number = safe_line(facts.number or "")
    if not number:
        raise UsageError("A loan needs its number.", hint="It stands on every statement.")
    if any(one.number == number for one in store.loans()):
        raise UsageError(
            f"There is a loan with the number {number} already.",
            hint="`borrower-desk loan list` shows it.",
        )
    period = ServicingPeriod(servicer=servicer.id, number=number)
    new = Loan(LoanId(""), number, servicer.id, periods=(period,))
    with store.change("loan add"):
        return store.add_loan(_loan(new, facts))


def edit_loan(store: Store, loan: Loan, facts: LoanFacts) -> Loan:
    """The loan with what was said put in."""
    with store.change("loan edit"):
        return store.save_loan(_loan(loan, facts))


def transfer_loan(
    store: Store, loan: Loan, to: Servicer, effective: date, number: str | None = None
) -> Loan:
    """The loan under its new servicer from `effective` on; the old one stays on record."""
    if to.id == loan.servicer:
        raise UsageError(
            f"{to.name} services this loan already.", hint="Name the servicer that takes it over."
        )
    known_day(effective)
    new_number = safe_line(number or "") or loan.number
    last = loan.periods[-1].began if loan.periods else None
    if last is not None and effective <= last:
        raise EventOutOfOrder(
            f"{loan.id} moved to its present servicer on {last}; a transfer on {effective} would"
            " lie before that.",
            hint="Check the effective date. Transfers are recorded in their order, the earliest"
            " first; `borrower-desk loan show` lists those on record.",
        )
    periods = (
        *loan.periods[:-1],
        replace(loan.periods[-1], ended=effective),
        ServicingPeriod(servicer=to.id, number=new_number, began=effective),
    )
    with store.change("loan transfer"):
        return store.save_loan(replace(loan, servicer=to.id, number=new_number, periods=periods))


def _servicer(old: Servicer, facts: ServicerFacts) -> Servicer:
    said = (
        (Purpose.NOTICE, facts.notice_address),
        (Purpose.PAYMENT, facts.payment_address),
        (Purpose.CORRESPONDENCE, facts.correspondence_address),
    )
    _day(facts.address_checked)
    addresses = {one.purpose: one for one in old.addresses}
    for purpose, text in said:
        if text is not None:
            addresses[purpose] = Address(
                purpose, _lines(text), source="said by the user", checked=facts.address_checked
            )
    notice = addresses.get(Purpose.NOTICE)
    if facts.notice_address is None and facts.address_checked is not None and notice is not None:
        addresses[Purpose.NOTICE] = replace(notice, checked=facts.address_checked)
    if facts.sla_hours is not None and facts.sla_hours < 1:
        raise UsageError("The promised time is at least one hour.", hint="For example: 72")
    return replace(
        old,
        name=old.name if facts.name is None else safe_line(facts.name),
        addresses=tuple(one for one in addresses.values() if one.text),
        domains=old.domains
        if facts.domains is None
        else _merged(old.domains, [_domain(one) for one in facts.domains]),
        emails=old.emails
        if facts.emails is None
        else _merged(old.emails, [_email(one) for one in facts.emails]),
        portal=old.portal if facts.portal is None else safe_line(facts.portal),
        phone=old.phone if facts.phone is None else safe_line(facts.phone),
        small=old.small if facts.small is None else facts.small,
        sla_hours=old.sla_hours if facts.sla_hours is None else facts.sla_hours,
        business_hours=old.business_hours
        if facts.business_hours is None
        else safe_line(facts.business_hours),
        closures=_closures(old, facts),
    )


def _closures(old: Servicer, facts: ServicerFacts) -> tuple[Closure, ...]:
    known = {one.on: one for one in old.closures if one.on not in facts.open_on}
    known |= {known_day(day): Closure(day, safe_line(facts.shut_why, 120)) for day in facts.shut_on}
    return tuple(known[day] for day in sorted(known))


def _loan(old: Loan, facts: LoanFacts) -> Loan:
    number = old.number if facts.number is None else safe_line(facts.number)
    periods = old.periods
    if periods and number != old.number:
        periods = (*periods[:-1], replace(periods[-1], number=number))
    return replace(
        old,
        number=number,
        periods=periods,
        property_address=old.property_address
        if facts.property_address is None
        else safe_line(facts.property_address),
        borrowers=old.borrowers
        if not facts.borrowers
        else tuple(safe_line(one) for one in facts.borrowers),
        type=_said(facts.type, old.type),
        arm=_said(facts.arm, old.arm),
        principal_residence=_said(facts.principal_residence, old.principal_residence),
        in_default_at_transfer=_said(facts.in_default_at_transfer, old.in_default_at_transfer),
        bankruptcy=_said(facts.bankruptcy, old.bankruptcy),
        first_payment=_said(_day(facts.first_payment), old.first_payment),
        late_fee=_said(facts.late_fee, old.late_fee),
    )


def _day(said: date | None) -> date | None:
    return None if said is None else known_day(said)


def _said(new: Value | None, was: Value) -> Value:
    return was if new is None else new


def _merged(old: Sequence[str], new: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*old, *new)))


def _lines(address: str) -> str:
    """An address as lines: line breaks stay; a single line is broken at its semicolons."""
    text = safe_text(address.replace("\\n", "\n"))
    parts = text.split("\n") if "\n" in text else text.split(";")
    return "\n".join(line for part in parts if (line := safe_line(part)))


def _email(value: str) -> str:
    address = safe_line(value)
    name, at, domain = address.rpartition("@")
    if not (name and at and "." in domain and " " not in address):
        raise UsageError(
            f"{value!r} is not an e-mail address.", hint="It looks like maria@example.org."
        )
    return address


def _domain(value: str) -> str:
    domain = safe_line(value).casefold().lstrip("@").removeprefix("www.")
    if "." not in domain or " " in domain or "/" in domain:
        raise UsageError(f"{value!r} is not a domain.", hint="It looks like mrcooper.example.")
    return domain
