"""All zones by the state of one line, as the page's table."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from geo.maps.spread import Spread, spread_zones
from geo.ui.eligibility.words import tell_sources

if TYPE_CHECKING:
    import datetime as dt

    from geo.catalog import Catalog
    from geo.eligibility.model import Criterion, RuleSet
    from geo.eligibility.rules import Rules
    from geo.locale import Translator


def make_spread(
    rule_set: RuleSet,
    criterion: Criterion,
    catalog: Catalog,
    rules: Rules,
    t: Translator,
    *,
    today: dt.date,
) -> Spread:
    """Return one line held against every recognised zone, with sources as the page names them."""
    tell = partial(tell_sources, catalog=catalog, t=t)
    return spread_zones(rule_set, criterion, catalog, rules, t, tell_sources=tell, today=today)
