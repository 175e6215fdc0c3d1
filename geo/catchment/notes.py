"""What must be said with a result about catchments: method, assumptions, what is not in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.catchment.draws import PLATFORMS_WITHIN_KM
from geo.catchment.holdings import FIGURES, HELD
from geo.catchment.result import STEP_OF, name_place
from geo.catchment.title import label_travel
from geo.platforms.placed import place_platforms

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from geo.catalog import Catalog
    from geo.catchment.result import Result
    from geo.locale import Translator

_M_PER_KM = 1000.0


def list_notes(result: Result, t: Translator) -> list[str]:
    """Return the notes of a result, one sentence or two each, the method first.

    Parameters
    ----------
    result
        The answer.
    t
        The words.

    Returns
    -------
    list of str
        Plain text; names of zones and prefectures stand in it as the data have them.
    """
    return [
        *_tell_method(result, t),
        *_tell_people(result, t),
        *_tell_platforms(result, t),
        *_tell_zones(result, t),
    ]


def label_measure(catalog: Catalog, name: str, t: Translator) -> str:
    """Return what one of `geo.catchment.holdings.HELD` is called."""
    if name in FIGURES:
        return str(catalog.indicators[f"label_{t.lang}"][name])
    return t(f"coverage.column_{name}")


def _tell_method(result: Result, t: Translator) -> Iterator[str]:
    study = result.study
    label = "" if result.travel is None else label_travel(result.travel, t)
    notice = getattr(result.travel, "notice", "")
    if notice:
        yield t(notice) + t("coverage.stop")
    if result.silent:
        yield t("coverage.note_silent", names=_name(result.silent, result.catalog, t))
    if result.study.method == "drive" and any(map(result.is_bound, result.steps)):
        yield t("coverage.note_untold")
    if result.draws is not None:
        yield from _tell_draws(result, label, t)
        return
    yield t(f"coverage.note_{study.method}", label=label)
    if study.method in STEP_OF:
        yield t("coverage.note_clipped") if result.clip else t("coverage.note_unclipped")
    if result.merge:
        yield t("coverage.note_merged")
    if study.method == "drive":
        uncertain = result.travel is not None and result.travel.error_pct
        yield t("coverage.note_bounds") if uncertain else t("coverage.note_minutes")
    elif study.method != "ring":
        yield t("coverage.note_all_covered")


def _tell_draws(result: Result, label: str, t: Translator) -> Iterator[str]:
    study, catalog, draws = result.study, result.catalog, result.draws
    assert draws is not None  # noqa: S101 - asked for method "huff" only
    yield t(f"coverage.note_huff_{study.cost}", decay=t.number(study.decay), label=label)
    km = t.number(PLATFORMS_WITHIN_KM)
    years = [
        t(
            "coverage.size_year",
            name=name_place(catalog, str(name), t.lang),
            value=t.qualified(t.number(row["size"]), row["qualifier"] or "eq"),
            unit=str(catalog.indicators["unit" if t.lang == "zh" else "unit_en"]["revenue"]),
            period=t.period(row["period"]),
        )
        for name, row in draws.sizes.iterrows()
        if study.size == "revenue"
    ]
    yield t(f"coverage.note_size_{study.size}", km=km, years=_join(years, t))
    if draws.idle:
        yield t("coverage.note_idle", names=_name(draws.idle, catalog, t), km=km)
    if draws.left_out_zones:
        yield t("coverage.note_sizeless", names=_name(draws.left_out_zones, catalog, t))
    yield t("coverage.note_huff_ground")
    people = catalog.counties["population"].reindex(draws.shares.index)
    undrawn = float(people[draws.dominant.isna()].sum())
    if undrawn:
        yield t("coverage.note_undrawn", people=t.number(undrawn))
    if result.merge:
        yield t("coverage.note_merged_huff")
    yield t("coverage.note_no_gap")


def _tell_people(result: Result, t: Translator) -> Iterator[str]:
    land, catalog = result.land, result.catalog
    if result.draws is None:
        yield t(f"coverage.note_{land.weighting}")
    yield t("coverage.note_figures")
    names = catalog.prefectures[f"name_{t.lang}"]
    for figure in FIGURES:
        missing = land.measures[figure].missing
        if missing:
            yield t(
                "coverage.note_unknown",
                names=_join((str(names[code]) for code in missing), t),
                label=label_measure(catalog, figure, t),
            )
    if land.unplaced_count:
        yield t(
            "coverage.note_unplaced",
            n=t.number(land.unplaced_count),
            people=t.number(land.unplaced["population"]),
        )
    periods = (
        t("coverage.period_of", label=label_measure(catalog, name, t), period=t.period(period))
        for name in HELD
        if (period := land.measures[name].period)
    )
    yield t("coverage.note_periods", periods=_join(periods, t))


def _tell_platforms(result: Result, t: Translator) -> Iterator[str]:
    _, elsewhere = place_platforms(result.catalog)
    without = sum(count for why, count in elsewhere.items() if why != "sensitive")
    yield t("coverage.note_platforms", n=t.number(without))
    if elsewhere["sensitive"]:
        yield t.plural("coverage.note_withheld", elsewhere["sensitive"])


def _tell_zones(result: Result, t: Translator) -> Iterator[str]:
    zones = result.catalog.zones.loc[list(result.study.zones)]
    accuracy = zones["coord_accuracy_m"].dropna() / _M_PER_KM
    if len(accuracy):
        low, high = (t.number(float(km), 1) for km in (accuracy.min(), accuracy.max()))
        if low == high:
            yield t("coverage.note_accuracy_one", km=low)
        else:
            yield t("coverage.note_accuracy", low=low, high=high)
    candidates = zones.index[zones["level"] == "candidate"]
    if result.study.trial:
        yield t("coverage.note_trial")
    if len(candidates):
        yield t("coverage.note_candidates", names=_name(candidates, result.catalog, t))


def _name(ids: Iterable[str], catalog: Catalog, t: Translator) -> str:
    return _join((name_place(catalog, str(one), t.lang) for one in ids), t)


def _join(names: Iterable[str], t: Translator) -> str:
    return t("coverage.separator").join(names)
