"""The sample material: made by its tool, readable by others' readers, safe, and consistent."""

from __future__ import annotations

import io
import mailbox
import re
import runpy
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from demo_story_values import MAIL, PLACE, story

from borrower_desk.model import ImportStatus

TOOL = Path(__file__).parents[2] / "tools" / "make_demo_samples.py"
DOMAIN = re.compile(r"(?:@|https?://)([a-z0-9.-]+)", re.IGNORECASE)
PHONE = re.compile(r"(?<![\d-])(?:1-)?\d{3}-(\d{3})-(\d{4})(?![\d-])")
SSN = re.compile(r"(?<![\d-])\d{3}-\d{2}-\d{4}(?![\d-])")


@pytest.fixture(scope="module")
def made() -> dict[str, bytes]:
    return runpy.run_path(str(TOOL))["samples"]()


@pytest.fixture(scope="module")
def messages() -> list[bytes]:
    """Every readable message, as Python's own mailbox module finds it."""
    inbox = mailbox.mbox(MAIL / "inbox.mbox", create=False)
    sent = mailbox.Maildir(MAIL / "Maildir-sent", create=False)
    found = [box.get_bytes(key) for box in (inbox, sent) for key in box.keys()]  # noqa: SIM118 - a mailbox is no dict
    inbox.close()
    found += [path.read_bytes() for path in sorted((MAIL / "saved").glob("*.eml"))]
    return [raw for raw in found if not raw.startswith(b"\0")]


def pdfs() -> dict[str, bytes]:
    """Every PDF, on disk and inside messages."""
    found = {path.name: path.read_bytes() for path in (PLACE / "papers").glob("*.pdf")}
    for path in [*(MAIL / "saved").glob("*.eml"), *(MAIL / "Maildir-sent").glob("*/*")]:
        _gather(path.read_bytes(), found)
    inbox = mailbox.mbox(MAIL / "inbox.mbox", create=False)
    for key in inbox.keys():  # noqa: SIM118 - a mailbox is no dict
        _gather(inbox.get_bytes(key), found)
    inbox.close()
    return found


def _gather(raw: bytes, found: dict[str, bytes]) -> None:
    for part in message_from_bytes(raw, policy=policy.compat32).walk():
        if part.get_content_type() == "application/pdf":
            found[str(part.get_filename())] = part.get_payload(decode=True)  # type: ignore[assignment]  # a leaf's payload is bytes


def pdf_text(data: bytes) -> str:
    from pypdf import PdfReader

    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(data)).pages)


def message_text(raw: bytes) -> str:
    """Headers and every decoded text part."""
    message = message_from_bytes(raw, policy=policy.compat32)
    texts = [f"{name}: {value}" for name, value in message.items()]
    for part in message.walk():
        if part.get_content_maintype() == "text":
            payload = part.get_payload(decode=True)
            assert isinstance(payload, bytes)
            texts.append(payload.decode(part.get_content_charset() or "ascii"))
    return "\n".join(texts)


@pytest.fixture(scope="module")
def every_text(messages: list[bytes]) -> dict[str, str]:
    texts = {f"message {n}": message_text(raw) for n, raw in enumerate(messages)}
    texts |= {name: pdf_text(data) for name, data in pdfs().items()}
    texts |= {name: (PLACE / name).read_text() for name in ("papers/phone log.txt", "story.toml")}
    return texts


def test_the_samples_are_what_the_tool_makes(made: dict[str, bytes]) -> None:
    """Nobody edits a sample by hand: the tool makes the same bytes again."""
    on_disk = {
        str(path.relative_to(PLACE)): path.read_bytes()
        for folder in ("mail", "papers")
        for path in (PLACE / folder).rglob("*")
        if path.is_file()
    }
    on_disk["items.toml"] = (PLACE / "items.toml").read_bytes()

    assert sorted(on_disk) == sorted(made)
    assert [name for name in made if made[name] != on_disk[name]] == []


def test_the_samples_stay_small() -> None:
    """They travel in every copy of the package."""
    assert (
        sum(p.stat().st_size for p in PLACE.rglob("*") if "__pycache__" not in p.parts) < 1_300_000
    )


def test_the_counts_of_the_story_are_the_counts_of_the_files() -> None:
    """What the story expects of the import is what lies on disk, as Python's mailbox counts it."""
    inbox = mailbox.mbox(MAIL / "inbox.mbox", create=False)
    sent = mailbox.Maildir(MAIL / "Maildir-sent", create=False)
    saved = list((MAIL / "saved").iterdir())
    papers = list((PLACE / "papers").iterdir())
    met = len(inbox) + len(sent) + len(saved) + len(papers)
    inbox.close()

    told = story()
    by_status = {one: sum(it.status is one for it in told.mail) for one in ImportStatus}

    assert told.expected["met"] == met == len(told.mail) + len(told.papers)
    assert told.expected["quarantined"] == by_status[ImportStatus.QUARANTINED]
    assert told.expected["duplicates"] == by_status[ImportStatus.DUPLICATE]
    assert told.expected["imported"] == by_status[ImportStatus.IMPORTED] + len(papers)


def test_each_listed_message_is_where_the_list_says() -> None:
    """`inbox.mbox#7` is the seventh message, and has the Message-ID that items.toml gives."""
    inbox = mailbox.mbox(MAIL / "inbox.mbox", create=False)
    numbered = {f"mail/inbox.mbox#{n}": inbox.get_bytes(n - 1) for n in range(1, len(inbox) + 1)}
    inbox.close()

    for item in story().mail:
        raw = numbered.get(item.source) or (PLACE / item.source).read_bytes()
        found = message_from_bytes(raw, policy=policy.compat32)["Message-ID"]
        assert (found or "") == item.message_id, item.source


def test_the_duplicate_is_the_same_message_byte_for_byte() -> None:
    """One message was saved twice."""
    twice = [one for one in story().mail if one.status is ImportStatus.DUPLICATE]
    first = next(one for one in story().mail if one.key == twice[0].key)
    inbox = mailbox.mbox(MAIL / "inbox.mbox", create=False)
    original = inbox.get_bytes(int(first.source.rpartition("#")[2]) - 1)
    inbox.close()

    assert len(twice) == 1
    assert (PLACE / twice[0].source).read_bytes().rstrip() == original.rstrip()


def test_the_messages_have_no_defect_but_the_damaged_one(messages: list[bytes]) -> None:
    """The samples are well-formed mail: what goes to quarantine goes there on purpose."""
    for raw in messages:
        message = message_from_bytes(raw, policy=policy.compat32)
        assert [part.defects for part in message.walk() if part.defects] == [], message["Subject"]
        assert message["From"]
        assert message["Date"]


def test_the_mail_speaks_every_dialect(messages: list[bytes]) -> None:
    """An import of the demo meets what a real mailbox holds."""
    everything = b"\n".join(messages)
    for wanted in (
        b"multipart/alternative",
        b"multipart/related",
        b"multipart/report",
        b"message/rfc822",
        b"message/delivery-status",
        b"format=flowed",
        b"filename*0*=UTF-8''",
        b"charset=iso-8859-1",
        b"Content-ID: <",
        b"Auto-Submitted: auto-replied",
        b"Return-Path: <>",
        b"lakesh0re-mortgage.example",
    ):
        assert wanted in everything, wanted
    only_html = [raw for raw in messages if b"text/html" in raw and b"text/plain" not in raw]
    assert len(only_html) == 1


def test_every_pdf_opens_and_has_words() -> None:
    """Fifteen different PDFs, none of them a picture."""
    found = pdfs()

    assert len(found) >= 15
    for name, data in found.items():
        assert len(pdf_text(data)) > 200, name


def test_the_photographs_carry_an_orientation_and_no_place() -> None:
    """As from a phone held upright: stored on its side, with EXIF, without GPS."""
    from PIL import Image

    photographs = list((PLACE / "papers").glob("*.jpg"))
    assert len(photographs) == 2
    for path in photographs:
        with Image.open(path) as picture:
            exif = picture.getexif()
            assert exif[0x0112] == 6
            assert 0x8825 not in exif


def test_all_domains_are_made_up(every_text: dict[str, str]) -> None:
    """RFC 2606 keeps .example for this."""
    for name, text in every_text.items():
        wrong = [one for one in DOMAIN.findall(text) if not one.rstrip(".-").endswith(".example")]
        wrong = [one for one in wrong if one not in {"alerts", "oakstreet"}]
        assert wrong == [], name


def test_all_telephone_numbers_are_fiction(every_text: dict[str, str]) -> None:
    """555-0100 to 555-0199."""
    for name, text in every_text.items():
        for exchange, line in PHONE.findall(text):
            assert exchange == "555", (name, exchange, line)
            assert "0100" <= line <= "0199", (name, exchange, line)


def test_nothing_looks_like_a_social_security_number(every_text: dict[str, str]) -> None:
    """A packet of the demo has nothing of this kind to redact."""
    for name, text in every_text.items():
        assert SSN.findall(text) == [], name
