"""The overview: progress, grades, money, warnings, what fell short, last year beside."""

import io
import re
from decimal import Decimal
from functools import partial

import pytest
from django.urls import reverse
from pypdf import PdfReader

from lib.drawing import NARROW
from selfeval.models import Report, Submission
from selfeval.year import charts
from selfeval.year.filed import Filed
from selfeval.year.overview import Missed, Pair, PlaceCounts, Source, count
from tests.factories import make_city, make_county
from tests.selfeval.factories import file_report, make_report, make_task
from tests.selfeval.filed import bring_to, make_world, send_back, submit
from tests.selfeval.review_pages import browser

#: session, account, roles; tasks, tasks with forms, reports, years with tasks; the frame's years.
OVERVIEW_QUERIES = 8
#: Of a drawing: figures, bars from where and how long, where texts stand.
FIGURES = re.compile(r"(\d[\d /%.]*)<")
PIECES = re.compile(r'<rect x="(-?[\d.]+)" y="[\d.]+" width="([\d.]+)"')
TEXTS = re.compile(r'<text x="(-?[\d.]+)"')


def filed(number=1, *, state="submitted", total=None, execution=None, **more) -> Filed:
    rate = None if total is None else Decimal(total)
    return Filed(
        number, f"县{number}", more.pop("place", "长沙市"), more.pop("key", "430100"), state,
        total=rate, score_rate=rate,
        execution=None if execution is None else Decimal(execution), **more,
    )  # fmt: skip


def counted(*reports, before=(), grades=()):
    return count(Source(2023, list(reports), list(before), list(grades)))


# --- figures: no database -------------------------------------------------------------------


def test_progress_counts_each_stage_by_city():
    found = counted(
        filed(1, state="draft"), filed(2, state="city_review"), filed(3, state="published"),
        filed(4, state="returned", place="株洲市", key="430200"),
    )  # fmt: skip
    assert found.rows == (
        PlaceCounts("长沙市", "430100", (1, 0, 1, 0, 1)),
        PlaceCounts("株洲市", "430200", (0, 0, 0, 1, 0)),
    )
    assert [(row.submitted, row.total) for row in found.rows] == [(2, 3), (0, 1)]


@pytest.mark.parametrize(
    ("total", "execution", "reasons"),
    [
        ("98", "93", ()),
        ("98.01", "93", ("得分率高于执行率 5.01 个百分点",)),
        ("80", "80", ()),
        ("79", "79.99", ("资金未使用 20.01%",)),
        ("95", "75", ("得分率高于执行率 20.00 个百分点", "资金未使用 25.00%")),
        (None, "75", ("资金未使用 25.00%",)),
        ("98", None, ()),
        ("90", "120", ()),
    ],
)
def test_warnings_are_scores_above_execution_and_money_unspent(total, execution, reasons):
    found = counted(filed(total=total, execution=execution))
    assert tuple(r for warning in found.warnings for r in warning.reasons) == reasons


def test_worst_warning_stands_first():
    found = counted(
        filed(1, total="90", execution="80"), filed(2, total="98", execution="60"),
        filed(3, total="100", execution="100"),
    )  # fmt: skip
    assert [warning.filed.pk for warning in found.warnings] == [2, 1]


@pytest.mark.parametrize(
    ("execution", "band"),
    [("100", 0), ("130", 0), ("99.99", 1), ("95", 1), ("94.99", 2), ("90", 2), ("80", 3),
     ("79.99", 4), ("0", 4)],
)  # fmt: skip
def test_execution_falls_into_the_band_that_it_reaches(execution, band):
    found = counted(filed(execution=execution))
    assert [pair.now for pair in found.execution] == [int(place == band) for place in range(5)]


def test_grades_stand_beside_last_years():
    found = counted(
        filed(1, grade="优秀"), filed(2, grade="良好"), filed(3, grade="优秀"),
        before=[filed(9, grade="良好")], grades=["优秀", "良好"],
    )  # fmt: skip
    assert found.grades == (Pair("优秀", 2, 0), Pair("良好", 1, 1))


def test_without_last_year_there_is_nothing_beside():
    found = counted(filed(grade="优秀"), grades=["优秀"])
    assert found.last is None
    assert found.grades == (Pair("优秀", 1, None),)


def test_averages_leave_out_what_has_no_figure():
    found = counted(filed(1, total="90", execution="100"), filed(2), filed(3, total="95"))
    assert (found.summary.score, found.summary.execution) == (Decimal("92.5"), Decimal(100))
    assert counted(filed()).summary.score is None


def test_indicators_most_often_missed_come_first():
    asked = (("trained", "指标4：培训人数"), ("villages", "建成移民村"))
    found = counted(
        filed(1, indicators=asked, missed=frozenset({"trained"})),
        filed(2, indicators=asked, missed=frozenset({"trained", "villages"})),
        filed(3, indicators=asked[:1]),
    )
    assert found.missed == (Missed("培训人数", 2, 3), Missed("建成移民村", 1, 2))


def test_indicators_missed_equally_often_stand_as_in_the_form():
    asked = tuple((code, code.upper()) for code in "hgfedcba")
    found = counted(filed(1, indicators=asked, missed=frozenset("abcdefgh")))
    assert [missed.name for missed in found.missed] == list("HGFEDCBA")


# --- charts ---------------------------------------------------------------------------------


def test_charts_tell_every_figure_in_words_and_escape_names():
    rows = [charts.Linked(PlaceCounts("<b>县", "1", (1, 0, 0, 0, 2)), "/list/?a=1&b=2")]
    drawn = charts.progress_map(rows)
    assert "&lt;b&gt;县 共 3 份：已公开 1，未提交 2" in drawn
    assert 'href="/list/?a=1&amp;b=2"' in drawn
    assert "style=" not in drawn
    pairs = charts.paired_bars([Pair("优秀", 3, 1)], title="等级分布", year=2023)
    assert "优秀 3 份（上年 1）" in pairs
    assert "培训人数 2 / 3 份未达标" in charts.missed_bars([Missed("培训人数", 2, 3)])


def test_charts_of_a_telephone_stay_within_its_margins_and_tell_the_same():
    rows = [charts.Linked(PlaceCounts("湘西土家族苗族自治州", "1", (11, 2, 30, 4, 100)), "/list/")]
    for draw in (
        partial(charts.progress_map, rows),
        partial(charts.paired_bars, [Pair("100%", 130, 99)], title="执行率", year=2023),
        partial(charts.missed_bars, [Missed("农村移民实用技术培训人数", 20, 130)]),
    ):
        narrow, wide = draw(width=NARROW), draw(width=1000)
        assert re.findall("<desc>.*</desc>", narrow) == re.findall("<desc>.*</desc>", wide)
        assert sorted(set(FIGURES.findall(narrow))) == sorted(set(FIGURES.findall(wide)))
        ends = [float(x) + float(w) for x, w in PIECES.findall(narrow)]
        assert ends
        assert max(ends) <= NARROW
        assert all(0 <= float(x) <= NARROW for x in TEXTS.findall(narrow))


# --- pages ----------------------------------------------------------------------------------


def page(cast, persona="assessment_office", year=2017, **query):
    return browser(cast[persona]).get(reverse("selfeval-overview", args=[year]), query)


@pytest.mark.django_db
def test_overview_of_the_province_counts_submissions_and_not_drafts():
    cast = make_world()
    submit(cast, **{"spent": "75", "execution.score": "10", "execution.reason": "年底结算。"})
    send_back(cast, cells=None)
    Report.objects.filter(pk=cast.report.pk).update(total=1, execution=1, grade="差")
    found = page(cast).context["overview"]
    assert [(row.name, row.submitted, row.total) for row in found.rows] == [
        ("长沙市", 0, 1), ("株洲市", 0, 1),
    ]  # fmt: skip
    assert found.summary.execution == Decimal(75)
    assert [w.reasons for w in found.warnings] == [
        ("得分率高于执行率 23.00 个百分点", "资金未使用 25.00%")
    ]


@pytest.mark.django_db
def test_city_sees_its_counties_and_no_others():
    cast = make_world()
    found = page(cast, "city").context["overview"]
    assert [row.name for row in found.rows] == ["望城区"]


@pytest.mark.django_db
def test_missed_indicators_are_those_below_their_target():
    cast = make_world()
    submit(cast, **{"trained.outcome": "150", "trained.reason": "部分人员外出。"})
    assert page(cast).context["overview"].missed == (Missed("培训人数", 1, 1),)


@pytest.mark.django_db
def test_last_year_stands_beside_and_a_task_can_be_picked():
    cast = make_world()
    county = cast.report.county
    file_report(make_report(make_task(cast.task.form, year=2016), county))
    submit(cast)
    found = page(cast, task=cast.task.pk).context["overview"]
    assert (found.last.reports, found.last.submitted) == (1, 1)
    assert "与上年比较" in page(cast).content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("persona", "code"),
    [("city", 200), ("office", 200), ("auditor", 200), ("county", 404), ("administrator", 404)],
)
def test_overview_is_for_reviewers_and_the_province(persona, code):
    cast = make_world()
    assert page(cast, persona).status_code == code
    url = reverse("selfeval-overview-pdf", args=[2017])
    if code == 404:
        assert browser(cast[persona]).get(url).status_code == 404


@pytest.mark.django_db
def test_year_without_tasks_says_what_will_be_here():
    assert "本年度还没有自评报告" in page(make_world(), year=2040).content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("more", [0, 12])
def test_overview_costs_the_same_for_any_number(django_assert_num_queries, more):
    cast = make_world()
    submit(cast)
    submission = Submission.objects.get()
    for number in range(more):
        report = make_report(cast.task, make_county(f"县{number}", make_city("长沙市")))
        Report.objects.filter(pk=report.pk).update(latest=submission, state="submitted")
    office = browser(cast["assessment_office"])
    with django_assert_num_queries(OVERVIEW_QUERIES):
        office.get(reverse("selfeval-overview", args=[2017]))


@pytest.mark.django_db
def test_summary_is_printed_with_the_same_figures():
    cast = make_world()
    bring_to(cast, "accepted")
    response = browser(cast["city"]).get(reverse("selfeval-overview-pdf", args=[2017]))
    assert response["Content-Type"] == "application/pdf"
    words = "".join(p.extract_text() for p in PdfReader(io.BytesIO(response.content)).pages)
    plain = "".join(words.split())
    assert "2017年度县级自评情况汇总" in plain
    assert "望城区" in plain
    assert "98.00" in plain
