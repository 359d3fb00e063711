"""What can stop a verb: one class for each different next step of the user.

Every error carries what happened (`message`), what to do (`hint`) and the exit
code of `cli.md`.  Trouble with one item of many is a value in a report, not an
error.
"""

from __future__ import annotations


class DeskError(Exception):
    """Something stopped the verb; `message` says what happened and `hint` what to do."""

    exit_code = 1

    def __init__(self, message: str, hint: str = "", exit_code: int | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        if exit_code is not None:
            self.exit_code = exit_code


class UsageError(DeskError):
    """The command was used wrongly: an unknown id, a malformed date, a missing option."""

    exit_code = 2


class VaultError(DeskError):
    """The desk could not be opened."""

    exit_code = 4


class NoDesk(VaultError):
    """There is no desk at this path."""


class WrongKey(VaultError):
    """No key at hand opens the desk."""


class DeskDamaged(VaultError):
    """The file is not what was written."""


class DeskAltered(DeskDamaged):
    """The file has tables, views or triggers that no version of the program made so."""


class DeskRolledBack(VaultError):
    """The file is an older copy of the desk that was last written in this place."""


class DeskTooNew(VaultError):
    """A newer version of the program made this desk."""


class DeskTooOld(VaultError):
    """An older version of the program made this desk, and it was opened for reading only."""


class DeskInUse(VaultError):
    """Another process holds the desk."""


class DeskExists(DeskError):
    """A desk is already there; it is never overwritten."""


class IntakeError(DeskError):
    """Nothing could be read from a source."""


class SourceNotFound(IntakeError):
    """There is no such file or directory."""


class UnreadableSource(IntakeError):
    """The source is there and cannot be read."""


class UnsupportedKind(IntakeError):
    """The file is of a kind that the desk cannot take."""


class MailboxRefused(IntakeError):
    """The mail server did not let us in, or hung up."""


class LawError(DeskError):
    """A rule or an event does not make sense."""


class RuleFileInvalid(LawError):
    """A rule file breaks its schema."""


class NoSuchRule(LawError):
    """No rule has this id; the hint names the nearest ones."""

    exit_code = 2


class RuleNeedsParameter(LawError):
    """The rule cannot be computed without a parameter that was not given."""

    exit_code = 2


class NoRuleInForce(LawError):
    """The rule was not the law on that date."""


class EventOutOfOrder(LawError):
    """An event cannot come before the one that it follows."""


class LetterError(DeskError):
    """A letter cannot be made."""


class TemplateInvalid(LetterError):
    """A template breaks its schema or does not render."""


class FactMissing(LetterError):
    """The letter lacks facts that it cannot go without."""


class LetterAlreadySent(LetterError):
    """A sent letter never changes; a new draft does."""


class FindingsStand(LetterError):
    """An error finding stands in the way of rendering or sending."""

    exit_code = 3


class PacketError(DeskError):
    """The packet was not made; no file was left."""


class DocumentMissing(PacketError):
    """A document that the packet names is not in the desk."""


class PageUnreadable(PacketError):
    """A page could not be read."""


class NothingSelected(PacketError):
    """There is nothing to put in the packet."""


class RedactionIncomplete(PacketError):
    """Something that was to be removed could still be found."""
