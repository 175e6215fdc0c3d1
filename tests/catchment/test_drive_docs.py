"""The page on the model of drive times: every number on it, computed again."""

import re

import geopandas as gpd
import pandas as pd
import pytest

from geo.catchment import calibration, drive
from geo.catchment.calibration import calibrate
from geo.catchment.drive import CELL_KM, FITTED
from geo.catchment.reach import judge
from geo.crs import GEOGRAPHIC, geodesic_distance_m
from tests.blocked import ROOT

PAGE = (ROOT / "docs" / "drive-time.md").read_text(encoding="utf-8")
ENGLISH, CHINESE = PAGE.split("\n---\n")
TIMES = "tests/data/road_times_ziyang_2024.csv"
HALVES = pytest.mark.parametrize(
    ("half", "language"), [(ENGLISH, "en"), (CHINESE, "zh")], ids=["en", "zh"]
)
NUMBER = re.compile(r"(?<![\w.])[+−]?\d+(?:\.\d+)?(?![\w.]*\d)")
ZIYANG = "512000"
NEIJIANG, ZIGONG, PANZHIHUA, SUINING = "511000", "510300", "510400", "510900"


@pytest.fixture(scope="module")
def fit(catalog):
    times = pd.read_csv(ROOT / TIMES, dtype={"origin": str, "destination": str})
    return calibrate(times, catalog)


@pytest.fixture(scope="module")
def errors(fit):
    """Return the error of every place left out, in percent."""
    return (fit.places["left_out"] / fit.places["hours"] - 1) * 100


def signed(value):
    return f"{value:+.1f}".replace("-", "−")


@HALVES
def test_the_table_is_what_the_fit_gives(half, language, fit, errors, catalog):
    names = catalog.prefectures[f"name_{language}"]
    expected = [
        f"| {names[code]} | {row.hours:.2f} | {row.fitted:.2f} | {row.left_out:.2f} | "
        f"{signed(errors[code])} |"
        for code, row in zip(fit.places.index, fit.places.itertuples(), strict=True)
    ]
    assert len(expected) == 17
    table = [line for line in half.splitlines() if line.startswith("| ")]
    assert table[2:] == expected


@pytest.fixture(scope="module")
def told(fit, errors, catalog):
    """Return every number that the prose may hold, by what it says."""
    model, places = fit.model, fit.places
    seats = catalog.prefectures
    lon, lat = seats["seat_lon_wgs84"], seats["seat_lat_wgs84"]
    ground = drive.prepare_ground()
    points = gpd.GeoDataFrame(
        index=seats.index, geometry=gpd.points_from_xy(lon, lat), crs=GEOGRAPHIC
    )
    cells = drive._cell_of(drive._place(points, ground), ground)
    relief = pd.Series(ground.relief_km.ravel()[cells], index=seats.index)
    speed = FITTED.speed_kmh / (1 + FITTED.rugged * relief)
    seen = {code: [f"{relief[code]:.2f}", f"{speed[code]:.1f}"] for code in seats.index}
    away = {
        code: geodesic_distance_m(lon[ZIYANG], lat[ZIYANG], lon[code], lat[code]) / 1000
        for code in (NEIJIANG, ZIGONG)
    }
    fitted_error = (places["fitted"] / places["hours"] - 1).abs().mean() * 100
    e = FITTED.error_pct / 100
    moves = len(drive._neighbours(7, 7)[1][slice(*drive._neighbours(7, 7)[0][24:26])])
    return {
        "cell": [f"{CELL_KM:g}"],
        "around": [f"{drive._NEIGHBOURHOOD_KM:g}"],
        "altitudes": ["1", "12", "9"],
        "even": ["1"],
        "model": [
            f"{model.rugged:.1f}", f"{model.speed_kmh:.1f}", f"{model.local_kmh:g}",
            f"{model.ends_min:.1f}", f"{model.error_pct:.1f}",
        ],
        "directions": [f"{moves}", "1.4"],
        "seats": [*seen[ZIYANG], *seen["511800"], *seen["513300"]],
        "places": [f"{len(places)}", f"{len(places) - 1}", "2024"],
        "factors": [f"{calibration._RUGGED[0]:g}", f"{calibration._RUGGED[-1]:g}", "0.1"],
        "kind": [f"{fitted_error:.1f}"],
        "largest": [signed(errors[SUINING]), signed(errors[NEIJIANG])],
        "panzhihua": [
            f"{places[column][PANZHIHUA]:.2f}" for column in ("fitted", "left_out", "hours")
        ],
        "above": ["20"],
        "rounded": ["5"],
        "borderline": ["60", f"{60 / (1 + e):.1f}", f"{60 / (1 - e):.1f}"],
        "short": [f"{places['hours'].min():.2f}", "15", "30"],
        "source": [
            f"{away[NEIJIANG]:.0f}", f"{places['hours'][NEIJIANG]:.2f}",
            f"{away[ZIGONG]:.0f}", f"{places['hours'][ZIGONG]:.2f}",
        ],
    }  # fmt: skip


@HALVES
def test_every_number_of_the_prose_is_computed(half, language, told):
    prose = "\n".join(line for line in half.splitlines() if not line.startswith("|"))
    prose = re.sub(r"`[^`\n]+`|```sh.*?```", "", prose, flags=re.DOTALL)
    prose = re.sub(r"^\d\. ", "", prose, flags=re.MULTILINE)
    # a number may touch a Chinese word, which counts as a letter
    printed = NUMBER.findall(re.sub(r"[\u4e00-\u9fff，。（）：；/]", " ", prose))
    known = {number for numbers in told.values() for number in numbers}
    assert set(printed) == known


@HALVES
def test_numbers_stand_beside_what_they_say(half, language, told):
    rugged, speed, local, ends, error = told["model"]
    fit_hours, out_hours, hours = told["panzhihua"]
    said = {
        "en": [
            f"a factor of {rugged} for each kilometre",
            f"{speed} km/h between the ends of a way, {local} km/h at its ends",
            f"together add at most {ends} minutes",
            f"**{error} %**",
            f"Suining {told['largest'][0]} and Neijiang {told['largest'][1]}",
            f"with it the model says {fit_hours} hours, without it {out_hours}, and {hours}",
            f"a time from {told['borderline'][1]} to {told['borderline'][2]} minutes",
        ],
        "zh": [
            f"每公里的代价增加{rugged}",
            f"路途中段按时速{speed}公里，两端市区道路按时速{local}公里",
            f"两端合计最多增加{ends}分钟",
            f"**{error}%**",
            f"遂宁市（{told['largest'][0]}%）和内江市（{told['largest'][1]}%）",
            f"参与时推算{fit_hours}小时，留出时{out_hours}小时，公布值为{hours}小时",
            f"在{told['borderline'][1]}至{told['borderline'][2]}分钟之间",
        ],
    }
    for sentence in said[language]:
        assert sentence in half


def test_the_largest_errors_are_the_ones_named(errors):
    largest = errors.abs().sort_values(ascending=False)
    assert largest.index[:2].tolist() == [SUINING, NEIJIANG]
    # Meishan and Zigong
    assert sorted(largest.index[largest > 20]) == sorted([SUINING, NEIJIANG, "511400", ZIGONG])


def test_the_times_between_which_a_county_is_borderline_are_the_ones_named(told):
    low, high = (float(number) for number in told["borderline"][1:])
    states = judge([low - 0.1, low + 0.1, high - 0.1, high + 0.1], 60, FITTED.error_pct)
    assert states.tolist() == ["covered", "borderline", "borderline", "left_out"]


@HALVES
def test_the_command_is_the_one_that_fits(half, language):
    (command,) = re.findall(r"^python -m (.+)$", half, re.MULTILINE)
    assert command.split() == [calibration.__name__, TIMES]


def test_the_command_prints_the_model_and_the_table(fit, monkeypatch, capsys):
    monkeypatch.setattr(calibration, "calibrate", lambda times, _: fit if len(times) == 17 else 1)
    calibration._main(str(ROOT / TIMES))
    out = capsys.readouterr().out
    assert str(fit.model) in out
    assert all(code in out for code in fit.places.index)


def test_the_page_is_linked_in_both_languages():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert all("(docs/drive-time.md)" in half for half in readme.split("\n---\n"))
