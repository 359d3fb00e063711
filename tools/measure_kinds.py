"""How well kinds are told on messages that were not counted: cross-validation and calibration.

Every file of the labelled set that is for tuning is left out once, the counts are
made over the others and the sayings, and what is left out is classified.  Folds of
single messages do the same with a fifth of them at a time.

    .venv/bin/python tools/measure_kinds.py [-v] [file|fold|apart] ...
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE), str(HERE.parent / "tests" / "intake")]

import learn_kinds  # noqa: E402 - found by the line above
from labelled_mail import KEPT, Labelled, judged, labelled  # noqa: E402

from borrower_desk.intake import likeness  # noqa: E402
from borrower_desk.intake.scoring import ANSWERS  # noqa: E402
from borrower_desk.model import Classification, Kind  # noqa: E402

FOLDS = 5
_SURE = 0.6
Told = list[tuple[Labelled, Classification]]


def main() -> None:
    """Print the figures of each way asked for."""
    asked = [one for one in sys.argv[1:] if one != "-v"] or ["file", "fold", "apart"]
    apart = {one.removesuffix(".txt") for one in KEPT}
    tuning = [one for one in labelled() if one.part not in apart]
    for way in asked:
        if way == "apart":
            told = [(one, judged(one)) for one in labelled() if one.part in apart]
        else:
            told = _left_out(tuning, by_file=way == "file")
        show(way, told, verbose="-v" in sys.argv and way != "apart")


def _left_out(some: list[Labelled], *, by_file: bool) -> Told:
    """Each message as it is told when its file (or its fold) was not counted."""
    groups: dict[str, list[Labelled]] = {}
    for one in some:
        fold = str(sha256(one.name.encode()).digest()[1] % FOLDS)
        groups.setdefault(_file(one) if by_file else fold, []).append(one)
    told: Told = []
    for group in groups.values():
        without = {one.name for one in group}
        likeness.count_on(learn_kinds.counted_over([o for o in some if o.name not in without]))
        try:
            told += [(one, judged(one)) for one in group]
        finally:
            likeness.count_on(None)
    return told


def _file(one: Labelled) -> str:
    return one.name.replace("/", "#").partition("#")[0]


def macro_f1(told: Told) -> float:
    """The mean over kinds; what a message is besides (`also`) is right too."""
    right: Counter[Kind] = Counter()
    claimed: Counter[Kind] = Counter()
    there: Counter[Kind] = Counter()
    for one, got in told:
        kind = one.kind if got.kind in (one.kind, *one.also) else got.kind
        there[one.kind] += 1
        claimed[kind] += 1
        right[one.kind] += kind is one.kind
    return sum(2 * right[k] / (claimed[k] + there[k]) for k in there) / len(there)


def show(way: str, told: Told, *, verbose: bool) -> None:
    """The figures of one way, and each mistake when asked for."""
    for file in sorted({_file(one) for one, _ in told}):
        print(f"  {file}: {_figures([(o, g) for o, g in told if _file(o) == file])}")
    print(f"{way}: {_figures(told)}")
    for one, got in _wrong(told) if verbose else ():
        phrases = [because.phrase for because in got.because][:4]
        print("   ", one.name, one.kind.value, "->", got.kind.value, got.confidence, phrases)


def _figures(told: Told) -> str:
    wrong = list(_wrong(told))
    sure = sum(got.confidence >= _SURE for _, got in told)
    loud = sum(got.confidence >= _SURE for _, got in wrong)
    answers = sum(one.kind is Kind.AUTOMATED_REPLY and got.kind in ANSWERS for one, got in told)
    return (
        f"n {len(told)} macro-F1 {macro_f1(told):.3f} accuracy {1 - len(wrong) / len(told):.3f}"
        f" sure {sure / len(told):.2f} wrong and sure {loud} of {len(wrong)}"
        f" automated taken for an answer {answers}"
    )


def _wrong(
    told: Iterable[tuple[Labelled, Classification]],
) -> Iterable[tuple[Labelled, Classification]]:
    return [(one, got) for one, got in told if got.kind not in (one.kind, *one.also)]


if __name__ == "__main__":
    main()
