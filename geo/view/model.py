"""The View and its extent."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

from geo.catchment.limits import (
    LONGEST_KM,
    LONGEST_MIN,
    MOST_TRIALS,
    SHORTEST_KM,
    SHORTEST_MIN,
    STEEPEST_DECAY,
)
from geo.errors import ViewError
from geo.types import LAYER_NAMES
from geo.view import codes
from geo.view.message import Message, quote
from geo.view.parts import (
    Choice,
    Edges,
    Flag,
    Ids,
    Name,
    Number,
    Numbers,
    Part,
    Places,
    Read,
    Several,
    Steps,
    Whole,
    Words,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo.types import (
        CatchmentMethod,
        Cost,
        Drawing,
        FieldBasis,
        Form,
        Geography,
        Lang,
        LayerName,
        Outline,
        PageName,
        Palette,
        PlatformCategory,
        PlatformStatus,
        Scheme,
        SizeMeasure,
        Supply,
        Theme,
        Weighting,
        ZoneLevel,
        ZoneMark,
    )
    from geo.view.codes import FieldFilter, PlatformLevelFilter

PLAIN_LAYERS: tuple[LayerName, ...] = tuple(name for name in LAYER_NAMES if name != "catchments")
"""All layers but that of one page."""

DEFAULT_LAYERS: tuple[LayerName, ...] = tuple(name for name in PLAIN_LAYERS if name != "platforms")
"""Platforms are off on the first view: there are too many of them to open with."""

DEFAULT_ZONE_LEVELS: tuple[ZoneLevel, ...] = ("national", "provincial")
"""Parks known only from old mentions are off until somebody asks for them."""

FEWEST_CLASSES, MOST_CLASSES = 2, 9

_ENVELOPE = {"lon": (85.0, 120.0), "lat": (20.0, 40.0), "zoom": (1.0, 19.0)}
"""A map's middle stays near Sichuan: panning is bounded, so anything farther is a mistake."""

_DECIMALS = {"lon": 4, "lat": 4, "zoom": 2}

_PERIOD = r"(19|20)[0-9]{2}(H[12]|Q[1-4]|Q1-Q[2-4]|M1-([2-9]|1[0-2])|-(0[1-9]|1[0-2]))?"
_INDICATOR = r"[a-z][a-z0-9_]{0,63}"
_SELECTION = r"[0-9]{6}|(zone|platform|science_city):[A-Za-z0-9][A-Za-z0-9_.-]{0,63}"

# GS（2026）12号, GS川（2026）12号, 川S【2026】00012号: what a review office gives out, and nothing
# else, since the number takes the place of the legal warning. The number of the boundary data
# reviews them, not this map.
_REVIEW_NUMBER = (
    r"(?!GS ?[(（〔【\[]2024[)）〕】\]] ?0*650)"
    r"(GS[\u4e00-\u9fff]{0,2}|[\u4e00-\u9fff]{1,2}S) ?"
    r"[(（〔【\[](19|20)[0-9]{2}[)）〕】\]] ?[0-9]{1,6}号?"
)

_LONGEST_JSON = 100_000

_MOST_TOLD = 10
"""A file of thousands of foreign names gets no thousands of lines in answer."""


@dataclass(frozen=True, slots=True)
class Extent:
    """The middle and the zoom of a map.

    Parameters
    ----------
    lon, lat
        Middle, in degrees (WGS 84 = EPSG:4490 at our accuracy); kept to 4 decimals, 11 m.
    zoom
        Web map zoom, 1 to 19; fractions are legal, kept to 2 decimals.

    Raises
    ------
    ViewError
        If a value is no number or lies outside the envelope around Sichuan.
    """

    lon: float
    lat: float
    zoom: float

    def __post_init__(self) -> None:
        """Round, so that the web address says exactly what the View holds."""
        for name, (lowest, highest) in _ENVELOPE.items():
            value = getattr(self, name)
            if (
                isinstance(value, bool)
                or not isinstance(value, (int, float))
                or not lowest <= value <= highest
            ):
                message = (
                    f"extent.{name}: expected {lowest:g} to {highest:g}; got {quote(value)}; "
                    "leave the extent out for the start view"
                )
                raise ViewError(message)
            object.__setattr__(self, name, round(float(value), _DECIMALS[name]))


@dataclass(frozen=True)
class _ExtentPart(Part):
    """An extent, or none."""

    def describe(self) -> str:
        return "an Extent or None"

    def check(self, value: object) -> Extent | None:
        if value is not None and not isinstance(value, Extent):
            raise ValueError(value)
        return value

    def write(self, value: Extent | None) -> str:
        if value is None:
            return codes.NONE
        numbers = (value.lon, value.lat, value.zoom)
        return ",".join(repr(number).removesuffix(".0") for number in numbers)

    def read(self, text: str) -> Read:
        if text == codes.NONE:
            return Read(None)
        number = r"([0-9]{1,3}(?:\.[0-9]{1,20})?)"
        found = re.fullmatch(f"{number},{number},{number}", text)
        if not found:
            raise ValueError(text)
        return Read(self._build(*(float(piece) for piece in found.groups())))

    def dump(self, value: Extent | None) -> dict[str, float] | None:
        return None if value is None else {name: getattr(value, name) for name in _ENVELOPE}

    def load(self, value: object) -> Read:
        if value is None:
            return Read(None)
        if not isinstance(value, dict) or set(value) != set(_ENVELOPE):
            raise ValueError(value)
        return Read(self._build(**value))

    def _build(self, lon: Any, lat: Any, zoom: Any) -> Extent:
        try:
            return Extent(lon, lat, zoom)
        except ViewError as error:
            raise ValueError(lon, lat, zoom) from error


_SECTION = r"[a-z][a-z_]{0,29}"

PARTS: tuple[Part, ...] = (
    Choice("page", "pg", codes.PAGE),
    Choice("lang", "l", codes.LANG),
    Choice("theme", "th", codes.THEME),
    Name("indicator", "i", _INDICATOR, "the id of an indicator (a-z, 0-9, _)"),
    Name("period", "p", _PERIOD, "a period such as 2023, 2021H1, 2022Q1-Q3 or 2018-07"),
    Name("second", "i2", _INDICATOR, "the id of an indicator (a-z, 0-9, _)"),
    Name("second_period", "p2", _PERIOD, "a period such as 2023"),
    Choice("geography", "g", codes.GEOGRAPHY),
    Choice("form", "f", codes.FORM),
    Choice("drawing", "d", codes.DRAWING, optional=True),
    Choice("scheme", "s", codes.SCHEME),
    Whole("k", "k", FEWEST_CLASSES, MOST_CLASSES),
    Edges("breaks", "b", MOST_CLASSES + 1),
    Flag("same_breaks", "sb"),
    Choice("palette", "c", codes.PALETTE),
    Several("layers", "ly", codes.LAYER),
    Several("zone_levels", "zl", codes.ZONE_LEVEL),
    Several("zone_marks", "zm", codes.ZONE_MARK),
    Name("asof", "at", _PERIOD, "a period such as 2020 or 2022-04"),
    Name("zone_indicator", "zi", _INDICATOR, "the id of an indicator (a-z, 0-9, _)"),
    Name("zone_period", "zp", _PERIOD, "a period such as 2021 or 2021H1"),
    Several("platform_categories", "pc", codes.PLATFORM_CATEGORY),
    Several("platform_levels", "pv", codes.PLATFORM_LEVEL),
    Several("platform_statuses", "ps", codes.PLATFORM_STATUS),
    Words("host", "ho"),
    Several("fields", "fd", codes.FIELD),
    Choice("field_basis", "ba", codes.FIELD_BASIS),
    Places("prefectures", "pf"),
    Places("without", "wo"),
    Numbers("aims", "am"),
    Choice("catchment", "cm", codes.CATCHMENT, optional=True),
    Choice("against", "cv", codes.CATCHMENT, optional=True),
    Ids("catchment_zones", "cz"),
    Places("trial", "ct", most=MOST_TRIALS),
    Steps("radii_km", "cr", SHORTEST_KM, LONGEST_KM),
    Steps("minutes", "ci", SHORTEST_MIN, LONGEST_MIN),
    Choice("outline", "cg", codes.OUTLINE, optional=True),
    Choice("weighting", "cw", codes.WEIGHTING),
    Choice("huff_size", "hs", codes.SIZE),
    Number("huff_decay", "hd", 0.0, STEEPEST_DECAY),
    Choice("reach_cost", "hc", codes.COST),
    Choice("access_supply", "su", codes.SUPPLY),
    Name("huff_zone", "hz", Ids.form, "the id of a zone"),
    Name("case_zone", "ez", Ids.form, "the id of a zone"),
    Name("rule_set", "rs", _INDICATOR, "the id of a rule set (a-z, 0-9, _)"),
    Name("rule_beside", "rb", _INDICATOR, "the id of a rule set (a-z, 0-9, _)"),
    Name("criterion", "ec", _INDICATOR, "the id of a criterion (a-z, 0-9, _)"),
    Name("section", "se", _SECTION, "the name of a section (a-z, _)"),
    Name("selection", "sel", _SELECTION, "a code, zone:id, platform:id or science_city:id"),
    _ExtentPart("extent", "ext"),
    Name("review_number", "rn", _REVIEW_NUMBER, "a map review number such as GS川（2026）12号"),
)
"""Every field of the View, in its order."""

_PERIOD_OF = {
    "indicator": "period",
    "second": "second_period",
    "zone_indicator": "zone_period",
}
"""An indicator and its period go together: one without the other means something else."""


@dataclass(frozen=True, slots=True)
class View:
    """The whole description of one page and its map.

    Two Views are equal when they show the same: lists are kept in a fixed order, each
    item once, in whatever order they are given. Whether the indicator, period and codes
    exist is not known here; `geo.view.resolve` asks the catalogue.

    Parameters
    ----------
    page
        Page of the app that shows it.
    lang
        Language of every text.
    theme
        What colours the areas.
    indicator, period
        What the map colours; None for no thematic layer.
    second, second_period
        The other indicator of theme "bivariate".
    geography
        The areas coloured.
    form
        The value as published, per head, per km² or as a share of the province.
    drawing
        Fills or graduated circles; None for the custom of the kind (`drawing_for`).
    scheme, k
        Classification; `k` from 2 to 9 is not used by scheme "user".
    breaks
        Edges of the classes, lowest first: given with scheme "user" and with no other.
    same_breaks
        Use one set of breaks for all periods of the indicator.
    palette
        Colour scale.
    layers
        Layers that are on.
    zone_levels
        Levels of zones shown; empty shows none.
    zone_marks
        Zones that carry one of these marks; empty lets all pass.
    asof
        Only zones identified by the end of this period; None for all.
    zone_indicator, zone_period
        Figure of the zones that the monitoring page shows.
    platform_categories, platform_levels, platform_statuses, fields, prefectures
        Filters; empty lets everything pass. "unknown" picks rows whose level or field is
        not stated. `fields` and `prefectures` hold for zones and platforms.
    host
        Only platforms whose host has these words.
    field_basis
        What themes "field_share" and "field_lq" count.
    without
        Codes of places left out of values and classes.
    aims
        The reader's own targets: pairs of the target's id and a number.
    catchment, against
        How it is found whom the zones reach, and the method beside it; None for none.
    catchment_zones
        Ids of the zones that are asked for; empty for all that the filters let pass.
    trial
        Codes of counties that stand in for further zones.
    radii_km, minutes
        Distances and drive times asked for.
    outline
        Whether catchments are drawn one by one or merged; None for the custom of the method.
    weighting
        How a county's people are spread over its ground.
    huff_size, huff_decay, reach_cost
        Huff's model: what makes a zone attractive, the power of the cost, and the cost; the
        access methods use the cost too.
    access_supply
        What the access methods count: platforms, or the zones asked for.
    huff_zone
        Zone whose share of each county's people is shown; None shows the strongest zone.
    case_zone
        Zone that is held against rules; then the map shows it alone.
    rule_set, rule_beside
        Rules that it is held against, and others beside them.
    criterion
        Line of the rules by whose state the map shows every zone; None shows `case_zone` alone.
    section
        Part of the page that is open; None for its first.
    selection
        What is picked: "510100", "zone:chengdu", "platform:SKL-001", "science_city:WCSC-1".
    extent
        Middle and zoom; None for the start view.
    review_number
        The user's own map review number (本图审图号); None shows the warning instead.

    Raises
    ------
    ViewError
        If a value is outside its set.

    Examples
    --------
    >>> View(indicator="gdp", period="2022", without=("510100",)).to_query()
    {'i': 'gdp', 'p': '2022', 'wo': '510100'}
    """

    page: PageName = "overview"
    lang: Lang = "zh"
    theme: Theme = "indicator"
    indicator: str | None = None
    period: str | None = None
    second: str | None = None
    second_period: str | None = None
    geography: Geography = "prefecture"
    form: Form = "total"
    drawing: Drawing | None = None
    scheme: Scheme = "natural"
    k: int = 5
    breaks: tuple[float, ...] | None = None
    same_breaks: bool = False
    palette: Palette = "blues"
    layers: tuple[LayerName, ...] = DEFAULT_LAYERS
    zone_levels: tuple[ZoneLevel, ...] = DEFAULT_ZONE_LEVELS
    zone_marks: tuple[ZoneMark, ...] = ()
    asof: str | None = None
    zone_indicator: str | None = None
    zone_period: str | None = None
    platform_categories: tuple[PlatformCategory, ...] = ()
    platform_levels: tuple[PlatformLevelFilter, ...] = ()
    platform_statuses: tuple[PlatformStatus, ...] = ()
    host: str | None = None
    fields: tuple[FieldFilter, ...] = ()
    field_basis: FieldBasis = "platforms"
    prefectures: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    aims: tuple[tuple[str, float], ...] = ()
    catchment: CatchmentMethod | None = None
    against: CatchmentMethod | None = None
    catchment_zones: tuple[str, ...] = ()
    trial: tuple[str, ...] = ()
    radii_km: tuple[float, ...] = (30.0,)
    minutes: tuple[float, ...] = (60.0,)
    outline: Outline | None = None
    weighting: Weighting = "areal"
    huff_size: SizeMeasure = "equal"
    huff_decay: float = 2.0
    reach_cost: Cost = "minutes"
    access_supply: Supply = "platforms"
    huff_zone: str | None = None
    case_zone: str | None = None
    rule_set: str | None = None
    rule_beside: str | None = None
    criterion: str | None = None
    section: str | None = None
    selection: str | None = None
    extent: Extent | None = None
    review_number: str | None = None

    def __post_init__(self) -> None:
        """Check every field and bring it into its canonical form."""
        for part in PARTS:
            value = getattr(self, part.name)
            try:
                object.__setattr__(self, part.name, part.check(value))
            except ValueError as error:
                message = f"{part.name}: expected {part.describe()}; got {quote(value)}"
                raise ViewError(message) from error
        if (self.scheme == "user") != (self.breaks is not None):
            message = (
                f"breaks: expected edges with scheme 'user' and None with any other; got "
                f"{quote(self.breaks)} with scheme {self.scheme!r}; set both or neither"
            )
            raise ViewError(message)

    def to_query(self, base: View | None = None) -> dict[str, str]:
        """Write the View for a web address.

        Parameters
        ----------
        base
            View that a bare address stands for; the default View if not given.

        Returns
        -------
        dict of str
            Key and text of each field that differs from `base`; not yet percent-encoded.
        """
        base = base or View()
        differing = {
            part.name for part in PARTS if getattr(self, part.name) != getattr(base, part.name)
        }
        for name, period in _PERIOD_OF.items():
            # an indicator alone means its default period, not the base's
            if name in differing and getattr(self, period) is not None:
                differing.add(period)
        return {
            part.key: part.write(getattr(self, part.name))
            for part in PARTS
            if part.name in differing
        }

    @classmethod
    def from_query(
        cls, query: Mapping[str, str], base: View | None = None
    ) -> tuple[View, tuple[Message, ...]]:
        """Read a View from a web address; never fails.

        Parameters
        ----------
        query
            Keys and decoded texts. Keys that are not ours are passed over.
        base
            View that a bare address stands for; the default View if not given.

        Returns
        -------
        View
            What could be read; the rest is as in `base`.
        tuple of Message
            One message for each text that could not be used, or only in part.
        """
        base = base or View()
        values: dict[str, Any] = {}
        messages: list[Message] = []
        for part in PARTS:
            text = query.get(part.key)
            if text is None:
                continue
            try:
                read = part.read(text)
            except ValueError:
                messages.append(Message(f"view.bad_{part.name}", {"value": quote(text)}))
            else:
                values[part.name] = read.value
                messages.extend(_report_left_out(part, read))
        for name, period in _PERIOD_OF.items():
            if name in values and period not in values:
                values[period] = None
        return _assemble(base, values, messages)

    def to_json(self) -> str:
        """Write the View as JSON, every field by its full name.

        Returns
        -------
        str
            The same text for equal Views.
        """
        document = {part.name: part.dump(getattr(self, part.name)) for part in PARTS}
        return json.dumps(document, ensure_ascii=False, indent=2) + "\n"

    @classmethod
    def from_json(cls, text: str, base: View | None = None) -> tuple[View, tuple[Message, ...]]:
        """Read a View from JSON; never fails.

        Parameters
        ----------
        text
            JSON of one object; fields may be missing.
        base
            Where missing fields are taken from; the default View if not given.

        Returns
        -------
        View
            What could be read; the rest is as in `base`.
        tuple of Message
            One message for each value that could not be used, and each name that is unknown.
        """
        base = base or View()
        try:
            document = json.loads(text) if len(text) <= _LONGEST_JSON else None
        except (ValueError, RecursionError):
            document = None
        if not isinstance(document, dict):
            return base, (Message("view.bad_json"),)
        values: dict[str, Any] = {}
        known = {part.name: part for part in PARTS}
        foreign = [name for name in document if name not in known][:_MOST_TOLD]
        messages = [Message("view.unknown_field", {"value": quote(name)}) for name in foreign]
        for name, part in known.items():
            if name not in document:
                continue
            try:
                read = part.load(document[name])
            except ValueError:
                value = {"value": quote(document[name])}
                messages.append(Message(f"view.bad_{name}", value))
            else:
                values[name] = read.value
                messages.extend(_report_left_out(part, read))
        return _assemble(base, values, messages)


def _report_left_out(part: Part, read: Read) -> list[Message]:
    """Return a message for the items of a list that were not known."""
    if not read.left_out:
        return []
    items = quote(", ".join(quote(item) for item in read.left_out[:10]))
    return [Message(f"view.some_{part.name}", {"value": items})]


def _assemble(
    base: View, values: dict[str, Any], messages: list[Message]
) -> tuple[View, tuple[Message, ...]]:
    """Return the View of values that are each sound, made sound together."""
    merged: dict[str, Any] = {field.name: getattr(base, field.name) for field in fields(base)}
    merged.update(values)
    # a scheme that changes without its breaks drops the breaks of the base
    if merged["scheme"] != "user" and merged["breaks"] is not None:
        if values.get("breaks") is not None:
            messages.append(Message("view.unused_breaks"))
        merged["breaks"] = None
    if merged["scheme"] == "user" and merged["breaks"] is None:
        messages.append(Message("view.no_breaks"))
        merged["scheme"] = "natural"
    return View(**merged), tuple(messages)


def drawing_for(view: View, kind: str) -> Drawing:
    """Return how a View draws its values.

    Totals are graduated circles, or fills where the View asks for them; everything else is
    a fill, whatever the View asks: the area of a circle cannot stand for a ratio or a loss.
    A share of the province grows with the size of the place, as totals do.

    Parameters
    ----------
    view
        The View.
    kind
        Kind of the indicator: total, ratio, growth, rank or flag.

    Returns
    -------
    str
        "fill" or "circle".
    """
    if kind != "total" or view.form not in {"total", "share"}:
        return "fill"
    return view.drawing or "circle"
