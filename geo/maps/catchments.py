"""Whom the zones reach: the ground of each, or the bands around all of them, over the areas."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

import networkx as nx
import numpy as np
import shapely

from geo.catchment.holdings import HELD
from geo.catchment.places import TRIAL, zone_points
from geo.catchment.result import name_place
from geo.catchment.title import label_travel, title_coverage
from geo.errors import CatchmentError
from geo.maps.amounts import say_amount, say_km2, say_platforms
from geo.maps.asked import MODEL, answer, study_of
from geo.maps.atlas_map import AtlasLayer
from geo.maps.geometry import encode_polygons, province_shape
from geo.maps.palette import AGAINST, CATCHMENT_BANDS, CATCHMENT_FILLS, CATCHMENT_STEPS
from geo.maps.parts import Memo, Part, make_part
from geo.maps.words import describe_sources, join

if TYPE_CHECKING:
    from collections.abc import Sequence

    import geopandas as gpd
    from numpy.typing import NDArray

    from geo.catalog import Catalog
    from geo.catchment.result import Result
    from geo.catchment.study import Study
    from geo.catchment.travel import Travel
    from geo.locale import Translator
    from geo.types import Outline
    from geo.view import View

_DRAWN: Memo[tuple[dict[str, Any], Part]] = Memo(32)
_CLIPPED: Memo[NDArray[np.object_]] = Memo(32)

_FAINT, _BAND, _FIELD = 0.07, 0.3, 0.5
"""Opacity of one catchment among many, of a band around all, and of a service area."""

_SEAM_DEGREES = 1e-5
"""Areas this near to each other are neighbours: a metre."""

_SMALLEST_DEGREES2 = 1e-7
"""A sliver of less than a thousandth of a square kilometre shows nothing."""


def catchments_layer(
    catalog: Catalog, view: View, t: Translator, travel: Travel = MODEL
) -> AtlasLayer | None:
    """Return the layer of the catchments that `view` asks for, None if there are none.

    They end at the province: nothing is drawn outside of it. What is computed from them does
    not.

    Parameters
    ----------
    catalog, view, t
        As for every layer; the View is resolved.
    travel
        Where drive times come from.
    """
    study = study_of(view, catalog)
    return _layer(catalog, view, study, t, travel, rival=False)


def against_layer(
    catalog: Catalog, view: View, t: Translator, travel: Travel = MODEL
) -> AtlasLayer | None:
    """Return the layer of the second method, dashed, None if `view` compares with none."""
    if view.against is None:
        return None
    study = study_of(view, catalog, view.against)
    return _layer(catalog, view, study, t, travel, rival=True)


def outline_of(view: View, study: Study) -> Outline:
    """Return whether catchments are drawn zone by zone: service areas and counties always are.

    Isochrones are merged unless `view` asks otherwise: of twenty zones they would cover each
    other.
    """
    if study.method not in {"ring", "drive"}:
        return "each"
    return view.outline or ("merged" if study.method == "drive" else "each")


def _layer(
    catalog: Catalog,
    view: View,
    study: Study | None,
    t: Translator,
    travel: Travel,
    *,
    rival: bool,
) -> AtlasLayer | None:
    if study is None:
        return None
    try:
        result = answer(study, catalog, travel)
    except CatchmentError:
        return None  # an access method, or what the page tells of in words
    outline = outline_of(view, study)
    over_colours = view.theme == "indicator" and view.indicator is not None
    if view.theme == "reach" and result.draws is not None and not rival:
        # the counties below show the shares of one zone, which fills would hide
        over_colours = view.huff_zone in result.draws.shares and "choropleth" in view.layers
    key = (catalog.digest, t.lang, result.study, travel.digest, outline, over_colours, rival)
    spec, part = _DRAWN.get(
        key, lambda: _draw(result, outline, t, plain=over_colours or rival, rival=rival)
    )
    # the legend of the areas below says the same
    has_legend = study.method not in {"voronoi", "voronoi_drive"}
    told = has_legend and view.theme == "reach" and "choropleth" in view.layers and not rival
    legend = {**spec["legend"], "unit": "" if told else basis_line(result, travel, t)}
    on = "catchments" in view.layers
    return AtlasLayer({**spec, "on": on, "legend": legend}, (part,))


def _draw(
    result: Result, outline: Outline, t: Translator, *, plain: bool, rival: bool
) -> tuple[dict[str, Any], Part]:
    styles, entries = _style(result, outline, t, plain=plain, rival=rival)
    items = _bands(result, t) if outline == "merged" else _each(result, styles, t)
    points = [] if rival else _stand_ins(result, t)
    part = make_part("against" if rival else "catchments", {"items": items, "points": points})
    if points:
        entries.append(
            {
                "sign": "trial",
                "color": CATCHMENT_STEPS[0],
                "label": t("catchments.legend_trial"),
                "count": t.plural("catchments.place_count", len(points)),
            }
        )
    method = t(f"catchments.method_{result.study.method}")
    spec = {
        "id": "against" if rival else "catchments",
        "kind": "catchments",
        "name": t("catchments.layer_against", method=method) if rival else t("layer.catchments"),
        "on": True,
        "areas": part.name,
        "styles": styles,
        "mark": CATCHMENT_STEPS[0],
        "legend": {
            "title": t("catchments.legend_title", method=method) if result.step else method,
            "entries": entries,
        },
    }
    return spec, part


def tell_basis(result: Result, travel: Travel, t: Translator) -> list[str]:
    """Say from which zones a result is computed and, of drive times, what they are."""
    said = [title_coverage(result.study, result.catalog, t)]
    if result.travel is not None:
        said.append(label_travel(travel, t))
    return said


def basis_line(result: Result, travel: Travel, t: Translator) -> str:
    """Say the same in one line, which no map is too small for."""
    return t("catchments.and").join(tell_basis(result, travel, t))


def _style(
    result: Result, outline: Outline, t: Translator, *, plain: bool, rival: bool
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Return how the shapes are drawn, by number, and the lines of the legend.

    Over coloured areas there are outlines only, with a light casing.
    """
    dash = "7 4" if rival else ""
    if result.step is None:
        colour = AGAINST if rival else CATCHMENT_STEPS[0]
        hues = ("",) if plain else CATCHMENT_FILLS
        styles = [
            {"color": colour, "weight": 1.6, "dash": dash, "fill": fill, "opacity": _FIELD}
            | {"casing": plain}
            for fill in hues
        ]
        key = "catchments.legend_huff" if result.draws is not None else "catchments.legend_area"
        entry = {"sign": "ground", "color": colour, "fill": hues[0], "opacity": _FIELD}
        return styles, [{**entry, "dash": "4 2" if rival else "", "label": t(key)}]
    values = [float(step.value or 0.0) for step in result.steps]
    shades = _shades(len(values))
    colours = [AGAINST if rival else CATCHMENT_STEPS[shade] for shade in shades]
    merged = outline == "merged"
    fills = [CATCHMENT_BANDS[shade] if merged else CATCHMENT_STEPS[shade] for shade in shades]
    if plain:
        fills = [""] * len(values)
    opacity = _BAND if merged else _FAINT
    styles = [
        {
            "color": colour,
            "weight": 2.0,
            "dash": dash or None,
            "fill": fill,
            "opacity": opacity,
            "casing": plain,
        }
        for colour, fill in zip(colours, fills, strict=True)
    ]
    entries = [
        {
            "sign": "ground",
            "color": colour,
            "fill": fill,
            "opacity": opacity,
            "dash": "4 2" if rival else "",
            "label": say_step(result, value, t),
        }
        for colour, fill, value in zip(colours, fills, values, strict=True)
    ]
    return styles, entries


def _shades(n: int) -> list[int]:
    """Return which colours so many steps have, the darkest for the nearest."""
    last = len(CATCHMENT_STEPS) - 1
    # two steps need no pale one
    at = np.linspace(0, last if n > 2 else last // 2, n)  # noqa: PLR2004
    return [round(float(i)) for i in at]


def say_step(result: Result, value: float, t: Translator) -> str:
    """Return a radius or a time in words."""
    key = "catchments.within_km" if result.step == "radius_km" else "catchments.within_minutes"
    return t(key, n=t.number(value))


def _clip(result: Result) -> NDArray[np.object_]:
    """Return the shapes inside the province, as it is drawn."""
    travel = result.travel.digest if result.travel is not None else ""
    key = (result.catalog.digest, result.study, travel)

    def make() -> NDArray[np.object_]:
        # of its own: a prepared shape must not be read by two threads at once
        province = shapely.force_2d(province_shape(result.catalog))
        shapely.prepare(province)
        shapes = result.shapes.geometry.to_numpy()
        inside = shapely.contains_properly(province, shapes)
        cut: NDArray[np.object_] = np.where(inside, shapes, shapely.intersection(shapes, province))
        return cut

    return _CLIPPED.get(key, make)


def _areas_of(shape: shapely.Geometry) -> list[Any]:
    """Return a shape coded for the map, without lines and slivers that a cut leaves."""
    parts = [
        part
        for part in shapely.get_parts(shape)
        if isinstance(part, shapely.Polygon) and part.area > _SMALLEST_DEGREES2
    ]
    return encode_polygons(shapely.MultiPolygon(parts)) if parts else []


def _each(result: Result, styles: Sequence[dict[str, Any]], t: Translator) -> list[dict[str, Any]]:
    """Return one item per place and step, the largest first: the smaller lie on top."""
    shapes = _clip(result)
    ids = result.shapes["id"].tolist()
    cards = {name: _card(result, name, t) for name in dict.fromkeys(ids)}
    spots = _spots(result)
    n_steps = max(len(result.steps), 1)
    if result.step is None:
        numbers = colour_apart(result.shapes, len(styles))
        order = list(range(len(ids)))
    else:
        numbers = [row % n_steps for row in range(len(ids))]
        order = sorted(range(len(ids)), key=lambda row: -(row % n_steps))
    items = []
    for row in order:
        card = cards[ids[row]]
        at = spots.get(ids[row])
        polygons = _areas_of(shapes[row])
        if not polygons or at is None:
            continue
        label = card["title"]
        if result.step is not None:
            value = float(result.shapes[result.step].iloc[row])
            label = join([label, say_step(result, value, t)], t.lang)
        items.append(
            {
                "polygons": polygons,
                "at": at,
                "style": numbers[row],
                "label": label,
                "card": card,
            }
        )
    return items


def _spots(result: Result) -> dict[str, list[float]]:
    """Return where each place lies."""
    study = result.study
    points = zone_points(result.catalog, study.zones, study.trial)
    return {
        str(name): [round(point.x, 4), round(point.y, 4)] for name, point in points.geometry.items()
    }


def _bands(result: Result, t: Translator) -> list[dict[str, Any]]:
    """Return one item per step: what any place reaches in it and in no step before."""
    shapes = _clip(result)
    column = result.shapes[str(result.step)].to_numpy()
    values = [float(step.value or 0.0) for step in result.steps]
    whole = [shapely.union_all(shapes[column == value]) for value in values]
    rings = [whole[0], *(shapely.difference(b, a) for a, b in pairwise(whole))]
    items = []
    for number in reversed(range(len(values))):
        polygons = _areas_of(rings[number])
        if not polygons:
            continue
        inner = shapely.point_on_surface(whole[number])
        card = _band_card(result, number, t)
        items.append(
            {
                "polygons": polygons,
                "at": [round(inner.x, 4), round(inner.y, 4)],
                "style": number,
                "label": card["title"],
                "card": card,
            }
        )
    return items


def _band_card(result: Result, number: int, t: Translator) -> dict[str, Any]:
    """Return what is said of the ground that any place reaches within a step."""
    step = result.steps[number]
    inside = result.sum_reached(step)
    people = result.land.measures["population"]
    rows = [
        [people_label(t), say_amount({"population": float(inside["population"])}, people, t)],
        [
            t("catchments.share_of_province"),
            t("map.percent", value=t.number(float(inside["population_pct"]), 1)),
        ],
        [t("catchments.ground"), say_km2(float(inside["inside_km2"]), t)],
        *_origin_rows(result, t),
    ]
    return {
        "title": t(
            "catchments.any_zone",
            within=say_step(result, float(step.value or 0.0), t),
        ),
        "mark": t(f"catchments.method_{result.study.method}"),
        "rows": rows,
        "notes": tell_basis(result, result.travel or MODEL, t),
    }


def people_label(t: Translator) -> str:
    """Return the head of the people, with the census they are of."""
    return t("catchments.population")


def _card(result: Result, name: str, t: Translator) -> dict[str, Any]:
    """Return what is said of one place: what it holds, step by step."""
    features = result.features
    own = features[features["zone_id"] == name].to_dict("records")
    measures = result.land.measures
    rows: list[list[str]] = []
    for row in own:
        if result.step is not None and len(own) > 1:
            within = say_step(result, float(row[result.step]), t)
            rows.append([within, say_amount(row, measures["population"], t)])
            continue
        rows += [
            [t(f"catchments.{measure}"), say_amount(row, measures[measure], t)] for measure in HELD
        ]
        rows += [
            [t("catchments.platforms"), say_platforms(row["platforms"], t)],
            [t("catchments.ground"), say_km2(float(row["inside_km2"]), t)],
        ]
    rows += _origin_rows(result, t)
    is_zone = not name.startswith(TRIAL)
    title = name_place(result.catalog, name, t.lang)
    mark = t(f"catchments.method_{result.study.method}")
    if result.step is not None and len(own) == 1:
        mark = join([mark, say_step(result, float(own[0][result.step]), t)], t.lang)
    if result.step is not None and len(own) > 1:
        mark = t("catchments.card_people", method=mark)
    notes = tell_basis(result, result.travel or MODEL, t)
    if not is_zone:
        notes.append(t("catchments.trial_note"))
    card: dict[str, Any] = {"title": title, "mark": mark, "rows": rows, "notes": notes}
    if is_zone:
        card["id"] = f"zone:{name}"
    return card


def _origin_rows(result: Result, t: Translator) -> list[list[str]]:
    return [
        [t("map.status"), t("status.derived")],
        [t("map.source"), describe_sources(result.catalog, result.land.source_ids, t)],
    ]


def _stand_ins(result: Result, t: Translator) -> list[dict[str, Any]]:
    spots = _spots(result)
    found = []
    for code in result.study.trial:
        name = f"{TRIAL}{code}"
        if result.draws is not None and name not in result.draws.shares.columns:
            continue
        card = _card(result, name, t)
        found.append({"at": spots[name], "label": card["title"], "card": card})
    return found


def colour_apart(shapes: gpd.GeoDataFrame, n: int) -> list[int]:
    """Return a number below `n` for each shape, another for each of its neighbours.

    Parameters
    ----------
    shapes
        Areas in degrees that do not overlap; missing and empty ones have no neighbours.
    n
        How many numbers there are; with six they always suffice.
    """
    outlines = shapes.geometry.to_numpy()
    tree = shapely.STRtree(outlines)
    # neighbours are cut out one by one: their common border need not be the same to the last digit
    ones, others = tree.query(outlines, predicate="dwithin", distance=_SEAM_DEGREES)
    graph = nx.Graph()
    graph.add_nodes_from(range(len(outlines)))
    graph.add_edges_from(
        (a, b) for a, b in zip(ones.tolist(), others.tolist(), strict=True) if a != b
    )
    # no map in the plane needs more than six colours in this order (Matula & Beck 1983)
    found = nx.greedy_color(graph, strategy="smallest_last")
    return [found[row] % n for row in range(len(outlines))]
