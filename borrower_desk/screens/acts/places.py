"""The screens as acts: to go there is to see what some commands print."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from borrower_desk.screens.acts.act import Act

if TYPE_CHECKING:
    from borrower_desk.screens.app import DeskApp


def _to(mode: str) -> Callable[[DeskApp], object]:
    return lambda app: app.go(mode)


ALL = (
    Act("Go to Today", "what is due, what came in, what to do next; key 1", _to("today"),
        ("brief",)),
    Act("Go to Correspondence", "what is kept, newest first; key 2", _to("mail"),
        ("list", "show")),
    Act("Go to Matters", "each with its timeline, deadlines, events, findings; key 3",
        _to("matter"),
        ("matter list", "matter show", "timeline", "event list", "analyze kept")),
    Act("Go to Letters", "drafts, and letters that were sent; key 4", _to("letters"), ("drafts",)),
    Act("Go to Calendar", "every duty of both sides; key 5", _to("calendar"), ("due",)),
    Act("Go to Packet", "one PDF of a matter; key 6", _to("packet"), ("packet",)),
    Act("Go to Servicers", "servicers, loans, you, and how they answered; key 7", _to("people"),
        ("servicer list", "servicer show", "loan list", "loan show", "me show", "scorecard")),
    Act("Go to Search", "everything that is kept; key 8", lambda app: app.action_search(),
        ("search",)),
    Act("Go to Import", "bring in mail and papers; key 9", _to("import"), ("import",)),
    Act("Go to Law", "the rules in plain words, and a calculator; key 0", _to("law"),
        ("rules", "deadline")),
    Act("Go to Journal", "what changed, and when", _to("journal"), ("journal",)),
    Act("What is in no matter yet", "each with where it may belong",
        lambda app: app.show("mail", lambda screen: screen.only("unfiled")), ("list",)),
    Act("A calendar file", "for Apple, Google and Outlook",
        lambda app: app.show("calendar", lambda screen: screen.action_export()), ("due",)),
    Act("Set up in four steps", "desk, you and your servicer, loan, first import",
        lambda app: app.open_setup(), ("init",)),
)  # fmt: skip
