"""What the overview keeps is kept apart for data, language and day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from geo.locale import translator
from geo.maps.builder import choose
from geo.types import FORMS
from geo.ui import panels
from geo.ui.kept import choose_values
from geo.ui.targets import words
from geo.view import View


@pytest.fixture
def sent(monkeypatch):
    """Collect the markup that is sent."""
    found = []
    monkeypatch.setattr(panels.st, "html", found.append)
    return found


def on(day):
    class Day(date):
        @classmethod
        def today(cls):
            return day

    return Day


def test_a_target_s_verdict_is_told_anew_when_its_year_has_passed(catalog, sent, monkeypatch):
    t = translator("zh")
    for day in (date(2024, 6, 1), date(2026, 6, 1), date(2024, 6, 1)):
        for module in (panels, words):
            monkeypatch.setattr(module, "date", on(day))
        panels.show_figures(catalog, t)
    before, after, again = sent
    assert before == again != after
    unpublished = t("targets.verdict_unpublished")
    assert unpublished in after
    assert unpublished not in before


def test_figures_are_those_of_the_data_and_the_language(catalog, sent):
    values = catalog.province_values.copy()
    values["value"] = values["value"].where(values["indicator"] != "hte_count", 123.0)
    other = replace(catalog, province_values=values, digest="other-figures")
    for one, lang in ((catalog, "zh"), (other, "zh"), (catalog, "en"), (catalog, "zh")):
        panels.show_figures(one, translator(lang))
    plain, changed, english, again = sent
    assert len({plain, changed, english}) == 3
    assert plain == again
    assert ">123<" in changed


COUNTED = {"indicator": "population_census2020", "period": "2020"}
SELECTIONS = (
    View(),
    View(indicator="gdp", period="2022"),
    View(indicator="gdp", period="2020"),
    View(indicator="population_permanent", period="2020"),
    View(**COUNTED),
    View(**COUNTED, geography="county"),
    View(indicator="gdp", period="2022", without=("510100",)),
    View(theme="field_share", indicator="gdp", period="2022", fields=("bio_medicine",)),
    *(View(indicator="gdp", period="2022", form=form) for form in FORMS),
)


def test_a_selection_that_is_kept_is_the_one_asked_for(catalog):
    for _ in range(2):
        for view in SELECTIONS:
            kept, made = choose_values(view, catalog), choose(view, catalog)
            if made is None:
                assert kept is None
                continue
            assert kept.frame.equals(made.frame)
            assert repr(replace(kept, frame=None)) == repr(replace(made, frame=None))
