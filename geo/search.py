"""What the search box finds: zones, platforms, prefectures, counties, science-city parts.

The list is made once; matching happens in the browser while the reader types (search.js).
Pinyin comes from pypinyin, character by character: its dictionary of phrases takes half a second
and 57 MB at the start of the atlas. What is read otherwise in names stands in `_READINGS` and
`_IN_NAMES`; in the tests the county list, whose English names are pinyin, and the dictionary of
phrases are held against them.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import pandas as pd

    from geo.catalog import Catalog

Kind = Literal["zone", "prefecture", "county", "platform", "science_city"]

KINDS: tuple[Kind, ...] = ("zone", "prefecture", "county", "platform", "science_city")
"""In the order in which equally good hits are shown."""

# Characters with several readings, as names of places and institutions have them.
_IN_NAMES = {"都": "du", "长": "chang", "调": "tiao"}

# Names of places, and words in names of platforms, that are read otherwise than their characters.
_READINGS = {
    "犍为": "qian wei",
    "对称": "dui chen",
    "调度": "diao du",
    "调查": "diao cha",
    "重庆": "chong qing",
    "银行": "yin hang",
    "行业": "hang ye",
    "校长": "xiao zhang",
    "成长": "cheng zhang",
    "生长": "sheng zhang",
    "增长": "zeng zhang",
    "藏族": "zang zu",
    "藏医": "zang yi",
    "藏药": "zang yao",
    "西藏": "xi zang",
    "音乐": "yin yue",
    "甘孜": "gan zi",
    "新都": "xin du",
    "郫都": "pi du",
    "什邡": "shi fang",
    "丹棱": "dan ling",
    "长宁": "chang ning",
    "筠连": "jun lian",
    "荥经": "ying jing",
    "长明": "chang ming",
    "川藏": "chuan zang",
    "薄膜": "bo mo",
}

_KIND_WORD = re.compile(r"(?<=..)(?:(?:(?:彝|藏|羌)族)*自治[州县]|区|县|市)$")
"""What a reader leaves out at the end of a county's or prefecture's name."""

_BRACKETS = re.compile(r"（[^）]*）")


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that can be found.

    Attributes
    ----------
    kind
        What it is.
    id
        As a View's selection writes it: "zone:chengdu", "510700".
    zh, en
        Its full names.
    place_zh, place_en
        Short name of its prefecture: four counties are called 市中区, 西区 and the like.
    spoken
        Its Chinese names, full and short, each with its pinyin, one syllable per character.
    prefecture
        Code of its prefecture; blank if it has none.
    recognised
        Whether it is recognised; some parks are known from old mentions only.
    """

    kind: Kind
    id: str
    zh: str
    en: str
    place_zh: str
    place_en: str
    spoken: tuple[tuple[str, str], ...]
    prefecture: str = ""
    recognised: bool = True


def build_index(catalog: Catalog) -> tuple[Entry, ...]:
    """Return everything that can be found, kind by kind, in the order of the data.

    Sensitive platforms are left out: they are counted elsewhere and named nowhere.
    """
    return tuple(_entries(catalog))


def _entries(catalog: Catalog) -> Iterator[Entry]:
    def place(code: object, stem: str) -> str:
        known = isinstance(code, str) and code in catalog.prefectures.index
        return str(catalog.prefectures[stem][code]) if known else ""

    def entry(kind: Kind, key: str, row: dict[str, Any], **more: Any) -> Entry:
        code = row.get("prefecture_code")
        is_place = kind in {"prefecture", "county"}
        names = [row["name_zh"], row.get("short_zh")]
        if is_place:
            names.append(_KIND_WORD.sub("", row["name_zh"]))
        elif kind == "science_city":
            # 西部（成都）科学城 is also called 西部科学城
            names.append(_BRACKETS.sub("", row["name_zh"]))
        zh = [name for name in names if isinstance(name, str) and name]
        return Entry(
            kind=kind,
            id=key if is_place else f"{kind}:{key}",
            zh=row["name_zh"],
            en=row["name_en"] if isinstance(row["name_en"], str) else row["name_zh"],
            place_zh=place(code, "short_zh"),
            place_en=place(code, "short_en"),
            spoken=tuple((name, read_pinyin(name)) for name in dict.fromkeys(zh)),
            **{"prefecture": code if isinstance(code, str) else "", **more},
        )

    zones = list(_rows(catalog.zones))
    # parks that nobody has recognised come last
    for key, row in sorted(zones, key=lambda item: item[1]["level"] == "candidate"):
        yield entry("zone", key, row, recognised=row["level"] != "candidate")
    for key, row in _rows(catalog.prefectures):
        yield entry("prefecture", key, row, prefecture=key)
    for key, row in _rows(catalog.counties):
        yield entry("county", key, row)
    platforms = catalog.platforms
    for key, row in _rows(platforms[~platforms["sensitive"].astype(bool)]):
        yield entry("platform", key, row)
    for key, row in _rows(catalog.science_cities):
        yield entry("science_city", key, row)


def _rows(table: pd.DataFrame) -> Iterator[tuple[str, dict[str, Any]]]:
    wanted = ("name_zh", "name_en", "short_zh", "prefecture_code", "level")
    columns = [name for name in wanted if name in table.columns]
    held = zip(*(table[name].tolist() for name in columns), strict=True)
    for key, cells in zip(table.index, held, strict=True):
        yield str(key), dict(zip(columns, cells, strict=True))


def read_pinyin(name: str) -> str:
    """Return the pinyin of `name`, one syllable per character, without tones.

    ``ü`` is written ``v``, as it is typed. Letters and digits stand for themselves; brackets
    and other marks are left out.

    Examples
    --------
    >>> read_pinyin("绵阳高新区")
    'mian yang gao xin qu'
    """
    read = _reader()
    syllables: list[str] = []
    for run in re.findall(r"[\u3400-\u9fff]+|[a-z0-9]", name.lower()):
        syllables += [run] if run.isascii() else read(run)
    return " ".join(syllables)


@cache
def _reader() -> Callable[[str], list[str]]:
    # read by pypinyin when it is imported
    os.environ["PYPINYIN_NO_PHRASES"] = "true"
    from pypinyin import lazy_pinyin, load_phrases_dict, load_single_dict  # noqa: PLC0415

    load_single_dict({ord(character): syllable for character, syllable in _IN_NAMES.items()})
    load_phrases_dict(
        {name: [[syllable] for syllable in text.split()] for name, text in _READINGS.items()}
    )
    return lazy_pinyin


def index_rows(entries: tuple[Entry, ...]) -> list[list[Any]]:
    """Return the index as the browser takes it.

    Returns
    -------
    list
        Per entry: kind (its number in `KINDS`), id, name in Chinese and in English, the
        prefecture's short names likewise, Chinese names with pinyin, and 0 where the entry is
        not recognised, else 1.
    """
    return [
        [
            KINDS.index(entry.kind),
            entry.id,
            entry.zh,
            entry.en,
            entry.place_zh,
            entry.place_en,
            [list(pair) for pair in entry.spoken],
            int(entry.recognised),
        ]
        for entry in entries
    ]


__all__ = ["KINDS", "Entry", "Kind", "build_index", "index_rows", "read_pinyin"]
