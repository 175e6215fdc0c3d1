"""Both languages are complete, every text is used, and no page holds a text of its own."""

import ast
import math
import re
import string
from functools import cache
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from hypothesis import given
from hypothesis import strategies as st

from geo import types
from geo.errors import LocaleError
from geo.locale import translator

ROOT = Path(__file__).parent.parent
FOLDER = ROOT / "geo" / "locale"
DOMAINS = sorted({path.stem for path in FOLDER.glob("*/*.po")})
PAGES = sorted([*ROOT.glob("pages/**/*.py"), *ROOT.glob("app.py")])
CODE = sorted([*ROOT.glob("geo/**/*.py"), *PAGES])
SCRIPTS = sorted(ROOT.glob("geo/**/*.js"))
CJK = re.compile(r"[\u3000-\u303f\u3400-\u9fff\uff00-\uffef]")
KEY = re.compile(r"[a-z][a-z0-9_]*(?:\.[a-z0-9_]+)+")

# English texts that hold Chinese on purpose: a language's name is written in that language.
CHINESE_IN_ENGLISH = {"lang.zh"}


@cache
def read(lang, domain):
    with (FOLDER / lang / f"{domain}.po").open("rb") as file:
        return read_po(file, locale=lang, domain=domain, abort_invalid=True)


def texts(lang, domain):
    """Return {key: tuple of its texts} of one file."""
    found = {}
    for message in read(lang, domain):
        if message.id:
            is_plural = not isinstance(message.id, str)
            key = message.id[0] if is_plural else message.id
            found[key] = tuple(message.string) if is_plural else (message.string,)
    return found


def places(text):
    return {field for _, field, _, _ in string.Formatter().parse(text) if field is not None}


ALL_KEYS = {key for domain in DOMAINS for key in texts("zh", domain)}
FAMILIES = {key.split(".")[0] for key in ALL_KEYS}


# The catalogues


def test_both_languages_have_the_same_files():
    names = [{path.name for path in (FOLDER / lang).glob("*.po")} for lang in types.LANGS]
    assert names[0] == names[1]
    assert "common.po" in names[0]


@pytest.mark.parametrize("domain", DOMAINS)
def test_both_languages_have_the_same_ids_in_the_same_order(domain):
    assert list(texts("zh", domain)) == list(texts("en", domain))


@pytest.mark.parametrize("domain", DOMAINS)
@pytest.mark.parametrize("lang", types.LANGS)
class TestCatalogue:
    def test_no_text_is_empty(self, lang, domain):
        empty = [k for k, forms in texts(lang, domain).items() if not all(map(str.strip, forms))]
        assert empty == []

    def test_no_text_is_marked_fuzzy_or_obsolete(self, lang, domain):
        catalog = read(lang, domain)
        assert [m.id for m in catalog if m.id and m.fuzzy] == []
        assert list(catalog.obsolete) == []

    def test_no_id_stands_twice(self, lang, domain):
        lines = (FOLDER / lang / f"{domain}.po").read_text(encoding="utf-8").splitlines()
        ids = [line for line in lines if line.startswith("msgid ")]
        assert sorted(ids) == sorted(set(ids))

    def test_plural_forms_are_filled(self, lang, domain):
        catalog = read(lang, domain)
        assert catalog.num_plurals == {"zh": 1, "en": 2}[lang]
        for message in catalog:
            if not isinstance(message.id, str):
                assert len(message.string) == catalog.num_plurals, message.id

    def test_every_place_is_a_plain_name(self, lang, domain):
        # "{n:,}" or "{x.y}" would format data by rules of their own, or reach into objects.
        for key, forms in texts(lang, domain).items():
            for form in forms:
                for _, field, spec, conversion in string.Formatter().parse(form):
                    if field is not None:
                        assert re.fullmatch(r"[a-z][a-z0-9_]*", field), (key, field)
                        assert (spec, conversion) == ("", None), (key, field)

    def test_ids_belong_to_their_file(self, lang, domain):
        for key in texts(lang, domain):
            assert KEY.fullmatch(key), key
            if domain != "common":
                assert key.startswith(f"{domain}."), key

    def test_the_language_is_the_language_of_the_folder(self, lang, domain):
        for key, forms in texts(lang, domain).items():
            for form in forms:
                if lang == "en" and key not in CHINESE_IN_ENGLISH:
                    assert not CJK.search(form), (key, form)


@pytest.mark.parametrize("domain", DOMAINS)
def test_both_languages_name_the_same_places(domain):
    english = texts("en", domain)
    for key, forms in texts("zh", domain).items():
        wanted = set().union(*map(places, forms))
        assert set().union(*map(places, english[key])) == wanted, key


@pytest.mark.parametrize(
    ("family", "members"),
    [
        ("lang", types.LANGS),
        ("status", types.STATUSES),
        ("level", types.ZONE_LEVELS),
        ("category", types.PLATFORM_CATEGORIES),
        ("field", (*types.FIELDS, "unknown")),
        ("geography", types.GEOGRAPHIES),
        ("form", types.FORMS),
        ("drawing", types.DRAWINGS),
        ("scheme", types.SCHEMES),
        ("palette", types.PALETTES),
        ("layer", types.LAYER_NAMES),
    ],
)
def test_every_member_of_a_closed_set_has_a_name(family, members):
    named = {key.split(".")[1] for key in ALL_KEYS if key.startswith(f"{family}.")}
    assert named == set(members)


def test_fixed_lines_are_the_customary_ones():
    t = translator("zh")
    assert t("common.no_data") == "未收录"
    assert t("common.credit") == (
        "边界数据来源：天地图（审图号：GS（2024）0650号），已简化并叠加专题内容"
    )
    assert t("common.review_warning") == "本图未经地图审核，仅供内部研究，公开使用前须依法送审"
    assert t("common.plan_status") == "未与2022年10月17日印发稿核对"


# Texts of our own, so that the tests of the translator do not hang on what the atlas says.
OWN = {
    "zh": """
msgid "own.plain"
msgstr "编号：{number}"

msgid "own.items"
msgid_plural "own.items"
msgstr[0] "另有{n}项"
""",
    "en": """
msgid "own.plain"
msgstr "Number: {number}"

msgid "own.items"
msgid_plural "own.items"
msgstr[0] "{n} further item"
msgstr[1] "{n} further items"
""",
}


@pytest.fixture
def own(tmp_path):
    for lang, body in OWN.items():
        (tmp_path / lang).mkdir()
        (tmp_path / lang / "own.po").write_text(body, encoding="utf-8")
    return {lang: translator(lang, tmp_path) for lang in OWN}


# The translator


def test_texts_are_read_once():
    assert translator("zh") is translator("zh")


def test_places_are_filled_and_what_fills_them_is_left_alone(own):
    assert own["en"]("own.plain", number="A{0}{number}%s") == "Number: A{0}{number}%s"
    assert own["zh"]("own.plain", number=2023) == "编号：2023"


@pytest.mark.parametrize(
    ("ask", "part"),
    [
        (lambda t: t("common.no_such_text"), "common.no_such_text"),
        (lambda t: t("own.plain"), "expected values"),
        (lambda t: t("own.items"), r"plural\(\)"),
        (lambda t: t.plural("own.plain", 1, number=1), "plural forms"),
        (lambda t: t.plural("common.no_such_text", 1), "common.no_such_text"),
        (lambda t: t.number(math.inf), "finite"),
        (lambda t: t.number(1.0, -1), "decimals"),
    ],
)
def test_what_cannot_be_said_is_refused(own, ask, part):
    with pytest.raises(LocaleError, match=part):
        ask(own["zh"])


def test_an_unknown_language_is_refused():
    with pytest.raises(LocaleError, match="'fr'"):
        translator("fr")


def write_catalogue(folder, name, body):
    path = folder / "en" / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(body, encoding="utf-8")


def test_an_id_in_two_files_is_refused(tmp_path):
    for name in ("a.po", "b.po"):
        write_catalogue(tmp_path, name, 'msgid "a.x"\nmsgstr "x"\n')
    with pytest.raises(LocaleError, match=r"'a\.x' again"):
        translator("en", tmp_path)


def test_a_file_that_is_no_catalogue_is_refused(tmp_path):
    write_catalogue(tmp_path, "a.po", 'msgid "a.x"\nmsgstr "x\nnonsense')
    with pytest.raises(LocaleError, match=r"a\.po"):
        translator("en", tmp_path)


@pytest.mark.parametrize(
    ("n", "zh", "en"),
    [
        (0, "另有0项", "0 further items"),
        (1, "另有1项", "1 further item"),
        (2, "另有2项", "2 further items"),
        (1200, "另有1,200项", "1,200 further items"),
    ],
)
def test_plural_forms_follow_the_language(own, n, zh, en):
    assert own["zh"].plural("own.items", n) == zh
    assert own["en"].plural("own.items", n) == en


@pytest.mark.parametrize(
    ("x", "decimals", "expected"),
    [
        (1234.5, None, "1,234.5"),
        (1234.5, 0, "1,235"),  # half away from zero, not to even
        (2.675, 2, "2.68"),  # the decimal that was printed, not its binary neighbour
        (-2.675, 2, "-2.68"),
        (0.1 + 0.2, None, "0.3"),
        (100, None, "100"),
        (0, None, "0"),
        (0, 1, "0.0"),
        (-0.04, 1, "0.0"),
        (1e21, None, "1,000,000,000,000,000,000,000"),
        (1e-7, None, "0.0000001"),
        (48598.8, 1, "48,598.8"),
        (float("nan"), 1, "未收录"),
        (None, None, "未收录"),
    ],
)
def test_numbers(x, decimals, expected):
    assert translator("zh").number(x, decimals) == expected
    assert translator("en").number(x, decimals) == expected.replace("未收录", "no data")


@given(st.floats(allow_nan=False, allow_infinity=False), st.integers(0, 6))
def test_a_number_reads_back_within_half_a_last_digit(x, decimals):
    text = translator("en").number(x, decimals)
    assert "e" not in text.lower()
    assert abs(float(text.replace(",", "")) - x) <= 0.5 * 10**-decimals + abs(x) * 1e-15


@pytest.mark.parametrize(
    ("period", "zh", "en"),
    [
        ("2023", "2023年", "2023"),
        ("2021H1", "2021年上半年", "first half of 2021"),
        ("2021H2", "2021年下半年", "second half of 2021"),
        ("2022Q1", "2022年第一季度", "first quarter of 2022"),
        ("2022Q4", "2022年第四季度", "fourth quarter of 2022"),
        ("2022Q1-Q3", "2022年前三季度", "first three quarters of 2022"),
        ("2021M1-7", "2021年1—7月", "January–July 2021"),
        ("2021M1-11", "2021年1—11月", "January–November 2021"),
        ("2018-07", "2018年7月", "July 2018"),
        ("2018-12", "2018年12月", "December 2018"),
        ("", "年份未注明", "period not stated"),
    ],
)
def test_periods(period, zh, en):
    assert translator("zh").period(period) == zh
    assert translator("en").period(period) == en


@pytest.mark.parametrize(
    "period",
    [
        *("2021H3", "2022Q5", "2022Q0", "2022Q1-Q1", "2021M7-1", "2021M1-13", "2018-13"),
        *("2018-00", "21", "2021 ", "２０２１", "2021\n", "abc", "2021M01-07"),
    ],
)
def test_what_is_no_period_is_refused(period):
    with pytest.raises(LocaleError, match="period"):
        translator("zh").period(period)


@pytest.mark.parametrize(
    ("date", "zh", "en"),
    [
        ("2015", "2015年", "2015"),
        ("2015-09", "2015年9月", "September 2015"),
        ("2015-09-03", "2015年9月3日", "3 September 2015"),
        ("2020-02-29", "2020年2月29日", "29 February 2020"),
        ("", "日期未注明", "date not stated"),
    ],
)
def test_partial_dates(date, zh, en):
    assert translator("zh").date(date) == zh
    assert translator("en").date(date) == en


@pytest.mark.parametrize(
    "date", ["2015-13", "2015-00", "2021-02-29", "1900-02-29", "2015-04-31", "2015-4-1", "2015-"]
)
def test_what_is_no_date_is_refused(date):
    with pytest.raises(LocaleError, match="date"):
        translator("en").date(date)


def test_a_bound_and_an_estimate_say_so():
    assert translator("zh").qualified("1,000家", "ge") == "超过1,000家"
    assert translator("zh").qualified("70平方公里", "approx") == "约70平方公里"
    assert translator("en").qualified("1,000", "ge") == "over 1,000"
    assert translator("en").qualified("70", "approx") == "about 70"
    assert translator("en").qualified("70", "eq") == "70"


# The code that asks


def keys_in(tree):
    """Return (keys and patterns that a module mentions, those that it surely asks for)."""
    mentioned, asked = set(), set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and node.args:
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            if name in {"t", "_t", "plural", "Message"}:
                found = key_pattern(node.args[0])
                if found:
                    asked.add(found)
        found = key_pattern(node)
        if found:
            mentioned.add(found)
    return mentioned, asked


def key_pattern(node):
    """Return a regular expression for the keys that a string expression can be, or None."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return re.escape(node.value) if KEY.fullmatch(node.value) else None
    if isinstance(node, ast.JoinedStr):
        parts = [
            re.escape(str(part.value)) if isinstance(part, ast.Constant) else "[a-z0-9_]+"
            for part in node.values
        ]
        pattern = "".join(parts)
        family = re.match(r"([a-z_]+)\\\.", pattern)
        return pattern if family and family[1] in FAMILIES else None
    return None


@cache
def tree_of(path):
    return ast.parse(path.read_text(encoding="utf-8"))


@cache
def is_key(pattern):
    """Whether a key, or a pattern of keys, fits a text that there is."""
    return any(re.fullmatch(pattern, key) for key in ALL_KEYS)


def test_every_key_that_code_asks_for_exists():
    unknown = []
    for path in CODE:
        _, asked = keys_in(tree_of(path))
        unknown += [
            f"{path.relative_to(ROOT)}: {pattern}"
            for pattern in sorted(asked)
            if not is_key(pattern)
        ]
    assert not unknown, "\n".join(unknown)


def test_every_call_gives_the_places_of_its_text():
    wanted = {}
    for domain in DOMAINS:
        for key, forms in texts("zh", domain).items():
            wanted[key] = set().union(*map(places, forms))
    wrong = []
    for path in CODE:
        for node in ast.walk(tree_of(path)):
            if not (isinstance(node, ast.Call) and node.args):
                continue
            key = getattr(node.args[0], "value", None)
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            given = {keyword.arg for keyword in node.keywords}
            if name not in {"t", "_t", "plural"} or key not in wanted or None in given:
                continue
            implied = {"n"} if name == "plural" else set()
            if not given <= wanted[key] <= given | implied:
                wrong.append(f"{path.relative_to(ROOT)}:{node.lineno}: {key} has {wanted[key]}")
    assert not wrong, "\n".join(wrong)


def test_every_key_is_used():
    patterns = set()
    for path in CODE:
        patterns |= keys_in(tree_of(path))[0]
    for path in SCRIPTS:
        script = path.read_text(encoding="utf-8")
        patterns |= {re.escape(key) for key in re.findall(rf"[\"'`]({KEY.pattern})[\"'`]", script)}
    used = re.compile("|".join(sorted(patterns)))
    unused = sorted(key for key in ALL_KEYS if not used.fullmatch(key))
    assert not unused, "\n".join(unused)


def docstrings(tree):
    for node in ast.walk(tree):
        body = getattr(node, "body", None)
        if isinstance(body, list) and body and isinstance(body[0], ast.Expr):
            yield body[0].value


# What a reader never sees, although it is a text given to a Streamlit call.
UNSEEN_ARGUMENTS = {
    *("key", "width", "height", "type", "icon", "layout", "gap", "border", "format", "on_click"),
    *(
        "initial_sidebar_state",
        "page_icon",
        "mime",
        "file_name",
        "language",
        "horizontal_alignment",
    ),
    *("vertical_alignment", "label_visibility", "on_change", "on_select", "selection_mode"),
    *("url_path", "position", "alignment", "anchor", "html", "css", "js", "name"),
}
UNSEEN_CALLS = {"Page", "switch_page", "get", "pop", "set_option", "get_option", "setdefault"}
NOT_WORDS = re.compile(r"<[^<>]*>|&\w+;|^[\w/]+\.py$")  # markup, and the file of a page
A_WORD = re.compile(r"[^\W\d_]{2,}")


def written_texts(tree):
    """Yield (line, text) of every text that a page shows and did not take from a catalogue."""
    silent = {id(node) for node in docstrings(tree)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            if id(node) not in silent and CJK.search(node.value):
                yield node.lineno, node.value
        elif isinstance(node, ast.Call) and is_streamlit(node.func):
            if node.func.attr in UNSEEN_CALLS:
                continue
            shown = [*node.args]
            shown += [k.value for k in node.keywords if k.arg not in UNSEEN_ARGUMENTS]
            for argument in shown:
                for text in spoken(argument):
                    seen = NOT_WORDS.sub("", text.value)
                    if A_WORD.search(seen) and not KEY.fullmatch(text.value):
                        yield text.lineno, text.value


def is_streamlit(func):
    """Whether a call is on ``st`` or on something that ``st`` gave (columns, sidebar, forms)."""
    if not isinstance(func, ast.Attribute):
        return False
    root = func.value
    while isinstance(root, ast.Attribute | ast.Subscript):
        root = root.value
    elements = {"metric", "markdown", "write", "caption", "button", "selectbox", "toggle", "title"}
    return (isinstance(root, ast.Name) and root.id == "st") or func.attr in elements


def spoken(node):
    """Yield the text constants of an expression that reach the call as they stand."""
    if isinstance(node, ast.Constant):
        if isinstance(node.value, str):
            yield node
    elif isinstance(node, ast.JoinedStr | ast.List | ast.Tuple):
        for part in getattr(node, "values", getattr(node, "elts", [])):
            yield from spoken(part)
    elif isinstance(node, ast.BinOp):
        yield from spoken(node.left)
        yield from spoken(node.right)
    elif isinstance(node, ast.IfExp):
        yield from spoken(node.body)
        yield from spoken(node.orelse)


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_no_page_holds_a_text_of_its_own(path):
    assert list(written_texts(tree_of(path))) == []


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ("st.title('Overview')", ["Overview"]),
        ("st.sidebar.button(f'Show {n} zones')", ["Show ", " zones"]),
        ("column.metric('GDP', 1)", ["GDP"]),
        ("st.selectbox(label='Period', options=x, key='period')", ["Period"]),
        ("st.write('a' + 'zones' if x else 'none')", ["zones", "none"]),
        ("words = {'x': '高新区'}", ["高新区"]),
        ("st.title(t('app.title'), width='stretch')", []),
        ("st.Page('pages/overview.py', title=t('app.overview'))", []),
        ("st.metric(t('app.gdp'), f'{n} %')", []),
        ("def f():\n    '''四川'''", []),
        ("st.html(f'<p class=\"lead\">{x}</p>')", []),
        ("st.html('<p class=\"lead\">Zones</p>')", ['<p class="lead">Zones</p>']),
        ("st.page_link('pages/overview.py', label=t('app.overview'))", []),
    ],
)
def test_the_search_for_written_texts_finds_them(code, found):
    assert [text for _, text in written_texts(ast.parse(code))] == found


@pytest.mark.parametrize(
    ("code", "mentioned", "asked"),
    [
        ("t('common.no_data')", {"common.no_data"}, {"common.no_data"}),
        ("t(f'status.{s}')", {"status.official"}, {"status.official"}),
        ("x = {'a': 'common.no_data'}", {"common.no_data"}, set()),
        ("t.plural('own.items', n)", {"own.items"}, {"own.items"}),
        ("open('data.csv')", set(), set()),
    ],
)
def test_the_search_for_keys_finds_them(code, mentioned, asked):
    def matched(patterns):
        return {
            key
            for key in ("common.no_data", "status.official", "own.items")
            if any(re.fullmatch(pattern, key) for pattern in patterns)
        }

    found = keys_in(ast.parse(code))
    assert (matched(found[0]), matched(found[1])) == (mentioned, asked)
