"""A template's fields, filled from what was said and from the record; what is missing is kept.

Knows a letter's facts and the parts of its anatomy that they make; `compose`
puts the letter together.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import field
from datetime import date
from difflib import get_close_matches
from typing import Any

from borrower_desk.errors import UsageError
from borrower_desk.frozen import dataclass
from borrower_desk.letters.anatomy import Block
from borrower_desk.letters.language import ENGLISH, parts
from borrower_desk.letters.letterhead import (
    address_lines,
    notice_address,
    placeholder,
)
from borrower_desk.letters.sections import joined, render_line
from borrower_desk.letters.templates import Field, Template
from borrower_desk.letters.told import Recorded
from borrower_desk.letters.values import LONGEST, fit, read_date, written_date, written_money
from borrower_desk.letters.words import covered_errors, law_words
from borrower_desk.letters.words import notice_law as law_of_notice
from borrower_desk.matters.timeline import standing
from borrower_desk.model import (
    Address,
    Channel,
    Enclosure,
    Event,
    Loan,
    Matter,
    MissingFact,
    Sender,
    Servicer,
    TimelineRow,
)
from borrower_desk.text import safe_line

_PAPER = {Channel.CERTIFIED_MAIL, Channel.MAIL, Channel.FAX, Channel.IN_PERSON}
_ATTENTION = re.compile(r"\b(?:att(?:entio)?n|department|dept|office of)\b", re.IGNORECASE)
_RECIPIENT = {"recipient_name", "recipient_address"}


@dataclass(frozen=True, slots=True)
class Facts:
    """What a letter is made from.  `fields` is what the borrower said, as typed."""

    loan: Loan
    servicer: Servicer
    sender: Sender
    matter: Matter | None = None
    fields: Mapping[str, str] = field(default_factory=dict)
    enclosures: tuple[Enclosure, ...] = ()
    written: date = date.min
    channel: Channel | None = None
    events: tuple[Event, ...] = ()
    recorded: Recorded = field(default_factory=Recorded)
    words: Mapping[str, str] = field(default_factory=dict)  # what the servicer calls things
    addressed: str = ""  # why it goes to this one of several servicers; for the borrower alone


def asks_by_the_way(template: Template, channel: Channel) -> bool:
    """Is it a request about servicing that goes online, where the law's clock does not start?

    12 CFR 1024.36(b) and cmt. 35(c)-4: only the designated address counts.
    """
    requests = any(rule.startswith("rfi-") for rule in template.starts)
    return requests and not template.legal_notice and channel not in _PAPER


def enclosure_line(one: Enclosure, lang: str = ENGLISH) -> str:
    """An enclosure as the letter lists it: "Enclosure A – Bank statement (2 pages)"."""
    word = parts(lang)
    pages = (
        "" if one.pages is None else f" ({one.pages} {word['page' if one.pages == 1 else 'pages']})"
    )
    return f"{word['enclosure']} {safe_line(one.label, 4)} – {safe_line(one.title, 120)}{pages}"


class Filling:
    """Fills a template's fields from what was said and from the record; keeps what is missing."""

    def __init__(self, template: Template, facts: Facts, channel: Channel) -> None:
        self.template = template
        self.facts = facts
        self.channel = channel
        self.legal = template.legal_notice or (
            channel in _PAPER
            and any(rule.startswith(("noe", "rfi", "qwr")) for rule in template.starts)
        )
        self.missing: list[MissingFact] = []
        self.wanted: list[MissingFact] = []
        self.unused: list[str] = []
        self._identity()
        self.fields = self._fields()
        self.errors = self._errors()
        self._addresses()

    def _lack(self, name: str, question: str, example: str) -> None:
        self.missing.append(MissingFact(name, question, example))

    def _identity(self) -> None:
        """Who writes and about which loan come first: without them nothing can be answered."""
        facts = self.facts
        if not facts.sender.name.strip():
            self._lack("sender.name", "What is your name, as on the loan?", "Maria Lopez")
        if not facts.loan.number.strip():
            self._lack("loan.number", "What is the full loan number?", "0001234567")
        if not facts.loan.property_address.strip():
            self._lack(
                "loan.property_address",
                "What is the address of the property?",
                "12 Elm Street, Springfield, IL 62701",
            )
        if not any(name.strip() for name in facts.loan.borrowers):
            self._lack(
                "loan.borrowers", "What are the names of all borrowers?", "Maria Lopez, Juan Lopez"
            )

    def _addresses(self) -> None:
        if self.template.addressee == "form":
            return
        if not self.facts.sender.address.strip():
            self._lack(
                "sender.address",
                "To which postal address should the answer go?",
                "12 Elm Street, Springfield, IL 62701",
            )
        if self.template.addressee == "servicer" and self._address()[0] is None:
            what = "designated notice address" if self.legal else "correspondence address"
            self._lack(
                "servicer.address",
                f"What is the servicer's {what}? It stands on the statement.",
                "P.O. Box 100, Dallas, TX 75001",
            )

    def _fields(self) -> dict[str, str | list[str]]:
        said = self.facts.fields
        names = [one.name for one in self.template.fields]
        for unknown in set(said) - set(names):
            near = get_close_matches(unknown, names, n=1)
            raise UsageError(
                f"{self.template.kind} has no field {safe_line(unknown, 40)!r}.",
                hint=f"Did you mean {near[0]}?" if near else f"Its fields: {', '.join(names)}.",
            )
        error = self.template.field("error")
        first = {"error": self._value(error)} if error is not None else {}
        asserted = set(first.get("error", ())) | set(self.template.errors)
        return {
            one.name: first[one.name]
            if one.name in first
            else self._value(one, fits=not one.when or bool(asserted & set(one.when)))
            for one in self.template.fields
        }

    def _value(self, one: Field, *, fits: bool = True) -> str | list[str]:
        """The value that was said, else the record's, else a sign; nothing for another error's."""
        given = self.facts.fields.get(one.name, "")
        if not fits:
            if given.strip():
                fit(one, given, self.facts.written)  # what is wrong with it is said all the same
                self.unused.append(one.name)
            return [] if self._is_list(one) else ""
        if len(given) > LONGEST or given.strip():
            value = fit(one, given, self.facts.written, self.template.lang)
            if value:
                return value
        recorded = self._recorded(one)
        if one.when and not recorded:
            self.wanted.append(MissingFact(one.name, one.question, one.example))
        if recorded:
            return fit(one, recorded, self.facts.written, self.template.lang)
        if one.required:
            self._lack(one.name, one.question, one.example)
            return [placeholder(one.name)] if self._is_list(one) else placeholder(one.name)
        return (
            fit(one, one.default, self.facts.written, self.template.lang)
            if one.default
            else ([] if self._is_list(one) else "")
        )

    @staticmethod
    def _is_list(one: Field) -> bool:
        return one.type == "list" or one.many

    def _recorded(self, one: Field) -> str:
        """What the matter's own record says, when the template names where it stands."""
        if not one.record:
            return ""
        source, _, what = one.record.partition(".")
        if source == "matter":
            issue = self.facts.matter.issue if self.facts.matter else ""
            return issue if issue in one.choices else ""
        if source in ("letter", "call"):
            name = what if source == "letter" else f"call_{what}"
            return self.facts.recorded.values.get(name, "")
        found = [event for event in standing(self.facts.events) if event.kind == source]
        if not found:
            return ""
        latest = max(found, key=lambda event: event.on)
        if what == "amount":
            return "" if latest.amount is None else written_money(latest.amount)
        return latest.on.isoformat() if what == "on" else latest.params.get(what, "")

    def left_out(self) -> list[str]:
        """Facts that were said and belong to another error: the letter does not hold them."""
        if not self.unused:
            return []
        names = ", ".join(self.unused)
        return [f"Not in the letter, as they belong to another error: {names}."]

    def past_time(self) -> list[str]:
        """What to tell the borrower when the letter's days do not keep a time of the law."""
        told = []
        for one in self.template.within:
            days = [
                self.facts.written if name == "written" else read_date(str(self.fields[name]))
                for name in (one.day, one.since)
            ]
            if days[0] and days[1] and (days[0] - days[1]).days > one.days:
                told.append(one.otherwise)
        return told

    def again(self) -> list[Block]:
        """A paragraph that says that the servicer corrected this very error before."""
        mine = [one for one in self.facts.recorded.again if one.slug in self.errors]
        if not mine:
            return []
        lang, last = self.template.lang, mine[-1]
        said = parts(lang)["again"].format(
            noticed=written_date(last.noticed, lang), corrected=written_date(last.corrected, lang)
        )
        return [Block("paragraph", (said,))]

    def _errors(self) -> list[str]:
        said = self.fields.get("error")
        chosen = said if isinstance(said, list) else [said] if said else []
        named = [slug for slug in chosen if slug in covered_errors()]
        return named or list(self.template.errors)

    # ── what the templates see ──

    def values(self) -> dict[str, Any]:
        facts, lang = self.facts, self.template.lang
        errors = [covered_errors(lang)[slug] for slug in self.errors]
        law = dict(law_words(lang))
        law["notice"] = law_of_notice(self.errors, lang)
        if asks_by_the_way(self.template, self.channel):
            law["rfi"] = ""  # what is owed for a request to the designated address is not owed here
        return {
            **self.fields,
            "law": law,
            "errors": [
                {
                    "name": one.name,
                    "paragraph": one.paragraph,
                    "text": one.text.rstrip("."),
                    "wish": one.wish,
                }
                for one in errors
            ],
            "loan_number": safe_line(facts.loan.number) or placeholder("loan.number"),
            "property": self.property(),
            "borrowers": self.borrowers(),
            "servicer": safe_line(facts.servicer.name),
            "me": safe_line(facts.sender.name) or placeholder("sender.name"),
            "my_address": ", ".join(address_lines(facts.sender.address)),
            "my_phone": safe_line(facts.sender.phone),
            "my_email": safe_line(facts.sender.emails[0]) if facts.sender.emails else "",
            "matter_title": safe_line(facts.matter.title) if facts.matter else "",
            "written": written_date(facts.written, lang),
            "channel": str(self.channel),
            "enclosures": [enclosure_line(one, lang) for one in facts.enclosures],
            "history": [_history_line(row, lang) for row in facts.recorded.story],
        }

    def property(self) -> str:
        return ", ".join(address_lines(self.facts.loan.property_address)) or placeholder(
            "loan.property_address"
        )

    def borrowers(self) -> str:
        names = [safe_line(name) for name in self.facts.loan.borrowers if name.strip()]
        return (
            joined(names, parts(self.template.lang)["and"])
            if names
            else placeholder("loan.borrowers")
        )

    def _address(self) -> tuple[Address | None, str]:
        return notice_address(self.facts.servicer, self.template.purpose, legal=self.legal)

    def address(self) -> tuple[list[str], str]:
        """The addressee's lines, and a note when the right address is not known."""
        if self.template.addressee == "form":
            return [], ""
        if self.template.addressee == "recipient":
            name, where = (
                str(self.fields.get(one, "")) for one in sorted(_RECIPIENT, reverse=True)
            )
            return [safe_line(name), *address_lines(where)], ""
        address, note = self._address()
        name = safe_line(self.facts.servicer.name)
        lines = address_lines(address.text) if address else [placeholder("servicer.address")]
        named = bool(lines) and name.casefold() in lines[0].casefold()
        lines = lines if named or not name else [name, *lines]
        attention = self.template.attention
        if attention and not any(_ATTENTION.search(one) for one in lines):
            lines = [lines[0], attention, *lines[1:]]
        return lines, note

    def salutation(self, values: Mapping[str, Any]) -> str:
        """The servicer's own, when the letter goes to the servicer; ends with a colon."""
        own = self.facts.words.get("salutation", "")
        if own and self.template.addressee == "servicer":
            return own.rstrip(" :,") + ":"
        return parts(self.template.lang)["salutation"] or render_line(
            self.template, "salutation", values
        )

    def sender_block(self) -> tuple[str, ...]:
        sender = self.facts.sender
        lines = address_lines(sender.address) or [placeholder("sender.address")]
        return (safe_line(sender.name) or placeholder("sender.name"), *lines)

    def account_block(self) -> list[str]:
        facts = self.facts
        called = {**parts(self.template.lang), **facts.words}
        number = safe_line(facts.loan.number) or placeholder("loan.number")
        lines = [f"{called['loan_number']}: {number}"]
        before = facts.loan.numbers_before(facts.servicer.id)
        earlier = [safe_line(one) for one in before if one.strip() != facts.loan.number.strip()]
        if earlier:
            lines.append(f"{called['prior_number']}: {', '.join(dict.fromkeys(earlier))}")
        lines.append(f"{called['property']}: {self.property()}")
        many = len([name for name in facts.loan.borrowers if name.strip()]) > 1
        lines.append(f"{called['borrowers' if many else 'borrower']}: {self.borrowers()}")
        if reference := self.fields.get("their_reference"):
            lines.append(f"{called['reference']}: {safe_line(str(reference))}")
        return lines

    def signature(self) -> tuple[str, ...]:
        sender, word = self.facts.sender, parts(self.template.lang)
        lines = [safe_line(sender.name) or placeholder("sender.name")]
        if sender.phone.strip():
            lines.append(f"{word['telephone']}: {safe_line(sender.phone)}")
        if sender.emails:
            lines.append(f"{word['email']}: {safe_line(sender.emails[0])}")
        return tuple(lines)


def _history_line(row: TimelineRow, lang: str) -> str:
    proof = f" ({safe_line(row.proof)})" if row.proof else ""
    return f"{written_date(row.on, lang)}: {safe_line(row.what, 200)}{proof}."
