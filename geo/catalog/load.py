"""Load everything once, check it, and hand out the same catalogue until a file changes."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from threading import Lock
from typing import TYPE_CHECKING

from geo.catalog.boundaries import BOUNDARY_SOURCE, Boundaries, pin_digest, read_boundaries
from geo.catalog.checks import check_all
from geo.catalog.files import (
    PACKAGE_FILE,
    DataFile,
    check_overlay,
    hash_bytes,
    merge_folders,
    read_bytes,
)
from geo.catalog.frames import make_areas, make_frame, make_geo_frame, make_platforms
from geo.catalog.problems import Finding, Problem, Report
from geo.catalog.read import Table, Tables, read_table
from geo.catalog.schema import Resource, read_schemas
from geo.errors import BoundaryError, CatalogError
from geo.settings import data_dir, read_setting

if TYPE_CHECKING:
    from pathlib import Path

    import geopandas as gpd
    import pandas as pd

    from geo.types import Lang

_GROUND = ("prefectures.csv", "counties.csv")
_KEPT = 24  # shipped data, an overlay, the state before a change, and visits with own data


@dataclass(frozen=True, slots=True, eq=False)
class Catalog:
    """Everything the atlas knows. Shared by all sessions: never change a frame in place.

    Texts are ``str`` or None, lists are tuples, codes are ``str``, geometry is in degrees
    (EPSG:4490).

    Parameters
    ----------
    zones, platforms, science_cities
        GeoDataFrames, index ``id``; ``platforms`` has a column ``place`` (``point``,
        ``county``, ``prefecture``, ``none``).
    prefectures, counties
        GeoDataFrames, index ``adcode`` in code order, with full-resolution boundaries; the
        three development zones among the counties have none.
    sources, indicators, economic_zones, zone_groups
        Data frames, index ``id``.
    prefecture_values, county_values, province_values, zone_values
        Long data frames, one row per value.
    alternates, series_notes, zone_counts, plan_counts, plan_targets
        Data frames, one row per row of their file.
    problems
        Warnings only, in English; `validate` tells them in either language.
    digest
        SHA-256 over every file used, the boundary layers' pin included.
    ground
        The same over what the areas are made of alone: it outlives new figures and zones.
    """

    zones: gpd.GeoDataFrame
    platforms: gpd.GeoDataFrame
    prefectures: gpd.GeoDataFrame
    counties: gpd.GeoDataFrame
    science_cities: gpd.GeoDataFrame
    sources: pd.DataFrame
    indicators: pd.DataFrame
    economic_zones: pd.DataFrame
    zone_groups: pd.DataFrame
    prefecture_values: pd.DataFrame
    county_values: pd.DataFrame
    province_values: pd.DataFrame
    zone_values: pd.DataFrame
    alternates: pd.DataFrame
    series_notes: pd.DataFrame
    zone_counts: pd.DataFrame
    plan_counts: pd.DataFrame
    plan_targets: pd.DataFrame
    problems: tuple[Problem, ...]
    digest: str
    ground: str


@dataclass(frozen=True, slots=True)
class _Loaded:
    """What one state of the files gave."""

    findings: tuple[Finding, ...]
    catalog: Catalog | None
    boundary_error: BoundaryError | None


_lock = Lock()
_by_stamp: dict[tuple[object, ...], _Loaded] = {}
_by_content: dict[tuple[object, ...], _Loaded] = {}


def load_catalog(overlay: Path | None = None) -> Catalog:
    """Load the shipped data, under an overlay if one is given.

    Parameters
    ----------
    overlay
        Folder whose files replace the shipped ones; None for the shipped data alone.
        `geo.settings.overlay_dir` gives the one that the user named.

    Returns
    -------
    Catalog
        The same object for the same content.

    Raises
    ------
    CatalogError
        If the data have an error; it carries every problem.
    BoundaryError
        If the boundary layer is missing or not the pinned one.
    SettingError
        If a limit is set to a bad value or the shipped data are missing.
    """
    loaded = _load(data_dir(), overlay)
    if loaded.boundary_error is not None:
        raise loaded.boundary_error
    if loaded.catalog is None:
        raise CatalogError(tuple(finding.tell("en") for finding in loaded.findings))
    return loaded.catalog


def validate(overlay: Path | None = None, lang: Lang = "en") -> tuple[Problem, ...]:
    """Check the shipped data, under an overlay if one is given, and report every problem.

    Parameters
    ----------
    overlay
        Folder whose files replace the shipped ones; None for the shipped data alone.
    lang
        Language of the expectations.

    Returns
    -------
    tuple of Problem
        By file and row; empty if all is well.

    Raises
    ------
    SettingError
        If a limit is set to a bad value or the shipped data are missing.
    """
    return tuple(finding.tell(lang) for finding in _load(data_dir(), overlay).findings)


def _load(shipped: Path, overlay: Path | None) -> _Loaded:
    schemas = read_schemas(shipped)
    names = [resource.file for resource in schemas.values()]
    files = merge_folders(names, shipped, overlay)
    package = DataFile(PACKAGE_FILE, shipped / PACKAGE_FILE, shipped=True)
    limits = (read_setting("data_file_bytes"), read_setting("data_rows"))
    with _lock:
        report = Report()
        if overlay is not None:
            check_overlay(names, overlay, report)
        asides = _words(report)
        stamp = (limits, asides, package.stamp(), *(file.stamp() for file in files))
        if stamp not in _by_stamp:
            contents = {file.name: read_bytes(file, report) for file in files}
            hashes = {
                name: "" if content is None else hash_bytes(content)
                for name, content in contents.items()
            }
            digest = _digest({**hashes, PACKAGE_FILE: hash_bytes(package.path.read_bytes())})
            ground = _digest({name: hashes[name] for name in _GROUND})
            # the same bytes may stand in the overlay, where no hash is checked
            key = (limits, _words(report), digest, *(file.shipped for file in files))
            if key not in _by_content:
                _check_hashes(schemas, files, hashes, report)
                _keep(_by_content, key, _build(schemas, contents, (digest, ground), report))
            _keep(_by_content, key, _by_content[key])
            _keep(_by_stamp, stamp, _by_content[key])
        _keep(_by_stamp, stamp, _by_stamp[stamp])
        return _by_stamp[stamp]


def _words(report: Report) -> tuple[Problem, ...]:
    return tuple(finding.tell("en") for finding in report.findings())


def _keep(cache: dict[tuple[object, ...], _Loaded], key: tuple[object, ...], one: _Loaded) -> None:
    cache.pop(key, None)  # last used stands last, so the first to go is the longest unused
    cache[key] = one
    while len(cache) > _KEPT:
        del cache[next(iter(cache))]


def _digest(hashes: dict[str, str]) -> str:
    lines = [f"{name} {digest}" for name, digest in sorted(hashes.items())]
    return hashlib.sha256("\n".join([*lines, pin_digest()]).encode()).hexdigest()


def _check_hashes(
    schemas: dict[str, Resource],
    files: tuple[DataFile, ...],
    hashes: dict[str, str],
    report: Report,
) -> None:
    for resource, file in zip(schemas.values(), files, strict=True):
        found = hashes[file.name]
        if file.shipped and found and found != resource.hash:
            report.warning("hash_differs", file.name, value=found, expected=resource.hash or "-")


def _build(
    schemas: dict[str, Resource],
    contents: dict[str, bytes | None],
    digests: tuple[str, str],
    report: Report,
) -> _Loaded:
    read: dict[str, Table | None] = {}
    for name, resource in schemas.items():
        content = contents[resource.file]
        read[name] = None if content is None else read_table(resource, content, report)
    boundaries: Boundaries | None = None
    boundary_error: BoundaryError | None = None
    try:
        boundaries = read_boundaries()
    except BoundaryError as error:
        boundary_error = error
        report.error("boundary_broken", BOUNDARY_SOURCE, reason=str(error))
    check_all(Tables(read), boundaries, report)
    findings = report.findings()
    if boundaries is None or any(finding.severity == "error" for finding in findings):
        return _Loaded(findings, None, boundary_error)
    tables = {name: table for name, table in read.items() if table is not None}
    return _Loaded(findings, _assemble(tables, boundaries, findings, digests), None)


def _assemble(
    tables: dict[str, Table],
    boundaries: Boundaries,
    findings: tuple[Finding, ...],
    digests: tuple[str, str],
) -> Catalog:
    digest, ground = digests
    return Catalog(
        zones=make_geo_frame(tables["zones"], "id"),
        platforms=make_platforms(tables["platforms"]),
        prefectures=make_areas(tables["prefectures"], boundaries.prefectures),
        counties=make_areas(tables["counties"], boundaries.counties),
        science_cities=make_geo_frame(tables["science_cities"], "id"),
        sources=make_frame(tables["sources"], "id"),
        indicators=make_frame(tables["indicators"], "id"),
        economic_zones=make_frame(tables["economic_zones"], "id"),
        zone_groups=make_frame(tables["zone_groups"], "id"),
        prefecture_values=make_frame(tables["prefecture_indicators"]),
        county_values=make_frame(tables["county_indicators"]),
        province_values=make_frame(tables["province_indicators"]),
        zone_values=make_frame(tables["zone_indicators"]),
        alternates=make_frame(tables["indicator_alternates"]),
        series_notes=make_frame(tables["series_notes"]),
        zone_counts=make_frame(tables["zone_counts"]),
        plan_counts=make_frame(tables["plan_counts"]),
        plan_targets=make_frame(tables["plan_targets"]),
        problems=tuple(finding.tell("en") for finding in findings),
        digest=digest,
        ground=ground,
    )
