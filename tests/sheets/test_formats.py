"""What a format shows of a number: held against what Excel and WPS show."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.sheets.formats import Shown, read_format


@pytest.mark.parametrize(
    ("number_format", "value", "shown"),
    [
        # as it is
        ("General", 480, "480"),
        ("", 480, "480"),
        ("0", 480, "480"),
        ("@", 480, "480"),
        ("#,##0.00", 4800, "4,800.00"),
        ("#,##0.00_);(#,##0.00)", -4800, "(4,800.00)"),
        ("#,##0;-#,##0", -4800, "-4,800"),
        ("#,##0.00;[Red]-#,##0.00", -4800, "-4,800.00 in red"),
        ("0;△0", -4800, "△4800"),
        ('_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * "-"??_ ;_ @_ ', 480, "480.00"),
        ('_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * "-"??_ ;_ @_ ', -480, "-480.00"),
        ('_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * "-"??_ ;_ @_ ', 0, "-"),
        ("[$¥-804]#,##0.00", 480, "¥480.00"),
        ("[DBNum2][$-804]General", 480, "肆佰捌拾"),
        ("0.00E+00", 480, "4.80E+02"),
        ("# ?/?", 0.5, "1/2"),
        ("# ##0", 4800, "4 800"),
        ("#'##0", 4800, "4'800"),
        ("[>=1000]#,##0;0", 4800, "4,800"),
        ('General;"100%"', 42.7, "42.7"),
        ('0.0" 100 million yuan"', 480, "480.0 100 million yuan"),
        ('0"m2"', 480, "480m2"),
    ],
)
def test_formats_that_show_the_number(number_format, value, shown):
    assert not read_format(number_format, value).is_other, shown


@pytest.mark.parametrize(
    ("number_format", "value"),
    [
        ("0.00,,", 4_800_000),  # 4.80
        ("#,##0,", 4_800_000),  # 4,800
        ("0,", 4800),  # 5
        ("0,.0", 4800),  # 4.8
        ('0.00,,"百万"', 4_800_000),
        ('0!.0,"亿元"', 4_800_000),  # 480.0亿元
        ('0!.0,"万元"', 4_800_000),
        (r"0\.0,", 4_800_000),
        ('0"."0,', 4_800_000),
        ("0!.0000", 4_800_000),  # 480.0000
        ('0"000"', 480),  # 480000
        ('0" 000"', 480),
        ('"1"0', 480),  # 1480
        ('0"万"0000', 4_800_000),  # 480万0000
        ("0%%", 4.8),  # 48000%%
        (";;;", 480),  # nothing
        ('"见附件"', 480),
        ('"-"0', 480),  # -480
        ("-0", 480),
        ('[>=10000]0!.0,"万";0', 480),
        ("[<0]0,;0", 480),
        ("#,##0;-0,", -4800),
        ("0;0", -4800),  # 4800
        ("#,##0.00;[Red]#,##0.00", -4800),  # by its colour alone
        ('0;-0;"无"', 0),
        ("0" * 300, 480),
        ("# ##0,", 4800),
    ],
)
def test_formats_that_show_another_number_or_none(number_format, value):
    assert read_format(number_format, value).is_other


@pytest.mark.parametrize(
    ("number_format", "value", "percent"),
    [
        ("0%", 0.4, True),
        ("0.0%;-0.0%", -0.4, True),
        ('0.0"%"', 40, False),
        (r"0.0\%", 40, False),
        ("0;-0%", 0.4, False),
        ("0;-0%", -0.4, True),
        ("General", 40, False),
    ],
)
def test_a_percent_sign_that_counts(number_format, value, percent):
    found = read_format(number_format, value)
    assert (found.percent, found.is_other) == (percent, False)


@pytest.mark.parametrize(
    ("number_format", "words"),
    [
        ('0.00"亿元"', "亿元"),
        ('0.00" 亿元"', "亿元"),
        ("0.00亿元", "亿元"),
        ("0.00[$亿元]", "亿元"),
        ("0.00[$万元-804]", "万元"),
        (r"0.00\亿\元", "亿元"),
        ("0.00!亿!元", "亿元"),
        ('[红色]0.0_ "家"', "家"),
        ("0.00", ""),
        ("0.00%", ""),
    ],
)
def test_words_that_stand_with_the_number(number_format, words):
    assert read_format(number_format, 480).words == words


def test_the_section_of_the_number_counts():
    for value, words in ((1, "盈"), (-1, "-亏"), (0, "平")):
        assert read_format('0"盈";-0"亏";0"平"', value) == Shown(words=words)
    # with one section a minus is the number's own
    assert not read_format('0"元"', -5).is_other
    assert not read_format('0"元"', 0).is_other


@settings(max_examples=300, deadline=None)
@given(st.text('0#?.,;"!\\[]$<>=%@_*Ee+-/ 亿万元Ggeneral', max_size=30), st.floats(allow_nan=False))
def test_any_format_is_read(number_format, value):
    assert isinstance(read_format(number_format, value), Shown)


@pytest.mark.parametrize("sign", ['"', "[", "!", "_", ",", "0,", ";", "[$", "[<", '"a"'])
def test_a_format_made_to_take_long_does_not(sign):
    begin = time.perf_counter()
    read_format(sign * 100_000, 1.0)
    read_format(sign * (255 // len(sign)), 1.0)
    assert time.perf_counter() - begin < 0.5
