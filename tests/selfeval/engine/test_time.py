"""However long what was typed, the time grows with its length alone."""

import re
import time

import pytest

from selfeval.engine.check_texts import _FIGURE
from selfeval.engine.functions import items, years_in
from selfeval.engine.values import text_value

LENGTH = 200_000  # what a narrative holds at the most
SECONDS = 3


@pytest.mark.parametrize(
    ("words", "count"),
    [
        ("甲、乙和丙", 3),
        ("和平县、炎陵县", 2),
        ("甲和乙，丙和丁", 3),
        ("甲以及乙、丙以及丁和戊", 5),
        ("甲、，；\n乙和", 2),
        ("", 0),
        ("和" * LENGTH, 0),
        ("甲和" * LENGTH, LENGTH),
    ],
)
def test_items_counts_what_a_list_names(words, count):
    began = time.process_time()
    assert items(text_value(words)).number == count
    assert time.process_time() - began < SECONDS


def test_rows_of_digits_are_no_figures():
    began = time.process_time()
    assert re.findall(_FIGURE + "人", "9" * LENGTH + "、1,234.5人") == ["1,234.5"]
    assert years_in("20" * LENGTH + " 2017年") == [2017]
    assert time.process_time() - began < SECONDS
