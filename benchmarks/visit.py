"""A visit to a Streamlit app without a browser: its websocket, its runs, its bytes."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import websockets
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

if TYPE_CHECKING:
    from collections.abc import Mapping

_MOST_BYTES = 200_000_000
_LONGEST_RUN = 120.0


@dataclass
class Visit:
    """One session of a running app.

    Attributes
    ----------
    pages
        Hash of each page by its path, told by the app.
    received
        Bytes that came with the last run.
    """

    socket: Any
    pages: dict[str, str] = field(default_factory=dict)
    received: int = 0

    async def run(self, query: Mapping[str, str], page: str = "") -> float:
        """Ask for a run under an address and return the seconds to its end."""
        message = BackMsg()
        message.rerun_script.query_string = urlencode(query)
        if page:
            message.rerun_script.page_script_hash = self.pages[page]
        self.received = 0
        asked = time.perf_counter()
        await self.socket.send(message.SerializeToString())
        await asyncio.wait_for(self._finish(), _LONGEST_RUN)
        return time.perf_counter() - asked

    async def _finish(self) -> None:
        async for data in self.socket:
            self.received += len(data)
            message = ForwardMsg()
            message.ParseFromString(data)
            kind = message.WhichOneof("type")
            if kind == "navigation":
                self.pages |= {
                    page.url_pathname: page.page_script_hash
                    for page in message.navigation.app_pages
                }
            if kind == "delta" and message.delta.new_element.WhichOneof("type") == "exception":
                raise RuntimeError(message.delta.new_element.exception.message)
            if kind == "script_finished":
                # a run that was overtaken by another is not the end of what was asked
                if message.script_finished == ForwardMsg.FINISHED_EARLY_FOR_RERUN:
                    continue
                return


async def open_visit(url: str) -> Visit:
    """Open a session of the app at `url` (``http://localhost:8501``)."""
    address = url.replace("http", "ws", 1) + "/_stcore/stream"
    socket = await websockets.connect(
        address, subprotocols=["streamlit"], max_size=_MOST_BYTES, ping_interval=None
    )  # type: ignore[arg-type]
    return Visit(socket)


async def close_visit(visit: Visit) -> None:
    """End the session."""
    await visit.socket.close()
