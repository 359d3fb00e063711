"""Acts that need no particular screen: a question or two, one action, a word back.

The palette names them all; screens bind some of them to keys.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from borrower_desk.errors import UsageError
from borrower_desk.model import (
    Channel,
    Draft,
    Event,
    EventKind,
    Loan,
    LoanType,
    Matter,
    MatterStatus,
    Servicer,
)
from borrower_desk.screens import words
from borrower_desk.screens.asking import Asking
from borrower_desk.screens.dialogs import Blank, Choice, Choose, Confirm, Form, Values
from borrower_desk.speech import tr

if TYPE_CHECKING:
    from borrower_desk.desk.store import Store
    from borrower_desk.screens.app import DeskApp

ISSUES = {
    "payment-refused": "A payment was refused",
    "payment-misapplied": "A payment was applied wrongly",
    "payment-not-credited-on-receipt": "A payment was credited late",
    "escrow-bill-late-or-refund-missing": "Escrow: a bill paid late, or a refund missing",
    "fee-without-basis": "A fee without a basis (a late fee, for one)",
    "payoff-wrong-or-missing": "The payoff figure is wrong or missing",
    "lossmit-info-wrong": "Wrong information about help with the loan",
    "transfer-data-wrong": "Wrong data after a transfer of servicing",
    "foreclosure-started-too-early": "Foreclosure was started too early",
    "foreclosure-judgment-or-sale-barred": "A foreclosure sale or judgment that is barred",
    "other-servicing-error": "Another error in the servicing",
}
CHANNELS = tuple((one.value, words.kind(one.value)) for one in Channel)
SPOKEN = ("phone", "voicemail", "in-person", "portal", "text-message", "mail", "fax")
YES_NO = (("yes", "yes"), ("no", "no"))


def asker(app: DeskApp) -> Asking[Any]:
    """The screen through which to ask the desk."""
    screen = app.screen
    assert isinstance(screen, Asking)  # noqa: S101 - every screen but help and confirm is one
    return screen


def new_matter(app: DeskApp, about: str = "") -> None:
    """Open a matter; the first needs a loan."""
    from borrower_desk.actions import matters, reference

    def read(store: Store) -> tuple[list[Loan], list[tuple[str, str]]]:
        kinds = [(one.kind, one.title) for one in reference.letter_kinds()]
        return store.loans(), kinds

    def ask(found: tuple[list[Loan], list[tuple[str, str]]]) -> None:
        loans, kinds = found
        if not loans:
            app.say("A matter needs a loan: tell the desk about it first.")
            add_loan(app)
            return
        today = app.today()

        def act(store: Store, said: Values) -> Matter:
            return matters.open_matter(
                store,
                said["title"],
                store.loan(loans_by(loans, said["loan"]).id),
                said["issue"],
                today,
            )

        form = Form(
            "Open a matter",
            [
                Blank(
                    "title",
                    "What is it about?",
                    about,
                    required=True,
                    hint="Late fee, September 2026",
                ),
                Blank(
                    "issue",
                    "What went wrong?",
                    "fee-without-basis",
                    "choice",
                    choices=[*ISSUES.items(), *kinds],
                    required=True,
                ),
                Blank(
                    "loan",
                    "Which loan?",
                    loans[0].id,
                    "choice",
                    choices=_loans(loans),
                    required=True,
                ),
            ],
            act,
            verb="Open it",
        )
        app.push_screen(form, lambda made: app.open_matter(made.id) if made else None)

    asker(app).ask(read, ask, group="act")


def loans_by(loans: list[Loan], identifier: str) -> Loan:
    """The loan with this id."""
    return next(one for one in loans if one.id == identifier)


def _loans(loans: list[Loan]) -> list[tuple[str, str]]:
    return [
        (one.id, f"{words.secret(one.number)}  {one.property_address or 'no address yet'}")
        for one in loans
    ]


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


def servicer_blanks(old: Servicer | None) -> list[Blank]:
    """What a form asks of a servicer."""
    from borrower_desk.model import Purpose

    def address(purpose: Purpose) -> str:
        found = old.address(purpose) if old else None
        return found.text if found else ""

    return [
        Blank("name", "Its name, as on the statement", old.name if old else "", required=True),
        Blank(
            "notice",
            "Address for notices of error",
            address(Purpose.NOTICE),
            "lines",
            hint="on the statement: “notices of error and requests for information”",
        ),
        Blank("payment", "Address for payments", address(Purpose.PAYMENT), "lines"),
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
            "small",
            "A small servicer (5,000 loans or fewer)?",
            "yes" if old and old.small else "no",
            "choice",
            choices=YES_NO,
            required=True,
        ),
    ]


def servicer_facts(said: Values) -> Any:
    """What was typed, as the action takes it."""
    from borrower_desk.actions.people import ServicerFacts

    hours = said.get("sla", "").strip()
    if hours and not hours.isdigit():
        raise UsageError("The promised time is a number of hours.", hint="For example: 72")
    return ServicerFacts(
        name=said["name"],
        notice_address=said.get("notice", ""),
        payment_address=said.get("payment", ""),
        domains=said.get("domains", "").replace(",", " ").split(),
        emails=said.get("emails", "").replace(",", " ").split(),
        phone=said.get("phone", ""),
        portal=said.get("portal", ""),
        small=said.get("small") == "yes",
        sla_hours=int(hours) if hours else None,
    )


def add_servicer(app: DeskApp, old: Servicer | None = None) -> None:
    """Add a servicer, or change one."""
    from borrower_desk.actions import people

    def act(store: Store, said: Values) -> Servicer:
        if old is None:
            return people.add_servicer(store, servicer_facts(said))
        return people.edit_servicer(store, old, servicer_facts(said))

    app.push_screen(
        Form("A servicer" if old is None else tr("Change {}", old.name), servicer_blanks(old), act),
        lambda done: app.say(tr("{}: {} is kept.", done.id, done.name)) if done else None,
    )


def loan_blanks(old: Loan | None, servicers: list[Servicer]) -> list[Blank]:
    """What a form asks of a loan."""
    chosen = old.servicer if old else servicers[0].id if servicers else ""
    home = (
        ""
        if old is None or old.principal_residence is None
        else "yes"
        if old.principal_residence
        else "no"
    )
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
    ]  # fmt: skip


def loan_facts(said: Values) -> Any:
    """What was typed, as the action takes it."""
    from borrower_desk.actions.people import LoanFacts

    home = said.get("home", "")
    return LoanFacts(
        number=said["number"],
        property_address=said.get("property", ""),
        borrowers=[one.strip() for one in said.get("borrowers", "").split(",") if one.strip()],
        type=LoanType(said.get("type") or "closed-end"),
        principal_residence=None if not home else home == "yes",
        arm=said.get("arm") == "yes",
    )


def add_loan(app: DeskApp, old: Loan | None = None) -> None:
    """Add a loan, or change one."""
    from borrower_desk.actions import people
    from borrower_desk.model import ServicerId

    def ask(servicers: list[Servicer]) -> None:
        if not servicers:
            app.say("A loan needs its servicer: tell the desk who collects the payments.")
            add_servicer(app)
            return

        def act(store: Store, said: Values) -> Loan:
            if old is not None:
                return people.edit_loan(store, old, loan_facts(said))
            return people.add_loan(
                store, store.servicer(ServicerId(said["servicer"])), loan_facts(said)
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


def with_matter(
    app: DeskApp,
    title: str,
    then: Callable[[Matter], None],
    *,
    note: str = "",
    first: str | None = None,
) -> None:
    """Ask which matter, unless there is only one; `first` stands on top, with `note` why."""

    def ask(found: list[Matter]) -> None:
        open_ones = [one for one in found if one.status is MatterStatus.OPEN] or found
        open_ones = sorted(open_ones, key=lambda one: one.id != first)
        if not open_ones:
            app.say("There is no matter yet. Open one first.")
            new_matter(app)
        elif len(open_ones) == 1:
            then(open_ones[0])
        else:
            app.push_screen(
                Choose(
                    title,
                    [
                        Choice(one.id, f"{one.id}  {one.title}", words.kind(one.issue))
                        for one in open_ones
                    ],
                    note=note,
                ),
                lambda chosen: then(next(m for m in found if m.id == chosen)) if chosen else None,
            )

    asker(app).ask(lambda store: store.matters(), ask, group="act")


def new_letter(app: DeskApp, matter: Matter | None = None) -> None:
    """Choose a kind of letter and begin a draft."""
    if matter is None:
        with_matter(app, tr("A letter in which matter?"), lambda one: new_letter(app, one))
        return
    from borrower_desk.actions import recording, reference

    def begin(kind: str | None) -> None:
        if kind:
            begin_letter(app, matter, kind)

    def ask(kinds: list[Any]) -> None:
        choices = [Choice(one.kind, one.title, one.summary or one.group) for one in kinds]
        app.push_screen(
            Choose(tr("Which letter for {}, {}?", matter.id, matter.title), choices), begin
        )

    asker(app).ask(
        lambda store: reference.letter_kinds(recording.own_templates(store.path)), ask, group="act"
    )


def begin_letter(app: DeskApp, matter: Matter, kind: str, finding: str = "") -> None:
    """A new draft of this kind, open to write on; `finding` fills in what it says."""
    from borrower_desk.actions import letters

    today = app.today()

    def draft(store: Store) -> Draft:
        fields = letters.from_finding(store, finding, kind, matter)[1] if finding else {}
        return letters.draft(store, kind, today, matter=matter, fields=fields)

    asker(app).change(draft, _begun(app))


def _begun(app: DeskApp) -> Callable[[Draft], None]:
    def show(draft: Draft) -> None:
        app.note_change()
        app.open_draft(draft.id)

    return show


def log_contact(app: DeskApp, matter: Matter | None = None) -> None:
    """Put a call, a visit or a portal message on record."""
    from borrower_desk.actions import find, reading, reference

    today = app.today()

    def ask(matters: list[Matter]) -> None:
        def act(store: Store, said: Values) -> Any:
            chosen = find.matter(store, said["matter"]) if said["matter"] else None
            return reading.log(
                store,
                Channel(said["channel"]),
                said["text"],
                reference.read_day(said["on"], today),
                with_whom=said["who"],
                reference=said["reference"],
                matter=chosen,
                today=today,
            )

        app.push_screen(
            Form(
                "Put a contact on record",
                [
                    Blank(
                        "channel",
                        "How",
                        "phone",
                        "choice",
                        choices=[(c, words.kind(c)) for c in SPOKEN],
                        required=True,
                    ),
                    Blank("on", "Day", today.isoformat(), required=True),
                    Blank("who", "With whom", hint="name and employee number"),
                    Blank("reference", "Reference number"),
                    Blank("text", "What was said", kind="lines", required=True),
                    Blank(
                        "matter",
                        "Matter",
                        matter.id if matter else "",
                        "choice",
                        choices=[(m.id, f"{m.id} {m.title}") for m in matters],
                    ),
                ],
                act,
                verb="Keep it",
            ),
            lambda done: app.say(tr("{} is on record.", done.id)) if done else None,
        )

    asker(app).ask(lambda store: store.matters(), ask, group="act")


EVENT_WORDS = (
    (EventKind.ACKNOWLEDGED, "they acknowledged our letter"),
    (EventKind.EXTENDED, "they took more time"),
    (EventKind.RESPONDED, "they answered"),
    (EventKind.CORRECTED, "they corrected the error"),
    (EventKind.DOCUMENTS_PROVIDED, "they sent the documents"),
    (EventKind.REFUSED, "they said they need not answer"),
    (EventKind.DELIVERED, "our letter arrived"),
    (EventKind.TRANSFERRED, "servicing was transferred (effective date)"),
    (EventKind.FEE_CHARGED, "a fee was charged"),
    (EventKind.PAYMENT_DUE, "a payment was due"),
    (EventKind.PAYMENT_MADE, "a payment was made"),
    (EventKind.PAYMENT_RECEIVED, "a payment was received"),
    (EventKind.RESOLVED, "the matter was settled"),
)


def add_event(app: DeskApp, matter: Matter | None = None) -> None:
    """Put a fact on record that starts or stops a clock."""
    if matter is None:
        with_matter(app, tr("An event in which matter?"), lambda one: add_event(app, one))
        return
    from borrower_desk.actions import matters, reference

    today = app.today()
    named = {kind for kind, _ in EVENT_WORDS}
    kinds = [(kind.value, f"{words.kind(kind.value)}: {said}") for kind, said in EVENT_WORDS]
    kinds += [(one.value, words.kind(one.value)) for one in EventKind if one not in named]

    def ask(events: list[Event]) -> None:
        notices = [
            (
                one.id,
                f"{one.id} {words.kind(one.letter or one.kind.value)}, {one.kind.value} {one.on}",
            )
            for one in events
            if one.letter and not one.undone
        ]

        def act(store: Store, said: Values) -> Event:
            amount = said["amount"].replace("$", "").replace(",", "").strip()
            return matters.add_event(
                store,
                matter,
                EventKind(said["kind"]),
                reference.read_day(said["on"], today),
                matters.EventFacts(of=said["of"] or None, note=said["note"], amount=_cents(amount)),
            )

        app.push_screen(
            Form(
                tr("What happened in {}?", matter.id),
                [
                    Blank("kind", "What", "acknowledged", "choice", choices=kinds, required=True),
                    Blank("on", "Day", today.isoformat(), required=True),
                    Blank("of", "About which letter", "", "choice", choices=notices),
                    Blank("amount", "Amount, if there is one", hint="35.00"),
                    Blank("note", "Note"),
                ],
                act,
                verb="Record it",
            ),
            lambda done: app.say(tr("{} is on record.", done.id)) if done else None,
        )

    asker(app).ask(lambda store: store.events(matter.id), ask, group="act")


def _cents(amount: str) -> int | None:
    if not amount:
        return None
    whole, _, part = amount.partition(".")
    if not (whole.isdigit() and (part or "0").isdigit() and len(part) <= 2):
        raise UsageError(tr("{!r} is not an amount.", amount), hint="As in 1234.50")
    return int(whole) * 100 + int(part.ljust(2, "0") or 0)


def note(app: DeskApp, matter: Matter | None = None) -> None:
    """Add a note to a matter."""
    if matter is None:
        with_matter(app, tr("A note in which matter?"), lambda one: note(app, one))
        return
    from borrower_desk.actions import matters

    app.push_screen(
        Form(
            tr("A note in {}", matter.id),
            [Blank("text", "Note", kind="lines", required=True)],
            lambda store, said: matters.note_matter(store, store.matter(matter.id), said["text"]),
        ),
        lambda done: app.say("The note is kept.") if done else None,
    )


def promise(app: DeskApp, matter: Matter | None = None) -> None:
    """Record what the servicer said it would do."""
    if matter is None:
        with_matter(app, tr("Their promise in which matter?"), lambda one: promise(app, one))
        return
    from borrower_desk.actions import clock, reference

    today = app.today()
    app.push_screen(
        Form(
            "What the servicer promised",
            [
                Blank("text", "What", required=True, hint="reverse the fee"),
                Blank("by", "By which day", required=True, hint="2026-10-01"),
            ],
            lambda store, said: clock.promise(
                store, matter, said["text"], reference.read_day(said["by"], today)
            ),
            note="It is shown beside the law's duties, as a promise.",
        ),
        lambda done: app.say(tr("{} is kept.", done.id)) if done else None,
    )


def remind(app: DeskApp) -> None:
    """Leave yourself a note for a day."""
    from borrower_desk.actions import clock, reference

    today = app.today()
    app.push_screen(
        Form(
            "Remind me",
            [
                Blank("text", "Of what", required=True),
                Blank("on", "On which day", required=True, hint="2026-10-01"),
            ],
            lambda store, said: clock.remind(
                store, said["text"], reference.read_day(said["on"], today)
            ),
        ),
        lambda done: app.say(tr("{} is kept.", done.id)) if done else None,
    )


def mark_delivered(app: DeskApp, identifier: str) -> None:
    """Record that the servicer has the letter; its clocks count from that day."""
    from borrower_desk.actions import letters, reference

    today = app.today()

    def act(store: Store, said: Values) -> Event:
        proof = Path(said["proof"]).expanduser() if said["proof"].strip() else None
        return letters.delivered(
            store, identifier, reference.read_day(said["on"], today), today, proof=proof
        )

    app.push_screen(
        Form(
            tr("{} has arrived", identifier),
            [
                Blank(
                    "on",
                    "On which day",
                    today.isoformat(),
                    required=True,
                    hint="as on the return card",
                ),
                Blank("proof", "Proof of it, a file", hint="a scan of the card; may stay empty"),
            ],
            act,
            verb="Record it",
            note="The servicer's days are counted from this one.",
        ),
        lambda done: (
            app.say(tr("{}: delivered on {}. Its clocks run.", done.id, done.on)) if done else None
        ),
    )


def close_matter(app: DeskApp, matter: Matter) -> None:
    """Close a matter, or open it again."""
    from borrower_desk.actions import matters

    screen, today = asker(app), app.today()
    if matter.status is MatterStatus.CLOSED:
        screen.change(
            lambda store: matters.reopen_matter(store, matter),
            _told(app, screen, tr("It is open again.")),
        )
        return
    app.push_screen(
        Confirm(
            tr("Close {}, {}?", matter.id, matter.title),
            detail="Its deadlines leave the lists; its record stays.",
            yes="Close it",
        ),
        lambda yes: (
            screen.change(
                lambda store: matters.close_matter(store, matter, today),
                _told(app, screen, tr("It is closed.")),
            )
            if yes
            else None
        ),
    )


def _told(app: DeskApp, screen: Asking[Any], said: str) -> Callable[[Any], None]:
    def tell(_: Any) -> None:
        app.note_change()
        app.say(said)
        load = getattr(screen, "action_load", None)
        if load is not None:
            load()

    return tell


ALL: tuple[tuple[str, str, Callable[[DeskApp], None]], ...] = (
    ("Open a matter", "one dispute: its mail, letters and deadlines", new_matter),
    ("New letter", "draft from a template, checked as you type", new_letter),
    ("Put a call or visit on record", "phone, portal, in person", log_contact),
    ("Add an event", "a fact that starts or stops a clock", add_event),
    ("Add a note", "to a matter", note),
    ("Record a promise", "what the servicer said it would do, and by when", promise),
    ("Remind me", "a note to yourself for a day", remind),
    ("Add a servicer", "who collects the payments", add_servicer),
    ("Add a loan", "its number and the home", add_loan),
    ("Your own details", "name and address on the letters", edit_me),
)
