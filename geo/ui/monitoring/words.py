"""How figures of zones, their changes and the lack of them are worded."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.maps.words import describe_sources, text_at, with_unit

if TYPE_CHECKING:
    from geo.catalog import Catalog
    from geo.locale import Translator
    from geo.monitoring import Figure, Line, Monitor

_WHOLE = 100


def name_holder(catalog: Catalog, holder: str, t: Translator) -> str:
    """Return the short name of a zone, or the name of a group of zones."""
    if holder in catalog.zones.index:
        stem = "short" if t.lang == "zh" and "short_zh" in catalog.zones else "name"
        short = text_at(catalog.zones, holder, stem, t.lang)
        return short or text_at(catalog.zones, holder, "name", t.lang)
    return text_at(catalog.zone_groups, holder, "name", t.lang)


def unit_of(catalog: Catalog, indicator: str, t: Translator) -> str:
    """Return the unit of an indicator."""
    unit = catalog.indicators["unit" if t.lang == "zh" else "unit_en"][indicator]
    return unit if isinstance(unit, str) else ""


def label_of(catalog: Catalog, indicator: str, t: Translator) -> str:
    """Return indicator and unit."""
    label = text_at(catalog.indicators, indicator, "label", t.lang)
    unit = unit_of(catalog, indicator, t)
    return t("monitoring.name_in_unit", name=label, unit=unit) if unit else label


def write_number(figure: Figure, t: Translator) -> str:
    """Return a figure without its unit, "about" and "over" included."""
    return t.qualified(t.number(figure.value), figure.qualifier)


def write_with_unit(figure: Figure, catalog: Catalog, t: Translator) -> str:
    """Return a figure with its unit, where no column's head says it."""
    unit = unit_of(catalog, figure.indicator, t)
    number = write_number(figure, t)
    return with_unit(number, unit, t.lang)


def tell_change(line: Line, found: Monitor, t: Translator) -> str:
    """Return the change on a year before, or why there is none; empty without a figure."""
    if line.figure is None:
        return ""
    if line.change is None:
        return t(f"monitoring.why_{line.why}")
    number = t.number(
        line.change if found.is_share else _WHOLE * line.change, 2 if found.is_share else 1
    )
    sign = "" if number.startswith("-") else "+"
    key = "monitoring.points" if found.is_share else "monitoring.percent"
    return t(key, number=f"{sign}{number}")


def tell_places(line: Line, t: Translator) -> str:
    """Return the places gained or lost; empty where they are not known."""
    if line.places_gained is None:
        return ""
    if line.places_gained == 0:
        return t("monitoring.places_same")
    key = "monitoring.places_up" if line.places_gained > 0 else "monitoring.places_down"
    return t.plural(key, abs(line.places_gained))


def tell_source(figure: Figure, catalog: Catalog, t: Translator) -> str:
    """Return the publisher of a figure."""
    return describe_sources(catalog, (figure.source_id,), t)


def note_of(figure: Figure, t: Translator) -> str:
    """Return the remark on a figure; a growth in it is the source's own statement."""
    return figure.note_zh if t.lang == "zh" else figure.note_en
