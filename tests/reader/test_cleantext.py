import pytest

from assessment.reader.cleantext import CleanText


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("每少完成 10 ％扣０．８分", "每少完成10%扣0.8分"),
        ("上访(含5人),扣1分;", "上访（含5人），扣1分；"),
        ("扣0,2分", "扣0,2分"),
        ("计10\u3000分", "计10分"),
        ("扣1分\n未召开", "扣1分；未召开"),
        ("扣1分。\n未召开", "扣1分。未召开"),
        ("未按要\n求完成", "未按要求完成"),
    ],
)
def test_one_spelling_is_left(text, clean):
    assert CleanText(text).clean == clean


def test_way_back_gives_the_words_as_printed():
    text = CleanText("每少完成10%扣 0.8分。")
    start = text.clean.index("扣")
    assert text.printed(start, start + 5) == "扣 0.8分"
    assert text.span(start, start + 5) == (7, 13)


def test_empty_stretch_is_empty():
    assert CleanText("扣1分").printed(2, 2) == ""
