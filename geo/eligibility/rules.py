"""The rule sets: those shipped, those of the owner's folder, and those that a reader brings."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

import yaml
from pydantic import ValidationError

from geo.eligibility.entered import list_missing, settle
from geo.eligibility.faults import Fault, read_error, shorten
from geo.eligibility.figures import ZONE_FACTS
from geo.eligibility.model import Metric, Metrics, RuleSet
from geo.errors import EligibilityError
from geo.settings import data_dir, read_setting

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from pydantic_core import ErrorDetails

FOLDER: Final = "rules"
METRICS_FILE: Final = "metrics.yaml"
SUFFIX: Final = ".yaml"

_MOST_FILES = 200
_MOST_PARTS = 20_000
"""Lines, items and fields of one file; the longest rule set allowed has a fifth of them."""

_DEEPEST = 20
_TOLD = 100
"""Faults of one file that are told; thousands help nobody."""


@dataclass(frozen=True, slots=True)
class Rules:
    """Every rule set and every metric.

    Attributes
    ----------
    sets
        Rule sets by id: shipped ones, then the owner's.
    metrics
        Metrics by id.
    own
        Ids of rule sets that are not the shipped ones.
    entered
        Ids of their lines that are none of the shipped ones.
    """

    sets: Mapping[str, RuleSet]
    metrics: Mapping[str, Metric]
    own: frozenset[str] = frozenset()
    entered: frozenset[str] = frozenset()

    def with_own(self, rule_sets: Iterable[RuleSet]) -> Rules:
        """Return these and further ones; one of the same id takes the other's place.

        Lines count once the rule set says who entered them and from what document: until then
        the shipped ones stand, and a rule set of its own has none.
        """
        found: dict[str, RuleSet] = {}
        entered: set[str] = set()
        for rule_set in rule_sets:
            if list_missing(rule_set):
                if rule_set.id not in self.sets:
                    found[rule_set.id] = rule_set.model_copy(update={"criteria": ()})
                continue
            found[rule_set.id], changed = settle(rule_set, self.sets.get(rule_set.id))
            entered |= changed
        sets = MappingProxyType({**self.sets, **found})
        return Rules(sets, self.metrics, self.own | found.keys(), self.entered | entered)

    def metric(self, name: str) -> Metric | None:
        """Return a metric; None for one that only an owner's rule set names."""
        return self.metrics.get(name)


def load_rules(overlay: Path | None = None) -> Rules:
    """Return the rule sets of the shipped data and of an overlay folder.

    Parameters
    ----------
    overlay
        Folder whose ``rules/*.yaml`` come on top: a file's rule set takes the place of the
        shipped one of the same id. None for the shipped ones alone.

    Raises
    ------
    EligibilityError
        If a file is at fault, with all faults of all files.
    """
    rules, faults = read_rules(overlay)
    errors = [fault for fault in faults if fault.severity == "error"]
    if errors:
        raise EligibilityError(tuple(errors))
    return rules


def read_rules(overlay: Path | None = None) -> tuple[Rules, tuple[Fault, ...]]:
    """Return the rule sets that can be read, and the faults of the others."""
    shipped = _read_folder(data_dir() / FOLDER)
    sets, faults = dict(shipped.sets), list(shipped.faults)
    metrics = dict(shipped.metrics)
    own: dict[str, RuleSet] = {}
    if overlay is not None and (overlay / FOLDER).is_dir():
        brought = _read_folder(overlay / FOLDER)
        faults += brought.faults
        metrics |= brought.metrics
        own = dict(brought.sets)
    entered: set[str] = set()
    for name, rule_set in own.items():
        own[name], changed = settle(rule_set, sets.get(name))
        entered |= changed
    sets |= own
    faults += _check_names(sets, metrics, own)
    found = Rules(
        MappingProxyType(sets), MappingProxyType(metrics), frozenset(own), frozenset(entered)
    )
    return found, tuple(faults)


def read_rule_set(content: bytes, name: str) -> tuple[RuleSet | None, tuple[Fault, ...]]:
    """Read one rule set that somebody brought.

    Parameters
    ----------
    content
        The file, YAML (JSON is YAML too).
    name
        Its name, for the faults.

    Returns
    -------
    rule_set
        None if there is a fault.
    faults
        All faults.
    """
    mapping, lines, faults = _read_mapping(content, name)
    if mapping is None:
        return None, faults
    try:
        return RuleSet.model_validate(mapping), ()
    except ValidationError as error:
        return None, _tell(error, name, lines)


def write_rule_set(rule_set: RuleSet) -> bytes:
    """Return a rule set as a YAML file that `read_rule_set` reads back equal."""
    plain = rule_set.model_dump(mode="json", exclude_defaults=True)
    text = yaml.dump(
        {"version": rule_set.version, **plain},
        Dumper=_Dumper,
        allow_unicode=True,
        sort_keys=False,
        width=100,
    )
    return str(text).encode()


# files


@dataclass(frozen=True, slots=True)
class _Folder:
    sets: Mapping[str, RuleSet]
    metrics: Mapping[str, Metric]
    faults: tuple[Fault, ...]


def _read_folder(folder: Path) -> _Folder:
    found = sorted(path for path in folder.glob(f"*{SUFFIX}") if not path.name.startswith("."))
    # what is no file (a pipe would wait for ever) is passed over, and told
    paths = [path for path in found if path.is_file()]
    stamps = tuple(
        (path, path.stat().st_mtime_ns, path.stat().st_size) for path in paths[:_MOST_FILES]
    )
    read = _read_files(stamps, len(paths), read_setting("rule_bytes"))
    others = tuple(Fault(path.name, "unreadable") for path in found if path not in paths)
    return _Folder(read.sets, read.metrics, (*read.faults, *others))


@lru_cache(maxsize=8)
def _read_files(stamps: tuple[tuple[Path, int, int], ...], count: int, most_bytes: int) -> _Folder:
    sets: dict[str, RuleSet] = {}
    metrics: dict[str, Metric] = {}
    faults: list[Fault] = []
    if count > len(stamps):
        faults.append(Fault(FOLDER, "too_many_files", {"most": len(stamps)}, value=str(count)))
    for path, _, size in stamps:
        if size > most_bytes:
            faults.append(Fault(path.name, "too_large", {"most": most_bytes}, value=str(size)))
            continue
        try:
            with path.open("rb") as file:
                content = file.read(most_bytes + 1)
        except OSError as error:
            faults.append(Fault(path.name, "unreadable", value=str(error)))
            continue
        if path.name == METRICS_FILE:
            found, wrong = _read_metrics(content, path.name)
            metrics |= found
            faults += wrong
            continue
        rule_set, problems = read_rule_set(content, path.name)
        faults += problems
        if rule_set is None:
            continue
        if rule_set.id in sets:
            faults.append(Fault(path.name, "rule_twice", {"ids": rule_set.id}, column="id"))
        sets[rule_set.id] = rule_set
    return _Folder(sets, metrics, tuple(faults))


def _read_metrics(content: bytes, name: str) -> tuple[dict[str, Metric], tuple[Fault, ...]]:
    mapping, lines, faults = _read_mapping(content, name)
    if mapping is None:
        return {}, faults
    try:
        found = Metrics.model_validate(mapping).metrics
    except ValidationError as error:
        return {}, _tell(error, name, lines)
    return {metric.id: metric for metric in found}, ()


def _check_names(
    sets: Mapping[str, RuleSet], metrics: Mapping[str, Metric], own: Mapping[str, RuleSet]
) -> list[Fault]:
    """Hold the names in rule sets against what there is."""
    faults = [
        Fault(METRICS_FILE, "origin_unknown", column="origin", id=metric.id, value=origin.name)
        for metric in metrics.values()
        if (origin := metric.origin) is not None
        and origin.table == "zone"
        and origin.name not in ZONE_FACTS
    ]
    owners: dict[str, str] = {}
    for rule_set in sets.values():
        file = rule_set.id + SUFFIX
        for criterion in rule_set.criteria:
            if criterion.id in owners:
                params = {"ids": criterion.id}
                faults.append(Fault(file, "rule_twice", params, column="criteria", id=criterion.id))
            owners[criterion.id] = rule_set.id
            metric = metrics.get(criterion.metric)
            if metric is None and rule_set.id not in own:
                faults.append(
                    Fault(
                        file,
                        "metric_unknown",
                        column="metric",
                        id=criterion.id,
                        value=criterion.metric,
                    )
                )
            elif metric is not None and criterion.unit not in {None, metric.unit}:
                params = {"unit": metric.unit}
                faults.append(
                    Fault(file, "unit_other", params, None, "unit", criterion.id, criterion.unit)
                )
        for column in ("supersedes", "superseded_by"):
            other = getattr(rule_set, column)
            if other is not None and other not in sets:
                faults.append(Fault(file, "set_unknown", column=column, value=other))
    return faults


# YAML


class _Loader(yaml.SafeLoader):
    """Plain YAML: dates and yes/no stay text, nothing refers to anything, no key comes twice."""

    def compose_node(self, parent: Any, index: Any) -> Any:
        if self.check_event(yaml.AliasEvent):
            # a few lines of references can stand for gigabytes
            mark = self.peek_event().start_mark  # type: ignore[no-untyped-call]
            raise yaml.MarkedYAMLError(problem="alias", problem_mark=mark)
        event = self.peek_event()  # type: ignore[no-untyped-call]
        if getattr(event, "tag", None) is not None:
            # a tag may ask for what no rule needs, and fail in as many ways
            raise yaml.MarkedYAMLError(problem="tag", problem_mark=event.start_mark)
        return super().compose_node(parent, index)

    def construct_mapping(self, node: Any, deep: bool = False) -> dict[Any, Any]:
        seen = set()
        for key, _ in node.value:
            if key.value in seen:
                raise yaml.MarkedYAMLError(problem="twice", problem_mark=key.start_mark)
            seen.add(key.value)
        return dict(super().construct_mapping(node, deep))


_Loader.yaml_implicit_resolvers = {
    letter: [
        (tag, pattern)
        for tag, pattern in resolvers
        if tag.rsplit(":", 1)[-1] not in {"timestamp", "bool", "merge", "int", "float"}
    ]
    for letter, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
_Loader.add_implicit_resolver(
    "tag:yaml.org,2002:bool", re.compile(r"true|True|false|False"), list("tTfF")
)


# without octal numbers (0200) and those to the base of sixty (3:20), which nobody means
_Loader.add_implicit_resolver(
    "tag:yaml.org,2002:int", re.compile(r"[-+]?(0|[1-9][0-9]{0,15})$"), list("-+0123456789")
)
_Loader.add_implicit_resolver(
    "tag:yaml.org,2002:float",
    re.compile(
        r"[-+]?((0|[1-9][0-9]{0,15})(\.[0-9]{1,17})?([eE][-+]?[0-9]{1,3})?"
        r"|\.(inf|Inf|nan|NaN))$"
    ),
    list("-+0123456789."),
)


class _Dumper(yaml.SafeDumper):
    """Writes what `_Loader` reads back: its resolvers decide which texts need quotes."""


_Dumper.yaml_implicit_resolvers = {
    # quotes also what other readers take for a date or a truth value, and what ours alone take
    # for a number, such as 0E0
    letter: [
        *yaml.SafeDumper.yaml_implicit_resolvers.get(letter, ()),
        *_Loader.yaml_implicit_resolvers.get(letter, ()),
    ]
    for letter in {*yaml.SafeDumper.yaml_implicit_resolvers, *_Loader.yaml_implicit_resolvers}
}


def _read_mapping(  # noqa: PLR0911 - one refusal each
    content: bytes, name: str
) -> tuple[dict[str, Any] | None, Mapping[tuple[str | int, ...], int], tuple[Fault, ...]]:
    """Return the mapping of a file, the line of each of its parts, and faults."""
    most = read_setting("rule_bytes")
    if len(content) > most:
        return None, {}, (Fault(name, "too_large", {"most": most}, value=str(len(content))),)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return None, {}, (Fault(name, "encoding"),)
    if sum(text.count(sign) for sign in "\n,[{") > _MOST_PARTS:
        return None, {}, (Fault(name, "too_many_parts", {"most": _MOST_PARTS}),)
    try:
        loader = _Loader(text)
        try:
            node = loader.get_single_node()
            mapping = None if node is None else loader.construct_document(node)
        finally:
            loader.dispose()
    except yaml.MarkedYAMLError as error:
        row = error.problem_mark.line + 1 if error.problem_mark is not None else None
        known = {"alias": "yaml_alias", "twice": "yaml_twice", "tag": "yaml_tag"}
        key = known.get(error.problem or "", "yaml")
        return None, {}, (Fault(name, key, row=row, value=shorten(error.problem)),)
    except (
        yaml.YAMLError,
        RecursionError,
        ValueError,
        TypeError,
        LookupError,
        ArithmeticError,
        AttributeError,
    ) as error:
        return None, {}, (Fault(name, "yaml", value=shorten(error)),)
    if not isinstance(mapping, dict):
        return None, {}, (Fault(name, "no_mapping", value=shorten(mapping)),)
    return mapping, _find_lines(node), ()


def _find_lines(node: Any) -> dict[tuple[str | int, ...], int]:
    """Return the line of each part by where it stands, as pydantic names places."""
    found: dict[tuple[str | int, ...], int] = {}

    def walk(part: Any, place: tuple[str | int, ...]) -> None:
        found.setdefault(place, part.start_mark.line + 1)
        if len(place) > _DEEPEST:
            return
        if isinstance(part, yaml.MappingNode):
            for key, value in part.value:
                inner = (*place, str(key.value))
                found[inner] = key.start_mark.line + 1
                walk(value, inner)
        elif isinstance(part, yaml.SequenceNode):
            for number, value in enumerate(part.value):
                walk(value, (*place, number))

    walk(node, ())
    return found


def _tell(
    error: ValidationError, name: str, lines: Mapping[tuple[str | int, ...], int]
) -> tuple[Fault, ...]:
    """Return every fault that pydantic found, each once."""
    faults: dict[tuple[int | None, str, str], Fault] = {}
    for details in error.errors(include_url=False)[:_TOLD]:
        fault = _tell_one(details, name, lines)
        faults.setdefault((fault.row, fault.column or "", fault.key), fault)
    return tuple(faults.values())


def _tell_one(
    details: ErrorDetails, name: str, lines: Mapping[tuple[str | int, ...], int]
) -> Fault:
    place, key, params = read_error(details)
    row = next((lines[place[:n]] for n in range(len(place), -1, -1) if place[:n] in lines), None)
    came = details["input"]
    is_whole = isinstance(came, (dict, list, tuple))
    return Fault(
        name,
        key,
        params,
        row,
        ".".join(str(part) for part in place) or None,
        value=None if key == "missing" or is_whole else shorten(came),
    )
