"""Copies of a desk: backups that were tried, the way back, and open forms for other programs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from borrower_desk.actions.desks import NewDesk, Ways, make_desk
from borrower_desk.errors import DeskError, UsageError, WrongKey
from borrower_desk.frozen import dataclass
from borrower_desk.model import Check, CorrespondenceId, Sha256, Verification

if TYPE_CHECKING:
    from borrower_desk.desk.backup import Tell
    from borrower_desk.desk.export import Progress
    from borrower_desk.desk.keys import DeskKey
    from borrower_desk.desk.store import Store

DAYS_BETWEEN_TRIES = 365
_OLE = bytes.fromhex("d0cf11e0a1b11ae1")  # how Outlook's .msg files begin


class Form(StrEnum):
    """The open forms; of the three, Maildir alone is not the whole desk."""

    MAILDIR = "maildir"
    JSON = "json"
    SQLITE = "sqlite"


@dataclass(frozen=True, slots=True)
class Made:
    """A backup that was written and read back, and older ones that went for it."""

    path: Path
    removed: tuple[Path, ...] = ()


@dataclass(frozen=True, slots=True)
class Restored:
    """A desk that was made from a copy; `checked` is false when no key was at hand.

    From an export it is a new desk with new keys, which `new` tells.
    """

    path: Path
    checked: bool
    new: NewDesk | None = None


@dataclass(frozen=True, slots=True)
class Exported:
    """What an export wrote."""

    path: Path
    form: Form
    messages: int
    documents: int


# ── backup ───────────────────────────────────────────────────────────────────


def backup(
    store: Store,
    target: Path,
    today: date,
    keep: int | None = None,
    tell: Tell | None = None,
) -> Made:
    """A verified copy of the desk and of its wrapped keys; nothing is overwritten.

    In a directory it is named for the desk and the moment, and with `keep` only
    so many of that name stay: the oldest go once the new one was read back.
    What `tell` raises stops it: no copy is left, and the desk knows of none.
    """
    before = store.last_backup().made
    _note(store, today)
    try:
        return _made(store, target, keep, tell)
    except BaseException:
        _note(store, before)
        raise


def _made(store: Store, target: Path, keep: int | None, tell: Tell | None) -> Made:
    if not target.is_dir():
        if keep is not None:
            raise UsageError(
                "Backups are rotated in a directory.", hint=f"Name one that is there, not {target}."
            )
        store.backup(target, tell)
        return Made(target)
    stem = f"{store.path.stem}-"
    made = target / f"{stem}{datetime.now():%Y-%m-%d-%H%M%S}.desk"
    store.backup(made, tell)
    removed = _oldest(target, stem, keep) if keep else ()
    for one in removed:
        one.unlink()
        one.with_name(f"{one.name}.keys").unlink(missing_ok=True)
    return Made(made, removed)


def can_be_written(path: Path) -> bool:
    """False on a read-only disk: such a desk can be copied, and not be told of it."""
    import os

    return os.access(path, os.W_OK) and os.access(path.absolute().parent, os.W_OK)


def _oldest(directory: Path, stem: str, keep: int) -> tuple[Path, ...]:
    """The backups beyond the newest `keep`, by the moment in their names."""
    import re

    named = re.compile(re.escape(stem) + r"\d{4}-\d\d-\d\d-\d{6}\.desk")
    found = sorted(one for one in directory.iterdir() if named.fullmatch(one.name))
    return tuple(found[:-keep])


def _note(store: Store, today: date | None, *, tried: bool = False) -> None:
    """Remember the backup in the desk, so that the copy knows of itself; else go on without."""
    from contextlib import suppress

    with suppress(DeskError):  # a desk that cannot be written can still be copied
        store.note_backup(today, tried=tried)


def advice(store: Store, today: date) -> str | None:
    """What is to be done about backups: none yet, none for long, or none ever tried."""
    last = store.last_backup()
    made, tried = last.made, last.tried
    if made is None:
        return "No backup of this desk was ever made: borrower-desk backup FILE"
    if tried is None and (today - made).days < DAYS_BETWEEN_TRIES:
        return None
    since = tried or made
    if (today - since).days < DAYS_BETWEEN_TRIES:
        return None
    when = f"since {since.isoformat()}" if tried else "yet"
    return f"No backup was tried {when}: borrower-desk backup FILE --drill restores one and looks."


def drill(path: Path, ways: Ways, today: date, live: Store | None, code: str = "") -> Verification:
    """Restore a whole backup into a temporary folder, verify it in full, compare every row."""
    import tempfile

    from borrower_desk.desk import backup as copies

    key = _key(path, ways, code)
    if key is None:
        raise WrongKey(f"Nothing at hand opens {path}.", hint="Give --passphrase-file.")
    with tempfile.TemporaryDirectory(prefix="borrower-desk-drill-") as folder:
        place = Path(folder) / "restored.desk"
        copies.restore(path, place, key)
        with _open(place, key) as restored:
            checks = [Check("restored", True, f"{place.stat().st_size:,} bytes")]
            checks += store_checks(restored)
            checks += [_same_rows(restored, path, key, live)]
    found = Verification(tuple(checks))
    if found.ok and live is not None:
        _note(live, today, tried=True)
    return found


def store_checks(store: Store) -> tuple[Check, ...]:
    """Every check of a full verification."""
    return store.verify(full=True).checks


def _open(path: Path, key: DeskKey) -> Store:
    from borrower_desk.desk import vault

    return vault.open_with(path, key)


def _same_rows(restored: Store, backup: Path, key: DeskKey, live: Store | None) -> Check:
    """Whether each table has the same rows in the copy of the copy, and as the desk had then."""
    there = restored.contents()
    with _open(backup, key) as first:
        differ = sorted(name for name, digest in first.contents().items() if there[name] != digest)
    known = live is None or any(
        one.hash == restored.journal_head() for one in live.journal(limit=None)
    )
    if differ:
        return Check("same rows", False, f"{', '.join(differ)} differ; make another backup")
    if not known:
        return Check("same rows", False, "its journal is not an earlier state of this desk's")
    return Check("same rows", True, f"{len(there)} tables compared")


# ── and back ─────────────────────────────────────────────────────────────────


def restore(
    source: Path,
    target: Path,
    ways: Ways,
    code: str = "",
    ask_new: Callable[[], str] | None = None,
) -> Restored:
    """The desk `target` from a backup, or from an export in JSON or SQLite; nothing is overwritten.

    A backup keeps its keys; what is given only serves to check it.  An export
    has none: `ways` and `ask_new` are those of the new desk.
    """
    from borrower_desk.desk import backup as copies
    from borrower_desk.desk import export

    if export.is_export(source):
        new = make_desk(target, ways, ask_new, lambda db: export.fill_from(source, db))
        return Restored(target, checked=True, new=new)
    copies.must_be_a_backup(source)
    key = _key(source, ways, code)
    copies.restore(source, target, key)
    if key is None:
        return Restored(target, checked=False)
    with _open(target, key) as store:
        found = store.verify()
    if not found.ok:
        bad = next(one for one in found.checks if not one.ok)
        raise DeskError(
            f"{target} was restored, and it is not whole: {bad.name}: {bad.detail}.",
            hint="Restore an earlier backup under another name.",
        )
    return Restored(target, checked=True)


def _key(source: Path, ways: Ways, code: str) -> DeskKey | None:
    """The key of a backup; None when nothing was given and nothing at hand opens it."""
    from borrower_desk.desk import vault

    if code:
        return vault.unlocked_by_code(source, code)
    given = ways.key_file is not None or ways.passphrase_file is not None
    try:
        return vault.unlocked(
            source,
            vault.Unlock(ways.key_file, ways.passphrase_file, ways.keyring, ways.ask),
            read_only=True,
        )
    except WrongKey:
        if given or ways.ask is not None:
            raise
        return None


# ── open forms ───────────────────────────────────────────────────────────────


def export(store: Store, target: Path, form: Form, progress: Progress | None = None) -> Exported:
    """The desk in an open form, in a new directory; none of it is encrypted.

    `progress` may raise to stop: nothing is left then.
    """
    from borrower_desk.desk import export as forms

    count = store.count()
    if form is Form.JSON:
        return Exported(target, form, count, forms.export_json(store, target, progress))
    if form is Form.SQLITE:
        forms.export_sqlite(store, target)
        return Exported(target, form, count, 0)
    with forms.new_directory(target) as part:
        for name in ("cur", "new", "tmp", "documents"):
            (part / name).mkdir(mode=0o700)
        messages = documents = 0
        for done, row in enumerate(store.rows()):
            if progress is not None:
                progress(done, count, "messages")
            for is_mail in _into_maildir(store, row.id, part):
                messages += is_mail
                documents += not is_mail
        for item in store.quarantined():
            name = f"{item.id}-{_name(item.source)}"
            forms.write(part / "documents" / name, store.blob_stream(item.sha256))
            documents += 1
    return Exported(target, form, messages, documents)


def _into_maildir(store: Store, id_: CorrespondenceId, part: Path) -> Iterator[bool]:
    """Write the bytes of one piece, in each form it came in; true for each that is a message.

    The names sort the form that came first before the others, so that an import
    of the Maildir takes the same for the piece's own.
    """
    from borrower_desk.desk import export as forms

    one = store.correspondence(id_)
    kept = [(one.sha256, one.source), *((o.sha256, o.source) for o in store.originals(id_))]
    at = one.at or datetime.combine(one.on, time(12), UTC)
    for number, (name, source) in enumerate(kept):
        pieces = list(store.blob_stream(Sha256(name)))
        is_mail = bool(one.headers) and not (pieces and pieces[0].startswith(_OLE))
        which = f".original-{number}" if number else ""
        # Maildir's own form of a name (https://cr.yp.to/proto/maildir.html): read already.
        place = part / "cur" / f"{int(at.timestamp())}.{one.id}{which}.borrower-desk:2,S"
        if not is_mail:
            place = part / "documents" / f"{one.id}{which}-{_name(source)}"
        forms.write(place, pieces)
        yield is_mail


def _name(source: str) -> str:
    from borrower_desk.text import safe_file_name

    return safe_file_name(source.rpartition("/")[2] or "letter")
