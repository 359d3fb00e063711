"""The words in a picture, read by tesseract where it is installed.

Tesseract runs as a process of its own, with a limit of time; the picture goes
through a pipe, so that nothing of it is left on the disk.
"""

from __future__ import annotations

import io
import os
import re
import shutil
import subprocess
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.Image import Image

_LONGEST_SIDE = 2600  # pixels: a letter page at some 230 dots per inch
_SMALLEST_SIDE = 900  # a smaller picture is enlarged, for letters of 20 pixels and more
_TURNED_SIDE = 1700
_SURE = 6.0  # 10 to 22 where it is right, on pages of three lines and more
_SECONDS = 40


def installed() -> bool:
    """Is there a tesseract to ask?"""
    return shutil.which("tesseract") is not None


def words_in(picture: Image) -> str:
    """The words that tesseract reads in a picture; none when it fails or takes too long."""
    grey = picture.convert("L")
    grey.thumbnail((_LONGEST_SIDE, _LONGEST_SIDE))
    if max(grey.size) < _SMALLEST_SIDE:
        times = -(-_SMALLEST_SIDE // max(1, *grey.size))
        grey = grey.resize((grey.width * times, grey.height * times))
    return _tesseract(grey, "-l", "eng")


def is_turned(picture: Image) -> bool:
    """Does tesseract say with confidence that the words stand on their side or their head?"""
    grey = picture.convert("L")
    grey.thumbnail((_TURNED_SIDE, _TURNED_SIDE))
    said = _tesseract(grey, "--psm", "0", "--dpi", "150")
    turn = re.search(r"Rotate: (\d+)", said)
    sure = re.search(r"Orientation confidence: ([\d.]+)", said)
    return bool(turn and sure and turn[1] != "0" and float(sure[1]) > _SURE)


def _tesseract(grey: Image, *options: str) -> str:
    sent = io.BytesIO()
    grey.save(sent, "PNG", compress_level=1)
    command = [shutil.which("tesseract") or "tesseract", "stdin", "stdout", *options]
    try:
        # A fixed command without a shell; the picture is its standard input.
        run = subprocess.run(  # noqa: S603
            command,
            input=sent.getvalue(),
            capture_output=True,
            timeout=_SECONDS,
            check=False,
            env={**os.environ, "OMP_THREAD_LIMIT": "1"},
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return run.stdout.decode("utf-8", "replace")
