"""The themes: readable by computation, and nothing said by colour alone."""

from __future__ import annotations

import pytest
from textual.color import Color
from textual.theme import Theme

from borrower_desk.model import DutyStatus, Severity, Verdict
from borrower_desk.screens import words
from borrower_desk.screens.themes import CONTRAST, DIM, INKS, PAPERS, THEMES

ENOUGH = 4.5  # WCAG 2.2, 1.4.3 (AA)


def luminance(color: Color) -> float:
    """Relative luminance as WCAG defines it."""
    parts = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in color.normalized
    ]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def contrast(one: Color, other: Color) -> float:
    """The WCAG contrast ratio of two colours."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def color(theme: Theme, name: str) -> Color:
    return Color.parse(theme.variables.get(name) or getattr(theme, name))


@pytest.mark.parametrize("theme", THEMES, ids=lambda one: one.name)
@pytest.mark.parametrize("paper", PAPERS)
@pytest.mark.parametrize("ink", INKS)
def test_every_ink_can_be_read_on_every_paper(theme: Theme, ink: str, paper: str) -> None:
    """Each theme's words pass AA on each ground that they may stand on."""
    ratio = contrast(color(theme, ink), color(theme, paper))

    assert ratio >= ENOUGH, f"{theme.name}: {ink} on {paper} is {ratio:.2f}"


@pytest.mark.parametrize("theme", THEMES, ids=lambda one: one.name)
@pytest.mark.parametrize("paper", PAPERS)
def test_dim_words_can_be_read_too(theme: Theme, paper: str) -> None:
    """What is drawn dim is the foreground mixed with its ground, and still passes AA."""
    ground = color(theme, paper)
    dimmed = ground.blend(color(theme, "foreground"), DIM)

    assert contrast(dimmed, ground) >= ENOUGH


@pytest.mark.parametrize("theme", THEMES, ids=lambda one: one.name)
def test_the_row_under_the_cursor_can_be_read(theme: Theme) -> None:
    """The cursor's two grounds pass AA with what is written on them."""
    assert contrast(color(theme, "on-cursor"), color(theme, "cursor")) >= ENOUGH
    assert contrast(color(theme, "foreground"), color(theme, "pale-cursor")) >= ENOUGH


def test_high_contrast_is_higher() -> None:
    """The high-contrast theme's words pass AAA (7:1) on every ground."""
    worst = min(
        contrast(color(CONTRAST, ink), color(CONTRAST, paper)) for ink in INKS for paper in PAPERS
    )

    assert worst >= 7


def test_each_state_has_words_of_its_own() -> None:
    """No two states of a duty, weights of a finding or verdicts are told apart by colour alone."""
    for table, all_of in (
        (words.STATUS, DutyStatus),
        (words.SEVERITY, Severity),
        (words.VERDICT, Verdict),
    ):
        labels = [label for label, _ in table.values()]

        assert set(table) == set(all_of)
        assert len(set(labels)) == len(labels)
