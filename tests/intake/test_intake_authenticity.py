"""Is it really my servicer?  Forty and more cases, each with what must be said of it."""

from __future__ import annotations

import dataclasses
import time

import dkim
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from intake_samples import mail, message

from borrower_desk.intake.authenticity import judge
from borrower_desk.model import Authenticity, Channel, Servicer, ServicerId, Verdict

LAKESHORE = Servicer(
    ServicerId("S1"),
    "Lakeshore Mortgage Servicing",
    domains=("lakeshore.example",),
    emails=("notices@lakeshore-legal.example",),
    portal="https://my.lakeshore.example/login",
)
GENUINE = "Lakeshore Mortgage Servicing <care@lakeshore.example>"
RECEIVED = "from mta7.lakeshore.example by mx.home.example (Postfix) with ESMTPS; Mon, 7 Dec 2026"
PASSED = (
    "mx.home.example; dkim=pass header.d=lakeshore.example;"
    " spf=pass smtp.mailfrom=b@lakeshore.example; dmarc=pass header.from=lakeshore.example"
)
WORDS = "Your statement is enclosed."


def judged(
    body: str = WORDS, servicers: tuple[Servicer, ...] = (LAKESHORE,), **headers: str
) -> Authenticity:
    """The verdict on an e-mail with this body and these headers."""
    return judge(mail(message(body.encode(), **headers)), servicers, ("ana@home.example",))


# ── forged: none may be called consistent ────────────────────────────────────

FORGED = {
    "a letter swapped": {"from": "Lakeshore <care@lakehsore.example>"},
    "a letter left out": {"from": "Lakeshore <care@lakeshre.example>"},
    "a letter doubled": {"from": "Lakeshore <care@lakesshore.example>"},
    "rn for m": {"from": "care@harrnony.example"},
    "a digit for a letter": {"from": "care@1akeshore.example"},
    "a zero for an o": {"from": "care@lakesh0re.example"},
    "vv for w": {"from": "care@vvestfield.example"},
    "a Cyrillic letter": {"from": "care@l\u0430keshore.example"},
    "punycode": {"from": "care@xn--lkeshore-l4g.example"},
    "another ending": {"from": "care@lakeshore.test"},
    "a hyphen": {"from": "care@lake-shore.example"},
    "words added": {"from": "care@lakeshore-secure-login.example"},
    "the name before another domain": {"from": "care@lakeshore.example.payments.test"},
    "the name in a host of another": {"from": "care@mail-lakeshore.hosting.test"},
    "the name and free mail": {"from": "Lakeshore Mortgage Servicing <lakeshore.care@gmail.com>"},
    "the address in the name": {"from": '"care@lakeshore.example" <x9@cheap-host.test>'},
    "dmarc failed": {
        "from": GENUINE,
        "received": RECEIVED,
        "authentication_results": "mx.home.example; dmarc=fail header.from=lakeshore.example",
    },
    "spf and dkim failed": {
        "from": GENUINE,
        "received": RECEIVED,
        "authentication_results": "mx.home.example; spf=fail smtp.mailfrom=x.test; dkim=fail",
    },
    "spf failed and no signature": {
        "from": GENUINE,
        "received": RECEIVED,
        "authentication_results": "mx.home.example; spf=softfail smtp.mailfrom=x.test; dkim=none",
    },
    "answers go elsewhere": {"from": GENUINE, "reply_to": "lakeshore.payments@outlook.com"},
    "answers go to a lookalike": {"from": GENUINE, "reply_to": "care@lakesh0re.example"},
    "it proves another domain": {
        "from": GENUINE,
        "received": RECEIVED,
        "authentication_results": "mx.home.example; dkim=pass header.d=bulk.test;"
        " spf=pass smtp.mailfrom=x@bulk.test",
    },
    "nothing is proved": {
        "from": GENUINE,
        "received": RECEIVED,
        "authentication_results": "mx.home.example; dkim=none; spf=none; dmarc=none",
    },
    "it brought its own results": {
        "from": GENUINE,
        "received": RECEIVED,
        "authentication_results": "mail.lakeshore.example; dmarc=pass",
    },
    "its failures go to another house": {"from": GENUINE, "return_path": "<x@bulk-sender.test>"},
}
HARMONY = Servicer(ServicerId("S2"), "Harmony Home Loans", domains=("harmony.example",))
WESTFIELD = Servicer(ServicerId("S3"), "Westfield Bank", domains=("westfield.example",))
ALL = (LAKESHORE, HARMONY, WESTFIELD)


@pytest.mark.parametrize("case", FORGED.values(), ids=FORGED.keys())
def test_no_forged_sender_is_consistent(case):
    """Not one of them may be called consistent, and each says why."""
    got = judged(servicers=ALL, **case)
    assert got.verdict is not Verdict.CONSISTENT
    assert got.reasons


SURELY = [name for name in FORGED if name not in (
    "it proves another domain", "nothing is proved", "it brought its own results",
    "its failures go to another house",
)]  # fmt: skip


@pytest.mark.parametrize("name", SURELY)
def test_what_imitates_or_fails_is_suspicious(name):
    assert judged(servicers=ALL, **FORGED[name]).verdict is Verdict.SUSPICIOUS


WORDS_OF_FRAUD = {
    "a new bank account and haste": "Our bank account has changed. Wire your payment to the new"
    " account within 24 hours to avoid foreclosure.",
    "gift cards": "Pay your escrow shortage with gift cards today.",
    "a password and haste": "Your account will be suspended. Confirm your password now.",
    "a link that lies": 'See <a href="https://evil.test/x">https://lakeshore.example/pay</a>',
    "a link to a lookalike": "Log in at https://lakesh0re.example/login to see your bill.",
    "a link to a number": "Pay at http://198.51.100.7/pay now.",
    "a link with a false front": "See https://lakeshore.example@evil.test/pay for your bill.",
}


@pytest.mark.parametrize("body", WORDS_OF_FRAUD.values(), ids=WORDS_OF_FRAUD.keys())
def test_a_right_name_does_not_make_fraud_right(body):
    """The sender's name can be forged; what it wants shows it."""
    kind = "text/html" if "<a" in body else "text/plain"
    got = judged(body, **{"from": GENUINE, "content_type": f"{kind}; charset=utf-8"})
    assert got.verdict is Verdict.SUSPICIOUS


def test_a_program_among_the_files_is_suspicious():
    body = (
        "--b\r\nContent-Type: text/plain\r\n\r\nSee attached.\r\n--b\r\nContent-Type:"
        ' application/octet-stream; name="statement.pdf.exe"\r\nContent-Disposition: attachment;'
        ' filename="statement.pdf.exe"\r\n\r\nMZ\r\n--b--\r\n'
    )
    got = judged(body, **{"from": GENUINE, "content_type": 'multipart/mixed; boundary="b"'})
    assert got.verdict is Verdict.SUSPICIOUS


# ── genuine ──────────────────────────────────────────────────────────────────

CONSISTENT = {
    "its own domain": {"from": GENUINE},
    "a host of its domain": {"from": "care@mail.lakeshore.example"},
    "its address on record": {"from": "notices@lakeshore-legal.example"},
    "checked by our server": {
        "from": GENUINE, "received": RECEIVED, "authentication_results": PASSED,
    },
    "answers to another of its hosts": {"from": GENUINE, "reply_to": "help@my.lakeshore.example"},
    "a mailing service, signed": {
        "from": GENUINE,
        "received": RECEIVED,
        "return_path": "<b-1@bounce.mailer.test>",
        "dkim_signature": "v=1; a=rsa-sha256; d=lakeshore.example; s=s1; h=from; bh=x; b=x",
        "authentication_results": "mx.home.example; dkim=pass header.d=lakeshore.example;"
        " spf=pass smtp.mailfrom=b-1@bounce.mailer.test",
    },
    "a payoff that warns of fraud": {"from": GENUINE},
}  # fmt: skip


@pytest.mark.parametrize("case", CONSISTENT.values(), ids=CONSISTENT.keys())
def test_a_genuine_sender_is_consistent(case):
    assert judged(**case).verdict is Verdict.CONSISTENT


def test_a_servicer_may_name_its_wire_instructions():
    """A payoff statement rightly has them; only changed ones are a sign."""
    body = "Payoff by wire: use the wire instructions below and call us to confirm them first."
    assert judged(body, **{"from": GENUINE}).verdict is Verdict.CONSISTENT


def test_a_link_of_a_mailing_service_is_no_lie():
    body = '<a href="https://click.mailer.test/abc">View your statement</a>'
    got = judged(body, **{"from": GENUINE, "content_type": "text/html"})
    assert got.verdict is Verdict.CONSISTENT


UNKNOWN = {
    "a stranger": {"from": "Bob <bob@neighbour.example>"},
    "a law firm": {"from": "Oak Legal Aid <help@oaklegal.example>"},
    "a name of common words": {"from": "Home Loan Services <x@homeloans-r-us.test>"},
}


@pytest.mark.parametrize("case", UNKNOWN.values(), ids=UNKNOWN.keys())
def test_a_stranger_is_unknown(case):
    assert judged(**case).verdict is Verdict.UNKNOWN


def test_with_no_servicer_on_record_nothing_is_consistent():
    assert judged(servicers=(), **{"from": GENUINE}).verdict is Verdict.UNKNOWN


def test_only_the_results_of_our_own_server_count():
    """A pass that the sender wrote below a fail of ours changes nothing."""
    raw = message(WORDS.encode(), **{"from": GENUINE})
    ours = b"Authentication-Results: mx.home.example; dmarc=fail header.from=lakeshore.example\n"
    theirs = b"Authentication-Results: mx.home.example; dmarc=pass header.from=lakeshore.example\n"
    received = f"Received: {RECEIVED}\n".encode()
    got = judge(mail(ours + received + theirs + raw), [LAKESHORE])
    assert got.verdict is Verdict.SUSPICIOUS


SIGNED = "v=1; a=rsa-sha256; d=lakeshore.example; s=s1; h=from; bh=x; b=x"


@pytest.mark.parametrize(
    ("headers", "proved"),
    [
        ({"dkim_signature": SIGNED, "return_path": "<b@lakeshore.example>"}, True),
        ({"dkim_signature": SIGNED, "return_path": "<b@mailer.test>"}, True),
        ({"return_path": "<b@lakeshore.example>"}, True),
        ({"return_path": "<x@evil.example>"}, False),
        ({"return_path": "<x@evil.example>", "dkim_signature": "d=evil.example; s=a"}, False),
        ({"received": "-", "dkim_signature": SIGNED}, False),
    ],
)
def test_results_that_the_message_contradicts_prove_nothing(headers, proved):
    """A server that checks nothing lets through the results that a sender wrote itself."""
    case = {"from": GENUINE, "received": RECEIVED, "authentication_results": PASSED, **headers}
    got = judged(**{name: value for name, value in case.items() if value != "-"})
    assert any("authenticated" in one for one in got.reasons) is proved


OWN = "Ana Example <ana@home.example>"


@pytest.mark.parametrize(
    ("headers", "verdict"),
    [
        ({}, Verdict.UNKNOWN),  # a copy out of a Sent folder, by no server's hands
        ({"received": RECEIVED}, Verdict.UNKNOWN),
        (
            {
                "received": RECEIVED,
                "authentication_results": "mx.home.example; dkim=fail; spf=fail; dmarc=fail",
            },
            Verdict.SUSPICIOUS,
        ),
    ],
)
def test_a_message_that_calls_itself_ours_is_not_believed_against_the_server(headers, verdict):
    got = judged(**{"from": OWN}, **headers)
    assert got.verdict is verdict
    assert bool(got.reasons) == bool(headers)


def test_two_senders_are_suspicious():
    """Programs differ in which From they show."""
    raw = b"From: Evil <x@evil.test>\n" + message(WORDS.encode(), **{"from": GENUINE})
    assert judge(mail(raw), [LAKESHORE]).verdict is Verdict.SUSPICIOUS


def test_a_letter_on_paper_is_judged_by_its_words_alone():
    one = mail(message(b"Pay with gift cards within 24 hours or lose your home."))
    paper = dataclasses.replace(one, channel=Channel.DOCUMENT)
    assert judge(paper, [LAKESHORE]).verdict is Verdict.SUSPICIOUS


# ── DKIM, offline ────────────────────────────────────────────────────────────

KEY = rsa.generate_private_key(public_exponent=65537, key_size=1024)
NAME = "s1._domainkey.lakeshore.example"


def record() -> str:
    import base64

    public = KEY.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    return f"v=DKIM1; k=rsa; p={base64.b64encode(public).decode()}"


def signed(body: bytes = WORDS.encode(), **more: object) -> bytes:
    private = KEY.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.TraditionalOpenSSL,
        serialization.NoEncryption(),
    )
    raw = message(body + b"\n", **{"from": GENUINE}).replace(b"\n", b"\r\n")
    return dkim.sign(raw, b"s1", b"lakeshore.example", private, **more) + raw


def test_a_signature_is_proof_when_the_key_is_on_record():
    got = judge(mail(signed()), [LAKESHORE], keys={NAME: record()})
    assert got.verdict is Verdict.CONSISTENT
    assert any("DKIM" in reason for reason in got.reasons)


def test_a_changed_body_breaks_the_signature():
    forged = signed().replace(b"enclosed", b"overdue!")
    got = judge(mail(forged), [LAKESHORE], keys={NAME: record()})
    assert got.verdict is Verdict.SUSPICIOUS


def test_a_signature_over_part_of_the_body_proves_nothing():
    """With l= anything may be added below what was signed."""
    raw = signed(length=True) + b"\r\nWire the payment elsewhere.\r\n"
    got = judge(mail(raw), [LAKESHORE], keys={NAME: record()})
    assert not any("verifies" in reason for reason in got.reasons)


def test_without_a_key_a_signature_says_nothing():
    got = judge(mail(signed()), [LAKESHORE])
    assert not any("DKIM" in reason for reason in got.reasons)


def test_a_broken_signature_header_is_survived():
    raw = b"DKIM-Signature: v=1; s=s1; d=lakeshore.example; b=%%%; h=\r\n" + message(
        WORDS.encode(), **{"from": GENUINE}
    )
    assert judge(mail(raw), [LAKESHORE], keys={NAME: record()}).reasons


@pytest.mark.parametrize("piece", ["https://a.b/ ", "new wire ", "verify ", "@", "within ", "a.b "])
def test_a_large_body_takes_bounded_time(piece):
    body = (piece * (100_000 // len(piece)))[:100_000]
    one = mail(message(body.encode(), **{"from": GENUINE}))
    began = time.process_time()
    judge(one, ALL)
    assert time.process_time() - began < 5
