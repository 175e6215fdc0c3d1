"""Turn the changes of a sheet into data files, and let the catalogue's own checks judge them."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
import tempfile
import unicodedata
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import shapely

from geo.catalog import validate
from geo.catalog.files import is_inside
from geo.catalog.schema import read_schemas
from geo.crs import geodesic_distance_m
from geo.errors import AtlasError
from geo.locale import translator
from geo.settings import data_dir
from geo.sheets.cells import plain
from geo.sheets.layout import write_remarks
from geo.sheets.model import SheetProblem, ValueChange, ZoneChange
from geo.types import LANGS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo.catalog import Catalog, Problem
    from geo.sheets.model import Document, SheetResult
    from geo.types import Lang

SOURCES, VALUES, ZONES = "sources.csv", "prefecture_indicators.csv", "zones.geojson"
COUNTS = "plan_counts.csv"

_END_2020 = "2020-12-31"
_KINDS = {"official": "government", "reported": "press", "unverified": "web"}
_CONFIDENCE = {"official": "high", "reported": "medium", "unverified": "low"}
_CJK = re.compile(r"[\u3400-\u9fff]")
_IDENTIFIED = re.compile("；(已识别[0-9]+家|[0-9]+家均已识别)|; (all )?[0-9]+ identified")
_SHORTER = re.compile("高新技术产业(开发区|园区|开发园区)$")

# column of the catalogue -> column of the sheet
_COLUMNS = {
    "name_zh": "name_zh",
    "name_en": "name_en",
    "short_zh": "short_zh",
    "level": "level",
    "level_2020": "level_2020",
    "level_asof": "recognised",
    "plan_upgrade": "level_2020",
    "recognised": "recognised",
    "upgraded": "upgraded",
    "prefecture_code": "prefecture",
    "county_codes": "counties",
    "approved_area_ha": "area_ha",
    "industries_zh": "industries",
    "coord_accuracy_m": "accuracy_m",
    "geometry": "lon",
}


@dataclass(slots=True)
class Built:
    """Data files made of a sheet's changes, and which cell stands behind which place in them.

    Parameters
    ----------
    files
        Content by file name.
    cells
        Address in the sheet by file, row of the file and column; column None is the row.
    """

    files: dict[str, bytes]
    cells: dict[tuple[str, int, str | None], str] = field(default_factory=dict)


def make_overlay(
    result: SheetResult, catalog: Catalog, base_overlay: Path | None
) -> dict[str, bytes]:
    """Return the data files that the changes of a sheet make, whole, by name.

    Parameters
    ----------
    result
        What `read_sheet` gave; it must be ready.
    catalog
        The data in use.
    base_overlay
        The overlay folder that the data in use came from, or None.

    Returns
    -------
    dict
        ``sources.csv`` and the changed file, in the form of the shipped ones.
    """
    return build_overlay(result, catalog, base_overlay).files


def build_overlay(result: SheetResult, catalog: Catalog, base_overlay: Path | None) -> Built:
    """Make the data files of a sheet's changes, and remember the cells behind them.

    Parameters
    ----------
    result
        What `read_sheet` gave; it must be ready.
    catalog
        The data in use.
    base_overlay
        The overlay folder that the data in use came from, or None.

    Returns
    -------
    Built
        The files and the cells.

    Raises
    ------
    AtlasError
        If the sheet has errors or no changes.
    """
    document = result.document
    if not result.ready or document is None:
        raise AtlasError("sheet: expected changes without errors; read the problems first")
    source_id = source_id_of(document)
    built = Built({})
    _add_source(built, document, source_id, result, base_overlay)
    if result.kind == "indicators":
        _change_values(built, result, source_id, catalog, base_overlay)
    else:
        _change_zones(built, result, source_id, catalog, base_overlay)
    return built


def check_sheet(
    result: SheetResult, catalog: Catalog, base_overlay: Path | None, lang: Lang
) -> SheetResult:
    """Let the catalogue's checks judge the changes; what they find is told by cell.

    Parameters
    ----------
    result
        What `read_sheet` gave.
    catalog
        The data in use.
    base_overlay
        The overlay folder that the data in use came from, or None.
    lang
        Language of the problems.

    Returns
    -------
    SheetResult
        With what the checks find that they did not find before.
    """
    if not result.ready:
        return result
    built = build_overlay(result, catalog, base_overlay)
    before = {_essence(problem) for problem in validate(base_overlay, lang)}
    with tempfile.TemporaryDirectory(prefix="zone-atlas-") as folder:
        files = base_files(base_overlay) | built.files
        for name, content in files.items():
            (Path(folder) / name).write_bytes(content)
        after = validate(Path(folder), lang)
    t = translator(lang)
    found = []
    for problem in after:
        if _essence(problem) in before:
            continue
        place = _find_cell(built, problem)
        found.append(
            SheetProblem(
                cell=place or f"{problem.file} {problem.id or ''}".strip(),
                expected=problem.expectation,
                got=problem.value or "",
                advice=t(f"sheets.do_{problem.severity}"),
                severity=problem.severity,
            )
        )
    problems = sorted((*result.problems, *found), key=lambda one: one.severity != "error")
    return replace(result, problems=tuple(problems))


def base_files(folder: Path | None) -> dict[str, bytes]:
    """Return the data files of an overlay folder by name; none for None."""
    if folder is None:
        return {}
    # only what the catalogue reads: another file, or a link elsewhere, is not ours to copy
    names = [resource.file for resource in read_schemas(data_dir()).values()]
    return {
        name: (folder / name).read_bytes()
        for name in names
        if (folder / name).is_file() and is_inside(folder / name)
    }


def source_id_of(document: Document) -> str:
    """Return the id of a reader's document: the same document gives the same id."""
    words = (document.title, document.publisher, document.date, document.status, document.url)
    return "U-" + hashlib.sha256("\n".join(map(plain, words)).encode()).hexdigest()[:12]


def _essence(problem: Problem) -> tuple[str | None, ...]:
    return (problem.file, problem.column, problem.id, problem.value, problem.expectation)


def _find_cell(built: Built, problem: Problem) -> str | None:
    if problem.row is None:
        return None
    exact = built.cells.get((problem.file, problem.row, problem.column))
    return exact or built.cells.get((problem.file, problem.row, None))


def _read_base(name: str, folder: Path | None) -> str:
    path = data_dir() / name
    if folder is not None and (folder / name).is_file():
        path = folder / name
    return path.read_text(encoding="utf-8-sig")


def _read_rows(name: str, folder: Path | None) -> tuple[list[str], list[dict[str, str]]]:
    reader = csv.DictReader(io.StringIO(_read_base(name, folder), newline=""))
    return list(reader.fieldnames or ()), list(reader)


def _write_rows(columns: list[str], rows: list[dict[str, str]]) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, columns, lineterminator="\n", extrasaction="ignore")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode("utf-8")


def _keep_text(text: str) -> str:
    """Return text that a spreadsheet that opens the saved folder takes for no formula."""
    return (
        f"'{text}" if unicodedata.normalize("NFKC", text).startswith(("=", "+", "-", "@")) else text
    )


def _add_source(
    built: Built, document: Document, source_id: str, result: SheetResult, base: Path | None
) -> None:
    columns, rows = _read_rows(SOURCES, base)
    lang = "zh" if _CJK.search(document.title) else "en"
    what = f"sheets.supports_{result.kind}"
    texts = {one: translator(one) for one in LANGS}
    day = result.today.isoformat()
    row = dict.fromkeys(columns, "") | {
        "id": source_id,
        "document": source_id.replace("U-", "own-"),
        "title_zh": _keep_text(document.title),
        "title_en": _keep_text(document.title),
        "title_lang": lang,
        "publisher_zh": _keep_text(document.publisher),
        "publisher_en": _keep_text(document.publisher),
        "date": document.date,
        "url": document.url,
        "kind": _KINDS[document.status],
        "status": document.status,
        "supports_zh": texts["zh"].plural(what, len(result.changes)),
        "supports_en": texts["en"].plural(what, len(result.changes)),
        "note_en": "; ".join(
            part
            for part in (
                texts["en"]("sheets.source_note", date=texts["en"].date(day)),
                document.note,
            )
            if part
        ),
    }
    rows = [one for one in rows if one["id"] != source_id]
    rows.append(row)
    built.files[SOURCES] = _write_rows(columns, rows)


def _change_values(
    built: Built, result: SheetResult, source_id: str, catalog: Catalog, base: Path | None
) -> None:
    columns, rows = _read_rows(VALUES, base)
    units = catalog.indicators["unit"].to_dict()
    document = result.document
    dropped = set(result.dropped)
    rows = [row for row in rows if (row["adcode"], row["indicator"], row["period"]) not in dropped]
    where = {
        (row["adcode"], row["indicator"], row["period"]): number for number, row in enumerate(rows)
    }
    for change in result.changes:
        assert isinstance(change, ValueChange)  # noqa: S101 - by the kind of the sheet
        key = (change.adcode, change.indicator, change.period)
        notes = {lang: _value_note(change, lang, catalog) for lang in LANGS}
        row = dict.fromkeys(columns, "") | {
            "adcode": change.adcode,
            "indicator": change.indicator,
            "value": f"{change.new:.15g}",
            "qualifier": "eq",
            "unit": str(units[change.indicator] or ""),
            "period": change.period,
            "source_id": source_id,
            "status": "" if document is None else document.status,
            "note_zh": notes["zh"],
            "note_en": notes["en"],
        }
        if key not in where:
            where[key] = len(rows)
            rows.append(row)
        else:
            rows[where[key]] = row
        built.cells[VALUES, where[key] + 2, None] = change.cell
    built.files[VALUES] = _write_rows(columns, rows)


def _value_note(change: ValueChange, lang: Lang, catalog: Catalog) -> str:
    t = translator(lang)
    if change.old is None:
        return t("sheets.note_new")
    decimals = int(catalog.indicators["decimals"][change.indicator])
    return t("sheets.note_replaced", value=t.number(round(change.old, decimals)))


def _change_zones(
    built: Built, result: SheetResult, source_id: str, catalog: Catalog, base: Path | None
) -> None:
    document = result.document
    assert document is not None  # noqa: S101 - a ready result has one
    collection = json.loads(_read_base(ZONES, base))
    features: list[dict[str, Any]] = collection["features"]
    where = {feature["properties"]["id"]: number for number, feature in enumerate(features)}
    for change in result.changes:
        assert isinstance(change, ZoneChange)  # noqa: S101 - by the kind of the sheet
        if change.zone_id in where:
            feature = features[where[change.zone_id]]
        else:
            feature = _new_feature(change, document)
            where[change.zone_id] = len(features)
            features.append(feature)
        _set_zone(feature, change, document, source_id, catalog)
        number = where[change.zone_id] + 1
        built.cells[ZONES, number, None] = change.cells["name_zh"]
        for column, name in _COLUMNS.items():
            built.cells[ZONES, number, column] = change.cells[name]
    built.files[ZONES] = write_features(collection)
    _forget_identified(built, base)


def _forget_identified(built: Built, base: Path | None) -> None:
    """Take out of the plan's counts how many were identified before this list came."""
    columns, rows = _read_rows(COUNTS, base)
    changed = False
    for row in rows:
        for name in ("note_zh", "note_en"):
            if row["id"].startswith("zones-"):
                note = _IDENTIFIED.sub("", row[name])
                changed |= note != row[name]
                row[name] = note
    if changed:
        built.files[COUNTS] = _write_rows(columns, rows)


def write_features(collection: Mapping[str, Any]) -> bytes:
    """Write a feature collection as the shipped ones are: one feature a line."""
    lines = ",\n".join(json.dumps(one, ensure_ascii=False) for one in collection["features"])
    head = json.dumps(
        {key: value for key, value in collection.items() if key != "features"},
        ensure_ascii=False,
        separators=(",", ":"),
    )
    return f'{head[:-1]},"features":[\n{lines}\n]}}\n'.encode()


def _new_feature(change: ZoneChange, document: Document) -> dict[str, Any]:
    name = change.name
    return {
        "type": "Feature",
        "id": change.zone_id,
        "properties": {
            "id": change.zone_id,
            "name_zh": name,
            "name_en": name,
            "short_zh": _SHORTER.sub("高新区", name),
            "level": "provincial",
            "level_2020": None,
            "level_asof": document.list_date,
            "recognised": None,
            "upgraded": None,
            "prefecture_code": "",
            "county_codes": [],
            "parks_zh": [],
            "parks_en": [],
            "approved_area_ha": None,
            "industries_zh": [],
            "industries_en": [],
            "fields": [],
            "fields_status": "unverified",
            "plan_upgrade": False,
            "coord_method": "county_seat",
            "coord_accuracy_m": 0,
            "coord_status": "derived",
            "confidence": _CONFIDENCE[document.status],
            "memory_for": [],
            "source_ids": [],
            "remark_zh": "",
            "remark_en": "",
        },
        "geometry": None,
    }


def _set_zone(
    feature: dict[str, Any],
    change: ZoneChange,
    document: Document,
    source_id: str,
    catalog: Catalog,
) -> None:
    zone, values = feature["properties"], change.entries
    for name in ("name_zh", "name_en", "short_zh", "level", "recognised", "upgraded"):
        if name in values:
            zone[name] = values[name]
    if "area_ha" in values:
        zone["approved_area_ha"] = values["area_ha"]
    if "prefecture" in values:
        zone["prefecture_code"] = values["prefecture"]
    if "counties" in values:
        zone["county_codes"] = list(values["counties"])
    if "industries" in values:
        zone["industries_zh"] = list(values["industries"])
        zone["industries_en"] = list(values["industries"])  # nobody here translates them
    standing = {"level", "level_2020", "recognised", "upgraded"} & values.keys()
    if standing or change.is_new:
        zone["level_2020"] = _level_2020(zone, values, document, is_new=change.is_new)
        zone["level_asof"] = max(zone["level_asof"], document.list_date)
        if zone["level_2020"] != "provincial":
            zone["plan_upgrade"] = False  # the plan raises provincial zones of 2020 only
    if "lon" in values:
        feature["geometry"] = {"type": "Point", "coordinates": [values["lon"], values["lat"]]}
        zone["coord_method"] = "as_supplied"
        zone["coord_accuracy_m"] = values["accuracy_m"]
        zone["coord_status"] = document.status
    elif feature["geometry"] is None:
        _place_in_county(feature, catalog)
    settled = {"lon": "geometry", "counties": "county_codes", "upgraded": "upgraded"}
    known = {settled[name] for name in values if name in settled}
    zone["memory_for"] = [name for name in zone["memory_for"] if name not in known]
    noted = ("recognised_doc", "upgraded_doc", "bounds")
    texts: dict[str, str] = {name: values[name] for name in noted if name in values}
    if texts:
        zone["remark_zh"] = write_remarks(zone["remark_zh"], texts)
    zone["source_ids"] = [source_id, *(one for one in zone["source_ids"] if one != source_id)]


def _level_2020(
    zone: Mapping[str, Any], values: Mapping[str, Any], document: Document, *, is_new: bool
) -> str | None:
    """Return the level at the end of 2020: as said, else by dates, else by the list's day."""
    if "level_2020" in values:
        said: str = values["level_2020"]
        return said
    level, recognised, upgraded = zone["level"], zone["recognised"], zone["upgraded"]
    held: str | None = None if is_new else zone["level_2020"]
    if level == "candidate":
        found = None
    elif upgraded and _by_2020(upgraded):
        found = "national"
    elif recognised and not _by_2020(recognised):
        found = "none"
    elif recognised and (level == "provincial" or upgraded):
        found = "provincial"
    elif not upgraded and _by_2020(document.list_date):
        # without dates: what stands on a list of 2020 or before was a zone in 2020
        found = str(level)
    else:
        found = held
    return found


def _by_2020(date: str) -> bool:
    return bool(date) and date <= _END_2020[: len(date)]


def _place_in_county(feature: dict[str, Any], catalog: Catalog) -> None:
    """Set a point inside the county, with an accuracy that reaches all of the county."""
    code = feature["properties"]["county_codes"][0]
    area = catalog.counties.geometry[code]
    if area is None:  # a development zone has no boundary of its own
        area = catalog.prefectures.geometry[feature["properties"]["prefecture_code"]]
    point = area.representative_point()
    lon, lat = round(point.x, 4), round(point.y, 4)
    corners = shapely.get_coordinates(area.convex_hull).tolist()
    reach = max(geodesic_distance_m(lon, lat, x, y) for x, y in corners)
    feature["geometry"] = {"type": "Point", "coordinates": [lon, lat]}
    feature["properties"]["coord_accuracy_m"] = min(-(-reach // 1000) * 1000, 100_000.0)
    feature["properties"]["coord_status"] = "derived"
