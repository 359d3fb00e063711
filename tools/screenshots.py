"""The README's pictures, from the sample desk: `make screenshots`."""

from __future__ import annotations

import asyncio
import tempfile
import tomllib
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from borrower_desk.actions import demo
from borrower_desk.actions.desks import Ways
from borrower_desk.screens.app import DeskApp

ROOT = Path(__file__).parent.parent
PICTURES = ROOT / "docs" / "pictures"
SIZE = (120, 36)
SHOWN = ("today", "mail", "matter", "calendar", "law")


async def _settled(app: DeskApp, pilot: Any) -> None:
    """Wait until the desk has answered and the answer is drawn."""
    for _ in range(200):
        await pilot.pause(0.05)
        if not any(worker.is_running for worker in app.workers):
            break
    await pilot.pause(0.2)


async def take(desk: Path, ways: Ways, today: Callable[[], date]) -> None:
    """One SVG for each of the screens shown, in `docs/pictures`."""
    app = DeskApp(desk, ways, today)
    async with app.run_test(size=SIZE) as pilot:
        await _settled(app, pilot)
        for mode in SHOWN:
            app.go(mode)
            await _settled(app, pilot)
            path = PICTURES / f"{mode}.svg"
            path.write_text(app.export_screenshot(title="Borrower Desk"), encoding="utf-8")
            print(path.relative_to(ROOT))


def main() -> None:
    """Build the sample desk in a temporary folder and look at it."""
    story = tomllib.loads((demo.samples() / "story.toml").read_text(encoding="utf-8"))
    PICTURES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        told = demo.run(Path(folder) / "demo", print)
        ways = Ways(passphrase_file=told.desk.parent / "passphrase.txt", keyring=False)
        asyncio.run(take(told.desk, ways, lambda: story["as_of"]))


if __name__ == "__main__":
    main()
