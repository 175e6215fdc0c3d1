"""The running app: first map, page switch, rerun by page, twenty visits, memory of a visit."""

from __future__ import annotations

import asyncio
import contextlib
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.report import OURS, Section, Target
from benchmarks.timing import Sample
from benchmarks.visit import close_visit, open_visit
from geo.types import PAGE_NAMES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from benchmarks.visit import Visit

_ROOT = Path(__file__).parent.parent
_ST_FOLIUM = "st_folium, map alone"
_FIRST_MAP = "cold start of the server to the first map in Chromium"
_FIRST_VISIT = "warm server to the map in Chromium"
_SWITCH = "page switch in Chromium, slowest page's median"
_SWITCH_AT_ONCE = "the same, clicked while the page before still finishes"
_REST_MS = 700
"""Nobody clicks in the moment that a page is there; what it still does is not the next one's."""
_RERUN = "rerun, p95 of the slowest page"
_CROWD = "visits at once, median interaction"
_MEMORY = "memory of a visit"
_P95 = 0.95
_ATLAS = ("-m", "geo.cli", "run", "--port")

# Two addresses a page: an interaction goes from one to the other.
INTERACTIONS: Mapping[str, Sequence[Mapping[str, str]]] = {
    "overview": ({}, {"i": "gdp", "p": "2022"}),
    "zones": ({}, {"zl": "n"}),
    "compare": ({}, {"pf": "510100.510700"}),
    "indicators": ({"i": "gdp", "p": "2022"}, {"i": "gdp_per_capita", "p": "2022"}),
    "targets": ({}, {"am": "3:30000"}),
    "catchments": ({}, {"cr": "50"}),
    "platforms": ({}, {"pc": "skl"}),
    "science": ({}, {"se": "mystc"}),
    "fields": ({}, {"fd": "bm"}),
    "monitoring": ({}, {"zi": "hte_count"}),
    "eligibility": ({}, {"ez": "nanchong"}),
    "present": ({}, {"l": "en"}),
    "method": ({}, {"se": "coverage"}),
}


def measure(n: int, visits: int) -> Section:
    """Return times and memory of the app as it runs.

    Parameters
    ----------
    n
        Interactions a page.
    visits
        How many readers are there at once.
    """
    section = Section("The running app")
    chromium = shutil.which("chromium")
    if chromium is None:
        section.notes.append("chromium is not on the path: first map and page switch not measured")
    else:
        _measure_browser(section, chromium, max(1, n // 3))
    with _serve(_ATLAS) as (url, process):
        by_page = asyncio.run(_rerun_pages(url, n))
        for page, times in by_page.items():
            section.add_time(f"rerun: {page}", OURS, Sample(tuple(times), ()))
        section.add_value(_RERUN, OURS, "s", max(_p95(times) for times in by_page.values()))
        before, after, crowd = asyncio.run(
            _visit_at_once(url, process.pid, INTERACTIONS, n, visits)
        )
        section.add_value(_MEMORY, OURS, "B", (after - before) / (visits - 1))
        section.add_time(_CROWD, OURS, Sample(tuple(crowd), ()))
    if find_spec("streamlit_folium") is None:
        section.notes.append("st_folium is not installed; the extra `bench` brings it")
    else:
        script = _ROOT / "benchmarks" / "st_folium_app.py"
        with _serve(["-m", "streamlit", "run", str(script), "--server.port"]) as (url, process):
            asked = {"": ({"step": "0"}, {"step": "1"})}
            _, _, crowd = asyncio.run(
                _visit_at_once(url, process.pid, asked, max(2, n // 3), visits)
            )
            section.add_time(_CROWD, _ST_FOLIUM, Sample(tuple(crowd), ()))
    section.targets += [
        Target(_FIRST_MAP, 3.0),
        Target(_SWITCH, 0.3),
        Target(_RERUN, 0.1),
        Target(_CROWD, 0.5),
        Target(_MEMORY, 4_000_000),
    ]
    section.notes += [
        (
            "an interaction is a run of the page under another address, from the request to the "
            "end of the run, over the websocket of the app; the crowd asks all at once"
        ),
        f"the {visits} visits are spread over all pages; st_folium shows one map and nothing else",
        f"memory: growth of the server's resident size from 1 to {visits} visits of all pages",
    ]
    return section


def _p95(times: Sequence[float]) -> float:
    ordered = sorted(times)
    return ordered[min(len(ordered) - 1, int(_P95 * len(ordered)))]


@contextlib.contextmanager
def _serve(words: Sequence[str]) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """Run ``python *words PORT``; give the address of the server and its process."""
    import socket  # noqa: PLC0415

    with socket.socket() as probe:
        probe.bind(("localhost", 0))
        port = probe.getsockname()[1]
    url = f"http://localhost:{port}"
    env = {**os.environ, "PYTHONPATH": str(_ROOT)}
    with tempfile.TemporaryFile() as sink:
        process = subprocess.Popen(
            [sys.executable, *words, str(port)],
            cwd=_ROOT,
            env=env,
            stdout=sink,
            stderr=subprocess.STDOUT,
        )
        try:
            _wait(url, process)
            yield url, process
        finally:
            process.terminate()
            process.wait()


def _wait(url: str, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise RuntimeError(f"the server ended with {process.returncode}")
        try:
            with urllib.request.urlopen(f"{url}/_stcore/health", timeout=5) as answer:
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.02)
    raise RuntimeError("the server does not answer")


async def _rerun_pages(url: str, n: int) -> dict[str, list[float]]:
    """Return the seconds of `n` interactions on each page, in one visit."""
    visit = await open_visit(url)
    await visit.run({})
    found: dict[str, list[float]] = {}
    for page in PAGE_NAMES:
        addresses = INTERACTIONS[page]
        for query in addresses:  # what is made once for all visits is made here
            await visit.run(query, _path(page))
        found[page] = [
            await visit.run(addresses[step % len(addresses)], _path(page)) for step in range(n)
        ]
    await close_visit(visit)
    return found


def _path(page: str) -> str:
    return "" if page == "overview" else page


async def _visit_at_once(
    url: str, pid: int, asked: Mapping[str, Sequence[Mapping[str, str]]], rounds: int, number: int
) -> tuple[float, float, list[float]]:
    """Return resident bytes with one visit and with all, and the seconds of each interaction."""
    first = await open_visit(url)
    await first.run({})
    pages = [_path(page) for page in asked]
    for page, queries in asked.items():
        for query in queries:
            await first.run(query, _path(page))
    before = _resident(pid)
    visits = [first, *[await open_visit(url) for _ in range(number - 1)]]
    for visit in visits[1:]:
        await visit.run({})
    for page, queries in asked.items():
        for query in queries:
            for visit in visits[1:]:
                await visit.run(query, _path(page))
    after = _resident(pid)
    queries_of = {_path(page): queries for page, queries in asked.items()}

    async def click(number: int, visit: Visit, step: int) -> float:
        page = pages[(number + step) % len(pages)]
        queries = queries_of[page]
        return await visit.run(queries[step % len(queries)], page)

    times: list[float] = []
    for step in range(rounds):
        times += await asyncio.gather(
            *(click(number, visit, step) for number, visit in enumerate(visits))
        )
    for visit in visits:
        await close_visit(visit)
    return before, after, times


def _resident(pid: int) -> float:
    """Return the resident bytes of a process (Linux)."""
    lines = Path(f"/proc/{pid}/status").read_text("ascii").splitlines()
    (line,) = [line for line in lines if line.startswith("VmRSS:")]
    return float(line.split()[1]) * 1024


def _measure_browser(section: Section, chromium: str, n: int) -> None:
    from playwright.sync_api import sync_playwright  # noqa: PLC0415  # only with a browser

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium, args=["--no-sandbox", "--disable-gpu"]
        )
        cold, warm = [], []
        switches: dict[str, list[float]] = {}
        at_once: dict[str, list[float]] = {}
        for _ in range(n):
            page = browser.new_page(viewport={"width": 1366, "height": 768})  # as the reader has it
            started = time.perf_counter()
            with _serve(_ATLAS) as (url, _):
                page.goto(url)
                page.wait_for_selector(".za-map[data-ready]", timeout=60_000)
                cold.append(time.perf_counter() - started)
                page.close()
                page = browser.new_page(viewport={"width": 1366, "height": 768})
                started = time.perf_counter()
                page.goto(url)
                page.wait_for_selector(".za-map[data-ready]", timeout=60_000)
                warm.append(time.perf_counter() - started)
                for found, rest_ms in ((at_once, 0), (switches, _REST_MS)):
                    for name, times in _switch_pages(page, rest_ms).items():
                        found.setdefault(name, []).extend(times)
                page.close()
        browser.close()
    section.add_time(_FIRST_MAP, OURS, Sample(tuple(cold), ()))
    section.add_time(_FIRST_VISIT, OURS, Sample(tuple(warm), ()))
    for name, times in switches.items():
        section.add_time(f"page switch: {name}", OURS, Sample(tuple(times), ()))
    for what, found in ((_SWITCH, switches), (_SWITCH_AT_ONCE, at_once)):
        slowest = max(statistics.median(times) for times in found.values())
        section.add_value(what, OURS, "s", slowest)


# Resolves with the milliseconds from a click on the menu to the page's own heading with the run
# ended and, where the page has a map, the map drawn.
_SWITCH_SCRIPT = """
([path]) => new Promise((done) => {
  const main = document.querySelector('[data-testid="stMain"]');
  const old = main.querySelector('h1').textContent;
  const asked = performance.now();
  const look = () => {
    const title = main.querySelector('h1');
    const state = document.querySelector('[data-testid="stApp"]').dataset.testScriptState;
    const box = main.querySelector('.za-box');
    const drawn = !box || (box.dataset.shown && box.dataset.shown === box.dataset.asked);
    if (title && title.textContent !== old && state === 'notRunning' && drawn) {
      done(performance.now() - asked);
    } else {
      requestAnimationFrame(look);
    }
  };
  document.querySelector(`a[href$="${path}"]`).click();
  look();
})
"""


def _switch_pages(page: Any, rest_ms: float, rounds: int = 3) -> dict[str, list[float]]:
    """Return the seconds of switches to each page, without the first, which fetches scripts."""
    found: dict[str, list[float]] = {name: [] for name in PAGE_NAMES}
    for number in range(rounds):
        for name in (*PAGE_NAMES[1:], PAGE_NAMES[0]):
            page.wait_for_timeout(rest_ms)
            seconds = float(page.evaluate(_SWITCH_SCRIPT, ["/" + _path(name)])) / 1000
            if number:
                found[name].append(seconds)
    return found
