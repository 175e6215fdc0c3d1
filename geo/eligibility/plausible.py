"""Can a figure be of such a size? What the atlas holds that an own figure is held against.

Whoever chooses 亿元 where 万元 was meant is off by ten thousand, and every line would be met.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from geo.eligibility.faults import Said
from geo.eligibility.figures import FACTOR_OF, known_figures, read_row
from geo.eligibility.words import say_figure, say_period, say_status
from geo.indicators.period import type_of_period
from geo.locale import translator
from geo.types import LANGS, SHOWN_STATUSES

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd

    from geo.catalog import Catalog
    from geo.eligibility.figures import ZoneFigure
    from geo.eligibility.model import Metric
    from geo.types import Lang

JUMP: Final = 1000
"""A figure that differs by such a factor from what is known of the zone is of another unit."""

_MONEY: Final = "100m_cny"
_GDP: Final = "gdp"
_ALL_ZONES: Final = "all-sichuan"


class Yardsticks:
    """What the figures of one zone are held against.

    Amounts of money are held against the gross product of the prefecture and of the province, and
    against the province's and all its zones' total of the same kind: no zone of the data comes
    near the product of its prefecture but one (Panzhihua Dongqu had 94 % of it in 2019).

    Parameters
    ----------
    catalog
        The catalogue.
    zone
        Id of the zone; of one that the catalogue does not hold only the province is known.
    """

    def __init__(self, catalog: Catalog, zone: str) -> None:
        self._catalog = catalog
        self._zone = zone
        self._totals: dict[str, tuple[tuple[float, Said], ...]] = {}

    def doubt(self, metric: Metric, value: float) -> tuple[str, Said] | None:
        """Return why a figure can hardly be right: a message, and what the figure is held against.

        Parameters
        ----------
        metric
            Its metric.
        value
            In the unit of the metric.
        """
        for total, words in self._find_totals(metric):
            if value > total:
                return "own_large", words
        known = self._find_known(metric)
        if known is None or not value:
            return None
        ratio = abs(value / float(known.value))
        if 1 / JUMP < ratio < JUMP:
            return None
        return "own_jump", self._say(known, "", "")

    def _find_totals(self, metric: Metric) -> tuple[tuple[float, Said], ...]:
        """Return what an amount must not exceed, the largest first."""
        if metric.unit != _MONEY:
            return ()
        if metric.id not in self._totals:
            found = sorted(self._list_totals(metric), key=lambda one: -one[0])
            self._totals[metric.id] = tuple(found)
        return self._totals[metric.id]

    def _list_totals(self, metric: Metric) -> Iterator[tuple[float, Said]]:
        catalog = self._catalog
        same = metric.origin.name if metric.origin else None
        province = catalog.province_values
        province = province[(province["kind"] == "actual") & ~province["superseded"]]
        for indicator in dict.fromkeys((_GDP, same)):
            yield from self._latest(province, indicator, "province")
        zones = catalog.zone_values
        yield from self._latest(zones[zones["zone_id"] == _ALL_ZONES], same, "all_zones")
        if self._zone in catalog.zones.index:
            code = catalog.zones["prefecture_code"][self._zone]
            values = catalog.prefecture_values
            yield from self._latest(values[values["adcode"] == code], _GDP, str(code))

    def _latest(
        self, rows: pd.DataFrame, indicator: str | None, place: str
    ) -> Iterator[tuple[float, Said]]:
        figures = [
            read_row(row, str(indicator), _MONEY)
            for row in rows[rows["indicator"] == indicator].to_dict("records")
            if row["status"] in SHOWN_STATUSES
            and row["unit"] in FACTOR_OF[_MONEY]
            and type_of_period(str(row["period"])) == "year"
        ]
        if figures:
            latest = max(figures, key=lambda one: one.period)
            yield float(latest.value), self._say(latest, place, str(indicator))

    def _find_known(self, metric: Metric) -> ZoneFigure | None:
        figures = known_figures(self._catalog, self._zone, [metric]).get(metric.id, ())
        return next(
            (
                one
                for one in figures
                if one.may_decide
                and not one.is_part
                and one.is_whole_year
                and not isinstance(one.value, (bool, str))
                and one.value
            ),
            None,
        )

    def _say(self, figure: ZoneFigure, place: str, indicator: str) -> Said:
        zh, en = (self._say_in(lang, figure, place, indicator) for lang in LANGS)
        return Said(zh, en)

    def _say_in(self, lang: Lang, figure: ZoneFigure, place: str, indicator: str) -> str:
        """Return a figure with what it is of, its year, how well it is known and its source."""
        t = translator(lang)
        sources = self._catalog.sources
        titles = [
            str(sources[f"title_{lang}"][one] or one)
            for one in figure.source_ids
            if one in sources.index
        ]
        more = t("eligibility.comma").join(
            part for part in (say_period(figure, t), say_status(figure, t), *titles) if part
        )
        told = t("eligibility_faults.known", figure=say_figure(figure, t), more=more)
        if not place:
            return told
        # the long name says "of the zone", which these are not
        stem = "short" if place == "all_zones" else "label"
        name = str(self._catalog.indicators[f"{stem}_{lang}"][indicator])
        place = self._name(place, lang)
        return t("eligibility_faults.total", place=place, name=name, figure=told)

    def _name(self, place: str, lang: Lang) -> str:
        if place in {"province", "all_zones"}:
            return translator(lang)(f"eligibility_faults.{place}")
        return str(self._catalog.prefectures[f"name_{lang}"][place])
