"""`web`: the app in a browser on this machine, behind an address that works once."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import aiohttp
import pytest
from apt import needs
from browser import chromium

from borrower_desk.cli.main import main


@dataclass(frozen=True)
class Served:
    """A running `web`, and where it is."""

    address: str
    process: subprocess.Popen[str]

    @property
    def host(self) -> str:
        return urlsplit(self.address).netloc

    @property
    def port(self) -> int:
        return int(self.host.split(":")[1])


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A desk with nothing in it, and its key file."""
    home = tmp_path_factory.mktemp("web")
    path, key = home / "web.desk", home / "key"
    assert main(["--desk", str(path), "init", "--key-file", str(key), "--no-keyring"]) == 0
    return path, key


@pytest.fixture
def served(desk: tuple[Path, Path]) -> Iterator[Served]:
    """The app, served on a free port."""
    with serving(*desk, {}) as found:
        yield found


@contextmanager
def serving(path: Path, key: Path, more: dict[str, str]) -> Iterator[Served]:
    """`web` on this desk, with these variables in its environment, until it is stopped."""
    argv = [sys.executable, "-m", "borrower_desk", "--desk", str(path), "--key-file", str(key)]
    argv += ["--as-of", "2026-11-24", "web", "--json"]
    env = {**os.environ, "PYTHONUNBUFFERED": "1", **more}
    process = subprocess.Popen(
        argv, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=env
    )
    assert process.stdout is not None
    document = ""
    while not document.rstrip().endswith("}"):
        line = process.stdout.readline()
        assert line, process.stderr.read() if process.stderr else ""
        document += line
    try:
        yield Served(json.loads(document)["address"], process)
    finally:
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=20)


@asynccontextmanager
async def browser_session() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as session:
        yield session


async def _until_listening(served: Served) -> None:
    for _ in range(100):
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", served.port)
        except OSError:
            await asyncio.sleep(0.1)
        else:
            writer.close()
            return
    raise AssertionError("nothing listens")


async def test_the_address_works_once(served: Served):
    """The first who opens it gets in; the second, without the cookie, does not."""
    await _until_listening(served)
    async with browser_session() as first, browser_session() as second:
        async with first.get(served.address) as answer:
            assert answer.status == 200
            assert "token" not in str(answer.url)
            assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
            assert answer.headers["Cache-Control"] == "no-store"
        async with second.get(served.address) as answer:
            assert answer.status == 403
            assert "borrower-desk web" in await answer.text()


@pytest.mark.parametrize("token", ["", "x", "A" * 43, "é"])
async def test_a_wrong_token_opens_nothing_and_spends_nothing(served: Served, token: str):
    await _until_listening(served)
    async with browser_session() as session:
        async with session.get(f"http://{served.host}/", params={"token": token}) as answer:
            assert answer.status == 403
        async with session.get(served.address) as answer:
            assert answer.status == 200


async def test_another_name_for_this_machine_is_refused(served: Served):
    """A page from elsewhere whose name was pointed at 127.0.0.1 gets nothing (DNS rebinding)."""
    await _until_listening(served)
    async with browser_session() as session:
        named = {"Host": f"evil.example:{served.port}"}
        async with session.get(served.address, headers=named) as answer:
            assert answer.status == 403


async def test_the_socket_talks_to_its_own_page_only(served: Served):
    """With the cookie, but from another page, the socket is refused."""
    await _until_listening(served)
    async with browser_session() as session:
        async with session.get(served.address) as answer:
            page = str(answer.url)
        for origin in ("http://evil.example", "null"):
            with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
                await session.ws_connect(f"{page}ws", headers={"Origin": origin})
            assert refused.value.status == 403
        own = {"Origin": f"http://{served.host}"}
        async with session.ws_connect(f"{page}ws?width=80&height=24", headers=own) as socket:
            first = await socket.receive(timeout=20)
            assert first.data


async def test_nothing_is_served_without_the_cookie(served: Served):
    await _until_listening(served)
    async with browser_session() as session, browser_session() as stranger:
        async with session.get(served.address) as answer:
            page = str(answer.url)
        for path in ("", "ws", "static/js/textual.js", "page/page.css", "download/x"):
            async with stranger.get(page + path) as answer:
                assert answer.status == 403


async def test_it_listens_on_this_machine_only(served: Served):
    """The socket is bound to 127.0.0.1, not to every address of the machine."""
    await _until_listening(served)
    wanted = f"{served.port:04X}"
    lines = Path("/proc/net/tcp").read_text().splitlines()[1:]
    bound = [line.split()[1] for line in lines if line.split()[3] == "0A"]

    assert [one for one in bound if one.endswith(wanted)] == [f"0100007F:{wanted}"]


def test_a_port_that_is_taken_is_said(desk, served: Served, capsys):
    path, key = desk

    code = main(["--desk", str(path), "--key-file", str(key), "web", "--port", str(served.port)])

    assert code == 1
    assert "Leave --port out" in capsys.readouterr().err


async def test_the_app_is_used_in_a_real_browser(served: Served, tmp_path: Path):
    """Chromium shows the app, its keys reach it, it follows a resize, and it loads nothing else."""
    needs({"chromium": "chromium"})
    await _until_listening(served)
    async with chromium(tmp_path) as page:
        await page.do("Page.navigate", url=served.address)
        await page.until("!!document.querySelector('.xterm-helper-textarea')")
        await page.until("document.activeElement.className == 'xterm-helper-textarea'")
        await page.hears("Correspondence")
        await page.key("0", "Digit0", 48)
        await page.hears("ind a rule")  # the cursor stands on the f
        await page.do(
            "Emulation.setDeviceMetricsOverride",
            width=700, height=500, deviceScaleFactor=1, mobile=False,
        )  # fmt: skip
        await page.hears("People")  # the bar's shorter words
        hosts = {urlsplit(one).netloc for one in page.requested if one.startswith("http")}

        assert hosts == {served.host}
        assert await page.value("document.cookie") == ""  # scripts can't read it


async def test_a_packet_is_a_download_in_the_browser(tmp_path: Path):
    """What was written to the disk comes through the browser too, byte for byte, by its name."""
    needs({"chromium": "chromium"})
    home, downloads = tmp_path / "home", tmp_path / "downloads"
    home.mkdir()
    downloads.mkdir()
    path, key = tmp_path / "web.desk", tmp_path / "key"
    opened = ["--desk", str(path), "--key-file", str(key), "--as-of", "2026-11-24"]
    assert main(["--desk", str(path), "init", "--key-file", str(key), "--no-keyring"]) == 0
    for words in (
        ["me", "edit", "--name", "Zoë Núñez", "--address", "12 Oak Street; Dayton, OH 45402"],
        ["servicer", "add", "Lakeshore Mortgage Servicing", "--notice-address", "P.O. Box 9002"],
        ["loan", "add", "0001234567", "--servicer", "S1"],
        ["matter", "open", "Núñez, late fee", "--loan", "L1", "--issue", "fee-without-basis"],
        ["log", "phone", "They said: the fee stays.", "--date", "2026-11-20", "--matter", "M1"],
    ):
        assert main([*opened, *words]) == 0
    with serving(path, key, {"HOME": str(home)}) as served:
        await _until_listening(served)
        async with chromium(tmp_path / "browser") as page:
            await page.keep_downloads(downloads)
            await page.do("Page.navigate", url=served.address)
            await page.until("document.activeElement.className == 'xterm-helper-textarea'")
            await page.hears("Correspondence")
            await page.key("6", "Digit6", 54)
            await page.hears("1 exhibit")
            await page.key("s", "KeyS", 83, modifiers=2)
            got = await page.downloaded(downloads)
            (written,) = home.glob("*.pdf")

            assert got.name == written.name
            assert got.read_bytes() == written.read_bytes()
            assert got.read_bytes().startswith(b"%PDF-")
            downloads_asked = [one for one in page.requested if "/download/" in one]
            assert all(urlsplit(one).netloc == served.host for one in downloads_asked)
