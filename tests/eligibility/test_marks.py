"""Titles within titles have the inner marks."""

from __future__ import annotations

import pytest

from geo.eligibility.rules import load_rules
from geo.eligibility.words import nest_marks, say_document
from geo.locale import translator


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("《关于印发《办法》的通知》", "《关于印发〈办法〉的通知》"),
        ("据《《甲》乙《丙》》和《丁》", "据《〈甲〉乙〈丙〉》和《丁》"),
        # the third is a title within an inner one, and has the outer marks again
        ("《一《二《三》》》", "《一〈二《三》〉》"),
        ("《一〈二〉三》", "《一〈二〉三》"),
        ("《甲》《乙》", "《甲》《乙》"),
        ("没有", "没有"),
        # what does not pair is left alone
        ("《甲《乙》", "《甲《乙》"),
        ("甲》《乙》", "甲》《乙》"),
    ],
)
def test_inner_marks(text, written):
    assert nest_marks(text) == written
    assert nest_marks(written) == written


def test_the_name_of_a_document_that_names_another():
    rule_set = load_rules().sets["sc_provincial_2017"]
    own = rule_set.model_copy(update={"title_zh": "关于印发《某办法》的通知"})
    assert (
        say_document(own, translator("zh")) == "《关于印发〈某办法〉的通知》（川办函〔2017〕18号）"
    )
