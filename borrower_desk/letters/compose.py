"""A letter from a template and the facts; what is missing is named, never invented.

Pure: the same template and facts give the same letter.  The anatomy of
`letters.md` is put together here, around the template's own sections, so that
every letter is alike.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date

from borrower_desk.frozen import dataclass
from borrower_desk.letters.anatomy import Anatomy, Block, kept_apart, to_body
from borrower_desk.letters.filling import Facts, Filling, asks_by_the_way, enclosure_line
from borrower_desk.letters.language import parts
from borrower_desk.letters.letterhead import (
    channel_line,
    subject_line,
)
from borrower_desk.letters.sections import blocks_of, in_order, render_line, render_section
from borrower_desk.letters.templates import SECTIONS, Template
from borrower_desk.letters.values import written_date
from borrower_desk.letters.words import closing_words, notice_clocks
from borrower_desk.model import (
    Channel,
    Enclosure,
    EventKind,
    LoanType,
    MissingFact,
    Purpose,
    Servicer,
)
from borrower_desk.text import safe_line

_SPOKEN = {Channel.PHONE, Channel.VOICEMAIL, Channel.TEXT_MESSAGE}

__all__ = ["Facts", "Letter", "asks_by_the_way", "compose", "enclosure_line", "started_rules"]


@dataclass(frozen=True, slots=True)
class Letter:
    """A composed letter.  `body` is all its words from the sender's name to the enclosures.

    `starts` are the rule ids whose clocks this letter starts when it goes by
    `channel`; `notes` is advice for the borrower that never goes into the letter;
    `wanted` are facts that this error's notice is stronger with.
    """

    kind: str
    subject: str
    body: str
    address_to: str
    channel: Channel
    written: date
    starts: tuple[str, ...] = ()
    errors: tuple[str, ...] = ()
    missing: tuple[MissingFact, ...] = ()
    wanted: tuple[MissingFact, ...] = ()
    notes: tuple[str, ...] = ()
    enclosures: tuple[Enclosure, ...] = ()
    lang: str = "en"


def compose(template: Template, facts: Facts) -> Letter:
    """The letter of this kind with these facts.

    A missing fact leaves a visible "[FIELD NAME]" and an entry in `missing`,
    the most important first.  UsageError for a field that the kind does not
    have, or a value that is not what its field takes.
    """
    channel = facts.channel or template.channel
    filled = Filling(template, facts, channel)
    values = filled.values()
    rendered = {name: render_section(template, name, values) for name in SECTIONS}
    errors = tuple(filled.errors)
    lang, word = template.lang, parts(template.lang)
    subject = subject_line(facts.loan, channel, render_line(template, "subject", values), lang)
    if not template.sections.get("close") and template.addressee == "servicer":
        rendered["close"] = closing_words(lang)
    told = [block for name in ("issue", "facts") for block in blocks_of(rendered[name])]
    told = [*(in_order(block) for block in told), *filled.again()]
    asked = [block for name in ("request", "law", "close") for block in blocks_of(rendered[name])]
    form = template.addressee == "form"
    found, note = filled.address()
    address = [kept_apart(one) for one in found]
    anatomy = Anatomy(
        sender=() if form else tuple(kept_apart(one) for one in filled.sender_block()),
        dated="" if form else written_date(facts.written, lang),
        channel=""
        if form
        else channel_line(channel, facts.servicer, str(values["tracking"]), lang),
        address=tuple(address),
        subject=subject,
        account=tuple(filled.account_block()),
        salutation="" if form else filled.salutation(values),
        blocks=(
            *([Block("paragraph", (word["copy"],))] if word["copy"] else []),
            *told,
            *_pointing((*told, *asked), facts.enclosures, word),
            *asked,
        ),
        close="" if form else word["sincerely"],
        signature=() if form else tuple(kept_apart(one) for one in filled.signature()),
        enclosures=tuple(enclosure_line(one, lang) for one in facts.enclosures),
        re=word["re"],
        enclosed=word["enclosures"],
    )
    return Letter(
        kind=template.kind,
        subject=subject,
        body=to_body(anatomy),
        address_to="\n".join(address),
        channel=channel,
        written=facts.written,
        starts=started_rules(template, channel, errors, facts.servicer),
        errors=errors,
        missing=tuple(filled.missing),
        wanted=tuple(filled.wanted),
        notes=tuple(
            one
            for one in (
                note,
                *filled.past_time(),
                *filled.left_out(),
                *_notes(template, channel, facts),
            )
            if one
        ),
        enclosures=facts.enclosures,
        lang=template.lang,
    )


def started_rules(
    template: Template, channel: Channel, errors: Sequence[str], servicer: Servicer
) -> tuple[str, ...]:
    """The rules whose clocks start when this kind of letter goes by this channel.

    A request about servicing starts its clock when it goes, in writing, to the
    designated address (12 CFR 1024.36(b)); sent to the ordinary e-mail address
    or portal it starts only the servicer's own promise.  A kind that is always
    a legal notice keeps its rules: some servicers do take notices online
    (cmt. 35(c)-4).
    """
    if not asks_by_the_way(template, channel):
        return notice_clocks(errors, template.starts)
    return ("sla-business-hours",) if servicer.sla_hours else ()


def _notes(template: Template, channel: Channel, facts: Facts) -> list[str]:
    """Advice that never goes into the letter."""
    addressed = [facts.addressed] if facts.addressed and template.addressee == "servicer" else []
    notes = [*_sale_near(facts), *addressed, *_regime(template, facts), *template.advice]
    if channel in _SPOKEN:
        notes.append(
            "A call starts no clock and proves nothing. Write down who said what, and send"
            " confirm-a-call the same day."
        )
    if template.legal_notice and channel in (Channel.EMAIL, Channel.PORTAL, Channel.FAX):
        notes.append(
            "A notice sent online counts only if the servicer takes such notices that way"
            " (cmt. 35(c)-4). Certified mail to the designated address is safer."
        )
    address = facts.servicer.address(Purpose.NOTICE)
    payment = facts.servicer.address(Purpose.PAYMENT)
    if address and payment and address.text.split() == payment.text.split():
        notes.append("The notice address on record is the payment address. Check it.")
    return notes


_HELOC = (
    "This is a home equity line: the rules of Regulation X about notices of error and requests for"
    " information do not cover it (12 CFR 1024.31). Dispute a billing error under 12 CFR 1026.13,"
    " within 60 days after the statement was sent."
)
_BANKRUPTCY = (
    "The loan is in bankruptcy: talk to your bankruptcy lawyer before you write to the servicer."
)


def _regime(template: Template, facts: Facts) -> list[str]:
    """What the kind of loan, or its state, means for this letter (`law.md` 4.4)."""
    clocks = any(rule.startswith(("noe-", "rfi-", "qwr-")) for rule in template.starts)
    notes = [_HELOC] if clocks and facts.loan.type is LoanType.HELOC else []
    return [*notes, _BANKRUPTCY] if facts.loan.bankruptcy else notes


def _sale_near(facts: Facts) -> list[str]:
    """What helps when a foreclosure sale is near; before all other advice."""
    if not any(one.kind is EventKind.SALE_SCHEDULED for one in facts.events):
        return []
    from borrower_desk.matters.urgency import CALL_A_LAWYER, next_sale

    sale = next_sale(facts.events, facts.written)
    if sale is None or (sale - facts.written).days > CALL_A_LAWYER:
        return []
    return [
        f"A foreclosure sale is set for {written_date(sale)}. Call a lawyer or legal aid and a"
        " HUD-approved housing counselor today: a counselor can help you apply, a lawyer can ask"
        " the court to stop the sale. A letter alone may not."
    ]


def _pointing(
    blocks: Sequence[Block], enclosures: Sequence[Enclosure], word: Mapping[str, str]
) -> tuple[Block, ...]:
    """A sentence that names each enclosure that none of the blocks mentions."""
    told = " ".join(block.text for block in blocks)
    unnamed = [
        f"{word['enclosure']} {safe_line(one.label, 4)}, {safe_line(one.title, 120)}"
        for one in enclosures
        if not re.search(rf"\b(Enclosure|Exhibit|Anexo) {re.escape(one.label)}\b", told)
    ]
    if not unnamed:
        return ()
    return (Block("paragraph", (f"{word['enclosed']} {'; '.join(unnamed)}.",)),)
