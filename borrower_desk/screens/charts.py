"""Charts that say in words what they draw: bars of a list, with their figures beside them.

Pure: figures in, rich Text out.  A bar's end carries a sign and the line a word,
so that nothing is said by colour alone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from rich.text import Text

from borrower_desk.model import Bound, Duty, DutyStatus
from borrower_desk.speech import tr
from borrower_desk.text import safe_line

ANSWERED = (DutyStatus.MET, DutyStatus.MET_LATE)
COUNTED = (*ANSWERED, DutyStatus.OVERDUE, DutyStatus.PERHAPS_LATE)


@dataclass(frozen=True, slots=True)
class Span:
    """One duty: calendar days allowed, days taken so far, and whether it was answered."""

    label: str
    allowed: int
    taken: int
    answered: bool
    late: bool  # beyond what either reading of the holidays allows

    @property
    def words(self) -> str:
        """The same as the bar, in words."""
        days = tr("{} of {} days", self.taken, self.allowed)
        if self.answered:
            return f"{days}, {'late' if self.late else 'in time'}"
        return tr("{}, no answer yet", days)


def spans(duties: Iterable[Duty], today: date) -> list[Span]:
    """Days taken against days allowed, for each of the servicer's duties that count, oldest first."""
    found = []
    for one in sorted(duties, key=lambda duty: duty.trigger.on):
        if one.bound is not Bound.SERVICER or one.due is None or one.status not in COUNTED:
            continue
        until = one.met_on if one.met_on and one.status in ANSWERED else today
        found.append(
            Span(
                label=f"{one.matter or ''} {one.title}".strip(),
                allowed=max((one.due - one.trigger.on).days, 1),
                taken=max((until - one.trigger.on).days, 0),
                answered=one.status in ANSWERED,
                late=one.status in (DutyStatus.MET_LATE, DutyStatus.OVERDUE),
            )
        )
    return found


def days_chart(found: Sequence[Span], width: int = 60) -> Text:
    """Days taken against days allowed: `#` taken within, `!` beyond, `.` left over."""
    text = Text()
    if not found:
        return text
    most = max(max(one.allowed, one.taken) for one in found)
    room = max(min(width - 2, 40), 10)
    for one in found:
        text.append(f"{safe_line(one.label, max(width - 2, 20))}\n")
        within = _scaled(min(one.taken, one.allowed), most, room)
        beyond = min(_scaled(max(one.taken - one.allowed, 0), most, room), room - within)
        left = min(_scaled(max(one.allowed - one.taken, 0), most, room), room - within - beyond)
        text.append("  " + "█" * within)
        text.append("!" * beyond, "bold")
        text.append("░" * left, "dim")
        text.append(f" {one.words}\n", "dim" if not one.late else "")
    return text


def _scaled(days: int, most: int, room: int) -> int:
    return min(max(round(days / most * room), 1), room) if days else 0


def months_chart(found: Iterable[Duty], last: int = 12) -> Text:
    """Month by month: how many answers were due, how many came in time, late or not at all."""
    in_time: Counter[str] = Counter()
    late: Counter[str] = Counter()
    missing: Counter[str] = Counter()
    for one in found:
        if one.bound is not Bound.SERVICER or one.due is None or one.status not in COUNTED:
            continue
        kept = (
            in_time
            if one.status is DutyStatus.MET
            else late
            if one.status is DutyStatus.MET_LATE
            else missing
        )
        kept[f"{one.due:%Y-%m}"] += 1
    text = Text()
    for month in sorted({*in_time, *late, *missing})[-last:]:
        text.append(f"{month}  ")
        text.append("█" * in_time[month])
        text.append("▒" * late[month])
        text.append("!" * missing[month], "bold")
        said = [
            f"{count[month]} {word}"
            for count, word in ((in_time, tr("in time")), (late, "late"), (missing, "missing"))
            if count[month]
        ]
        text.append(f"  {', '.join(said)}\n", "dim")
    return text
