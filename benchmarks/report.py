"""What a run found: figures, ratios between contestants, targets; as text or JSON."""

from __future__ import annotations

import statistics
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from benchmarks.timing import Sample

OURS = "ours"
MAP_ALONE = "ours, map alone"


@dataclass(frozen=True)
class Figure:
    """One measured thing of one contestant.

    Attributes
    ----------
    what
        What is measured; figures of one `what` are compared.
    who
        The contestant; ``ours`` is what the others are divided by.
    unit
        ``s``, ``B`` (bytes) or ``px``.
    median, low, high
        Of `n` measurements.
    cpu
        Median of the processor time in seconds, None for what is not a time.
    """

    what: str
    who: str
    unit: str
    median: float
    low: float
    high: float
    cpu: float | None = None
    n: int = 1


@dataclass(frozen=True)
class Target:
    """A limit that we set ourselves.

    Attributes
    ----------
    limit
        Highest value of `ours`; with `over`, lowest ratio of `over` to `ours`.
    """

    what: str
    limit: float
    over: str = ""


@dataclass
class Section:
    """One benchmark: its figures, targets, and what a reader has to know of them."""

    title: str
    figures: list[Figure] = field(default_factory=list)
    targets: list[Target] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def add_time(self, what: str, who: str, sample: Sample) -> None:
        """Add measured seconds."""
        self.figures.append(
            Figure(
                what,
                who,
                "s",
                statistics.median(sample.wall),
                min(sample.wall),
                max(sample.wall),
                statistics.median(sample.cpu) if sample.cpu else None,
                len(sample.wall),
            )
        )

    def add_times(self, what: str, samples: dict[str, Sample]) -> None:
        """Add measured seconds of several contestants."""
        for who, sample in samples.items():
            self.add_time(what, who, sample)

    def add_apart(self, what: str, samples: dict[str, Sample]) -> None:
        """Add seconds twice: our page with its table, and our map alone, against the others."""
        others = {who: one for who, one in samples.items() if who not in {OURS, MAP_ALONE}}
        for kind, who in (("page with table", OURS), ("map alone", MAP_ALONE)):
            self.add_times(f"{what}, {kind}", {OURS: samples[who], **others})

    def add_value(self, what: str, who: str, unit: str, value: float) -> None:
        """Add a value that does not vary."""
        self.figures.append(Figure(what, who, unit, value, value, value))

    def find(self, what: str, who: str) -> Figure | None:
        """Return the figure, None if it was not measured."""
        return next((f for f in self.figures if (f.what, f.who) == (what, who)), None)

    def ratios(self) -> list[dict[str, Any]]:
        """Return each contestant divided by ours, by clock and by processor."""
        found = []
        for figure in self.figures:
            ours = self.find(figure.what, OURS)
            if figure.who == OURS or ours is None or not ours.median:
                continue
            cpu = figure.cpu / ours.cpu if figure.cpu and ours.cpu else None
            found.append(
                {
                    "what": figure.what,
                    "who": figure.who,
                    "ratio": figure.median / ours.median,
                    "cpu_ratio": cpu,
                }
            )
        return found

    def verdicts(self) -> list[dict[str, Any]]:
        """Return each target with what came and whether it is met."""
        found = []
        for target in self.targets:
            ours = self.find(target.what, OURS)
            over = self.find(target.what, target.over) if target.over else None
            if ours is None or (target.over and over is None):
                continue
            came = over.median / ours.median if over else ours.median
            met = came >= target.limit if over else came <= target.limit
            cpu = None if over else ours.cpu
            found.append({**asdict(target), "came": came, "came_cpu": cpu, "met": met})
        return found


def to_document(sections: Sequence[Section], machine: dict[str, Any]) -> dict[str, Any]:
    """Return a run as JSON-able data."""
    return {
        "machine": machine,
        "sections": [
            {
                "title": section.title,
                "ratios": section.ratios(),
                "targets": section.verdicts(),
                "figures": [asdict(figure) for figure in section.figures],
                "notes": section.notes,
            }
            for section in sections
        ],
    }


def to_text(sections: Sequence[Section], machine: dict[str, Any]) -> str:
    """Return a run as text: ratios first, they hold on any machine; then values and notes."""
    lines = ["Ratios, the other divided by ours (clock / processor)", ""]
    for section in sections:
        rows = [
            (
                f"{ratio['what']}: {ratio['who']}",
                f"{ratio['ratio']:.1f}x",
                f"{ratio['cpu_ratio']:.1f}x" if ratio["cpu_ratio"] else "",
            )
            for ratio in section.ratios()
        ]
        lines += _block(section.title, rows)
    lines += ["Targets", ""]
    rows = []
    for section in sections:
        for verdict in section.verdicts():
            over = verdict["over"]
            limit = f">= {verdict['limit']:g}x" if over else f"<= {verdict['limit']:g}"
            came = f"{verdict['came']:.1f}x" if over else f"{verdict['came']:.4f}"
            cpu = f"cpu {verdict['came_cpu']:.4f}" if verdict["came_cpu"] is not None else ""
            name = f"{section.title}; {verdict['what']}" + (f" against {over}" if over else "")
            rows.append((name, limit, came, cpu, "met" if verdict["met"] else "MISSED"))
    lines += _block("", rows)
    lines += ["Values (median, lowest to highest, processor time, number)", ""]
    for section in sections:
        rows = [
            (
                f"{figure.what}: {figure.who}",
                _value(figure.median, figure.unit),
                ""
                if figure.n == 1
                else f"{_value(figure.low, figure.unit)} to {_value(figure.high, figure.unit)}",
                "" if figure.cpu is None else f"cpu {_value(figure.cpu, 's')}",
                f"n={figure.n}" if figure.n > 1 else "",
            )
            for figure in section.figures
        ]
        lines += _block(section.title, rows)
        lines += [*(f"  - {note}" for note in section.notes), ""]
    told = ", ".join(f"{name} {value}" for name, value in machine.items())
    return "\n".join([*lines, f"Machine: {told}", ""])


def _value(value: float, unit: str) -> str:
    if unit == "s":
        return f"{value:.4f} s"
    if unit == "B":
        return f"{value:,.0f} B"
    return f"{value:.2f} {unit}"


def _block(title: str, rows: Iterable[Sequence[str]]) -> list[str]:
    table = [list(row) for row in rows]
    if not table:
        return []
    widths = [max(len(row[i]) for row in table) for i in range(len(table[0]))]
    body = [
        "  "
        + "  ".join(
            cell.ljust(width) if i == 0 else cell.rjust(width)
            for i, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in table
    ]
    return [*([title] if title else []), *body, ""]
