"""The server of the atlas: ``python -m geo.ui.server PORT``, in the folder of ``app.py``.

``streamlit run app.py`` shows the same pages. Here the small messages of a page leave at once,
and what the first map needs is made while the reader's browser is still loading scripts.
"""

from __future__ import annotations

import os
import socket
import sys
from contextlib import asynccontextmanager
from threading import Thread
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

_HOST = "localhost"
_SWITCH_SECONDS = 0.001
_PING_SECONDS = 30.0
_BYTES_PER_MB = 1_000_000


def serve(port: int) -> None:
    """Serve ``app.py`` of the working folder on this machine until a signal ends it.

    Raises
    ------
    OSError
        The port is taken.
    """
    # Read by Streamlit when it is imported; the port tells it which pages may call the server.
    os.environ["STREAMLIT_SERVER_PORT"] = str(port)
    import streamlit as st  # noqa: PLC0415
    import uvicorn  # noqa: PLC0415

    # The thread that answers shall not wait Python's usual 5 ms for a page that is computing.
    sys.setswitchinterval(_SWITCH_SECONDS)
    config = uvicorn.Config(
        st.App("app.py", lifespan=_warm_up),
        log_level="warning",
        access_log=False,
        server_header=False,
        ws="websockets-sansio",
        ws_max_size=int(st.get_option("server.maxMessageSize")) * _BYTES_PER_MB,
        ws_ping_interval=_PING_SECONDS,
        ws_ping_timeout=_PING_SECONDS,
        ws_per_message_deflate=False,
    )
    with _listen(port) as listener:
        uvicorn.Server(config).run(sockets=[listener])


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
    """Load the data and make the first map, for all visits; the page tells of any fault."""
    from geo.ui.warm import warm_up  # noqa: PLC0415 - the server answers before this is loaded

    warm_up()


if __name__ == "__main__":
    serve(int(sys.argv[1]))
