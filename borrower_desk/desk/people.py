"""The sender, servicers with their addresses, loans with their servicing periods, matters."""

from __future__ import annotations

import json
from datetime import date

from borrower_desk.desk.base import Base
from borrower_desk.desk.shapes import (
    Shape,
    choice,
    day,
    flag,
    journalled,
    link,
    missing,
    packed,
    plain,
    row_of,
    words,
)
from borrower_desk.model import (
    Address,
    Closure,
    Loan,
    LoanId,
    LoanType,
    Matter,
    MatterId,
    MatterStatus,
    Purpose,
    Sender,
    Servicer,
    ServicerId,
    ServicingPeriod,
)

SERVICERS = Shape(
    Servicer,
    "S",
    plain("name"),
    words("domains"),
    words("emails"),
    plain("portal"),
    plain("phone"),
    flag("small"),
    plain("sla_hours"),
    plain("business_hours"),
)
LOANS = Shape(
    Loan,
    "L",
    plain("number"),
    link("servicer", "S"),
    plain("property_address"),
    words("borrowers"),
    choice("type", LoanType),
    flag("arm"),
    flag("principal_residence"),
    flag("in_default_at_transfer"),
    flag("bankruptcy"),
    day("first_payment"),
    plain("late_fee"),
)
MATTERS = Shape(
    Matter,
    "M",
    plain("title"),
    link("loan", "L"),
    plain("issue"),
    choice("status", MatterStatus),
    day("opened"),
    day("closed"),
    words("notes"),
)
ADDRESS = (choice("purpose", Purpose), plain("text"), plain("source"), day("checked"))
PERIOD = (link("servicer", "S"), plain("number"), day("began"), day("ended"))
_SENDER = "sender"


class People(Base):
    """Who is who, and what each dispute is about."""

    def sender(self) -> Sender:
        """The borrower who writes; empty until somebody said."""
        kept = self.recall(_SENDER)
        if kept is None:
            return Sender()
        said = json.loads(kept)
        return Sender(**{**said, "emails": tuple(said["emails"])})

    def set_sender(self, sender: Sender) -> Sender:
        """Keep who the borrower is."""
        self.remember(_SENDER, packed(journalled(sender)))
        return sender

    def servicers(self) -> list[Servicer]:
        """Every servicer, in the order of the ids."""
        addresses: dict[int, list[Address]] = {}
        with self._db.lock:
            for row in self._db.all(
                "SELECT servicer,purpose,text,source,checked FROM addresses ORDER BY id"
            ):
                addresses.setdefault(row[0], []).append(_address(row[1:]))
            rows = self._db.all(f"{SERVICERS.select} ORDER BY id")
            shut: dict[int, list[Closure]] = {}
            for row in self._db.all("SELECT servicer,day,why FROM closures ORDER BY day"):
                shut.setdefault(row[0], []).append(_closure(row[1:]))
        return [
            SERVICERS.build(
                row,
                addresses=tuple(addresses.get(row[0], ())),
                closures=tuple(shut.get(row[0], ())),
            )
            for row in rows
        ]

    def servicer(self, id: ServicerId) -> Servicer:  # noqa: A002 - the API's word
        """One servicer; UsageError when there is none with this id."""
        number = row_of("S", id)
        with self._db.lock:
            row = self._db.one(f"{SERVICERS.select} WHERE id=?", (number,))
            if row is None:
                raise missing("S", id)
            kept = self._db.all(
                "SELECT purpose,text,source,checked FROM addresses WHERE servicer=? ORDER BY id",
                (number,),
            )
            shut = self._db.all(
                "SELECT day,why FROM closures WHERE servicer=? ORDER BY day", (number,)
            )
        return SERVICERS.build(
            row,
            addresses=tuple(_address(one) for one in kept),
            closures=tuple(_closure(one) for one in shut),
        )

    def add_servicer(self, servicer: Servicer) -> Servicer:
        """Keep a new servicer; gives it back with its id."""
        with self._mutation():
            number = self._db.run(SERVICERS.insert, SERVICERS.values(servicer))
            self._put_addresses(number, servicer)
            self._put_closures(number, servicer)
            kept = self.servicer(ServicerId(f"S{number}"))
            self._write(kept.id, None, kept)
        return kept

    def save_servicer(self, servicer: Servicer) -> Servicer:
        """Change a servicer that is there."""
        with self._mutation():
            before = self.servicer(servicer.id)
            number = row_of("S", servicer.id)
            self._db.run(SERVICERS.update, [*SERVICERS.values(servicer), number])
            self._db.run("DELETE FROM addresses WHERE servicer=?", (number,))
            self._put_addresses(number, servicer)
            self._db.run("DELETE FROM closures WHERE servicer=?", (number,))
            self._put_closures(number, servicer)
            kept = self.servicer(servicer.id)
            if kept != before:
                self._write(kept.id, before, kept)
        return kept

    def loans(self) -> list[Loan]:
        """Every loan, in the order of the ids."""
        periods: dict[int, list[ServicingPeriod]] = {}
        with self._db.lock:
            for row in self._db.all(
                "SELECT loan,servicer,number,began,ended FROM servicing_periods ORDER BY id"
            ):
                periods.setdefault(row[0], []).append(_period(row[1:]))
            rows = self._db.all(f"{LOANS.select} ORDER BY id")
        return [LOANS.build(row, periods=tuple(periods.get(row[0], ()))) for row in rows]

    def loan(self, id: LoanId) -> Loan:  # noqa: A002 - the API's word
        """One loan; UsageError when there is none with this id."""
        number = row_of("L", id)
        with self._db.lock:
            row = self._db.one(f"{LOANS.select} WHERE id=?", (number,))
            if row is None:
                raise missing("L", id)
            kept = self._db.all(
                "SELECT servicer,number,began,ended FROM servicing_periods"
                " WHERE loan=? ORDER BY id",
                (number,),
            )
        return LOANS.build(row, periods=tuple(_period(one) for one in kept))

    def add_loan(self, loan: Loan) -> Loan:
        """Keep a new loan; gives it back with its id."""
        with self._mutation():
            self._known_row("S", loan.servicer)
            number = self._db.run(LOANS.insert, LOANS.values(loan))
            self._put_periods(number, loan)
            kept = self.loan(LoanId(f"L{number}"))
            self._write(kept.id, None, kept)
        return kept

    def save_loan(self, loan: Loan) -> Loan:
        """Change a loan that is there."""
        with self._mutation():
            before = self.loan(loan.id)
            self._known_row("S", loan.servicer)
            number = row_of("L", loan.id)
            self._db.run(LOANS.update, [*LOANS.values(loan), number])
            self._db.run("DELETE FROM servicing_periods WHERE loan=?", (number,))
            self._put_periods(number, loan)
            kept = self.loan(loan.id)
            if kept != before:
                self._write(kept.id, before, kept)
        return kept

    def matters(self) -> list[Matter]:
        """Every matter, in the order of the ids."""
        return self._listed(MATTERS)

    def matters_alive(self, on: date) -> list[Matter]:
        """Those that were not closed by that day, in the order of the ids."""
        where = "WHERE NOT (status=? AND coalesce(closed,'')<=?)"
        return self._listed(MATTERS, where, (MatterStatus.CLOSED.value, on.isoformat()))

    def matter(self, id: MatterId) -> Matter:  # noqa: A002 - the API's word
        """One matter; UsageError when there is none with this id."""
        return self._one(MATTERS, id)

    def add_matter(self, matter: Matter) -> Matter:
        """Keep a new matter; gives it back with its id."""
        self._known_row("L", matter.loan)
        return self._add(MATTERS, matter)

    def save_matter(self, matter: Matter) -> Matter:
        """Change a matter that is there."""
        self._known_row("L", matter.loan)
        return self._save(MATTERS, matter)

    def _put_addresses(self, number: int, servicer: Servicer) -> None:
        self._db.many(
            "INSERT INTO addresses (servicer,purpose,text,source,checked) VALUES (?,?,?,?,?)",
            [
                (number, *(column.keep(getattr(one, column.field)) for column in ADDRESS))
                for one in servicer.addresses
            ],
        )

    def _put_closures(self, number: int, servicer: Servicer) -> None:
        self._db.many(
            "INSERT INTO closures (servicer,day,why) VALUES (?,?,?)",
            [(number, one.on.isoformat(), one.why) for one in servicer.closures],
        )

    def _put_periods(self, number: int, loan: Loan) -> None:
        for one in loan.periods:
            self._known_row("S", one.servicer)
        self._db.many(
            "INSERT INTO servicing_periods (loan,servicer,number,began,ended) VALUES (?,?,?,?,?)",
            [
                (number, *(column.keep(getattr(one, column.field)) for column in PERIOD))
                for one in loan.periods
            ],
        )


def _address(row: tuple[object, ...]) -> Address:
    return Address(*(column.give(kept) for column, kept in zip(ADDRESS, row, strict=True)))


def _closure(row: tuple[str, str]) -> Closure:
    return Closure(date.fromisoformat(row[0]), row[1])


def _period(row: tuple[object, ...]) -> ServicingPeriod:
    return ServicingPeriod(*(column.give(kept) for column, kept in zip(PERIOD, row, strict=True)))
