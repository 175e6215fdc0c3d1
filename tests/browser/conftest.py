"""The atlas on a server that cannot leave the machine, in a Chromium that cannot either."""

import shutil
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import sync_playwright

from tests.blocked import serve_blocked

CHROMIUM_FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-quic",
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE localhost , EXCLUDE 127.0.0.1",
)
LOCAL_SCHEMES = {"data", "blob", "file", "about"}
LOCAL_HOSTS = {"localhost", "127.0.0.1", "::1"}


def is_foreign(url):
    """Whether an address leaves the machine."""
    parts = urlsplit(url)
    return parts.scheme not in LOCAL_SCHEMES and parts.hostname not in LOCAL_HOSTS


def watch(page):
    """Give a page the lists ``foreign`` (requests that leave) and ``faults`` (errors)."""
    page.foreign = []
    page.faults = []

    def note(url):
        if is_foreign(url):
            page.foreign.append(url)

    page.on("request", lambda request: note(request.url))
    page.on("websocket", lambda websocket: note(websocket.url))
    page.on("console", lambda said: page.faults.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: page.faults.append(str(error)))
    return page


@pytest.fixture(scope="session")
def app_server():
    """Start the atlas once for all browser tests."""
    with serve_blocked() as server:
        yield server


@pytest.fixture(scope="session")
def browser():
    """Start the system's Chromium once for all browser tests."""
    path = shutil.which("chromium")
    if path is None:
        pytest.fail("chromium is not on the path; `make test` installs it or says what is missing")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(CHROMIUM_FLAGS))
        yield browser
        browser.close()


@pytest.fixture
def context(browser):
    """Give a fresh profile, with the page size of the projector it is shown on."""
    context = browser.new_context(
        viewport={"width": 1366, "height": 768}, locale="zh-CN", service_workers="block"
    )
    yield context
    context.close()


@pytest.fixture
def page(context):
    """Give a watched page."""
    return watch(context.new_page())
