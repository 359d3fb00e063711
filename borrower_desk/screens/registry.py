"""Every act of the app, in the order of the palette; and what the command line has alone."""

from __future__ import annotations

from borrower_desk.screens import keeping, taste, tour
from borrower_desk.screens.acts import (
    application,
    bringing,
    custody,
    drafting,
    events,
    letters,
    mail,
    matters,
    people,
    pieces,
    places,
)
from borrower_desk.screens.acts.act import Act

OWN = (
    Act("Take the tour", "five minutes, screen by screen", tour.take),
    Act("Settings", "theme, language, when to lock", taste.change_settings),
    Act("Change the keys", "one file names them all", taste.change_keys),
    Act("Lock the desk", "key ctrl+l", lambda app: app.action_lock()),
    Act("Keys of this screen", "key ?", lambda app: app.action_help_keys()),
    Act("Quit", "key q", lambda app: app.action_leave()),
)
ALL: tuple[Act, ...] = (
    *places.ALL, *matters.ALL, *events.ALL, *letters.ALL, *drafting.ALL, *mail.ALL, *pieces.ALL, *application.ALL, *bringing.ALL,
    *custody.ALL, *people.ALL, *keeping.ALL, *OWN,
)  # fmt: skip

# Commands that are no act of the app, and why.
NOT_HERE = {
    "demo": "It makes a second desk, a made-up one, beside the one that is open.",
    "web": "It serves this very app; from inside there is nothing to serve.",
}
