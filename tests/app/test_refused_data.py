"""Data with errors: the whole report and nothing else."""

import pytest

from geo.catalog import validate
from tests.app.conftest import INDICATORS, blocks


@pytest.fixture
def broken(tmp_path, monkeypatch, data_copy):
    folder = tmp_path / "overlay"
    folder.mkdir()
    zones = (data_copy / "zones.geojson").read_text(encoding="utf-8")
    rows = (data_copy / "platforms.csv").read_text(encoding="utf-8").splitlines()
    (folder / "zones.geojson").write_text(zones.replace('"national"', '"<b>royal</b>"'), "utf-8")
    (folder / "platforms.csv").write_text("\n".join([*rows, rows[1]]) + "\n", "utf-8")
    monkeypatch.setenv("ZONE_ATLAS_DATA", str(folder))
    return folder


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("page", [None, INDICATORS], ids=["overview", "indicators"])
def test_the_whole_report_is_shown_and_nothing_else(pages, broken, page, lang):
    pages.open(page, l=lang)
    problems = validate(broken, lang)
    (table,) = pages.app.dataframe
    assert len(table.value) == len(problems) > 1
    assert table.value.iloc[:, 5].tolist() == [p.expectation for p in problems]
    assert any("<b>royal</b>" in str(cell) for cell in table.value.iloc[:, 4])
    assert pages.map is None
    kinds = {element.type for element in blocks(pages.app.main)}
    assert not kinds & {"vega_lite_chart", "selectbox", "download_button"}


def test_a_folder_that_is_not_there_is_told(pages, monkeypatch, tmp_path):
    monkeypatch.setenv("ZONE_ATLAS_DATA", str(tmp_path / "nowhere"))
    pages.open()
    assert len(pages.app.dataframe[0].value) == 1
    assert pages.map is None


def test_a_wrong_setting_is_one_sentence(pages, monkeypatch, tmp_path):
    monkeypatch.setenv("ZONE_ATLAS_DATA_ROWS", "<b>many</b>")
    pages.open()
    (said,) = [text for text in pages.words if 'class="za-say"' in text]
    assert "ZONE_ATLAS_DATA_ROWS" in said
    assert "&lt;b&gt;many" in said
    assert pages.map is None
