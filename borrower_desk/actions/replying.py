"""A letter that answers a message: its days, and which letters fit, taken from the message."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING

from borrower_desk.letters.values import written_date
from borrower_desk.model import Correspondence, Direction, Draft, Kind, Matter, Verdict
from borrower_desk.text import safe_line

if TYPE_CHECKING:
    from borrower_desk.desk.store import Store

GENUINE = "request-for-information"  # the kind of letter that asks whether a message is theirs
# What is most often written next; the other letters follow in the list.
FITTING: Mapping[Kind, tuple[str, ...]] = {
    Kind.REFUSAL: ("documents-relied-on", "response-incomplete"),
    Kind.NOT_REQUIRED_NOTICE: ("response-incomplete", "documents-relied-on"),
    Kind.RESPONSE: ("response-incomplete", "documents-relied-on"),
    Kind.PARTIAL_RESPONSE: ("response-incomplete",),
    Kind.CORRECTION: ("thank-and-confirm", "response-incomplete"),
    Kind.EXTENSION_NOTICE: ("extension-invalid",),
}
_REPLIES = ("letter.answered_on", "letter.acknowledged_on", "letter.extended_on")


def is_doubtful(one: Correspondence) -> bool:
    """True for a received message that may not be the servicer's."""
    received = one.direction is Direction.RECEIVED
    return received and (
        one.authenticity.verdict is Verdict.SUSPICIOUS or one.kind == Kind.SUSPECTED_PHISHING.value
    )


def fitting(one: Correspondence) -> tuple[str, ...]:
    """The kinds of letter that most often follow a message of its kind."""
    if one.direction is not Direction.RECEIVED or one.kind not in set(Kind):
        return ()
    return FITTING.get(Kind(one.kind), ())


def told_by(store: Store, one: Correspondence, kind: str) -> dict[str, str]:
    """What a letter of `kind` can take from the message that it answers.

    The answer's own date and the day our letter left: the message in hand knows
    them, though nobody has confirmed an event about it yet.
    """
    from borrower_desk.actions.classifying import answer_check, our_letter
    from borrower_desk.actions.letters import kind_of

    if one.direction is not Direction.RECEIVED or is_doubtful(one):
        return {}
    ours = our_letter(store, one)
    written = (one.dated or one.on).isoformat()
    told: dict[str, str] = {}
    for field in kind_of(store, kind).fields:
        if field.record in _REPLIES:
            told[field.name] = written
        elif field.record == "letter.sent_on" and ours is not None:
            told[field.name] = ours.on.isoformat()
    check = answer_check(store, one)
    if kind == "response-incomplete" and check is not None and check.open_points:
        told["open_points"] = "\n".join(check.open_points)
    return told


def reply(
    store: Store, message: str, kind: str, matter: Matter, today: date, lang: str = "en"
) -> Draft:
    """A draft in `matter` that answers the message."""
    from borrower_desk.actions import letters, reading

    one = reading.show(store, message)
    return letters.draft(
        store, kind, today, matter=matter, fields=told_by(store, one, kind), lang=lang
    )


def ask_if_genuine(
    store: Store, message: str, matter: Matter, today: date, lang: str = "en"
) -> Draft:
    """A letter to the servicer's address on record that asks whether a message is its own.

    Nothing of the message's own addresses or numbers is used to reach anybody.
    """
    from borrower_desk.actions import letters, reading

    one = reading.show(store, message)
    day = written_date(one.on)
    named = safe_line(one.subject, 80).replace("“", "'").replace("”", "'").rstrip(".")
    # Written apart, so that nobody clicks it and no mail program makes a link of it.
    sender = safe_line(one.sender, 120).replace("@", " (at) ")
    fields = {
        "topic": f"whether a message of {day} that bears your name is yours",
        "reason": "I ask at the address that I have for you, not at one that is in the message.",
        "facts": f"{one.on}: a message came from {sender}, with the subject “{named}”.",
        "requests": "\n".join(
            (
                f"Whether you, or somebody for you, sent the message of {day}.",
                "Whether where and how I pay you has changed, and since when.",
                "The payment address and the telephone number that are in force for this loan.",
            )
        ),
    }
    return letters.draft(store, GENUINE, today, matter=matter, fields=fields, lang=lang)
