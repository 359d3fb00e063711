"""Acts on matters: open, close, what happened, what they promised, the next step."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from borrower_desk.model import (
    ArithmeticFinding,
    Loan,
    Matter,
    MatterStatus,
)
from borrower_desk.screens import words
from borrower_desk.screens.acts.act import Act, asker, pick, told, with_matter
from borrower_desk.screens.choosing import Choice
from borrower_desk.screens.detail import Detail
from borrower_desk.screens.dialogs import Blank, Confirm, Form, Values
from borrower_desk.screens.hints import in_app
from borrower_desk.speech import tr
from borrower_desk.text import safe_line

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


def new_matter(
    app: DeskApp, about: str = "", then: Callable[[Matter], object] | None = None
) -> None:
    """Open a matter; the first needs a loan.  `then` goes on with it, else it is shown."""
    from borrower_desk.actions import matters, reference

    def read(store: Store) -> tuple[list[Loan], list[tuple[str, str]]]:
        kinds = [(one.kind, one.title) for one in reference.kinds_for_user()]
        return store.loans(), kinds

    def ask(found: tuple[list[Loan], list[tuple[str, str]]]) -> None:
        loans, kinds = found
        if not loans:
            app.say("A matter needs a loan: tell the desk about it first.")
            from borrower_desk.screens.acts.people import add_loan

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
                    "",
                    "find",
                    choices=[*ISSUES.items(), *kinds],
                    notes=dict.fromkeys((kind for kind, _ in kinds), tr("a letter to them")),
                    required=True,
                    hint="or what you ask for: type to find it",
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

        def opened(made: Matter | None) -> None:
            if made and then is not None:
                then(made)
            elif made:
                app.open_matter(made.id)

        app.push_screen(form, opened)

    asker(app).ask(read, ask, group="act")


def loans_by(loans: list[Loan], identifier: str) -> Loan:
    """The loan with this id."""
    return next(one for one in loans if one.id == identifier)


def _loans(loans: list[Loan]) -> list[tuple[str, str]]:
    return [
        (one.id, f"{words.secret(one.number)}  {one.property_address or 'no address yet'}")
        for one in loans
    ]


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


def close_matter(app: DeskApp, matter: Matter) -> None:
    """Close a matter, or open it again."""
    from borrower_desk.actions import matters

    screen, today = asker(app), app.today()
    if matter.status is MatterStatus.CLOSED:
        screen.change(
            lambda store: matters.reopen_matter(store, matter),
            told(app, tr("It is open again.")),
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
                told(app, tr("It is closed.")),
            )
            if yes
            else None
        ),
    )


def close_or_reopen(app: DeskApp) -> None:
    """Choose a matter, and close it or open it again."""
    with_matter(
        app, "Close or reopen which matter?", lambda one: close_matter(app, one), closed_too=True
    )


def escalate(app: DeskApp, matter: Matter | None = None) -> None:
    """What the record supports next, why, and the letter that goes with it."""
    if matter is None:
        with_matter(app, "The next step in which matter?", lambda one: escalate(app, one))
        return
    from borrower_desk.actions import matters
    from borrower_desk.screens.acts.letters import begin_letter

    today = app.today()

    def show(ladder: Any) -> None:
        step = ladder.next
        kind = step.draft_kind if step else ""
        lines = [
            (f"{n} {tr('ready') if one.ready else tr('not yet')}",
             f"{in_app(one.name)}: {'; '.join(map(in_app, one.because))}")
            for n, one in enumerate(ladder.levels, start=1)
        ]  # fmt: skip
        app.push_screen(
            Detail(
                tr("What can follow in {}", matter.id),
                lines,
                note=tr("Next: {}.", in_app(step.name))
                if step
                else tr("The record supports no further step now."),
                act=tr("Draft the {}", words.kind(kind)) if kind else "",
            ),
            lambda wanted: begin_letter(app, matter, kind) if wanted else None,
        )

    asker(app).ask(lambda store: matters.escalation(store, matter, today), show, group="act")


def check_arithmetic(app: DeskApp) -> None:
    """Recompute what the servicer reckoned; what differs can be kept in a matter."""
    from borrower_desk.screens.findings import ask_what

    with_matter(app, "The arithmetic in which matter?", lambda one: ask_what(app, one))


def set_finding_aside(app: DeskApp) -> None:
    """Leave a finding out of letters and packets, or take it up again."""
    from borrower_desk.actions import analysis

    def turn(one: ArithmeticFinding) -> None:
        said = (
            tr("{} is taken up again.", one.id) if one.dropped else tr("{} is set aside.", one.id)
        )
        asker(app).change(
            lambda store: analysis.set_aside(store, one.id, dropped=not one.dropped),
            told(app, said),
        )

    def ask(matter: Matter) -> None:
        pick(
            app,
            "Set aside, or take up again",
            lambda store: store.findings(matter.id),
            lambda one: Choice(
                one.id,
                f"{one.id:<4} {safe_line(one.title, 50)}",
                "set aside" if one.dropped else "",
            ),
            turn,
            empty="No finding is kept in this matter yet.",
        )

    with_matter(app, "A finding of which matter?", ask, closed_too=True)


ALL = (
    Act("Open a matter", "one dispute: its mail, letters and deadlines", new_matter,
        ("matter open",)),
    Act("Close or reopen a matter", "its record stays", close_or_reopen,
        ("matter close", "matter reopen")),
    Act("Add a note", "to a matter", note, ("matter note",)),
    Act("The next step", "what the record supports, why, and its letter", escalate, ("escalate",)),
    Act("Check the servicer's arithmetic", "escrow, payments, fees, payoff, rate, Form 1098",
        check_arithmetic,
        ("analyze escrow", "analyze payments", "analyze late-fee", "analyze arm", "analyze payoff",
         "analyze form-1098", "analyze contradictions")),
    Act("Set a finding aside", "or take it up again", set_finding_aside, ("analyze set-aside",)),
)  # fmt: skip
