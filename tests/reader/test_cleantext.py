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
        ("扣1分\n\r\n 未召开", "扣1分；未召开"),
        ("扣1分\n ，未召开", "扣1分，未召开"),
        ("扣1分\n", "扣1分"),
        ("扣1分\n；\n未召开", "扣1分；未召开"),
        ("分\n分\n分", "分；分；分"),
        ("\ufeff扣\u200b1分", "扣1分"),
        ("1,2，3,", "1,2，3，"),
        (",1a,1", "，1a，1"),
        ("ａ［１］／！？＋－～", "ａ[1]/！？+-~"),
    ],
)
def test_one_spelling_is_left(text, clean):
    assert CleanText(text).clean == clean


def test_way_back_gives_the_words_as_printed():
    text = CleanText("每少完成10%扣 0.8分。")
    start = text.clean.index("扣")
    assert text.printed(start, start + 5) == "扣 0.8分"
    assert text.span(start, start + 5) == (7, 13)


@pytest.mark.parametrize(
    ("start", "end", "span"), [(0, 2, (0, 2)), (2, 4, (2, 3)), (3, 6, (2, 4)), (0, 12, (0, 9))]
)
def test_way_there_leaves_out_what_is_not_clean(start, end, span):
    text = CleanText("完成 10 ％，扣 1分")
    assert text.clean == "完成10%，扣1分"
    assert text.cleaned(start, end) == span


def test_empty_stretch_is_empty():
    assert CleanText("扣1分").printed(2, 2) == ""
