"""Kinds of letters as data: one file a kind, read and checked here.

A template is TOML front matter between `+++` lines and a body in sections
(`## issue`, `## facts`, `## request`, `## law`, `## close`) of Jinja2.  This
module knows the files and their schema; `compose` fills them.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import replace
from difflib import get_close_matches
from functools import cache
from importlib.resources import files
from pathlib import Path

from borrower_desk.errors import TemplateInvalid, UsageError
from borrower_desk.frozen import dataclass
from borrower_desk.letters.language import ENGLISH, must_know, said
from borrower_desk.model import Channel, Purpose

SECTIONS = ("issue", "facts", "request", "law", "close")
FIELD_TYPES = ("text", "money", "date", "choice", "list", "number")
GROUPS = (
    "account inquiries",
    "payment clarification",
    "document requests",
    "legal notices",
    "follow-up",
    "escalation",
)
ADDRESSEES = ("servicer", "recipient", "form")
# Which of a loan's servicers a kind goes to: who services it that day; who got the letter that
# it follows; whose answer is open in the matter; who was called; who held it at the year's end.
AFTER_TRANSFER = ("present", "followed", "owing", "called", "tax-year")
_ENDING = ".md"
_WORDS = (
    "title",
    "group",
    "subject",
    "summary",
    "salutation",
    "names_itself",
    "attention",
    "after_transfer",
)
_FRONT = re.compile(r"\A\+\+\+[ \t]*\n(.*?)^\+\+\+[ \t]*\n", re.DOTALL | re.MULTILINE)
_HEADING = re.compile(r"^## +(\w+)[ \t]*$", re.MULTILINE)
_NAME = re.compile(r"[a-z][a-z0-9_]*\Z")
_TELLS = re.compile(r"\{%-? *(?:if|for \w+ in) history\b")  # the story of the matter
_LARGEST = 100_000  # characters in a template file; ours are under 6,000


@dataclass(frozen=True, slots=True)
class Field:
    """One fact that a letter needs, and the question that asks for it.

    `record` names where the matter's own record holds it ("fee-charged.amount":
    the latest such event's amount; "matter.issue"; "letter.due_on": of the letter
    that this one follows).  `past` marks a date that cannot lie in the future;
    `when` names the asserted errors for which the fact matters.
    """

    name: str
    type: str
    question: str
    required: bool = False
    example: str = ""
    help: str = ""
    choices: tuple[str, ...] = ()
    record: str = ""
    default: str = ""
    past: bool = False
    many: bool = False  # a choice that takes several answers, with commas between
    when: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ChannelAdvice:
    """A way to send this kind of letter, and why; the first in a template is the best."""

    channel: Channel
    reason: str


@dataclass(frozen=True, slots=True)
class Within:
    """A time that the letter's own days must keep: `day` at most `days` after `since`.

    Both name date fields; `day` may be "written".  `otherwise` is what to tell
    the borrower when it is past.
    """

    day: str
    since: str
    days: int
    otherwise: str


@dataclass(frozen=True, slots=True)
class Template:
    """One kind of letter.  `starts` holds rule ids, `errors` the slugs asserted by the kind itself.

    `addressee` is "servicer", "recipient" (the fields `recipient_name` and
    `recipient_address` say who) or "form" (text to paste into a web form).
    """

    kind: str
    lang: str
    title: str
    group: str
    subject: str
    law: tuple[str, ...]
    channels: tuple[ChannelAdvice, ...]
    fields: tuple[Field, ...]
    sections: Mapping[str, str]
    starts: tuple[str, ...] = ()
    errors: tuple[str, ...] = ()
    legal_notice: bool = False
    names_itself: str = ""  # what a legal notice must call itself
    addressee: str = "servicer"
    purpose: Purpose = Purpose.CORRESPONDENCE
    salutation: str = "Dear Sir or Madam:"
    enclosures: tuple[str, ...] = ()
    next_steps: tuple[str, ...] = ()
    advice: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()  # of "date", "amount", "transaction": what the issue must hold
    summary: str = ""
    attention: str = ""  # the line of the address that names the department
    within: tuple[Within, ...] = ()
    after_transfer: str = ""  # one of AFTER_TRANSFER; empty: as its fields tell
    own: bool = False  # the user's file beside the desk, not one that comes with the program

    @property
    def channel(self) -> Channel:
        """The channel that is advised first."""
        return self.channels[0].channel

    def field(self, name: str) -> Field | None:
        return next((one for one in self.fields if one.name == name), None)

    @property
    def goes_to(self) -> str:
        """Which of a loan's servicers it is for, once there was more than one (AFTER_TRANSFER)."""
        if self.after_transfer:
            return self.after_transfer
        told = {one.record.partition(".")[0] for one in self.fields}
        if "letter" in told or any(_TELLS.search(one) for one in self.sections.values()):
            return "followed"
        return "called" if "call" in told else "present"


# Every letter can take these, so that no template needs to name them.
_COMMON = (
    Field(
        "tracking",
        "text",
        "What is the certified mail or tracking number, if you have it already?",
        example="9407 1000 0000 0000 0000 09",
        help="It is on the green-and-white certified mail form. Leave it out if you have none.",
    ),
    Field(
        "their_reference",
        "text",
        "Which case or reference number has the servicer given this?",
        example="CASE-00123",
    ),
)


@cache
def _shipped() -> Mapping[str, str]:
    """The text of each template that comes with the program, by file name."""
    folder = files("borrower_desk.letters") / "templates"
    return {
        one.name: one.read_text(encoding="utf-8")
        for one in sorted(folder.iterdir(), key=lambda one: one.name)
        if one.name.endswith(_ENDING)
    }


def _own(folder: Path | None) -> dict[str, Path]:
    """The user's own templates, by file name; none when there is no folder."""
    if folder is None or not folder.is_dir():
        return {}
    return {one.name: one for one in sorted(folder.glob(f"*{_ENDING}")) if one.is_file()}


def _text_of(path: Path) -> str:
    """The text of one of the user's templates; a broken one stops no other letter."""
    try:
        with path.open(encoding="utf-8") as file:
            return file.read(_LARGEST + 1)
    except (OSError, UnicodeDecodeError) as why:
        raise TemplateInvalid(
            f"Your template {path.name} could not be read: {why}.",
            hint="Save it as UTF-8 text, or take it out of the folder.",
        ) from None


def kinds(folder: Path | None = None) -> list[str]:
    """Every kind of letter there is, the user's own included, group by group."""
    found = []
    for kind in _names(folder):
        try:
            group = GROUPS.index(template(kind, folder=folder).group)
        except TemplateInvalid:  # it is named all the same, and says what is wrong when it is used
            group = len(GROUPS)
        found.append((group, kind))
    return [kind for _, kind in sorted(found)]


def is_shipped(kind: str) -> bool:
    """Does a kind of this name come with the program?"""
    return f"{kind}.{ENGLISH}{_ENDING}" in _shipped()


def _names(folder: Path | None) -> list[str]:
    names = {*_shipped(), *_own(folder)}
    return sorted({name.split(".")[0] for name in names if name.endswith(f".{ENGLISH}{_ENDING}")})


def template(kind: str, lang: str = ENGLISH, *, folder: Path | None = None) -> Template:
    """The template of this kind; a user's own in `folder` comes before the shipped one.

    In another language: its questions in that language and the courtesy copy's
    words.  Without a courtesy copy the words stay English.  An unknown kind or
    language is a UsageError with near names.
    """
    language = must_know(lang)
    own = _own(folder)
    name = f"{kind}.{ENGLISH}{_ENDING}"
    if name not in own and name not in _shipped():
        near = get_close_matches(kind, _names(folder), n=3, cutoff=0.4)
        raise UsageError(
            f"There is no letter kind {kind!r}.",
            hint=f"Did you mean {' or '.join(near)}?"
            if near
            else "`borrower-desk letters` lists all.",
        )
    base = (
        replace(parse(_text_of(own[name]), name), own=True)
        if name in own
        else _shipped_template(name)
    )
    if language == ENGLISH:
        return base
    copy = f"{kind}.{language}{_ENDING}"
    # A user's own letter says something else than the shipped copy of that name.
    shipped = "" if name in own else _shipped().get(copy, "")
    text = _text_of(own[copy]) if copy in own else shipped
    return _translated(base, language, text, copy)


def _translated(base: Template, lang: str, text: str, name: str) -> Template:
    """A template in another language: `text` is its courtesy copy, or "" where there is none."""
    told = replace(
        base,
        fields=tuple(
            replace(
                one,
                question=said(lang, "question", one.question),
                help=said(lang, "help", one.help),
            )
            for one in base.fields
        ),
        channels=tuple(replace(c, reason=said(lang, "why", c.reason)) for c in base.channels),
        advice=tuple(said(lang, "advice", one) for one in base.advice),
    )
    if not text:
        return told
    try:
        front, body = _split(text)
        row = tomllib.loads(front)
        sections = _sections(body)
        return replace(
            told,
            lang=lang,
            sections=sections,
            title=str(row.get("title", base.title)),
            summary=str(row.get("summary", base.summary)),
            subject=str(row.get("subject", base.subject)),
        )
    except (ValueError, tomllib.TOMLDecodeError) as why:
        raise TemplateInvalid(
            f"The courtesy copy {name} is not right: {why}.",
            hint="Compare it with notice-of-error.es.md.",
        ) from None


@cache
def _shipped_template(name: str) -> Template:
    return parse(_shipped()[name], name)


def parse(text: str, name: str) -> Template:
    """The template in a file's text; TemplateInvalid says what is wrong and where."""
    stem = name.removesuffix(_ENDING)
    kind, _, lang = stem.partition(".")
    try:
        front, body = _split(text)
        return _template(kind, lang or "en", tomllib.loads(front), _sections(body))
    except (ValueError, KeyError, TypeError, RecursionError) as why:
        said = f"{why.args[0]!r} is missing" if isinstance(why, KeyError) else str(why)
        raise TemplateInvalid(
            f"The template {name} is not right: {said}.",
            hint="Compare it with `borrower-desk letters notice-of-error`.",
        ) from None


def _split(text: str) -> tuple[str, str]:
    if len(text) > _LARGEST:
        raise ValueError(f"it is longer than {_LARGEST:,} characters")
    unified = text.replace("\r\n", "\n").lstrip("\ufeff")
    found = _FRONT.match(unified)
    if found is None:
        raise ValueError("it does not begin with front matter between two lines of +++")
    return found.group(1), unified[found.end() :]


def _sections(body: str) -> dict[str, str]:
    """The Jinja source of each section; split before any value is in it."""
    parts = _HEADING.split(body)
    if parts[0].strip():
        raise ValueError("words stand before the first '## ' section")
    sections = dict(zip(parts[1::2], (part.strip("\n") for part in parts[2::2]), strict=True))
    for unknown in set(sections) - set(SECTIONS):
        raise ValueError(f"the section {unknown!r} is none of {', '.join(SECTIONS)}")
    if not sections.get("issue", "").strip():
        raise ValueError("the section 'issue' is missing")
    return sections


def _field(row: Mapping[str, object]) -> Field:
    known = set(Field.__dataclass_fields__)
    for unknown in set(row) - known:
        raise ValueError(f"a field has {unknown!r}, which is none of {', '.join(sorted(known))}")
    values = {key: tuple(value) if isinstance(value, list) else value for key, value in row.items()}
    one = Field(**values)  # type: ignore[arg-type]  # TOML's types are checked just below
    if not _NAME.match(one.name):
        raise ValueError(f"the field name {one.name!r} is not lower-case words joined by _")
    if one.type not in FIELD_TYPES:
        raise ValueError(
            f"the field {one.name} has type {one.type!r}, not {' or '.join(FIELD_TYPES)}"
        )
    if (one.type == "choice") != bool(one.choices):
        raise ValueError(f"the field {one.name}: a choice needs choices, and nothing else has them")
    if not one.question:
        raise ValueError(f"the field {one.name} asks no question")
    return one


def _template(
    kind: str, lang: str, front: Mapping[str, object], sections: Mapping[str, str]
) -> Template:
    row = dict(front)
    if row.pop("kind") != kind:
        raise ValueError(f"its kind is not the name of its file, {kind!r}")
    fields = tuple(_field(one) for one in row.pop("field", []))  # type: ignore[attr-defined]  # a TOML array of tables, else TypeError, which parse() reports
    advice = tuple(
        ChannelAdvice(Channel(one["use"]), str(one["why"]))
        for one in row.pop("channel")  # type: ignore[attr-defined]  # as above
    )
    limits = row.pop("within", [])
    names = [one.name for one in fields]
    for name in {one for one in names if names.count(one) > 1}:
        raise ValueError(f"the field {name} is there twice")
    values = {key: tuple(value) if isinstance(value, list) else value for key, value in row.items()}
    if "purpose" in values:
        values["purpose"] = Purpose(str(values["purpose"]))
    within = tuple(
        Within(str(one["day"]), str(one["since"]), int(one["days"]), str(one["else"]))
        for one in limits  # type: ignore[attr-defined]  # as above
    )
    for limit in within:
        for name in {limit.day, limit.since} - {*names, "written"}:
            raise ValueError(f"`within` names {name!r}, which is no field")
    for key in _WORDS:
        if not isinstance(values.get(key, ""), str):
            raise TypeError(f"its {key} is no text")
    common = tuple(one for one in _COMMON if one.name not in names)
    values.setdefault("law", ())
    made = Template(
        kind=kind,
        lang=lang,
        channels=advice,
        fields=(*fields, *common),
        sections=sections,
        within=within,
        **values,  # type: ignore[arg-type]  # an unknown key is a TypeError, which parse() reports
    )
    if made.group not in GROUPS:
        raise ValueError(f"its group {made.group!r} is none of {', '.join(GROUPS)}")
    if made.addressee not in ADDRESSEES:
        raise ValueError(f"its addressee {made.addressee!r} is none of {', '.join(ADDRESSEES)}")
    if made.after_transfer not in ("", *AFTER_TRANSFER):
        raise ValueError(
            f"its after_transfer {made.after_transfer!r} is none of {', '.join(AFTER_TRANSFER)}"
        )
    if not made.channels:
        raise ValueError("it advises no channel")
    return made
