"""The catalogue: the data package, checked and loaded once.

>>> from geo.catalog import load_catalog
>>> len(load_catalog().prefectures)
21
"""

from __future__ import annotations

from geo.catalog.load import Catalog, load_catalog, validate
from geo.catalog.problems import Problem

__all__ = ["Catalog", "Problem", "load_catalog", "validate"]
