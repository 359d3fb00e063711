"""What proves, or speaks against, that a message came the way it says.

The receiving server's own `Authentication-Results` (RFC 8601), never those that
the message brought along; and DKIM signatures (RFC 6376), checked offline with a
key that the user has stored.  The network is not asked.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from borrower_desk.intake.lookalikes import registrable
from borrower_desk.model import Incoming

MAX_SIGNATURES = 5
MAX_SIGNED = 40_000_000  # bytes of a message whose signature is checked
_METHOD = re.compile(
    r"\b(?P<method>dmarc|dkim|spf)\s*=\s*(?P<answer>[a-z]+)(?P<rest>[^;]*)", re.IGNORECASE
)
_PROPERTY = re.compile(r"\b(header\.from|header\.d|header\.i|smtp\.mailfrom)\s*=\s*([^\s;()]+)")
_BY = re.compile(r"\bby\s+([\w.-]+)", re.IGNORECASE)
_TAG = re.compile(r"\s*([a-z]+)\s*=\s*([^;]*)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Way:
    """How a message came, as far as it can be told."""

    against: tuple[str, ...] = ()
    proof: str = ""  # what proves the sender's domain; "" when nothing does
    unproved: str = ""  # why a proof that could be there is not


def way_of(incoming: Incoming, domain: str, keys: Mapping[str, str]) -> Way:
    """What the headers and signatures say of a message from `domain`.

    `keys` are DKIM records by name (`selector._domainkey.domain`).
    """
    told = _of_receiver(incoming.headers, domain)
    signed = _of_signatures(incoming, domain, keys)
    against = [*told.against, *signed.against]
    senders = [value for name, value in incoming.headers if name.casefold() == "from"]
    if len(senders) > 1:
        against.append("it has more than one From header")
    return Way(tuple(against), signed.proof or told.proof, told.unproved)


# ── the receiving server ─────────────────────────────────────────────────────


def _of_receiver(headers: Sequence[tuple[str, str]], domain: str) -> Way:
    found = next((v for name, v in headers if name.casefold() == "authentication-results"), None)
    if found is None:
        return Way()
    server = found.partition(";")[0].split()[0] if found.partition(";")[0].split() else ""
    receiver = _receiver(headers)
    if receiver and registrable(server) != receiver:
        # What a forwarding server or the sender itself wrote proves nothing here.
        return Way(unproved=f"the Authentication-Results are of {server}, not of your mail server")
    told = _told_by(_borne_out(_results(found, domain), headers, domain), domain)
    if not receiver:  # nobody forges a failure of his own
        return Way(told.against, unproved="no Received header says which mail server checked it")
    return told


def _told_by(results: Mapping[str, str], domain: str) -> Way:
    if results.get("dmarc") == "fail":
        return Way(("the receiving mail server could not authenticate the sender (dmarc=fail)",))
    aligned = [f"{method}=pass" for method, answer in results.items() if answer == "pass"]
    if aligned:
        return Way(proof=f"your mail server authenticated {domain} ({', '.join(aligned)})")
    if results.get("spf") in ("fail", "softfail") and results.get("dkim") != "unaligned":
        how = "spf and dkim fail" if results.get("dkim") == "fail" else f"spf={results['spf']}"
        return Way((f"the receiving mail server could not authenticate the sender ({how})",))
    return Way(unproved=f"your mail server found nothing that proves {domain}")


def _receiver(headers: Sequence[tuple[str, str]]) -> str:
    """The registered domain of the server that took the message in; "" when none is named."""
    for name, value in headers:
        if name.casefold() == "received":
            found = _BY.search(value)
            host = found[1].casefold().strip(".") if found else ""
            # An address or a bare name inside the receiver's house says nothing.
            if "." in host and not re.fullmatch(r"[\d.:]+", host):
                return registrable(host)
    return ""


def _results(value: str, domain: str) -> dict[str, str]:
    """Each method's answer; a pass for another domain than the sender's is "unaligned"."""
    results: dict[str, str] = {}
    for found in _METHOD.finditer(value):
        method, answer = found["method"].casefold(), found["answer"].casefold()
        if answer == "pass" and not _aligned(found["rest"], domain):
            answer = "unaligned"
        if results.get(method) != "pass":
            results[method] = answer
    return results


def _borne_out(
    results: dict[str, str], headers: Sequence[tuple[str, str]], domain: str
) -> dict[str, str]:
    """The answers without those that the message's own headers contradict.

    A server that writes no results of its own may let through those that the
    sender put there (RFC 8601, section 5, asks it not to): a signature that is
    not in the message was not checked, and SPF speaks of the return path.
    """
    signers = [
        _tags(value).get("d", "") for name, value in headers if name.casefold() == "dkim-signature"
    ]
    if not any(registrable(one.casefold()) == registrable(domain) for one in signers if one):
        results = {**results, "dkim": "unsigned"} if results.get("dkim") == "pass" else results
    path = next((value for name, value in headers if name.casefold() == "return-path"), "")
    returns = path.strip("<> \t").rpartition("@")[2].casefold()
    if results.get("spf") == "pass" and returns and registrable(returns) != registrable(domain):
        results = {**results, "spf": "unaligned"}
    if results.get("dmarc") == "pass" and "pass" not in (results.get("dkim"), results.get("spf")):
        results = {**results, "dmarc": "contradicted"}
    return results


def _aligned(rest: str, domain: str) -> bool:
    named = [value.rpartition("@")[2] for _, value in _PROPERTY.findall(rest)]
    return not named or any(registrable(one) == registrable(domain) for one in named)


# ── signatures ───────────────────────────────────────────────────────────────


def _of_signatures(incoming: Incoming, domain: str, keys: Mapping[str, str]) -> Way:
    if not keys or len(incoming.original) > MAX_SIGNED:
        return Way()
    known = {name.casefold().strip("."): record for name, record in keys.items()}
    place = -1
    for name, value in incoming.headers:
        if name.casefold() != "dkim-signature":
            continue
        place += 1
        if place >= MAX_SIGNATURES:
            break
        tags = _tags(value)
        signer = tags.get("d", "").casefold()
        key = f"{tags.get('s', '').casefold()}._domainkey.{signer}"
        if key not in known or registrable(signer) != registrable(domain):
            continue
        told = _verified(incoming.original, place, known)
        if told is None or "l" in tags:  # with l= anything may follow what is signed
            continue
        if told:
            return Way(proof=f"its DKIM signature by {signer} verifies with the key on record")
        return Way((f"its DKIM signature by {signer} does not verify: it was changed or forged",))
    return Way()


def _tags(value: str) -> dict[str, str]:
    """The tags of a DKIM-Signature (RFC 6376, 3.2), by their names in lower case."""
    return {tag.casefold(): " ".join(said.split()) for tag, said in _TAG.findall(value)}


def _verified(original: bytes, place: int, keys: Mapping[str, str]) -> bool | None:
    """Whether signature number `place` verifies; None when that cannot be said."""
    import dkim

    def record(name: bytes, timeout: int = 5) -> bytes | None:
        found = keys.get(name.decode("ascii", "replace").casefold().strip("."))
        return found.encode() if found is not None else None

    try:
        return bool(dkim.DKIM(original, minkey=1024).verify(idx=place, dnsfunc=record))
    except dkim.DKIMException as why:
        # Other reasons: a signature that has expired, a key of a form that is not known.
        return False if "body hash mismatch" in str(why) else None
    except (ValueError, TypeError, KeyError, IndexError, AttributeError):
        return None  # what the library raises on headers that nobody foresaw
