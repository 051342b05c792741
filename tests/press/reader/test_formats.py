"""What a number shows under a format: by table, and by property for the formats people use."""

from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.numerals import plain
from press.workbooks.formats import BUILT_IN, Shown, show
from press.workbooks.types import CellKind

ACCOUNTING = BUILT_IN[43]


def number(text):
    return Shown(CellKind.NUMBER, text)


def masked(text=""):
    return Shown(CellKind.MASKED, text)


@pytest.mark.parametrize(
    ("held", "code", "text"),
    [
        ("1050", "General", "1050"),
        ("1050", "", "1050"),
        ("1050", "G/通用格式", "1050"),
        ("1050", 'General"人"', "1050人"),
        ("1050", "@", "1050"),
        ("0.952", "0%", "95%"),
        ("0.952", "0.00%", "95.2%"),
        ("0.9516", "0.0%", "95.2%"),
        ("0.9525", "0.0%", "95.3%"),  # half up, as programs show it
        ("-0.05", "0.00%", "-5%"),
        ("0.952", "0.0%;-0.0%", "95.2%"),
        ("95.2", '0.0"%"', "95.2%"),
        ("95.2", r"0.0\%", "95.2%"),
        ("952", '0"‰"', "952‰"),
        ("1050", "#,##0.00", "1050"),
        ("1371.04", '"¥"#,##0.00', "1371.04"),
        ("1371.04", "[$¥-804]#,##0.00", "1371.04"),
        ("1371.04", "[$$-409]#,##0.00", "$1371.04"),
        ("1371.04", ACCOUNTING, "1371.04"),
        ("0", ACCOUNTING, "0"),
        ("-1371.04", ACCOUNTING, "-1371.04"),
        ("-5", "0_);(0)", "-5"),
        ("-5", "0_);[Red]\\(0\\)", "-5"),
        ("-5", "0;[Red]0", "-5"),
        ("-0.001", "0.00", "0"),
        ("1.5", "0", "2"),
        ("0.5", "#.##", "0.5"),
        ("1050", '0"人"', "1050人"),
        ("30", '"约"0', "约30"),
        ("30", '0"人以上"', "30人以上"),
        ("5.2", '0.0"万"', "5.2万"),
        ("11000", '0!.0,"万"', "1.1万"),
        ("52000", '0!.0000"万"', "5.2000万"),
        ("105000000", '0!.00,,"亿"', "1.05亿"),
        ("52000", '0.0,"千"', "52千"),
        ("0.5", "# ?/?", "0.5"),
        ("0.125", "# ?/8", "0.125"),
        ("0", "# ?/?", "0"),
        ("1050", "0.00E+00", "1050"),
        ("12000", "##0.0E+0", "12000"),
        ("150", "[>=100]0;0.0", "150"),
        ("50.25", "[>=100]0;0.0", "50.3"),
        ("-7", "[>100]0;0.0;[Red]-0", "-7"),
        ("1050", "[DBNum1]General", "1050"),
        ("1050", "[Blue]0", "1050"),
    ],
)
def test_a_number_is_read_as_it_is_shown(held, code, text):
    assert show(Decimal(held), code) == number(text)


@pytest.mark.parametrize(
    ("held", "code", "text"),
    [
        ("5", ";;;", ""),
        ("5", '""', ""),
        ("0", "0;-0;;@", ""),
        ("0", "#,###", ""),
        ("-5", "0;", ""),
        ("-5", "0;0", "5"),  # the sign is lost
        ("1050000", "#,##0.00,,", "1.05"),
        ("5000000", "#,##0,", "5000"),
        ("10500", '0!.0,"万"', "1.1万"),
        ("123456", "0.00E+00", "123000"),
        ("0.333333333333333", "# ?/?", "1/3"),
        ("12345678", "000-0000", "1234-5678"),
        ("7", '"合格"', "合格"),
        ("7", "[=1]0;[=2]0", ""),
    ],
)
def test_a_format_that_shows_another_figure_masks_the_cell(held, code, text):
    assert show(Decimal(held), code) == masked(text)


@pytest.mark.parametrize(
    ("held", "code", "word"),
    [
        ("1", '"是";;"否"', "是"),
        ("0", '"是";;"否"', "否"),
        ("1", '[=1]"是";[=0]"否";General', "是"),
    ],
)
def test_a_format_may_show_yes_and_no(held, code, word):
    assert show(Decimal(held), code) == Shown(CellKind.TEXT, word)


@pytest.mark.parametrize(
    "code",
    ["yyyy/m/d", "m月d日", 'yyyy"年"m"月"', "[$-804]yyyy-mm-dd;@", "h:mm", "[h]:mm:ss", "aaaa",
     "mm:ss.0", "d-mmm", "上午/下午h:mm"],
)  # fmt: skip
def test_days_and_times_are_no_figures(code):
    assert show(Decimal(43000), code) == Shown(CellKind.DATE)


@pytest.mark.parametrize("code", ['0"日"', '0"m"', r"0\d", "0_d", '[Red]0"h"', "0*y"])
def test_letters_of_days_in_quotes_are_words(code):
    assert show(Decimal(5), code).kind is CellKind.NUMBER


def rounded(value, places):
    return plain(value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP))


AMOUNTS = st.decimals(0, 10**9, places=4)


@given(AMOUNTS, st.integers(0, 4))
def test_places_are_rounded_half_up_as_shown(value, places):
    code = "#,##0" + ("." + "0" * places if places else "")
    assert show(value, code) == number(rounded(value, places))


@given(st.decimals(0, 10, places=6), st.integers(0, 4))
def test_percent_is_a_hundred_times_what_is_held(value, places):
    code = "0" + ("." + "0" * places if places else "") + "%"
    assert show(value, code) == number(f"{rounded(value * 100, places)}%")


@given(st.integers(0, 10**9))
def test_tens_of_thousands_are_never_another_figure(value):
    shown = show(Decimal(value), '0!.0,"万"')
    tenths = int((Decimal(value) / 1000).to_integral_value(ROUND_HALF_UP))
    text = f"{tenths // 10}.{tenths % 10}万"
    is_same = tenths * 1000 == value
    assert shown == (number(text) if is_same else masked(text))


@given(st.text(max_size=40), AMOUNTS)
def test_no_format_of_any_kind_fails(code, value):
    assert isinstance(show(value, code), Shown)
    assert isinstance(show(-value, code), Shown)


@given(st.text(alphabet='0#?.,%;"\\!_*[]/E+-@General年月d万是', max_size=24), AMOUNTS)
def test_no_odd_format_fails(code, value):
    assert isinstance(show(value, code), Shown)
