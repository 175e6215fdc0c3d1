"""Values by place and period: as published, per head, per km², as a share; ranks and trends."""

from __future__ import annotations

from geo.indicators.forms import ProvinceValue, forms
from geo.indicators.listing import Mappable, default_period, held_periods, mappable, periods
from geo.indicators.period import order_of_period, type_of_period
from geo.indicators.selection import Selection, name_basis, name_gap, rank, select
from geo.indicators.series import series
from geo.indicators.tables import Note

__all__ = [
    "Mappable",
    "Note",
    "ProvinceValue",
    "Selection",
    "default_period",
    "forms",
    "held_periods",
    "mappable",
    "name_basis",
    "name_gap",
    "order_of_period",
    "periods",
    "rank",
    "select",
    "series",
    "type_of_period",
]
