"""What a checker of the packet would complain of in parts that a stranger made.

Knows pikepdf, whose own check is the one that `qpdf --check` makes.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

_MOST_PIXELS = 100_000_000  # a larger JPEG is not decoded: a bomb would cost minutes
# Frame headers (ITU-T T.81, table B.1); C4, C8 and CC between them are none.
_FRAMES = (*range(0xC0, 0xC4), *range(0xC5, 0xC8), *range(0xC9, 0xCC), *range(0xCD, 0xD0))


def sound_jpeg(data: bytes, packed: Sequence[str] = ()) -> bool:
    """True when every row of the JPEG decodes without a word; `packed` names filters over it.

    pikepdf.PdfError when those filters fail.

    A damaged one is shown by most readers, but makes a checker complain of the packet.
    """
    import pikepdf

    with pikepdf.new() as scratch:
        scratch.add_blank_page()
        if packed:
            names = pikepdf.Array([pikepdf.Name(one) for one in packed])
            data = scratch.make_stream(data, Filter=names).read_bytes()
        if _pixels(data) > _MOST_PIXELS:
            return True  # carried as it is: the reader that shows it has its own bounds
        scratch.Root.Looked = scratch.make_stream(data, Filter=pikepdf.Name.DCTDecode)
        # Decoded into nothing, so that memory stays flat however large the picture is.
        return not scratch.check_pdf_syntax()


def _pixels(data: bytes) -> int:
    """Width times height as the frame header says; 0 when there is none."""
    at = 2
    while at + 9 <= len(data) and data[at] == 0xFF:
        if data[at + 1] in _FRAMES:
            down = int.from_bytes(data[at + 5 : at + 7], "big")
            return down * int.from_bytes(data[at + 7 : at + 9], "big")
        at += 2 + int.from_bytes(data[at + 2 : at + 4], "big")
    return 0


def stray_name(node: Any) -> bool:
    """True when a key or a name of the dictionary or array holds a `#` that codes nothing.

    No writer can mend such a name without changing what the drawing calls it.
    """
    import pikepdf

    children = node if isinstance(node, pikepdf.Array) else node.values()
    keys = () if isinstance(node, pikepdf.Array) else node.keys()
    # qpdf keeps such a `#` as a zero byte (PDF 32000-1, 7.3.5 forbids one in a name).
    return any("\0" in key for key in keys) or any(
        "\0" in str(one) for one in children if isinstance(one, pikepdf.Name)
    )
