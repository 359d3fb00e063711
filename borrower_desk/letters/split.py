"""A long, angry letter taken apart: one notice of error and one request for information.

Pure and plain: each sentence goes to one place by the patterns of `split.toml`,
and the reason is told, so that the borrower can see and change it.  Nothing is
sent or written here.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any

from borrower_desk.frozen import dataclass
from borrower_desk.letters.anatomy import parse
from borrower_desk.letters.checks.manner import tone
from borrower_desk.letters.checks.reading import Checked, Reading, sentences
from borrower_desk.letters.words import covered_errors
from borrower_desk.text import safe_line, safe_text

_MOST_REQUESTS = 12  # a longer list reads as a discovery demand (cmt. 35(g)(1)(ii)-1)
_RHETORIC = re.compile(
    r"(?:are you|do you (?:think|people|even)|is this|seriously|really|how dare|what is wrong)",
    re.IGNORECASE,
)
_OWNER = re.compile(r"\bwho (?:owns|is the owner)|\bowner of (?:my|the) loan", re.IGNORECASE)
_JOINT = re.compile(r"(?:and|but|so|also|plus)\b,?\s+(?=\S)", re.IGNORECASE)
_COUNTS = {1: "One more error is", 2: "Two more errors are", 3: "Three more errors are"}
_LONGEST = 100_000  # characters that are read


class Place(StrEnum):
    """Where a sentence goes."""

    ERROR = "error"
    FACT = "fact"
    CORRECTION = "correction"
    REQUEST = "request"
    LEFT_OUT = "left out"


@dataclass(frozen=True, slots=True)
class Part:
    """One sentence, where it goes and why; `slug` names the error that it asserts."""

    text: str
    place: Place
    why: str
    slug: str = ""


@dataclass(frozen=True, slots=True)
class Split:
    """The sentences in their order, and the fields of the two letters that they make."""

    parts: tuple[Part, ...]
    notice: Mapping[str, str]  # fields of a notice of error; empty where none is asserted
    request: Mapping[str, str]  # fields of a request for information; empty where none is asked

    @property
    def errors(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(one.slug for one in self.parts if one.slug))


@cache
def _patterns() -> Mapping[str, Any]:
    data = tomllib.loads(
        (files("borrower_desk.letters") / "split.toml").read_text(encoding="utf-8")
    )
    found: dict[str, Any] = {
        name: re.compile("|".join(f"(?:{one})" for one in data[name]), re.IGNORECASE)
        for name in ("asks", "wants", "facts", "noise")
    }
    found["errors"] = [
        (row["slug"], re.compile("|".join(f"(?:{one})" for one in row["find"]), re.IGNORECASE))
        for row in data["error"]
    ]
    return found


def split(text: str) -> Split:
    """The letter's sentences, each in its place, and what the two letters would say."""
    prose = parse(safe_text(text[:_LONGEST])).blocks
    said = [one for block in prose for item in block.items for one in sentences(item)]
    parts = [_placed(safe_line(one)) for one in said if safe_line(one)]
    return Split(tuple(parts), _notice(parts), _request(parts))


def _placed(sentence: str) -> Part:
    """One sentence in its place."""
    known = _patterns()
    rude = next(iter(tone(Reading(Checked("", sentence)))), None)
    calm = _calm(sentence)
    slug = next((slug for slug, pattern in known["errors"] if pattern.search(calm)), "")
    if known["noise"].search(sentence):
        return Part(sentence, Place.LEFT_OUT, "it tells the clerk nothing to act on")
    if known["asks"].search(calm) and not _is_rhetoric(calm):
        place, why = Place.REQUEST, "it asks to be told or sent something"
        if _OWNER.search(calm):
            why += "; in a letter of its own (owner-identity) the answer is due in 10 business days"
    elif known["wants"].search(calm) and not slug:
        place, why = Place.CORRECTION, "it asks for something to be done"
    elif slug:
        name = covered_errors()[slug].name
        place, why = Place.ERROR, f"it asserts an error: {name}"
    elif known["wants"].search(calm):
        place, why = Place.CORRECTION, "it asks for something to be done"
    elif known["facts"].search(calm):
        place, why = Place.FACT, "it tells a day, an amount or what you did"
    else:
        return Part(sentence, Place.LEFT_OUT, "it tells no fact, asserts no error and asks nothing")
    if rude is not None:
        if place is not Place.ERROR and not known["facts"].search(calm):
            return Part(sentence, Place.LEFT_OUT, f"{rude.message} {rude.fix}")
        why = f"{why}; mend its tone: {rude.fix}"
    return Part(calm, place, why, slug if place is Place.ERROR else "")


def _is_rhetoric(sentence: str) -> bool:
    """A question that wants no answer: "Are you kidding me?"."""
    return sentence.endswith("?") and _RHETORIC.match(sentence) is not None


def _calm(sentence: str) -> str:
    """The sentence in ordinary letters with one mark at its end."""
    said = re.sub(
        r"([!?.])(?:\s*[!?.])+\s*\Z", lambda m: "?" if "?" in m.group() else ".", sentence
    )
    said = (
        _JOINT.sub("", re.sub(r"!+\s*\Z", ".", said), count=1)
        if _JOINT.match(said)
        else (re.sub(r"!+\s*\Z", ".", said))
    )
    said = said[:1].upper() + said[1:]
    letters = [one for one in said if one.isalpha()]
    if letters and sum(one.isupper() for one in letters) > len(letters) * 0.6 and len(letters) > 8:
        said = re.sub(r"\bi\b", "I", said.lower())
        said = said[:1].upper() + said[1:]
    return said if said.endswith((".", "?", ":", ";", "”", '"')) else f"{said}."


def _notice(parts: Sequence[Part]) -> dict[str, str]:
    """The fields of a notice of error: each asserted error once, its sentences as the facts."""
    errors = [one for one in parts if one.place is Place.ERROR]
    if not errors:
        return {}
    told = [one.text for one in parts if one.place in (Place.ERROR, Place.FACT)]
    slugs = list(dict.fromkeys(one.slug for one in errors))
    more = len(slugs) - 1
    others = f" {_COUNTS.get(more, 'More errors are')} listed below." if more else ""
    fields = {
        "error": ",".join(slugs),
        "what_happened": errors[0].text + others,
        "facts": "\n".join(told),
    }
    wishes = [one.text for one in parts if one.place is Place.CORRECTION]
    if wishes:
        fields["correction"] = "\n".join(wishes)
    return fields


def _request(parts: Sequence[Part]) -> dict[str, str]:
    """The fields of a request for information: what was asked, item by item."""
    asked = [one.text for one in parts if one.place is Place.REQUEST]
    if not asked:
        return {}
    return {"topic": "the questions below", "requests": "\n".join(asked[:_MOST_REQUESTS])}
