"""What belongs together without being one: copies, and a letter that came twice."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta

from borrower_desk.desk import journal
from borrower_desk.desk.mail import Mail
from borrower_desk.desk.shapes import row_of
from borrower_desk.model import Channel, Correspondence, CorrespondenceId, Link, Relation

_SELECT = "SELECT one,other,relation,because FROM links"


class Links(Mail):
    """Pairs of correspondence, each with its reason."""

    def link(self, one: CorrespondenceId, other: CorrespondenceId, how: Relation, why: str) -> None:
        """Say that two pieces belong together; the older id stands first.  Saying it again changes
        nothing."""
        first, second = sorted((row_of("C", one), row_of("C", other)))
        if first == second:
            return
        with self._mutation() as pen:
            known = self._db.one(
                "SELECT relation FROM links WHERE one=? AND other=?", (first, second)
            )
            if known:
                return
            self._known_row("C", one)
            self._known_row("C", other)
            self._db.run(
                "INSERT INTO links (one,other,relation,because) VALUES (?,?,?,?)",
                (first, second, how.value, why),
            )
            pair: journal.Told = {"link": [f"C{first}", f"C{second}"]}
            pen.write("desk", None, pair | {"relation": how.value, "because": why})

    def unlink(self, one: CorrespondenceId, other: CorrespondenceId) -> bool:
        """Take two pieces apart again; False when nothing joined them."""
        pair = sorted((row_of("C", one), row_of("C", other)))
        with self._mutation() as pen:
            row = self._db.one("SELECT relation FROM links WHERE one=? AND other=?", pair)
            if row is None:
                return False
            self._db.run("DELETE FROM links WHERE one=? AND other=?", pair)
            told: journal.Told = {"link": [f"C{n}" for n in pair], "relation": str(row[0])}
            pen.write("desk", told, None)
        return True

    def links(self, id: CorrespondenceId) -> list[Link]:  # noqa: A002 - the API's word
        """What belongs with this piece."""
        number = row_of("C", id)
        rows = self._db.all(f"{_SELECT} WHERE one=? OR other=? ORDER BY one,other", (number,) * 2)
        return [
            Link(CorrespondenceId(f"C{a}"), CorrespondenceId(f"C{b}"), Relation(how), why)
            for a, b, how, why in rows
        ]

    def near(self, on: date, days: int, most: int = 200) -> list[Correspondence]:
        """What is kept from so many days around `on`, the nearest in time first."""
        low, high = _day(on, -days), _day(on, days)
        rows = self._db.all(
            "SELECT id FROM correspondence WHERE on_day BETWEEN ? AND ?"
            " ORDER BY abs(julianday(on_day)-julianday(?)), id DESC LIMIT ?",
            (low, high, on.isoformat(), most),
        )
        return [self.correspondence(CorrespondenceId(f"C{row[0]}")) for row in rows]

    def by_channel(self, channels: Collection[Channel]) -> list[tuple[CorrespondenceId, date]]:
        """What came by these channels, and when."""
        marks = ",".join("?" * len(channels))
        sql = " ".join(["SELECT id,on_day FROM correspondence", f"WHERE channel IN ({marks})"])
        rows = self._db.all(sql, sorted(channels))
        return [(CorrespondenceId(f"C{row[0]}"), date.fromisoformat(row[1])) for row in rows]


def _day(on: date, days: int) -> str:
    try:
        return (on + timedelta(days=days)).isoformat()
    except OverflowError:
        return on.isoformat()
