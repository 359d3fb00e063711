"""Three hundred subjects, names and file names that wish the terminal ill."""

from __future__ import annotations

import random
import unicodedata
from email.header import Header

PIECES = [
    "\x1b[2J", "\x1b]0;owned\x07", "\x1b]8;;http://evil.example\x1b\\click\x1b]8;;\x1b\\",
    "\x1bP+q544e\x1b\\", "\x1b_Ga=T\x1b\\", "\x1b[?1049h", "\x1b[31m", "\x1bc", "\x9b31m",
    "\x9d0;x\x9c", "\x90q", "\x00", "\x07", "\x08\x08\x08", "\x0e\x0f", "\x7f", "\r\nBcc: x@y",
    "\n\n\n", "\u202egnp.exe", "\u2066x\u2069", "\u200f", "\u061c", "\u2028", "\u2029", "\x85",
    "\ufeff", "\u200b", "\U000e0041\U000e0042", "\u00ad", "[bold red]x[/]", "[/]",
    "[link=x]y[/link]",
    "[@click=app.quit]z[/]", "$text-muted", "{0}", "%s%n", "\\", "`id`", "$(id)", "; rm -rf /",
    "=cmd|'/C calc'!A0", "../../../etc/passwd", "CON", "nul.txt", "a" * 3_000, "\u0301" * 200,
    "\ufdfd" * 50, "👩‍👩‍👧‍👦" * 20, "ﷺ", "\ud7ff", "\uffff", "\U0010ffff",
    "<script>x</script>", "&lt;",
]  # fmt: skip


TURNS = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c\u2028\u2029"


def payloads(count: int = 300, seed: int = 5) -> list[str]:
    """So many, no two alike; each with a word one can search for."""
    chance = random.Random(seed)
    made = [f"evil{n} {piece}" for n, piece in enumerate(PIECES)]
    while len(made) < count:
        pieces = "".join(chance.choice(PIECES) for _ in range(chance.randrange(2, 5)))
        made.append(f"evil{len(made)} {pieces} end")
    return made[:count]


def message(number: int, payload: str) -> bytes:
    """A message whose every field is hostile, raw or encoded."""
    raw = payload.encode("utf-8", "surrogatepass")
    encoded = Header(payload, "utf-8", maxlinelen=70).encode(linesep="\r\n").encode()
    subject, name = (raw, encoded) if number % 2 else (encoded, raw)
    subject = subject if b"=?" in subject else subject.replace(b"\r", b" ").replace(b"\n", b" ")
    name = name if b"=?" in name else name.replace(b"\r", b" ").replace(b"\n", b" ")
    file = raw.replace(b'"', b"'").replace(b"\r", b" ").replace(b"\n", b" ")
    lines = [
        b"From: %b <a%d@evil.example>" % (name, number),
        b'To: "%b" <m@home.example>' % file,
        b"Subject: " + subject,
        b"Date: Mon, 7 Dec 2026 09:30:00 -0600",
        b"Message-ID: <%d%b@evil.example>" % (number, file),
        b"X-Evil: " + file,
        b"Content-Type: multipart/mixed; boundary=b",
        b"",
        b"--b\r\n\r\n" + raw,
        b'--b\r\nContent-Type: application/x; name="%b"\r\n\r\nx' % file,
        b"--b--\r\n",
    ]
    return b"\r\n".join(lines)


def escapes(text: str) -> list[str]:
    """The characters of a text that a terminal would obey, or that turn it round."""
    return [
        char
        for char in text
        if (char not in "\n\t" and unicodedata.category(char) == "Cc")
        or char
        in "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c\u2028\u2029"
    ]
