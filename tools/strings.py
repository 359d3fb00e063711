"""The program's words as the sources have them: what a catalogue must hold.

`python tools/strings.py es` prints the English that the Spanish catalogue lacks
(`es errors`: of the file `errors.toml` alone), `python tools/strings.py --loose` the
places where words reach a door of the screens without having gone through `tr`
(an f-string that nobody can translate).
"""

from __future__ import annotations

import sys

from words_of_output import loose_output, of_help, of_output
from words_of_rooms import of_days, of_errors, of_findings, of_keys, of_values
from words_of_screens import loose, wanted

PARTS = {
    "screens": wanted,
    "errors": of_errors,
    "findings": of_findings,
    "values": of_values,
    "days": of_days,
    "keys": of_keys,
    "help": of_help,
    "output": of_output,
}

# Where a part's words are looked for, as `speech.tr`, `speech.spoken` and the doors do it.
SAID = ("errors", "findings")

TR = ("screens", *SAID, "output", "help", "keys")

LOOKED_FOR: dict[str, tuple[str, ...]] = {
    "screens": TR,
    "errors": SAID,
    "findings": SAID,
    "values": ("values", *SAID),
    "days": ("days",),
    "keys": ("keys", *SAID),
    "help": ("help",),
    "output": TR,
}


def missing(language: str, part: str) -> dict[str, str]:
    """Each English text of a part that the language's catalogue lacks, and its place."""
    from borrower_desk import speech

    held = set().union(*(speech.catalogue(language, one) for one in LOOKED_FOR[part]))
    return {text: place for text, place in PARTS[part]().items() if text not in held}


def main(argv: list[str]) -> int:
    """Print what is missing or loose; 1 when something is."""
    if argv == ["--loose"]:
        found = loose() + loose_output()
        print("\n".join(found))
        return bool(found)
    language, *parts = argv
    lines = [
        f"{place}: {text!r}"
        for part in parts or PARTS
        for text, place in missing(language, part).items()
    ]
    print("\n".join(lines))
    return bool(lines)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
