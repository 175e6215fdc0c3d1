"""Python of one rerun of the map page, and what a change sends to the browser."""

from __future__ import annotations

import warnings
import zlib
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from streamlit.testing.v1 import AppTest

from benchmarks import subject
from benchmarks.report import OURS, Section, Target
from benchmarks.timing import cold, interleave

if TYPE_CHECKING:
    from collections.abc import Callable

    import folium

_ST_FOLIUM = "st_folium of explore"
_KEPT = "st_folium of a kept map"
_CHANGED = "Python per rerun, another indicator"
_SAME = "Python per rerun, nothing changed"
_SENT = "sent for another indicator"

_kept: dict[str, folium.Map] = {}


def kept_map() -> folium.Map:
    """Return one explore map for all reruns, as a page that caches its map object does."""
    from benchmarks.choropleth import explore_map  # noqa: PLC0415  # not all scripts pay for it

    if "map" not in _kept:
        _kept["map"] = explore_map(subject.county_view(0))
    return _kept["map"]


# Streamlit runs the source of these functions as scripts of their own: each imports for itself.


def _empty_script() -> None:
    import streamlit as st  # noqa: PLC0415

    st.session_state.get("step", 0)


def _our_script() -> None:
    import streamlit as st  # noqa: PLC0415

    from benchmarks import subject  # noqa: PLC0415
    from geo.ui.component import show_map  # noqa: PLC0415

    view = subject.county_view(st.session_state.get("step", 0))
    show_map(view, subject.catalog(), key="map")


def _st_folium_script() -> None:
    import streamlit as st  # noqa: PLC0415
    from streamlit_folium import st_folium  # noqa: PLC0415

    from benchmarks import subject  # noqa: PLC0415
    from benchmarks.choropleth import explore_map  # noqa: PLC0415

    step = st.session_state.get("step", 0)
    chart = explore_map(subject.county_view(step))
    st_folium(chart, key=f"map{step}", returned_objects=[], width=900)


def _st_folium_kept_script() -> None:
    from streamlit_folium import st_folium  # noqa: PLC0415

    from benchmarks.rerun import kept_map  # noqa: PLC0415

    st_folium(kept_map(), key="map", returned_objects=[], width=900)


def _app(script: Callable[[], None]) -> Callable[[int], AppTest]:
    """Return a function that reruns `script` for a step."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)  # AppTest's own temporary folder
        app = AppTest.from_function(script, default_timeout=120)

    def run(step: int) -> AppTest:
        app.session_state["step"] = step
        app.run()
        if app.exception:
            raise RuntimeError(app.exception[0].value)
        return app

    return run


def _repeat(script: Callable[[], None]) -> Callable[[int], AppTest]:
    """Return a function that reruns `script` with nothing changed, whatever the round."""
    run = _app(script)
    return lambda _: run(0)


CONTESTANTS = {
    "empty page": lambda: _app(_empty_script),
    OURS: lambda: _app(_our_script),
    _ST_FOLIUM: lambda: _app(_st_folium_script),
}
_SCRIPTS = {
    OURS: _our_script,
    _ST_FOLIUM: _st_folium_script,
    _KEPT: _st_folium_kept_script,
}


def measure(n: int, n_cold: int) -> Section:
    """Return the times of reruns less those of an empty page, and the bytes of the messages."""
    section = Section("One rerun of the map page")
    scripts = dict(_SCRIPTS)
    names = list(CONTESTANTS)
    if find_spec("streamlit_folium") is None:
        scripts = {OURS: _our_script}
        names.remove(_ST_FOLIUM)
        section.notes.append("st_folium is not installed; the extra `bench` brings it")
    n = min(n, len(subject.county_views()) - 2)  # a view that comes back would be remembered
    empty = "empty page"
    changing = {name: _app(script) for name, script in scripts.items() if name != _KEPT}
    samples = interleave({empty: _app(_empty_script), **changing}, n)
    base = samples.pop(empty)
    section.add_times(_CHANGED, {name: sample.less(base) for name, sample in samples.items()})
    still = {name: _repeat(script) for name, script in (*scripts.items(), (empty, _empty_script))}
    samples = interleave(still, n)
    base = samples.pop(empty)
    section.add_times(_SAME, {name: sample.less(base) for name, sample in samples.items()})
    section.add_time("an empty page, taken off above", empty, base)
    for name, taken in cold("rerun", names, n_cold).items() if n_cold else ():
        section.add_time("cold, first run of the page", name, taken["first call"])
    for name, run in changing.items():
        # two further runs: the second is a change of a page that is already open
        run(n + 2)
        app = run(n + 3)
        section.add_value(_SENT, name, "B", _message_size(app))
        section.add_value(f"{_SENT}, deflated", name, "B", _deflated_size(app))
    section.add_value("of it data", OURS, "B", _data_size(changing[OURS](n + 3)))
    section.targets.append(Target(_CHANGED, 0.02))
    section.targets.append(Target(_SAME, 0.02))
    section.notes += [
        (
            "the page's script holds the map only, run by Streamlit's own test runner; the time of "
            "an empty script is taken off"
        ),
        (
            "ours is sent deflated; 'deflated' does the same to both messages, which Streamlit "
            "by default does not"
        ),
        (
            "a change of ours is sent to the same map, which keeps its view; st_folium takes the "
            "map down and builds another. Geometry of ours is fetched once by its content's name"
        ),
    ]
    return section


def _component(app: AppTest) -> Any:
    return app.main.children[0].proto  # type: ignore[attr-defined]


def _message_size(app: AppTest) -> int:
    return int(_component(app).ByteSize())


def _deflated_size(app: AppTest) -> int:
    return len(zlib.compress(_component(app).SerializeToString(), 9))


def _data_size(app: AppTest) -> int:
    proto = _component(app)
    kind = proto.WhichOneof("data")
    value = getattr(proto, kind)
    return len(value.encode()) if isinstance(value, str) else int(value.ByteSize())
