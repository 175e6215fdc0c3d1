"""The server stays on this machine, whether it is the atlas's own or Streamlit's."""

import asyncio
import http.client
import signal
import socket
import tomllib
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit

import pytest

from geo.ui.server import _listen
from tests.blocked import ROOT, find_free_port, serve_blocked

CONFIG = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
PAGE = "import streamlit as st\nst.title('x')\n"


@pytest.fixture
def script(tmp_path):
    path = tmp_path / "page.py"
    path.write_text(PAGE, encoding="utf-8")
    return ["-m", "streamlit", "run", str(path), "--server.port"]


def ask(server, path, headers):
    parts = urlsplit(server.url)
    connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=10)
    try:
        connection.request("GET", path, headers=headers)
        return connection.getresponse().status
    finally:
        connection.close()


WEBSOCKET = {
    "Connection": "Upgrade",
    "Upgrade": "websocket",
    "Sec-WebSocket-Version": "13",
    "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
}


def test_with_our_settings_the_server_asks_nobody_and_serves_this_machine_only(script, tmp_path):
    with serve_blocked(script, HOME=str(tmp_path)) as server:
        assert server.url in server.said()
        assert "External URL" not in server.said()
        own = {**WEBSOCKET, "Origin": server.url}
        assert ask(server, "/_stcore/stream", own) == http.client.SWITCHING_PROTOCOLS
        foreign = {**WEBSOCKET, "Host": "atlas.example.org", "Origin": "http://atlas.example.org"}
        assert ask(server, "/_stcore/stream", foreign) == http.client.FORBIDDEN
        assert server.refused.lines() == []


def test_the_atlas_serves_this_machine_only(tmp_path):
    with serve_blocked(HOME=str(tmp_path)) as server:
        own = {**WEBSOCKET, "Origin": server.url}
        assert ask(server, "/_stcore/stream", own) == http.client.SWITCHING_PROTOCOLS
        foreign = {**WEBSOCKET, "Host": "atlas.example.org", "Origin": "http://atlas.example.org"}
        assert ask(server, "/_stcore/stream", foreign) == http.client.FORBIDDEN
        for origin in ("http://atlas.example.org", "null", "http://[", "http://localhost.evil.org"):
            other = {**WEBSOCKET, "Origin": origin}
            assert ask(server, "/_stcore/stream", other) == http.client.FORBIDDEN, origin
            assert ask(server, "/_stcore/health", {"Origin": origin}) == http.client.FORBIDDEN
        assert server.refused.lines() == []  # not even to learn its own outer address


def test_the_first_page_is_found_by_its_name(tmp_path):
    with (
        serve_blocked(HOME=str(tmp_path)) as server,
        urllib.request.urlopen(server.url + "/overview?i=gdp&l=en") as answer,
    ):
        assert answer.url == server.url + "/?i=gdp&l=en"


def test_no_other_site_may_frame_a_page_or_be_called_by_it(tmp_path):
    with serve_blocked(HOME=str(tmp_path)) as server, urllib.request.urlopen(server.url) as answer:
        policy = answer.headers["Content-Security-Policy"].split("; ")
        assert "frame-ancestors 'self'" in policy
        assert "default-src 'self'" in policy
        assert not any("http" in rule or "*" in rule for rule in policy)
        assert answer.headers["X-Frame-Options"] == "SAMEORIGIN"
        assert answer.headers["Server"] is None


def test_it_ends_quietly_when_told_to(tmp_path):
    with serve_blocked(["-m", "geo.ui.server"], HOME=str(tmp_path)) as server:
        port = urlsplit(server.url).port
        with socket.create_connection(("localhost", port)) as open_page:
            handshake = "".join(f"{name}: {value}\r\n" for name, value in WEBSOCKET.items())
            line = f"GET /_stcore/stream HTTP/1.1\r\nHost: localhost:{port}\r\n{handshake}\r\n"
            open_page.sendall(line.encode("ascii"))
            assert b" 101 " in open_page.recv(64)
            server.process.send_signal(signal.SIGINT)
            assert server.process.wait(15) == 0
        assert "Traceback" not in server.said()


def sends_at_once(listener):
    """Whether a connection of `listener`, served by asyncio, sends small messages at once."""
    found = []

    async def answer(_reader, writer):
        found.append(writer.get_extra_info("socket").getsockopt(socket.SOL_TCP, socket.TCP_NODELAY))
        writer.close()

    async def connect():
        server = await asyncio.start_server(answer, sock=listener)
        async with server:
            reader, writer = await asyncio.open_connection(*listener.getsockname())
            await reader.read()
            writer.close()
            await writer.wait_closed()

    # apart from the loop that a browser of other tests may have left running in this thread
    with ThreadPoolExecutor(1) as apart:
        apart.submit(lambda: asyncio.run(connect())).result()
    return bool(found[0])


def test_small_messages_leave_at_once():
    with _listen(find_free_port()) as listener:
        assert sends_at_once(listener)


def test_a_socket_without_a_protocol_would_hold_them_back():
    # Shows that the test above can fail, and why the atlas opens its socket itself.
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as listener:
        listener.bind(("localhost", 0))
        assert not sends_at_once(listener)


def test_without_our_settings_it_would_serve_everyone(script, tmp_path):
    # Shows that the test above can fail.
    words = [*script[:-1], "--server.headless", "true", script[-1]]
    listening = r"blocked by the test: \"\('::', "
    with (
        pytest.raises(RuntimeError, match=listening),
        serve_blocked(words, cwd=tmp_path, HOME=str(tmp_path)),
    ):
        pass


@pytest.mark.parametrize(
    ("section", "option", "value"),
    [
        ("server", "address", "localhost"),
        ("server", "headless", True),
        ("server", "showEmailPrompt", False),
        ("server", "fileWatcherType", "none"),
        ("browser", "gatherUsageStats", False),
        ("client", "showErrorDetails", "none"),
        ("client", "showErrorLinks", False),
        ("client", "toolbarMode", "minimal"),
    ],
)
def test_the_safe_choice_is_the_shipped_one(section, option, value):
    assert CONFIG[section][option] == value


def test_uploads_are_limited():
    # an OpenStreetMap extract of the province has about 100 MB
    assert 0 < CONFIG["server"]["maxUploadSize"] <= 200


def test_streamlit_knows_every_option_that_we_set():
    from streamlit.config import _config_options_template  # noqa: PLC0415

    def names(table, section):
        for name, value in table.items():
            inner = f"{section}.{name}" if section else name
            if isinstance(value, dict):
                yield from names(value, inner)
            else:
                yield inner

    assert set(names(CONFIG, "")) - set(_config_options_template) == set()


def test_no_font_is_fetched():
    assert "://" not in CONFIG["theme"]["font"]
