"""From a View and a catalogue to a folium map."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from geo.indicators import Selection, select
from geo.locale import translator
from geo.maps.areas import areas_layer, circles_layer, selection_label, source_line
from geo.maps.atlas_map import AtlasMap, Page
from geo.maps.chosen import chosen_layer
from geo.maps.geometry import display_areas
from geo.maps.ground import (
    labels_layer,
    outlines_layer,
    relief_layer,
    rivers_layer,
    science_cities_layer,
)
from geo.maps.points import platforms_layer, zones_layer
from geo.maps.themes import draw_theme, has_theme
from geo.maps.twin import write_pieces, write_section
from geo.view import drawing_for, resolve

if TYPE_CHECKING:
    import datetime as dt

    from geo.catalog import Catalog
    from geo.catchment.travel import Travel
    from geo.locale import Translator
    from geo.maps.atlas_map import AtlasLayer
    from geo.maps.eligibility import Held
    from geo.maps.theme import Theme
    from geo.maps.twin import Pieces
    from geo.types import Finish
    from geo.view import View

_ZOOMS = (5, 12)  # whole numbers: the cluster library loses lone points above a broken one
_LIMIT_DEGREES = 2.5  # how far beyond the province the map may be moved


def build(
    view: View,
    catalog: Catalog,
    travel: Travel | None = None,
    *,
    today: dt.date | None = None,
    finish: Finish = "working",
) -> AtlasMap:
    """Draw `view` over `catalog`.

    Parameters
    ----------
    view
        What to show; parts that the catalogue does not hold fall back (`geo.view.resolve`).
    catalog
        The checked data.
    travel
        Where drive times of catchments come from; the model over the terrain if not given.
    today
        Day from which the age of a zone's figures is counted where they are held against rules;
        that of the reader's calendar if not given.
    finish
        "working" leaves every remark in the legends; "presentation" makes footnotes of them.

    Returns
    -------
    AtlasMap
        A folium map: it shows in a notebook, takes further folium layers, and saves as one
        file that asks nothing of the network. The same view and data give the same bytes; a
        zone held against rules has others in another year, when its figures are older.
    """
    view, _ = resolve(view, catalog)
    t = translator(view.lang)
    theme = draw_theme(catalog, view, t, travel)
    selection = choose(view, catalog)
    held = _hold(catalog, view, t, today)
    lines = foot_lines(catalog, view, selection, t, theme, held=held)
    title = selection_label(selection, catalog, t) if selection else t("map.title_zones")
    title = theme.title if theme is not None else _title_over(title, catalog, view, t)
    title = _title_beside(title, catalog, view, t)
    title = held.title if held is not None and held.title else title

    def pieces(used: dict[str, int]) -> Pieces:
        return write_pieces(
            catalog,
            view,
            theme or selection,
            [line["text"] for line in lines],
            t,
            used=used,
            **_tables(catalog, view, t, travel, held),
        )

    page = Page(
        lang=view.lang,
        title=t("map.page_title", title=title),
        subtitle=t("common.title"),
        no_script=t("map.no_script"),
        pieces=pieces,
        twin=lambda: write_section([pieces({})], t),
    )
    west, south, east, north = display_areas(catalog, "prefecture").bbox
    atlas = AtlasMap(
        page=page,
        start={
            "fit": [[south, west], [north, east]],
            "limit": [
                [south - _LIMIT_DEGREES, west - _LIMIT_DEGREES],
                [north + _LIMIT_DEGREES, east + _LIMIT_DEGREES],
            ],
            "zooms": list(_ZOOMS),
            "extent": [view.extent.lon, view.extent.lat, view.extent.zoom] if view.extent else None,
            "selection": view.selection,
        },
        text={
            key: t(f"map.control_{key}")
            for key in ("layers", "legend", "north", "zoom_in", "zoom_out", "close", "legend_notes")
        },
        lines=lines,
        finish=finish,
    )
    relief_layer(catalog, view, t).add_to(atlas)
    drawing = drawing_for(view, selection.kind) if selection is not None else None
    filled = drawing == "fill"
    if theme is not None:
        theme.layer.add_to(atlas)
    else:
        areas_layer(catalog, view, selection, t, filled=filled).add_to(atlas)
    rivers_layer(catalog, view, t).add_to(atlas)
    outlines_layer(catalog, view.geography).add_to(atlas)
    for layer in _catchments(catalog, view, t, travel):
        layer.add_to(atlas)
    chosen = chosen_layer(catalog, view, t)
    if chosen is not None:
        chosen.add_to(atlas)
    science_cities_layer(catalog, view, t).add_to(atlas)
    if selection is not None and drawing == "circle":
        circles_layer(catalog, view, selection, t).add_to(atlas)
    platforms_layer(catalog, view, t).add_to(atlas)
    (zones_layer(catalog, view, t) if held is None else held.layer).add_to(atlas)
    labels_layer(catalog, view, t).add_to(atlas)
    return atlas


# Imported where they are needed: what measures catchments, and what holds zones against rules, is
# slow to load, and one page needs it.


def _tables(
    catalog: Catalog, view: View, t: Translator, travel: Travel | None, held: Held | None
) -> dict[str, Any]:
    """Return the tables of what lies over the areas, as `write_pieces` takes them."""
    tables = () if held is None else held.tables
    remarks = () if held is None else held.remarks
    listed = None if held is None else held.listed
    if view.catchment is not None:
        from geo.maps.asked import MODEL  # noqa: PLC0415
        from geo.maps.catchment_tables import catchment_remarks, catchment_tables  # noqa: PLC0415

        tables = (*catchment_tables(catalog, view, t, travel or MODEL), *tables)
        remarks = (*catchment_remarks(catalog, view, t, travel or MODEL), *remarks)
    return {"tables": tables, "remarks": remarks, "listed": listed}


def _hold(catalog: Catalog, view: View, t: Translator, today: dt.date | None) -> Held | None:
    """Return the zones as rules have them, None where the usual ones are drawn."""
    if view.case_zone is None and view.criterion is None:
        return None
    from geo.maps.eligibility import hold_zones  # noqa: PLC0415

    return hold_zones(catalog, view, t, today=today)


def _title_over(title: str, catalog: Catalog, view: View, t: Translator) -> str:
    """Return the title of a map with catchments over an indicator: a coverage says its zones."""
    if view.catchment is None:
        return title
    from geo.catchment.title import title_study  # noqa: PLC0415
    from geo.maps.asked import study_of  # noqa: PLC0415

    study = study_of(view, catalog)
    if study is None:
        return title
    return t("catchments.title_over", base=title, study=title_study(study, catalog, t))


def _title_beside(title: str, catalog: Catalog, view: View, t: Translator) -> str:
    """Return the title of a map that lays a second method over the first: it names both."""
    if view.catchment is None or view.against is None:
        return title
    from geo.catchment.title import name_method  # noqa: PLC0415
    from geo.maps.asked import study_of  # noqa: PLC0415

    study = study_of(view, catalog, view.against)
    if study is None:
        return title
    return t("catchments.title_beside", title=title, other=name_method(study, t))


def _catchments(
    catalog: Catalog, view: View, t: Translator, travel: Travel | None
) -> list[AtlasLayer]:
    """Return the layers of catchments, the method that is compared with below."""
    if view.catchment is None:
        return []
    from geo.maps.asked import MODEL  # noqa: PLC0415
    from geo.maps.catchments import against_layer, catchments_layer  # noqa: PLC0415

    drawn = [draw(catalog, view, t, travel or MODEL) for draw in (against_layer, catchments_layer)]
    return [layer for layer in drawn if layer is not None]


def choose(view: View, catalog: Catalog) -> Selection | None:
    """Return the indicator's values that `view` asks for, None if it shows none.

    Another theme than one indicator shows none of its own.
    """
    if view.indicator is None or view.period is None or has_theme(view):
        return None
    return select(
        catalog,
        view.indicator,
        view.period,
        form=view.form,
        geography=view.geography,
        without=view.without,
    )


def foot_lines(
    catalog: Catalog,
    view: View,
    selection: Selection | None,
    t: Translator,
    theme: Theme | None = None,
    *,
    held: Held | None = None,
) -> list[dict[str, str]]:
    """Return the lines at the foot of the map: sources with year and status, credit, review."""
    told = list(theme.lines) if theme is not None else []
    if selection is not None:
        told.append(source_line(catalog, selection, t))
    if held is not None:
        told += held.lines
    lines = [{"kind": "source", "text": text} for text in told]
    if "zones" in view.layers or "platforms" in view.layers:
        lines.append({"kind": "source", "text": t("map.foot_places")})
    lines.append({"kind": "credit", "text": t("common.credit")})
    if view.review_number:
        number = t("map.review_number", number=view.review_number)
        lines.append({"kind": "credit", "text": number})
    else:
        lines.append({"kind": "review", "text": t("common.review_warning")})
    return lines
