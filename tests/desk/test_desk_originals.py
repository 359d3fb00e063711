"""A message that comes again in other bytes is one message, and each form of it is kept."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from desk_samples import keep, message

from borrower_desk.desk import export
from borrower_desk.desk.store import Store
from borrower_desk.desk.vault import create
from borrower_desk.errors import DocumentMissing, UsageError
from borrower_desk.model import CorrespondenceId, Original, Sha256

TODAY = date(2027, 1, 29)
C1 = CorrespondenceId("C1")
OTHER = message(1).original.replace(b"\r\n", b"\n")
THIRD = b"X-Mozilla-Status: 0001\n" + OTHER


def digest(data: bytes) -> Sha256:
    from hashlib import sha256

    return Sha256(sha256(data).hexdigest())


@pytest.fixture
def kept(store: Store) -> Store:
    """A desk with C1, which came in two forms more."""
    with store.change("import"):
        keep(store, message(1))
    with store.change("import"):
        assert store.add_original(C1, OTHER, "thunderbird.mbox#4", TODAY)
        assert store.add_original(C1, THIRD, "apple.mbox#9", TODAY)
    return store


def purge(store: Store) -> None:
    with store.change("purge"):
        store.purge(C1, "medical", TODAY)


def whole(store: Store) -> list[str]:
    return [f"{one.name}: {one.detail}" for one in store.verify(full=True).checks if not one.ok]


def test_each_form_is_given_back_byte_for_byte(kept: Store) -> None:
    """The first stays the piece's own; the others stand beside it in the order they came."""
    assert kept.blob(kept.correspondence(C1).sha256) == message(1).original
    assert kept.originals(C1) == [
        Original(C1, digest(OTHER), len(OTHER), "thunderbird.mbox#4", TODAY),
        Original(C1, digest(THIRD), len(THIRD), "apple.mbox#9", TODAY),
    ]
    assert [kept.blob(one.sha256) for one in kept.originals(C1)] == [OTHER, THIRD]
    assert whole(kept) == []


def test_bytes_that_are_kept_already_add_nothing(kept: Store) -> None:
    """Neither the first form nor a later one, and the journal does not grow."""
    before = kept.contents()

    with kept.change("import"):
        assert not kept.add_original(C1, message(1).original, "again.eml", TODAY)
        assert not kept.add_original(C1, OTHER, "again.eml", TODAY)

    assert kept.contents() == before


def test_a_form_of_nothing_is_refused_and_leaves_no_bytes(store: Store) -> None:
    with store.change("import"), pytest.raises(UsageError):
        store.add_original(C1, OTHER, "a.eml", TODAY)

    with pytest.raises(DocumentMissing):
        store.blob(digest(OTHER))


def test_a_form_is_written_inside_a_change_or_not_at_all(kept: Store) -> None:
    with pytest.raises(RuntimeError):
        kept.add_original(C1, b"more", "a.eml", TODAY)

    def failing() -> None:
        with kept.change("import"):
            kept.add_original(C1, b"more", "a.eml", TODAY)
            raise ValueError

    with pytest.raises(ValueError):
        failing()

    assert len(kept.originals(C1)) == 2
    assert whole(kept) == []


def test_every_form_is_known_by_its_bytes(kept: Store) -> None:
    """So that the next import of the same export need not be read."""
    for data in (message(1).original, OTHER, THIRD):
        assert kept.known_bytes(digest(data)) == "C1"
    assert kept.known_bytes(digest(b"other")) is None


def test_the_journal_says_what_was_kept(kept: Store) -> None:
    told = [row.after for row in kept.journal() if row.after and "original" in row.after]

    assert told == [
        {"original": digest(data), "of": "C1", "source": source, "kept_on": "2027-01-29"}
        for data, source in ((OTHER, "thunderbird.mbox#4"), (THIRD, "apple.mbox#9"))
    ]


def test_a_hostile_source_is_kept_as_a_line(store: Store) -> None:
    with store.change("import"):
        keep(store, message(1))
        store.add_original(C1, OTHER, "a\x1b[31m\n.eml", TODAY)

    (one,) = store.originals(C1)
    assert one.source.isprintable()
    assert whole(store) == []


# ── purged ───────────────────────────────────────────────────────────────────


def test_the_forms_go_with_a_purged_message(kept: Store) -> None:
    """And bytes that nothing else has are gone for good."""
    purge(kept)

    for data in (message(1).original, OTHER, THIRD):
        with pytest.raises(DocumentMissing):
            kept.blob(digest(data))
    assert kept.originals(C1) == []
    assert whole(kept) == []


def test_a_form_that_is_another_messages_file_stays(store: Store) -> None:
    """The bytes go with the last that has them."""
    with store.change("import"):
        keep(store, message(1))
        second = keep(store, message(2))
        store.add_original(C1, OTHER, "a.eml", TODAY)
        store.add_original(second.id, OTHER, "b.eml", TODAY)

    purge(store)

    assert store.blob(digest(OTHER)) == OTHER
    assert whole(store) == []


def test_the_tombstone_knows_every_form(kept: Store) -> None:
    """So that a re-export of what was purged is told as purged too."""
    purge(kept)

    for data in (message(1).original, OTHER, THIRD):
        assert kept.known_bytes(digest(data)) == "C1"
        stone = kept.tombstone_of(digest(data))
        assert stone is not None
        assert stone.id == "C1"
    assert kept.tombstones()[0].originals == tuple(sorted((digest(OTHER), digest(THIRD))))


# ── damage ───────────────────────────────────────────────────────────────────


def test_damage_to_a_form_is_found_and_its_piece_named(kept: Store) -> None:
    chunk = "(SELECT id FROM blobs WHERE sha256=?)"
    with kept._db.transaction():
        kept._db.run(f"UPDATE blob_chunks SET data=x'00' WHERE blob={chunk}", (digest(OTHER),))

    (trouble,) = whole(kept)
    assert trouble.startswith("documents:")
    assert "of C1" in trouble


@pytest.mark.parametrize(
    "harm",
    ["DELETE FROM originals WHERE source LIKE 'apple%'", "UPDATE originals SET source='forged'"],
)
def test_a_form_that_was_cut_out_or_altered_is_found(kept: Store, harm: str) -> None:
    """The journal says which forms there are."""
    with kept._db.transaction():
        kept._db.run(harm)

    (trouble,) = whole(kept)
    assert trouble.startswith("history: the form")


# ── copies ───────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("write", [export.export_json, export.export_sqlite])
def test_an_export_holds_every_form_and_brings_it_back(
    kept: Store, tmp_path: Path, write: Callable[[Store, Path], object]
) -> None:
    with kept.change("import"):
        keep(kept, message(2))
        kept.add_original(CorrespondenceId("C2"), b"gone", "b.eml", TODAY)
    with kept.change("purge"):
        kept.purge(CorrespondenceId("C2"), "medical", TODAY)
    write(kept, tmp_path / "out")

    new, _ = create(
        tmp_path / "new.desk",
        key_file=tmp_path / "new.key",
        fill=lambda db: export.fill_from(tmp_path / "out", db),
    )

    with new:
        assert new.contents() == kept.contents()
        assert [new.blob(one.sha256) for one in new.originals(C1)] == [OTHER, THIRD]
        assert new.known_bytes(digest(b"gone")) == "C2"
        assert whole(new) == []


# ── killed ───────────────────────────────────────────────────────────────────


def test_kill_9_leaves_all_of_a_change_or_nothing(
    kept: Store, reopened: Callable[[], Store]
) -> None:
    """Killed at any moment: what was told done is there, nothing is half there, verify is ok."""
    kept.close()
    done = 0
    for delay in (0.0, 0.001, 0.003, 0.006, 0.011):
        hear, say = os.pipe()
        child = os.fork()
        if not child:
            try:
                with reopened() as desk:
                    for n in range(done, done + 1000):
                        with desk.change("import"):
                            for half in (b"a", b"b"):
                                desk.add_original(C1, b"%d%s" % (n, half), f"{n}", TODAY)
                        os.write(say, b".")
            finally:
                os._exit(1)
        os.close(say)
        told = len(os.read(hear, 1))  # it is at work
        time.sleep(delay)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        with os.fdopen(hear, "rb") as pipe:
            told += len(pipe.read())

        with reopened() as desk:
            forms = desk.originals(C1)[2:]
            assert len(forms) % 2 == 0
            assert len(forms) // 2 >= done + told
            assert [desk.blob(one.sha256)[:-1] for one in forms] == [
                one.source.encode() for one in forms
            ]
            assert whole(desk) == []
            done = len(forms) // 2
    assert done >= 5
