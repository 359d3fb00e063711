"""What a received message is: a proposal with reasons, never a fact.

The order of decision is that of `product.md` 7.3, safety first: bounces, then
machines, then fraud, then the weights of the phrases in `phrases/`.  Quoted
text is left out, so that the borrower's own words are never taken for an
answer; a hedge before a phrase ("once we determine") leaves it little weight.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from borrower_desk.intake.body import without_quotes
from borrower_desk.intake.phrasebook import (
    Phrase,
    likely,
    normal,
    phrases,
    scanned,
    scanned_phrases,
    sentence_before,
)
from borrower_desk.model import Because, Classification, Incoming, Kind, Verdict

# Of kinds that score alike, the one that closes less comes first (7.3, step 5).
CAUTION = (
    Kind.NOT_REQUIRED_NOTICE,
    Kind.EXTENSION_NOTICE,
    Kind.PARTIAL_RESPONSE,
    Kind.REQUEST_TO_BORROWER,
    Kind.ACKNOWLEDGMENT,
    Kind.REFUSAL,
    Kind.RESPONSE,
    Kind.CORRECTION,
)
# What answers a letter of the borrower's, and so could close a clock.
ANSWERS = frozenset(CAUTION) - {Kind.REQUEST_TO_BORROWER}
_HEDGED = ANSWERS | {Kind.REQUEST_TO_BORROWER}
_HEDGE = re.compile(
    r"\b(?:if|once|when|whenever|after|upon|until|unless|whether|may|might|could|would|should"
    r"|in the event|while most|most (?:inquiries|requests|customers)|in case|as soon as|before)\b"
)
_NEGATION = re.compile(r"\b(?:not|never|neither|nor|no longer|cannot|without)\b[^,;]{0,40}$")
_ENOUGH = 2.0  # a single strong phrase; weak ones alone say nothing
_CAP = 14.0
_ALSO = 3.0
_MACHINE = 3.0


@dataclass(slots=True)
class _Score:
    total: float = 0.0
    because: list[tuple[float, Because]] = field(default_factory=list)

    def add(self, weight: float, phrase: str, where: str) -> None:
        self.total = min(_CAP, self.total + weight)
        self.because.append((weight, Because(phrase, where)))

    def reasons(self) -> tuple[Because, ...]:
        ordered = sorted(self.because, key=lambda one: -one[0])
        return tuple(one for _, one in ordered[:8])


def classify(
    incoming: Incoming, servicers: Sequence[str] = (), *, verdict: Verdict = Verdict.UNKNOWN
) -> Classification:
    """What `incoming` seems to be, how surely, why, and what else it may be.

    `verdict` is that of `authenticity.judge`; a suspicious sender makes it
    suspected phishing.  Below 0.6 of confidence the user should be asked.
    """
    headers = _Headers(incoming.headers)
    bounced = _bounce(incoming, headers)
    if bounced is not None:
        return bounced
    machine = _machine(headers)
    if machine is not None:
        return Classification(Kind.AUTOMATED_REPLY, 0.98, (machine,))
    scores = _scores(incoming, headers)
    fraud = scores.pop(Kind.SUSPECTED_PHISHING, _Score())
    if verdict is Verdict.SUSPICIOUS or (fraud.total >= 3 and headers.failed_authentication):
        return Classification(Kind.SUSPECTED_PHISHING, 0.9, fraud.reasons() or _LOOKS_FALSE)
    return _decide(scores, _says_machine(scores))


_LOOKS_FALSE = (Because("the sender is not who it claims to be", "authenticity"),)


@dataclass(slots=True)
class _Headers:
    """The machine's own words: headers by name, lower case."""

    pairs: Iterable[tuple[str, str]]
    by_name: Mapping[str, str] = field(init=False)

    def __post_init__(self) -> None:
        named: dict[str, str] = {}
        for name, value in self.pairs:
            named.setdefault(name.casefold(), value.casefold().strip())
        self.by_name = named

    def get(self, name: str) -> str:
        return self.by_name.get(name, "")

    @property
    def failed_authentication(self) -> bool:
        return bool(re.search(r"\b(?:dmarc|spf|dkim)=fail", self.get("authentication-results")))


_DAEMON = re.compile(r"mailer-daemon|postmaster@|mail delivery (?:sub)?system")

# ── 1. bounces ───────────────────────────────────────────────────────────────


def _bounce(incoming: Incoming, headers: _Headers) -> Classification | None:
    report = headers.get("content-type")
    status = " ".join(
        one.text for one in incoming.files if one.media_type == "message/delivery-status"
    ).casefold()
    if "multipart/report" in report and ("delivery-status" in report or status):
        return _from_report(status)
    if "disposition-notification" in report:
        because = Because("Content-Type: disposition-notification", "header")
        return Classification(Kind.AUTOMATED_REPLY, 0.97, (because,))
    if headers.get("x-failed-recipients"):
        return Classification(Kind.BOUNCE, 0.98, (Because("X-Failed-Recipients", "header"),))
    daemon = re.search(
        r"mailer-daemon|postmaster@|mail delivery (?:sub)?system", incoming.sender.casefold()
    )
    null_sender = headers.by_name.get("return-path", "-") in ("<>", "")
    if daemon or null_sender:
        found = _bounce_words(incoming)
        if found:
            return Classification(Kind.BOUNCE, 0.95, found)
    return None


def _from_report(status: str) -> Classification:
    action = re.search(r"^action:\s*(\w+)", status, re.MULTILINE)
    if action and action[1] in ("delayed", "delivered", "relayed", "expanded"):
        because = Because(f"Action: {action[1]}", "delivery status")
        return Classification(Kind.AUTOMATED_REPLY, 0.95, (because,))
    code = re.search(r"^status:\s*([245]\.\d+\.\d+)", status, re.MULTILINE)
    told = Because(
        f"Status: {code[1]}" if code else "report-type=delivery-status", "delivery status"
    )
    return Classification(Kind.BOUNCE, 0.99, (told,))


def _bounce_words(incoming: Incoming) -> tuple[Because, ...]:
    text = f"{normal(incoming.subject)} ¶ {normal(incoming.text, 8_000)}"
    found = [
        Because(one.words, "text")
        for one in likely(phrases(), text)
        if one.kind is Kind.BOUNCE and one.weight == 3 and one.find(text)
    ]
    return tuple(found[:5])


# ── 2. machines ──────────────────────────────────────────────────────────────


def _machine(headers: _Headers) -> Because | None:
    """A header by which a machine says that it is one (RFC 3834, section 5)."""
    submitted = headers.get("auto-submitted").partition(";")[0].strip()
    if submitted and submitted != "no":
        return Because(f"Auto-Submitted: {submitted}", "header")
    for name in ("x-autoreply", "x-autorespond", "x-autoreply-from", "x-mail-autoreply"):
        if headers.get(name) not in ("", "no"):
            return Because(name.title(), "header")
    precedence = headers.get("precedence")
    if precedence in ("auto_reply", "auto-reply", "junk"):
        return Because(f"Precedence: {precedence}", "header")
    if headers.get("return-path") == "<>":
        return Because("Return-Path: <>", "header")
    return None


# A footer says that nobody reads the answers; it does not say that nobody wrote the letter.
_FOOTERS = re.compile(
    r"reply|respond|monitored|unmonitored|unattended|notification-only|replies|responda"
)


def _says_machine(scores: Mapping[Kind, _Score]) -> bool:
    """Decisive machine wording, whatever the rest says (7.3, step 2).

    One exception: a statement or notice that the servicer owes anyway (escrow,
    transfer, 1098, ...) keeps its kind under a "do not reply" footer.  It closes no
    notice, and calling it a reply would hide it.
    """
    machine = scores.get(Kind.AUTOMATED_REPLY)
    if machine is None:
        return False
    decisive = [one.phrase for weight, one in machine.because if weight >= _MACHINE]
    if not decisive:
        return False
    if not all(_FOOTERS.search(one) for one in decisive):
        return True
    notices = [
        score.total
        for kind, score in scores.items()
        if kind not in ANSWERS and kind is not Kind.AUTOMATED_REPLY
    ]
    answers = [score.total for kind, score in scores.items() if kind in ANSWERS]
    strongest = max(notices, default=0.0)
    is_notice = strongest >= 4 and strongest > max(answers, default=0.0)
    return not (is_notice and machine.total < 3 * _MACHINE)


# ── 4 to 7. words ────────────────────────────────────────────────────────────


def _scores(incoming: Incoming, headers: _Headers) -> dict[Kind, _Score]:
    scores: dict[Kind, _Score] = {}
    seen: set[tuple[Kind, str]] = set()
    for where, text in _places(incoming):
        _score_text(where, normal(text), scores, seen, phrases())
    if not any(score.total >= _ALSO for score in scores.values()):
        for where, text in _places(incoming):
            _score_text(where, scanned(normal(text)), scores, seen, scanned_phrases())
    if headers.get("precedence") in ("bulk", "list"):
        scores.setdefault(Kind.AUTOMATED_REPLY, _Score()).add(1, "Precedence: bulk", "header")
    if headers.get("list-unsubscribe"):
        scores.setdefault(Kind.MARKETING, _Score()).add(1, "List-Unsubscribe", "header")
    if headers.get("x-auto-response-suppress"):
        scores.setdefault(Kind.AUTOMATED_REPLY, _Score()).add(
            1, "X-Auto-Response-Suppress", "header"
        )
    return scores


def _places(incoming: Incoming) -> list[tuple[str, str]]:
    """The texts to read, each with its name: subject, own words, what came with them."""
    # A "Re:" subject was written by whoever wrote first.
    replied = re.match(r"\s*(?:re|aw|rv|sv)\s*:", incoming.subject, re.IGNORECASE)
    subject = "" if replied else incoming.subject
    places = [("subject", subject), ("text", without_quotes(incoming.text))]
    places += [
        (f"attachment {one.name}", without_quotes(one.text))
        for one in incoming.files[:20]
        if one.text
        and one.media_type not in ("message/rfc822", "message/delivery-status")
        and one.text != incoming.text
    ]
    return [(where, text) for where, text in places if text.strip()]


def _score_text(
    where: str,
    text: str,
    scores: dict[Kind, _Score],
    seen: set[tuple[Kind, str]],
    book: Sequence[Phrase],
) -> None:
    spans: dict[Kind, list[tuple[int, int]]] = {}
    for phrase in likely(book, text):
        if (phrase.kind, phrase.words) in seen:
            continue
        found = phrase.find(text)
        if found is None:
            continue
        seen.add((phrase.kind, phrase.words))
        weight = _weight(phrase, text, found)
        if _overlaps(spans.setdefault(phrase.kind, []), found.span()):
            weight = min(weight, 0.5)  # the same words counted once
        else:
            spans[phrase.kind].append(found.span())
        if weight:
            scores.setdefault(phrase.kind, _Score()).add(weight, phrase.words, where)


def _overlaps(spans: Sequence[tuple[int, int]], span: tuple[int, int]) -> bool:
    return any(start < span[1] and span[0] < end for start, end in spans)


def _weight(phrase: Phrase, text: str, found: re.Match[str]) -> float:
    """A phrase's weight where it stands: hedged words promise, negated ones deny."""
    if phrase.kind not in _HEDGED:
        return float(phrase.weight)
    before = sentence_before(text, found.start())
    if _NEGATION.search(before):
        return 0.0
    hedge = _HEDGE.search(before)
    if hedge and phrase.weight > 1:
        return 1.0
    return float(phrase.weight)


def _decide(scores: Mapping[Kind, _Score], machine: bool) -> Classification:
    if machine:
        machine_score = scores[Kind.AUTOMATED_REPLY]
        return Classification(Kind.AUTOMATED_REPLY, 0.95, machine_score.reasons())
    ranked = sorted(scores.items(), key=lambda one: (-one[1].total, _caution(one[0])))
    if not ranked or ranked[0][1].total < _ENOUGH:
        reasons = ranked[0][1].reasons() if ranked else ()
        return Classification(Kind.OTHER, 0.3, reasons)
    kind, score = _least_closing(ranked)
    rival = max((other.total for name, other in ranked if name is not kind), default=0.0)
    confidence = (1 - 0.5 ** (score.total / 2)) * score.total / (score.total + 0.4 * rival)
    also = tuple(name for name, other in ranked if name is not kind and other.total >= _ALSO)[:3]
    return Classification(kind, round(min(0.97, confidence), 2), score.reasons(), also)


def _caution(kind: Kind) -> int:
    return CAUTION.index(kind) if kind in CAUTION else len(CAUTION)


def _least_closing(ranked: Sequence[tuple[Kind, _Score]]) -> tuple[Kind, _Score]:
    """The highest score; when another answer is as good as equal, the one that closes less."""
    top = ranked[0]
    if top[0] not in ANSWERS:
        return top
    near = [one for one in ranked if one[0] in ANSWERS and top[1].total - one[1].total <= 0.5]
    return min(near, key=lambda one: _caution(one[0]))
