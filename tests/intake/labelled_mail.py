"""The labelled set of received mail: read from `labelled/*.txt`, made into real bytes.

A block begins with `=== KIND` and attributes: `form=letter` is a text document
(else an e-mail with the headers that follow), `also=KIND` what it is besides,
`ocr=1` is read through a bad scanner.  `--- MEDIA/TYPE NAME` begins an
attachment, `{{NAME}}` stands for boilerplate.  `stranger/` and `stranger2/` hold 138 and 69
messages as `.eml` that two people wrote who had not seen the program;
`labels.tsv` says what each is (file, kind, what else, the servicer's domain).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from intake_samples import pdf

from borrower_desk.intake.authenticity import judge
from borrower_desk.intake.kinds import classify
from borrower_desk.intake.read import read
from borrower_desk.intake.sources import RawItem
from borrower_desk.model import Classification, Incoming, Kind, Servicer, ServicerId

FOLDER = Path(__file__).parent / "labelled"
KEPT = ("fresh.txt", "last.txt")  # kept apart: never looked at while words are chosen
# Each a part by itself; the others are halved.
OWN_PARTS = ("later.txt", "varied.txt", "second.txt", "third.txt", "fourth.txt")
OURS = "ana@home.example"
STRANGERS = "maria.lopez@fernmail.example"  # the borrower of `stranger/`
NAMES = {
    "Lakeshore Mortgage Servicing": "lakeshore.example",
    "Northgate Loan Services": "northgate.example",
    "Pinecrest Home Loans": "pinecrest.example",
    "Harbor Point Mortgage": "harborpoint.example",
    "Meridian Loan Care": "meridian.example",
    "BlueHeron Mortgage": "blueheron.example",
    "First Prairie Bank": "firstprairie.example",
    "Summit Ridge Servicing LLC": "summitridge.example",
    "Cardinal State Bank, N.A.": "cardinalstate.example",
    "Copper Basin Federal Credit Union": "copperbasin.example",
    "Rushford Loan Administration, LLC": "rushford.example",
    "Alderbrook Mortgage Solutions": "alderbrook.example",
    "Ridgemont Servicing Group": "ridgemont.example",
}
SERVICERS = tuple(
    Servicer(ServicerId(f"S{n}"), name, domains=(domain,))
    for n, (name, domain) in enumerate(NAMES.items(), start=1)
)
_HEADER = re.compile(r"[A-Z][\w-]*: ")


@dataclass(frozen=True, slots=True)
class Labelled:
    """One message of the set: what it is, and where it stands."""

    name: str  # "answers.txt#12"
    kind: Kind
    also: tuple[Kind, ...]
    incoming: Incoming
    part: str  # "tune", "kept", or the name of its file
    servicers: tuple[Servicer, ...] = SERVICERS
    ours: str = OURS


@lru_cache(maxsize=1)
def labelled() -> tuple[Labelled, ...]:
    """The whole set, in the order of its files."""
    stock = dict(_blocks((FOLDER / "boilerplate.txt").read_text(encoding="utf-8")))
    found = []
    for file in sorted(FOLDER.glob("*.txt")):
        if file.name == "boilerplate.txt":
            continue
        for number, (head, body) in enumerate(_blocks(file.read_text(encoding="utf-8")), start=1):
            found.append(_labelled(file.name, number, head, _filled(body, stock)))
    return (*found, *_strangers("stranger"), *_strangers("stranger2"))


def _strangers(where: str) -> Iterator[Labelled]:
    folder = FOLDER / where
    for line in (folder / "labels.tsv").read_text(encoding="utf-8").splitlines():
        name, kind, also, domain = line.split("\t")
        item = RawItem(name, (folder / name).read_bytes(), "mail", name)
        incoming = read(item)
        assert isinstance(incoming, Incoming), (name, incoming.reason)
        yield Labelled(
            f"{where}/{name}",
            Kind(kind),
            tuple(Kind(one) for one in also.split(",") if one),
            incoming,
            where,
            (Servicer(ServicerId("S1"), "My Servicer", domains=(domain,)),),
            STRANGERS,
        )


def part(name: str) -> list[Labelled]:
    return [one for one in labelled() if one.part == name]


def judged(one: Labelled) -> Classification:
    """What the program says of a message, its sender looked at first, as an import does."""
    verdict = judge(one.incoming, one.servicers, (one.ours,)).verdict
    return classify(one.incoming, [each.name for each in one.servicers], verdict=verdict)


def _blocks(text: str) -> list[tuple[str, str]]:
    blocks = re.split(r"^=== ", text, flags=re.MULTILINE)[1:]
    return [
        (head.strip(), body.strip("\n")) for head, _, body in (b.partition("\n") for b in blocks)
    ]


def _filled(body: str, stock: dict[str, str]) -> str:
    return re.sub(r"\{\{([\w-]+)\}\}", lambda found: stock[found[1]], body)


def _labelled(file: str, number: int, head: str, body: str) -> Labelled:
    kind, *rest = head.split()
    told = dict(word.split("=", 1) for word in rest if "=" in word)
    name = f"{file}#{number}"
    digest = sha256(body.encode()).digest()[0]
    text = _scanned(body) if "ocr" in told else body
    if told.get("form") == "letter":
        item = RawItem(name, text.encode(), "document", f"letter-{number}.txt")
    else:
        item = RawItem(name, _message(text, number), "mail", f"{number}.eml")
    incoming = read(item)
    assert isinstance(incoming, Incoming), (name, incoming.reason)
    also = tuple(Kind(one) for one in told.get("also", "").split(",") if one)
    halves = "tune" if digest % 2 else "kept"
    where = file.removesuffix(".txt") if file in KEPT + OWN_PARTS else halves
    return Labelled(name, Kind(kind), also, incoming, where)


def _message(block: str, number: int) -> bytes:
    lines = block.split("\n")
    count = next((n for n, line in enumerate(lines) if not _HEADER.match(line)), len(lines))
    heads = dict(line.split(": ", 1) for line in lines[:count])
    body, *files = re.split(
        r"^--- (?=\w+/)", "\n".join(lines[count:]).strip("\n"), flags=re.MULTILINE
    )
    kept = {
        "To": OURS,
        "Date": "Mon, 7 Dec 2026 09:30:00 -0600",
        "Message-ID": f"<{number}.{sha256(block.encode()).hexdigest()[:8]}@made.example>",
        **heads,
    }
    mixed = kept.pop("Content-Type", 'multipart/mixed; boundary="=b="' if files else "")
    if not mixed:
        return _head({**kept, "Content-Type": "text/plain; charset=utf-8"}) + body.encode()
    found = re.search(r'boundary="?([^";]+)', mixed)
    mark = found[1] if found else "=b="
    parts = [f"Content-Type: text/plain; charset=utf-8\r\n\r\n{body}".encode()]
    parts += [_file(one) for one in files]
    joined = b"".join(f"--{mark}\r\n".encode() + one + b"\r\n" for one in parts)
    return _head({**kept, "Content-Type": mixed}) + joined + f"--{mark}--\r\n".encode()


def _head(named: dict[str, str]) -> bytes:
    return "".join(f"{name}: {value}\r\n" for name, value in named.items()).encode() + b"\r\n"


def _file(block: str) -> bytes:
    first, _, text = block.partition("\n")
    media_type, _, name = first.partition(" ")
    if media_type == "application/pdf":
        import base64

        data = base64.encodebytes(
            pdf(text.replace("\n", " ").replace("(", "\\(").replace(")", "\\)"))
        )
        head = f'Content-Type: {media_type}; name="{name}"\r\nContent-Transfer-Encoding: base64\r\n'
        return head.encode() + b"\r\n" + data
    return f"Content-Type: {media_type}\r\n\r\n{text}".encode()


def _scanned(text: str) -> str:
    """What a bad scanner makes of a text, the same each time."""
    count = 0

    def spoilt(found: re.Match[str]) -> str:
        nonlocal count
        count += 1
        if count % 5:
            return found[0]
        return {"rn": "m", "l": "1", "o": "0", "m": "rn"}[found[0]]

    return re.sub(r"rn|l|o|m", spoilt, text)
