"""Which maps a page hands out as a file."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from geo.locale import translator


def _page(criterion, confirmed, lang):
    """Offer the file of a map; runs as a page of its own."""
    from dataclasses import replace  # noqa: PLC0415

    from geo.catalog import load_catalog  # noqa: PLC0415
    from geo.locale import translator as words  # noqa: PLC0415
    from geo.presets import PRESETS  # noqa: PLC0415
    from geo.ui.downloads import offer_page  # noqa: PLC0415

    view = replace(PRESETS["eligibility"], criterion=criterion, lang=lang)
    offer_page(view, load_catalog(), words(lang), key="file", confirmed_states=confirmed)


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize(
    ("criterion", "confirmed", "offered"),
    [(None, False, True), ("sc22_c3", False, False), ("sc22_c3", True, True)],
)
def test_a_map_of_states_is_offered_only_when_confirmed(criterion, confirmed, offered, lang):
    app = AppTest.from_function(_page, args=(criterion, confirmed, lang), default_timeout=60).run()
    assert not app.exception
    assert len(app.get("download_button")) == offered
    said = [box.value for box in app.info]
    assert said == ([] if offered else [translator(lang)("map.states_unconfirmed")])
