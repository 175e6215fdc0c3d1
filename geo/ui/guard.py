"""What every answer of the server says about other sites, and whom it does not answer.

Streamlit compares the origin of a call with this machine's outer address, which it asks an outside
host for. A call from another site is refused here, before that.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

_THIS_MACHINE = frozenset({"localhost", "127.0.0.1", "::1"})

_RULES = (
    "default-src 'self'",
    # Streamlit styles from its scripts; Vega compiles its expressions
    "style-src 'self' 'unsafe-inline'",
    "script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:",
    "worker-src 'self' blob:",
    "img-src 'self' data: blob:",
    "font-src 'self' data:",
    "object-src 'none'",
    "base-uri 'self'",
    "form-action 'self'",
    "frame-ancestors 'self'",
)
POLICY = "; ".join(_RULES)
"""No page of the atlas loads anything from, sends anything to, or stands inside another site."""

_HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Frame-Options": "SAMEORIGIN",
    "Referrer-Policy": "same-origin",
}


class Guard:
    """ASGI middleware: refuses calls of other sites, and tells browsers to keep to this one."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] not in {"http", "websocket"}:
            await self._app(scope, receive, send)
            return
        origin = Headers(scope=scope).get("origin")
        if origin is not None and not is_of_this_machine(origin):
            if scope["type"] == "websocket":
                await receive()  # the wish to connect
                await send({"type": "websocket.close", "code": 1008})
            else:
                await PlainTextResponse("Forbidden", 403)(scope, receive, send)
            return

        async def send_with_policy(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    headers[name] = value
            await send(message)

        await self._app(scope, receive, send_with_policy)


def is_of_this_machine(origin: str) -> bool:
    """Whether a page of this machine calls; one that will not say (``null``) does not count."""
    try:
        return urlsplit(origin).hostname in _THIS_MACHINE
    except ValueError:
        return False
