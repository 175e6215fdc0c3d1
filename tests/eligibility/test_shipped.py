"""Files of facts are read once and held against their models."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from geo.eligibility import shipped
from geo.eligibility.evidence import EvidenceBook, load_evidence
from geo.eligibility.gates import load_gates
from geo.eligibility.index_systems import load_index_systems
from geo.eligibility.precedents import load_precedents


@pytest.mark.parametrize("load", [load_evidence, load_gates, load_index_systems, load_precedents])
def test_a_file_is_read_once(load):
    assert load() is load()


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("evidence: []\nremarks: []\nother: 1\n", "other"),
        ("evidence: []\n", "remarks"),
        ("- 1\n", "EvidenceBook"),
    ],
)
def test_what_the_model_does_not_know_is_refused(tmp_path, monkeypatch, text, fault):
    (tmp_path / "eligibility").mkdir()
    (tmp_path / "eligibility" / "evidence.yaml").write_text(text, "utf-8")
    monkeypatch.setattr(shipped, "data_dir", lambda: tmp_path)
    with pytest.raises(ValidationError, match=fault):
        shipped.read_shipped(EvidenceBook, "evidence.yaml")
    with pytest.raises(OSError, match=r"no\.yaml"):
        shipped.read_shipped(EvidenceBook, "no.yaml")
