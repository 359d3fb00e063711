"""The app in a browser on this machine: textual-serve behind a one-time address.

What is served is for one browser on 127.0.0.1.  The address that is printed
holds a token that works once; it is exchanged for a cookie that scripts can't
read.  Every request is held against its Host, and the socket against its
Origin too, so that no page from elsewhere reaches the desk through the
browser (DNS rebinding, cross-site WebSocket hijacking).  The page loads
nothing from any other host (`dependencies.md`, trap 15).
"""

from __future__ import annotations

import hmac
import logging
import secrets
import shlex
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

from aiohttp import web
from textual_serve.server import Server

HOST = "127.0.0.1"
COOKIE = "borrower-desk"
PAGE = Path(__file__).with_name("web_page")
# `unsafe-inline` for styles alone: the terminal in the page sets its own.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; font-src 'self';"
    " img-src 'self' data:; connect-src 'self' ws://{host}; frame-ancestors 'none';"
    " base-uri 'none'; form-action 'none'"
)
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class DeskServer(Server):
    """One app for one browser; `address` is what the user opens, once."""

    def __init__(self, argv: Sequence[str], port: int) -> None:
        super().__init__(
            shlex.join(argv), host=HOST, port=port, title="Borrower Desk", templates_path=PAGE
        )
        self._token = secrets.token_urlsafe(32)
        self._session = secrets.token_urlsafe(32)
        self._room = f"/{secrets.token_urlsafe(16)}"
        self._spent = False

    @property
    def _origin(self) -> str:
        return f"http://{self.netloc}"

    @property
    def netloc(self) -> str:
        """The host and port that a request must name."""
        return f"{HOST}:{self.port}"

    @property
    def address(self) -> str:
        """The address with the token that works once."""
        return f"{self._origin}/?token={self._token}"

    def initialize_logging(self) -> None:
        """Say only what goes wrong; addresses with tokens are never logged."""
        logging.basicConfig(level=logging.ERROR, format="%(message)s")

    async def on_startup(self, app: web.Application) -> None:
        """Say nothing: the command has said where the desk is."""

    async def _make_app(self) -> web.Application:
        served = await super()._make_app()
        served.router.add_static("/page", PAGE)
        # Browsers send a cookie to every port of 127.0.0.1.  Below a path that nobody
        # else can guess it goes to this server alone.
        app = web.Application(middlewares=[self._guard])
        app.router.add_get("/", self._let_in)
        app.add_subapp(self._room, served)
        return app

    @web.middleware
    async def _guard(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        if request.host != self.netloc:
            raise web.HTTPForbidden(text="This address is not the desk's.")
        if request.path != "/":
            if not self._known(request):
                raise web.HTTPForbidden(text=REFUSED)
            if request.path.endswith("/ws") and request.headers.get("Origin") != self._origin:
                raise web.HTTPForbidden(text="The desk talks to its own page only.")
        answer = await handler(request)
        if not answer.prepared:
            self._harden(answer)
        return answer

    def _known(self, request: web.Request) -> bool:
        return _same(request.cookies.get(COOKIE, ""), self._session)

    async def _let_in(self, request: web.Request) -> web.StreamResponse:
        """Exchange the token for the cookie, once."""
        if self._spent or not _same(request.query.get("token", ""), self._token):
            raise web.HTTPForbidden(text=REFUSED)
        self._spent = True
        answer = web.Response(status=303, headers={"Location": f"{self._room}/"})
        answer.set_cookie(COOKIE, self._session, httponly=True, samesite="Strict", path=self._room)
        return answer

    async def handle_download(self, request: web.Request) -> web.StreamResponse:
        """A file that the app hands over, once; its name is said as RFC 6266 has it."""
        key = request.match_info["key"]
        try:
            about = await self.download_manager.get_download_metadata(key)
        except KeyError:
            raise web.HTTPNotFound(text="There is no such file, or it was fetched.") from None
        answer = web.StreamResponse()
        answer.content_type = "application/octet-stream"
        name = quote(about.file_name, safe="")
        answer.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{name}"
        self._harden(answer)
        await answer.prepare(request)
        async for chunk in self.download_manager.download(key):
            await answer.write(chunk)
        await answer.write_eof()
        return answer

    def _harden(self, answer: web.StreamResponse) -> None:
        answer.headers["Content-Security-Policy"] = POLICY.format(host=self.netloc)
        answer.headers["Cache-Control"] = "no-store"
        answer.headers["X-Content-Type-Options"] = "nosniff"
        answer.headers["X-Frame-Options"] = "DENY"
        answer.headers["Referrer-Policy"] = "no-referrer"

    def serve_until_stopped(self, ready: Callable[[str], Any]) -> None:
        """Serve until ctrl+c; `ready` hears the address."""
        ready(self.address)
        self.serve()


def _same(given: str, wanted: str) -> bool:
    return hmac.compare_digest(given.encode(), wanted.encode())


REFUSED = (
    "This page was opened already, or its address is not whole.\n"
    "Run `borrower-desk web` again in the terminal, and open the address that it prints.\n"
)
