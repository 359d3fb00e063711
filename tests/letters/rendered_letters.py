"""The letters that `rendered/` holds: each kind in full, with what is needed alone, in Spanish.

`python tests/letters/rendered_letters.py` writes them anew; read the difference
before you commit it, as the servicer's clerk and as the borrower's attorney.
"""

from __future__ import annotations

from pathlib import Path

from letters_samples import LOAN, SENDER, SERVICER, STATEMENT, TODAY

from borrower_desk.letters.compose import Facts, compose
from borrower_desk.letters.render import to_text
from borrower_desk.letters.templates import kinds, template

HERE = Path(__file__).parent
FOLDER = HERE / "rendered"
_RULE = "=" * 72


def rendered(kind: str) -> str:
    """The texts of one kind, one after the other."""
    parts = []
    for title, lang, full in (
        ("in full", "en", True),
        ("with what is needed", "en", False),
        ("courtesy copy", "es", True),
    ):
        made = template(kind, lang)
        fields = {
            one.name: one.example for one in made.fields if one.example and (full or one.required)
        }
        letter = compose(
            made,
            Facts(
                LOAN,
                SERVICER,
                SENDER,
                fields=fields,
                written=TODAY,
                enclosures=(STATEMENT,) if full else (),
            ),
        )
        notes = "".join(f"  {one}\n" for one in letter.notes)
        parts.append(
            f"{_RULE}\n{kind}, {title}\nSubject: {letter.subject}\n"
            f"Starts: {', '.join(letter.starts) or '-'}\n"
            f"For the borrower alone:\n{notes}{_RULE}\n\n"
            f"{to_text(letter)}"
        )
    return "\n".join(parts)


def main() -> None:
    """Write every kind's file."""
    for kind in kinds():
        (FOLDER / f"{kind}.txt").write_text(rendered(kind), encoding="utf-8")


if __name__ == "__main__":
    main()
