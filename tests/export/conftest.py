"""The font that pictures of these tests are written in."""

from __future__ import annotations

import pytest

from tests.fonts import make_font


@pytest.fixture(scope="session")
def font_file(tmp_path_factory):
    folder = tmp_path_factory.mktemp("fonts")
    make_font(folder / "AtlasTest-Bold.ttf", weight=700)
    return make_font(folder / "AtlasTest-Regular.ttf")


@pytest.fixture(scope="module", autouse=True)
def _own_font(font_file):
    """Write pictures in our own font, whatever is installed."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ZONE_ATLAS_FONT", str(font_file))
        yield
