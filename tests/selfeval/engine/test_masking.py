"""What a published report hides, cell by cell; what is asked; what stays as it was."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from selfeval.engine.answers import Answer, Answers
from selfeval.engine.laid import Laid
from selfeval.engine.masking import AskedName, Mark, Masked, hidden_in, masked
from selfeval.engine.personal import Detail
from selfeval.engine.types import Column, Field, Growing, Kind, Table
from tests.selfeval.engine.build import YEAR, answered, make_form, rows, shipped_form

FORM = make_form(
    Field("who", "联系人", Kind.PERSON, personal=True),
    Field("phone", "电话", Kind.PHONE),
    Field("secret", "家庭情况", personal=True),
    Field("signed", "单位负责人"),
    Field("money", "预算数", Kind.MONEY, unit="元"),
    Field("choice", "方式", Kind.CHOICE, choices=("13812345678",)),
    Field("text", "概况", Kind.LONG_TEXT),
    tables=(
        Table(
            "people",
            "人员",
            (Column("name", "姓名", Kind.PERSON, personal=True), Column("post", "职务", Kind.TEXT)),
            growing=Growing(),
        ),
    ),
)


def hidden(decided: tuple[str, ...] = (), **words: str) -> Masked:
    return masked(Laid(FORM, Answers(words), YEAR), decided)


@pytest.mark.parametrize(
    ("code", "words", "shown"),
    [
        ("who", "欧阳甲", "欧＊＊"),
        ("who", "张三、李四", "张＊＊、李＊＊"),
        ("who", " 张三  13812345678 ", "张＊＊、＊＊＊"),
        ("who", " ", " "),
        ("phone", "0734-0000000", "＊＊＊"),
        ("secret", "任何内容", "＊＊＊"),
        ("money", "13812345678", "13812345678"),
        ("money", "13812345678 元", "13812345678 元"),
        ("money", "约13812345678", "约＊＊＊"),
        ("choice", "13812345678", "13812345678"),
        ("text", "联系13812345678。", "联系＊＊＊。"),
        ("text", "投入13812345678元。", "投入13812345678元。"),
        ("unknown", "a@b.cn", "＊＊＊"),
    ],
)
def test_cells_are_hidden_by_their_kind_and_their_words(code: str, words: str, shown: str) -> None:
    assert hidden(**{code: words}).answers.fields == {code: shown}


def test_whom_a_field_names_is_hidden_in_running_text_too() -> None:
    found = hidden(who="张建国", signed="李光明", text="张建国、李光明同志，张建设。")
    assert found.answers.fields["text"] == "张＊＊、李＊＊同志，张建设。"
    assert found.answers.fields["signed"] == "李＊＊"


def test_rows_and_indicators_are_hidden_but_their_figures() -> None:
    laid = Laid(
        FORM,
        Answers(
            tables={"people": rows({"name": "乙丙", "post": "局长 13812345678"})},
            indicators={
                "a": Answer(
                    "a", target="13812345678", outcome="找13812345678", score="13812345678",
                    reason="a@b.cn", label="官田村3组12号", unit="户",
                )
            },
            total="13812345678",
            grade="13812345678",
            explanations={"x": "只给审核人看"},
        ),
        YEAR,
    )  # fmt: skip
    found = masked(laid).answers
    assert found.tables["people"][0].cells == {"name": "乙＊＊", "post": "局长 ＊＊＊"}
    told = found.indicators["a"]
    assert (told.outcome, told.reason, told.label) == ("找＊＊＊", "＊＊＊", "＊＊＊")
    assert (told.score, told.unit, found.total) == ("13812345678", "户", "13812345678")
    assert found.explanations == {}


def test_row_labels_are_hidden() -> None:
    row = replace(rows({"post": "x"})[0], label="官田村3组12号")
    found = masked(Laid(FORM, Answers(tables={"people": (row,)}), YEAR))
    assert found.answers.tables["people"][0].label == "＊＊＊"


def test_a_figure_of_an_indicator_stays_though_it_looks_like_a_telephone() -> None:
    form = shipped_form("department_scored")
    cells = Laid.of_form(form).cell_by_address
    code = next(a.partition(".")[0] for a in cells if a.replace("target", "outcome") in cells and
                a.endswith(".target"))  # fmt: skip
    laid = Laid(form, answered(Answer(code, outcome="13812345678", target="13812345678")), YEAR)
    told = masked(laid).answers.indicators[code]
    assert (told.outcome, told.target) == ("13812345678", "13812345678")


def test_marks_say_where_masks_stand_and_counts_how_many() -> None:
    found = hidden(who="张建国", text=" 张建国13812345678，a@b.cn。\n13987654321 ")
    shown = found.answers.fields["text"]
    assert shown == "张＊＊＊＊＊，＊＊＊。\n＊＊＊"
    assert found.marks["text"] == (
        Mark(0, 3, Detail.NAME),
        Mark(3, 6, Detail.PHONE),
        Mark(7, 10, Detail.EMAIL),
        Mark(12, 15, Detail.PHONE),
    )
    assert found.counts == {Detail.PHONE: 2, Detail.EMAIL: 1, Detail.NAME: 2}
    assert found.places[:3] == [
        (Detail.NAME, "", "张＊＊", ""),
        (Detail.NAME, "", "张＊＊", "＊＊＊，＊＊＊。\n＊＊＊"),
        (Detail.PHONE, "张＊＊", "＊＊＊", "，＊＊＊。\n＊＊＊"),
    ]
    assert "who" in found.marks
    assert "money" not in hidden(money="1", text="无").marks


def test_possible_names_are_asked_about_and_hidden_as_decided() -> None:
    text = "移民户刘建国家中，刘建国说。请王主任核实。"
    open_ = hidden(text=text)
    assert open_.answers.fields["text"] == text
    assert [one.key for one in open_.asked] == ["刘建国", "王主任"]
    assert open_.asked[0] == AskedName(
        "刘建国", True,
        (
            ("移民户", "刘建国", "家中，刘建国说。请王主任"),
            ("移民户刘建国家中，", "刘建国", "说。请王主任核实。"),
        ),
        2,
    )  # fmt: skip
    assert [mark.is_hidden for mark in open_.marks["text"]] == [False] * 3
    assert open_.counts == {}
    decided = hidden(("刘建国", "王主任"), text=text)
    assert decided.answers.fields["text"] == "移民户刘＊＊家中，刘＊＊说。请＊＊＊主任核实。"
    assert [one.key for one in decided.asked] == ["刘建国", "王主任"]
    assert decided.counts == {Detail.NAME: 3}


def test_a_name_that_was_decided_about_is_hidden_though_nothing_gives_it_away() -> None:
    found = hidden(("刘建国", "王主任"), text="走访刘建国家，王主任到场。")
    assert found.answers.fields["text"] == "走访刘＊＊家，＊＊＊主任到场。"


def test_a_short_name_within_words_is_asked_about_last_and_by_those_words() -> None:
    found = hidden(who="高平", text="提高平均水平，高平同志到任，请王主任讲话。")
    assert found.answers.fields["text"].startswith("提高平均水平，高＊＊同志")
    assert [(one.key, one.is_likely) for one in found.asked] == [
        ("王主任", True), ("高平（提高平均）", False),
    ]  # fmt: skip
    kept = hidden(("高平（提高平均）",), who="高平", text="提高平均水平")
    assert kept.answers.fields["text"] == "提高＊＊均水平"


def test_what_is_certain_goes_before_what_is_asked() -> None:
    found = hidden(text="家住官田村刘某家隔壁，刘某说")
    assert found.answers.fields["text"] == "家住＊＊＊，刘某说"
    assert [one.count for one in found.asked] == [1]


@given(
    st.decimals(Decimal("-1e12"), Decimal("1e12"), places=2)
    | st.integers(13000000000, 19999999999)
    | st.integers(10**14, 10**15)
)
def test_no_figure_of_a_money_cell_is_ever_masked(amount: Decimal | int) -> None:
    for words in (f"{amount}", f"{amount:,}", f"{amount}元"):
        assert hidden(money=words).answers.fields["money"] == words


@given(st.lists(st.sampled_from(["13812345678", "张建国", "，", "刘某", "a@b.cn", "\n"])
                | st.text("工作按计划完成，。", max_size=5), max_size=9).map("".join))  # fmt: skip
def test_text_outside_the_masks_is_as_it_was(text: str) -> None:
    found = hidden(who="张建国", text=text)
    shown, rest = found.answers.fields["text"].strip(), text.strip()
    done = 0
    for mark in found.marks.get("text", ()):
        between = shown[done : mark.start]
        assert between in rest
        rest = rest[rest.index(between) + len(between) :]
        done = mark.end
    assert rest.endswith(shown[done:])


def test_a_name_outside_the_form_hides_what_is_certain() -> None:
    assert hidden_in("岳阳县 · 王家村道路（13812345678）") == "岳阳县 · 王家村道路（＊＊＊）"
    assert hidden_in("岳阳县") == "岳阳县"
