"""What a View shows as data: XLSX, CSV, GeoPackage, GeoJSON and Shapefile.

>>> from geo.catalog import load_catalog
>>> from geo.view import View
>>> data_suffix(View(layers=("choropleth",)), load_catalog(), "csv")
'.csv'
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal, get_args

from geo.errors import ExportError

if TYPE_CHECKING:
    import datetime as dt

    from geo.catalog import Catalog
    from geo.catchment.travel import Travel
    from geo.types import Finish
    from geo.view import View

DataFormat = Literal["xlsx", "csv", "gpkg", "geojson", "shp"]

DATA_FORMATS: Final[tuple[DataFormat, ...]] = get_args(DataFormat)

__all__ = ["DATA_FORMATS", "DataFormat", "data_suffix", "render_data"]


def render_data(
    view: View,
    catalog: Catalog,
    format: str,  # noqa: A002 - what it is called everywhere
    *,
    finish: Finish = "working",
    travel: Travel | None = None,
    confirmed_states: bool = False,
    today: dt.date | None = None,
) -> bytes:
    """Return what `view` shows as data.

    No candidate, nothing sensitive and nothing that rests on memory is in any of them; what is
    left behind is counted in the file's own notes. The same View and data give the same bytes.

    Parameters
    ----------
    view
        What to show.
    catalog
        The checked data.
    format
        ``xlsx``: a workbook with notes first and sources last. ``csv``: one table, or a zip of
        several with notes and sources where the View shows more than one; `data_suffix` tells
        which. ``gpkg``: a layer a table, drawn in QGIS as on the map. ``geojson``: one
        collection, its features with the name of their layer. ``shp``: a zip of Shapefiles with
        a list of their fields.
    finish
        Finish of the map, whose remarks are told.
    travel
        Where drive times of catchments come from; the model over the terrain if not given.
    confirmed_states
        Whether somebody has checked a map of all zones by the state of one line.
    today
        Day from which the age of a zone's figures is counted; that of the reader's calendar if
        not given.

    Raises
    ------
    ExportError
        If the format is none of `DATA_FORMATS`, the View shows all zones by the state of one line
        and nobody has checked it, or a format of shapes is asked for and nothing has one.
    """
    if format not in DATA_FORMATS:
        raise ExportError(
            f"format: expected one of {', '.join(DATA_FORMATS)}; came {format!r}; choose one"
        )
    # here and not above: what writes one kind of file is slow to load, and the others do without
    from geo.export.data.content import gather  # noqa: PLC0415

    content = gather(
        view,
        catalog,
        finish=finish,
        travel=travel,
        confirmed_states=confirmed_states,
        today=today,
    )
    if format == "xlsx":
        from geo.export.data.as_xlsx import write_xlsx  # noqa: PLC0415

        return write_xlsx(content)
    if format == "csv":
        from geo.export.data.as_csv import write_csv  # noqa: PLC0415

        return write_csv(content)
    if format == "gpkg":
        from geo.export.data.as_gpkg import write_gpkg  # noqa: PLC0415

        return write_gpkg(content)
    if format == "geojson":
        from geo.export.data.as_geojson import write_geojson  # noqa: PLC0415

        return write_geojson(content)
    from geo.export.data.as_shp import write_shp  # noqa: PLC0415

    return write_shp(content)


def data_suffix(
    view: View,
    catalog: Catalog,
    format: str,  # noqa: A002 - as above
    *,
    travel: Travel | None = None,
) -> str:
    """Return the end of the file's name, such as ``.csv``, or ``.csv.zip`` for several tables.

    Parameters
    ----------
    view, catalog, format, travel
        As for `render_data`.

    Raises
    ------
    ExportError
        If the format is none of `DATA_FORMATS`.
    """
    if format not in DATA_FORMATS:
        raise ExportError(
            f"format: expected one of {', '.join(DATA_FORMATS)}; came {format!r}; choose one"
        )
    if format == "shp":
        return ".shp.zip"
    if format == "csv":
        from geo.export.data.content import gather  # noqa: PLC0415

        # how many tables there are tells nothing that would have to be confirmed
        tables = gather(view, catalog, travel=travel, confirmed_states=True).tables
        return ".csv" if len(tables) == 1 else ".csv.zip"
    return f".{format}"
