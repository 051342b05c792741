"""等次 of a year from its choice to card, ranking, workbook, file and paper."""

from decimal import Decimal

import pytest
from django.urls import reverse

from assessment.actions.years import save_policy
from assessment.engine.types import Grade
from assessment.engine.types import Policy as EnginePolicy
from assessment.exports.scores import scores_json, scores_xlsx
from assessment.loading import load_policy, load_tables
from assessment.models import CityTable, Policy, Result, YearState
from assessment.paper.ranking import ranking_html
from assessment.paper.scorecard import scorecard_htmls
from assessment.scores.standing import Standings, score_tables
from cities.models import Role
from tests import factories
from tests.assessment.test_bonus_and_veto import give
from tests.assessment.test_exports import recalculated
from tests.assessment.test_wider_rules import record
from trust import log
from trust.models import AuditEntry
from trust.refusals import Refused

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

GRADES = (
    Grade("优秀", Decimal(95), Decimal(30), True),
    Grade("良好", Decimal(80)),
    Grade("合格", Decimal(60)),
    Grade("不合格", Decimal(0)),
)
GRADED = EnginePolicy(grades=GRADES, applies_vetoes=True)


@pytest.fixture
def table():
    return factories.make_table()


@pytest.fixture
def office(client):
    person = factories.make_account(role=Role.ASSESSMENT_OFFICE, full_name="考核甲")
    client.force_login(person)
    client.person = person
    return client


def record_all(lost: str = "0") -> None:
    """Record every measure as done, and incidents that lose 2 points of 10 each."""
    for result in Result.objects.filter(value=None).select_related("measure"):
        measure = result.measure
        result.value = measure.target if measure.target is not None else Decimal(0)
        if measure.name == "发生违纪违规行为被通报每起":  # 2 points each
            result.value = Decimal(lost)
        result.save()


def standings(policy=GRADED) -> Standings:
    return score_tables(2017, load_tables(CityTable.objects.all()), policy)


def choose(office, table, policy=GRADED):
    return save_policy(
        year=table.year, choice=policy, version=1, user=office.person, actor=log.Actor("考核甲")
    )


def sent(**changes) -> dict:
    rows = (("优秀", "95", "30", "1"), ("良好", "80", "", "0"), ("合格", "60"), ("不合格",))
    parts = ("name", "least", "quota", "is_best")
    return {
        "step_reading": "whole", "pooling": "capped", "cap_components": "1", "version": 1,
        "applies_vetoes": "1",
        **{
            f"grade{number}_{part}": value
            for number, row in enumerate(rows)
            for part, value in zip(parts, row, strict=False)
        },
    } | changes  # fmt: skip


def page_of(client, name, *args) -> str:
    return client.get(reverse(name, args=args)).content.decode()


# --- The year's choice --------------------------------------------------------------------------


def test_grades_are_previewed_saved_and_logged(office, table):
    record_all()
    url = reverse("year-policy", args=[2017])
    asked = {name: value for name, value in sent().items() if name != "version"}
    preview = office.get(url, asked).content.decode()
    assert '<td class="nowrap">—</td><td class="nowrap">优秀</td>' in preview
    assert "1 个市州的总分、名次或等次会变" in preview
    assert "优秀有 1 个，超过 30% 的限额（1 个市州 × 30%，最多 0 个）" in preview
    assert load_policy(table.year).grades == ()
    assert office.post(url, sent()).status_code == 302
    assert load_policy(table.year) == GRADED
    entry = AuditEntry.objects.get(action="设定计分口径")
    assert entry.after["等次"].startswith(
        "优秀 95 分以上，不超过 30%（评优等次）；良好 80 分以上；"
    )
    assert entry.after["否决条款"] == "降低等次"
    assert "等次" not in entry.before
    again = office.get(url).context["form"].initial
    shown = [again[f"grade{row}_{part}"] for row in (0, 4) for part in ("name", "least", "quota")]
    assert shown == ["优秀", "95", "30", "", "", ""]
    assert page_of(office, "year-policy", 2017).count('value="优秀"') == 1


def test_grades_are_taken_away_again(office, table):
    choose(office, table)
    rows = {name: "" for name in sent() if name.startswith("grade")}
    office.post(reverse("year-policy", args=[2017]), sent(version=2, **rows))
    held = Policy.objects.get()
    assert (held.grades, held.applies_vetoes) == ([], False)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"grade1_least": ""}, "请填多少分以上，或前几名，评为这个等次。"),
        ({"grade1_least": "95"}, "“良好”的分数应低于上一等次的 95 分。"),
        ({"grade3_least": "10"}, "“不合格”是最低等次，应从 0 分起。"),
        ({"grade1_name": "优秀"}, "等次“优秀”写了两次。"),
        ({"grade1_name": ""}, "请填等次名称。"),
        ({"grade2_is_best": "1"}, "评优等次应排在最前面。"),
        ({"grade0_quota": "101"}, "不能大于"),
        ({"grade0_least": "九十"}, "“九十”不是数字；请填阿拉伯数字。"),
        ({"grade0_least": "9e1"}, "“9e1”不是数字；请写成完整的数字，不用科学记数。"),
        ({f"grade{n}_{p}": "" for n in (1, 2, 3) for p in ("name", "least")}, "等次至少两个"),
    ],
)
def test_grades_that_cannot_work_are_refused(office, table, changes, said):
    response = office.post(reverse("year-policy", args=[2017]), sent(**changes))
    assert response.status_code == 422
    page = response.content.decode()
    assert said in page
    assert ("请填多少分以上" in page) is ("请填多少分以上" in said)  # one fault, one sentence
    assert load_policy(table.year).grades == ()


def test_action_takes_no_grades_that_cannot_work(office, table):
    with pytest.raises(Refused, match="等次至少两个，从高到低。没有保存。"):
        choose(office, table, EnginePolicy(grades=GRADES[:1]))


def test_setup_page_edits_the_same(office, table):
    policy, _ = Policy.objects.get_or_create(year=table.year)
    url = reverse("admin:assessment_policy_change", args=[policy.pk])
    assert office.post(url, sent()).status_code == 302
    assert load_policy(table.year) == GRADED


def test_history_tells_grades_and_groups_in_words(office, table):
    office.post(reverse("year-policy", args=[2017]), sent(groups="一类：长沙市"))
    url = reverse("admin:assessment_policy_history", args=[Policy.objects.get().pk])
    shown = office.get(url).content.decode()
    assert "优秀 95 分以上，不超过 30%（评优等次）；良好 80 分以上" in shown
    assert "一类（1 个）" in shown
    assert "is_best" not in shown


# --- Where it is shown ----------------------------------------------------------------------------


def test_card_tells_the_grade_and_why(office, table):
    give(table, "veto", "0", name="事故", measured="是否", value=1)
    record_all()
    choose(office, table)
    shown = page_of(office, "scorecard", 2017, table.city.key)
    told = "总分 100.00 分，达到优秀（95 分以上）；因“计9分”（一票否决），降为不合格"
    assert f"{told}。" in shown
    assert '<div class="figure-value">不合格</div>' in shown
    [card] = scorecard_htmls(standings())
    assert f"等次：{told}。" in card
    assert "<th>名次</th><th>等次</th>" in card
    assert "<td>不合格</td>" in card


def test_card_of_a_city_tells_it_to_the_city(client, office, table):
    record_all()
    choose(office, table)
    type(table.year).objects.update(state=YearState.PUBLISHED)
    client.force_login(factories.make_account(role=Role.CITY, place=table.city))
    assert "总分 100.00 分，达到优秀（95 分以上）。" in page_of(
        client, "scorecard", 2017, table.city.key
    )


def test_total_that_is_not_complete_has_no_grade(office, table):
    choose(office, table)
    shown = page_of(office, "scorecard", 2017, table.city.key)
    assert "还有未录入的项目，录全以后评定等次" in shown
    assert '<div class="figure-value">—</div>' in shown
    assert "优秀" not in page_of(office, "scorecards", 2017)
    [city] = scores_json(standings())["cities"]
    assert (city["grade"], city["grade_reason"]) == (None, "还有未录入的项目，录全以后评定等次")


def test_ranking_shows_grades_and_who_stands_over_the_quota(office, table):
    record_all()
    choose(office, table)
    warning = "优秀有 1 个，超过 30% 的限额（1 个市州 × 30%，最多 0 个）；排在限额以外的：长沙市。"
    listed = page_of(office, "scorecards", 2017)
    assert '<th scope="col">等次</th>' in listed
    assert '<td class="nowrap">优秀</td>' in listed
    paper = ranking_html(standings())
    assert '<td class="middle">优秀</td>' in paper
    for shown in (listed, paper):
        assert warning in shown


def test_year_without_grades_shows_none(office, table):
    record_all()
    pages = [page_of(office, "scorecards", 2017), page_of(office, "scorecard", 2017, "430100")]
    papers = [ranking_html(standings(EnginePolicy())), *scorecard_htmls(standings(EnginePolicy()))]
    assert not [shown for shown in (*pages, *papers) if "等次" in shown]


def test_file_for_other_programs_says_grades(table):
    record_all()
    told = scores_json(standings())
    assert told["policy"]["grades"][0] == {
        "name": "优秀", "least": "95", "quota": "30", "is_best": True,
    }  # fmt: skip
    assert told["cities"][0]["grade"] == "优秀"


#: Which vetoes happened, and incidents on record.
CASES = [
    ((), "0"),
    ((), "3"),
    (("veto",), "0"),
    (("veto_honours",), "0"),
    (("veto_honours",), "3"),
    (("veto_down",), "0"),
    (("veto_down", "veto_honours"), "0"),
    (("veto", "veto_down"), "5"),
]


def test_workbook_recomputes_the_grade(tmp_path, table):
    for kind in ("veto", "veto_honours", "veto_down"):
        give(table, kind, "0", name=kind, measured="是否")
    record_all()
    factories.make_table(table.year, factories.make_city("株洲市"))
    found = {}
    for number, (kinds, incidents) in enumerate(CASES):
        record(**dict.fromkeys(("veto", "veto_honours", "veto_down"), "0"))
        record(**dict.fromkeys(kinds, "1"))
        Result.objects.filter(
            measure__name="发生违纪违规行为被通报每起",
            measure__component__item__section__table=table,
        ).update(value=Decimal(incidents))
        found[f"{number}"] = standings()
        found[f"{number}-off"] = standings(EnginePolicy(grades=GRADES))
    books = recalculated(tmp_path, {name: scores_xlsx(s) for name, s in found.items()})
    for name, standing in found.items():
        head, *rows = books[name]["排名"].iter_rows(values_only=True)
        assert head[-1] == "等次"
        assert books[name]["口径"]["A7"].value == "等次"
        assert [row[-1] for row in rows] == [city.grade for city in standing.by_rank], name
        assert {row[1]: row[-1] for row in rows}["株洲市"] == "—"
