"""``zone-atlas export``: every kind of file, every fault at once, and a folder of all maps."""

from __future__ import annotations

import io
import json
import re
import zipfile

import pytest
from PIL import Image

from geo import cli, cli_export
from geo.catalog import load_catalog
from geo.export import batch, formats
from geo.export.formats import FORMATS, Order
from geo.export.picture import PAPERS
from geo.presets import PRESETS

PREFECTURE_INDICATORS = (
    *("gdp", "gdp_growth", "gdp_per_capita", "secondary_share", "tertiary_share"),
    *("population_permanent", "urbanisation_rate", "budget_revenue", "budget_expenditure"),
    *("sci_expenditure", "rd_expenditure", "rd_intensity", "patent_grants"),
)


def run(capsys, *words):
    code = cli.main(["--lang", "en", "export", *map(str, words)])
    return code, capsys.readouterr()


def test_the_command_knows_the_formats_and_papers_that_there_are():
    assert cli_export.FORMATS == FORMATS
    assert set(cli_export.PAPERS) <= set(PAPERS)


def test_all_faults_are_told_at_once(capsys, tmp_path):
    code, said = run(
        capsys,
        *("--preset", "overview", "--view", "x.json", "--format", "bmp", "--finish", "draft"),
        *("--paper", "a0", "--dpi", "20", "--date", "27.11.2026", "--review-number", "mine"),
        *("--out", tmp_path / "no" / "map.html"),
    )
    assert code == 2
    told = ["--preset or --view", "--format", "--finish", "--paper", "--dpi", "--date"]
    for name in (*told, "--review-number", "--out"):
        assert name in said.err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("name", "words", "expected"),
    [
        ("map.bmp", (), "unknown ending .bmp"),
        ("map.png", ("--format", "pdf"), "differ"),
        ("map.html", ("--all",), "--all goes without"),
    ],
)
def test_a_name_that_says_something_else_is_refused(capsys, tmp_path, name, words, expected):
    code, said = run(capsys, "--preset", "overview", "--out", tmp_path / name, *words)
    assert code == 2
    assert expected in said.err


STARTS_OF = {
    "html": b"<!DOCTYPE html>",
    "png": b"\x89PNG",
    "pdf": b"%PDF-",
    "pptx": b"PK",
    "xlsx": b"PK",
    "csv": b"",
    "gpkg": b"SQLite format 3",
    "geojson": b"{",
    "shp": b"PK",
}


@pytest.mark.parametrize("kind", FORMATS)
def test_every_kind_of_file_is_written_and_is_what_it_says(capsys, tmp_path, kind):
    out = tmp_path / "map"
    code, said = run(capsys, "--preset", "indicators", "--format", kind, "--out", out, "--dpi", 150)
    assert code == 0
    assert str(out) in said.out
    assert out.read_bytes().startswith(STARTS_OF[kind])


def test_the_name_says_the_kind_the_paper_and_the_date_are_heeded(capsys, tmp_path):
    out = tmp_path / "map.png"
    words = ("--paper", "a3", "--dpi", "150", "--date", "2026-11-27", "--finish", "presentation")
    assert run(capsys, "--preset", "overview", "--out", out, *words)[0] == 0
    with Image.open(out) as opened:
        width, height = opened.size
    assert (width, height) == pytest.approx((16.535 * 150, 11.693 * 150), abs=2)


@pytest.mark.parametrize("is_before", [True, False])
def test_the_language_holds_wherever_it_is_given(tmp_path, is_before):
    out = tmp_path / "map.html"
    command = ["export", "--preset", "zones", "--out", str(out)]
    lang = ["--lang", "en"]
    assert cli.main([*lang, *command] if is_before else [*command, *lang]) == 0
    assert '<html lang="en"' in out.read_text("utf-8")


def test_a_page_may_hold_both_languages(capsys, tmp_path):
    out = tmp_path / "map.html"
    assert run(capsys, "--preset", "zones", "--out", out, "--both-languages")[0] == 0
    page = out.read_text("utf-8")
    assert "成都高新" in page
    assert "Chengdu High-tech" in page or "Chengdu Hi-tech" in page


def options_of(page):
    (content,) = re.findall(r'<script type="application/json" id="za-page">(.*?)</script>', page)
    return json.loads(content)["options"]


def test_a_page_may_hold_further_indicators(capsys, tmp_path):
    out = tmp_path / "map.html"
    wanted = "rd_intensity, gdp,hte_count"
    assert run(capsys, "--preset", "overview", "--out", out, "--indicators", wanted)[0] == 0
    (offered,) = options_of(out.read_text("utf-8")).values()
    # its own is named once, and first
    names = load_catalog().indicators["label_en"]
    assert [one["name"] for one in offered] == [
        names[name] for name in ("hte_count", "rd_intensity", "gdp")
    ]


@pytest.mark.parametrize(
    ("preset", "wanted", "told"),
    [
        (
            "overview",
            "gdp,no_such,hte_per_10k_firms",
            ("no_such", "hte_per_10k_firms", "rd_intensity"),
        ),
        ("science", "gdp", ("no further indicators", "gdp")),
        ("overview", ",".join(PREFECTURE_INDICATORS[:13]), ("at most 12", "13")),
    ],
)
def test_indicators_that_a_page_cannot_hold_are_told(capsys, tmp_path, preset, wanted, told):
    out = tmp_path / "map.html"
    code, said = run(capsys, "--preset", preset, "--out", out, "--indicators", wanted)
    assert code == 2
    for words in told:
        assert words in said.err
    assert not out.exists()


@pytest.mark.parametrize("words", [("--preset", "overview", "--format", "png"), ("--all",)])
def test_only_the_page_of_one_map_holds_further_indicators(capsys, tmp_path, words):
    code, said = run(capsys, *words, "--out", tmp_path / "x", "--indicators", "gdp")
    assert code == 2
    assert "--indicators" in said.err
    assert list(tmp_path.iterdir()) == []


def test_the_users_review_number_takes_the_place_of_the_warning(capsys, tmp_path):
    out = tmp_path / "map.html"
    number = "GS川（2026）12号"
    assert run(capsys, "--preset", "zones", "--out", out, "--review-number", number)[0] == 0
    page = out.read_text("utf-8")
    assert number in page
    assert "has not been reviewed" not in page


FEW = {name: PRESETS[name] for name in ("overview", "eligibility")}
LIGHT = ("html", "geojson", "csv")


def write_few(catalog, folder, **more):
    order = Order("html", finish="presentation")
    return batch.write_all(catalog, folder, order=order, formats=LIGHT, presets=FEW, **more)


def test_a_folder_holds_every_map_in_every_format_and_a_page_that_lists_them(catalog, tmp_path):
    told = []
    folder = tmp_path / "all"
    written = write_few(catalog, folder, report=lambda *step: told.append(step))
    assert {(one.preset, one.format) for one in written} == {
        (name, kind) for name in FEW for kind in LIGHT
    }
    names = {one.name for one in written}
    assert {path.name for path in folder.iterdir()} == {*names, "index.html"}
    page = (folder / "index.html").read_text("utf-8")
    assert all(f'href="{name}"' in page for name in names)
    assert [number for number, _, _ in told] == list(range(len(written)))
    assert {total for _, total, _ in told} == {len(written)}


def test_a_second_run_gives_the_same_bytes(catalog, tmp_path):
    for name in ("one", "two"):
        write_few(catalog, tmp_path / name)
    for path in (tmp_path / "one").iterdir():
        assert path.read_bytes() == (tmp_path / "two" / path.name).read_bytes(), path.name


def test_the_language_holds_for_all_files(catalog, tmp_path):
    write_few(catalog, tmp_path / "en", lang="en")
    for path in (tmp_path / "en").glob("*.html"):
        assert '<html lang="en"' in path.read_text("utf-8")


def test_one_review_number_is_not_that_of_every_map(capsys, tmp_path):
    out = tmp_path / "all"
    code, said = run(capsys, "--all", "--review-number", "GS川（2026）12号", "--out", out)
    assert code == 2
    assert "--review-number" in said.err
    assert not out.exists()


def test_a_file_in_the_place_of_the_folder_is_refused(capsys, tmp_path):
    out = tmp_path / "file"
    out.write_text("mine", encoding="utf-8")
    code, said = run(capsys, "--all", "--out", out)
    assert code == 2
    assert "folder" in said.err
    assert out.read_text("utf-8") == "mine"


def test_a_page_stands_without_a_font_for_its_picture(catalog, monkeypatch, tmp_path):
    """The still picture is for readers without scripts: a page without it is whole."""
    monkeypatch.setenv("ZONE_ATLAS_FONT", str(tmp_path / "none.ttf"))
    body = formats.render(PRESETS["zones"], catalog, Order("html"))
    assert b"za-payload" in body


def test_files_that_spreadsheets_open_hold_no_formula(catalog):
    body = formats.render(PRESETS["indicators"], catalog, Order("xlsx"))
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        sheets = [n for n in archive.namelist() if n.startswith("xl/worksheets/")]
        assert sheets
        assert all(b"<f>" not in archive.read(name) for name in sheets)


def test_geojson_is_an_object_of_features(catalog):
    found = json.loads(formats.render(PRESETS["zones"], catalog, Order("geojson")))
    assert found["type"] == "FeatureCollection"
    assert found["features"]
