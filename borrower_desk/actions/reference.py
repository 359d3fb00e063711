"""What can be looked up without a desk: the law, the calculator, the letters, a source's size."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from borrower_desk.errors import TemplateInvalid, UsageError
from borrower_desk.model import Deadline

if TYPE_CHECKING:
    from borrower_desk.law.rules import Rule
    from borrower_desk.letters.templates import Template

_FIRST = ("1024.35", "1024.36", "2605", "1026", "1024.41", "1024.33", "1024.17", "1024.37")
_WORDS = {"today": 0, "yesterday": -1, "tomorrow": 1}


def law_table() -> list[Rule]:
    """Every rule of the law table, those of one source together, your letters' rules first."""
    from borrower_desk.law.rules import rules

    def place(one: Rule) -> int:
        return next((n for n, word in enumerate(_FIRST) if word in one.source), len(_FIRST))

    return sorted(rules().values(), key=place)


def worked() -> dict[str, list[str]]:
    """The worked examples of each rule, in words."""
    from borrower_desk.law.examples import examples

    return {rule: [one.in_words() for one in several] for rule, several in examples().items()}


def compute(rule: str, start: str, params: Mapping[str, str], today: date) -> Deadline:
    """The calculator: when the rule's day is, from a start as it was typed."""
    from borrower_desk.law.deadlines import deadline

    moment: date | datetime
    if "T" in start or ":" in start:
        try:
            moment = datetime.fromisoformat(start.strip())
        except ValueError:
            raise UsageError(
                f"{start!r} is not an instant.", hint="As in 2026-11-24T10:00:00-05:00."
            ) from None
    else:
        moment = read_day(start, today)
    return deadline(rule, moment, dict(params))


def letter_kinds(folder: Path | None = None, lang: str = "en") -> list[Template]:
    """Every kind of letter there is, group by group; the user's own are in `folder`."""
    from borrower_desk.letters.templates import kinds, template

    found = []
    for one in kinds(folder):
        with suppress(TemplateInvalid):  # a broken one of the user's own hides no other
            found.append(template(one, lang, folder=folder))
    return found


def kinds_for_user(folder: Path | None = None) -> list[Template]:
    """Every kind of letter, its title and its questions as this user reads them."""
    from borrower_desk.letters.language import of_user

    return letter_kinds(folder, of_user())


def letter_kind(kind: str, lang: str = "en", folder: Path | None = None) -> Template:
    """What one kind of letter needs."""
    from borrower_desk.letters.templates import template

    return template(kind, lang, folder=folder)


def size_of(paths: Sequence[Path]) -> int:
    """The bytes that an import of `paths` would read, for a bar."""
    from borrower_desk.intake.sources import estimate

    return estimate(paths)


def read_day(text: str, today: date) -> date:
    """A day as one types it: 2026-09-16, `today`, `yesterday`, `tomorrow`."""
    word = text.strip().casefold()
    if word in _WORDS:
        return today + timedelta(days=_WORDS[word])
    try:
        if len(word) != len("2026-01-31"):
            raise ValueError  # noqa: TRY301 - one message serves both
        return date.fromisoformat(word)
    except ValueError:
        raise UsageError(
            f"{text!r} is not a date." if word else "The date is missing.",
            hint="Write it as year-month-day: 2026-09-16.",
        ) from None


def read_money(value: str | None) -> int | None:
    """Cents from what the user typed: 92.75, $1,855.00, 40."""
    if value is None:
        return None
    from decimal import Decimal, InvalidOperation

    try:
        amount = Decimal(value.strip().removeprefix("$").replace(",", ""))
        cents = amount * 100
        if not amount.is_finite() or cents != cents.to_integral_value():
            raise InvalidOperation  # noqa: TRY301 - one message serves both
    except InvalidOperation:
        raise UsageError(f"{value!r} is not an amount.", hint="Write it as 1234.50.") from None
    return int(cents)
