"""Is a message really the servicer's?  A verdict with every reason, for the user to weigh.

Looks at the message and the servicers on record alone: nothing is asked of the
network.  A good sign is never enough where nothing can be compared.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from urllib.parse import urlsplit

from borrower_desk.intake.authentication import Way, way_of
from borrower_desk.intake.body import without_quotes
from borrower_desk.intake.charsets import decode
from borrower_desk.intake.direction import is_own
from borrower_desk.intake.headers import domain_of, person
from borrower_desk.intake.html import Link, to_text
from borrower_desk.intake.lookalikes import lookalike, registrable, shown_domain, skeleton_words
from borrower_desk.intake.mime import Part, Unreadable, parse
from borrower_desk.model import Authenticity, Channel, Incoming, Servicer, Verdict

_COMMON_WORDS = frozenset(
    [
        "mortgage", "loan", "loans", "servicing", "servicer", "services", "service", "bank", "home",
        "lending", "financial", "llc", "inc", "corp", "corporation", "company", "co", "na", "the",
        "of", "and", "group", "national", "federal", "credit", "union", "savings", "trust",
    ]
)  # fmt: skip
_FREE_MAIL = frozenset(
    [
        "gmail.com", "outlook.com", "hotmail.com", "yahoo.com", "aol.com", "icloud.com",
        "proton.me", "protonmail.com", "gmx.com", "mail.com", "live.com", "zoho.com",
        "mail.example", "freemail.example", "webmail.example",
    ]
)  # fmt: skip
# A hello letter after a transfer rightly has a new address for payments; a new
# bank account by e-mail is how money is stolen.
_NEW_MONEY = re.compile(
    r"\b(?:new|updated?|changed?|revised|different|replacement)\s+(?:\w+\s+){0,3}?"
    r"(?:wire|wiring|bank(?:ing)?|ach|routing)\s+(?:transfer\s+)?"
    r"(?:instructions?|details|information|accounts?|numbers?)"
    r"|\b(?:wire|bank(?:ing)?)\s+(?:\w+\s+){0,2}?"
    r"(?:ha(?:s|ve)|had)\s+(?:recently\s+)?(?:been\s+)?(?:changed|updated|revised|moved)"
    r"|new payment account|\b(?:pay|payment|send|buy)\b[^.]{0,40}\bgift\s*cards?\b"
    r"|\bzelle\b|\bcash\s?app\b|\bbitcoin\b"
    r"|\bcryptocurrency\b|western union",
    re.IGNORECASE,
)
_URGENT = re.compile(
    r"within\s+(?:the\s+next\s+)?(?:\d{1,2}|twelve|twenty[- ]four|forty[- ]eight)\s+hours?\b"
    r"|\b(?:immediate(?:ly)?|urgent(?:ly)?)\b[^.]{0,60}\b(?:foreclos|suspend|clos|legal|lock|evict|lose)"
    r"|\b(?:will be|is|has been)\s+(?:suspended|locked|terminated|restricted)\b"
    r"|\bfinal (?:chance|opportunity)\b|\bact now\b",
    re.IGNORECASE,
)
_SECRETS = re.compile(
    r"\b(?:verify|confirm|provide|enter|update|send)\b[^.\n]{0,60}\b(?:password|passcode|pin\b"
    r"|(?:full )?social security|ssn|card number|online (?:banking )?credentials)",
    re.IGNORECASE,
)
_IS_URL = re.compile(r"\s*(?:https?://|www\.)?[\w-]+(?:\.[\w-]+)+(?:/\S*)?\s*")
_UNREAL_MONEY = re.compile(
    r"gift|zelle|cash\s?app|bitcoin|cryptocurrency|western union", re.IGNORECASE
)


def judge(
    incoming: Incoming,
    servicers: Sequence[Servicer],
    own: Collection[str] = (),
    keys: Mapping[str, str] | None = None,
) -> Authenticity:
    """Whether `incoming` agrees with what is known of the `servicers`.

    `SUSPICIOUS` on any sign of a false sender or of money being led astray,
    `CONSISTENT` when the sender's domain is a servicer's and nothing speaks
    against it, `UNKNOWN` when there is nothing to compare or the proof that should
    be there is not.  `keys` are DKIM records that the user has stored, by name.
    """
    if incoming.channel is not Channel.EMAIL:
        return _of_paper(incoming)
    sender = person(incoming.sender)
    domain = domain_of(sender.address)
    if is_own(incoming.sender, own):
        return _of_own(incoming, domain, keys or {})
    known = _known_domains(servicers)
    theirs = _is_theirs(sender.address, domain, servicers, known)
    way = way_of(incoming, domain, keys or {})
    against = [*_false_sender(sender.name, domain, theirs, servicers, known), *way.against]
    against += _replies_elsewhere(incoming, domain, known)
    against += _false_links(incoming, known)
    against += _dangerous_files(incoming)
    weak, strong = _words(incoming, theirs)
    against += strong
    # One of urgency, a secret asked for or a new account may be real; two seldom are.
    if against or len(weak) > 1:
        against += weak
    if against:
        return Authenticity(Verdict.SUSPICIOUS, tuple(dict.fromkeys(against)))
    if not theirs:
        why = f"{domain or 'the sender'} is no domain on record"
        if not known:
            why = "no servicer's domain is on record to compare with"
        return Authenticity(Verdict.UNKNOWN, (why, *weak))
    return _of_theirs(incoming, domain, theirs, way, weak)


def is_strangers(sender: str, servicers: Sequence[Servicer]) -> bool:
    """Is the sender none of the servicers, where it is on record from where they write?"""
    address = person(sender).address
    known = _known_domains(servicers)
    if not known and not any(one.emails for one in servicers):
        return False
    return _is_theirs(address, domain_of(address), servicers, known) is None


def _of_theirs(
    incoming: Incoming, domain: str, theirs: Servicer, way: Way, weak: Sequence[str]
) -> Authenticity:
    """A servicer's domain with nothing against it: proved, unproved, or not checked by anyone."""
    named = f"{domain} is a domain of {theirs.name}"
    if way.proof:
        return Authenticity(Verdict.CONSISTENT, (named, way.proof, *weak))
    doubt = way.unproved or _returns_elsewhere(incoming, domain)
    if doubt:
        return Authenticity(Verdict.UNKNOWN, (named, doubt, *weak))
    unchecked = "no mail server's check is in its headers: a name alone can be forged"
    return Authenticity(Verdict.CONSISTENT, (named, unchecked, *weak))


def _of_own(incoming: Incoming, domain: str, keys: Mapping[str, str]) -> Authenticity:
    """What calls itself the borrower's own: a copy of what was sent, or a forgery of it."""
    way = way_of(incoming, domain, keys)
    if way.against:
        return Authenticity(
            Verdict.SUSPICIOUS, ("it calls itself yours, and nothing bears that out", *way.against)
        )
    came = any(name.casefold() == "received" for name, _ in incoming.headers)
    if came and not way.proof:
        return Authenticity(
            Verdict.UNKNOWN, ("it calls itself yours and came by mail: nothing proves it",)
        )
    return Authenticity()


def _of_paper(incoming: Incoming) -> Authenticity:
    """A letter or document: only its words can tell."""
    weak, strong = _words(incoming, None)
    gifts = [one for one in strong if _UNREAL_MONEY.search(one)]
    if gifts or (strong and weak) or len(weak) > 1:
        return Authenticity(Verdict.SUSPICIOUS, tuple(dict.fromkeys([*strong, *weak])))
    return Authenticity(Verdict.UNKNOWN, tuple(dict.fromkeys([*strong, *weak])))


def _returns_elsewhere(incoming: Incoming, domain: str) -> str:
    """Where failures of delivery would go, when that is another house than the sender's."""
    value = next((v for name, v in incoming.headers if name.casefold() == "return-path"), "")
    returns = domain_of(person(value).address)
    if returns and registrable(returns) != registrable(domain):
        return f"its return path is at {returns}, and nothing proves {domain}"
    return ""


_RUNS = re.compile(
    r"\.(?:exe|scr|com|pif|bat|cmd|js|jse|vbs|vbe|wsf|hta|lnk|iso|img|msi|jar|ps1|chm)$",
    re.IGNORECASE,
)


def _dangerous_files(incoming: Incoming) -> list[str]:
    names = [one.name for one in incoming.files if _RUNS.search(one.name.strip())]
    return [f"a program came with it: {name[:80]}" for name in names[:3]]


# ── the sender ───────────────────────────────────────────────────────────────


def _known_domains(servicers: Sequence[Servicer]) -> dict[str, Servicer]:
    """Registered domains of each servicer: those given, of its addresses, of its portal."""
    known: dict[str, Servicer] = {}
    for one in servicers:
        hosts = [*one.domains, *(domain_of(email) for email in one.emails), _host(one.portal)]
        for host in hosts:
            clean = host.casefold().strip().lstrip("@*").strip(".")
            if clean and "." in clean and registrable(clean) not in _FREE_MAIL:
                known.setdefault(clean, one)
    return known


def _is_theirs(
    address: str, domain: str, servicers: Sequence[Servicer], known: dict[str, Servicer]
) -> Servicer | None:
    for one in servicers:
        if address and address.casefold() in {email.casefold() for email in one.emails}:
            return one
    return next(
        (one for host, one in known.items() if domain == host or domain.endswith("." + host)), None
    )


def _false_sender(
    name: str,
    domain: str,
    theirs: Servicer | None,
    servicers: Sequence[Servicer],
    known: dict[str, Servicer],
) -> list[str]:
    if theirs or not domain:
        return []
    reasons = [found for host in known if (found := lookalike(domain, host))]
    for one in servicers:
        has_domain = any(owner.id == one.id for owner in known.values())
        if has_domain and _claims(name, one.name):
            reasons.append(f"it calls itself {one.name} and comes from {domain}")
    shown = _host_in(name)
    if shown and registrable(shown) != registrable(domain):
        reasons.append(f"its sender's name shows {shown} and it comes from {domain}")
    if any(not label.isascii() for label in shown_domain(domain).split(".")):
        reasons.append(f"the sender's domain {domain} has letters of another alphabet")
    return reasons


def _claims(shown: str, name: str) -> bool:
    """Does a display name say the servicer's name?  By the words that are its own."""
    said = set(re.findall(r"[a-z0-9]+", skeleton_words(shown)))
    words = re.findall(r"[a-z0-9]+", skeleton_words(name))
    own = [one for one in words if one not in {skeleton_words(word) for word in _COMMON_WORDS}]
    if own:
        return set(own) <= said
    return bool(words) and set(words) <= said


def _host_in(text: str) -> str:
    found = re.search(r"@([\w.-]+\.[a-z]{2,20})\b", text.casefold())
    return found[1] if found else ""


# ── the way it came ──────────────────────────────────────────────────────────


def _replies_elsewhere(incoming: Incoming, domain: str, known: dict[str, Servicer]) -> list[str]:
    value = next((value for name, value in incoming.headers if name.casefold() == "reply-to"), "")
    answers = domain_of(person(value).address)
    if not answers or not domain or registrable(answers) == registrable(domain):
        return []
    both_known = _owner(answers, known) is not None and _owner(answers, known) == _owner(
        domain, known
    )
    if both_known:
        return []
    lookalikes = [found for host in known if (found := lookalike(answers, host))]
    if lookalikes or _owner(domain, known) or registrable(answers) in _FREE_MAIL:
        return [f"answers to it would go to {answers}, not to {domain}", *lookalikes]
    return []


def _owner(domain: str, known: dict[str, Servicer]) -> str | None:
    return next(
        (one.id for host, one in known.items() if domain == host or domain.endswith("." + host)),
        None,
    )


# ── what it says ─────────────────────────────────────────────────────────────


def _false_links(incoming: Incoming, known: dict[str, Servicer]) -> list[str]:
    reasons = []
    for link in _links(incoming):
        goes = _host(link.url)
        if not goes:
            continue
        says = _host(link.text) if _IS_URL.fullmatch(link.text) else ""
        # Mailing services count clicks on hosts of their own; only a link that
        # names a servicer and goes elsewhere is a lie.
        before_at = link.url.partition("//")[2].partition("/")[0].rpartition("@")[0]
        if before_at and any(host in before_at.casefold() for host in known):
            reasons.append(f"a link shows {before_at[:60]} and goes to {goes}")
        if says and _owner(says, known) and not _owner(goes, known):
            reasons.append(f"a link says {says} and goes to {goes}")
        reasons += [f"a link: {found}" for host in known if (found := lookalike(goes, host))]
        if re.fullmatch(r"\d{1,3}(?:\.\d{1,3}){3}", goes):
            reasons.append(f"a link goes to a bare number, {goes}")
    return list(dict.fromkeys(reasons))[:5]


def _links(incoming: Incoming) -> list[Link]:
    """The links of the HTML parts, and those shown in the text."""
    found = [
        Link("", url) for url in re.findall(r"https?://[^\s<>\"')]{3,300}", incoming.text)[:200]
    ]
    if b"<a" not in incoming.original[:2_000_000].lower() and b"base64" not in incoming.original:
        return found
    try:
        parts = [one for one in parse(incoming.original).walk() if one.media_type == "text/html"]
    except Unreadable:
        return found
    for part in parts[:5]:
        found += _page_links(part)
    return found


def _page_links(part: Part) -> list[Link]:
    return list(to_text(decode(part.content, part.params.get("charset", ""))[0]).links[:200])


def _host(url: str) -> str:
    text = url.strip()
    try:
        host = urlsplit(text if "//" in text else f"//{text}").hostname
    except ValueError:
        return ""
    return (host or "").casefold().strip(".")


def _words(incoming: Incoming, theirs: Servicer | None) -> tuple[list[str], list[str]]:
    """What the words ask for: signs that are weak alone, and strong ones."""
    text = f"{incoming.subject}\n{without_quotes(incoming.text)[:60_000]}"
    weak: list[str] = []
    strong: list[str] = []
    money = _NEW_MONEY.search(text)
    if money:
        reason = (
            f"it tells of a new way to pay: “{' '.join(money[0].split())}”; call a number you know"
        )
        (weak if theirs and "gift" not in money[0].casefold() else strong).append(reason)
    urgent = _URGENT.search(text)
    if urgent:
        weak.append(f"it presses for time: “{' '.join(urgent[0].split())[:80]}”")
    secret = _SECRETS.search(text)
    if secret:
        weak.append(f"it asks for a secret: “{' '.join(secret[0].split())[:80]}”")
    return weak, strong
