"""What can be looked up on the page of a map: its zones and areas, by name, pinyin and English."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Any

from geo.maps.parts import Memo
from geo.search import build_index

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geo.catalog import Catalog
    from geo.search import Entry
    from geo.types import Geography

_TYPED = str.maketrans(dict.fromkeys("üǖǘǚǜ", "v"))
_MARKS = re.compile(r"[^0-9a-z\u3400-\u9fff]")

_NAMES: Memo[tuple[list[Any], ...]] = Memo(16)


def name_rows(
    catalog: Catalog, geography: Geography, *, candidates: bool = False
) -> tuple[list[Any], ...]:
    """Return the names of zones and of the areas of `geography`, ready for the page's script.

    Parameters
    ----------
    candidates
        Whether parks that nobody has recognised may be named.

    Returns
    -------
    tuple of list
        Per thing: id, name in Chinese and in English, short name of its prefecture likewise, and
        the texts that a query is compared with, as `fold` writes them.
    """

    def make() -> tuple[list[Any], ...]:
        return tuple(
            [entry.id, entry.zh, entry.en, entry.place_zh, entry.place_en, _keys(entry)]
            for entry in build_index(catalog)
            if entry.kind == geography
            or (entry.kind == "zone" and (entry.recognised or candidates))
        )

    return _NAMES.get((catalog.digest, geography, candidates), make)


def _keys(entry: Entry) -> list[str]:
    return list(dict.fromkeys(key for text in _spellings(entry) if (key := fold(text))))


def _spellings(entry: Entry) -> Iterator[str]:
    yield entry.en
    for name, pinyin in entry.spoken:
        yield name
        yield pinyin
        yield "".join(syllable[:1] for syllable in pinyin.split())
    if entry.kind == "county":  # who writes the prefecture first finds its counties
        yield entry.place_zh + entry.zh
        yield entry.place_en + entry.en


def fold(text: str) -> str:
    """Return `text` as it is compared; the page's script has the same rule.

    Letters a to z, digits and Chinese characters stay: no case, no accents, ü as v.

    Examples
    --------
    >>> fold("Lüliang  High-tech, 2号")
    'lvlianghightech2号'
    """
    plain = unicodedata.normalize("NFKD", text.lower().translate(_TYPED))
    return _MARKS.sub("", plain)
