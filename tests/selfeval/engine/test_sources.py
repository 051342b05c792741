"""The four source reports: every true identity passes, every false one is found."""

import json
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from selfeval.engine.answers import Answers, answers_of, as_json
from selfeval.engine.checks import blocking, check
from selfeval.engine.definition import form_of
from selfeval.engine.evaluate import evaluate_form, figures_of
from selfeval.engine.scoring_types import ScoringMode
from selfeval.engine.values import number
from tests.selfeval.engine.build import FORMS, REPORTS, examined, marks, shipped_form, source

FOUND = {
    "2017_yueyanglou": {
        ("error", "total_mismatch", "project_funds.all.projects"),  # 27 + 30 + 1, called 59
        ("remind", "projects_text", "report_results"),
        ("remind", "appropriation", "budget_total"),  # 222.89 against 220.58
        ("remind", "no_target", "annual_review.target"),
        ("remind", "own_total", "total"),
    },
    "2020_hengyang": {
        ("error", "score_missing", "satisfaction.score"),
        ("error", "total_mismatch", "total"),  # 95 stated, 85 entered
        ("explain", "score_under_weight", "output.score"),
        ("explain", "training_money", "training_state"),  # 25 of 70 spent
        ("remind", "over_target", "projects.outcome"),  # 399 against 300
        ("remind", "projects_planned_text", "report_results"),  # 398 against 300
        ("remind", "projects_done_text", "report_results"),  # 398 against 399
        ("remind", "satisfied_text", "report_results"),  # 100 % against 98 %
    },
    "2022_shaodong": {("remind", "trained_text", "report_support")},  # 550 against 925
    "2023_yueyang": {
        ("remind", "rate_mismatch", "march_rate.outcome"),  # 93.56 entered as 94
        ("remind", "rate_mismatch", "direct_rate.outcome"),  # 98.52 entered as 99
        ("remind", "helped_text", "goals_text"),  # 123 against 120
        ("remind", "growth_text", "goals_text"),  # 5.48 % against 5 %
        ("remind", "other_year", "year_end_rate.label"),  # 2022 in 2023
        ("remind", "other_year", "march_rate.label"),  # 2021, 2022 in 2023
        ("remind", "level2_count", "level2_count"),  # 14 named, 15 said
        ("remind", "over_target", "trained.outcome"),  # 1506 against 948
        ("remind", "homes_text", "report_causes"),  # 124 against 122
        ("remind", "production_text", "report_causes"),  # 100 against 96
        ("remind", "staffing", "staff_actual"),  # 18 of 17
        ("remind", "missed_target", "direct.outcome"),  # six, in one
        ("remind", "own_total", "total"),
    },
}


@pytest.mark.parametrize("name", sorted(FOUND))
def test_source_gives_exactly_these_findings(name: str) -> None:
    _, findings = examined(source(name))

    assert marks(findings) == FOUND[name]


@pytest.mark.parametrize(
    ("name", "address", "total"),
    [
        ("2017_yueyanglou", "income.all.total", "1371.04"),
        ("2017_yueyanglou", "spending.all.total", "1184.24"),
        ("2017_yueyanglou", "project_funds.all.amount", "759.62"),
        ("2020_hengyang", "spend_basic", "113.29"),
        ("2020_hengyang", "costs.projects.outturn", "5076.44"),
        ("2020_hengyang", "costs.official.last", "2.4"),
        ("2020_hengyang", "goals.total.planned", "4633.33"),
        ("2020_hengyang", "arrived.all.amount", "4936.44"),
        ("2020_hengyang", "project_kinds.all.projects", "398"),
        ("2022_shaodong", "arrived.all.amount", "7339.06"),
        ("2022_shaodong", "training.all.people", "925"),
        ("2023_yueyang", "documents.total.amount", "9914.42"),
        ("2023_yueyang", "goals.all.planned", "9914.42"),
        ("2023_yueyang", "spent.total.executed", "9276.2513"),
        ("2023_yueyang", "spent.total.left", "638.1687"),
        ("2023_yueyang", "direct_unpaid", "36.18"),
        ("2023_yueyang", "increase", "1189.00"),
        ("2023_yueyang", "project_counts.all.unfinished", "6"),
    ],
)
def test_true_total_is_computed(name: str, address: str, total: str) -> None:
    evaluated, _ = examined(source(name))

    assert evaluated.value(address) == number(total)


@pytest.mark.parametrize(
    ("name", "place", "wrong", "finding"),
    [
        ("2017_yueyanglou", "income.all.public", "220.59", ("total_mismatch", "income.all.public")),
        ("2017_yueyanglou", "spending.all.balance", "186.81", ("total_mismatch",) * 2),
        ("2017_yueyanglou", "spending.office.project", "963.67", ("balance", "")),
        ("2020_hengyang", "income_fund", "4837.45", ("income_sum", "funds.all.budget")),
        ("2020_hengyang", "spend_project", "5076.45", ("spending_sum", "funds.all.executed")),
        ("2020_hengyang", "direct_people", "23039", ("direct_paid", "direct_paid")),
        ("2022_shaodong", "arrived.industry.amount", "201", ("total_mismatch", "")),
        ("2022_shaodong", "training.city.people", "15", ("total_mismatch", "")),
        ("2023_yueyang", "goals.direct.quantity", "40849", ("direct_planned", "")),
        ("2023_yueyang", "goals.other.planned", "64", ("goals_sum", "goals.all.planned")),
        ("2023_yueyang", "spent.1.executed", "1262.3605", ("total_mismatch", "spent.1.left")),
        ("2023_yueyang", "spent.2.executed", "2650", ("overspent", "spent.2.executed")),
    ],
)
def test_changed_figure_breaks_its_identity(
    name: str, place: str, wrong: str, finding: tuple[str, str]
) -> None:
    data = source(name)
    put(data, place, wrong)

    _, findings = examined(data)

    errors = [found for found in findings if found.severity.value == "error"]
    assert finding[0] in {found.code for found in errors}


def put(data: dict[str, Any], place: str, words: str) -> None:
    table, _, rest = place.partition(".")
    if not rest:
        data["fields"][place] = words
        return
    row, column = rest.split(".")
    next(item for item in data["tables"][table] if item["row"] == row)[column] = words


def test_yueyanglou_is_98_excellent() -> None:
    evaluated, _ = examined(source("2017_yueyanglou"))

    assert (evaluated.score.shown, evaluated.score.grade) == ("98", "优秀")
    assert evaluated.score.mode is ScoringMode.OWN_TOTAL


def test_hengyang_is_95_excellent_once_satisfaction_is_scored() -> None:
    data = source("2020_hengyang")
    before, findings = examined(data)
    assert (before.score.total, before.score.shown, before.score.grade) == (None, "—", "")
    assert {found.code for found in blocking(findings)} == {
        "score_missing",
        "total_mismatch",
        "training_money",
    }

    filled = deepcopy(data)
    next(each for each in filled["indicators"] if each["code"] == "satisfaction")["score"] = "10"
    after, findings = examined(filled)

    assert (after.score.shown, after.score.grade) == ("95", "优秀")
    assert after.score.derivation == "10 + 45 + 30 + 10 = 95"
    assert {found.code for found in blocking(findings)} == {"training_money"}


def test_hengyang_group_keeps_words_and_waits_for_a_person() -> None:
    evaluated, _ = examined(source("2020_hengyang"))
    output = next(unit for unit in evaluated.score.units if unit.code == "output")

    assert evaluated.value("direct_date.outcome").shown == "2020年5月份"
    assert (output.weight, output.score, output.proposed) == (50, 45, None)
    assert output.derivation.startswith("“直补资金按时发放时间”等 1 项须人工评分")


def test_explanation_of_training_money_unblocks() -> None:
    data = source("2020_hengyang")
    data["explanations"] = {"training_money@training_state": "跨年结算，余款次年支付。"}

    _, findings = examined(data)

    assert "training_money" not in {found.code for found in blocking(findings)}


def test_yueyang_states_its_own_total() -> None:
    evaluated, findings = examined(source("2023_yueyang"))

    assert (evaluated.score.shown, evaluated.score.grade) == ("97.16", "优")
    assert evaluated.score.units == ()
    assert round(evaluated.score.execution.number, 4) == round(number("0.9356").number, 4)
    assert blocking(findings) == ()


def test_shaodong_has_no_score() -> None:
    evaluated, findings = examined(source("2022_shaodong"))

    assert (evaluated.score.total, evaluated.score.grade) == (None, "")
    assert evaluated.score.mode is ScoringMode.NONE
    assert blocking(findings) == ()


def test_figures_for_the_city_table() -> None:
    data = source("2022_shaodong")
    evaluated, _ = examined(data)

    figures = figures_of(evaluated)

    assert {key: figure.number for key, figure in figures.items()} == {
        "农业实用技术培训": 500,
        "转移就业技能培训": 50,
    }


@pytest.mark.parametrize("path", REPORTS, ids=lambda path: path.stem)
def test_report_comes_back(path: Path) -> None:
    report = answers_of(json.loads(path.read_text()))

    assert answers_of(as_json(report)) == report


@pytest.mark.parametrize("path", FORMS, ids=lambda path: path.stem)
def test_an_empty_draft_has_things_to_do_and_nothing_wrong(path: Path) -> None:
    form = form_of(json.loads(path.read_text(encoding="utf-8")))

    codes = {each.code for each in check(evaluate_form(form, Answers(), 2024))}

    assert codes <= {"required", "score_missing", "rows", "no_indicators"}


def test_heads_without_indicators_are_named_with_their_points() -> None:
    findings = check(evaluate_form(shipped_form("project_spending"), Answers(), 2024))

    assert [each.message for each in findings if each.code == "no_indicators"] == [
        "“产出指标”还没有添加指标、分配 50 分",
        "“效益指标”还没有添加指标、分配 30 分",
        "“满意度指标”还没有添加指标、分配 10 分",
    ]
