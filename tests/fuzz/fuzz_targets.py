"""What is fuzzed: each parser of a stranger's bytes, and what must hold whatever they are.

A target takes bytes and raises when an invariant broke: another exception than
the documented one, a control character in what is shown, or more than its time.
"""

from __future__ import annotations

import io
import random
import re
import signal
import sys
import tempfile
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from borrower_desk import limits, text
from borrower_desk.errors import DeskError

SECONDS = 10
LONGEST = 16_384  # bytes of a made input
CORPUS = Path(__file__).parent / "corpus"
_DEMO = Path(__file__).parents[2] / "borrower_desk" / "demo"
_EXAMPLES = Path(__file__).parents[2] / "borrower_desk" / "analysis" / "examples"
_TODAY = date(2026, 11, 25)

Target = Callable[[bytes], None]


class NotClean(AssertionError):
    """Something that is shown holds what no terminal may get."""


@contextmanager
def in_this_process() -> Iterator[None]:
    """Readers run here, where coverage is seen, not in a worker."""
    before = limits._Here.held
    limits._Here.held = True
    try:
        yield
    finally:
        limits._Here.held = before


@contextmanager
def in_time(seconds: float = SECONDS) -> Iterator[None]:
    """`TimeoutError` where an input takes longer."""

    def late(*_: object) -> None:
        raise TimeoutError(f"more than {seconds} seconds")

    before = signal.signal(signal.SIGALRM, late)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def tried(name: str, data: bytes) -> None:
    """Run a target on an input: it returns, or raises what broke."""
    with in_this_process(), in_time():
        TARGETS[name](data)


def tried_without_clock(name: str, data: bytes) -> None:
    """As `tried`, for a fuzzer that has an alarm of its own."""
    with in_this_process():
        TARGETS[name](data)


def clean(*shown: str | None) -> None:
    """Each may reach a terminal as it is."""
    for one in shown:
        for char in one or "":
            if char in "\n\t":
                continue
            if unicodedata.category(char) in ("Cc", "Cs") or char in "\u202e\u2066\u200b\u2028":
                raise NotClean(f"{char!r} in {one!r:.200}")


def _words(data: bytes) -> str:
    return data.decode("utf-8", "surrogateescape")


# ── intake ───────────────────────────────────────────────────────────────────


def _message(incoming: Any) -> None:
    from borrower_desk.intake import judging
    from borrower_desk.intake.facts import find

    clean(incoming.subject, incoming.sender, incoming.text, *incoming.to, *incoming.notes)
    clean(*(f"{name}{value}" for name, value in incoming.headers))
    for one in incoming.files:
        clean(one.name, one.text)
        assert "/" not in one.name, one.name
    judged = judging.judge(incoming, judging.Around())
    clean(*judged.authenticity.reasons)
    find(incoming.text, _TODAY)


def mail(data: bytes) -> None:
    """One message (RFC 5322)."""
    from borrower_desk.intake.mail import read_mail
    from borrower_desk.intake.mime import Unreadable

    with suppress(Unreadable):
        _message(read_mail("x.eml", data))


def msg(data: bytes) -> None:
    """An Outlook message."""
    from borrower_desk.intake.mail import read_outlook
    from borrower_desk.intake.mime import Unreadable

    with suppress(Unreadable):
        _message(read_outlook("x.msg", data))


def _items(name: str, data: bytes) -> None:
    from borrower_desk.intake.sources import open_file

    for one in open_file(io.BytesIO(data), len(data), name, name, 0):
        clean(one.source, getattr(one, "reason", ""))


def mbox(data: bytes) -> None:
    """A box of messages."""
    _items("x.mbox", data)


def emlx(data: bytes) -> None:
    """A message of Apple Mail."""
    _items("x.emlx", data)


def archive(data: bytes) -> None:
    """A ZIP."""
    _items("x.zip", data)


def html(data: bytes) -> None:
    """A page to text."""
    from borrower_desk.intake.html import to_text

    found = to_text(data.decode("utf-8", "replace"))
    clean(text.safe_text(found.text))


def rtf(data: bytes) -> None:
    """Outlook's compressed or plain RTF."""
    from borrower_desk.intake.mime import Unreadable
    from borrower_desk.intake.rtf import text_of, unpacked

    with suppress(Unreadable, ValueError):
        unpacked(data)
    text_of(data)


def pdf(data: bytes) -> None:
    """A PDF's words and title."""
    from borrower_desk.intake.documents import look_into_plainly

    words, title, notes, broken = look_into_plainly("pdf", data)
    clean(words, title, broken, *notes)


def facts(data: bytes) -> None:
    """Days, amounts, references and promises in a message's words."""
    from borrower_desk.intake.facts import find

    find(data.decode("utf-8", "replace"), _TODAY)


# ── text, dates, money, search ───────────────────────────────────────────────


def door(data: bytes) -> None:
    """`text.py`: what may be shown, a file name, a cell."""
    words = _words(data)
    shown = text.safe_text(words)
    clean(shown, text.safe_line(words))
    assert text.safe_text(shown) == shown
    assert "\n" not in text.safe_line(words)
    name = text.safe_file_name(words)
    clean(name)
    assert 0 < len(name.encode()) <= 120, name
    assert not re.search(r'[/\\<>:"|?*]', name), name
    assert not name.startswith("."), name
    assert text.safe_cell(words)[:1] not in ("=", "+", "-", "@")


def search(data: bytes) -> None:
    """A query, on a desk of no messages."""
    words = _words(data)
    with suppress(DeskError):
        _desk().search(words, limit=3)


@cache
def _desk() -> Any:
    from borrower_desk.desk.vault import create

    folder = Path(tempfile.mkdtemp(prefix="fuzz-desk-"))
    return create(folder / "x.desk", passphrase="x")[0]


def days(data: bytes) -> None:
    """Days and months as people write them."""
    from borrower_desk.analysis.days import read_day, read_month
    from borrower_desk.intake.headers import parse_instant

    words = data.decode("utf-8", "replace")
    read_day(words), read_month(words), parse_instant(words)


def money(data: bytes) -> None:
    """Amounts, numbers and rates; one that is read comes back from its own spelling."""
    from borrower_desk.analysis.money import dollars, plain, read_money, read_number, read_rate

    words = data.decode("utf-8", "replace")
    read_number(words), read_rate(words)
    cents = read_money(words)
    if cents is not None:
        assert read_money(plain(cents)) == cents, words
        assert read_money(dollars(cents)) == cents, words


def address(data: bytes) -> None:
    """People and message ids in headers."""
    from borrower_desk.intake.headers import domain_of, message_ids, people, person

    for one in people(data):
        clean(str(one), one.name, one.address)
        domain_of(one.address)
    person(_words(data)), message_ids(data)


# ── files of the user's, that others may have made ───────────────────────────


def answers(data: bytes) -> None:
    """Answers to a letter's questions, in TOML."""
    from borrower_desk.cli.letters import _answers

    with _file("answers.toml", data) as path, suppress(DeskError):
        clean(*(text.safe_text(one) for one in _answers(path).values()))


def template(data: bytes) -> None:
    """A template of the user's own: its front matter and its sections."""
    from borrower_desk.letters.templates import parse

    with suppress(DeskError):
        parse(data.decode("utf-8", "replace"), "my-letter.md")


def letter(data: bytes) -> None:
    """A letter in a file: every check, and the letter's parts."""
    from borrower_desk.actions.letters import Sending, check_file
    from borrower_desk.letters.anatomy import parse, to_body
    from borrower_desk.letters.split import split

    words = data.decode("utf-8", "replace")
    with suppress(DeskError):
        report = check_file(words, _TODAY, Sending())
        for one in report.findings:
            clean(one.message, one.where.text, one.fix)
    to_body(parse(text.safe_text(words)))
    split(text.safe_text(words))


def analyze(data: bytes) -> None:
    """A table of a statement: read and put through every analysis."""
    from borrower_desk.actions.analysis import KINDS, _module
    from borrower_desk.analysis.material import read
    from borrower_desk.analysis.reading import gather

    kind, ending = data[:1], data[1:2]
    name = "x." + ("csv", "toml", "json", "txt", "xlsx")[(ending or b"\0")[0] % 5]
    module = _module(KINDS[(kind or b"\0")[0] % len(KINDS)])
    with suppress(DeskError):
        material = read(name, data[2:])
        if module.__name__.endswith("contradictions"):
            module.analyze([material])
            return
        columns = getattr(module, "COLUMNS", module.FIGURES)
        module.analyze(gather([material], module.FIGURES, columns, {}, {}))


def packet(data: bytes) -> None:
    """`packet verify` of somebody's file."""
    from borrower_desk.packet.verify import manifest, verify

    with _file("p.pdf", data) as path:
        told = verify(path)
        clean(*(f"{one.name}: {one.detail}" for one in told.checks))
        manifest(path)


def keys(data: bytes) -> None:
    """The wrapped keys beside a desk."""
    from borrower_desk.desk.keys import read

    with _file("x.desk.keys", data) as path, suppress(DeskError):
        found = read(path.with_name("x.desk"))
        if found is not None:
            for one in found.ways:
                if one.kdf.get("name") == "hkdf":  # argon2id takes a second by design
                    found.unwrap(one.way, b"0" * 32)


def export(data: bytes) -> None:
    """A table of an export, as JSON."""
    from borrower_desk.desk.export import MANIFEST, TABLES, _Json

    manifest = b'{"form": "borrower-desk export", "schema": 1, "last_ids": {}, "absent": []}'
    with _file(MANIFEST, manifest) as path, suppress(DeskError):
        table = path.parent / TABLES / "x.json"
        table.parent.mkdir()
        table.write_bytes(data)
        list(_Json(path.parent).rows("x", ["id"]))
        path.write_bytes(data)
        _Json(path.parent)


def calendar(data: bytes) -> None:
    """An earlier calendar file of ours, which is read before it is written over."""
    from borrower_desk.actions.calendar_files import _read

    with _file("x.ics", data) as path, suppress(DeskError):
        _read(path)


@contextmanager
def _file(name: str, data: bytes) -> Iterator[Path]:
    with tempfile.TemporaryDirectory(dir=_memory()) as folder:
        path = Path(folder) / name
        path.write_bytes(data)
        yield path


@cache
def _memory() -> str | None:
    return "/dev/shm" if Path("/dev/shm").is_dir() else None


TARGETS: dict[str, Target] = {
    one.__name__: one
    for one in (
        mail, mbox, msg, emlx, archive, pdf, html, rtf, facts, door, search, days, money, address,
        answers, template, letter, analyze, packet, keys, export, calendar,
    )
}  # fmt: skip


def seeds(name: str) -> list[bytes]:
    """Small good inputs of a target's kind, and what once broke it."""
    found = [one.read_bytes() for one in sorted((CORPUS / name).glob("*"))]
    return found + _SEEDS.get(name, list)()


def _saved(*globs: str, most: int = 12, largest: int = 30_000) -> Callable[[], list[bytes]]:
    def them() -> list[bytes]:
        paths = [one for glob in globs for one in sorted(_DEMO.glob(glob)) if one.is_file()]
        return [one.read_bytes() for one in paths if one.stat().st_size <= largest][:most]

    return them


def _box() -> list[bytes]:
    return [(_DEMO / "mail" / "inbox.mbox").read_bytes()[:20_000]]


def _zip() -> list[bytes]:
    import zipfile

    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("a/letter.eml", b"From: a@b.example\nSubject: x\n\nwords\n")
        made.writestr("note.txt", "fee 45.00")
    return [out.getvalue()]


def _apple() -> list[bytes]:
    message = b"From: a@b.example\nSubject: x\n\nwords\n"
    return [b"%d\n" % len(message) + message + b"<plist/>"]


def _tables() -> list[bytes]:
    made = []
    for one in sorted(_EXAMPLES.glob("*")):
        kinds = ("escrow", "payments", "late-fee", "arm", "payoff", "form-1098", "contradictions")
        kind = kinds.index(one.stem) if one.stem in kinds else 0
        ending = {".csv": 0, ".toml": 1}.get(one.suffix, 0)
        made.append(bytes((kind, ending)) + one.read_bytes()[:6_000])
    return made


def _letters() -> list[bytes]:
    folder = Path(__file__).parents[1] / "letters" / "rendered"
    return [one.read_bytes() for one in sorted(folder.rglob("*"))[:10] if one.is_file()]


def _templates() -> list[bytes]:
    from borrower_desk.letters.templates import _shipped

    return [_shipped()[name].encode() for name in sorted(_shipped())[:6]]


def _calendar() -> list[bytes]:
    event = (
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\nUID:a@borrower-desk.invalid"
        "\r\nDTSTAMP:20261125T120000Z\r\nDTSTART;VALUE=DATE:20261201\r\nSEQUENCE:1\r\n"
        "SUMMARY:x\r\nBEGIN:VALARM\r\nACTION:DISPLAY\r\nTRIGGER:-P1D\r\nEND:VALARM\r\n"
        "END:VEVENT\r\nEND:VCALENDAR\r\n"
    )
    return [event.encode()]


def _outlook() -> list[bytes]:
    from intake.outlook_samples import compound, file, outlook, person

    people = [person("Jane Doe", "jane@doe.example")]
    return [compound(outlook(people=people, files=[file("a.txt", b"fee 45.00")]))]


_SEEDS: dict[str, Callable[[], list[bytes]]] = {
    "mail": _saved("mail/saved/*", "mail/Maildir-sent/cur/*"),
    "msg": _outlook,
    "mbox": _box,
    "emlx": _apple,
    "archive": _zip,
    "pdf": _saved("papers/*.pdf", most=4, largest=60_000),
    "packet": _saved("papers/*.pdf", most=2, largest=60_000),
    "html": lambda: [b"<html><body><table><tr><td>Fee<td hidden>x</table><a href=x>y</a>"],
    "rtf": lambda: [rb"{\rtf1\ansi{\fonttbl\f0 Arial;}\f0 Late \u8217? fee\par"
                    rb"{\*\htmltag64 <p>}}"],
    "facts": lambda: [b"We received your letter on March 3, 2026. Ref #12345. We will pay $45.00"
                      b" within 5 business days, by Friday."],
    "door": lambda: ["Zoë \u202e\x1b[31m fee.pdf".encode()],
    "search": lambda: [b'from:acme subject:"late fee" before:2026-03-01 -tag:x OR y*'],
    "days": lambda: [b"March 3, 2026", b"03/03/26", b"2026-03", b"Mon, 2 Mar 2026 10:00:00 -0500"],
    "money": lambda: [b"$1,234.56", b"(45.00)", b"4.125%", b"1.234,56 CR", b"-5"],
    "address": lambda: [b'"Doe, Jane" <jane@doe.example>, =?utf-8?q?Zo=C3=AB?= <z@x.example>'],
    "answers": lambda: [b'amount = "92.75"\nfacts = ["a", "b"]\n[loan]\nnumber = "0001"\n'],
    "template": _templates,
    "letter": _letters,
    "analyze": _tables,
    "keys": lambda: [b'{"version":1,"desk":"a","check":"b","ways":[{"way":"passphrase","kdf":'
                     b'{"name":"argon2id","memory":8,"passes":1,"lanes":1,"salt":"AAAA"},'
                     b'"nonce":"AAAA","wrapped":"AAAA"}]}'],
    "export": lambda: [b'[\n{"id": 1, "name": "x"},\n{"id": 2, "name": null}\n]\n'],
    "calendar": _calendar,
}  # fmt: skip


def harmed(data: bytes, dice: random.Random, others: list[bytes]) -> bytes:
    """An input with some bytes flipped, cut, repeated, or another's put in."""
    made = bytearray(data[:LONGEST])
    for _ in range(dice.randrange(1, 6)):
        at = dice.randrange(len(made) + 1)
        match dice.randrange(5):
            case 0:
                made[at : at + 1] = bytes([dice.randrange(256)])
            case 1:
                made[at : at + dice.randrange(1, 30)] = b""
            case 2:
                made[at:at] = made[at : at + dice.randrange(1, 60)] * dice.randrange(1, 40)
            case 3:
                other = dice.choice(others)
                made[at:at] = other[dice.randrange(len(other) + 1) :][: dice.randrange(200)]
            case _:
                made[at:at] = dice.choice(_AWKWARD)
    return bytes(made[: 4 * LONGEST])


_AWKWARD = (
    b"\0", b"\x1b[31m", b"\xff\xfe", "\u202e".encode(), b"\r", b"\n\n", b"-1", b"9" * 30, b"1e999",
    b"nan", b"((((", b"[[[[", b"=?utf-8?b?AAAA?=", b"{{", b"%", b"'", b'"', b"\\", "٣".encode(),
)  # fmt: skip


if __name__ == "__main__":
    for given in sys.argv[2:]:
        tried(sys.argv[1], Path(given).read_bytes())
