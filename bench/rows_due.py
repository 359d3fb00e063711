"""`due` on a full desk: against an empty one, and against the floor of any command.

The full desk holds 20,000 messages and 200 matters: ten that wait for an
answer, forty whose answers came, the rest closed.  What `due` prints (also what
follows from an answer) is the same list on a desk of those fifty and no message.
"""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from pathlib import Path

from bench.row import Row, process
from borrower_desk.actions import desks, matters, people
from borrower_desk.desk.store import Store
from borrower_desk.model import (
    Authenticity,
    Channel,
    Direction,
    EventKind,
    Incoming,
    Loan,
    Matter,
    Sha256,
)

MESSAGES, MATTERS, WAITING, ANSWERED = 20_000, 200, 10, 40
TODAY = date(2026, 11, 24)
RUNS = 15
Command = tuple[list[str], dict[str, str] | None]


def rows() -> Iterable[Row]:
    """The three ratios of `due`, and its growth with open matters."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        with _desk(home / "full.desk") as store:
            _fill(store, MESSAGES, MATTERS, WAITING, ANSWERED)
        with _desk(home / "same.desk") as store:
            _fill(store, 0, WAITING + ANSWERED, WAITING, ANSWERED)
        with _desk(home / "empty.desk"):
            pass
        took = _medians(
            {
                "floor": ([sys.executable, "-c", "import typer, sqlcipher3"], None),
                **{name: _due(home / f"{name}.desk") for name in ("full", "same", "empty")},
            }
        )
    floor, full, same, empty = (took[name] for name in ("floor", "full", "same", "empty"))
    said = (
        f"due {full * 1000:.0f} ms; the same list on a desk of {WAITING + ANSWERED} matters"
        f" {same * 1000:.0f} ms; empty {empty * 1000:.0f} ms; floor {floor * 1000:.0f} ms;"
        f" medians of {RUNS}"
    )
    what = f"due, {MESSAGES:,} messages and {MATTERS} matters"
    yield Row(what, "python -c 'import typer, sqlcipher3'", "≤ 1.5×", f"{full / floor:.2f}×", said)
    yield Row(what, "due on an empty desk", "≤ 1.2×", f"{full / empty:.2f}×", said)
    yield Row(what, "due that prints the same", "≤ 1.1×", f"{full / same:.2f}×", said)


@contextmanager
def _desk(path: Path) -> Iterator[Store]:
    key = path.with_suffix(".key")
    desks.make_desk(path, desks.Ways(key_file=key, keyring=False), None)
    with desks.open_desk(path, desks.Ways(key_file=key)) as store:
        yield store


def _due(path: Path) -> Command:
    program = Path(sys.executable).with_name("borrower-desk")
    told = os.environ | {
        "BORROWER_DESK": str(path),
        "BORROWER_DESK_KEY_FILE": str(path.with_suffix(".key")),
        "BORROWER_DESK_AS_OF": TODAY.isoformat(),
    }
    return [str(program), "due", "--json"], told


def _medians(commands: dict[str, Command]) -> dict[str, float]:
    """Seconds of each command, in turns, so that a busy machine slows them all alike."""
    took: dict[str, list[float]] = {name: [] for name in commands}
    for _ in range(RUNS):
        for name, (argv, told) in commands.items():
            took[name].append(process(argv, env=told, runs=1))
    return {name: statistics.median(several) for name, several in took.items()}


def _fill(store: Store, messages: int, count: int, waiting: int, answered: int) -> None:
    servicer = people.add_servicer(store, people.ServicerFacts("Oakline Servicing"))
    loan = people.add_loan(store, servicer, people.LoanFacts("0001234567"))
    made = [_matter(store, loan, n, waiting, answered) for n in range(count)]
    with store.change("import"):
        for number in range(messages):
            _keep(store, made[number % len(made)], number)


def _matter(store: Store, loan: Loan, number: int, waiting: int, answered: int) -> Matter:
    """A notice of error in each; what came after depends on its number."""
    opened = TODAY - timedelta(days=20 if number < waiting else 60)
    one = matters.open_matter(store, f"Late fee {number}", loan, "fee-without-basis", opened)
    facts = matters.EventFacts(letter="notice-of-error")
    matters.add_event(store, one, EventKind.DELIVERED, opened, facts)
    kinds = [EventKind.ACKNOWLEDGED]
    if number >= waiting:
        kinds.append(EventKind.RESPONDED)
    for after, kind in enumerate(kinds, start=3):
        matters.add_event(store, one, kind, opened + timedelta(days=after), matters.EventFacts())
    if number >= waiting + answered:
        return matters.close_matter(store, one, TODAY)
    return one


def _keep(store: Store, matter: Matter, number: int) -> None:
    text = f"About your payment number {number}. " * 20
    original = f"Message-ID: <{number}@oakline.example>\r\n\r\n{text}".encode()
    store.add_correspondence(
        Incoming(
            source=f"inbox.mbox#{number}",
            original=original,
            sha256=Sha256(sha256(original).hexdigest()),
            content_sha256=Sha256(sha256(text.encode()).hexdigest()),
            channel=Channel.EMAIL,
            on=TODAY - timedelta(days=number % 300),
            sender="Oakline <care@oakline.example>",
            to=("Ana Example <ana@home.example>",),
            subject=f"Your payment {number}",
            text=text,
            at=datetime(2026, 3, 2, 9, 30, tzinfo=UTC),
            message_id=f"<{number}@oakline.example>",
        ),
        direction=Direction.RECEIVED,
        channel=Channel.EMAIL,
        kind=None,
        kind_confirmed=False,
        authenticity=Authenticity(),
        on=TODAY - timedelta(days=number % 300),
        matter=matter.id,
    )
