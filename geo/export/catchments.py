"""Files of catchments: GeoJSON, GeoPackage, XLSX, and the same as plain values.

The same result gives the same bytes: nothing in a file tells when it was made, only of which day
the data are.
"""

from __future__ import annotations

import io
import json
import math
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd
import pyogrio
import shapely

from geo.catchment.holdings import FIGURES, HELD
from geo.catchment.notes import list_notes
from geo.catchment.reach import round_minutes
from geo.catchment.result import MOST, UNTOLD
from geo.catchment.title import label_travel, title_study
from geo.citation import cite_sources, cite_work, find_data_date
from geo.errors import ExportError
from geo.export.files import write_bytes
from geo.export.gdal import written_on
from geo.maps.asked import measure_shares
from geo.maps.catchment_tables import rank_pairs

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import geopandas as gpd
    from shapely.geometry.base import BaseGeometry

    from geo.catchment.result import Result
    from geo.locale import Translator

LAYER: Final = "catchments"
"""Name of the layer in a GeoPackage."""

DECIMALS: Final = 6
"""Of a degree: 0.1 m, as RFC 7946 advises."""

_ASKED: Final = {
    "ring": ("radius_km", "weighting"),
    "drive": ("minutes", "weighting"),
    "voronoi": ("weighting",),
    "voronoi_drive": ("weighting",),
    "huff": ("size", "decay", "cost"),
}


def title_of(result: Result, t: Translator) -> str:
    """Return the title of a file: from which zones it comes, and what its drive times are."""
    title = title_study(result.study, result.catalog, t)
    if result.travel is None:
        return title
    return t("coverage.title_travel", title=title, label=label_travel(result.travel, t))


def write_catchments(result: Result, out: Path, t: Translator) -> None:
    """Write a result to a file of the kind that its suffix names.

    Parameters
    ----------
    result
        The answer.
    out
        Ends in ``.geojson``, ``.gpkg`` or ``.xlsx``.
    t
        The words.

    Raises
    ------
    ExportError
        If the suffix is another, or the file cannot be written; what stood there is unchanged.
    """
    from geo.export.catchments_sheet import render_xlsx  # noqa: PLC0415 - openpyxl loads slowly

    renders: dict[str, Callable[[Result, Translator], bytes]] = {
        ".geojson": render_geojson,
        ".gpkg": render_gpkg,
        ".xlsx": render_xlsx,
    }
    render = renders.get(out.suffix.lower())
    if render is None:
        raise ExportError(
            f"output {out}: expected a name that ends in {', '.join(renders)}; name another file"
        )
    write_bytes(out, render(result, t))


def render_geojson(result: Result, t: Translator) -> bytes:
    """Return a result as GeoJSON (RFC 7946) with title, notes, sources and credit.

    Longitude before latitude, outer rings counter-clockwise, `DECIMALS` digits, no ``crs``. An
    empty shape is null.

    Returns
    -------
    bytes
        UTF-8, one feature a line.
    """
    rows = _list_properties(result.features)
    shapes = _settle(result.features.geometry.to_numpy())
    lines = [
        _to_json({"type": "Feature", "geometry": _to_geometry(shape), "properties": row})
        for row, shape in zip(rows, shapes, strict=True)
    ]
    head = {"type": "FeatureCollection", **_describe_file(result, t)}
    body = _to_json(head).removesuffix("}") + ', "features": [\n' + ",\n".join(lines) + "\n]}\n"
    return body.encode("utf-8")


def render_gpkg(result: Result, t: Translator) -> bytes:
    """Return a result as a GeoPackage with one layer, `LAYER`, in EPSG:4490.

    Returns
    -------
    bytes
        The file; its date of change is the day of which the data are.
    """
    frame = result.features.copy()
    for name, column in frame.drop(columns="geometry").items():
        if not pd.api.types.is_numeric_dtype(column):
            frame[name] = [plain(one) if isinstance(one, str) else None for one in column]
    told = _describe_file(result, t)
    notes = "\n".join([*told["notes"], *told["sources"], told["credit"]])
    body = io.BytesIO()
    with written_on(find_data_date(result.catalog)):
        pyogrio.write_dataframe(
            frame,
            body,
            driver="GPKG",
            layer=LAYER,
            promote_to_multi=True,
            layer_options={"IDENTIFIER": told["title"], "DESCRIPTION": notes},
        )
    return body.getvalue()


def describe(result: Result, t: Translator) -> dict[str, Any]:
    """Return a result as plain values, without shapes.

    Returns
    -------
    dict
        ``title``; ``asked``; ``features``, the properties of each; ``province``, the totals
        with unit, period, formula and sources; ``coverage``, the people whom no zone, one, two,
        and three or more reach; ``reached``, whom any does; ``within``, of drive times, the
        shares within 30, 60 and 90 minutes of a national and of any zone with the range of the
        error; ``overlaps``, the people whom two zones both reach; ``left_out``, counties by
        code; ``units``, ``notes``, ``sources``, ``citation`` and ``credit``. Missing values are
        None.
    """
    study, told = result.study, _describe_file(result, t)
    step = {"radius_km": study.radii_km, "minutes": study.minutes}
    terms = {
        name: step[name][0] if name in step else getattr(study, name)
        for name in _ASKED[study.method]
    }
    return {
        "title": told.pop("title"),
        "asked": {
            "zones": list(study.zones),
            "method": study.method,
            **terms,
            "clip": result.clip,
            "merge": result.merge,
        },
        "features": _list_properties(result.features),
        "province": _describe_province(result, t),
        "coverage": list_coverage(result),
        "reached": list_reached(result),
        "within": list_within(result),
        "overlaps": list_overlaps(result),
        "left_out": _list_left_out(result),
        **told,
    }


def list_coverage(result: Result) -> list[dict[str, Any]]:
    """Return what no zone, one, two, and more reach, step by step; nothing for method "huff".

    Returns
    -------
    list of dict
        The step if the method has one, ``zones`` (None: the times do not tell), ``or_more``, and
        what
        `geo.catchment.overlap.reached` tells.
    """
    found = []
    for step in result.steps:
        value = {} if result.step is None else {result.step: step.value}
        table = result.tell_reached(step)
        if result.step is None:
            # service areas tile the province: what is beside them is rounding
            table = table * 0.0
            table.loc[1] = step.reached.sum()
        for zones, row in table.iterrows():
            number = None if zones == UNTOLD else int(str(zones))
            found.append(
                {**value, "zones": number, "or_more": number == MOST}
                | {str(name): _value(one) for name, one in row.items()}
            )
    return found


def list_reached(result: Result) -> list[dict[str, Any]]:
    """Return what any zone reaches, step by step; nothing where everything is reached.

    Returns
    -------
    list of dict
        The step, ``at_least`` (a time is missing to some people), ``inside_km2``,
        ``population``, ``population_urban`` and ``population_pct``.
    """
    if result.step is None:
        return []
    return [
        {result.step: step.value, "at_least": result.is_bound(step)}
        | {str(name): _value(one) for name, one in result.sum_reached(step).items()}
        for step in result.steps
    ]


def list_within(result: Result) -> list[dict[str, Any]]:
    """Return the shares within 30, 60 and 90 minutes, of drive times only.

    Returns
    -------
    list of dict
        The columns of `geo.catchment.reach.share_within`.
    """
    if result.study.method != "drive" or result.travel is None:
        return []
    found = measure_shares(result.catalog, result.land.weighting, result.travel)
    return [
        {str(name): _value(one) for name, one in row.items()} for row in found.to_dict("records")
    ]


def list_overlaps(result: Result) -> list[dict[str, Any]]:
    """Return the people whom two zones both reach at the last step, most first.

    Returns
    -------
    list of dict
        The columns of `geo.maps.catchment_tables.rank_pairs`.
    """
    if result.step is None:
        return []
    return [
        {str(name): _value(one) for name, one in row.items()}
        for row in rank_pairs(result).to_dict("records")
    ]


def tabulate_left_out(result: Result) -> list[tuple[float | None, pd.DataFrame]]:
    """Return the counties that are not wholly reached, step by step, those with most people first.

    Returns
    -------
    list of tuple
        The step and a table, index the codes, with ``population``, ``state`` ("left_out",
        "borderline", "unknown"; "partly" where the ground of the county tells it) and, for method
        "drive", ``minutes`` (to 5) and ``place``, else ``population_left_out`` and
        ``reached_pct``. Service areas and Huff's model leave nothing out.
    """
    if result.study.method not in {"ring", "drive"}:
        return []
    return [
        (
            step.value,
            _judge(result, number) if result.study.method == "drive" else _cut(result, number),
        )
        for number, step in enumerate(result.steps)
    ]


def name_units(result: Result, t: Translator) -> dict[str, str]:
    """Return the unit of each amount among the properties."""
    return {
        name: getattr(result.land.measures[name], "unit_zh" if t.lang == "zh" else "unit_en")
        for name in HELD
    }


def plain(text: str) -> str:
    """Return text that UTF-8 can hold."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _judge(result: Result, number: int) -> pd.DataFrame:
    counties = result.judge_counties(result.steps[number])
    found = counties[counties["state"] != "covered"]
    order = ("left_out", "borderline", "unknown")
    found = found.assign(
        minutes=round_minutes(found["minutes"]), place_in=found["state"].map(order.index)
    )
    found = found.sort_values(["place_in", "people"], ascending=[True, False], kind="stable")
    return found.rename(columns={"people": "population"})[
        ["population", "state", "minutes", "place"]
    ]


def _cut(result: Result, number: int) -> pd.DataFrame:
    found = result.steps[number].left_out
    state = np.where(found["wholly"], "left_out", "partly")
    return found.assign(state=state)[["population", "state", "population_left_out", "reached_pct"]]


def _list_left_out(result: Result) -> list[dict[str, Any]]:
    counties = result.catalog.counties
    found = []
    for value, table in tabulate_left_out(result):
        step = {} if result.step is None else {result.step: value}
        for code, row in table.iterrows():
            names = {
                f"name_{lang}": _value(counties[f"name_{lang}"][code]) for lang in ("zh", "en")
            }
            found.append(
                {**step, "adcode": str(code), **names}
                | {str(name): _value(one) for name, one in row.items()}
            )
    return found


def _describe_file(result: Result, t: Translator) -> dict[str, Any]:
    """Return what a file tells beside its features."""
    catalog, title = result.catalog, plain(title_of(result, t))
    cited = cite_sources(catalog, result.source_ids, t)
    return {
        "title": title,
        "units": {name: plain(unit) for name, unit in name_units(result, t).items()},
        "notes": [plain(note) for note in list_notes(result, t)],
        "sources": [plain(line) for line in cited.lines],
        "citation": plain(cite_work(title, "table", catalog, t)),
        "credit": t(
            "coverage.credit", credit=t("common.credit"), warning=t("common.review_warning")
        ),
    }


def _describe_province(result: Result, t: Translator) -> dict[str, Any]:
    land, units = result.land, name_units(result, t)
    totals = dict(zip(HELD, land.totals, strict=True))
    return {
        name: {
            "value": _value(totals[name]),
            "unit": plain(units[name]),
            "period": land.measures[name].period,
            "status": land.measures[name].status,
            "formula": land.measures[name].formula,
            "source_ids": list(land.measures[name].source_ids),
            **({"missing": list(land.measures[name].missing)} if name in FIGURES else {}),
        }
        for name in HELD
    }


def _list_properties(features: gpd.GeoDataFrame) -> list[dict[str, Any]]:
    rows = features.drop(columns="geometry").to_dict("records")
    return [{str(name): _value(one) for name, one in row.items()} for row in rows]


def _value(one: Any) -> Any:
    """Return a value that JSON holds: None for a gap, plain numbers, text that UTF-8 can hold."""
    if isinstance(one, np.generic):
        one = one.item()
    if one is None or (isinstance(one, float) and not math.isfinite(one)):
        return None
    return plain(one) if isinstance(one, str) else one


def _to_json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)


def _settle(shapes: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """Return shapes on the grid of the digits written, sound, outer rings counter-clockwise."""
    # rounding each vertex by itself could cross lines
    on_grid = shapely.set_precision(shapes, 10.0**-DECIMALS)
    settled: np.ndarray[Any, Any] = shapely.orient_polygons(on_grid, exterior_cw=False)
    return settled


def _to_geometry(shape: BaseGeometry) -> dict[str, Any] | None:
    if shape.is_empty:
        return None
    found: dict[str, Any] = shapely.geometry.mapping(shape)
    return found
