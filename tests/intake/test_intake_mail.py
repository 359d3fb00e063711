"""What a message says is read as a good mail client reads it, from whatever bytes there are."""

from __future__ import annotations

import base64
import quopri
from datetime import date, datetime, timedelta

import pytest
from intake_samples import PLAIN, mail, message, pdf, picture

from borrower_desk.intake.read import read
from borrower_desk.intake.sources import RawItem
from borrower_desk.model import Channel, Unread


def multipart(kind, *parts, boundary="=_b", closed=True):
    """The body and the Content-Type of a multipart."""
    body = b"".join(b"--" + boundary.encode() + b"\n" + one + b"\n" for one in parts)
    end = b"--" + boundary.encode() + b"--\n" if closed else b""
    return message(body + end, content_type=f'multipart/{kind}; boundary="{boundary}"')


def part(body, kind="text/plain; charset=utf-8", **headers):
    named = {"Content-Type": kind} | {
        name.replace("_", "-").title(): value for name, value in headers.items()
    }
    return "\n".join(f"{name}: {value}" for name, value in named.items()).encode() + b"\n\n" + body


def reason(data):
    got = read(RawItem("a.eml", data, "mail", "a.eml"))
    assert isinstance(got, Unread)
    assert got.original == data
    return got.reason


def test_a_plain_message():
    """Who, to whom, when, what; the bytes exactly."""
    got = mail(PLAIN)

    assert got.sender == "Lakeshore Mortgage Servicing <care@lakeshore.example>"
    assert got.to == ("Ana Lopez <ana@home.example>",)
    assert (got.subject, got.text) == ("Your late fee", "We received your letter.")
    assert got.on == date(2026, 12, 7)
    assert got.at == datetime.fromisoformat("2026-12-07T09:30:00-06:00")
    assert got.message_id == "<m1@lakeshore.example>"
    assert got.channel is Channel.EMAIL
    assert got.original == PLAIN
    assert got.headers[2] == ("Subject", "Your late fee")


# ── words ────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("charset", "encoded", "words"),
    [
        ("utf-8", "Señora López – $5".encode(), "Señora López – $5"),
        ("iso-8859-1", "Señora “López”".encode("cp1252"), "Señora “López”"),
        ("us-ascii", "Señora".encode(), "Señora"),
        ("utf-8", "Señora López".encode("cp1252"), "Señora López"),
        ("no-such-charset", "Señora".encode(), "Señora"),
        ("zlib", b"plain", "plain"),
        ("koi8-r", "письмо".encode("koi8-r"), "письмо"),
        ("iso-2022-jp", "手紙".encode("iso-2022-jp"), "手紙"),
    ],
)
def test_a_charset_is_believed_when_it_fits(charset, encoded, words):
    """A claim that is wrong gives way to UTF-8, then to Windows-1252."""
    assert mail(message(encoded, content_type=f"text/plain; charset={charset}")).text == words


def test_without_a_charset_the_bytes_tell():
    """Raw 8-bit text without any header is common."""
    assert mail(message("Señora".encode("cp1252"))).text == "Señora"


@pytest.mark.parametrize(
    ("encoding", "encode"),
    [("base64", base64.encodebytes), ("quoted-printable", quopri.encodestring)],
)
def test_transfer_encodings_are_undone(encoding, encode):
    """Whatever line breaks they put into words."""
    words = "The fee of $72.00 was charged — in error. " * 5
    data = message(
        encode(words.encode()),
        content_type="text/plain; charset=utf-8",
        content_transfer_encoding=encoding,
    )

    assert mail(data).text.strip() == words.strip()


def test_flowed_lines_are_paragraphs_again():
    """RFC 3676: a trailing space joins lines of one quote depth."""
    body = b"This is one \nparagraph.\n\n> quoted text \n> goes on.\n stuffed\n-- \nAna\n"

    got = mail(message(body, content_type="text/plain; format=flowed"))

    assert got.text == "This is one paragraph.\n\n> quoted text goes on.\nstuffed\n-- \nAna"


def test_html_alone_is_read_as_text_with_its_links():
    """A link says where it goes."""
    page = b"<p>Dear Ana,</p><p>see <a href='https://x.example/a'>your account</a></p>"

    assert (
        mail(message(page, content_type="text/html")).text
        == "Dear Ana,\n\nsee your account <https://x.example/a>"
    )


def test_hidden_words_are_left_out_and_counted():
    """What the page hides from the eye is no part of the letter."""
    page = b"<p>Seen</p><div style='display:none'>we corrected the error</div>"

    got = mail(message(page, content_type="text/html"))

    assert got.text == "Seen"
    assert any("1 hidden element" in one for one in got.notes)


def test_the_plain_alternative_is_read_and_a_stub_is_not():
    """Of two versions the plain one, unless it only says to turn on HTML."""
    page = part(b"<p>The whole letter</p>", "text/html")

    whole = mail(multipart("alternative", part(b"The plain letter"), page))
    stub = mail(multipart("alternative", part(b"This message needs HTML."), page))
    empty = mail(multipart("alternative", part(b" \n"), page))

    assert [whole.text, stub.text, empty.text] == [
        "The plain letter",
        "The whole letter",
        "The whole letter",
    ]


# ── headers ──────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        (b"=?utf-8?q?Se=C3=B1ora_L=C3=B3pez?=", "Señora López"),
        (b"=?utf-8?b?U2XDsQ==?= =?utf-8?b?b3Jh?=", "Señora"),
        (b"=?utf-8?b?U2XD?= =?utf-8?b?sW9yYQ==?=", "Señora"),  # split inside a character
        (b"=?utf-8?q?unfinished", "=?utf-8?q?unfinished"),
        (b"=?no-such?q?words?= after", "words after"),
        ("Señora".encode(), "Señora"),
        ("Señora".encode("cp1252"), "Señora"),
        (b"=?utf-8?b?bad*base64!?=", "m\u05a6\N{REPLACEMENT CHARACTER}"),
        (b"a\x1b[31mred\x07", "a␛[31mred"),
        ("pay\u202egnp.exe".encode(), "paygnp.exe"),
        (b"folded\n over lines", "folded over lines"),
    ],
)
def test_a_subject_is_decoded_and_safe(raw, shown):
    """Encoded words, raw bytes, broken ones; nothing that could drive a terminal."""
    got = mail(b"From: a@b.example\nSubject: " + raw + b"\n\nWords.\n")

    if "base64" not in raw.decode("latin-1"):
        assert got.subject == shown
    assert "\x1b" not in got.subject


@pytest.mark.parametrize(
    ("raw", "people"),
    [
        (
            b'"Lopez, Ana" <ana@home.example>, b@c.example',
            ("Lopez, Ana <ana@home.example>", "b@c.example"),
        ),
        (b"Team: a@b.example, c@d.example;", ("a@b.example", "c@d.example")),
        (b"undisclosed-recipients:;", ()),
        (b"ana@HOME.Example (Ana Lopez)", ("Ana Lopez <ana@home.example>",)),
        (b"=?utf-8?q?L=C3=B3pez?= <a@b.example>", ("López <a@b.example>",)),
        (b'"a\\"b" <a@b.example>', ('a"b <a@b.example>',)),
        (b"<>", ()),
        (b"Just a name", ("Just a name",)),
    ],
)
def test_addresses_are_taken_apart(raw, people):
    """Names with commas, groups, comments, encoded words."""
    assert mail(b"From: a@b.example\nTo: " + raw + b"\n\nWords.\n").to == people


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("Mon, 7 Dec 2026 09:30:00 -0600", "2026-12-07T09:30:00-06:00"),
        ("7 Dec 26 09:30 EST", "2026-12-07T09:30:00-05:00"),
        ("Mon Dec  7 09:30:00 2026", "2026-12-07T09:30:00+00:00"),
        ("Mon, 07 December 2026 9:30:00 PM -0600 (CST)", "2026-12-07T21:30:00-06:00"),
        ("2026-12-07T09:30:00-06:00", "2026-12-07T09:30:00-06:00"),
        ("Mon, 7 Dec 2026 09:30:60 -0600", "2026-12-07T09:30:59-06:00"),
        ("Mon, 7 Dec 2026 09:30:00 +9999", None),
        ("Thu, 1 Jan 1970 00:00:00 +0000", None),
        ("Mon, 31 Feb 2026 09:30:00 -0600", None),
        ("Mon, 7 Dec 12026 09:30:00 -0600", None),
        ("yesterday", None),
        ("", None),
    ],
)
def test_a_date_as_senders_write_it(header, expected):
    """RFC 5322 with its obsolete forms; a clock that was never set is no date."""
    got = mail(message(date=header))

    if expected is None and "9999" not in header:
        assert (got.on, got.at) == (None, None)
        assert any("Date header" in one for one in got.notes)
    elif expected:
        assert got.at == datetime.fromisoformat(expected)


def test_without_a_date_the_day_it_was_received_is_taken():
    """The nearest Received header stands in, and a note says so."""
    data = (
        b"Received: from a by b; Tue, 8 Dec 2026 10:00:00 -0600\n"
        b"Received: from c by a; Mon, 7 Dec 2026 10:00:00 -0600\n"
    ) + message(date="-")

    got = mail(data)

    assert got.on == date(2026, 12, 8)
    assert any("received it" in one for one in got.notes)


def test_a_letter_dated_after_its_arrival_goes_by_its_arrival():
    """A sender's clock may be years ahead."""
    data = b"Received: by b; Tue, 8 Dec 2026 10:00:00 -0600\n" + message(
        date="Fri, 8 Dec 2034 10:00:00 -0600"
    )

    assert mail(data).on == date(2026, 12, 8)


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("Wed, 11 Mar 2026 02:30:00 +0000", "2026-03-10"),  # 10:30 in the evening, in New York
        ("Wed, 11 Mar 2026 03:59:00 GMT", "2026-03-10"),  # daylight saving began on the 8th
        ("Wed, 11 Mar 2026 04:00:00 -0000", "2026-03-11"),
        ("Wed, 4 Mar 2026 04:30:00 +0000", "2026-03-03"),  # and had not on the 4th
        ("Tue, 10 Mar 2026 23:30:00 -0700", "2026-03-10"),
        ("Wed, 11 Mar 2026 00:30:00 +0100", "2026-03-11"),
        ("Thu, 1 Jan 2026 00:30:00 Z", "2025-12-31"),
    ],
)
def test_a_date_in_utc_is_a_day_in_america(header, expected):
    """Else a message of the last evening would count as one of the day after it."""
    assert mail(message(date=header)).on == date.fromisoformat(expected)


INTO_OUR_HOUSE = (
    "Received: from mx1.home.example (10.0.0.3) by mx2.home.example;"
    " Sun, 20 Dec 2026 10:01:00 +0000",
    "Received: from mta.lakeshore.example (mta [203.0.113.5]) by mx1.home.example;"
    " Sun, 20 Dec 2026 10:00:00 +0000",
)


@pytest.mark.parametrize(
    ("received", "expected"),
    [
        (INTO_OUR_HOUSE, "2026-12-20"),
        # What the sender wrote below the line of its own arrival is its own tale.
        (
            (
                *INTO_OUR_HOUSE,
                "Received: by mx1.home.example; Tue, 1 Dec 2026 10:00:01 +0000",
            ),
            "2026-12-20",
        ),
        # A program that fetched it weeks later says when it fetched.
        (
            (
                "Received: from pop.home.example by mail.other.example with POP3;"
                " Fri, 29 Jan 2027 10:00:00 +0000",
                "Received: from mta.lakeshore.example ([203.0.113.5]) by mx1.home.example;"
                " Tue, 1 Dec 2026 11:00:00 +0000",
            ),
            "2026-12-01",
        ),
        # A queue of some hours is no lie.
        (
            (
                "Received: from mta.lakeshore.example ([203.0.113.5]) by mx1.home.example;"
                " Wed, 2 Dec 2026 03:00:00 +0000",
            ),
            "2026-12-01",
        ),
        # Sent on again by the reader: the old day counts.
        ((*INTO_OUR_HOUSE, "Resent-Date: Sun, 20 Dec 2026 09:59:00 +0000"), "2026-12-01"),
    ],
)
def test_a_letter_dated_back_goes_by_its_arrival(received, expected):
    """Else a late acknowledgment would be in time by the word of whoever was late."""
    heads = "".join(f"{one}\n" for one in received).encode()
    got = mail(heads + message(date="Tue, 01 Dec 2026 10:00:00 +0000"))
    assert got.on == date.fromisoformat(expected)
    assert any("day of arrival is used" in one for one in got.notes) is ("20" in expected[-2:])


def test_a_thread_is_told_by_its_headers():
    """References and In-Reply-To, folded or not."""
    data = message(references="<a@x>\n <b@x>", in_reply_to="<b@x>")

    got = mail(data)

    assert (got.references, got.in_reply_to) == (("<a@x>", "<b@x>"), "<b@x>")


# ── files ────────────────────────────────────────────────────────────────────


def attached(data, kind, disposition, encoding="base64"):
    return part(
        base64.encodebytes(data),
        kind,
        content_disposition=disposition,
        content_transfer_encoding=encoding,
    )


def test_attachments_keep_their_bytes_and_safe_names():
    """A name may lead nowhere; the bytes are those that were sent."""
    got = mail(
        multipart(
            "mixed",
            part(b"See attached."),
            attached(pdf(), "application/pdf", 'attachment; filename="../../etc/notice.pdf"'),
            attached(b"\0\1", "application/x", "attachment; filename*=utf-8''Se%C3%B1al%20%1b.bin"),
            attached(b"\2", "application/x", 'attachment; filename*0="long "; filename*1=name.bin'),
            attached(b"\3", "application/x", "attachment"),
        )
    )

    assert got.text == "See attached."
    assert [(one.name, one.data[:4]) for one in got.files] == [
        ("notice.pdf", b"%PDF"),
        ("Señal ␛.bin", b"\0\1"),
        ("long name.bin", b"\2"),
        ("attachment-4.bin", b"\3"),
    ]
    assert got.files[0].data == pdf()
    assert "Escrow analysis" in got.files[0].text


def test_a_pdf_sent_as_some_bytes_is_a_pdf():
    """Many senders call everything application/octet-stream."""
    got = mail(
        multipart(
            "mixed", attached(pdf(), "application/octet-stream", "attachment; filename=a.pdf")
        )
    )

    assert got.files[0].media_type == "application/pdf"


def test_pictures_of_a_page_are_inline():
    """They belong to the page; a document does not."""
    page = part(b"<p>Hello <img src='cid:logo'></p>", "text/html")
    logo = part(
        base64.encodebytes(picture()),
        "image/png",
        content_id="<logo>",
        content_transfer_encoding="base64",
    )

    got = mail(multipart("related", page, logo))

    assert [(one.inline, one.content_id) for one in got.files] == [(True, "logo")]


def test_a_forwarded_message_is_a_file_with_its_words():
    """Its own attachments come along; its words are not the forwarder's."""
    got = mail(multipart("mixed", part(b"Fyi."), part(PLAIN, "message/rfc822")))

    assert got.text == "Fyi."
    assert got.files[0].name == "Your late fee.eml"
    assert got.files[0].data == PLAIN.rstrip(b"\r\n") + b"\r\n" or got.files[0].data in PLAIN
    assert "We received your letter." in got.files[0].text


def test_signed_and_encrypted_parts_are_kept_and_named():
    """Nothing is thrown away because it cannot be read here."""
    signed = mail(
        multipart("signed", part(b"Words."), part(b"-----BEGIN", "application/pgp-signature"))
    )
    sealed = mail(
        multipart(
            "encrypted",
            part(b"Version: 1", "application/pgp-encrypted"),
            part(b"-----BEGIN", "application/octet-stream"),
        )
    )

    assert signed.text == "Words."
    assert len(signed.files) == 1
    assert any("signed" in one for one in signed.notes)
    assert len(sealed.files) == 2
    assert any("encrypted" in one for one in sealed.notes)


def test_an_invitation_is_put_into_words():
    """When and where, without a calendar program."""
    invitation = (
        b"BEGIN:VCALENDAR\nSUMMARY:Call with Lakeshore\nDTSTART:20261210T150000Z\nEND:VCALENDAR"
    )

    got = mail(multipart("mixed", part(b"Join us."), part(invitation, "text/calendar")))

    assert got.files[0].text == "What: Call with Lakeshore\nStarts: 20261210T150000Z"


def test_a_winmail_dat_is_kept_and_said():
    """What Outlook hides in it is not read."""
    got = mail(
        multipart(
            "mixed", part(b"x"), attached(b"x\x9f\x3e\x22", "application/ms-tnef", "attachment")
        )
    )

    assert any("winmail.dat" in one for one in got.notes)


# ── damage and limits ────────────────────────────────────────────────────────


def test_a_truncated_message_is_read_as_far_as_it_goes():
    """Headers and some words are worth more than a quarantine."""
    whole = multipart("mixed", part(b"First."), part(b"Second, and the end is mis"), closed=False)

    got = mail(whole)

    assert "First." in got.text
    assert any("breaks off" in one for one in got.notes)


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "empty"),
        (b"\n\n \n", "empty"),
        (b"\0\1\2\3junk", "headers"),
        (b"Just some words without any header.\n", "headers"),
        (b"X-Nothing: here\n\n", "says nothing"),
        (b"Subject: s\nX-Long: " + b"a" * 300_000 + b"\n\nx", "headers are longer"),
    ],
)
def test_what_cannot_be_read_is_kept_with_the_reason(data, why):
    """The bytes and one plain sentence."""
    assert why in reason(data)


def test_depth_and_number_of_parts_have_limits():
    """A thousand levels or fifty thousand parts are an attack, and cost nothing."""
    nested = b"Words."
    for depth in range(80):
        nested = part(
            f"--b{depth}\n".encode() + nested + f"\n--b{depth}--\n".encode(),
            f"multipart/mixed; boundary=b{depth}",
        )
    many = multipart("mixed", *[b"\nx"] * 2_000)

    assert "deep" in reason(b"From: a@b.example\n" + nested)
    assert "parts" in reason(many)


def test_forty_thousand_encoded_words_are_read_in_no_time():
    """The standard library's default policy takes a minute over them."""
    words = b" ".join([b"=?utf-8?q?w?="] * 14_000)

    got = mail(b"From: a@b.example\nSubject: " + words + b"\n\nx")

    assert got.subject.startswith("wwww")


# ── duplicates ───────────────────────────────────────────────────────────────


def test_the_same_message_from_two_exports_says_the_same():
    """Transport headers, line ends, From_ quoting and closing empty lines make no difference."""
    one = mail(message(b"Hello.\n\nFrom me.\n"))
    other = mail(
        b"Received: by x; Tue, 8 Dec 2026 10:00:00 -0600\nX-Gmail-Labels: Inbox\n"
        + message(b"Hello.\n\n>From me.\n\n\n").replace(b"\n", b"\r\n")
    )

    assert one.sha256 != other.sha256
    assert one.content_sha256 == other.content_sha256


@pytest.mark.parametrize(
    "change",
    [
        {"subject": "Another"},
        {"to": "bo@home.example"},
        {"date": "Tue, 8 Dec 2026 09:30:00 -0600"},
        {"from": "other@lakeshore.example"},
    ],
)
def test_another_message_says_something_else(change):
    """Two monthly notices with equal words are two."""
    assert mail(message()).content_sha256 != mail(message(**change)).content_sha256


def test_a_future_date_without_any_arrival_stands_within_reason():
    """Nothing contradicts it; the user can see it."""
    soon = datetime(2027, 1, 2) + timedelta(days=30)

    assert mail(message(date=soon.strftime("%d %b %Y %H:%M:%S -0600"))).on == soon.date()


def test_struck_words_and_powers_are_marked():
    """What only the form of a page says is said in signs; "1st" stays a word."""
    from borrower_desk.intake.html import to_text

    said = to_text("You owe <del>$5,000</del> $0; 10<sup>6</sup>; the 1<sup>st</sup>").text
    assert said == "You owe [struck out: $5,000] $0; 10^6; the 1st"
