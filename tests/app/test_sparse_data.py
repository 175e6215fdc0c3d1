"""Tables that may be empty: no page breaks for want of their rows."""

import pytest

from geo.catalog import validate
from tests.blocked import ROOT

PAGES = sorted(path.stem for path in (ROOT / "pages").glob("*.py"))


SPARSE = {
    "figures": ("county_indicators.csv", "zone_indicators.csv"),
    "remarks": ("indicator_alternates.csv", "series_notes.csv"),
}


@pytest.mark.parametrize("names", SPARSE.values(), ids=SPARSE)
def test_tables_that_may_be_empty_break_no_page(pages, data_copy, tmp_path, monkeypatch, names):
    folder = tmp_path / "sparse"
    folder.mkdir()
    for name in names:
        head = (data_copy / name).read_text(encoding="utf-8").splitlines()[0]
        (folder / name).write_text(head + "\n", encoding="utf-8")
    assert validate(folder) == ()
    monkeypatch.setenv("ZONE_ATLAS_DATA", str(folder))
    for page in PAGES:
        pages.open(f"pages/{page}.py", l="zh")
        assert not pages.app.exception
