"""Borrower Desk: a homeowner's own records department for a mortgage servicer."""

__version__ = "0.1.0"
