"""The exported overview: its bytes, and how soon Chromium shows it."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from benchmarks import subject
from benchmarks.report import OURS, Section, Target
from benchmarks.timing import Sample
from geo.export.html import write_html
from geo.presets import PRESETS

_SIZE = "file"
_SHOWN = "open to drawn in Chromium"

# Notes the moment at which the map says that it stands; clock starts with the navigation.
_WATCH = """
new MutationObserver((_, watch) => {
  if (document.querySelector('[data-ready="true"]')) {
    window.zaReady = performance.now();
    watch.disconnect();
  }
}).observe(document, {subtree: true, childList: true, attributes: true});
"""


def measure(n: int) -> Section:
    """Return bytes and milliseconds."""
    section = Section("Exported overview")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "overview.html"
        write_html(PRESETS["overview"], subject.catalog(), path)
        section.add_value(_SIZE, OURS, "B", path.stat().st_size)
        chromium = shutil.which("chromium")
        if chromium is None:
            section.notes.append("chromium is not on the path: not opened")
        else:
            times = tuple(_open(path, chromium) for _ in range(n))
            section.add_time(_SHOWN, OURS, Sample(times, ()))
            section.notes.append(
                "from the start of the navigation to the map's own mark `data-ready`; a fresh "
                "headless Chromium each time, software rendering, 1366 x 768"
            )
    section.targets += [Target(_SIZE, 1_000_000), Target(_SHOWN, 1.0)]
    return section


def _open(path: Path, chromium: str) -> float:
    from playwright.sync_api import sync_playwright  # noqa: PLC0415  # only with a browser

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium, args=["--no-sandbox", "--disable-gpu"]
        )
        try:
            page = browser.new_page(viewport={"width": 1366, "height": 768})
            page.add_init_script(_WATCH)
            page.goto(path.as_uri())
            page.wait_for_function("window.zaReady !== undefined", timeout=30_000)
            return float(page.evaluate("window.zaReady")) / 1000
        finally:
            browser.close()
