"""The interview: one question at a time at a terminal; each answer is kept before the next.

What was typed survives a crash, a closed window and Ctrl-C: the draft holds it,
and `borrower-desk edit DRAFT --ask` goes on.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from borrower_desk.cli.output import talk
from borrower_desk.errors import DeskError
from borrower_desk.model import Draft
from borrower_desk.speech import spoken, tr

if TYPE_CHECKING:
    from borrower_desk.actions.answers import Question
    from borrower_desk.desk.store import Store

_ASK_AGAIN = 5  # wrong answers to one question before the next is asked


def interview(store: Store, one: Draft) -> Draft:
    """Ask for what a draft lacks, then for what makes it stronger; the draft as it is then."""
    from borrower_desk.actions import answers

    passed: set[str] = set()
    told = False
    talk(
        tr(
            "An empty line leaves a question for later; ? explains it. Every answer is kept"
            " at once."
        )
    )
    try:
        while open_ones := [q for q in answers.questions(store, one) if q.field not in passed]:
            first = open_ones[0]
            if not first.needed and not told:
                told = True
                talk("", tr("The letter has what it needs. These facts make it stronger:"))
            passed.add(first.field)
            one = _one_question(store, one, first, len([q for q in open_ones if q.needed]))
    except (EOFError, KeyboardInterrupt):
        talk("", tr("Stopped; {} keeps what you answered.", one.id))
    if one.missing:
        talk(tr("Go on when you like: borrower-desk edit {} --ask", one.id))
    return one


def _one_question(store: Store, one: Draft, asked: Question, left: int) -> Draft:
    from borrower_desk.actions import answers

    count = tr(" [{} to go]", left) if asked.needed and left > 1 else ""
    example = tr("\n  for example: {}", asked.example) if asked.example else ""
    choices = tr("\n  one of: {}", ", ".join(asked.choices)) if asked.choices else ""
    lines = tr("\n  one a line; an empty line ends the list") if asked.many_lines else ""
    sys.stderr.write(f"\n{asked.question}{count}{example}{choices}{lines}\n")
    for _ in range(_ASK_AGAIN):
        said = _answer(asked)
        if not said:
            return one
        if said == "?":
            talk(asked.help or tr("Say it as it stands in your papers."))
            continue
        try:
            return answers.answer(store, one.id, asked.field, said)
        except DeskError as why:
            talk(spoken(why.message), spoken(why.hint))
    return one


def _answer(asked: Question) -> str:
    """What was typed: a line, or lines until an empty one; EOFError at the end of input."""
    said: list[str] = []
    while True:
        sys.stderr.write("> ")
        sys.stderr.flush()
        line = sys.stdin.readline()
        if not line and not said:
            raise EOFError
        bare = line.strip()
        if not bare:
            break
        said.append(bare)
        if not asked.many_lines or bare == "?":
            break
    return "\n".join(said)
