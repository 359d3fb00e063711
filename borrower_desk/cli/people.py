"""`servicer`, `loan`, `me`."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from borrower_desk.cli import context, shapes
from borrower_desk.cli.output import emit, facts, table, talk
from borrower_desk.errors import UsageError
from borrower_desk.model import Loan, LoanType, Purpose, Sender, Servicer
from borrower_desk.speech import tr

app = typer.Typer()
servicers = typer.Typer(help="The companies that collect your payments.", no_args_is_help=True)
loans = typer.Typer(help="Your loans.", no_args_is_help=True)
sender = typer.Typer(help="You: the sender of every letter.", no_args_is_help=True)
app.add_typer(servicers, name="servicer")
app.add_typer(loans, name="loan")
app.add_typer(sender, name="me")

NoticeAddress = Annotated[
    str | None,
    typer.Option(help="The address it designated for notices; lines split by ';' or newlines."),
]
PaymentAddress = Annotated[str | None, typer.Option(help="Where payments go.")]
MailAddress = Annotated[
    str | None, typer.Option("--correspondence-address", help="Where other letters go.")
]
Checked = Annotated[str | None, typer.Option(help="The day you last saw the notice address.")]
Domains = Annotated[list[str] | None, typer.Option("--domain", help="A mail domain of theirs.")]
Emails = Annotated[list[str] | None, typer.Option("--email", help="An e-mail address of theirs.")]
Portal = Annotated[str | None, typer.Option(help="The address of its web site.")]
Phone = Annotated[str | None, typer.Option(help="Its telephone number.")]
Small = Annotated[bool | None, typer.Option("--small/--not-small", help="A small servicer.")]
Sla = Annotated[int | None, typer.Option(help="Hours in which it says it answers messages.")]
Hours = Annotated[str | None, typer.Option(help='As in "Mon-Fri 08:00-17:00 America/Chicago".')]
Shut = Annotated[
    list[str] | None,
    typer.Option("--closed-on", help="A day on which it is shut: moves what counts its open days."),
]
Why = Annotated[str, typer.Option("--closed-why", help="Why it is shut, and how you know.")]
Opened = Annotated[
    list[str] | None, typer.Option("--open-on", help="A day on which it is open after all.")
]

Property = Annotated[str | None, typer.Option("--property", help="The address of the home.")]
Borrowers = Annotated[list[str] | None, typer.Option("--borrower", help="A borrower's name.")]
Arm = Annotated[bool | None, typer.Option("--arm/--fixed", help="An adjustable rate.")]
TypeOf = Annotated[LoanType | None, typer.Option("--type", help="What sort of loan.")]
Residence = Annotated[
    str | None, typer.Option("--principal-residence", help="yes or no: do you live there?")
]
InDefault = Annotated[
    bool | None,
    typer.Option(
        "--in-default-at-transfer/--current-at-transfer",
        help="It was in default when this servicer took it over.",
    ),
]
Bankruptcy = Annotated[bool | None, typer.Option("--bankruptcy/--no-bankruptcy")]
FirstPayment = Annotated[str | None, typer.Option(help="The day of the first payment.")]
LateFee = Annotated[str | None, typer.Option(help='What the note says: "5% of P&I after 15 days".')]


@servicers.command("add")
def servicer_add(
    name: str,
    notice_address: NoticeAddress = None,
    payment_address: PaymentAddress = None,
    correspondence_address: MailAddress = None,
    address_checked: Checked = None,
    domain: Domains = None,
    email: Emails = None,
    portal: Portal = None,
    phone: Phone = None,
    small: Small = None,
    sla_hours: Sla = None,
    business_hours: Hours = None,
    closed_on: Shut = None,
    closed_why: Why = "",
) -> None:
    """Put a servicer on record."""
    from borrower_desk.actions import people

    said = people.ServicerFacts(
        name, notice_address, payment_address, correspondence_address,
        context.parse_day(address_checked), domain, email, portal, phone, small, sla_hours,
        business_hours, _days(closed_on), closed_why,
    )  # fmt: skip
    with context.open_store() as store:
        _show_servicer(people.add_servicer(store, said))


@servicers.command("edit")
def servicer_edit(
    servicer: str,
    name: Annotated[str | None, typer.Option(help="A new name.")] = None,
    notice_address: NoticeAddress = None,
    payment_address: PaymentAddress = None,
    correspondence_address: MailAddress = None,
    address_checked: Checked = None,
    domain: Domains = None,
    email: Emails = None,
    portal: Portal = None,
    phone: Phone = None,
    small: Small = None,
    sla_hours: Sla = None,
    business_hours: Hours = None,
    closed_on: Shut = None,
    closed_why: Why = "",
    open_on: Opened = None,
) -> None:
    """Change what is said here; the rest stays."""
    from borrower_desk.actions import clock, find, people

    said = people.ServicerFacts(
        name, notice_address, payment_address, correspondence_address,
        context.parse_day(address_checked), domain, email, portal, phone, small, sla_hours,
        business_hours, _days(closed_on), closed_why, _days(open_on),
    )  # fmt: skip
    with context.open_store() as store:
        before = clock.everything(store, context.today()) if closed_on or open_on else []
        _show_servicer(people.edit_servicer(store, find.servicer(store, servicer), said))
        after = clock.everything(store, context.today()) if before else []
    talk(*clock.moved(before, after))


@servicers.command("dkim")
def servicer_dkim(
    key: Annotated[str, typer.Argument(metavar="SELECTOR._domainkey.DOMAIN")],
    record: Annotated[Path, typer.Argument(help="A file with the record: v=DKIM1; ... p=...")],
) -> None:
    """Store a servicer's DKIM key: its mail's signatures are then checked, offline."""
    from borrower_desk.actions import genuine

    try:
        text = record.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as why:
        raise UsageError(f"{record} could not be read.", hint=str(why)) from None
    with context.open_store() as store:
        keys = genuine.add_dkim_key(store, key, text)
    emit({"keys": sorted(keys)}, lambda: talk(tr("Stored. Keys: {}.", ", ".join(sorted(keys)))))


@servicers.command("list")
def servicer_list() -> None:
    """List the servicers."""
    with context.open_store(read_only=True) as store:
        found = store.servicers()
    emit(
        [shapes.servicer(one) for one in found],
        lambda: table(
            ("id", "name", "notice address", "domains"),
            [(s.id, s.name, _one_line(s, Purpose.NOTICE), ", ".join(s.domains)) for s in found],
            empty='No servicer yet. Put one on record: borrower-desk servicer add "Mr. Cooper"',
        ),
    )


@servicers.command("show")
def servicer_show(servicer: str) -> None:
    """Show one servicer."""
    from borrower_desk.actions import find

    with context.open_store(read_only=True) as store:
        _show_servicer(find.servicer(store, servicer))


@loans.command("add")
def loan_add(
    number: str,
    servicer: Annotated[str, typer.Option(help="Who services it: an id or a name.")],
    property_address: Property = None,
    borrower: Borrowers = None,
    arm: Arm = None,
    type_of: TypeOf = None,
    principal_residence: Residence = None,
    in_default_at_transfer: InDefault = None,
    bankruptcy: Bankruptcy = None,
    first_payment: FirstPayment = None,
    late_fee: LateFee = None,
) -> None:
    """Put a loan on record."""
    from borrower_desk.actions import find, people

    said = people.LoanFacts(
        number, property_address, borrower, type_of, arm, _yes_no(principal_residence),
        in_default_at_transfer, bankruptcy, context.parse_day(first_payment), late_fee,
    )  # fmt: skip
    with context.open_store() as store:
        _show_loan(people.add_loan(store, find.servicer(store, servicer), said))


@loans.command("edit")
def loan_edit(
    loan: str,
    number: Annotated[str | None, typer.Option(help="A new number.")] = None,
    property_address: Property = None,
    borrower: Borrowers = None,
    arm: Arm = None,
    type_of: TypeOf = None,
    principal_residence: Residence = None,
    in_default_at_transfer: InDefault = None,
    bankruptcy: Bankruptcy = None,
    first_payment: FirstPayment = None,
    late_fee: LateFee = None,
) -> None:
    """Change what is said here; the rest stays."""
    from borrower_desk.actions import find, people

    said = people.LoanFacts(
        number, property_address, borrower, type_of, arm, _yes_no(principal_residence),
        in_default_at_transfer, bankruptcy, context.parse_day(first_payment), late_fee,
    )  # fmt: skip
    with context.open_store() as store:
        _show_loan(people.edit_loan(store, find.loan(store, loan), said))


@loans.command("list")
def loan_list() -> None:
    """List the loans."""
    with context.open_store(read_only=True) as store:
        found = store.loans()
    emit(
        [shapes.loan(one) for one in found],
        lambda: table(
            ("id", "number", "servicer", "property", "borrowers"),
            [
                (one.id, one.number, one.servicer, one.property_address, ", ".join(one.borrowers))
                for one in found
            ],
            empty="No loan yet. Put one on record: borrower-desk loan add NUMBER --servicer S1",
        ),
    )


@loans.command("show")
def loan_show(loan: str) -> None:
    """Show one loan."""
    from borrower_desk.actions import find

    with context.open_store(read_only=True) as store:
        _show_loan(find.loan(store, loan))


@loans.command("transfer")
def loan_transfer(
    loan: str,
    to: Annotated[str, typer.Option(help="The new servicer: an id or a name.")],
    effective: Annotated[str, typer.Option(help="The effective date of the transfer.")],
    number: Annotated[str | None, typer.Option(help="The new loan number, if it changed.")] = None,
) -> None:
    """Record that servicing moved to another company."""
    from borrower_desk.actions import find, people

    day = context.must_day(effective, "effective date")
    with context.open_store() as store:
        moved = people.transfer_loan(
            store, find.loan(store, loan), find.servicer(store, to), day, number
        )
        _show_loan(moved)


@sender.command("show")
def me_show() -> None:
    """Show who you are in your letters."""
    with context.open_store(read_only=True) as store:
        _show_sender(store.sender())


@sender.command("edit")
def me_edit(
    name: Annotated[str | None, typer.Option(help="Your name.")] = None,
    address: Annotated[
        str | None, typer.Option(help="Where answers go; lines split by ';' or newlines.")
    ] = None,
    phone: Annotated[str | None, typer.Option(help="Your telephone number.")] = None,
    email: Annotated[
        list[str] | None, typer.Option(help="An address of yours; tells sent from received.")
    ] = None,
) -> None:
    """Say who you are; what is not said stays."""
    from borrower_desk.actions import people

    with context.open_store() as store:
        _show_sender(
            people.edit_sender(store, name=name, address=address, phone=phone, emails=email or ())
        )


def _days(said: list[str] | None) -> list[date]:
    return [context.must_day(one, "day") for one in said or ()]


def _yes_no(value: str | None) -> bool | None:
    if value is None:
        return None
    answers = {"yes": True, "no": False, "true": True, "false": False}
    if value.casefold() not in answers:
        raise UsageError(f"{value!r} is neither yes nor no.", hint="--principal-residence yes")
    return answers[value.casefold()]


def _one_line(one: Servicer, purpose: Purpose) -> str:
    address = one.address(purpose)
    return ", ".join(address.text.split("\n")) if address else ""


def _show_servicer(one: Servicer) -> None:
    notice = one.address(Purpose.NOTICE)
    emit(
        shapes.servicer(one),
        lambda: facts(
            [
                ("id", one.id),
                ("name", one.name),
                *((f"{a.purpose.value} address", a.text) for a in one.addresses),
                ("checked", shapes.day(notice.checked) if notice else None),
                ("domains", ", ".join(one.domains)),
                ("e-mail", ", ".join(one.emails)),
                ("portal", one.portal),
                ("phone", one.phone),
                ("small", tr("yes") if one.small else ""),
                ("promises", tr("an answer in {} hours", one.sla_hours) if one.sla_hours else ""),
                ("open", one.business_hours),
                *(("shut on", f"{shut.on} {shut.why}".rstrip()) for shut in one.closures),
            ]
        ),
    )


def _show_loan(one: Loan) -> None:
    emit(
        shapes.loan(one),
        lambda: facts(
            [
                ("id", one.id),
                ("number", one.number),
                ("servicer", one.servicer),
                ("property", one.property_address),
                ("borrowers", ", ".join(one.borrowers)),
                ("type", one.type.value + (tr(", adjustable") if one.arm else "")),
                ("late fee", one.late_fee),
                *(
                    (
                        "served by",
                        tr(
                            "{} {} {} to {}",
                            p.servicer,
                            p.number,
                            p.began or "",
                            p.ended or tr("now"),
                        ),
                    )
                    for p in one.periods
                    if len(one.periods) > 1
                ),
            ]
        ),
    )


def _show_sender(one: Sender) -> None:
    emit(
        shapes.sender(one),
        lambda: facts(
            [
                ("name", one.name or tr("(not said yet: borrower-desk me edit --name …)")),
                ("address", one.address),
                ("phone", one.phone),
                ("e-mail", ", ".join(one.emails)),
            ]
        ),
    )
