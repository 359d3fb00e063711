"""Words to pages: one call to typst, with our layouts and our fonts.

A stranger's text goes in as data (JSON through `sys.inputs`), never as markup.
The same data and date give the same bytes.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from borrower_desk.errors import DeskError

HERE = Path(__file__).parent
LAYOUTS = HERE / "layouts"
FONTS = HERE / "fonts"
TAGGED_ARCHIVAL = ("ua-1", "a-2a")


@cache
def _fonts() -> Any:
    import typst

    return typst.Fonts(include_system_fonts=False, font_paths=[str(FONTS)])


def typeset(
    layout: str,
    data: Mapping[str, object],
    *,
    dated: datetime,
    standards: Sequence[str] = TAGGED_ARCHIVAL,
) -> bytes:
    """The PDF that `layouts/<layout>.typ` makes of `data`, dated `dated`.

    The layout reads `json(bytes(sys.inputs.data))`.  `standards` are typst's
    names; the default is PDF/UA-1 and PDF/A-2a together, and none at all gives a
    tagged PDF 1.7 that claims nothing.
    """
    import typst

    names: Any = list(standards)  # the stubs list each name as a literal
    try:
        return bytes(
            typst.compile(
                LAYOUTS / f"{layout}.typ",
                root=LAYOUTS,
                format="pdf",
                font_paths=_fonts(),
                sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
                pdf_standards=names,
                timestamp=int(dated.timestamp()),
            )
        )
    except typst.TypstError as why:
        raise DeskError(
            f"The page could not be typeset: {why}",
            hint="This is a fault of Borrower Desk. Please report it with the letter's kind.",
        ) from why
