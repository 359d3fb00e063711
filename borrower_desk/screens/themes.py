"""The three looks of the app: dark, light and high contrast.

Every colour that a style sheet names is here.  What a colour says is always
said in words too.
"""

from __future__ import annotations

from textual.theme import Theme

DIM = 0.75  # how much of the ink is left in words drawn dim
# What is written, on what it may be written.  The tests compute each pair.
INKS = ("foreground", "muted", "accent", "late", "soon", "good")
PAPERS = ("background", "surface", "panel")


def _theme(name: str, *, dark: bool, ink: dict[str, str], cursor: tuple[str, str]) -> Theme:
    ground, written = cursor
    return Theme(
        name=name,
        dark=dark,
        primary=ink["accent"],
        secondary=ink["muted"],
        accent=ink["accent"],
        warning=ink["soon"],
        error=ink["late"],
        success=ink["good"],
        foreground=ink["foreground"],
        background=ink["background"],
        surface=ink["surface"],
        panel=ink["panel"],
        variables={
            "muted": ink["muted"],
            "late": ink["late"],
            "soon": ink["soon"],
            "good": ink["good"],
            "line": ink["line"],
            "cursor": ground,
            "on-cursor": written,
            "pale-cursor": ink["pale"],
            "text": ink["foreground"],
            "text-muted": ink["muted"],
            "text-disabled": ink["muted"],
            "border": ink["accent"],
            "border-blurred": ink["line"],
            "block-cursor-background": ground,
            "block-cursor-foreground": written,
            "block-cursor-blurred-background": ink["pale"],
            "block-cursor-blurred-foreground": ink["foreground"],
            "input-cursor-background": ink["foreground"],
            "input-cursor-foreground": ink["background"],
            "input-selection-background": ink["pale"],
            "footer-background": ink["panel"],
            "footer-foreground": ink["foreground"],
            "footer-key-foreground": ink["accent"],
            "footer-description-foreground": ink["muted"],
            "footer-item-background": ink["panel"],
            "scrollbar": ink["line"],
            "scrollbar-hover": ink["muted"],
            "scrollbar-active": ink["accent"],
            "scrollbar-background": ink["background"],
            "scrollbar-background-hover": ink["background"],
            "scrollbar-background-active": ink["background"],
            "scrollbar-corner-color": ink["background"],
        },
    )


DARK = _theme(
    "desk-dark",
    dark=True,
    ink={
        "foreground": "#d9dee6",
        "background": "#14171c",
        "surface": "#1a1e25",
        "panel": "#22272f",
        "muted": "#98a2b1",
        "accent": "#86b3e6",
        "late": "#f0848c",
        "soon": "#e0b063",
        "good": "#8cc590",
        "line": "#3a424e",
        "pale": "#2b3340",
    },
    cursor=("#2f5584", "#ffffff"),
)
LIGHT = _theme(
    "desk-light",
    dark=False,
    ink={
        "foreground": "#20252b",
        "background": "#fbfaf7",
        "surface": "#f4f2ed",
        "panel": "#eae7e0",
        "muted": "#565e69",
        "accent": "#1a5490",
        "late": "#a01f2d",
        "soon": "#754e00",
        "good": "#1f5f2e",
        "line": "#c9c4ba",
        "pale": "#dbe3ec",
    },
    cursor=("#1a5490", "#ffffff"),
)
CONTRAST = _theme(
    "desk-contrast",
    dark=True,
    ink={
        "foreground": "#ffffff",
        "background": "#000000",
        "surface": "#000000",
        "panel": "#101010",
        "muted": "#d6d6d6",
        "accent": "#9cd0ff",
        "late": "#ffa4a4",
        "soon": "#ffe066",
        "good": "#9dff9d",
        "line": "#ffffff",
        "pale": "#003a70",
    },
    cursor=("#ffe600", "#000000"),
)
THEMES = (DARK, LIGHT, CONTRAST)
NAMES = {"desk-dark": "Dark", "desk-light": "Light", "desk-contrast": "High contrast"}
