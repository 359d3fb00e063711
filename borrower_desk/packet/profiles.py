"""For whom a packet is: what that copy leaves out, and what it holds besides.

Law and custom decide little here; care does.  Fed. R. Civ. P. 5.2(a) keeps Social
Security numbers, birth dates and account numbers out of public files but for
their last four digits; the public profile goes further.
"""

from __future__ import annotations

from dataclasses import dataclass

from borrower_desk.errors import UsageError
from borrower_desk.packet.removal import Rules

_SECRETS = ("ssn", "bank-account", "card-number", "date-of-birth")


@dataclass(frozen=True, slots=True)
class Profile:
    """`own_deadlines`: also the borrower's reminders and the time left to sue."""

    name: str
    words: str
    redact: Rules = Rules()  # noqa: RUF009 - frozen
    own_deadlines: bool = False
    complaint: bool = False


PROFILES = {
    one.name: one
    for one in (
        Profile(
            "self",
            "the borrower's own use: nothing is removed; the borrower's own deadlines are in it",
            own_deadlines=True,
        ),
        Profile(
            "servicer",
            "the servicer: Social Security, bank and card numbers and dates of birth are removed;"
            " the borrower's own deadlines are not in it",
            Rules(_SECRETS),
        ),
        Profile(
            "regulator",
            "a regulator: Social Security, bank and card numbers and dates of birth are removed;"
            " the parts of the complaint form are in it",
            Rules(_SECRETS),
            complaint=True,
        ),
        Profile(
            "attorney",
            "the borrower's attorney: nothing is removed; the time left to sue is in it",
            own_deadlines=True,
        ),
        Profile(
            "public",
            "the public: also account numbers but for their last four digits, phone numbers and"
            " e-mail addresses are removed",
            Rules((*_SECRETS, "account-number", "phone", "email"), last4=True),
        ),
    )
}


def profile(name: str) -> Profile:
    """The profile of that name; `UsageError` names those there are."""
    found = PROFILES.get(name.strip().casefold())
    if found is None:
        raise UsageError(
            f"There is no profile {name!r}.", hint=f"There are: {', '.join(PROFILES)}."
        )
    return found
