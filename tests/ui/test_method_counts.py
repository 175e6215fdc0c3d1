"""The shaded matrix of coverage: computed once, sent alike."""

import pyarrow as pa
import pytest
from streamlit.elements.lib.pandas_styler_utils import marshall_styler
from streamlit.proto.ArrowData_pb2 import ArrowData

from geo.catalog import load_catalog
from geo.locale import translator
from geo.provenance import cover
from geo.types import GEOGRAPHIES
from geo.ui.method.counts import _shade, compute_once, coverage_frame


def send(styler):
    """Return the styles and the cells' texts as Streamlit sends them."""
    proto = ArrowData()
    marshall_styler(proto, styler, "unused")
    cells = pa.ipc.open_stream(proto.styler.display_values).read_all().to_pylist()
    return proto.styler.styles, cells


@pytest.mark.parametrize("geography", GEOGRAPHIES)
def test_what_was_computed_once_is_sent_as_if_computed_anew(geography):
    catalog = load_catalog()
    frame = coverage_frame(catalog, geography, translator("zh"))
    plain = _shade(frame, cover(catalog, geography)).set_uuid("same")
    kept = compute_once(_shade(frame, cover(catalog, geography)).set_uuid("same"))
    styles, cells = send(plain)
    assert "background-color" in styles
    for _ in range(2):
        held_styles, held_cells = send(kept)
        assert held_styles == styles
        # Streamlit writes a blank as <NA> or leaves it out; a table shows neither
        shown = [{k: None if v == "<NA>" else v for k, v in row.items()} for row in cells]
        assert held_cells == shown
