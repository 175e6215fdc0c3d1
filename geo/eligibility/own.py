"""A zone's own figures, read from the template (XLSX) or from a CSV file with the same heads.

The file may come from anybody: nothing in it is computed, and every fault is told with its cell.
"""

from __future__ import annotations

import csv
import datetime as dt
import difflib
import io
import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, Any, Final, Literal, TypeAlias, get_args

from geo.eligibility.faults import Fault, Said, shorten
from geo.eligibility.figures import FACTOR_OF
from geo.eligibility.model import UNITS, Metric, can_be_computed
from geo.eligibility.plausible import JUMP, Yardsticks
from geo.eligibility.work import FIRST_YEAR, HIGHEST, MOST_FIGURES, OwnFigure
from geo.locale import translator
from geo.settings import read_setting
from geo.sheets.book import Cell, Grid, Limits, address, open_book
from geo.sheets.cells import plain, read_number, read_text
from geo.sheets.model import SheetReport
from geo.types import LANGS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from geo.catalog import Catalog
    from geo.eligibility.figures import Value
    from geo.eligibility.model import Criterion, RuleSet, Unit
    from geo.eligibility.rules import Rules
    from geo.locale import Translator
    from geo.types import Qualifier, Severity

COLUMNS: Final = (
    "metric",
    "label",
    "group",
    "definition",
    "known",
    "value",
    "unit",
    "year",
    "qualifier",
    "source",
    "note",
    "documents",
)
"""Columns of the template in order; heads are the texts ``eligibility_sheet.column_*``."""

MetricGroup: TypeAlias = Literal["chosen", "gate", "basic"]
"""Why a metric is asked for: see `AskedMetric`."""

METRIC_GROUPS: Final[tuple[MetricGroup, ...]] = get_args(MetricGroup)

INPUTS: Final = ("value", "unit", "year", "qualifier", "source", "note")
"""Columns that the zone fills in."""

QUALIFIERS: Final[tuple[Qualifier, ...]] = ("eq", "ge", "approx")

LONGEST_TEXT: Final = 2000
"""As long as the texts of `OwnFigure` may be."""

_REQUIRED: Final = ("metric", "value")
_READ: Final = ("metric", "label", *INPUTS)
_HEAD_ROWS: Final = 20
_MOST_ROWS: Final = 3000
_MOST_COLUMNS: Final = 100
_MOST_LINES: Final = 10 * _MOST_ROWS
"""Lines of a CSV: a text in quotes may have several, and no table ten in every row."""
_CELLS_PER_BOOK: Final = 60_000
_MOST_PACKED: Final = 8  # times that a workbook may be larger when unpacked
_LONGEST_HEAD: Final = 100
_LONGEST_ID: Final = 100  # comparing longer ones takes time by the square of their length
_NEAREST: Final = 3
_NEAR_ENOUGH: Final = 0.5
_ZIP_OR_OLE: Final = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")

_PERCENTS: Final[frozenset[Unit]] = frozenset({"percent", "percent_per_year"})
_COUNTS: Final[frozenset[Unit]] = frozenset(
    {"firms", "blocks", "industries", "zones", "rank", "times", "accidents", "events"}
)
_NEVER_NEGATIVE: Final[frozenset[Unit]] = _COUNTS | {"km2", "years"}
_WHOLE_PERCENT: Final = 100

_OTHER_UNITS: Final[Mapping[str, str]] = {
    "万元": "eligibility_sheet.unit_wan_yuan",
    "元": "eligibility_sheet.unit_yuan",
    "万亿元": "eligibility_sheet.unit_wan_yi_yuan",
    "千元": "eligibility_sheet.unit_qian_yuan",
    "公顷": "eligibility_sheet.unit_hectare",
    "亩": "eligibility_sheet.unit_mu",
}
"""Names of units that are converted; what needs no conversion has the name of the metric's."""

_YES: Final = frozenset({"是", "yes", "true", "1"})
_NO: Final = frozenset({"否", "no", "false", "0"})

_AT_LEAST: Final = re.compile(
    r"\s*(?:超过|逾|至少|不少于|不低于|≥|>=|>|＞|more\s+than|over|at\s+least)\s*(.+)", re.IGNORECASE
)
_OR_MORE: Final = re.compile(r"\s*(\S{1,60})\s*以上\s*")
_ABOUT: Final = re.compile(r"\s*(?:大约|约|≈|about|approx\.?)\s*(.+)", re.IGNORECASE)
_MORE_OR_LESS: Final = re.compile(r"\s*(\S{1,60})\s*左右\s*")
_WORDED: Final[tuple[tuple[re.Pattern[str], Qualifier], ...]] = (
    (_AT_LEAST, "ge"),
    (_OR_MORE, "ge"),
    (_ABOUT, "approx"),
    (_MORE_OR_LESS, "approx"),
)
_YEAR: Final = re.compile(r"(\d{4})\s*年?", re.ASCII)
_PART_YEAR: Final = re.compile(r"\d{4}\D.*", re.ASCII | re.DOTALL)
_CATEGORY: Final = re.compile(r"[a-z][a-z0-9_]{0,63}")
_LETTERS: Final = re.compile(r"[^\w%‰％]+")
_SCALE: Final = re.compile("[百千万亿%‰]|thousand|million|billion")
_CJK: Final = re.compile("[\u3400-\u9fff]")


@dataclass(frozen=True, slots=True)
class FigureRow:
    """A row of a table in which something is filled in.

    Attributes
    ----------
    row
        Its number in the file, from 1.
    figure
        What it says; None where it is at fault, or has no value.
    """

    row: int
    figure: OwnFigure | None


def read_figures(
    content: bytes,
    name: str,
    rules: Rules,
    *,
    catalog: Catalog | None = None,
    zone: str = "",
    today: dt.date | None = None,
) -> tuple[tuple[OwnFigure, ...], tuple[Fault, ...]]:
    """Read a zone's own figures.

    Parameters
    ----------
    content
        The file: XLSX, or CSV in UTF-8 or GB 18030. Its columns are known by their heads in
        either language, in any order; columns beyond those of `COLUMNS` are not read.
    name
        Its name, for the faults.
    rules
        Whose metrics and criteria say what may be filled in.
    catalog, zone
        What the size of the figures is held against, and whose they are; without a catalogue
        their size is not looked at.
    today
        The day after which no figure can be of; by default today.

    Returns
    -------
    figures
        In the order of the file, in the units of their metrics; none if there is an error.
    faults
        All faults. A warning stands in nobody's way.

    Raises
    ------
    SettingError
        If a limit is set to a bad value.
    """
    rows, faults = read_figure_rows(content, name, rules, catalog=catalog, zone=zone, today=today)
    if any(fault.severity == "error" for fault in faults):
        return (), faults
    figures = tuple(row.figure for row in rows if row.figure is not None)
    return figures, faults if figures else (*faults, Fault(name, "own_nothing"))


def read_figure_rows(
    content: bytes,
    name: str,
    rules: Rules,
    *,
    catalog: Catalog | None = None,
    zone: str = "",
    today: dt.date | None = None,
) -> tuple[tuple[FigureRow, ...], tuple[Fault, ...]]:
    """Read the rows of a table one by one: a row at fault leaves the others.

    Parameters are those of `read_figures`.

    Returns
    -------
    rows
        Every row in which something is filled in, but the unit alone; no more than may be kept.
    faults
        All faults.
    """
    faults: list[Fault] = []
    rows = _Rows(
        rules,
        today or dt.datetime.now().astimezone().date(),
        faults,
        None if catalog is None else Yardsticks(catalog, zone),
    )
    for table in _open(content, name, faults):
        for row in table.rows():
            rows.read(table, row)
            if rows.count > MOST_FIGURES:
                faults.append(Fault(name, "own_too_many", {"most": MOST_FIGURES}))
                return tuple(rows.found[:-1]), tuple(faults)
    return tuple(rows.found), tuple(faults)


@dataclass(frozen=True, slots=True)
class AskedMetric:
    """A metric that a zone should fill in.

    Attributes
    ----------
    metric
        The metric.
    group
        "chosen": of the chosen rule sets; "gate": of others of the same gate; "basic": a number
        that rule sets of other gates ask for.
    rule_sets
        All rule sets that use it: the chosen ones first, those for reference last.
    """

    metric: Metric
    group: MetricGroup
    rule_sets: tuple[RuleSet, ...]


def list_metrics(rules: Rules, rule_sets: Iterable[RuleSet]) -> tuple[Metric, ...]:
    """Return the metrics of rule sets, each once: those of requirements first.

    A metric that only an owner's rule set names is described by its criterion.
    """
    criteria = [
        criterion
        for rule_set in rule_sets
        for criterion in rule_set.criteria
        if not criterion.is_unread  # there is no figure to fill in
    ]
    criteria.sort(key=lambda criterion: not criterion.is_scored)  # otherwise as they stand
    found: dict[str, Metric] = {}
    for criterion in criteria:
        if criterion.metric not in found:
            found[criterion.metric] = rules.metric(criterion.metric) or _describe(criterion)
    return tuple(found.values())


def ask_metrics(rules: Rules, rule_sets: Iterable[RuleSet]) -> tuple[AskedMetric, ...]:
    """Return everything that a zone should fill in, whatever of it the chosen rule sets measure.

    First comes what the chosen rule sets are about; then what the other rule sets of the same gate
    are about as far as they are in force, and what those for reference measure; then what rule
    sets of other gates measure: every zone has these figures, and a line of any document that uses
    them follows.

    Parameters
    ----------
    rules
        All rules.
    rule_sets
        Those chosen.
    """
    chosen = tuple(rule_sets)
    names, tracks = {one.id for one in chosen}, {one.track for one in chosen}
    # what binds or did bind a zone of Sichuan goes before what other provinces ask for
    others = sorted(
        (one for one in rules.sets.values() if one.id not in names),
        key=lambda one: (one.is_reference, one.role == "comparator"),
    )
    beside = [one for one in others if one.track in tracks]
    current = [one for one in beside if not one.is_reference]
    groups: Mapping[MetricGroup, Iterable[Metric]] = {
        "chosen": list_metrics(rules, chosen),
        "gate": (*list_metrics(rules, current), *_list_measured(rules, beside, at_gate=True)),
        "basic": _list_measured(rules, others, at_gate=False),
    }
    users: dict[str, list[RuleSet]] = {}
    for rule_set in (*chosen, *others):
        for name in dict.fromkeys(line.metric for line in rule_set.criteria):
            users.setdefault(name, []).append(rule_set)
    found: dict[str, AskedMetric] = {}
    for group, metrics in groups.items():
        for metric in metrics:
            if metric.id not in found:
                found[metric.id] = AskedMetric(metric, group, tuple(users[metric.id]))
    return tuple(found.values())


def _list_measured(
    rules: Rules, rule_sets: Iterable[RuleSet], *, at_gate: bool
) -> tuple[Metric, ...]:
    """Return what rule sets measure in numbers: at the zone's own gate also what sets off more."""
    found = [
        rule_set.model_copy(
            update={
                "criteria": tuple(
                    line
                    for line in rule_set.criteria
                    if line.kind == "quantitative"
                    and (line.is_scored or (at_gate and line.effect != "information"))
                    and line.unit != "points"  # what is deducted is no figure of a zone
                )
            }
        )
        for rule_set in rule_sets
    ]
    return list_metrics(rules, found)


def list_categories(rule_sets: Iterable[RuleSet], metric: str) -> tuple[str, ...]:
    """Return the categories that rule sets name of a metric."""
    return tuple(
        dict.fromkeys(
            name
            for rule_set in rule_sets
            for criterion in rule_set.criteria
            if criterion.metric == metric and isinstance(criterion.threshold, list)
            for name in criterion.threshold
            if isinstance(name, str)
        )
    )


def list_units(unit: Unit, t: Translator) -> tuple[str, ...]:
    """Return the names of the units that a figure may be given in, that of the metric first."""
    names = [
        t(f"eligibility.unit_{unit}") if factor == 1 else t(_OTHER_UNITS[key])
        for key, factor in FACTOR_OF.get(unit, {}).items()
    ]
    return tuple(dict.fromkeys([t(f"eligibility.unit_{unit}"), *names]))


def say_column(column: str, t: Translator) -> str:
    """Return the head of a column."""
    return t(f"eligibility_sheet.column_{column}")


def say_group(group: MetricGroup, t: Translator) -> str:
    """Return the name of a group of metrics."""
    return t(f"eligibility_sheet.group_{group}")


def say_documents(rule_sets: Iterable[RuleSet], t: Translator) -> str:
    """Return which documents use a metric, and which of them are for reference only."""
    return t("eligibility.list").join(
        t(
            f"eligibility_sheet.document{'_reference' if one.is_reference else ''}",
            title=one.say("title", t.lang),
        )
        for one in rule_sets
    )


def say_qualifier(qualifier: Qualifier, t: Translator) -> str:
    """Return what the column of the precision says."""
    return t(f"eligibility_sheet.qualifier_{qualifier}")


def _describe(criterion: Criterion) -> Metric:
    return Metric(
        id=criterion.metric,
        label_zh=criterion.label_zh,
        label_en=criterion.label_en,
        unit=criterion.unit or "boolean",
    )


# tables


@dataclass(frozen=True, slots=True)
class _Table:
    """A worksheet or a CSV file with its head."""

    file: str
    grid: Grid
    head: int
    columns: Mapping[str, int]

    def rows(self) -> Iterator[int]:
        columns = set(self.columns.values())
        filled = {row for row, column in self.grid.cells if row > self.head and column in columns}
        yield from sorted(filled)

    def find(self, row: int, column: str) -> Cell | None:
        number = self.columns.get(column)
        return None if number is None else self.grid.find(row, number)

    def is_merged(self, row: int, column: str) -> bool:
        number = self.columns.get(column)
        return number is not None and self.grid.is_merged(row, number)

    def address(self, row: int, column: str) -> str:
        number = self.columns.get(column, self.columns["value"])
        return _address(self.grid, row, number)

    def where(self, row: int, column: str) -> str:
        """Return the head as the file has it, and the address."""
        number = self.columns.get(column, self.columns["value"])
        return _where(self.grid, self.head, row, number)


def _address(grid: Grid, row: int, column: int) -> str:
    return address(shorten(grid.title) or "", row, column).removeprefix("!")


def _where(grid: Grid, head: int, row: int, column: int) -> str:
    return f"{grid.text(head, column)[:_LONGEST_HEAD]} ({_address(grid, row, column)})"


def _open(content: bytes, name: str, faults: list[Fault]) -> list[_Table]:
    most = read_setting("work_bytes")
    if len(content) > most:
        faults.append(Fault(name, "too_large", {"most": most}, value=str(len(content))))
        return []
    # a workbook under another name is told what is wrong with it as a workbook
    is_book = name.lower().endswith(".xlsx") or content.startswith(_ZIP_OR_OLE)
    if is_book:
        limits = Limits(most, most * _MOST_PACKED, _CELLS_PER_BOOK, _MOST_ROWS, _MOST_COLUMNS)
        grids = open_book(content, _BookReport(name, faults), limits, merged=True)
    else:
        grids = _read_csv(content, name, faults)
    if grids is None:
        return []
    headed = [(grid, row) for grid in grids if (row := _find_head(grid)) is not None]
    if not headed:
        column = Said(*(say_column("value", translator(lang)) for lang in LANGS))
        titles = ", ".join(grid.title for grid in grids if grid.title)
        faults.append(Fault(name, "own_head", {"column": column}, value=titles or None))
        return []
    tables = (_read_head(name, grid, row, faults) for grid, row in headed)
    return [table for table in tables if table is not None]


class _BookReport(SheetReport):
    """Takes over what is found where a workbook is opened."""

    def __init__(self, name: str, faults: list[Fault]) -> None:
        super().__init__("en")
        self._name = name
        self._faults = faults

    def error(self, key: str, cell: str, got: object = "", **params: Any) -> None:
        value = shorten(got) if got else None
        fault = Fault(self._name, f"book_{key}", params, column=cell or None, value=value)
        self._faults.append(fault)


def _read_csv(content: bytes, name: str, faults: list[Fault]) -> tuple[Grid, ...] | None:
    # what stands behind the last word is no row
    content = content.rstrip()
    if max(content.count(sign) for sign in (b"\n", b"\r")) >= _MOST_LINES:
        # counted before anything is built of them: each costs a thousand times its two bytes
        faults.append(Fault(name, "own_lines", {"most": f"{_MOST_LINES:,}"}))
        return None
    text = _decode(content, name, faults)
    if text is None:
        return None
    grid = Grid("")
    reader = csv.reader(io.StringIO(text.rstrip(), newline=""), strict=True)
    number = 0
    try:
        for number, values in enumerate(reader, start=1):
            if number > _MOST_ROWS or len(values) > _MOST_COLUMNS:
                params = {"rows": _MOST_ROWS, "columns": _MOST_COLUMNS}
                faults.append(Fault(name, "book_table_too_large", params, number))
                return None
            for column, value in enumerate(values, start=1):
                is_formula = value.lstrip().startswith(("=", "＝"))
                cell = Cell("", "formula" if is_formula else "text", value)
                if cell.text:
                    grid.cells[number, column] = cell
                    grid.last_row, grid.last_column = number, max(grid.last_column, column)
    except csv.Error as error:
        # quoting is lost from here on, so the rest of the file cannot be trusted
        faults.append(Fault(name, "own_csv", row=number + 1, value=shorten(error)))
        return None
    return (grid,)


def _decode(content: bytes, name: str, faults: list[Fault]) -> str | None:
    """Return the text of a file in UTF-8 or GB 18030."""
    lines = content.split(b"\n")
    strange = [row for row, line in enumerate(lines, start=1) if not _fits(line, "utf-8-sig")]
    text = None
    if not strange:
        text = content.decode("utf-8-sig")
    else:
        known = set(strange)
        others = (line for row, line in enumerate(lines, start=1) if row not in known)
        # Chinese of a whole line in UTF-8 is no chance: the file was put together of two
        is_mixed = any(_CJK.search(line.decode("utf-8-sig")) for line in others)
        if not is_mixed and _fits(content, "gb18030"):
            text = content.decode("gb18030")
    if text is None or "\0" in text:  # a zero byte is UTF-16
        row = strange[0] if strange else content.count(b"\n", 0, content.index(0)) + 1
        faults.append(Fault(name, "own_encoding", row=row))
        return None
    return text


def _fits(content: bytes, coding: str) -> bool:
    try:
        content.decode(coding)
    except UnicodeDecodeError:
        return False
    return True


@cache
def _heads() -> Mapping[str, str]:
    """Return column by head, in both languages, and by its own name."""
    named = {column: column for column in COLUMNS}
    return named | {
        plain(say_column(column, translator(lang))): column for lang in LANGS for column in COLUMNS
    }


def _name_head(text: str) -> str | None:
    return _heads().get(plain(text)) if len(text) <= _LONGEST_HEAD else None


def _find_head(grid: Grid) -> int | None:
    """Return the first row that names a column that must be there, or None."""
    for row in range(1, min(grid.last_row, _HEAD_ROWS) + 1):
        named = {_name_head(grid.text(row, n)) for n in range(1, grid.last_column + 1)}
        if named.intersection(_REQUIRED):
            return row
    return None


def _read_head(name: str, grid: Grid, row: int, faults: list[Fault]) -> _Table | None:
    columns: dict[str, int] = {}
    failed = False
    for number in range(1, grid.last_column + 1):
        text = grid.text(row, number)
        column = _name_head(text)
        if column in columns and column in _READ:
            where = _where(grid, row, row, number)
            faults.append(Fault(name, "own_head_twice", {}, row, where, value=text))
            failed = True
        elif column is not None:
            columns.setdefault(column, number)
    for column in _REQUIRED:
        if column not in columns:
            head = Said(*(say_column(column, translator(lang)) for lang in LANGS))
            fault = Fault(name, "own_head", {"column": head}, row, shorten(grid.title))
            faults.append(fault)
            failed = True
    return None if failed else _Table(name, grid, row, columns)


# rows


@dataclass(slots=True)
class _Place:
    """A row of a table, and where its faults go.

    Attributes
    ----------
    metric
        Id of its metric, as soon as it is known.
    failed
        Whether there was an error.
    """

    table: _Table
    row: int
    faults: list[Fault]
    metric: str | None = None
    failed: bool = False

    def find(self, column: str) -> Cell | None:
        return self.table.find(self.row, column)

    def add(
        self,
        column: str,
        key: str,
        severity: Severity = "error",
        /,
        **params: object,
    ) -> None:
        cell = self.find(column)
        self.failed |= severity == "error"
        self.faults.append(
            Fault(
                self.table.file,
                key,
                params,
                self.row,
                self.table.where(self.row, column),
                shorten(self.metric),
                None if cell is None else shorten(_show(cell)),
                severity,
            )
        )


class _Rows:
    """The rows read so far.

    Attributes
    ----------
    found
        Rows in which something is filled in.
    count
        How many of them have a value.
    """

    def __init__(
        self,
        rules: Rules,
        today: dt.date,
        faults: list[Fault],
        yardsticks: Yardsticks | None,
    ) -> None:
        self.found: list[FigureRow] = []
        self.count = 0
        self._today = today
        self._faults = faults
        self._yardsticks = yardsticks
        self._sets = tuple(rules.sets.values())
        asked = {metric.id: metric for metric in list_metrics(rules, self._sets)}
        self._metrics: Mapping[str, Metric] = {**asked, **rules.metrics}
        self._labels = self._list_labels()
        self._seen: dict[tuple[str, int | None], str] = {}

    def read(self, table: _Table, row: int) -> None:
        place = _Place(table, row, self._faults)
        refused = _refuse_cells(place)
        if "value" not in refused and place.find("value") is None:
            # the template gives the unit; what else is filled in says that a value was meant
            if any(place.find(column) for column in ("year", "qualifier", "source", "note")):
                place.add("value", "own_value_missing", "warning")
                self.found.append(FigureRow(row, None))
            return
        self.count += 1
        self.found.append(FigureRow(row, self._read_row(place, refused)))

    def _read_row(self, place: _Place, refused: set[str]) -> OwnFigure | None:
        metric = None if "metric" in refused else self._read_metric(place)
        year = None if "year" in refused else self._read_year(place, metric)
        texts = {
            column: "" if column in refused else _read_text(place, column)
            for column in ("source", "note")
        }
        qualifier = None if "qualifier" in refused else _read_qualifier(place)
        found = None
        if metric is not None and not refused & {"value", "unit"}:
            found = self._read_value(place, metric, qualifier)
        if metric is None or found is None or place.failed:
            return None
        if not self._is_first(place, metric.id, year):
            return None
        value, precision = found
        return OwnFigure(
            metric=metric.id,
            value=value,
            unit=metric.unit,
            year=year,
            qualifier=precision,
            source=texts["source"],
            note=texts["note"],
        )

    def _is_first(self, place: _Place, metric: str, year: int | None) -> bool:
        own = place.table.address(place.row, "value")
        other = self._seen.setdefault((metric, year), own)
        if other != own:
            place.add("value", "own_twice", other=other)
        return other == own

    # metrics

    def _list_labels(self) -> Mapping[str, set[str]]:
        """Return by metric what its row may be called."""
        found = {
            name: {_compare(metric.label_zh), _compare(metric.label_en)}
            for name, metric in self._metrics.items()
        }
        for rule_set in self._sets:
            for criterion in rule_set.criteria:
                if criterion.metric in found:
                    words = {_compare(criterion.label_zh), _compare(criterion.label_en)}
                    found[criterion.metric] |= words
        return found

    def _read_metric(self, place: _Place) -> Metric | None:
        cell = place.find("metric")
        if cell is None:
            place.add("metric", "own_metric_missing")
            return None
        text = unicodedata.normalize("NFKC", cell.text[: _LONGEST_ID + 1]).strip()
        metric = self._metrics.get(text)
        if metric is None:
            near = self._find_near(text)
            if near is None:
                place.add("metric", "own_metric_unknown")
            else:
                place.add("metric", "own_metric_near", near=near)
            return None
        place.metric = metric.id
        label = place.find("label")
        if label is not None and _compare(label.text) not in self._labels[metric.id]:
            # the ids or the values were sorted or pasted without the rest of their rows
            words = Said(metric.label_zh, metric.label_en)
            place.add("label", "own_label_differs", id=metric.id, label=words)
        return metric

    def _find_near(self, text: str) -> Said | None:
        if len(text) > _LONGEST_ID:
            return None
        names = {
            word: metric.id
            for metric in self._metrics.values()
            for word in (metric.id, plain(metric.label_zh), plain(metric.label_en))
        }
        near = difflib.get_close_matches(plain(text), names, _NEAREST * 2, _NEAR_ENOUGH)
        found = [self._metrics[name] for name in dict.fromkeys(names[word] for word in near)]
        if not found:
            return None
        zh, en = (
            translator(lang)("eligibility.list").join(
                f"{metric.id} ({metric.say('label', lang)})" for metric in found[:_NEAREST]
            )
            for lang in ("zh", "en")
        )
        return Said(zh, en)

    # years

    def _read_year(self, place: _Place, metric: Metric | None) -> int | None:
        cell = place.find("year")
        if cell is None:
            # a truth or a category needs none to decide
            if metric is None or metric.unit not in {"boolean", "category"}:
                place.add("year", "own_year_missing", "warning")
            return None
        found = None
        if cell.kind in {"text", "number"} and len(cell.text) <= _LONGEST_ID:
            found = _YEAR.fullmatch(unicodedata.normalize("NFKC", cell.text).strip())
        if found is None:
            is_part = cell.kind == "date" or _PART_YEAR.fullmatch(cell.text) is not None
            place.add("year", "own_year_part" if is_part else "own_year")
            return None
        year = int(found[1])
        if year < FIRST_YEAR:
            place.add("year", "own_year_early", first=FIRST_YEAR)
        elif year > self._today.year:
            place.add("year", "own_year_future", last=self._today.year)
        elif year == self._today.year and metric is not None and metric.unit in FACTOR_OF:
            place.add("year", "own_year_running", "warning", year=year)
        return year

    # values

    def _read_value(
        self, place: _Place, metric: Metric, qualifier: Qualifier | None
    ) -> tuple[Value, Qualifier] | None:
        cell = place.find("value")
        assert cell is not None  # noqa: S101 - rows without a value are not read
        factor = _read_unit(place, metric.unit)
        if metric.unit in {"boolean", "category"}:
            if qualifier in {"ge", "approx"}:
                place.add("qualifier", "own_qualifier_unfit")
            if metric.unit == "boolean":
                return _read_truth(place, cell)
            return self._read_category(place, cell, metric.id)
        rest, worded = _split_words(cell)
        if worded is not None and qualifier is not None and worded != qualifier:
            place.add("qualifier", "own_qualifier_differs")
        number = _read_amount(place, rest, metric.unit)
        if number is None or factor is None or not _shows_unit(place, cell, metric.unit, factor):
            return None
        value = _convert(number, factor)
        if not can_be_computed(value):
            place.add("value", "own_size", most=f"{HIGHEST:,.0f}")
        elif metric.unit in _COUNTS and (not value.is_integer() or value < _least(metric.unit)):
            place.add("value", "own_whole", least=_least(metric.unit))
        elif metric.unit in _NEVER_NEGATIVE and value < 0:
            place.add("value", "own_negative")
        elif metric.unit == "percent" and not 0 <= value <= _WHOLE_PERCENT:
            place.add("value", "own_percent_outside", "warning")
        else:
            self._doubt(place, metric, value)
        return int(value) if value.is_integer() else value, worded or qualifier or "eq"

    def _doubt(self, place: _Place, metric: Metric, value: float) -> None:
        """Warn of a size that is beyond everything known."""
        doubt = self._yardsticks.doubt(metric, value) if self._yardsticks else None
        if doubt is not None:
            key, known = doubt
            place.add("value", key, "warning", total=known, factor=f"{JUMP:,}")

    def _read_category(
        self, place: _Place, cell: Cell, metric: str
    ) -> tuple[str, Qualifier] | None:
        text = unicodedata.normalize("NFKC", cell.text[: _LONGEST_ID + 1]).strip()
        if _CATEGORY.fullmatch(text):
            return text, "eq"
        known = list_categories(self._sets, metric)
        if known:
            place.add("value", "own_category", known=", ".join(known))
        else:
            place.add("value", "string_pattern_mismatch")
        return None


def _refuse_cells(place: _Place) -> set[str]:
    """Tell of formulas and of error values; return the columns that hold one, or are merged."""
    found = set()
    for column in ("metric", *INPUTS):
        if place.table.is_merged(place.row, column):
            # told where the workbook was opened: which of its rows the cell belongs to is unknown
            found.add(column)
            place.failed = True
            continue
        cell = place.find(column)
        if cell is not None and cell.kind in {"formula", "error"}:
            place.add(column, "own_formula" if cell.kind == "formula" else "own_error_value")
            found.add(column)
    return found


def _read_text(place: _Place, column: str) -> str:
    cell = place.find(column)
    if cell is None:
        return ""
    text, fault = read_text(cell, LONGEST_TEXT)
    if text is None:
        key = "own_text_long" if fault == "text_too_long" else "own_text_unfit"
        place.add(column, key, most=LONGEST_TEXT)
    return text or ""


def _read_qualifier(place: _Place) -> Qualifier | None:
    cell = place.find("qualifier")
    if cell is None:
        return None
    found = _qualifier_words().get(plain(cell.text[:_LONGEST_ID]))
    if found is None:
        place.add("qualifier", "own_qualifier")
    return found


@cache
def _qualifier_words() -> Mapping[str, Qualifier]:
    named: dict[str, Qualifier] = {qualifier: qualifier for qualifier in QUALIFIERS}
    return named | {
        plain(say_qualifier(qualifier, translator(lang))): qualifier
        for lang in LANGS
        for qualifier in QUALIFIERS
    }


def _read_truth(place: _Place, cell: Cell) -> tuple[bool, Qualifier] | None:
    word = plain(cell.text[:_LONGEST_ID])
    if word in _YES | _NO:
        return word in _YES, "eq"
    place.add("value", "own_boolean")
    return None


def _split_words(cell: Cell) -> tuple[Cell, Qualifier | None]:
    """Take "more than" and "about" off a number that is written with them."""
    if cell.kind != "text" or len(cell.text) > _LONGEST_ID:
        return cell, None
    for pattern, qualifier in _WORDED:
        found = pattern.fullmatch(cell.text)
        if found:
            return Cell(cell.address, "text", found[1]), qualifier
    return cell, None


def _read_amount(place: _Place, cell: Cell, unit: Unit) -> float | None:
    """Read a number in the unit that the row gives."""
    if cell.kind == "date":
        place.add("value", "own_date")
        return None
    number, fault = read_number(cell, is_percent=True)
    if number is None or fault is not None:
        place.add("value", "own_shown_other" if fault == "shown_other" else "own_number")
        return None
    # what is written as text has its own sign or none, whatever the format of its cell
    is_written = cell.kind == "text"
    has_sign = cell.text.endswith(("%", "％", "﹪")) if is_written else cell.percent
    if has_sign and unit not in _PERCENTS:
        place.add("value", "own_percent_sign", units=_say_units(unit))
        return None
    if unit in _PERCENTS and not has_sign and 0 < abs(number) <= 1:
        # a share of 0.4 is 40 %, and 0.4 % may be meant as well
        t = translator("en")
        place.add(
            "value",
            "own_percent_ambiguous",
            number=t.number(number),
            as_percent=t.number(_convert(number, 100)),
        )
        return None
    return number


def _convert(number: float, factor: float) -> float:
    """Return a product without the tail of binary fractions: 4 800 000 × 0.0001 is 480."""
    if factor == 1:
        return number
    return float(f"{Decimal(repr(number)) * Decimal(repr(factor)):.15g}")


def _least(unit: Unit) -> int:
    return 1 if unit == "rank" else 0


# units


def _read_unit(place: _Place, unit: Unit) -> float | None:
    cell = place.find("unit")
    factors = _factors(unit)
    if cell is None:
        if len(set(factors.values())) == 1:
            return 1.0
        place.add("unit", "own_unit_missing", units=_say_units(unit))
        return None
    word = plain(cell.text[:_LONGEST_ID])
    if word not in factors:
        key = "own_unit_unfit" if word in _unit_words() else "own_unit_unknown"
        place.add("unit", key, units=_say_units(unit))
        return None
    return factors[word]


def _shows_unit(place: _Place, cell: Cell, unit: Unit, factor: float) -> bool:
    """Return whether the unit that the format of a cell shows, if any, is that of its row."""
    shown = _LETTERS.sub("", cell.shown_words).removeprefix("人民币")
    word, factors = plain(shown), _factors(unit)
    # 亿 is short for 亿元
    found = factors.get(word, factors.get(f"{word}元"))
    if not word or found == factor or (found is None and not _SCALE.search(word)):
        return True
    place.add("value", "own_shown_unit", shown=shorten(shown))
    return False


@cache
def _factors(unit: Unit) -> Mapping[str, float]:
    """Return by the name of a unit, in either language, what its values are multiplied with."""
    found = {plain(unit): 1.0}
    for lang in LANGS:
        t = translator(lang)
        found[plain(t(f"eligibility.unit_{unit}"))] = 1.0
        for key, factor in FACTOR_OF.get(unit, {}).items():
            found[plain(key)] = factor
            if key in _OTHER_UNITS:
                found[plain(t(_OTHER_UNITS[key]))] = factor
    return found


@cache
def _unit_words() -> frozenset[str]:
    return frozenset(word for unit in UNITS for word in _factors(unit))


def _say_units(unit: Unit) -> Said:
    zh, en = (
        translator(lang)("eligibility.list").join(list_units(unit, translator(lang)))
        for lang in ("zh", "en")
    )
    return Said(zh, en)


# words


def _compare(text: str) -> str:
    """Return a text as it compares, without the signs that a cell may not hold or not show."""
    return plain("".join(sign for sign in text if sign.isprintable() and sign != "\ufffd"))


def _show(cell: Cell) -> str:
    return str(cell.value) if cell.kind in {"formula", "error"} else cell.text
