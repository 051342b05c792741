"""Who is named in running text: for certain, or so that a person is asked."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from selfeval.engine.flat import flat
from selfeval.engine.people import (
    is_sure_name,
    named_by_title,
    names_at,
    names_in,
    questions_at,
)


@given(st.text(string.printable + "０１２ＡＢ＠．－　，。张王局长"))
def test_flat_text_is_as_long(text: str) -> None:
    assert len(flat(text)) == len(text)


@pytest.mark.parametrize(
    ("words", "names"),
    [
        ("张建国", ["张建国"]),
        ("张建国、李平", ["张建国", "李平"]),
        ("张建国局长", ["张建国"]),
        ("张建国（副主任）13812345678", ["张建国"]),
        ("李　平", ["李平"]),
        ("张 建 国", ["张建国"]),
        ("张建国 ，李 平", ["张建国", "李平"]),
        ("阿依古丽·买买提", ["阿依古丽·买买提"]),
        ("张", []),
        ("县移民局 张建国", ["张建国"]),
        ("县移民局资金科", []),
        ("暂无", []),
        ("", []),
    ],
)
def test_names_are_taken_from_a_personal_cell(words: str, names: list[str]) -> None:
    assert names_in(words) == names


@pytest.mark.parametrize("name", ["张建国", "李平", "欧阳修远", "阿依古丽·买买提"])
def test_a_name_has_a_surname(name: str) -> None:
    assert is_sure_name(name)


@pytest.mark.parametrize("words", ["本单位", "财务科", "石门县", "暂无", "安置办", "工作人员"])
def test_other_words_in_a_personal_cell_are_no_sure_names(words: str) -> None:
    assert not is_sure_name(words)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("由张建国局长负责", ["张建国"]),
        ("成员张建国副局长", ["张建国"]),
        ("李平同志", ["李平"]),
        ("欧阳修远主任", ["欧阳修远"]),
        ("移民户刘建国家中", ["刘建国"]),
        ("贫困户王平家中", ["王平"]),
        ("联系人：周伟", ["周伟"]),
        ("户主 周伟,", ["周伟"]),
        ("合作社理事长周伟", ["周伟"]),
        ("技术员：周伟", ["周伟"]),
        ("县移民局局长黄志强", ["黄志强"]),
        ("张建国、李平等同志到场", ["张建国", "李平"]),
        ("走访刘建国、王平3户", ["刘建国", "王平"]),
        ("移民陈春生反映", ["陈春生"]),
        ("走访村民吴家旺。", ["吴家旺"]),
        ("移民温饱问题", []),
        ("由县水利局局长任组长", []),
        ("李平等同志", ["李平"]),
        ("安全、安置等工作", []),
        ("高级工程师", []),
        ("移民户安置房", []),
        ("管理所所长", []),
        ("石门县县长", []),
        ("县委副书记", []),
        ("贫困户万元增收", []),
    ],
)
def test_titles_and_roles_tell_of_names(text: str, names: list[str]) -> None:
    assert list(dict.fromkeys(named_by_title(flat(text)))) == names


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("请王主任核实", [("王主任", True)]),
        ("王主任说", [("王主任", True)]),
        ("村主任说", []),
        ("李某反映", [("李某", True)]),
        ("张某某", [("张某某", True)]),
        ("陈××家", [("陈××", True)]),
        ("高×宽", []),
        ("提高平均水平", [("高平（提高平均）", False)]),
        ("高平说", []),
        ("王平说", [("王平", True)]),
        ("霸王平原", [("王平（霸王平原）", False)]),
        ("刘建国", [("刘建国", True)]),
        ("王　平说", [("王平", True)]),
    ],
)
def test_what_may_be_a_name_is_asked_about(text: str, asked: list[tuple[str, bool]]) -> None:
    found = questions_at(flat(text), ["高平"], ["王平", "刘建国"])
    assert [(question.key, question.is_likely) for question in found] == asked


def test_a_common_word_is_asked_about_even_where_it_stands_alone() -> None:
    assert list(names_at("文明、和谐", ["文明"])) == []
    assert [q.key for q in questions_at("文明、和谐", ["文明"])] == ["文明（文明、）"]
