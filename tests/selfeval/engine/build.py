"""The shipped forms and reports, and small forms for one behaviour each."""

import json
from dataclasses import replace
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from selfeval.engine.answers import Answer, Answers, TableRow, answers_of
from selfeval.engine.checks import check
from selfeval.engine.definition import form_of
from selfeval.engine.evaluate import evaluate_form
from selfeval.engine.results import Evaluated, Finding, TotalScore
from selfeval.engine.scoring_types import (
    Check,
    Execution,
    Grade,
    Indicator,
    Method,
    Scoring,
    ScoringMode,
    Severity,
)
from selfeval.engine.types import (
    Column,
    Field,
    FieldBlock,
    Form,
    Growing,
    IndicatorBlock,
    Kind,
    Row,
    Section,
    Table,
    TotalBlock,
)

ROOT = Path(__file__).parents[3]
FORMS = sorted((ROOT / "fixtures/selfeval/forms").glob("*.json"))
REPORTS = sorted((ROOT / "fixtures/selfeval/reports").glob("*.json"))
GRADES = tuple(
    Grade(label, Decimal(low), Decimal(high))
    for label, low, high in (
        ("优秀", 90, 100),
        ("良好", 80, 90),
        ("较差", 60, 80),
        ("差", 0, 60),
    )
)
YEAR = 2023
SPENT = {"executed": "1", "budget": "1"}


@cache
def shipped_form(code: str) -> Form:
    return form_of(json.loads((ROOT / f"fixtures/selfeval/forms/{code}.json").read_text()))


def source(name: str) -> dict[str, Any]:
    data: dict[str, Any] = json.loads((ROOT / f"fixtures/selfeval/reports/{name}.json").read_text())
    return data


def examined(data: dict[str, Any]) -> tuple[Evaluated, tuple[Finding, ...]]:
    """Return a report's evaluation and findings under the form it names."""
    form, report = shipped_form(data["form"]), answers_of(data)
    evaluated = evaluate_form(form, report, data["year"])
    return evaluated, check(evaluated)


def marks(findings: tuple[Finding, ...]) -> set[tuple[str, str, str]]:
    return {(found.severity.value, found.code, found.place) for found in findings}


def make_form(
    *fields: Field, checks: tuple[Check, ...] = (), tables: tuple[Table, ...] = ()
) -> Form:
    """Return a form without scores."""
    section = Section("one", "第一部分", (FieldBlock(fields), *tables))
    return Form("sample", "样表", 1, (section,), checks=checks)


def number_field(code: str, formula: str = "", **options: Any) -> Field:
    return Field(code, code.upper(), Kind.NUMBER, formula=formula, **options)


def money_table() -> Table:
    """Return a growing table with a computed column and a total row."""
    return Table(
        "grants",
        "资金",
        (
            Column("amount", "到位", total="sum(amount)"),
            Column("spent", "执行", total="sum(spent)"),
            Column("left", "结余", formula="amount - spent", total="sum(left)"),
        ),
        growing=Growing(0, 3, "合计"),
    )


def fixed_table() -> Table:
    """Return a table whose first row is the sum of the others, in every column."""
    return Table(
        "parts",
        "分项",
        (Column("people", "人数", Kind.COUNT), Column("money", "金额")),
        (Row("all", "合计", formula="sum(one, two)"), Row("one", "甲"), Row("two", "乙")),
    )


def rows(*cells: dict[str, str]) -> tuple[TableRow, ...]:
    return tuple(TableRow(str(number), row) for number, row in enumerate(cells, start=1))


def scored_form(*tree: Indicator, **options: Any) -> Form:
    """Return a form with a score table of these indicators and the funds they spend."""
    execution = Execution("executed", "budget")
    scoring = Scoring(ScoringMode.TABLE, tree=tree, grades=GRADES, execution=execution, **options)
    section = Section(
        "scores",
        "自评表",
        (
            FieldBlock((number_field("executed"), number_field("budget"))),
            IndicatorBlock("指标", ("target", "outcome", "weight", "score", "reason")),
            TotalBlock(),
        ),
    )
    return Form("scored", "评分样表", 1, (section,), scoring)


def single(method: Method = Method.POSITIVE, **options: Any) -> Form:
    """Return a form with one indicator worth all 100."""
    return scored_form(Indicator("only", "唯一指标", weight=Decimal(100), method=method, **options))


def answered(*answers: Answer, **fields: str) -> Answers:
    return Answers(fields=fields, indicators={answer.code: answer for answer in answers})


def score(form: Form, report: Answers) -> TotalScore:
    return evaluate_form(form, report, YEAR).score


def found(form: Form, report: Answers) -> set[tuple[str, str, str]]:
    return marks(check(evaluate_form(form, report, YEAR)))


def told(form: Form, report: Answers) -> list[str]:
    """Return each finding in one line, as a county reads it, after its kind and place."""
    return [
        f"{each.severity.value} {each.code} {each.place}：{each.message}"
        + ("（已说明）" if each.explained else "")
        for each in check(evaluate_form(form, report, YEAR))
    ]


def only(target: str = "1", outcome: str = "1", **answer: str) -> Answers:
    """Return what was entered for the indicator of single(); all of the funds are spent."""
    return answered(Answer("only", target, outcome, **answer), **SPENT)  # type: ignore[arg-type]


def with_check(form: Form, condition: str, *, each: str = "", cell: str) -> Form:
    rule = Check("rule", Severity.ERROR, condition, "不相符", cell, each)
    return replace(form, checks=(rule,))
