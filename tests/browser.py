"""A real Chromium for a test, driven over its own debugging protocol (CDP)."""

from __future__ import annotations

import asyncio
import base64
import json
import shutil
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp

PROGRAM = shutil.which("chromium") or "chromium"
QUIET = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--remote-debugging-port=0", "--window-size=1200,800",
)  # fmt: skip


class Page:
    """One page of the browser: go, type, look."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self._socket = socket
        self._number = 0
        self.requested: list[str] = []  # every address that the page asked for
        self.downloads: list[str] = []  # the states that downloads went through
        self.heard = ""  # what the page's own socket brought it, as text

    async def do(self, method: str, **params: Any) -> dict[str, Any]:
        """Send one command, and give back its answer."""
        self._number += 1
        number = self._number
        await self._socket.send_json({"id": number, "method": method, "params": params})
        while True:
            message = json.loads((await self._socket.receive(timeout=30)).data)
            self._note(message)
            if message.get("id") == number:
                if "error" in message:
                    raise AssertionError(f"{method}: {message['error']}")
                result: dict[str, Any] = message["result"]
                return result

    def _note(self, message: dict[str, Any]) -> None:
        if message.get("method") == "Network.requestWillBeSent":
            self.requested.append(message["params"]["request"]["url"])
        if message.get("method") == "Network.webSocketFrameReceived":
            frame = message["params"]["response"]
            data = frame["payloadData"]
            self.heard += (
                base64.b64decode(data).decode(errors="replace") if frame["opcode"] == 2 else data
            )
        if message.get("method") in ("Browser.downloadProgress", "Page.downloadProgress"):
            self.downloads.append(message["params"]["state"])

    async def value(self, expression: str) -> Any:
        """What a JavaScript expression is worth in the page."""
        made = await self.do("Runtime.evaluate", expression=expression, returnByValue=True)
        return made["result"].get("value")

    async def until(self, expression: str, seconds: float = 30) -> None:
        """Wait until the expression is true in the page."""
        for _ in range(int(seconds / 0.1)):
            if await self.value(expression):
                return
            await asyncio.sleep(0.1)
        raise AssertionError(f"never came true: {expression}")

    async def hears(self, words: str, seconds: float = 30) -> None:
        """Wait until the page's socket has brought these words; forget what came before them."""
        for _ in range(int(seconds / 0.1)):
            await self.value("1")  # any answer lets events in
            before, found, after = self.heard.partition(words)
            if found:
                self.heard = after
                return
            await asyncio.sleep(0.1)
        raise AssertionError(f"{words!r} never came; {before[-500:]!r}")

    async def key(self, key: str, code: str = "", number: int = 0, modifiers: int = 0) -> None:
        """Press and release one key."""
        text = {"text": key} if len(key) == 1 and not modifiers else {}
        for kind in ("keyDown", "keyUp"):
            await self.do(
                "Input.dispatchKeyEvent", type=kind, key=key, code=code or key,
                windowsVirtualKeyCode=number or ord(key[0].upper()), modifiers=modifiers,
                **(text if kind == "keyDown" else {}),
            )  # fmt: skip

    async def keep_downloads(self, folder: Path) -> None:
        """Let downloads come, into this folder."""
        await self.do(
            "Browser.setDownloadBehavior",
            behavior="allow", downloadPath=str(folder), eventsEnabled=True,
        )  # fmt: skip

    async def downloaded(self, folder: Path, seconds: float = 60) -> Path:
        """The one file that came into the folder, once it is whole."""
        for _ in range(int(seconds / 0.1)):
            await self.value("1")  # any answer lets events in
            there = [one for one in folder.iterdir() if one.suffix != ".crdownload"]
            if there and "completed" in self.downloads:
                return there[0]
            await asyncio.sleep(0.1)
        raise AssertionError(f"no download came: {self.downloads}, {[*folder.iterdir()]}")

    async def picture(self, path: Path) -> None:
        """A PNG of what the page shows."""
        shot = await self.do("Page.captureScreenshot", format="png")
        path.write_bytes(base64.b64decode(shot["data"]))


@asynccontextmanager
async def chromium(home: Path) -> AsyncIterator[Page]:
    """A page of a fresh browser, its requests and downloads noted."""
    process = subprocess.Popen(
        [PROGRAM, *QUIET, f"--user-data-dir={home}", "about:blank"],
        stderr=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
    )
    try:
        port = await asyncio.to_thread(_port, process)
        async with aiohttp.ClientSession() as session:
            async with session.get(f"http://127.0.0.1:{port}/json") as answer:
                pages = await answer.json()
            target = next(one for one in pages if one["type"] == "page")
            async with session.ws_connect(
                target["webSocketDebuggerUrl"], max_msg_size=1 << 26
            ) as socket:
                page = Page(socket)
                await page.do("Page.enable")
                await page.do("Network.enable")
                await page.do("Runtime.enable")
                yield page
    finally:
        process.terminate()
        process.wait(10)
        if process.stderr:
            process.stderr.close()


def _port(process: subprocess.Popen[bytes]) -> int:
    assert process.stderr is not None
    for line in process.stderr:
        words = line.decode(errors="replace")
        if "DevTools listening on" in words:
            return int(words.split("127.0.0.1:")[1].split("/")[0])
    sys.exit("chromium did not start")
