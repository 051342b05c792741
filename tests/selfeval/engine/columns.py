"""Forms whose indicator tables name their columns."""

from dataclasses import replace
from decimal import Decimal

from selfeval.engine.answers import Answer, Answers
from selfeval.engine.scoring_types import Indicator, Scoring
from selfeval.engine.types import Form, IndicatorBlock, Section, TreeColumn
from tests.selfeval.engine.build import SPENT, answered, scored_form

NATIONAL = tuple(
    map(TreeColumn, ("sign", "target", "unit", "outcome", "weight", "score", "reason"))
)
NOTE = TreeColumn("column_1", "备注")
HUNDRED = Decimal(100)


def with_columns(form: Form, *columns: TreeColumn) -> Form:
    """Return the form with these columns in its indicator table."""
    section = form.sections[0]
    blocks = tuple(
        replace(block, columns=columns) if isinstance(block, IndicatorBlock) else block
        for block in section.blocks
    )
    return replace(form, sections=(replace(section, blocks=blocks),))


def national(*tree: Indicator, columns: tuple[TreeColumn, ...] = NATIONAL) -> Form:
    tree = tree or (Indicator("only", "唯一指标", weight=HUNDRED),)
    return with_columns(scored_form(*tree), *columns)


def unscored(*tree: Indicator, columns: tuple[TreeColumn, ...] = ()) -> Form:
    columns = columns or tuple(map(TreeColumn, ("sign", "target", "unit", "outcome", "reason")))
    section = Section("s", "一", (IndicatorBlock("指标", columns=columns),))
    tree = tree or (Indicator("one", "甲"), Indicator("two", "乙"))
    return Form("plain", "不计分", 1, (section,), Scoring(tree=tree))


def entered(target: str, outcome: str, **more: object) -> Answers:
    return answered(Answer("only", target, outcome, **more), **SPENT)  # type: ignore[arg-type]
