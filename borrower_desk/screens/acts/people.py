"""Acts on who there is: you, the servicers, the loans."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

from borrower_desk.errors import UsageError
from borrower_desk.model import Loan, LoanType, Purpose, Servicer
from borrower_desk.screens import words
from borrower_desk.screens.acts.act import YES_NO, Act, asker, file_at, pick
from borrower_desk.screens.choosing import Choice
from borrower_desk.screens.dialogs import Blank, Form, Values
from borrower_desk.speech import tr
from borrower_desk.text import safe_line

if TYPE_CHECKING:
    from borrower_desk.desk.store import Store
    from borrower_desk.screens.app import DeskApp


def edit_me(app: DeskApp) -> None:
    """Who writes the letters."""
    from borrower_desk.actions import people

    def ask(me: Any) -> None:
        def act(store: Store, said: Values) -> Any:
            return people.edit_sender(
                store,
                name=said["name"],
                address=said["address"],
                phone=said["phone"],
                emails=said["emails"].replace(",", " ").split(),
            )

        app.push_screen(
            Form(
                "You, who write the letters",
                [
                    Blank("name", "Your name", me.name, required=True),
                    Blank("address", "Your postal address", me.address, "lines"),
                    Blank("phone", "Telephone", me.phone),
                    Blank(
                        "emails",
                        "E-mail addresses",
                        ", ".join(me.emails),
                        hint="tell sent mail from received",
                    ),
                ],
                act,
            ),
            lambda done: app.say("Your details are kept.") if done else None,
        )

    asker(app).ask(lambda store: store.sender(), ask, group="act")


def _address(old: Servicer | None, purpose: Purpose) -> str:
    found = old.address(purpose) if old else None
    return found.text if found else ""


def servicer_blanks(old: Servicer | None) -> list[Blank]:
    """What a form asks of a servicer."""

    return [
        Blank("name", "Its name, as on the statement", old.name if old else "", required=True),
        Blank(
            "notice",
            "Address for notices of error",
            _address(old, Purpose.NOTICE),
            "lines",
            hint="on the statement: “notices of error and requests for information”",
        ),
        Blank(
            "checked",
            "You last saw that address on",
            hint="a day: 2026-09-16, or today; empty leaves it as it is",
        ),
        Blank("payment", "Address for payments", _address(old, Purpose.PAYMENT), "lines"),
        Blank(
            "domains",
            "Its web domains",
            " ".join(old.domains) if old else "",
            hint="tell its mail from a lookalike's",
        ),
        Blank("emails", "Its e-mail addresses", " ".join(old.emails) if old else ""),
        Blank("phone", "Telephone", old.phone if old else ""),
        Blank("portal", "Portal", old.portal if old else ""),
        Blank(
            "sla", "Hours in which it promises an answer", str(old.sla_hours or "") if old else ""
        ),
        Blank(
            "hours",
            "Its business hours",
            old.business_hours if old else "",
            hint="Mon-Fri 08:00-17:00 America/Chicago",
        ),
        Blank("mail", "Address for other letters", _address(old, Purpose.CORRESPONDENCE), "lines"),
        Blank("shut", "Days on which it is shut", hint="2026-11-27, with spaces between"),
        Blank("shut_why", "Why, and how you know"),
        Blank("open", "Days on which it is open after all"),
        Blank(
            "small",
            "A small servicer (5,000 loans or fewer)?",
            "yes" if old and old.small else "no",
            "choice",
            choices=YES_NO,
            required=True,
        ),
    ]


def servicer_facts(said: Values, today: date, old: Servicer | None = None) -> Any:
    """What was typed, as the action takes it; an address that was left alone stays as checked."""
    from borrower_desk.actions.people import ServicerFacts
    from borrower_desk.actions.reference import read_day

    def changed(name: str, purpose: Purpose) -> str | None:
        typed = said.get(name, "")
        return None if typed == _address(old, purpose) else typed

    def days(name: str) -> list[date]:
        return [read_day(one, today) for one in _words(said.get(name, ""))]

    hours = said.get("sla", "").strip()
    if hours and not hours.isdigit():
        raise UsageError("The promised time is a number of hours.", hint="For example: 72")
    return ServicerFacts(
        name=said["name"],
        notice_address=changed("notice", Purpose.NOTICE),
        payment_address=changed("payment", Purpose.PAYMENT),
        correspondence_address=changed("mail", Purpose.CORRESPONDENCE),
        address_checked=next(iter(days("checked")), None),
        domains=_words(said.get("domains", "")),
        emails=_words(said.get("emails", "")),
        phone=said.get("phone", ""),
        portal=said.get("portal", ""),
        small=said.get("small") == "yes",
        sla_hours=int(hours) if hours else None,
        business_hours=said.get("hours", ""),
        shut_on=days("shut"),
        shut_why=said.get("shut_why", ""),
        open_on=days("open"),
    )


def _words(typed: str) -> list[str]:
    return typed.replace(",", " ").split()


def add_servicer(app: DeskApp, old: Servicer | None = None) -> None:
    """Add a servicer, or change one."""
    from borrower_desk.actions import people

    today = app.today()

    def act(store: Store, said: Values) -> Servicer:
        facts = servicer_facts(said, today, old)
        if old is None:
            return people.add_servicer(store, facts)
        # The form holds the whole lists: what was deleted there goes.
        return people.edit_servicer(store, replace(old, domains=(), emails=()), facts)

    app.push_screen(
        Form("A servicer" if old is None else tr("Change {}", old.name), servicer_blanks(old), act),
        lambda done: app.say(tr("{}: {} is kept.", done.id, done.name)) if done else None,
    )


def edit_servicer(app: DeskApp) -> None:
    """Choose a servicer and change what is said of it."""
    pick(
        app,
        "Change which servicer?",
        lambda store: store.servicers(),
        lambda one: Choice(one.id, f"{one.id}  {safe_line(one.name, 50)}"),
        lambda one: add_servicer(app, one),
        empty="There is no servicer yet.",
    )


def add_dkim_key(app: DeskApp) -> None:
    """Keep a servicer's public key, so that the signatures of its mail can be checked."""
    from borrower_desk.actions import genuine
    from borrower_desk.actions.files import text_of

    app.push_screen(
        Form(
            "A servicer's DKIM key",
            [
                Blank("key", "Its name", required=True, hint="SELECTOR._domainkey.DOMAIN"),
                Blank("path", "A file with its record", required=True, hint="v=DKIM1; ... p=..."),
            ],
            lambda store, said: genuine.add_dkim_key(
                store, said["key"].strip(), text_of(file_at(said["path"]))
            ),
            note="The signatures of its mail are checked with it, without asking anybody.",
        ),
        lambda keys: app.say(tr("{} keys are kept.", len(keys))) if keys else None,
    )


def loan_blanks(old: Loan | None, servicers: list[Servicer]) -> list[Blank]:
    """What a form asks of a loan."""
    chosen = old.servicer if old else servicers[0].id if servicers else ""
    home = _yes_no(old.principal_residence if old else None)
    return [
        Blank("number", "Loan number", old.number if old else "", required=True, hint="on every statement"),
        *(
            [Blank("servicer", "Serviced by", chosen, "choice", choices=[(s.id, s.name) for s in servicers], required=True)]
            if old is None
            else []
        ),
        Blank("property", "Address of the home", old.property_address if old else ""),
        Blank("borrowers", "Borrowers, as on the note", ", ".join(old.borrowers) if old else "", hint="with commas between"),
        Blank("type", "Kind of loan", (old.type if old else LoanType.CLOSED_END).value, "choice",
              choices=[("closed-end", tr("closed-end (the usual mortgage)")), ("heloc", tr("home-equity line")), ("reverse", "reverse")], required=True),
        Blank("home", "Your principal residence?", home, "choice", choices=YES_NO),
        Blank("arm", "An adjustable rate?", "yes" if old and old.arm else "no", "choice", choices=YES_NO, required=True),
        Blank("first_payment", "Day of the first payment", old.first_payment.isoformat() if old and old.first_payment else ""),
        Blank("late_fee", "The late fee, as the note has it", old.late_fee if old else "", hint="5% of P&I after 15 days"),
        Blank("default", "In default when this servicer took it over?", _yes_no(old.in_default_at_transfer if old else None), "choice", choices=YES_NO),
        Blank("bankruptcy", "In bankruptcy?", _yes_no(old.bankruptcy if old else None), "choice", choices=YES_NO),
    ]  # fmt: skip


def _yes_no(value: bool | None) -> str:
    return "" if value is None else "yes" if value else "no"


def _truth(said: str) -> bool | None:
    return said == "yes" if said else None


def loan_facts(said: Values, today: date) -> Any:
    """What was typed, as the action takes it."""
    from borrower_desk.actions.people import LoanFacts
    from borrower_desk.actions.reference import read_day

    first = said.get("first_payment", "").strip()
    return LoanFacts(
        number=said["number"],
        property_address=said.get("property", ""),
        borrowers=[one.strip() for one in said.get("borrowers", "").split(",") if one.strip()],
        type=LoanType(said.get("type") or "closed-end"),
        principal_residence=_truth(said.get("home", "")),
        arm=said.get("arm") == "yes",
        in_default_at_transfer=_truth(said.get("default", "")),
        bankruptcy=_truth(said.get("bankruptcy", "")),
        first_payment=read_day(first, today) if first else None,
        late_fee=said.get("late_fee", ""),
    )


def add_loan(app: DeskApp, old: Loan | None = None) -> None:
    """Add a loan, or change one."""
    from borrower_desk.actions import people
    from borrower_desk.model import ServicerId

    today = app.today()

    def ask(servicers: list[Servicer]) -> None:
        if not servicers:
            app.say("A loan needs its servicer: tell the desk who collects the payments.")
            add_servicer(app)
            return

        def act(store: Store, said: Values) -> Loan:
            if old is not None:
                return people.edit_loan(store, old, loan_facts(said, today))
            return people.add_loan(
                store, store.servicer(ServicerId(said["servicer"])), loan_facts(said, today)
            )

        app.push_screen(
            Form("A loan" if old is None else "Change the loan", loan_blanks(old, servicers), act),
            lambda done: app.say(tr("{} is kept.", done.id)) if done else None,
        )

    asker(app).ask(lambda store: store.servicers(), ask, group="act")


def transfer_loan(app: DeskApp, loan: Loan) -> None:
    """Record that another servicer took the loan over."""
    from borrower_desk.actions import people, reference
    from borrower_desk.model import ServicerId

    today = app.today()

    def ask(servicers: list[Servicer]) -> None:
        others = [(one.id, one.name) for one in servicers if one.id != loan.servicer]
        if not others:
            app.say("First add the new servicer.")
            add_servicer(app)
            return

        def act(store: Store, said: Values) -> Loan:
            return people.transfer_loan(
                store,
                loan,
                store.servicer(ServicerId(said["to"])),
                reference.read_day(said["on"], today),
                said["number"] or None,
            )

        app.push_screen(
            Form(
                "The loan has a new servicer",
                [
                    Blank(
                        "to",
                        "The new servicer",
                        others[0][0],
                        "choice",
                        choices=others,
                        required=True,
                    ),
                    Blank(
                        "on",
                        "From which day?",
                        hint="the effective date in the notice: 2027-01-01",
                        required=True,
                    ),
                    Blank("number", "The new loan number, if it has one"),
                ],
                act,
            ),
            lambda done: app.say("The transfer is on record.") if done else None,
        )

    asker(app).ask(lambda store: store.servicers(), ask, group="act")


def _which_loan(title: str, then: Callable[[DeskApp, Loan], None]) -> Callable[[DeskApp], None]:
    def ask(app: DeskApp) -> None:
        pick(
            app,
            title,
            lambda store: store.loans(),
            lambda one: Choice(
                one.id, f"{one.id}  {words.secret(one.number)}", safe_line(one.property_address, 50)
            ),
            lambda one: then(app, one),
            empty="There is no loan yet.",
        )

    return ask


ALL = (
    Act("Add a servicer", "who collects the payments", add_servicer, ("servicer add",)),
    Act("Change a servicer", "addresses, domains, hours, days it is shut", edit_servicer,
        ("servicer edit",)),
    Act("Add a servicer's DKIM key", "its mail's signatures are then checked", add_dkim_key,
        ("servicer dkim",)),
    Act("Add a loan", "its number and the home", add_loan, ("loan add",)),
    Act("Change a loan", "its number, the home, what the note says",
        _which_loan("Change which loan?", add_loan), ("loan edit",)),
    Act("Transfer a loan", "another servicer took it over",
        _which_loan("Which loan has a new servicer?", transfer_loan), ("loan transfer",)),
    Act("Your own details", "name and address on the letters", edit_me, ("me edit", "me show")),
)  # fmt: skip
