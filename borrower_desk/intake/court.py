"""Is it a court paper?  The desk computes no court's deadline, and says so in one line."""

from __future__ import annotations

import re

WARNING = (
    "This looks like a court paper. It has its own deadline, which the desk does not compute:"
    " call a lawyer today."
)
# One is enough: nobody but a court or a process server writes it.
_DECISIVE = re.compile(
    r"\byou (?:are|have been) (?:hereby )?(?:summoned|sued|served with)\b|\byou are being sued\b"
    r"|\bto the above[- ]named defendants?\b|\bdefault judgment (?:may|will) be (?:taken|entered)"
    r"|\bjudgment by default\b|\busted ha sido demandad[oa]\b|\bqueda (?:usted )?emplazad[oa]\b"
    r"|\border to show cause\b|\bwrit of (?:possession|restitution|execution|assistance)\b"
    r"|\bnotice of lis pendens\b|\bsummons in (?:a )?(?:civil|unlawful detainer)",
    re.IGNORECASE,
)
# Two different ones are.
_SIGNS = tuple(
    re.compile(sign, re.IGNORECASE)
    for sign in (
        r"\bsummons\b|\bcitation\b|\bcitaci[oó]n judicial\b|\bemplazamiento\b",
        r"\bplaintiffs?\b|\bpetitioner\b|\bdemandante\b",
        r"\bdefendants?\b|\brespondents?\b|\bdemandad[oa]\b",
        r"\bin the (?:\w+ ){0,3}court\b|\bcourt of common pleas\b|\bsupreme court of the state\b"
        r"|\b(?:circuit|district|superior|county|chancery|municipal) court\b|\btribunal\b",
        r"\b(?:case|cause|index|docket|civil action) (?:no|number|#)",
        r"\b(?:file|serve) (?:a|an|your|the) (?:written )?(?:answer|response|appearance)\b",
        r"\bmotion (?:for|to)\b|\bnow comes\b|\bcomes now\b|\bwherefore\b",
        r"\bcertificate of service\b|\bproof of service\b|\bprocess server\b",
        r"\bcomplaint (?:to foreclose|for foreclosure|in foreclosure|for possession)\b",
        r"\bnotice of (?:hearing|entry of judgment|trial)\b|\bjudge\b|\bclerk of (?:the )?court",
        r"\bunlawful detainer\b|\beviction (?:complaint|case|proceeding)",
    )
)
_ENOUGH = 3


def is_court_paper(subject: str, text: str) -> bool:
    """Does it read like a summons, a complaint, a motion, an order?

    A letter that only tells of a foreclosure does not; a lawyer's letter that
    encloses court papers does.
    """
    words = f"{subject}\n{text[:60_000]}"
    if _DECISIVE.search(words):
        return True
    return sum(1 for sign in _SIGNS if sign.search(words)) >= _ENOUGH
