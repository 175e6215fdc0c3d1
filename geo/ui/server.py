"""The server of the atlas: ``python -m geo.ui.server PORT``, in the folder of ``app.py``.

``streamlit run app.py`` shows the same pages. Here the small messages of a page leave at once,
and what the first map needs is made while the reader's browser is still loading scripts.
"""

from __future__ import annotations

import gc
import os
import socket
import sys
from contextlib import asynccontextmanager, suppress
from threading import Thread, Timer
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from starlette.requests import Request
    from starlette.responses import Response

_HOST = "localhost"
_SWITCH_SECONDS = 0.001
_PING_SECONDS = 30.0
_LAST_SECONDS = 2
_BYTES_PER_MB = 1_000_000
_SETTLED_SECONDS = 8.0
"""The first visit has its map by then, on a slow machine too."""


def serve(port: int) -> None:
    """Serve ``app.py`` of the working folder on this machine until a signal ends it.

    Raises
    ------
    OSError
        The port is taken.
    """
    # What is loaded now stays to the end: looking through it for garbage, again and again while it
    # grows, takes a fifth of the time to the first map. `_make_first_map` sets it aside.
    gc.disable()
    # Read by Streamlit when it is imported; the port tells it which pages may call the server.
    os.environ["STREAMLIT_SERVER_PORT"] = str(port)
    import streamlit as st  # noqa: PLC0415
    import uvicorn  # noqa: PLC0415
    from starlette.middleware import Middleware  # noqa: PLC0415
    from starlette.routing import Route  # noqa: PLC0415

    from geo.ui.guard import Guard  # noqa: PLC0415

    # The thread that answers shall not wait Python's usual 5 ms for a page that is computing.
    sys.setswitchinterval(_SWITCH_SECONDS)
    config = uvicorn.Config(
        st.App(
            "app.py",
            lifespan=_warm_up,
            routes=[Route("/overview", _open_first_page)],
            middleware=[Middleware(Guard)],
        ),
        log_level="warning",
        access_log=False,
        server_header=False,
        ws="websockets-sansio",
        ws_max_size=int(st.get_option("server.maxMessageSize")) * _BYTES_PER_MB,
        ws_ping_interval=_PING_SECONDS,
        ws_ping_timeout=_PING_SECONDS,
        ws_per_message_deflate=False,
        # Open pages do not keep a server that was told to end.
        timeout_graceful_shutdown=_LAST_SECONDS,
    )
    with _listen(port) as listener, suppress(KeyboardInterrupt):
        uvicorn.Server(config).run(sockets=[listener])


async def _open_first_page(request: Request) -> Response:
    """Lead who types the first page's name to where Streamlit has it: ``/``."""
    from starlette.responses import RedirectResponse  # noqa: PLC0415

    return RedirectResponse(request.url.replace(path="/", scheme="", netloc=""))


def _listen(port: int) -> socket.socket:
    """Return a socket whose connections send small messages at once.

    asyncio sets TCP_NODELAY only where the socket names its protocol. Streamlit's own does not,
    and each page then waits several times for the browser's delayed acknowledgement, 40 ms each.
    """
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        if os.name != "nt":
            # A port just left (TIME_WAIT) is free.
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((_HOST, port))
    except OSError:
        listener.close()
        raise
    return listener


@asynccontextmanager
async def _warm_up(_app: object) -> AsyncIterator[None]:
    Thread(target=_make_first_map, name="warm-up", daemon=True).start()
    yield


def _make_first_map() -> None:
    """Load the data and make the overview's map, for all visits.

    Faulty data are no fault here: the page that meets them tells the reader.
    """
    try:
        # Here and not above: the server answers before these are loaded.
        from geo.catalog import load_catalog  # noqa: PLC0415
        from geo.errors import AtlasError  # noqa: PLC0415
        from geo.presets import STARTS  # noqa: PLC0415
        from geo.settings import overlay_dir  # noqa: PLC0415
        from geo.ui.component import map_message  # noqa: PLC0415

        with suppress(AtlasError):
            map_message(STARTS["overview"], load_catalog(overlay_dir()))
    finally:
        gc.freeze()
        gc.enable()
    later = Timer(_SETTLED_SECONDS, _make_catchments)
    later.daemon = True
    later.start()


def _make_catchments() -> None:
    """Load what measures catchments and answer what their page asks first, for all visits.

    It is slow to load, and the first map of the visit does not need it.
    """
    from geo.catalog import load_catalog  # noqa: PLC0415
    from geo.errors import AtlasError  # noqa: PLC0415
    from geo.locale import translator  # noqa: PLC0415
    from geo.maps.asked import MODEL  # noqa: PLC0415
    from geo.presets import STARTS  # noqa: PLC0415
    from geo.settings import overlay_dir  # noqa: PLC0415
    from geo.ui.catchments.panel import find_shown, make_frame  # noqa: PLC0415
    from geo.ui.component import map_message  # noqa: PLC0415

    with suppress(AtlasError):
        catalog, view = load_catalog(overlay_dir()), STARTS["catchments"]
        map_message(view, catalog, MODEL)
        shown = find_shown(view, catalog, MODEL)
        if shown is not None:
            make_frame("holds", shown, catalog, translator(view.lang))


if __name__ == "__main__":
    serve(int(sys.argv[1]))
