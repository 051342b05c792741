"""Points for a place: the place itself is recorded, and what leaves anything open waits."""

from decimal import Decimal

import pytest

from assessment.engine.bands import band_of
from assessment.engine.types import MeasureKind, RuleKind
from tests.reader.tables import read_item

AWARD, BONUS = RuleKind.PLACE_AWARD, RuleKind.PLACE_BONUS
#: What is scored: its kind, the name of what is recorded, the points of places from the first.
READ = {
    "全市综合考评第1名得10分，第2名得9分，第3名得8分，以此类推": (
        *(AWARD, "全市综合考评（名次）"),
        [10, 9, 8, 7, 6, 5, 4, 3, 2, 1, None],
    ),
    "全市考核排名第一名得10分、第二名得7分，依此类推": (
        *(AWARD, "全市考核排名（名次）"),
        [10, 7, 4, 1, None],
    ),
    "全省评比第一名加3分，第二名加2分，第三名加1分": (BONUS, "全省评比（名次）", [3, 2, 1, None]),
    "全省评比前三名的分别加5分、3分和1分": (BONUS, "全省评比（名次）", [5, 3, 1, None]),
    "测评前4名班组的分别按名次另加4至1分": (BONUS, "测评（名次）", [4, 3, 2, 1, None]),
    "全省评比前三名的各加2分": (BONUS, "全省评比（名次）", [2, 2, 2, None]),
    "全省评比进入前三名的加3分": (BONUS, "全省评比（名次）", [3, 3, 3, None]),
    "全省排名前三的加3分": (BONUS, "全省排名（名次）", [3, 3, 3, None]),
}
LEFT = [
    "全市综合考评第1名得10分，第2名得9分，第3名得8分",
    "全市综合考评第1名得10分，第2名得9分，以此类推至第5名",
    "全市综合考评第1名得9分，第2名得8分，以此类推",
    "全市综合考评第1名得10分，第2名得9分，第3名得7分，以此类推",
    "全市综合考评第1名得10分，第3名得9分，以此类推",
    "全市综合考评第2名得10分，第3名得9分，以此类推",
    "全市综合考评第1名得10分，第2名加9分，以此类推",
    "全市综合考评第1名得8分，第2名得10分，以此类推",
    "全市综合考评前三名分别得10分、9分、8分",
    "全市综合考评前三名各得10分",
    "季度排名第1名得10分，第2名得9分，以此类推",
    "每月排名第1名加3分，第2名加2分",
    "县区排名第1名加3分，第2名加2分",
    "资金、项目排名第1名加3分，第2名加2分",
    "投诉量排名第1名加3分，第2名加2分",
    "倒数排名第1名加3分，第2名加2分",
    "全省评比前三名的分别加3分、2分",
    "全省评比前三名的分别加1分、2分、3分",
    "全省评比前四名的分别按名次加4至2分",
    "全省评比后三名的分别扣3分、2分、1分",
    "全省评比前三名的县各加2分",
    "获得表彰的前三名各加2分",
    "未参加评比的前三名各加2分",
    "各项工作排名前三的加3分",
    "单项工作考核前三名的加3分",
    "有一项工作排名前三的加3分",
    "获得全国竞赛前三名的加3分",
    "组织评比前三名的加3分",
    "全省评比前三名的共加3分",
    "全省评比前三名的加2-3分",
    "全省评比未进前三名加1分",
    "全省评比前三名的各加2分，取消资格的除外",
    "连续两年排名前三的加3分",
    "排名较上年前进三名的加3分",
]
SHOWN = {
    "全省评比前三名的各加2分，并列的减半": "并列的减半",
    "全省评比前三名的分别加3分、2分、1分，第四名加0.5分": "第四名加0.5分",
    "全省排名前三的加3分，前进1位加0.5分": "前进1位加0.5分",
    "全市综合考评第1名得10分，第2名得9分，以此类推，末位不得分": "末位不得分",
    "全市综合考评第1名得10分，第2名得9分，以此类推，其余得5分": "其余得5分",
}


def rules_of(item):
    return [(component, rule) for component in item.components for rule in component.rules]


@pytest.mark.parametrize(("scoring", "expected"), READ.items())
def test_points_of_places_are_read(scoring, expected):
    kind, name, points = expected
    item = read_item(f"争先创优，计10分，{scoring}。")
    [(component, rule)] = rules_of(item)
    assert (rule.kind, rule.clause, item.unsettled) == (kind, scoring, ())
    [measure] = component.measures
    assert (measure.name, measure.kind, measure.unit) == (name, MeasureKind.COUNT, "名")
    found = [band_of(rule.bands, Decimal(place)) for place in range(1, len(points) + 1)]
    assert [band and band.points for band in found] == points
    assert band_of(rule.bands, Decimal(0)) is None


@pytest.mark.parametrize("scoring", LEFT)
def test_places_that_leave_something_open_wait_for_a_person(scoring):
    item = read_item(f"争先创优，计10分，{scoring}。")
    assert rules_of(item) == []
    assert item.unsettled


@pytest.mark.parametrize(("scoring", "words"), SHOWN.items())
def test_words_behind_are_shown(scoring, words):
    item = read_item(f"争先创优，计10分，{scoring}。")
    assert words in "".join(item.unsettled)
