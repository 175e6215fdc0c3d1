"""Small road networks, written in every form that an owner may bring."""

import zipfile

import geopandas as gpd
import osmium
import pandas as pd
import shapely
from osmium.osm.mutable import Node, Way

from geo.crs import GEOGRAPHIC

# a square of 20 km and more with a way across; every corner is 15 km or more from the others
A, B, C, D, E = (104.0, 30.6), (104.25, 30.6), (104.5, 30.6), (104.25, 30.85), (104.0, 30.85)

ROADS = [
    # (class, km/h, oneway, vertices)
    ("primary", 60, "", [A, (104.125, 30.6), B]),
    ("motorway", 100, "yes", [B, (104.375, 30.61), C]),
    ("secondary", 40, "", [C, (104.375, 30.725), D]),
    ("tertiary", 30, "no", [D, E]),
    ("primary", 60, "-1", [A, (104.0, 30.725), E]),  # from E to A only
    ("unclassified", 20, "", [B, D]),
]


def frame(roads=ROADS, crs=GEOGRAPHIC, **columns):
    return gpd.GeoDataFrame(
        columns
        or {
            "fclass": [road[0] for road in roads],
            "maxspeed": [road[1] for road in roads],
            "oneway": [road[2] for road in roads],
        },
        geometry=[shapely.LineString(road[3]) for road in roads],
        crs=crs,
    )


def write_gpkg(path, table=None, layer="roads"):
    (frame() if table is None else table).to_file(path, layer=layer, driver="GPKG")
    return path


def write_zip(path, table=None, *, encoding=None, leave_out=(), inside="", more=()):
    folder = path.with_suffix("")
    folder.mkdir(exist_ok=True)
    main = folder / "roads.shp"
    (frame() if table is None else table).to_file(
        main, **({} if encoding is None else {"encoding": encoding})
    )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for part in sorted(folder.iterdir()):
            if part.suffix not in leave_out:
                archive.write(part, inside + part.name)
        for name, content in more:
            archive.writestr(name, content)
    return path


def write_pbf(path, roads=ROADS, tags=(), leave_out=(), stamp="2026-10-31T20:21:00Z"):
    header = osmium.io.Header()
    header.set("osmosis_replication_timestamp", stamp)
    names = {}
    for road in roads:
        for place in road[3]:
            names.setdefault(place, len(names) + 1)
    with osmium.SimpleWriter(str(path), header=header, overwrite=True) as writer:
        for place, name in names.items():
            if place not in leave_out:
                writer.add_node(Node(id=name, location=place, version=1))
        for number, road in enumerate(roads, start=1):
            told = {"highway": road[0], "maxspeed": str(road[1]), "oneway": road[2]}
            told |= dict(tags)
            writer.add_way(
                Way(
                    id=number,
                    version=1,
                    nodes=[names[place] for place in road[3]],
                    tags={key: value for key, value in told.items() if value},
                )
            )
    return path


def at(**places):
    lonlat = list(places.values())
    points = gpd.points_from_xy([p[0] for p in lonlat], [p[1] for p in lonlat])
    return gpd.GeoDataFrame(index=pd.Index(list(places)), geometry=points, crs=GEOGRAPHIC)
