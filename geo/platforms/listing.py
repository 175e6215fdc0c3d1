"""Every platform that passes the filters, each in exactly one place.

A row is on the map, or at its county, its prefecture or the province, or set apart because the
row or its point rests on memory, or only counted. Nothing else can happen to it, so nothing is
lost silently.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, NamedTuple

from geo.types import PLATFORM_CATEGORIES, SHOWN_STATUSES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from geo.catalog import Catalog
    from geo.view import View

Place = Literal["point", "county", "prefecture", "province"]

UNKNOWN = "unknown"
"""What the filters call a level or a field that is not stated."""


class PlatformRow(NamedTuple):
    """What filtering and grouping need of a platform; a blank text is a thing not stated."""

    id: str
    category: str
    level: str
    status: str
    field: str
    host: str
    prefecture: str
    county: str
    place: Place
    from_memory: bool
    """The row as a fact rests on memory."""
    recalled: bool
    """The row has a source, its point has none."""
    withheld: bool
    """Sensitive: counted, and nothing else."""


@dataclass(frozen=True)
class Listing:
    """The platforms that pass a View's filters, by where they can be shown.

    Attributes
    ----------
    points
        Drawn on the map.
    counties, prefectures
        Code and the ids there, in code order: too coarse for a dot, or without a point.
    province
        Nothing is known but that they are in the province.
    recalled
        Rows with a source whose point rests on memory: named with their county, without a dot.
    memory
        Rows that rest on memory themselves; never on the map, in a count or in a file.
    withheld
        How many more there are of which nothing is told.
    """

    points: tuple[str, ...]
    counties: tuple[tuple[str, tuple[str, ...]], ...]
    prefectures: tuple[tuple[str, tuple[str, ...]], ...]
    province: tuple[str, ...]
    recalled: tuple[str, ...]
    memory: tuple[str, ...]
    withheld: int

    @property
    def in_counties(self) -> int:
        """How many stand at a county."""
        return sum(len(ids) for _, ids in self.counties)

    @property
    def in_prefectures(self) -> int:
        """How many stand at a prefecture."""
        return sum(len(ids) for _, ids in self.prefectures)

    @property
    def listed(self) -> tuple[str, ...]:
        """Ids that may be listed and written to a file, place after place."""
        coarse = (*self.counties, *self.prefectures)
        return (
            *self.points,
            *(i for _, ids in coarse for i in ids),
            *self.province,
            *self.recalled,
        )

    @property
    def total(self) -> int:
        """How many pass the filters, those included of which nothing is told."""
        return len(self.listed) + len(self.memory) + self.withheld


@dataclass(frozen=True)
class Tally:
    """How many listed platforms share a key, and how many more rest on memory."""

    key: str
    listed: int
    memory: int


def read_rows(catalog: Catalog) -> tuple[PlatformRow, ...]:
    """Return all platforms in the order of lists: category, prefecture, id.

    Parameters
    ----------
    catalog
        The checked data.

    Returns
    -------
    tuple of PlatformRow
        One per row of the table.
    """
    table = catalog.platforms
    columns = {name: table[name].tolist() for name in table.columns if name != table.geometry.name}
    rows = []
    for number, row_id in enumerate(table.index):
        cells = {name: column[number] for name, column in columns.items()}
        withheld = bool(cells["sensitive"])
        memory = cells["evidence_status"] not in SHOWN_STATUSES
        recalled = cells["coord_method"] == "recollected" or "coord" in (cells["memory_for"] or ())
        place = cells["place"]
        rows.append(
            PlatformRow(
                id=str(row_id),
                category=cells["category"],
                level=_text(cells["level"]),
                status=_text(cells["status"]),
                field=_text(cells["field"]),
                # a line feed keeps the two names apart: no filter holds one
                host="\n".join(_text(cells[f"host_{lang}"]).casefold() for lang in ("zh", "en")),
                prefecture=_text(cells["prefecture_code"]),
                county=_text(cells["county_code"]),
                place="province" if place == "none" else place,
                from_memory=memory,
                recalled=recalled and not memory,
                withheld=withheld,
            )
        )
    order: dict[str, int] = {
        category: number for number, category in enumerate(PLATFORM_CATEGORIES)
    }
    return tuple(sorted(rows, key=lambda r: (order[r.category], r.prefecture or "~", r.id)))


_FILTERS = (
    "platform_categories",
    "platform_levels",
    "platform_statuses",
    "host",
    "fields",
    "prefectures",
)


def list_platforms(rows: Iterable[PlatformRow], view: View) -> Listing:
    """Put every row that passes the filters of `view` in its place.

    Parameters
    ----------
    rows
        The platforms (`read_rows`).
    view
        Filters: category, level, field, status, host, prefecture. An empty filter lets all
        pass; a row without a prefecture passes no filter of prefectures.

    Returns
    -------
    Listing
        Each passing row once.
    """
    passes = _filter(view)
    points: list[str] = []
    counties: dict[str, list[str]] = {}
    prefectures: dict[str, list[str]] = {}
    province: list[str] = []
    recalled: list[str] = []
    memory: list[str] = []
    withheld = 0
    # counted in the whole list only: under a filter the number would tell what they are
    is_whole = not any(getattr(view, name) for name in _FILTERS)
    for row in rows:
        if row.withheld:
            withheld += is_whole
            continue
        if not passes(row):
            continue
        if row.from_memory:
            memory.append(row.id)
        elif row.recalled:
            recalled.append(row.id)
        elif row.place == "point":
            points.append(row.id)
        elif row.place == "county":
            counties.setdefault(row.county, []).append(row.id)
        elif row.place == "prefecture":
            prefectures.setdefault(row.prefecture, []).append(row.id)
        else:
            province.append(row.id)
    return Listing(
        points=tuple(points),
        counties=_by_code(counties),
        prefectures=_by_code(prefectures),
        province=tuple(province),
        recalled=tuple(recalled),
        memory=tuple(memory),
        withheld=withheld,
    )


def tally(
    rows: Iterable[PlatformRow], listing: Listing, by: Literal["prefecture", "field"]
) -> dict[str, Tally]:
    """Count the listed platforms by prefecture or field, those from memory beside them.

    Parameters
    ----------
    rows
        The platforms (`read_rows`).
    listing
        Which of them pass.
    by
        What to count by; blank is not stated.

    Returns
    -------
    dict
        Tally by key; a key that no row has is not there. What is withheld is in none.
    """
    memory = set(listing.memory)
    listed = set(listing.listed)
    counts: dict[str, list[int]] = {}
    for row in rows:
        if row.id in listed or row.id in memory:
            counts.setdefault(getattr(row, by), [0, 0])[row.id in memory] += 1
    return {key: Tally(key, *pair) for key, pair in counts.items()}


def _filter(view: View) -> Callable[[PlatformRow], bool]:
    """Return the test that a row passes when the View asks for it."""
    wanted: list[tuple[str, frozenset[str]]] = [
        (name, frozenset(values))
        for name, values in (
            ("category", view.platform_categories),
            ("level", view.platform_levels),
            ("field", view.fields),
            ("status", view.platform_statuses),
            ("prefecture", view.prefectures),
        )
        if values
    ]
    words = (view.host or "").casefold()

    def passes(row: PlatformRow) -> bool:
        return all((getattr(row, name) or UNKNOWN) in values for name, values in wanted) and (
            words in row.host
        )

    return passes


def _by_code(groups: dict[str, list[str]]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    return tuple((code, tuple(groups[code])) for code in sorted(groups))


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
