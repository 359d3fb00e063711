"""Typesetting in a process of its own, so that long packets leave no memory behind.

typst keeps what it has laid out, about a quarter of a megabyte a page.  A child
sets a part at a time and ends; texts go to it through a pipe and pages come back
through one, so that nothing is written to disk.  Short packets are set here:
starting a child takes longer than they do.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import IO, Any

from borrower_desk.errors import DeskError
from borrower_desk.pdf.typeset import typeset

_LENGTH = 8  # bytes before each message, and before each answer
_PARTS_A_CHILD = 4  # then a new one is started, and the old one's memory is gone


class Setter:
    """Sets pages, `apart` in a child process or right here."""

    def __init__(self, *, apart: bool) -> None:
        self._apart = apart
        self._child: subprocess.Popen[bytes] | None = None
        self._done = 0

    def __enter__(self) -> Setter:
        return self

    def __exit__(self, *_: object) -> None:
        self._end()

    def set(
        self,
        layout: str,
        data: Mapping[str, object],
        *,
        dated: datetime,
        standards: Sequence[str],
    ) -> bytes:
        """As `typeset`."""
        if not self._apart:
            return typeset(layout, data, dated=dated, standards=standards)
        if self._done >= _PARTS_A_CHILD:
            self._end()
        child = self._child = self._child or _started()
        self._done += 1
        asked = {
            "layout": layout,
            "data": data,
            "dated": dated.isoformat(),
            "standards": list(standards),
        }
        try:
            _put(child.stdin, json.dumps(asked, ensure_ascii=False).encode())
            answer = _get(child.stdout)
        except (OSError, EOFError):
            self._end()
            raise DeskError(
                "The process that sets the pages ended before its time.",
                hint="Make room in memory, or make the packet in volumes: --max-pages 200",
            ) from None
        if answer[:1] != b"+":
            said = json.loads(answer[1:])
            raise DeskError(said["message"], hint=said["hint"])
        return answer[1:]

    def _end(self) -> None:
        child, self._child, self._done = self._child, None, 0
        if child is None:
            return
        # It holds nothing that could be lost, so it is not asked to finish.
        child.kill()
        child.wait()
        for pipe in (child.stdin, child.stdout):
            if pipe is not None:
                with suppress(OSError):  # what it never read can't be flushed any more
                    pipe.close()


def _started() -> subprocess.Popen[bytes]:
    home = str(Path(__file__).parents[2])
    known = os.environ.get("PYTHONPATH")
    return subprocess.Popen(
        [sys.executable, "-m", "borrower_desk.pdf.setting"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": home if not known else home + os.pathsep + known},
    )


def _put(pipe: IO[bytes] | None, content: bytes) -> None:
    if pipe is None:
        raise EOFError
    pipe.write(len(content).to_bytes(_LENGTH, "big"))
    pipe.write(content)
    pipe.flush()


def _get(pipe: IO[bytes] | None) -> bytes:
    head = pipe.read(_LENGTH) if pipe is not None else b""
    if pipe is None or len(head) < _LENGTH:
        raise EOFError
    length = int.from_bytes(head, "big")
    content = pipe.read(length)
    if len(content) < length:
        raise EOFError
    return content


def _serve() -> None:
    """The child: set what comes in, until nothing more does."""
    told, said = sys.stdin.buffer, sys.stdout.buffer
    while True:
        try:
            asked: dict[str, Any] = json.loads(_get(told))
        except EOFError:
            return
        try:
            answer = b"+" + typeset(
                asked["layout"],
                asked["data"],
                dated=datetime.fromisoformat(asked["dated"]),
                standards=asked["standards"],
            )
        except DeskError as why:
            answer = b"-" + json.dumps({"message": why.message, "hint": why.hint}).encode()
        _put(said, answer)


if __name__ == "__main__":
    _serve()
