"""Years that words name: those that move on with the year, and those that do not."""

import pytest

from assessment.reader.year_words import clauses_at, mentions_in, title_of


@pytest.mark.parametrize(
    ("title", "renamed"),
    [
        ("2017年度湘潭市移民工作绩效考核指标表", "2018年度湘潭市移民工作绩效考核指标表"),
        ("2017 年湘潭市考核表", "2018 年湘潭市考核表"),
        ("二〇一七年度考核表", "二〇一八年度考核表"),
        ("二○一七年考核表", "二○一八年考核表"),
        ("２０１７年度考核表", "２０１８年度考核表"),
        ("湘潭市考核表（2017年度，2016年修订）", "湘潭市考核表（2018年度，2016年修订）"),
        ("湘潭市考核表", "湘潭市考核表"),
        ("完成2017亩的考核表", "完成2017亩的考核表"),
    ],
)
def test_a_title_says_the_new_year_and_nothing_else_of_it_changes(title, renamed):
    assert title_of(title, 2017, 2018) == renamed


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("2017年底前完成，计9分。", [("2017年底前完成", "2018年底前完成")]),
        ("2016年结余，2017年使用", [("2016年结余", "2017年结余"), ("2017年使用", "2018年使用")]),
        ("按2015-2017年规划", [("按2015-2017年规划", "按2016-2018年规划")]),
        ("于2017.6.30前", [("于2017.6.30前", "于2018.6.30前")]),
        ("二〇一九年验收", [("二〇一九年验收", "二〇二〇年验收")]),
        ("按照湘移资财[2017]4号文件要求", [("按照湘移资财[2017]4号文件要求", "")]),
        ("湘移〔2017〕12号", [("湘移〔2017〕12号", "")]),
        ("完成水果2017亩、茶叶2000亩", []),
        ("培训2044人，计10分", []),
        ("每年完成1次", []),
    ],
)
def test_every_clause_that_names_a_year_is_found_and_figures_are_not(text, found):
    assert [(told.clause, told.proposal) for told in mentions_in(text, 1)] == found


def test_the_same_clause_twice_is_one_question_and_both_places_are_known():
    text = "2017年底前完成。未在2017年底前完成扣1分；2017年底前完成"
    assert [told.clause for told in mentions_in(text, 1)] == [
        "2017年底前完成",
        "未在2017年底前完成扣1分",
    ]
    assert clauses_at(text, "2017年底前完成") == [(0, 9), (25, 34)]
