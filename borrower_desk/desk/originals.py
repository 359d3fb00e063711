"""One message in other bytes: a second export of it is no second message, and no byte is lost.

Mail programs write the same message with other line ends, other folding, headers
of their own.  The form that came first is the piece's original; those that come
later are kept beside it, each once.
"""

from __future__ import annotations

import json
from datetime import date

from borrower_desk.desk import blobs, journal
from borrower_desk.desk.mail import Mail
from borrower_desk.desk.shapes import missing, row_of
from borrower_desk.model import CorrespondenceId, Original, Sha256
from borrower_desk.text import safe_line

_SELECT = (
    "SELECT correspondence,originals.sha256,size,source,kept_on FROM originals"
    " JOIN blobs ON blobs.sha256=originals.sha256"
)
_HELD = "SELECT 1 FROM originals WHERE correspondence=? AND sha256=?"
_LONGEST_SOURCE = 2000


class Originals(Mail):
    """The further forms of each piece."""

    def add_original(
        self,
        id: CorrespondenceId,  # noqa: A002 - the API's word
        data: bytes,
        source: str,
        on: date,
    ) -> bool:
        """Keep `data` as another form of a piece; False when these very bytes are kept already."""
        with self._mutation() as pen:
            number = row_of("C", id)
            row = self._db.one("SELECT original FROM correspondence WHERE id=?", (number,))
            if row is None:
                raise missing("C", id)
            name, _ = blobs.put(self._db, data)
            if name == row[0] or self._db.one(_HELD, (number, name)):
                return False
            told = {"source": safe_line(source, _LONGEST_SOURCE), "kept_on": on.isoformat()}
            self._db.run(
                "INSERT INTO originals (correspondence,sha256,source,kept_on) VALUES (?,?,?,?)",
                (number, name, *told.values()),
            )
            pen.write("desk", None, _told(number, name) | told)
        return True

    def originals(self, id: CorrespondenceId) -> list[Original]:  # noqa: A002 - the API's word
        """The forms in which a piece is kept beside its first, in the order in which they came."""
        rows = self._db.all(
            f"{_SELECT} WHERE correspondence=? ORDER BY originals.id", (row_of("C", id),)
        )
        return [
            Original(
                CorrespondenceId(f"C{number}"), Sha256(name), size, source, date.fromisoformat(kept)
            )
            for number, name, size, source, kept in rows
        ]

    def _remove_originals(self, number: int) -> set[Sha256]:
        """Take the further forms from a piece, as it goes; gives back their digests."""
        with self._mutation() as pen:
            rows = self._db.all("SELECT sha256 FROM originals WHERE correspondence=?", (number,))
            gone = {Sha256(row[0]) for row in rows}
            self._db.run("DELETE FROM originals WHERE correspondence=?", (number,))
            for name in sorted(gone):
                pen.write("desk", _told(number, name), None)
        return gone

    def _original_trouble(self) -> str | None:
        """Whether each piece has the forms that the journal says, and no other."""
        said: dict[tuple[str, str], tuple[str, str]] = {}
        for before, after in self._db.lines(
            "SELECT before,after FROM journal WHERE subject='desk' ORDER BY n"
        ):
            told = json.loads(after or before or "{}")
            if "original" not in told:
                continue
            key = (told["of"], told["original"])
            if after is None:
                said.pop(key, None)
            else:
                said[key] = (told["source"], told["kept_on"])
        there = {
            (f"C{number}", name): (source, kept)
            for number, name, source, kept in self._db.all(
                "SELECT correspondence,sha256,source,kept_on FROM originals"
            )
        }
        for piece, name in sorted(said.keys() | there.keys()):
            if said.get((piece, name)) != there.get((piece, name)):
                return f"the form {name[:12]}… of {piece} is not what the journal says of it"
        return None


def _told(number: int, name: Sha256) -> journal.Told:
    return {"original": name, "of": f"C{number}"}
