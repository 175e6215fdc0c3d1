"""The words of the atlas in Chinese and English.

Texts live in ``geo/locale/<lang>/<domain>.po`` under symbolic ids (``map.no_data``) and are read
at run time, so that an editor's change shows after a restart and no compiled file can be stale.

>>> t = translator("en")
>>> t("status.derived")
'derived'
>>> t.period("2022Q1-Q3")
'first three quarters of 2022'
"""

from __future__ import annotations

import math
import re
from decimal import ROUND_HALF_UP, Context, Decimal
from functools import lru_cache
from gettext import c2py
from pathlib import Path
from typing import TYPE_CHECKING

from babel.messages.pofile import PoFileError, read_po

from geo.errors import LocaleError
from geo.types import LANGS, Lang, Qualifier

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from os import PathLike

__all__ = ["Translator", "translator"]

_FOLDER = Path(__file__).parent

_LANGS_ASKED = 16  # two languages, and room for tests with folders of their own

# Enough for any float; the usual 28 digits would refuse to round a large one.
_ROUNDING = Context(prec=400, rounding=ROUND_HALF_UP)
_MOST_DECIMALS = 12  # beyond this a float shows its binary tail (0.1 + 0.2), not a figure

_LAST_MONTH = 12
_QUARTERS = 4


class Translator:
    """Give texts, numbers and dates in one language.

    Parameters
    ----------
    lang
        Language of the texts.
    texts
        Template by message id.
    plurals
        Templates by message id, one per plural form of the language.
    plural_rule
        Index of the plural form for a count.
    """

    def __init__(
        self,
        lang: Lang,
        texts: Mapping[str, str],
        plurals: Mapping[str, tuple[str, ...]],
        plural_rule: Callable[[int], int],
    ) -> None:
        self.lang: Lang = lang
        self._texts = texts
        self._plurals = plurals
        self._plural_rule = plural_rule

    def __call__(self, key: str, /, **params: object) -> str:
        """Return the text of a key, with its named places filled.

        Parameters
        ----------
        key
            Message id, such as ``common.no_data``.
        **params
            What stands in the places ``{name}`` of the text; shown as ``str`` shows it, so
            numbers with thousands are formatted first (`number`).

        Returns
        -------
        str
            The text.

        Raises
        ------
        LocaleError
            The key is unknown, or a place of the text is not given.
        """
        template = self._texts.get(key)
        if template is None:
            hint = "it has plural forms: use plural()" if key in self._plurals else "add it"
            raise LocaleError(
                f"text id: expected one of the ids in geo/locale/{self.lang}/*.po, "
                f"came {key!r}; {hint}"
            )
        return self._fill(key, template, params)

    def plural(self, key: str, n: int, /, **params: object) -> str:
        """Return the text of a key for a count.

        Parameters
        ----------
        key
            Id of a message with plural forms.
        n
            The count; stands in the place ``{n}``, with thousands separated.
        **params
            As for a plain text.

        Returns
        -------
        str
            The text.

        Raises
        ------
        LocaleError
            The key is unknown or has no plural forms, or a place is not given.
        """
        forms = self._plurals.get(key)
        if forms is None:
            raise LocaleError(
                f"text id: expected one with plural forms in geo/locale/{self.lang}/*.po, "
                f"came {key!r}; add msgid_plural or call it as a plain text"
            )
        template = forms[self._plural_rule(abs(n))]
        return self._fill(key, template, {"n": self.number(n, 0), **params})

    def number(self, x: float | None, decimals: int | None = None) -> str:
        """Write a number with separated thousands and never in powers of ten.

        Parameters
        ----------
        x
            The number; None or NaN is a gap and gives the words for no data.
        decimals
            Digits after the point, halves rounded away from zero as in Chinese tables; None
            keeps the digits that the number has.

        Returns
        -------
        str
            The number, such as ``1,234.5``.

        Raises
        ------
        LocaleError
            The number is infinite or `decimals` is negative.

        Examples
        --------
        >>> translator("zh").number(83674866)
        '83,674,866'
        >>> translator("zh").number(2.675, 2)
        '2.68'
        """
        if x is None or math.isnan(x):
            return self("common.no_data")
        if math.isinf(x) or (decimals is not None and decimals < 0):
            raise LocaleError(
                f"number: expected a finite number and decimals >= 0, came {x!r} and "
                f"{decimals!r}; keep infinite values out of tables"
            )
        # repr of a float is the shortest decimal that means it; a NumPy scalar's repr is not.
        exact = Decimal(int(x)) if float(x).is_integer() else Decimal(repr(float(x)))
        kept = _MOST_DECIMALS if decimals is None else decimals
        rounded = exact.quantize(Decimal(1).scaleb(-kept), context=_ROUNDING)
        if rounded.is_zero():
            rounded = abs(rounded)  # no "-0.0"
        text = f"{rounded:,f}"
        return text.rstrip("0").rstrip(".") if decimals is None else text

    def period(self, period: str) -> str:
        """Write a period of the data in words.

        Parameters
        ----------
        period
            ``2021``, ``2021H1``, ``2022Q1``, ``2022Q1-Q3``, ``2021M1-7``, ``2018-07``; blank is
            a period that the source does not state.

        Returns
        -------
        str
            The period, such as ``2021年上半年``.

        Raises
        ------
        LocaleError
            The text is no period.
        """
        if period == "":
            return self("common.period_unknown")
        for pattern, write in _PERIODS:
            found = re.fullmatch(pattern, period, re.ASCII)
            if found:
                text = write(self, *found.groups())
                if text is not None:
                    return text
        raise LocaleError(
            "period: expected 2021, 2021H1, 2022Q1, 2022Q1-Q3, 2021M1-7 or 2018-07, "
            f"came {period!r}; correct it in the data"
        )

    def date(self, date: str) -> str:
        """Write a date of which only the known part is given.

        Parameters
        ----------
        date
            ``2015``, ``2015-09`` or ``2015-09-03``; blank is an unknown date.

        Returns
        -------
        str
            The date, such as ``2015年9月``.

        Raises
        ------
        LocaleError
            The text is no such date.
        """
        if date == "":
            return self("common.date_unknown")
        found = re.fullmatch(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?", date, re.ASCII)
        if found:
            year, month, day = found.groups()
            if month is None:
                return self("common.year", year=year)
            text = _write_month(self, year, month)
            if text is not None and day is None:
                return text
            if text is not None and 1 <= int(day) <= _days(int(year), int(month)):
                return self("common.day", year=year, month=self._month(month), day=int(day))
        raise LocaleError(
            f"date: expected 2015, 2015-09 or 2015-09-03, came {date!r}; correct it in the data"
        )

    def qualified(self, text: str, qualifier: Qualifier) -> str:
        """Say with a value whether it was published as a bound or an estimate.

        Parameters
        ----------
        text
            The value as it will stand, with its unit if that stands behind it.
        qualifier
            ``eq`` leaves the text alone, ``ge`` is "more than", ``approx`` is "about".

        Returns
        -------
        str
            The wording, such as ``超过1,000家``.
        """
        return text if qualifier == "eq" else self(f"qualifier.{qualifier}", value=text)

    def _fill(self, key: str, template: str, params: Mapping[str, object]) -> str:
        try:
            return template.format_map(params)
        except (KeyError, IndexError, ValueError) as error:
            raise LocaleError(
                f"text {key!r} ({self.lang}): expected values for the places of {template!r}, "
                f"came {sorted(params)}; give the missing one"
            ) from error

    def _month(self, month: str) -> str:
        return self(f"month.{int(month)}")


def _write_year(t: Translator, year: str) -> str:
    return t("common.year", year=year)


def _write_half(t: Translator, year: str, half: str) -> str:
    return t(f"common.half_{half}", year=year)


def _write_quarter(t: Translator, year: str, quarter: str) -> str:
    return t(f"common.quarter_{quarter}", year=year)


def _write_quarters(t: Translator, year: str, last: str) -> str:
    return t(f"common.quarters_{last}", year=year)


def _write_months(t: Translator, year: str, first: str, last: str) -> str | None:
    if not 1 <= int(first) < int(last) <= _LAST_MONTH:
        return None
    return t("common.months", year=year, first=t(f"month.{first}"), last=t(f"month.{last}"))


def _write_month(t: Translator, year: str, month: str) -> str | None:
    if not 1 <= int(month) <= _LAST_MONTH:
        return None
    return t("common.month", year=year, month=t(f"month.{int(month)}"))


_PERIODS: tuple[tuple[str, Callable[..., str | None]], ...] = (
    (r"(\d{4})", _write_year),
    (r"(\d{4})H([12])", _write_half),
    (rf"(\d{{4}})Q([1-{_QUARTERS}])", _write_quarter),
    (rf"(\d{{4}})Q1-Q([2-{_QUARTERS}])", _write_quarters),
    (r"(\d{4})M([1-9]|1[0-2])-([1-9]|1[0-2])", _write_months),
    (r"(\d{4})-(\d\d)", _write_month),
)


def _days(year: int, month: int) -> int:
    is_leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    return (31, 29 if is_leap else 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)[month - 1]


@lru_cache(maxsize=_LANGS_ASKED)
def translator(lang: Lang, folder: PathLike[str] = _FOLDER) -> Translator:
    """Read the texts of one language, all domains together.

    Parameters
    ----------
    lang
        ``zh`` or ``en``.
    folder
        Where the folders of the languages stand.

    Returns
    -------
    Translator
        Cached: the files are read once.

    Raises
    ------
    LocaleError
        The language is unknown, a file is no message catalogue, or two files hold one id.
    """
    if lang not in LANGS:
        raise LocaleError(f"lang: expected one of {', '.join(LANGS)}, came {lang!r}; name one")
    texts: dict[str, str] = {}
    plurals: dict[str, tuple[str, ...]] = {}
    rule = "0"
    for path in sorted(Path(folder, lang).glob("*.po")):
        try:
            with path.open("rb") as file:
                catalog = read_po(file, locale=lang, domain=path.stem, abort_invalid=True)
        except (PoFileError, UnicodeDecodeError) as error:
            raise LocaleError(
                f"{path.name} ({lang}): expected a message catalogue in UTF-8, came one that "
                f"cannot be read ({error}); correct the file"
            ) from error
        rule = catalog.plural_expr
        for message in catalog:
            is_plural = not isinstance(message.id, str)
            key = str(message.id[0] if is_plural else message.id)
            if key == "":
                continue  # the header
            if key in texts or key in plurals:
                raise LocaleError(
                    f"{path.name} ({lang}): expected each id in one file, came {key!r} again; "
                    "keep it where it belongs"
                )
            if is_plural:
                plurals[key] = tuple(message.string or ())
            else:
                texts[key] = str(message.string or "")
    return Translator(lang, texts, plurals, c2py(rule))
