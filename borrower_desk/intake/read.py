"""One item from outside to what it says: a value either way, never an exception."""

from __future__ import annotations

from dataclasses import replace

from borrower_desk.intake.mime import Unreadable
from borrower_desk.intake.sources import RawItem
from borrower_desk.model import Incoming, Unread

# What decoders written by others raise on input that nobody foresaw.  A bad item
# must not end an import of thousands; its bytes and the reason are kept.
_DECODERS_FAIL_WITH = (
    ValueError,
    LookupError,
    TypeError,
    AttributeError,
    ArithmeticError,
    AssertionError,
    RecursionError,
    MemoryError,
    OSError,
)


def read(item: RawItem, *, ocr: bool = False) -> Incoming | Unread:
    """What `item` says, or the same bytes with the reason why they could not be read.

    With `ocr` the words of scans too, as far as they can be read.
    """
    found = _read(item)
    if not ocr or isinstance(found, Unread):
        return found
    from borrower_desk.intake.scans import holds_scans, with_ocr
    from borrower_desk.limits import OutOfBoundsError, apart

    if not holds_scans(found):
        return found
    try:
        return apart(with_ocr, found)
    except OutOfBoundsError as why:
        told = f"its pictures of words could not be read: {why}"
        return replace(found, notes=(*found.notes, told))
    except ValueError:  # what a decoder raised that `scans` did not foresee
        return replace(found, notes=(*found.notes, "its pictures of words could not be read"))


def _read(item: RawItem) -> Incoming | Unread:
    if not item.data.strip():
        return Unread(item.source, item.data, "it is empty")
    try:
        if item.form == "mail":
            from borrower_desk.intake.mail import read_mail

            return read_mail(item.source, item.data, boxed=item.boxed)
        if item.form == "outlook":
            from borrower_desk.intake.mail import read_outlook

            return read_outlook(item.source, item.data)
        from borrower_desk.intake.documents import read_document

        return read_document(item.source, item.name, item.data)
    except Unreadable as why:
        return Unread(item.source, item.data, str(why))
    except _DECODERS_FAIL_WITH as why:
        return Unread(item.source, item.data, f"it could not be read ({type(why).__name__})")
