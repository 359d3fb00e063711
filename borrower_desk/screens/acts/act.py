"""What an act is: a line of the palette; and how one asks what it is about."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from borrower_desk.errors import UsageError
from borrower_desk.model import (
    Channel,
    Correspondence,
    CorrespondenceId,
    CorrespondenceRow,
    Draft,
    DraftStatus,
    Matter,
    MatterStatus,
)
from borrower_desk.screens import words
from borrower_desk.screens.asking import Asking
from borrower_desk.screens.choosing import Choice, Choose
from borrower_desk.speech import tr
from borrower_desk.text import safe_line

if TYPE_CHECKING:
    from borrower_desk.desk.store import Store
    from borrower_desk.screens.app import DeskApp

T = TypeVar("T")
NEW = "+"  # the choice of a matter that is yet to be opened
NEWEST = 300  # messages that are offered by name; older ones are found with a search first
CHANNELS = tuple((one.value, words.kind(one.value)) for one in Channel)
YES_NO = (("yes", "yes"), ("no", "no"))


@dataclass(frozen=True, slots=True)
class Act:
    """A name, what it does in a few words, how; `commands` do the same on the command line."""

    name: str
    words: str
    do: Callable[[DeskApp], object]
    commands: tuple[str, ...] = ()


def asker(app: DeskApp) -> Asking[Any]:
    """The screen through which to ask the desk: the uppermost that can."""
    return next(one for one in reversed(app.screen_stack) if isinstance(one, Asking))


def told(app: DeskApp, said: str) -> Callable[[Any], None]:
    """What follows a change that went well: say so, and let the screen below show it."""
    screen = asker(app)

    def tell(_: Any) -> None:
        done = getattr(screen, "done", None)
        if done is not None:
            done(said)
        else:
            app.note_change()
            app.say(said)

    return tell


def pick(
    app: DeskApp,
    title: str,
    read: Callable[[Store], Sequence[T]],
    shown: Callable[[T], Choice],
    then: Callable[[T], object],
    *,
    empty: str,
    note: str = "",
) -> None:
    """Let the user choose one of what `read` gives; `empty` is said when there is none."""

    def ask(found: Sequence[T]) -> None:
        if not found:
            app.say(empty)
            return
        by_id = {shown(one).value: one for one in found}

        def take(chosen: str | None) -> None:
            if chosen:
                then(by_id[chosen])

        app.push_screen(Choose(title, [shown(one) for one in found], note=note), take)

    asker(app).ask(read, ask, group="act")


def with_matter(
    app: DeskApp,
    title: str,
    then: Callable[[Matter], object],
    *,
    note: str = "",
    first: str | None = None,
    closed_too: bool = False,
    always: bool = False,
) -> None:
    """Ask which matter, unless there is only one; `first` stands on top, with `note` why.

    `always` asks even about the only one, and offers a new matter beside it.
    """
    from borrower_desk.screens.acts.matters import new_matter

    def ask(found: list[Matter]) -> None:
        open_ones = [one for one in found if one.status is MatterStatus.OPEN] or found
        open_ones = found if closed_too else open_ones
        open_ones = sorted(open_ones, key=lambda one: one.id != first)
        if not open_ones:
            app.say("There is no matter yet. Open one first.")
            new_matter(app, then=then)
        elif len(open_ones) == 1 and not always:
            then(open_ones[0])
        else:

            def take(chosen: str | None) -> None:
                if chosen == NEW:
                    new_matter(app, then=then)
                elif chosen:
                    then(next(one for one in found if one.id == chosen))

            app.push_screen(
                Choose(
                    title,
                    [
                        Choice(one.id, f"{one.id}  {one.title}", words.kind(one.issue))
                        for one in open_ones
                    ]
                    + ([Choice(NEW, "Another one", "open a new matter for it")] if always else []),
                    note=note,
                ),
                take,
            )

    asker(app).ask(lambda store: store.matters(), ask, group="act")


def with_matter_of(
    app: DeskApp, identifier: str, title: str, then: Callable[[Matter], object]
) -> None:
    """The matter in which a message is filed; ask which, when it is in none."""

    def read(store: Store) -> Matter | None:
        one = store.correspondence(CorrespondenceId(identifier))
        return store.matter(one.matter) if one.matter else None

    def go_on(found: Matter | None) -> None:
        if found is None:
            with_matter(app, title, then)
        else:
            then(found)

    asker(app).ask(read, go_on, group="act")


def with_message(app: DeskApp, title: str, then: Callable[[str], object]) -> None:
    """The message that the screen shows; else ask which, among the newest."""
    one = getattr(app.screen, "current", None)
    if isinstance(one, CorrespondenceRow | Correspondence):
        then(one.id)
        return
    pick(
        app,
        title,
        lambda store: store.rows(limit=NEWEST),
        message_choice,
        lambda row: then(row.id),
        empty="Nothing is kept yet. Bring in your mail first: press 9.",
        note="The newest. For an older one: search (/), open it, and do this there.",
    )


def message_choice(row: CorrespondenceRow | Correspondence) -> Choice:
    """A message as one line to choose."""
    who = safe_line(words.party(row), 22)
    return Choice(row.id, f"{row.id:<5} {row.on}  {who}", safe_line(row.subject, 60))


def with_draft(
    app: DeskApp, title: str, status: DraftStatus, then: Callable[[Draft], object]
) -> None:
    """Ask which letter, of those not sent yet or of those that were sent."""
    sent = status is DraftStatus.SENT
    pick(
        app,
        title,
        lambda store: list(reversed(store.drafts(status=status))),
        lambda one: Choice(
            one.id, f"{one.id:<4} {words.kind(one.kind)}", safe_line(one.subject, 60)
        ),
        then,
        empty="No letter is on record as sent."
        if sent
        else "There is no letter to go on with. Begin one: 4, then n.",
    )


def file_at(typed: str) -> Path:
    """The path that was typed or pasted, quotes and ~ as a shell has them."""
    return Path(typed.strip().strip("'\"")).expanduser()


def new_file(typed: str) -> Path:
    """The same for a file to be written: UsageError when something is there already."""
    path = file_at(typed)
    if path.exists():
        raise UsageError(tr("{} is there already.", path), hint="Choose another name.")
    return path


def lines_of(typed: str) -> list[str]:
    """What stands on the lines of a field, without the empty ones."""
    return [line.strip() for line in typed.splitlines() if line.strip()]


def pairs_of(typed: str) -> dict[str, str]:
    """Lines of NAME = VALUE; UsageError for another line."""
    told = {}
    for line in lines_of(typed):
        name, equals, value = line.partition("=")
        if not (equals and name.strip()):
            raise UsageError(tr("{!r} is not NAME = VALUE.", line), hint="As in rate = 4.5")
        told[name.strip()] = value.strip()
    return told
