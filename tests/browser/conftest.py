"""The atlas on a server that cannot leave the machine, in a Chromium that cannot either."""

import shutil
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect, sync_playwright

from tests.blocked import serve_blocked

# Playwright's own list, which the flag below would replace, and then what Chromium draws for
# itself: every window would start two pages for its address bar, a third of the time of a test.
FEATURES_OFF = (
    "AvoidUnnecessaryBeforeUnloadCheckSync",
    "DestroyProfileOnBrowserClose",
    "HttpsUpgrades",
    "HttpsFirstBalancedModeAutoEnable",
    "LensOverlay",
    "MediaRouter",
    "PaintHolding",
    "ThirdPartyStoragePartitioning",
    "AvoidCorsURLLoaderRestartOnRedirect",
    "OptimizationHints",
    "NetworkTimeServiceQuerying",
    "AimEnabled",
    "PreconnectToSearch",
    "PreloadTopChromeWebUI",
    "WebUIOmniboxPopup",
    "WebUIOmniboxAimPopup",
    "WebUIOmniboxFullPopup",
)
CHROMIUM_FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-quic",
    "--process-per-site",
    f"--disable-features={','.join(FEATURES_OFF)}",
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE localhost , EXCLUDE 127.0.0.1",
)
# A page that comes late on a machine with much to do is no fault; one that never comes is.
PATIENCE_MS = 90_000
expect.set_options(timeout=PATIENCE_MS)
LOCAL_SCHEMES = {"data", "blob", "file", "about"}
LOCAL_HOSTS = {"localhost", "127.0.0.1", "::1"}


def is_foreign(url):
    """Whether an address leaves the machine."""
    parts = urlsplit(url)
    return parts.scheme not in LOCAL_SCHEMES and parts.hostname not in LOCAL_HOSTS


def watch(page):
    """Give a page the lists ``foreign`` (requests that leave) and ``faults`` (errors)."""
    page.set_default_timeout(PATIENCE_MS)
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


@pytest.fixture(scope="session")
def kept_profile(browser, app_server):
    """Give one profile whose process stays: the app's scripts are then compiled once.

    A fresh profile for every test cost a quarter of its time.
    """
    profile = browser.new_context(
        viewport={"width": 1366, "height": 768}, locale="zh-CN", service_workers="block"
    )
    anchor = profile.new_page()
    anchor.goto(f"{app_server.url}/_stcore/health")
    yield profile, anchor
    profile.close()


def make_as_new(profile, anchor):
    """Take from a profile every page but its first, every store and every leave."""
    for page in profile.pages:
        if page is not anchor:
            page.close()
    profile.unroute_all()
    profile.clear_permissions()
    profile.clear_cookies()
    devtools = profile.new_cdp_session(anchor)
    devtools.send("Storage.clearDataForOrigin", {"origin": "*", "storageTypes": "all"})
    devtools.detach()


@pytest.fixture
def context(kept_profile):
    """Give a profile that holds nothing of another test."""
    profile, anchor = kept_profile
    yield profile
    make_as_new(profile, anchor)


@pytest.fixture
def page(context):
    """Give a watched page."""
    return watch(context.new_page())
