"""The shipped Streamlit settings keep the server on this machine."""

import http.client
import tomllib
from urllib.parse import urlsplit

import pytest

from tests.blocked import ROOT, serve_blocked

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
    assert 0 < CONFIG["server"]["maxUploadSize"] <= 50


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
