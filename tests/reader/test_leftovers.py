"""Nothing left over: a rule is read only if no word around it says something of it."""

import pytest

from assessment.engine.types import RuleKind
from tests.reader.tables import item_findings, read_item

MEETING, REPAIR = "未召开会议扣1分", "未整改到位扣2分"


def told(scoring: str, before: str = "落实整改，计5分"):
    """Return the clauses that were read as rules, and what was left to a person."""
    item = read_item(f"{before}{scoring}")
    return [r.clause for c in item.components for r in c.rules], list(item.unsettled)


@pytest.mark.parametrize(
    "condition",
    [
        *("移民人数1万人以上的县", "推进缓慢", "执行走样", "报送了预警", "责任书照搬照抄"),
        *("同一问题", "由省局认定"),
    ],
)
@pytest.mark.parametrize("stop", ["。", "；", "，"])
def test_condition_before_a_clause_keeps_it_from_being_read(condition, stop):
    rules, left = told(f"，{MEETING}{stop}{condition}，{REPAIR}。")
    assert rules == [MEETING]
    assert left == [f"{condition}，{REPAIR}"]


@pytest.mark.parametrize(
    "condition",
    ["在省级检查中", "两年以上", "对偏远县", "除海岛县外", "汛期前", "超过期限", "如有异议"],
)
@pytest.mark.parametrize("stop", ["。", "；", "，"])
def test_condition_that_restricts_a_clause_is_kept_with_its_rule(condition, stop):
    item = read_item(f"落实整改，计5分，{MEETING}{stop}{condition}，{REPAIR}。")
    [component] = item.components
    first, second = component.rules
    assert (first.clause, first.condition) == (MEETING, "")
    assert (second.clause, second.condition) == (f"{condition}，{REPAIR}", condition)
    assert component.measures[1].name == f"{condition}未整改到位"
    assert item.unsettled == ()


@pytest.mark.parametrize("condition", ["有下列情形的：1.", "市级："])
def test_heading_may_hold_for_all_that_follows(condition):
    rules, left = told(f"，{condition}{MEETING}；{REPAIR}。未公示扣1分。")
    assert rules == []
    assert left[:2] == [f"{condition}{MEETING}", REPAIR]


@pytest.mark.parametrize("condition", ["在省级检查中", "对偏远县", "如有异议"])
def test_condition_may_hold_for_what_follows_in_its_sentence(condition):
    assert told(f"，{condition}，{MEETING}；{REPAIR}。未公示扣1分。") == (
        [f"{condition}，{MEETING}", "未公示扣1分"],
        [REPAIR],
    )


@pytest.mark.parametrize(
    "tail",
    [
        *(
            "（以通报为准）",
            "，以此类推",
        ),
        *("，可累计扣分", "，年底前整改的减半扣分", "，整改后可恢复1分"),
        *("，由省局认定", "，扣完为止，因灾延期的除外"),
    ],
)
def test_tail_behind_a_clause_keeps_it_from_being_read(tail):
    rules, left = told(f"。{MEETING}；{REPAIR}{tail}。未公示扣1分。")
    assert rules == [MEETING, "未公示扣1分"]
    assert left == [f"{REPAIR}{tail}"]


@pytest.mark.parametrize("tail", ["（每次）", "，每次累加", "，逐次累计", "/次"])
def test_tail_that_says_for_each_belongs_to_the_rule(tail):
    item = read_item(f"落实整改，计5分。{MEETING}；{REPAIR}{tail}。未公示扣1分。")
    [component] = item.components
    assert [(r.kind, r.clause) for r in component.rules] == [
        (RuleKind.NOT_DONE, MEETING),
        (RuleKind.PER_OCCURRENCE, f"{REPAIR}{tail}"),
        (RuleKind.NOT_DONE, "未公示扣1分"),
    ]
    assert item.unsettled == ()


@pytest.mark.parametrize("tail", ["（因不可抗力除外）", "，因灾延期的除外", "，因灾延期的不扣分"])
def test_exception_behind_a_clause_is_kept_with_its_rule(tail):
    words = tail.strip("，（）")
    item = read_item(f"落实整改，计5分。{MEETING}；{REPAIR}{tail}。未公示扣1分。")
    [component] = item.components
    _, rule, _ = component.rules
    assert (rule.clause, rule.condition) == (f"{REPAIR}{tail}", words)
    assert component.measures[rule.measures[0]].name == f"未整改到位（{words}）"
    assert item.unsettled == ()


def test_tail_may_hold_for_all_before_it_in_its_sentence():
    assert told(f"。{MEETING}，{REPAIR}，因灾延期的除外。") == (
        [],
        [MEETING, f"{REPAIR}，因灾延期的除外"],
    )


@pytest.mark.parametrize("tail", ["因灾延期的除外", "每次累加", "因灾延期的，不纳入考核"])
def test_sentence_behind_may_speak_of_the_one_before(tail):
    assert told(f"。{MEETING}；{REPAIR}。{tail}。未公示扣1分。") == (
        [MEETING, "未公示扣1分"],
        [REPAIR, tail],
    )


@pytest.mark.parametrize(
    "said", ["以上情形因灾延期的除外", "同一事项不重复扣分", "同时发生的，取其高者"]
)
def test_words_that_refer_to_all_above_keep_all_of_their_component_from_being_read(said):
    rules, left = told(f"。{MEETING}；{REPAIR}。{said}。做好乙，计4分，未公示扣1分。")
    assert rules == ["未公示扣1分"]
    assert left == [MEETING, REPAIR, said]


def test_exception_in_a_requirement_holds_for_what_is_deducted():
    assert told(f"，{REPAIR}。", before="落实整改（因灾延期的除外），计5分") == ([], [REPAIR])


@pytest.mark.parametrize(
    ("cap", "left"),
    [
        ("，扣完为止", []),
        ("，最高扣4分", []),
        ("（最多扣4分）", ["最多扣4分"]),
        ("，直至该项为0", []),
        ("，共计4分，扣完为止", []),
        ("。共计4分，扣完为止", ["共计4分，扣完为止"]),
        ("，累计不超过4分", []),
        ("，最多扣完", ["最多扣完"]),
        ("。本项4分扣完为止", ["本项4分扣完为止"]),
    ],
)
def test_words_for_how_much_may_be_lost_leave_the_rule(cap, left):
    own = cap if cap.startswith("，") and not left else ""
    assert told(f"，未整改到位每项扣2分{cap}。") == ([f"未整改到位每项扣2分{own}"], left)


@pytest.mark.parametrize(
    "more",
    [
        "每增加一项加扣1分",
        "再次未整改扣3分",
        "超过一个月未整改扣3分",
        "有两个以上未整改的扣3分",
    ],
)
def test_deduction_that_grows_leaves_no_first_step_that_is_deducted_once(more):
    assert told(f"，{REPAIR}，{more}。") == ([], [REPAIR, more])


@pytest.mark.parametrize(
    ("first", "is_kept"), [("有一项未整改扣2分", False), ("每有一项未整改扣2分", True)]
)
def test_deduction_that_grows_leaves_what_is_deducted_for_each(first, is_kept):
    more = "三项以上未整改的扣5分"
    assert told(f"，{first}，{more}。") == (([first], [more]) if is_kept else ([], [first, more]))


def test_what_is_lost_of_a_part_is_not_lost_of_the_whole():
    for worth in ("基本分3分", "（登记2分，答复3分）", "登记、答复各占2分", "其中答复3分"):
        assert told(f"，{worth}，未答复每次扣1分。")[0] == []
    part = "，有登记簿得3分，未答复每次扣1分。"
    assert told(part) == ([], ["有登记簿得3分", "未答复每次扣1分"])
    assert told(part, before="做好答复，计3分") == (["有登记簿得3分", "未答复每次扣1分"], [])
    same = "，做好答复得3分，未答复每次扣1分。"
    assert told(same, before="做好答复，计3分") == (["未答复每次扣1分"], ["做好答复得3分"])


@pytest.mark.parametrize(
    ("full", "is_read"),
    [("完成8个得满分", True), ("完成8个的得5分", True), ("完成6个得满分", False)],
)
def test_what_is_short_is_counted_from_what_gets_full_points(full, is_read):
    rules, left = told(f"，{full}，每少1个扣1分。", before="移民村建设8个，计5分")
    assert (rules, left) == (
        (["每少1个扣1分"], [full]) if is_read else ([], [full, "每少1个扣1分"])
    )


def test_unread_statement_of_its_own_leaves_its_neighbours():
    assert told(f"，{MEETING}，工作被动的倒扣3分，{REPAIR}。") == (
        [MEETING, REPAIR],
        ["工作被动的倒扣3分"],
    )


@pytest.mark.parametrize("label", ["扣分标准：", "1.", "（一）", "①", "a.", "评分办法：1."])
def test_label_before_a_clause_says_nothing_of_it(label):
    assert told(f"。{label}{REPAIR}。") == ([REPAIR], [])


def test_sentence_that_is_neither_rule_nor_requirement_is_shown():
    assert told(f"，{REPAIR}。县里另报材料。") == ([REPAIR], ["县里另报材料"])
    assert told(f"，{REPAIR}。做好台账管理。") == ([REPAIR], [])


@pytest.mark.parametrize(
    "how", ["查阅资料，", "查资料。", "考核方式：查阅资料、实地查看。", "查看台账，现场查看，"]
)
def test_how_it_is_looked_into_says_nothing_of_a_rule(how):
    assert told(f"。{how}{REPAIR}；{MEETING}。") == ([REPAIR, MEETING], [])


def test_words_before_a_clause_hold_up_to_the_next_semicolon():
    assert told(f"。工作不力，{REPAIR}，{MEETING}；未公示扣1分。") == (
        ["未公示扣1分"],
        [f"工作不力，{REPAIR}", MEETING],
    )


def test_finding_says_whether_the_words_bear_points():
    words = "中“县里另报材料”写在扣分办法之间，读不出是否影响扣分。"
    [found] = item_findings(f"落实整改，计9分，{REPAIR}。县里另报材料。", "unsettled")
    assert found.message.startswith(f"“某项工作”{words}")
    [found] = item_findings(f"落实整改，计9分，{REPAIR}，以此类推。", "unsettled")
    assert found.message.startswith(f"“某项工作”中“{REPAIR}，以此类推”涉及得分或扣分")


def test_rule_that_comes_on_top_goes_with_the_one_it_is_on():
    audit, added = "审计发现问题的每起扣1分", "未整改到位的加扣0.5分"
    assert told(f"，{audit}，{added}。") == ([audit, added], [])
    assert told(f"，{audit}（因灾的除外），{added}。") == ([], [f"{audit}（因灾的除外）", added])


def test_several_clauses_before_the_points_are_asked_about_too():
    assert told("，计9分。", before=f"做好整改，{REPAIR}") == ([REPAIR], [])
    assert told("，计9分。", before=f"做好整改，由省局认定，{REPAIR}") == (
        [],
        [f"由省局认定，{REPAIR}"],
    )
    assert told("，计9分。", before=f"做好整改，在检查中，{REPAIR}") == (
        [f"在检查中，{REPAIR}"],
        [],
    )
