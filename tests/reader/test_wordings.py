"""The same wording with other figures is found again, and takes its own figures."""

import pytest

from assessment.reader.wordings import filled, marked, wording_of


@pytest.mark.parametrize(
    ("phrase", "wording"),
    [
        ("每起扣0.5分。", "每起扣#分"),
        ("每起扣２ 分", "每起扣#分"),
        ("1,200人以上的县扣2分", "#人以上的县扣#分"),
        ("一把手未到会扣2分", "一把手未到会扣#分"),
    ],
)
def test_a_wording_is_the_phrase_without_its_figures(phrase, wording):
    assert wording_of(phrase) == wording


def test_what_was_kept_of_one_phrase_fits_another_with_its_own_figures():
    values = {"kind": "period", "deduction": "0.5", "step": "10", "cap": "3", "unit": "天"}
    kept = marked(values, "逾期10天扣0.5分，最高扣3分")
    assert kept == {"kind": "period", "deduction": "#2", "step": "#1", "cap": "#3", "unit": "天"}
    assert filled(kept, "逾期5天扣1分，最高扣1,200分") == {
        "kind": "period", "deduction": "1", "step": "5", "cap": "1200", "unit": "天",
    }  # fmt: skip


def test_points_are_not_taken_for_what_is_counted():
    """每项 counts ones, whatever points one of them costs."""
    kept = marked({"deduction": "1", "step": "1"}, "每项扣1分")
    assert filled(kept, "每项扣2分") == {"deduction": "2", "step": "1"}


def test_two_equal_figures_keep_their_places():
    kept = marked({"deduction": "2", "cap": "2"}, "每项扣2分，最高扣2分")
    assert filled(kept, "每项扣1分，最高扣6分") == {"deduction": "1", "cap": "6"}


def test_what_the_phrase_does_not_say_stays_as_it_was_settled():
    kept = marked({"deduction": "2", "goal": "95"}, "未达标的扣1分")
    assert filled(kept, "未达标的扣3分") == {"deduction": "2", "goal": "95"}


def test_figures_among_words_are_those_of_the_phrase_too():
    values = {
        "bands": "90以上：10\n80以上、不足90：8\n不足60：0",
        "condition": "满60分的",
        "name": "甲",
    }
    kept = marked(values, "90%以上得10分，80%以上得8分，满60分的除外")
    assert filled(kept, "85%以上得9分，70%以上得5分，满50分的除外") == {
        "bands": "85以上：9\n70以上、不足85：5\n不足60：0", "condition": "满50分的", "name": "甲",
    }  # fmt: skip


@pytest.mark.parametrize("words", ["sNaN", "NaN", "Infinity", "1e2", "-1", "#9", ""])
def test_what_is_no_plain_figure_stays(words):
    values = dict.fromkeys(("deduction", "name", "unit", "condition", "bands"), words)
    assert filled(marked(values, "扣1分"), "扣2分") == values
