"""A quick desk for tests: opened by its key file, in under a millisecond."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from borrower_desk.desk.store import Store
from borrower_desk.desk.vault import Unlock, create, open_desk
from borrower_desk.model import (
    Loan,
    LoanId,
    Matter,
    MatterId,
    Sender,
    Servicer,
    ServicerId,
)


@pytest.fixture
def desk_path(tmp_path: Path) -> Path:
    """Where the test's desk lies."""
    return tmp_path / "home.desk"


@pytest.fixture
def unlock(tmp_path: Path) -> Unlock:
    """The way into the test's desk."""
    return Unlock(key_file=tmp_path / "desk.key", keyring=False)


@pytest.fixture
def store(desk_path: Path, unlock: Unlock) -> Iterator[Store]:
    """A new, empty, encrypted desk."""
    desk, _ = create(desk_path, key_file=unlock.key_file)
    with desk:
        yield desk


@pytest.fixture
def reopened(desk_path: Path, unlock: Unlock) -> Callable[[], Store]:
    """Opens the test's desk once more."""
    return lambda: open_desk(desk_path, unlock)


@pytest.fixture
def matter(store: Store) -> Matter:
    """A matter about a late fee, with its loan and servicer."""
    with store.change("test"):
        store.set_sender(Sender("Ana Example", "1 Elm St", "555-0101", ("ana@home.example",)))
        servicer = store.add_servicer(Servicer(ServicerId(""), "Oakline Servicing"))
        loan = store.add_loan(Loan(LoanId(""), "0001234567", servicer.id))
        return store.add_matter(Matter(MatterId(""), "Late fee", loan.id, "fee-without-basis"))
