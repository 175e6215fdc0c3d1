"""The pages without a browser: Streamlit's own test run."""

import json
import zlib
from base64 import b64decode
from functools import cache

import pytest
from streamlit.components.v2 import manifest_scanner
from streamlit.testing.v1 import AppTest

from geo.ui.fold import name_fold
from tests.blocked import ROOT

INDICATORS = "pages/indicators.py"


def blocks(tree):
    """Yield every element of a page."""
    for child in tree.children.values():
        yield child
        if hasattr(child, "children"):
            yield from blocks(child)


class Pages:
    """The running app, seen as a reader sees it."""

    def __init__(self):
        self.app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
        self.started = False

    def open(self, page=None, **query):
        """Open a page of a running visit under an address."""
        if not self.started:
            self.app.run()  # the pages are known after the first run
            self.started = True
        if page is not None:
            self.app.switch_page(page)
        self.app.query_params.clear()
        for key, value in query.items():
            self.app.query_params[key] = value
        self.app.run()
        assert not self.app.exception
        return self

    @property
    def query(self):
        """The address as the page left it, and as a reader sees it."""
        read = {key: text for key, text in self.app.query_params.items() if key != "pg"}
        return {key: text if isinstance(text, str) else text[0] for key, text in read.items()}

    @property
    def map(self):
        """What the map component was sent, unpacked; None if the page has no map."""
        found = [
            e
            for e in blocks(self.app.main)
            if e.type == "bidi_component" and e.proto.component_name == "zone_atlas_map"
        ]
        if not found:
            return None
        (element,) = found
        data = json.loads(element.proto.json)
        return data | json.loads(zlib.decompress(b64decode(data["packed"])))

    @property
    def words(self):
        """Every text of the page that a reader sees outside of the map."""
        texts = []
        for element in blocks(self.app.main):
            if element.type == "html":
                texts.append(element.proto.body)
                continue
            for name in ("value", "label"):
                value = getattr(element, name, None)
                texts += [value] if isinstance(value, str) else []
            texts += [o for o in getattr(element, "options", []) if isinstance(o, str)]
        return texts

    def unfold(self, key):
        """Have a fold open from the next run on, as a reader's click does."""
        self.app.session_state[name_fold(key)] = True
        return self

    def choose(self, key, value):
        """Choose in the box whose key starts so."""
        (box,) = [b for b in self.app.selectbox if b.key.startswith(key)]
        box.set_value(value).run()
        assert not self.app.exception
        return self


@pytest.fixture(scope="session", autouse=True)
def _components_looked_for_once():
    """Let Streamlit look through the installed packages once, not anew for every visit."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            manifest_scanner,
            "scan_component_manifests",
            cache(manifest_scanner.scan_component_manifests),
        )
        yield


@pytest.fixture(autouse=True)
def _patience(monkeypatch):
    """Have pages wait for answers that a reader would see coming: nothing here runs them again."""
    monkeypatch.setattr("geo.ui.catchments.working._AT_ONCE_SECONDS", 60.0)


@pytest.fixture
def pages():
    """Give a fresh visit."""
    return Pages()
