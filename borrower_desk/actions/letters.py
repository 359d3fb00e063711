"""Letters from the record: draft, check, edit, render, sent, delivered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from borrower_desk.actions.addressing import Addressed, addressed
from borrower_desk.actions.correcting import (
    DATED_AFTER_SENDING,
    LETTER_DATED,
    dated_in_time,
    former_delivery,
    marked_date,
    sending_named,
)
from borrower_desk.actions.enclosing import (
    enclosures_of,
    incoming_files,
    label_of,
    media_type_of,
    read_file,
)
from borrower_desk.actions.mailing import keep_proof, keep_sent
from borrower_desk.errors import (
    EventOutOfOrder,
    FactMissing,
    FindingsStand,
    LetterAlreadySent,
    UsageError,
)
from borrower_desk.frozen import dataclass
from borrower_desk.law.calendar import known_day
from borrower_desk.matters.timeline import standing, successors
from borrower_desk.model import (
    TO,
    Channel,
    CheckReport,
    Correspondence,
    CorrespondenceId,
    Draft,
    DraftId,
    DraftStatus,
    Enclosure,
    Event,
    EventId,
    EventKind,
    Loan,
    Matter,
    MatterId,
    Receipt,
    Servicer,
    ServicerId,
)
from borrower_desk.text import safe_line, safe_text

if TYPE_CHECKING:
    from borrower_desk.desk.store import Store
    from borrower_desk.letters.checks import CheckedFile
    from borrower_desk.letters.compose import Facts, Letter
    from borrower_desk.letters.templates import Template

FORMS = ("pdf", "eml", "txt", "html", "envelope")


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A letter as it left: what is kept of it, and the event that it made.

    `gaps` is what a strong record of the mailing still lacks.
    """

    correspondence: Correspondence
    event: Event
    draft: Draft
    gaps: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Waiver:
    """An error that the user lets stand, and the reason, which the journal keeps."""

    codes: Sequence[str] = ()
    reason: str = ""


def draft(
    store: Store,
    kind: str,
    today: date,
    *,
    matter: Matter | None = None,
    loan: Loan | None = None,
    fields: Mapping[str, str] | None = None,
    attach: Sequence[str] = (),
    titles: Sequence[str] = (),
    channel: Channel | None = None,
    lang: str = "en",
    to: ServicerId | None = None,
) -> Draft:
    """A new draft of a letter; what is missing is listed in it, never invented.

    `to` is one of the loan's servicers; without it the record tells whom it goes to.
    """
    the_loan = loan if matter is None else store.loan(matter.loan)
    if the_loan is None:
        raise UsageError(
            "The letter needs a matter or a loan.", hint="Add --matter M1 or --loan L1."
        )
    from borrower_desk.actions import answers

    made = kind_of(store, kind, lang)
    own, on_record = answers.split_record(fields or {})
    if kind == "response-incomplete" and matter is not None and "open_points" not in own:
        own = {**own, **_left_open(store, matter)}
    new = Draft(
        id=DraftId(""),
        kind=kind,
        loan=the_loan.id,
        matter=matter.id if matter else None,
        subject="",
        body="",
        fields=own,
        channel=channel,
        lang=lang,
        written=today,
        to_servicer=to,
    )
    if on_record:
        answers.put_on_record(
            store, the_loan, on_record, addressee(store, new), legal=made.legal_notice
        )
    with store.change("draft"):
        new = replace(new, enclosures=enclosures_of(store, attach, titles))
        return store.add_draft(_filled(new, _composed(store, new)))


def _left_open(store: Store, matter: Matter) -> dict[str, str]:
    """What the latest answer left open, one point a line; the user changes it as any field."""
    from borrower_desk.actions.classifying import open_points

    points = open_points(store, matter)
    return {"open_points": "\n".join(points)} if points else {}


def from_finding(
    store: Store, finding_id: str, kind: str, matter: Matter | None = None
) -> tuple[Matter, dict[str, str]]:
    """The matter of a finding of `analyze`, and what it fills in of a letter of this kind."""
    from borrower_desk.actions.analysis import letter_fields
    from borrower_desk.letters.templates import template
    from borrower_desk.model import FindingId

    found = store.finding(FindingId(finding_id.strip().upper()))
    if found.dropped:
        raise UsageError(
            f"{found.id} was set aside.", hint="Take another, or run the analysis again."
        )
    if matter is not None and matter.id != found.matter:
        raise UsageError(
            f"{found.id} belongs to {found.matter}, not to {matter.id}.", hint="Leave --matter out."
        )
    known = [field.name for field in template(kind).fields]
    return store.matter(MatterId(found.matter or "")), letter_fields(found, known)


def change(
    store: Store,
    draft_id: str,
    *,
    fields: Mapping[str, str] | None = None,
    attach: Sequence[str] = (),
    text: str | None = None,
    channel: Channel | None = None,
    written: date | None = None,
    to: ServicerId | None = None,
) -> Draft:
    """The draft with facts put in, or with its words changed by hand (`text` as in `as_file`)."""
    from borrower_desk.actions import answers

    old = _open_draft(store, draft_id)
    own, on_record = answers.split_record(fields or {})
    old = replace(old, to_servicer=to or old.to_servicer)
    if on_record:
        legal = kind_of(store, old.kind).legal_notice
        answers.put_on_record(
            store, store.loan(old.loan), on_record, addressee(store, old), legal=legal
        )
    with store.change("draft edit"):
        more = enclosures_of(store, attach, (), len(old.enclosures))
        new = replace(
            old,
            fields={**old.fields, **own},
            enclosures=(*old.enclosures, *more),
            channel=channel or old.channel,
            written=written or old.written,
        )
        if text is not None:
            subject, body = from_file(text)
            new = replace(new, subject=subject, body=body, edited=True)
        elif not old.edited:
            new = _filled(new, _composed(store, new))
        return store.save_draft(new)


def keep(
    store: Store,
    draft_id: str,
    fields: Mapping[str, str],
    channel: Channel | None = None,
    to: ServicerId | None = None,
) -> Draft:
    """What is being typed, kept as it is; the letter follows once each fact fits its field."""
    old = _open_draft(store, draft_id)
    new = replace(
        old,
        fields=dict(fields),
        channel=channel or old.channel,
        to_servicer=to or old.to_servicer,
    )
    if not new.edited:
        try:
            new = _filled(new, _composed(store, new))
        except UsageError:  # half a date is still worth keeping
            new = replace(new, subject=old.subject, body=old.body, missing=old.missing)
    with store.change("draft kept"):
        return store.save_draft(new)


def reorder(
    store: Store,
    draft_id: str,
    *,
    detach: Sequence[str] = (),
    titles: Mapping[str, str] | None = None,
) -> Draft:
    """The draft without some enclosures, or with other titles; labels go on from A without a gap.

    UsageError for a label that no enclosure has.
    """
    old = _open_draft(store, draft_id)
    known = {one.label for one in old.enclosures}
    gone = {label.strip().upper() for label in detach}
    named = {label.strip().upper(): safe_line(said, 120) for label, said in (titles or {}).items()}
    for label in sorted((gone | set(named)) - known):
        raise UsageError(
            f"{old.id} has no enclosure {safe_line(label, 10)}.",
            hint=f"It has: {', '.join(sorted(known)) or 'none'}.",
        )
    left = [one for one in old.enclosures if one.label not in gone]
    enclosures = tuple(
        replace(one, label=label_of(n), title=named.get(one.label) or one.title)
        for n, one in enumerate(left)
    )
    new = replace(old, enclosures=enclosures)
    if not new.edited:
        new = _filled(new, _composed(store, new))
    with store.change("draft edit"):
        return store.save_draft(new)


def preview(store: Store, one: Draft) -> Draft:
    """The draft as its fields make it now; nothing is stored."""
    return one if one.edited else _filled(one, _composed(store, one))


def discard(store: Store, draft_id: str) -> Draft:
    """The draft, thrown away; the journal still knows it."""
    old = _open_draft(store, draft_id)
    with store.change("discard"):
        return store.save_draft(replace(old, status=DraftStatus.DISCARDED))


def as_file(one: Draft) -> str:
    """A draft as text to edit: a `Subject:` line, an empty line, the body."""
    return f"Subject: {one.subject}\n\n{one.body}"


def from_file(text: str) -> tuple[str, str]:
    """The subject and the body of a letter in a file; a file without a subject is all body."""
    clean = safe_text(text).lstrip("\n\ufeff")
    first, _, rest = clean.partition("\n")
    if first.casefold().startswith("subject:"):
        return safe_line(first[len("subject:") :]), rest.lstrip("\n")
    return "", clean


def check(
    store: Store,
    one: Draft,
    today: date,
    *,
    channel: Channel | None = None,
    to: str | None = None,
    secure: bool = False,
    look: bool = False,
    letter: Letter | None = None,
) -> CheckReport:
    """Every finding on a draft, with its whole record at hand.

    `look` reads the words in pictures too, which takes seconds a page.  `letter`
    is what `letter_of` gave for this draft and channel, where that is known.
    """
    from borrower_desk.letters.checks import Checked, run

    letter = letter or letter_of(store, one, channel)
    matter = store.matter(one.matter) if one.matter else None
    who = addressee(store, one)
    loan = _loan_with(store, one, who)
    return run(
        Checked(
            subject=one.subject,
            body=one.body,
            kind=one.kind,
            template=kind_of(store, one.kind),
            # Checked as it was composed: for the way that was chosen, else the one advised.
            channel=letter.channel,
            to_address=letter.address_to if to is None else to,
            secure=secure,
            enclosures=tuple(enclosed(store, e) for e in one.enclosures),
            loan=loan,
            servicer=who,
            earlier_servicers=_others(store, loan, who.id),
            sender=store.sender(),
            matter=matter,
            events=tuple(store.events(matter.id)) if matter else (),
            today=today,
            look=look,
        )
    )


@dataclass(frozen=True, slots=True)
class Sending:
    """How a letter will go, as far as somebody said."""

    kind: str | None = None
    channel: Channel | None = None
    to: str | None = None
    secure: bool = False


def check_file(
    text: str,
    today: date,
    how: Sending,
    *,
    store: Store | None = None,
    matter: Matter | None = None,
    files: Sequence[CheckedFile] = (),
) -> CheckReport:
    """Every finding on a letter in a file; without a matter, the record's checks are skipped."""
    from borrower_desk.letters.checks import Checked, run
    from borrower_desk.letters.templates import template

    subject, body = from_file(text)
    loan = store.loan(matter.loan) if store and matter else None
    present = store.servicer(loan.servicer_on(today)) if store and loan else None
    return run(
        Checked(
            subject=subject,
            body=body,
            kind=how.kind,
            template=template(how.kind) if how.kind else None,
            channel=how.channel,
            to_address=how.to,
            secure=how.secure,
            enclosures=tuple(files),
            loan=loan,
            servicer=present,
            earlier_servicers=_others(store, loan, present.id)
            if store and loan and present
            else (),
            sender=store.sender() if store and matter else None,
            matter=matter,
            events=tuple(store.events(matter.id)) if store and matter else (),
            today=today,
            look=True,
        )
    )


def files_at(paths: Sequence[Path]) -> list[CheckedFile]:
    """Files that go with a letter, to be checked."""
    from borrower_desk.letters.checks import CheckedFile

    return [CheckedFile(path.name, media_type_of(path.name), read_file(path)) for path in paths]


def listed_in(text: str) -> tuple[str, ...]:
    """The lines of a letter's list of enclosures."""
    from borrower_desk.letters.checks.layout import layout

    return layout(from_file(text)[1]).enclosures


def render(
    store: Store,
    one: Draft,
    form: str,
    today: date,
    *,
    waiver: Waiver | None = None,
    channel: Channel | None = None,
    lang: str = "en",
) -> bytes:
    """The letter as a PDF, an e-mail ready to send, text or HTML; refused while an error stands."""
    if form not in FORMS:
        raise UsageError(
            f"A letter cannot be made into {form!r}.", hint=f"Choose {', '.join(FORMS)}."
        )
    letter = letter_of(store, one, channel)
    _clear(store, one, today, channel, waiver, "render", letter)
    if lang != "en":
        return _rendered_copy(store, one, form, lang)
    return _rendered(store, one, form, channel, letter)


def sent(
    store: Store,
    draft_id: str,
    via: Channel,
    on: date,
    today: date,
    *,
    tracking: str = "",
    proof: Path | None = None,
    waiver: Waiver | None = None,
) -> Outgoing:
    """Record that the letter left: its very bytes are kept and its clocks wait for delivery."""
    one = _open_draft(store, draft_id)
    if one.missing:
        raise FactMissing(
            f"{one.id} still lacks {', '.join(fact.field for fact in one.missing)}.",
            hint=f"{one.missing[0].question} Put it in with `borrower-desk edit {one.id}`"
            f" --set {one.missing[0].field}=…",
        )
    if known_day(on) > today:
        raise EventOutOfOrder(
            f"{on} is in the future.", hint="Record the mailing once the letter has left."
        )
    dated_in_time(one.written, on, waiver)
    _clear(store, one, today, via, waiver, "sent")
    if one.matter is None:
        raise UsageError(
            f"{one.id} belongs to no matter, so nothing could watch its clocks.",
            hint="Draft it again with --matter.",
        )
    letter, facts = letter_of(store, one, via), _facts(store, one)
    proofs = incoming_files([proof] if proof else [])
    with store.change("sent"):
        form = "eml" if via is Channel.EMAIL else "pdf"
        # The words that were rendered and went out; `via` says only how they went.
        data = _rendered(store, one, form, None)
        kept = keep_sent(store, one, facts, data, form, via, on, tracking, proofs)
        leaves = Event(
            id=EventId(""),
            matter=one.matter,
            kind=EventKind.SENT,
            on=on,
            of=kept.id,
            letter=one.kind,
            errors=letter.errors,
            starts=letter.starts,
            channel=via,
            note=f"Tracking {safe_line(tracking)}" if tracking else "",
            params={
                "draft": one.id,
                **({"tracking": safe_line(tracking, 60)} if tracking.strip() else {}),
                **({"mailing_proof": "kept"} if proofs else {}),
                TO: facts.servicer.id,
            },
            recorded=datetime.now().astimezone(),
        )
        event = store.add_event(marked_date(leaves, one.written))
        if LETTER_DATED in event.params and waiver is not None:
            store.remember(f"waiver:{one.id}:{DATED_AFTER_SENDING}", safe_line(waiver.reason))
        went = replace(one, status=DraftStatus.SENT, channel=via, sent_as=kept.id)
        # A later transfer, or an answer, never makes of it a letter to somebody else.
        done = store.save_draft(replace(went, to_servicer=facts.servicer.id))
    return Outgoing(kept, event, done, tuple(proof_gaps(event)))


def delivered(
    store: Store,
    identifier: str,
    on: date,
    today: date,
    *,
    proof: Path | None = None,
    kept: str | None = None,
) -> Event:
    """Record that the servicer has the letter; from this day its clocks count.

    `proof` is a scan to keep; `kept` is the id of one that the desk holds already.
    """
    sending = _sending(store, identifier)
    if on < sending.on:
        raise EventOutOfOrder(
            f"The letter left on {sending.on}; it cannot arrive on {on}.",
            hint="Check the date on the return card.",
        )
    if on > today:
        raise EventOutOfOrder(f"{on} is in the future.", hint="Record it once it has arrived.")
    proofs = incoming_files([proof] if proof else [])
    former = former_delivery(store, sending.matter, sending.id)
    with store.change("delivered"):
        params = dict(former.params) if former else {}
        if "tracking" in sending.params:
            params["tracking"] = sending.params["tracking"]
        for one in proofs:
            kept = keep_proof(store, one, sending, on).id
        if kept is not None:
            params["proof"] = kept
        return store.add_event(
            Event(
                id=EventId(""),
                matter=sending.matter,
                kind=EventKind.DELIVERED,
                on=on,
                of=sending.id,
                replaces=former.id if former else None,
                letter=sending.letter,
                errors=sending.errors,
                starts=sending.starts,
                channel=sending.channel,
                receipt=Receipt.PROVED,
                params=params,
                recorded=datetime.now().astimezone(),
            )
        )


def proof_gaps(sending: Event, delivery: Event | None = None) -> list[str]:
    """What the record of a mailing lacks to stand up, the most useful first."""
    from borrower_desk.letters.tracking import Proof, gaps

    if sending.channel is None:
        return []
    return gaps(
        Proof(
            sending.channel,
            sending.params.get("tracking", ""),
            mailing_proof="mailing_proof" in sending.params,
            delivered=delivery is not None,
            delivery_proof=delivery is not None and "proof" in delivery.params,
        )
    )


# ── parts ────────────────────────────────────────────────────────────────────


def _facts(store: Store, one: Draft, channel: Channel | None = None, lang: str = "en") -> Facts:
    from borrower_desk.actions.recording import of_matter, own_templates
    from borrower_desk.letters.compose import Facts
    from borrower_desk.letters.own import servicer_words

    made = kind_of(store, one.kind, lang)
    matter = store.matter(one.matter) if one.matter else None
    written = one.written or date.min
    to = addressed(store, one, made, matter)
    servicer = to.servicer
    return Facts(
        loan=_loan_with(store, one, servicer),
        servicer=servicer,
        sender=store.sender(),
        matter=matter,
        fields=one.fields,
        enclosures=one.enclosures,
        written=written,
        channel=channel or one.channel,
        events=tuple(store.events(matter.id)) if matter else (),
        recorded=of_matter(store, made, matter, written, servicer.id),
        words=servicer_words(own_templates(store.path), servicer),
        addressed=to.why,
    )


def goes_to(store: Store, one: Draft) -> Addressed:
    """The servicer that a draft goes to, and why where there are several."""
    matter = store.matter(one.matter) if one.matter else None
    return addressed(store, one, kind_of(store, one.kind), matter)


def addressee(store: Store, one: Draft) -> Servicer:
    """The servicer that a draft goes to."""
    return goes_to(store, one).servicer


def _loan_with(store: Store, one: Draft, servicer: Servicer) -> Loan:
    """The loan under the number that it has, or had, with the servicer of the letter."""
    loan = store.loan(one.loan)
    return replace(loan, number=loan.number_with(servicer.id, one.written or date.max))


def kind_of(store: Store, kind: str, lang: str = "en") -> Template:
    """The template of this kind: the user's own beside the desk before the shipped one."""
    from borrower_desk.actions.recording import own_templates
    from borrower_desk.letters.templates import template

    return template(kind, lang, folder=own_templates(store.path))


def courtesy_copy(store: Store, one: Draft, lang: str) -> Letter | None:
    """The letter's courtesy copy in another language; the English original is what is sent.

    None for a letter whose words were changed by hand, and for a kind of the
    user's own that has no copy in that language.
    """
    from borrower_desk.letters.compose import compose

    made = kind_of(store, one.kind, lang)
    if one.edited or lang == "en" or made.lang != lang:
        return None
    return compose(made, _facts(store, one, lang=lang))


def _composed(store: Store, one: Draft, channel: Channel | None = None) -> Letter:
    from borrower_desk.letters.compose import compose

    return compose(kind_of(store, one.kind), _facts(store, one, channel))


def letter_of(store: Store, one: Draft, channel: Channel | None = None) -> Letter:
    """The letter as it stands: composed from its fields, or with the words changed by hand."""
    letter = _composed(store, one, channel)
    return replace(letter, subject=one.subject, body=one.body) if one.edited else letter


def _filled(one: Draft, letter: Letter) -> Draft:
    return replace(one, subject=letter.subject, body=letter.body, missing=letter.missing)


def _rendered(
    store: Store, one: Draft, form: str, channel: Channel | None, letter: Letter | None = None
) -> bytes:
    from borrower_desk.letters import render as rendering

    letter = letter or letter_of(store, one, channel)
    facts = _facts(store, one, channel)
    if form == "pdf":
        return rendering.to_pdf(letter, facts)
    if form == "eml":
        files = [(e, store.blob(e.sha256)) for e in one.enclosures]
        return rendering.to_eml(letter, facts, files)
    if form == "envelope":
        return rendering.to_envelope(letter, facts)
    if form == "html":
        return rendering.to_html(letter, facts).encode()
    return rendering.to_text(letter, facts).encode()


def _rendered_copy(store: Store, one: Draft, form: str, lang: str) -> bytes:
    from borrower_desk.letters import render as rendering

    if form in ("eml", "envelope"):
        raise UsageError(
            "A courtesy copy is not what is sent.",
            hint="Render it as pdf, txt or html; the e-mail holds the English original.",
        )
    letter = courtesy_copy(store, one, lang)
    if letter is None:
        raise UsageError(
            f"{one.id} has no courtesy copy in {lang!r}.",
            hint="Its words were changed by hand."
            if one.edited
            else f"Write one beside your own template: {one.kind}.{lang}.md",
        )
    if form == "pdf":
        return rendering.to_pdf(letter)
    return (rendering.to_html if form == "html" else rendering.to_text)(letter).encode()


def _clear(
    store: Store,
    one: Draft,
    today: date,
    channel: Channel | None,
    waiver: Waiver | None,
    act: str,
    letter: Letter | None = None,
) -> None:
    """Refuse while an error stands that the user has not waived; a waiver goes on record."""
    from borrower_desk.model import Severity

    report = check(store, one, today, channel=channel, look=True, letter=letter)
    errors = [found for found in report.findings if found.severity is Severity.ERROR]
    waived = set(waiver.codes) if waiver else set()
    standing = [found for found in errors if found.code not in waived]
    if standing:
        first = standing[0]
        raise FindingsStand(
            f"{one.id} has {len(standing)} error{'s' if len(standing) > 1 else ''}:"
            f" {', '.join(dict.fromkeys(found.code for found in standing))}. {first.message}",
            hint=f"{first.fix} `borrower-desk check {one.id}` shows all; or let it stand with"
            f" --despite {first.code} --reason TEXT.",
        )
    if waiver and waived & {found.code for found in errors}:
        if not waiver.reason.strip():
            raise UsageError(
                "An error stands only with a reason.",
                hint="Add --reason TEXT; the journal keeps it.",
            )
        with store.change(f"{act} despite {', '.join(sorted(waived))}"):
            store.remember(f"waiver:{one.id}:{','.join(sorted(waived))}", safe_line(waiver.reason))


def take_enclosures(store: Store, one: Draft, enclosures: tuple[Enclosure, ...]) -> Draft:
    """The draft with these enclosures, its words composed again; within a change."""
    new = replace(one, enclosures=enclosures)
    return store.save_draft(new if one.edited else _filled(new, _composed(store, new)))


def _others(store: Store, loan: Loan, to: ServicerId) -> tuple[Servicer, ...]:
    """The other servicers that the loan had or will have, the last one first."""
    had = dict.fromkeys([loan.servicer, *(one.servicer for one in reversed(loan.periods))])
    return tuple(store.servicer(one) for one in had if one != to)


def enclosed(store: Store, one: Enclosure) -> CheckedFile:
    """An enclosure with its bytes, to be checked."""
    from borrower_desk.letters.checks import CheckedFile

    return CheckedFile(one.name, one.media_type, store.blob(one.sha256), one.label, one.title)


def _open_draft(store: Store, draft_id: str) -> Draft:
    from borrower_desk.actions.find import number_of

    one = store.draft(DraftId(number_of(draft_id, "D")))
    if one.status is DraftStatus.SENT:
        raise LetterAlreadySent(
            f"{one.id} was sent as {one.sent_as}; a sent letter never changes.",
            hint=f"Draft a new letter. {_mending(store, one)}".rstrip(),
        )
    if one.status is DraftStatus.DISCARDED:
        raise UsageError(f"{one.id} was discarded.", hint="Draft a new letter.")
    return one


def _mending(store: Store, one: Draft) -> str:
    """How a wrong day or channel of a mailing is mended, for the letter that left."""
    if one.sent_as is None or one.matter is None:
        return ""
    events = store.events(one.matter)
    left = sending_named(standing(events), successors(events), one.sent_as)
    if left is None:
        return ""
    return (
        f"If it did not leave on {left.on}: borrower-desk event add {one.matter} sent DATE"
        f" --replaces {left.id}"
    )


def _sending(store: Store, identifier: str) -> Event:
    """The `sent` event that a draft's or a piece of correspondence's id stands for."""
    spelled = identifier.strip().upper()
    wanted: str | None = spelled
    if spelled.startswith("D"):
        wanted = store.draft(DraftId(spelled)).sent_as
    elif spelled.startswith("C"):
        store.correspondence(CorrespondenceId(spelled))
    events = store.events()
    wanted = successors(events).get(wanted or "", wanted)
    sendings = [
        one for one in standing(events) if one.kind is EventKind.SENT and wanted in (one.of, one.id)
    ]
    if not sendings or wanted is None:
        raise UsageError(
            f"{identifier} has not been recorded as sent.",
            hint=f"First: borrower-desk sent {identifier} --via certified-mail --on DATE",
        )
    return sendings[-1]
