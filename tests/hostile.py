"""Texts that try to leave their place, and a catalogue that holds them everywhere.

A payload that runs in a browser sets ``window.zaRan``; one that runs on the server makes the
folder `CANARY` in the working directory. Neither may ever be there.
"""

from __future__ import annotations

import itertools
import zlib
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from geo.catalog import Catalog

FLAG = "zaRan"
CANARY = "zone-atlas-canary"
PRODUCT = "1337"
"""What ``7*191`` becomes in anything that evaluates it."""

_RUN = f"window.{FLAG}=1"
_MAKE = f"os.mkdir('{CANARY}')"

PAYLOADS: dict[str, str] = {
    # markup
    "image": f'<img src=x onerror="{_RUN}">',
    "image_unquoted": f"<img src=x onerror={_RUN}>",
    "script": f"<script>{_RUN}</script>",
    "script_upper": f"<SCRIPT>{_RUN}</SCRIPT>",
    "close_script": f"</script><script>{_RUN}</script>",
    "close_script_space": f"</script ><script >{_RUN}</script >",
    "close_title": f"</title><script>{_RUN}</script>",
    "close_style": f"</style><svg onload={_RUN}>",
    "close_table": f"</td></tr></table><iframe srcdoc='<script>parent.{FLAG}=1</script>'></iframe>",
    "close_noscript": f"</noscript><svg/onload={_RUN}>",
    "svg": f"<svg><animate onbegin={_RUN} attributeName=x dur=1s>",
    "math": f"<math><mtext></p><style><img src=x onerror={_RUN}>",
    "link": f'<a href="javascript:{_RUN}">x</a>',
    "base": '<base href="javascript:/a/-alert(1)//">',
    "refresh": f'<meta http-equiv="refresh" content="0;url=javascript:{_RUN}">',
    "comment": "<!--",
    "comment_script": f"<!--<script>{_RUN}-->",
    "cdata": f"]]><script>{_RUN}</script>",
    "entity": f"&lt;img src=x onerror={_RUN}&gt;&#60;b&#62;&amp;amp;",
    "bare": "a < b && b > c &copy &notit;",
    # quotes and script text
    "double": f'" onmouseover="{_RUN}',
    "single": f"' onmouseover='{_RUN}",
    "back_tick": f"`;{_RUN};`",
    "dollar": f"${{{_RUN}}}",
    "end_string": f"';{_RUN};//",
    "end_string_double": f'";{_RUN};//',
    "backslash": f"\\';{_RUN};//\\",
    "unicode_escape": f"\\u003cimg src=x onerror={_RUN}\\u003e",
    "separators": f"a\u2028{_RUN}\u2029b",
    "proto": "__proto__",
    # server templates
    "template": "{{7*191}}",
    "template_spaced": "{{ 7*191 }}{{ '7'*191 }}",
    "template_climb": "{{ cycler.__init__.__globals__." + _MAKE + " }}",
    "template_block": "{% set x = cycler.__init__.__globals__." + _MAKE + " %}{{ x }}",
    "template_self": "{{ self.__init__.__globals__.__builtins__.__import__('os')."
    + _MAKE.removeprefix("os.")
    + " }}",
    "template_open": "100% {{",
    "template_raw": "{% raw",
    "template_comment": "{# x",
    "template_include": "{% include '/etc/passwd' %}",
    "template_macro": "{% endmacro %}{% endfor %}{{7*191}}",
    "format": "{0.__class__.__mro__}{n}{title!r}{value:>99}",
    "percent": "%s%(name)s%n%x",
    # writing direction and broken characters
    "right_to_left": "\u202egnp.exe\u202c",
    "isolate": "\u2067\u200f(abc)\u2069",
    "surrogate_high": "a\ud800b",
    "surrogate_low": "\udfffb",
    "astral": "\U0002070e\U0001f004",
    "joined": "e\u0301\u200b\u200d\ufeff",
    # spreadsheets
    "formula": "=1+1",
    "formula_call": "=cmd|'/C calc'!A0",
    "formula_link": '=HYPERLINK("javascript:1","x")',
    "plus": "+1+1",
    "minus": "-1+1",
    "at": "@SUM(1+1)",
    "tab": "\t=1+1",
    "return": "\r=1+1",
    "line": "\n=1+1",
    "spaced": "  =1+1",
    "wide": "＝1+1",
    "wide_space": "\u3000@SUM(1)",
    "separator": 'a,b;"c"\r\n=1+1',
}

SLOTS: dict[str, tuple[str, ...]] = {
    "zones": ("name", "short", "industries", "parks", "remark"),
    "platforms": ("name", "host", "note"),
    "prefectures": ("name", "short"),
    "counties": ("name",),
    "economic_zones": ("name",),
    "sources": ("title", "publisher", "supports", "note"),
    "indicators": ("label", "unit", "short", "definition", "official_source"),
    "prefecture_values": ("note",),
    "county_values": ("note",),
    "series_notes": ("note",),
    "zone_counts": ("note",),
    "plan_counts": ("name", "note"),
    "science_cities": ("name", "functions", "industries", "other_areas"),
}
"""Tables of the catalogue and the stems of their columns that hold free text."""


@dataclass(frozen=True)
class Planted:
    """A catalogue full of payloads, and what was planted where.

    `texts` maps (table, column) to the texts by row label, in row order. Each text ends in a
    mark of its own, so that finding it proves that this very cell arrived.
    """

    catalog: Catalog
    texts: dict[tuple[str, str], dict[object, str]]

    def shown(self, table, column, rows=None):
        """Return the texts as they may leave: UTF-8 cannot hold lone surrogates."""
        cells = self.texts[table, column]
        return [as_shown(cells[row]) for row in (cells if rows is None else rows)]


def as_shown(text):
    """Return a text with lone surrogates replaced, as every output must."""
    return text.encode("utf-8", "replace").decode("utf-8")


def columns_of(stem, frame):
    """Return the columns of a stem: one per language, and the bare one (``unit``)."""
    return [name for name in (f"{stem}_zh", f"{stem}_en", stem) if name in frame]


def plant(catalog, shift=0, payloads=None):
    """Return `catalog` with a payload in every free text; `shift` moves which stands where."""
    bodies = list((payloads or PAYLOADS).values())
    turn = itertools.count(shift)
    marks = itertools.count(1)
    texts = {}
    changed = {}

    def make(_cell=None):
        return f"{bodies[next(turn) % len(bodies)]}§{next(marks)}§"

    for table, stems in SLOTS.items():
        frame = getattr(catalog, table).copy()
        for stem in stems:
            for column in columns_of(stem, frame):
                old = frame[column]
                cells = [make() for _ in range(len(frame))]
                texts[table, column] = dict(zip(frame.index, cells, strict=True))
                is_list = any(isinstance(cell, (tuple, list)) for cell in old)
                new = [(cell,) for cell in cells] if is_list else cells
                frame[column] = type(old)(new, index=frame.index, dtype=object)
        changed[table] = frame
    # what is kept of a catalogue is kept by its digest: other payloads are other data
    own = zlib.crc32(repr(bodies).encode("utf-8", "replace"))
    digest = f"{catalog.digest}-hostile-{shift}-{own}"
    return Planted(replace(catalog, digest=digest, **changed), texts)
