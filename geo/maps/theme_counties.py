"""What the themes of the page of catchments share: counties painted, named and told."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from geo.catchment.result import name_place
from geo.maps.areas import FILL_OPACITY, economic_zone_names, number_words, paint_areas
from geo.maps.words import describe_sources, text_at

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.catalog import Catalog
    from geo.locale import Translator
    from geo.maps.atlas_map import AtlasLayer
    from geo.view import View


def paint_counties(
    catalog: Catalog,
    view: View,
    t: Translator,
    *,
    assigned: list[int],
    colours: list[str],
    label: str,
    texts: list[str],
    rows: list[tuple[str, list[str]]],
    legend: dict[str, Any] | None,
) -> AtlasLayer:
    """Return the layer of the counties.

    Parameters
    ----------
    assigned, colours, legend
        As for `geo.maps.areas.paint_areas`.
    label, texts
        What the first row of each county's card says.
    rows
        The further rows: label, and a text for each county.
    """
    return paint_areas(
        catalog,
        view,
        t,
        name=t("catchments.layer_reach"),
        on="choropleth" in view.layers,
        assigned=assigned,
        colours=colours,
        opacity=FILL_OPACITY,
        words={
            "label": label,
            "texts": texts,
            "rows": [{"label": name, **number_words(words)} for name, words in rows],
            "notes": number_words([""] * len(texts)),
        },
        legend=legend,
    )


def foot_line(catalog: Catalog, source_ids: Sequence[str], t: Translator) -> str:
    """Return the line at the foot of the map: sources, and that it is computed."""
    return t("catchments.foot", sources=describe_sources(catalog, source_ids, t))


def origin_rows(
    catalog: Catalog, codes: list[str], source_ids: Sequence[str], t: Translator
) -> list[tuple[str, list[str]]]:
    """Return the last rows of each county's card: economic zone, status and source."""
    sources = describe_sources(catalog, source_ids, t)
    return [
        (t("map.economic_zone"), economic_zone_names(catalog, codes, t.lang)),
        (t("map.status"), [t("status.derived")] * len(codes)),
        (t("map.source"), [sources] * len(codes)),
    ]


def tell_place(catalog: Catalog, place: object, t: Translator) -> str:
    """Name a zone, or a county that stands in for one as such; None is no data."""
    return name_place(catalog, place, t.lang) if isinstance(place, str) else t("common.no_data")


def name_counties(catalog: Catalog, codes: Sequence[str], t: Translator) -> list[str]:
    """Name counties with their prefecture in front, for several share a name."""
    counties, prefectures = catalog.counties, catalog.prefectures
    owners = counties["prefecture_code"].to_dict()
    return [
        t(
            "catchments.county",
            prefecture=text_at(prefectures, owners[code], "short", t.lang),
            county=text_at(counties, code, "name", t.lang),
        )
        for code in codes
    ]
