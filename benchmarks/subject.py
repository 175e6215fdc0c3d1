"""What is drawn: the same places, values and points for every contestant."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from itertools import product
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.catalog import load_catalog
from geo.indicators import select
from geo.maps.geometry import display_areas, province_shape
from geo.maps.palette import PLATFORM_GROUPS
from geo.types import PALETTES
from geo.view import DEFAULT_LAYERS, View

if TYPE_CHECKING:
    from geo.catalog import Catalog

PERIOD = "2020"
INDICATORS = ("population_density_census2020", "urban_share_census2020")
CLASS_COUNTS = (5, 6, 4, 7)
POINTS = 3000
SEED = 20220401
_OTHERS_CRS = 4326  # what folium wants; converting to it would only cost the others time


@cache
def catalog() -> Catalog:
    """Return the shipped data."""
    return load_catalog()


@cache
def county_views() -> tuple[View, ...]:
    """Return choropleths of the counties, each another map: indicator, classes, palette."""
    return tuple(
        View(indicator=indicator, period=PERIOD, geography="county", k=k, palette=palette)
        for palette, k, indicator in product(PALETTES, CLASS_COUNTS, INDICATORS)
    )


def county_view(step: int) -> View:
    """Return the view of a round; it comes back only after all others."""
    views = county_views()
    return views[step % len(views)]


@cache
def county_frame() -> gpd.GeoDataFrame:
    """Return the counties at display detail with name and values, as the others want them."""
    shapes = display_areas(catalog(), "county").shapes
    table = catalog().counties.loc[shapes.index]
    frame = gpd.GeoDataFrame(
        {
            "adcode": list(shapes.index),
            "name": table["name_zh"].tolist(),
            **{
                indicator: select(catalog(), indicator, PERIOD, geography="county")
                .frame.loc[shapes.index, "value"]
                .to_numpy()
                for indicator in INDICATORS
            },
        },
        geometry=shapes.to_numpy(),
        crs=shapes.crs,
    )
    return frame.set_crs(_OTHERS_CRS, allow_override=True)


@cache
def _places() -> pd.DataFrame:
    """Return `POINTS` seeded places inside the province, and the prefecture of each."""
    rng = np.random.default_rng(SEED)
    province = province_shape(catalog())
    west, south, east, north = province.bounds
    shapely.prepare(province)
    lon, lat = rng.uniform((west, south), (east, north), size=(POINTS * 4, 2)).round(4).T
    inside = shapely.contains_xy(province, lon, lat)
    lon, lat = lon[inside][:POINTS], lat[inside][:POINTS]
    areas = display_areas(catalog(), "prefecture").shapes
    tree = shapely.STRtree(areas.to_numpy())
    nearest = tree.nearest(shapely.points(lon, lat))
    return pd.DataFrame({"lon": lon, "lat": lat, "prefecture_code": areas.index[nearest]})


@cache
def point_catalog(edition: int = 0) -> Catalog:
    """Return the catalogue with `POINTS` made-up platforms; each edition has ids of its own."""
    places = _places()
    real = catalog().platforms
    sources = [ids for ids in real["source_ids"] if len(ids)]
    categories = [category for _, group in PLATFORM_GROUPS.values() for category in group]
    rows = [
        {
            "id": f"SYN-{edition}-{i:04d}",
            "name_zh": f"合成平台{i:04d}号",
            "name_en": f"Synthetic platform {i:04d}",
            "category": categories[i % len(categories)],
            "level": ("national", "provincial", "municipal")[i % 3],
            "status": "operating",
            "host_zh": f"合成单位{i % 400:03d}",
            "host_en": f"Synthetic host {i % 400:03d}",
            "field": "new_materials",
            "prefecture_code": places["prefecture_code"][i],
            "county_code": None,
            "coord_method": "published",
            "coord_accuracy_m": 1000.0,
            "confidence": "high",
            "sensitive": False,
            "evidence_status": "reported",
            "memory_for": (),
            "source_ids": sources[i % len(sources)],
            "place": "point",
        }
        for i in range(POINTS)
    ]
    frame = gpd.GeoDataFrame(
        pd.DataFrame(rows).set_index("id").reindex(columns=real.columns.drop("geometry")),
        geometry=gpd.points_from_xy(places["lon"], places["lat"]),
        crs=real.crs,
    )
    return replace(catalog(), platforms=frame, digest=f"synthetic-{edition}")


def point_view() -> View:
    """Return the view that shows the points over areas without an indicator."""
    return View(layers=(*DEFAULT_LAYERS, "platforms"))


@cache
def point_frame() -> gpd.GeoDataFrame:
    """Return the points with name and category, as the others want them."""
    platforms = point_catalog().platforms
    return gpd.GeoDataFrame(
        {"name": platforms["name_zh"].tolist(), "category": platforms["category"].tolist()},
        geometry=platforms.geometry.to_numpy(),
        crs=_OTHERS_CRS,
    )
