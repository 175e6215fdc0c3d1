"""The running app as a reader uses it: wait for what is asked, never for a time."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

MAP = ".za-map[data-ready]"
CHENGDU = 'path.za-area[data-id="510100"]'

# Streamlit's front end looks for its server below the page's own path first and finds it one
# step up; the two refusals stand in the console before any of our code runs. No setting of
# Streamlit moves that, short of serving a changed copy of its start page.
PROBES = 2
PROBE_TEXT = "Failed to load resource: the server responded with a status of 404 (Not Found)"


class Wire:
    """What goes over the page's websocket."""

    def __init__(self, page):
        self.sent, self.received = [], []
        page.on("websocket", self._listen)

    def _listen(self, websocket):
        websocket.on("framesent", self._note_sent)
        websocket.on("framereceived", self._note_received)

    def _note_sent(self, frame):
        self.sent.append(frame)

    def _note_received(self, frame):
        self.received.append(frame)

    def forget(self):
        """Start counting afresh."""
        self.sent.clear()
        self.received.clear()

    def maps(self):
        """Return the frames that carry a map."""
        return [frame for frame in self.received if b"zone_atlas_map" in frame]


def open_page(page, server, path="/"):
    """Open a page and wait for its map and for Streamlit to be idle."""
    page.goto(server.url + path)
    page.wait_for_selector(MAP)
    settle(page)


def settle(page):
    """Wait until the script has run and the map shows what was asked for last."""
    page.wait_for_selector('[data-testid="stApp"][data-test-script-state="notRunning"]')
    page.wait_for_function(
        "() => { const b = document.querySelector('.za-box');"
        " return b && b.dataset.shown && b.dataset.shown === b.dataset.asked; }"
    )


def choose(page, label, option, *, exact=False):
    """Choose in one of Streamlit's boxes by what a reader sees."""
    page.get_by_role("combobox", name=label).first.click()
    page.get_by_role("option", name=option, exact=exact).first.click()


def wait_for_title(page, text):
    """Wait until the map names itself so."""
    page.wait_for_function(
        "text => document.querySelector('.za-map')?.getAttribute('aria-label')?.includes(text)",
        arg=text,
    )
    settle(page)


def value_of(catalog, indicator, period, code="510100"):
    """Return a value as the data file holds it."""
    rows = catalog.prefecture_values
    found = rows[(rows["indicator"] == indicator) & (rows["period"] == period)]
    return found.set_index("adcode").loc[code, "value"]


def query_of(page):
    """Return the address's parameters."""
    return {k: v[0] for k, v in parse_qs(urlsplit(page.url).query).items()}


def zoom_of(page):
    """Return middle and zoom as the map wrote them."""
    page.wait_for_function("() => new URLSearchParams(location.search).get('ext')")
    return query_of(page)["ext"]


def move(page):
    """Zoom in once and pan by keyboard, and wait until the address says so."""
    page.locator(".leaflet-control-zoom-in").click()
    first = zoom_of(page)
    page.locator(".za-map").focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_function(
        "was => new URLSearchParams(location.search).get('ext') !== was", arg=first
    )
    page.wait_for_function("() => !document.querySelector('.leaflet-zoom-anim, .leaflet-pan-anim')")
    return zoom_of(page)
