"""Acts on a transfer of servicing: the notice's particulars on record, what is to be done now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from borrower_desk.model import Event, EventKind, Loan, Matter
from borrower_desk.screens import words
from borrower_desk.screens.acts.act import Act, asker, with_matter
from borrower_desk.screens.acts.replies import copy_for_new
from borrower_desk.screens.detail import Detail
from borrower_desk.screens.dialogs import Blank, Form, Values
from borrower_desk.speech import of_law, tr
from borrower_desk.text import safe_line, safe_text

if TYPE_CHECKING:
    from borrower_desk.actions import transfers
    from borrower_desk.desk.store import Store
    from borrower_desk.screens.app import DeskApp


def after_transfer(app: DeskApp, event: Event) -> None:
    """A transfer counts from now on: ask for the new servicer, unless the loan is there already."""
    if event.kind is not EventKind.TRANSFERRED:
        return

    def ask(found: tuple[Matter, Loan]) -> None:
        matter, loan = found
        if not any(one.began == event.on for one in loan.periods):
            take_over(app, matter)

    def read(store: Store) -> tuple[Matter, Loan]:
        matter = store.matter(event.matter)
        return matter, store.loan(matter.loan)

    asker(app).ask(read, ask, group="act")


def take_over(app: DeskApp, matter: Matter) -> None:
    """The new servicer, its number and its payment address, as the notice of transfer says them."""
    from borrower_desk.actions import people, reference
    from borrower_desk.actions import transfers as acts

    today = app.today()

    def act(store: Store, said: Values) -> transfers.Taken:
        facts = people.ServicerFacts(
            name=said["name"],
            payment_address=said["payment"] or None,
            notice_address=said["notice"] or None,
            address_checked=today if said["notice"].strip() else None,
            phone=said["phone"] or None,
        )
        day = reference.read_day(said["on"], today)
        return acts.take_over(store, store.matter(matter.id), facts, day, said["number"], today)

    def ask(found: transfers.Announced | None) -> None:
        one = found or acts.Announced("", None)
        note = (
            tr("From {}: look at each one. Empty is what the notice does not say.", one.message)
            if found
            else "Take them from the notice of transfer."
        )
        app.push_screen(
            Form(
                "The loan has a new servicer",
                [
                    Blank("name", "The new servicer", one.name, required=True),
                    Blank(
                        "on",
                        "From which day?",
                        one.effective.isoformat() if one.effective else "",
                        required=True,
                        hint="the effective date in the notice",
                    ),
                    Blank("number", "The new loan number", one.number, hint="if it has one"),
                    Blank("payment", "Where payments go", one.payment_address, "lines"),
                    Blank("phone", "Its telephone", one.phone),
                    Blank(
                        "notice",
                        "Where notices of error go",
                        "",
                        "lines",
                        hint="only if it names that address",
                    ),
                ],
                act,
                verb="Put it on record",
                note=note,
            ),
            lambda taken: _taken(app, taken) if taken else None,
        )

    asker(app).ask(lambda store: acts.announced(store, matter), ask, group="act")


def _taken(app: DeskApp, taken: transfers.Taken) -> None:
    """What follows: the days watched, the things to do, and the copy for the new servicer."""
    lines = [(words.iso(one.due), of_law(one.title)) for one in taken.watched]
    lines += [(day.isoformat(), safe_text(text)) for day, text in taken.tasks]
    disputes = taken.disputes
    lines += [
        (one.id, tr("{}: stays with the old servicer, which still owes its answer.",
                    safe_line(one.title, 50)))
        for one in disputes
    ]  # fmt: skip
    first = disputes[0].id if disputes else ""

    def go_on(wanted: bool | None) -> None:
        if wanted:
            copy_for_new(app, first)

    app.push_screen(
        Detail(
            tr("{}: {} has it from {}", taken.loan.id, safe_line(taken.servicer.name, 40),
               words.iso(taken.loan.periods[-1].began)),
            lines,
            note="What is to be done is on Today, as reminders.",
            act=tr("Draft a copy of {}'s letter for the new servicer", first) if first else "",
        ),
        go_on,
    )  # fmt: skip


def _from_notice(app: DeskApp) -> None:
    with_matter(app, "The transfer belongs to which matter?", lambda one: take_over(app, one))


def _copy(app: DeskApp) -> None:
    with_matter(app, "A copy of which matter's letter?", lambda one: copy_for_new(app, one.id))


__all__ = ["ALL", "after_transfer", "take_over"]
ALL = (
    Act("Put a transfer on record from its notice", "new servicer, number, address; what is to do",
        _from_notice, ("loan transfer", "servicer add")),
    Act("Tell the new servicer of an open dispute", "a letter with a copy of yours", _copy,
        ("draft",)),
)  # fmt: skip
