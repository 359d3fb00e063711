"""What a received message is, what it lacks, and what the user's corrections teach."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from borrower_desk.actions.genuine import judged_now
from borrower_desk.errors import UsageError
from borrower_desk.model import (
    Classification,
    Correspondence,
    CorrespondenceId,
    Direction,
    Event,
    EventKind,
    EventStatus,
    Kind,
    Matter,
    MatterId,
    Verdict,
)

if TYPE_CHECKING:
    from borrower_desk.desk.store import Store
    from borrower_desk.intake.answers import AnswerCheck
    from borrower_desk.intake.facts import Found
    from borrower_desk.intake.filing import Suggestion
    from borrower_desk.intake.likeness import Lesson

ASK_BELOW = 0.6  # of confidence: the desk asks instead of taking its guess
NUMBERED = 40  # the latest letters of a matter whose case numbers are looked for
LESSONS = 100  # the latest of the user's corrections that are compared


@dataclass(frozen=True, slots=True)
class Classified:
    """What a received message is, which rules' clocks it would start or stop, what it lacks."""

    id: CorrespondenceId
    kind: str | None
    classification: Classification
    starts: tuple[str, ...] = ()
    stops: tuple[str, ...] = ()
    confirmed: bool = False
    answer: AnswerCheck | None = None
    found: Found | None = None
    warnings: tuple[str, ...] = ()
    suggestion: Suggestion | None = None

    @property
    def asks(self) -> bool:
        """Is the guess too weak to be taken, and has the user not said?"""
        return not self.confirmed and self.classification.confidence < ASK_BELOW


def classify(store: Store, identifier: str, as_kind: str | None = None) -> Classified:
    """What a message is and why; with `as_kind`, the user's word on it, which stands."""
    from borrower_desk.actions.find import number_of

    one = judged_now(store, store.correspondence(CorrespondenceId(number_of(identifier, "C"))))
    if as_kind is not None:
        one = _correct(store, one, _kind(as_kind))
    return judged(store, one)


def judged(store: Store, one: Correspondence) -> Classified:
    """The desk's judgement on a message that is kept; nothing is written."""
    from borrower_desk.actions.reading import as_incoming
    from borrower_desk.intake import facts
    from borrower_desk.intake.direction import source_of
    from borrower_desk.intake.kinds import classify as judge_kind

    servicers = store.servicers()
    incoming = as_incoming(one)
    source = source_of(one.sender, servicers)
    guess = judge_kind(
        incoming,
        [servicer.name for servicer in servicers],
        verdict=one.authenticity.verdict,
        lessons=[each for each in lessons(store, but=one.id) if each.source == source],
    )
    kind = one.kind if one.kind_confirmed else (one.kind or guess.kind.value)
    starts, stops = _clocks(one, kind)
    return Classified(
        one.id,
        one.kind,
        guess,
        starts,
        stops,
        one.kind_confirmed,
        answer_check(store, one, guess),
        facts.find(one.text, one.dated or one.on),
        warnings_on(one),
        suggestion(store, one),
    )


def court_line(one: Correspondence) -> str:
    """The one line that a court paper is answered with; "" for anything else."""
    from borrower_desk.intake import court

    if one.direction is not Direction.RECEIVED:
        return ""
    text = "\n".join([one.text, *(file.text for file in one.attachments if file.text)])
    return court.WARNING if court.is_court_paper(one.subject, text) else ""


def warnings_on(one: Correspondence) -> tuple[str, ...]:
    """What must be said above a received message, one line each."""
    if one.direction is not Direction.RECEIVED:
        return ()
    told: list[str] = []
    if one.authenticity.verdict is Verdict.SUSPICIOUS:
        told.append(
            "SUSPICIOUS: this may not be your servicer. It starts no clock. Pay nothing, open no"
            " link, and call a number from an old statement."
        )
    court = court_line(one)
    return (*told, court) if court else tuple(told)


def answer_check(
    store: Store, one: Correspondence, guess: Classification | None = None
) -> AnswerCheck | None:
    """An answer held against the law and against our letter; None when it answers nothing."""
    from borrower_desk.intake import answers
    from borrower_desk.intake.scoring import ANSWERS

    if one.direction is not Direction.RECEIVED or one.kind not in set(Kind):
        return None
    kind = Kind(one.kind)
    if kind not in ANSWERS or kind is Kind.ACKNOWLEDGMENT:
        return None
    also = [each for each in guess.also if each in ANSWERS] if guess else []
    text = "\n\n".join([one.text, *(file.text for file in one.attachments if file.text)])
    ours = our_letter(store, one)
    return answers.check([kind, *also], text, ours.text if ours else "")


def open_points(store: Store, matter: Matter) -> tuple[str, ...]:
    """What the latest answer in a matter left open, for the follow-up."""
    for row in store.rows(matter=matter.id, direction=Direction.RECEIVED):
        one = store.correspondence(row.id)
        check = answer_check(store, one)
        if check is not None and one.authenticity.verdict is not Verdict.SUSPICIOUS:
            return check.open_points
    return ()


def our_letter(store: Store, answer: Correspondence) -> Correspondence | None:
    """The letter of ours that a message answers: in its thread, else the last of its matter."""
    thread = [store.correspondence(each) for each in store.thread(answer.id)]
    sent = [each for each in thread if each.direction is Direction.SENT and each.on <= answer.on]
    if not sent and answer.matter is not None:
        rows = store.rows(matter=answer.matter, direction=Direction.SENT, until=answer.on, limit=1)
        sent = [store.correspondence(row.id) for row in rows]
    return max(sent, key=lambda each: (each.on, int(each.id[1:])), default=None)


def suggestion(store: Store, one: Correspondence) -> Suggestion | None:
    """Where a letter that nobody has filed seems to belong; None when it is filed, or false."""
    from borrower_desk.actions.reading import as_incoming
    from borrower_desk.intake import filing
    from borrower_desk.intake.direction import source_of

    received = one.direction is Direction.RECEIVED
    if one.matter is not None or not received or one.authenticity.verdict is Verdict.SUSPICIOUS:
        return None
    others = [store.correspondence(each) for each in store.thread(one.id) if each != one.id]
    thread = [(str(each.id), each.matter) for each in others if each.matter is not None]
    return filing.suggest(
        as_incoming(one),
        store.loans(),
        store.matters(),
        thread,
        _numbers(store),
        source_of(one.sender, store.servicers()),
    )


def _numbers(store: Store) -> dict[str, MatterId]:
    """The servicer's case numbers in filed letters, and the matter of each."""
    from borrower_desk.intake import facts

    found: dict[str, MatterId] = {}
    for matter in store.matters():
        for row in store.rows(matter=matter.id, direction=Direction.RECEIVED, limit=NUMBERED):
            kept = store.correspondence(row.id)
            for number in facts.find(kept.text).references:
                if len(number.number) >= 5:
                    found.setdefault(number.number, matter.id)
    return found


# ── the user's word ──────────────────────────────────────────────────────────


def lessons(store: Store, but: CorrespondenceId | None = None) -> tuple[Lesson, ...]:
    """What the user has said of received messages, the latest first, for each sender."""
    from borrower_desk.actions.reading import as_incoming
    from borrower_desk.intake.direction import source_of
    from borrower_desk.intake.kinds import lesson

    servicers = store.servicers()
    found: list[Lesson] = []
    for row in store.rows(direction=Direction.RECEIVED, confirmed=True, limit=LESSONS):
        if row.id != but and row.kind in set(Kind):
            incoming = as_incoming(store.correspondence(row.id))
            found.append(lesson(incoming, Kind(row.kind), source_of(row.sender, servicers)))
    return tuple(found)


def _kind(word: str) -> Kind:
    try:
        return Kind(word)
    except ValueError:
        raise UsageError(
            f"{word!r} is not a kind of correspondence.",
            hint=f"Kinds are: {', '.join(kind.value for kind in Kind)}.",
        ) from None


def _correct(store: Store, one: Correspondence, kind: Kind) -> Correspondence:
    """Keep the user's word; what the old guess proposed is taken back, the new one proposes."""
    if one.direction is not Direction.RECEIVED:
        raise UsageError(
            f"{one.id} is a letter of yours: only what was received has such a kind.",
            hint="`borrower-desk list --direction received` shows what was received.",
        )
    changed = one.kind != kind.value
    with store.change("classify"):
        kept = store.save_correspondence(replace(one, kind=kind.value, kind_confirmed=True))
        if changed and kept.matter is not None:
            _propose_anew(store, kept, store.matter(kept.matter))
    return kept


def _propose_anew(store: Store, kept: Correspondence, matter: Matter) -> None:
    from borrower_desk.actions.proposals import propose

    for event in store.events(matter.id):
        if _guessed_by(event, kept.id):
            store.undo_event(event.id)
    propose(store, kept, matter, kept.received or kept.on)


def _guessed_by(event: Event, identifier: CorrespondenceId) -> bool:
    return (
        event.status is EventStatus.PROPOSED
        and not event.undone
        and event.params.get("by") == identifier
    )


def _clocks(one: Correspondence, kind: str | None) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The rules that the message's event would start and stop; a false sender's none."""
    from borrower_desk.actions.proposals import PROPOSES
    from borrower_desk.matters.duties import started_by, stopped_by

    if one.authenticity.verdict is Verdict.SUSPICIOUS or kind not in set(Kind):
        return (), ()
    event = PROPOSES.get(Kind(str(kind)))
    if event is None or event is EventKind.OTHER:
        return (), ()
    return started_by(event), stopped_by(event)
