"""Sensitive numbers in text: every way people write them, and what only looks like one."""

from __future__ import annotations

import pytest

from borrower_desk.letters.checks import Checked, CheckedFile, run
from borrower_desk.letters.checks.numbers import aba, luhn


def codes(said: str) -> set[str]:
    kinds = {"ssn", "bank-account", "card-number", "routing-number"}
    return {one.code for one in run(Checked("Account 000555 – Fee", said)).findings} & kinds


SSN = [
    "SSN: 219-09-9999",
    "SSN 219099999",
    "SSN219-09-9999",
    "SS# 219-09-9999",
    "SS#219099999",
    "S.S.N. 219 09 9999",
    "Soc. Sec. No. 219099999",
    "social security number (219099999)",
    "my social is 219099999",
    "my social: 219-09-9999",
    "219-09-9999",
    "219.09.9999",
    "219 09 9999",
    "219–09–9999",
    "219—09—9999",
    "219‑09‑9999",
    "219−09−9999",
    "219 - 09 - 9999",
    "219_09_9999",
    "219/09/9999",
    "219-09 9999 is my SSN",
    "２１９-０９-９９９９",
    "٢١٩-٠٩-٩٩٩٩",
    "2\u200b19-0\u200d9-99\u206099",
    "219-09-9999 12 Elm Street",
    "219-09-9999\n12 Elm Street",
    "Apt 3 219-09-9999",
    "on 11/17/2026 219-09-9999",
    "SSN:\n219-09-9999",
    "SSN\n219099999",
    "219-09-\n9999",
    "Social Security\nnumber: 219099999",
    "Maria Lopez, 219-09-9999, and Juan Lopez",
    "(219-09-9999)",
    "“219-09-9999”",
    "219-09-9999.",
    "My SSN is 2 1 9 0 9 9 9 9 9",
    "SSN 219 099999",
    "219099999 is my Social Security number",
    "219099999 (SSN)",
    "219-09-9999 and 123-45-6789",
    "Taxpayer ID 219-09-9999",
    "ITIN 912-70-1234",
    "ssn=219099999",
    "SSN/219-09-9999",
    "No.219-09-9999",
    "loan 0001234567, SSN 219-09-9999",
    "Loan 0001234567 SSN 219099999",
    "Seguro social: 219-09-9999",
    "the last four are 9999, the whole is 219-09-9999",
    "SSN 000-12-3456",
]
NO_SSN = [
    "SSN: XXX-XX-9999",
    "SSN ***-**-9999",
    "SSN ending in 9999",
    "last four of my social: 9999",
    "loan number 219099999",
    "Loan No. 219-09-9999",
    "Account Number: 219-09-9999",
    "my loan 000-12-3456",
    "000-12-3456",
    "call (219) 555-0123",
    "219-555-0123",
    "ZIP 46402-9999",
    "46402-9999",
    "routing 021000021",
    "check number 219099999",
    "confirmation number 219-09-9999",
    "case 219-09-9999",
    "tracking 9407 1000 0000 0000 0000 00",
    "7019 2280 0001 4111 1111",
    "parcel 219-09-9999-001",
    "APN 219-09-9999",
    "invoice no. 219099999",
    "$219,099,999",
    "2026-11-17",
    "11-17-2026",
    "You have my Social Security number on file. Call 219-555-0123.",
    "I gave my SSN to your agent. My loan number is 219099999.",
    "EIN 21-9099999",
    "Policy 219-09-9999",
    "1-219-09-9999-7",
    "219-09-99999",
    "12 CFR 1024.35",
    "The Social Security office paid $1,219.00 on 11/03/2026.",
    "my Social Security income is $1,904 a month",
    "SSN redacted",
    "deed book 219 page 9999",
    "RE 219 099 999 US",
]
CARDS = [
    "4111111111111111",
    "4111 1111 1111 1111",
    "4111-1111-1111-1111",
    "4111.1111.1111.1111",
    "4111–1111–1111–1111",
    "41111111 11111111",
    "4111 1111\n1111 1111",
    "4111\u00a01111\u00a01111\u00a01111",
    "４１１１１１１１１１１１１１１１",
    "Visa 4111 1111 1111 1111 exp 12/27",
    "4111 1111 1111 1111 12/27 123",
    "4111 1111 1111 1111 123",
    "card no.4111111111111111",
    "on 11/17/2026 4111 1111 1111 1111",
    "5555 5555 5555 4444",
    "2223 0031 2200 3222",
    "3782 822463 10005",
    "378282246310005",
    "3714-496353-98431",
    "6011 1111 1111 1117",
    "3056 930902 5904",
    "3530 1113 3330 0000",
    "6200000000000005",
    "4222222222222",
    "card:4000056655665556.",
    "(4012888888881881)",
    "debit card 5105105105105100 was charged",
    "I paid with MasterCard ending 5100, number 5105-1051-0510-5100",
]
NO_CARDS = [
    "4111 1111 1111 1112",
    "card ending in 1111",
    "XXXX XXXX XXXX 1111",
    "**** **** **** 1111",
    "9407 1000 0000 0000 0000 00",
    "Tracking number 4111111111111111",
    "USPS 9400 1000 0000 0000 0000 00",
    "7019 2280 0001 4111 1111",
    "certified mail no. 4111 1111 1111 1111",
    "article number 4111111111111111",
    "1Z 999 AA1 01 2345 6784",
    "loan 0001234567",
    "confirmation 1234567890123456",
    "41111111111111111111111",
    "1111 1111 1111 1111",
    "0000 0000 0000 0000",
    "FedEx 4012888888881881",
    "My card was declined on 11/17/2026.",
]
BANK = [
    "My bank account number is 123456789012.",
    "checking account 000987654321",
    "checking acct# 44556677",
    "savings account no. 12345678",
    "savings 12345678 at First Example",
    "Bank: First Example. Account number: 123456789",
    "Bank: First Example Bank\nRouting: 021000021\nAccount: 4402917735",
    "Account 4402917735\nRouting 021000021",
    "ACH to acct. 123-456-789",
    "a/c 44556677 at my credit union",
    "autopay from account #44556677",
    "4402917735 is my checking account",
    "44556677 (checking account)",
    "my bank acct 0012 3456 7890",
    "Credit union account 55123",
    "wire to account number: 1122334455",
    "direct deposit into account 5566778899",
    "IBAN GB82 WEST 1234 5698 7654 32",
    "GB82WEST12345698765432",
    "savings account: 1122334455, please",
    "my account at First Example Bank is number 1122334455".replace("is number", "account number"),
    "the money went from my bank, account 1122334455, to you",
    "cuenta 1122334455 en el bank",
    "checking account number\n4402917735",
]
NO_BANK = [
    "checking account ending in 4321",
    "checking account XXXXXX4321",
    "bank account ****4321",
    "savings account (last four 4321)",
    "loan account 4402917735",
    "mortgage account number 4402917735",
    "My account number is 4402917735.",
    "the bank's confirmation number is 123456789",
    "bank check number 000412 cleared my account on 11/12/2026",
    "my bank account was debited $1,855.00",
    "I have had this checking account since 20041231",
    "bank statement for account ending 4321",
    "bank case number 123456789",
    "escrow account 2026",
    "escrow account analysis of 11/12/2026 at the bank",
    "tracking 9407100000000000000000 to the bank",
    "GB82 WEST 1234 5698 7654 33",
    "checking account on 2026-11-17",
    "deposit account statement 2026",
    "the bank account is closed",
    "the utility account 44556677 at the city",
]
ROUTING = [
    "routing number 021000021",
    "Routing #: 021000021",
    "ABA 011401533",
    "RTN 122105155",
    "021000021 is the routing number",
    "routing 0210-0002-1",
    "Routing/ABA: 091000019",
    "routing\n021000021",
    "transit number 011401533",
    "routing:021000021",
]
NO_ROUTING = [
    "routing number 021000022",
    "routing number ending 0021",
    "confirmation 021000021",
    "loan 021000021",
    "my number is 021000021",
    "routing slip of 11/03/2026",
    "routing number 999999999",
    "routing number 000000000",
    "phone 021-000-0210",
    "the routing of check number 021000021",
]
TABLES = {
    "ssn": (SSN, NO_SSN),
    "card-number": (CARDS, NO_CARDS),
    "bank-account": (BANK, NO_BANK),
    "routing-number": (ROUTING, NO_ROUTING),
}


@pytest.mark.parametrize(
    ("code", "said", "fires"),
    [
        (code, said, fires)
        for code, both in TABLES.items()
        for fires, some in zip((True, False), both, strict=True)
        for said in some
    ],
)
def test_sensitive_numbers(code, said, fires):
    assert (code in codes(said)) is fires


@pytest.mark.parametrize(
    "name", ["ssn_219099999.pdf", "219-09-9999 tax.pdf", "Lopez 219 09 9999.pdf"]
)
def test_a_file_name_gives_a_number_away(name):
    draft = Checked("x", "See Enclosure A.", enclosures=(CheckedFile(name),))
    assert "ssn" in {one.code for one in run(draft).findings}


def test_the_checksums():
    """ISO/IEC 7812-1 annex B; the ABA's weights 3, 7, 1."""
    assert luhn("79927398713")
    assert not luhn("79927398710")
    assert aba("021000021")
    assert not aba("021000012")
    assert not aba("500000009"), "no such Federal Reserve district"
