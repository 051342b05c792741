"""The national sheets: columns of the office's own on page, paper, workbook, file and in lists."""

import io
import json
import re
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from django.urls import reverse

from lib.rounding import round_half_up
from press.workbooks.reading import read_book
from selfeval.engine.answers import answers_of
from selfeval.engine.definition import as_json, form_of
from selfeval.engine.types import IndicatorBlock, Kind, TreeColumn
from selfeval.filing.actions.drafts import add_indicator, remove_indicator, replace_words
from selfeval.filing.actions.submitting import submit_report
from selfeval.filing.addresses import write_words
from selfeval.filing.exports import report_json
from selfeval.filing.workbook.map import SHEET, Identity
from selfeval.filing.workbook.reading import reading_of
from selfeval.filing.workbook.writing import WorkbookMeta, write_workbook
from selfeval.loading import assess, draft_of
from selfeval.models import FormDefinition, FormState
from selfeval.paper.blocks import Desk
from selfeval.paper.document import desk_of, paper_of, section_parts
from selfeval.paper.indicators import Tree
from selfeval.paper.model import Filing, Grid
from selfeval.paper.word import report_docx
from tests.factories import make_account, make_county
from tests.selfeval.factories import (
    COMMAND,
    actor_for,
    make_filer,
    make_report,
    make_task,
    shipped,
    write,
)
from tests.selfeval.filling_pages import opened, post

pytestmark = pytest.mark.one_database

CASES = Path(__file__).parents[1] / "cases" / "selfeval"
OWN = (
    TreeColumn("column_1", "备注"),
    TreeColumn("column_2", "{last_year}年历史值", 9, Kind.NUMBER),
    TreeColumn("column_3", "自评依据", 0, Kind.LONG_TEXT),
)
PROJECT, TRANSFER = "45_selfeval_project_2020", "46_selfeval_transfer_2020"
TRAINING = "quantity_a2"


def example(name):
    return json.loads((CASES / f"{name}.json").read_text())["reports"][0]


def with_columns(form, *more):
    """Return the form with more columns at the end of its indicator table."""
    return replace(
        form,
        sections=tuple(
            replace(
                section,
                blocks=tuple(
                    replace(block, columns=(*block.columns, *more))
                    if isinstance(block, IndicatorBlock) else block
                    for block in section.blocks
                ),
            )
            for section in form.sections
        ),
    )  # fmt: skip


def assessed(name, *more, **words):
    data = example(name)
    form, entered = (
        with_columns(form_of(json.loads(shipped(data["form"]))), *more),
        answers_of(data),
    )
    for address, text in words.items():
        entered = write_words(entered, address.replace("__", "."), text)
    return assess(form, entered, 2023)


def tree_of(own) -> Grid:
    """Return the indicator table as it is printed, without what stands beside it."""
    section = own.form.sections[-1]
    return next(p for p in section_parts(desk_of(own), section) if isinstance(p, Grid))


def line(grid, name):
    """Return the words in the row of an indicator, from its name on."""
    rows = {
        row: [c.text for at, _, c in grid.placed() if at == row] for row in range(len(grid.rows))
    }
    words = next(cells for cells in rows.values() if name in cells)
    return words[words.index(name) :]


def heads(grid):
    return [cell.text.strip() for cell in grid.rows[0]]


# --- The shipped sheets -------------------------------------------------------------------------


def test_project_sheet_is_scored_by_the_operators_of_its_column():
    own = assessed(PROJECT)

    assert own.evaluated.score.shown == "99.1"
    units = own.evaluated.score.units
    assert {unit.code: str(round_half_up(unit.proposed, 2)) for unit in units} == {
        "execution": "9.53", "quantity_a1": "20.00", "quantity_a2": "9.57", "quality_a1": "10.00",
        "timeliness_a1": "5.00", "cost_a1": "5.00", "social_a1": "15.00", "lasting_a1": "15.00",
        "served_a1": "10.00",
    }  # fmt: skip
    assert not [found for found in own.findings if found.severity == "error"]


def test_project_sheet_is_printed_under_the_national_heads():
    grid = tree_of(assessed(PROJECT))

    assert heads(grid)[1:] == [
        "一级指标", "二级指标", "三级指标", "指标性质", "指标值", "度量单位", "全年完成值", "分值",
        "得分", "偏差原因分析及改进措施",
    ]  # fmt: skip
    assert line(grid, "移民实用技术培训") == [
        "移民实用技术培训", "≥", "600", "人次", "574", "10", "9.57",
        "雨季停课一期，余下26人次改在次年春季补训。",
    ]  # fmt: skip


def test_empty_sheet_has_a_column_for_indicators_to_be_added():
    form = form_of(json.loads(shipped("project_2020")))
    grid = tree_of(assess(form, answers_of({}), 2023))

    assert heads(grid)[1:5] == ["一级指标", "二级指标", "三级指标", "指标性质"]
    assert line(grid, "质量指标") == ["质量指标", "", "", "", "", "", "", "", ""]


def test_transfer_sheet_asks_for_reasons_without_scores():
    own, late = assessed(TRANSFER), assessed(TRANSFER, quantity_a2__reason="")

    assert line(tree_of(own), "实施项目的移民村") == [
        "实施项目的移民村", "≥15个", "14个", "1个村改址重新报批，次年3月开工。",
    ]  # fmt: skip
    told = [(f.code, f.place, f.explained) for f in own.findings]
    assert told == [("missed_target", "quantity_a2.outcome", True)]
    assert [found.explained for found in late.findings] == [False]


# --- Own columns everywhere ---------------------------------------------------------------------


def test_own_columns_stand_on_paper_as_wide_as_the_form_says():
    own = assessed(PROJECT, *OWN, quantity_a2__column_1="见台账", quantity_a2__column_2="511")
    grid = tree_of(own)

    assert heads(grid)[-3:] == ["备注", "2022年历史值", "自评依据"]
    assert line(grid, "移民实用技术培训")[-3:] == ["见台账", "511", ""]
    wide = tree_of(assessed(PROJECT, OWN[0], replace(OWN[1], width=40), OWN[2]))
    assert wide.widths[-2] > 2 * grid.widths[-2]


def test_own_columns_stand_in_word():
    own = assessed(PROJECT, *OWN, quantity_a2__column_3="签到册、考核表")
    data = report_docx(paper_of(own, Filing("示例县")))

    import docx

    words = [
        c.text for t in docx.Document(io.BytesIO(data)).tables for r in t.rows for c in r.cells
    ]
    assert {"自评依据", "签到册、考核表", "度量单位"} <= set(words)


def test_four_levels_are_laid_out_and_the_fourth_is_named():
    form = form_of(json.loads(shipped("transfer_2020")))
    output, *others = form.scoring.tree
    deep = replace(output.children[0], children=(replace(output.children[1], code="deep"),))
    tree = (replace(output, children=(deep, *output.children[1:])), *others)
    form = replace(form, scoring=replace(form.scoring, tree=tree))
    entered = answers_of({"indicators": [
        {"code": "deep_a1", "parent": "deep", "label": "第四级", "target": "1", "outcome": "1"}
    ]})  # fmt: skip
    grid = tree_of(assess(form, entered, 2023))

    assert heads(grid)[1:5] == ["一级指标", "二级指标", "三级指标", "四级指标"]
    assert line(grid, "第四级") == ["第四级", "1", "1", ""]
    assert len(grid.widths) == 1 + 4 + 3


def test_workbook_gives_own_columns_back():
    own = assessed(PROJECT, *OWN, quantity_a2__column_1="见台账")
    meta = WorkbookMeta(Identity("project_2020", 1, "示例县", "430000", 2023, 1, 1))
    book = openpyxl.load_workbook(io.BytesIO(write_workbook(own, meta)))
    spots = {row[2]: row for row in book[SHEET].iter_rows(min_row=12, values_only=True)}
    lists = [rule.formula1 for sheet in book for rule in sheet.data_validations.dataValidation]

    typed = {"quantity_a2.column_1": "清空", "quality_a1.column_3": "验收报告",
             "quality_a1.sign": "≥", "quality_a1.unit": "分"}  # fmt: skip
    for address, words in typed.items():
        sheet, cell = spots[address][:2]
        book[sheet][cell].value = words
    out = io.BytesIO()
    book.save(out)
    reading = reading_of(read_book(out.getvalue()), own, meta)

    assert reading.problems == ()
    assert dict(reading.changed) == typed | {"quantity_a2.column_1": ""}
    assert '"≥,≤,=,＞,＜,定性,清空"' in lists


# --- On the page --------------------------------------------------------------------------------


@pytest.fixture
def report(db):
    form = with_columns(form_of(json.loads(shipped("project_2020"))), *OWN)
    row = FormDefinition.objects.create(
        code="national", title="全国格式", version=1, definition=as_json(form), digest="n",
        state=FormState.IN_USE,
    )  # fmt: skip
    report = make_report(make_task(row, year=2023), make_county("示例县"))
    entered = answers_of(example(PROJECT))
    replace_words(report_id=report.pk, entered=entered, user=None, actor=COMMAND)
    report.refresh_from_db()
    return report


@pytest.fixture
def county(client, report):
    client.force_login(make_filer(report))
    return client


def test_page_shows_the_columns_and_offers_the_operators(county, report):
    page = opened(county, report, "indicators")
    shown = [re.sub(r"\s+", "", head) for head in re.findall(r'<th scope="col"[^>]*>([^<]*)', page)]

    assert shown == [
        "一级指标", "二级指标", "三级指标", "指标性质", "指标值", "度量单位", "全年完成值", "分值",
        "得分", "备注", "2022年历史值", "自评依据",
    ]  # fmt: skip
    select = re.search(r'<select[^>]*data-cell="quantity_a1.sign".*?</select>', page, re.DOTALL)
    assert select
    assert re.findall(r"<option[^>]*>([^<]+)", select[0])[-6:] == [
        "≥",
        "≤",
        "=",
        "＞",
        "＜",
        "定性",
    ]
    assert 'data-cell="quantity_a1.column_3"' in page
    assert page.count('data-cell="quantity_a1.unit"') == 1


def test_own_words_are_kept_with_their_version_and_compared(county, report):
    written = write(report, {f"{TRAINING}.column_1": "见台账", f"{TRAINING}.sign": "＞"})
    assert set(written.saved) == {f"{TRAINING}.column_1", f"{TRAINING}.sign"}

    report.refresh_from_db()
    assert draft_of(report).answers.answer(TRAINING).own == {"column_1": "见台账"}
    write(report, {f"{TRAINING}.column_1": ""})
    report.refresh_from_db()
    assert draft_of(report).answers.answer(TRAINING).own == {}


def test_report_json_gives_own_columns_back(report):
    write(report, {f"{TRAINING}.column_1": "见台账"})
    report.refresh_from_db()
    told = json.loads(json.dumps(report_json(report, draft_of(report))))
    training = next(item for item in told["indicators"] if item["code"] == TRAINING)

    assert (training["sign"], training["unit"]) == ("≥", "人次")
    assert training["own"] == {"column_1": "见台账"}
    assert answers_of(told).answer(TRAINING).own == {"column_1": "见台账"}


def test_removed_indicator_takes_its_own_words_with_it(county, report):
    code = add_indicator(
        report_id=report.pk, parent="quantity", label="新增", user=None, actor=COMMAND
    )
    write(report, {f"{code}.column_3": "合同", f"{code}.unit": "座"})
    remove_indicator(report_id=report.pk, code=code, user=None, actor=COMMAND)

    report.refresh_from_db()
    assert code not in draft_of(report).answers.indicators
    assert {report.cells[f"{code}.{name}"]["version"] for name in ("column_3", "unit")} == {2}


def test_block_with_the_national_heads_is_pasted_by_them(county, report):
    block = [["三级指标", "度量单位", "指标性质", "备注"], ["一次验收合格率", "％", ">", "抽检"]]
    answer = post(
        county, "report-paste", report, rows=block, at="quality_a1.sign", block="b-indicators1",
        section="indicators",
    ).json()  # fmt: skip
    assert "look" in answer, answer
    post(
        county, "report-paste", report, rows=block, at="quality_a1.sign", block="b-indicators1",
        section="indicators", seen=answer["look"]["seen"],
    )  # fmt: skip
    report.refresh_from_db()
    quality = draft_of(report).answers.answer("quality_a1")
    assert (quality.sign, quality.own) == ("＞", {"column_1": "抽检"})


@pytest.mark.django_db
def test_page_of_the_sheet_without_scores_asks_for_reasons(client):
    form = FormDefinition.objects.create(
        code="transfer", title="转移支付", version=1,
        definition=json.loads(shipped("transfer_2020")), digest="t", state=FormState.IN_USE,
    )  # fmt: skip
    report = make_report(make_task(form, year=2023), make_county("示例县"))
    entered = answers_of(example(TRANSFER))
    replace_words(report_id=report.pk, entered=entered, user=None, actor=COMMAND)
    client.force_login(make_filer(report))
    page = opened(client, report, "indicators")

    assert "未完成原因和改进措施" in page
    assert 'data-cell="quantity_a2.reason"' in page
    assert client.get(reverse("report-submit", args=[report.pk])).status_code == 200


@pytest.mark.parametrize("name", [PROJECT, TRANSFER])
@pytest.mark.parametrize("is_empty", [True, False])
def test_every_row_of_the_page_and_of_the_paper_is_as_wide_as_the_head(name, is_empty):
    own = assessed(name, *OWN)
    if is_empty:
        own = assess(own.form, answers_of({}), 2023)
    block = next(b for b in own.form.sections[-1].blocks if isinstance(b, IndicatorBlock))
    for desk in (Desk(own.evaluated), Desk(own.evaluated, is_open=lambda address: True),
                 Desk(own.evaluated, is_form=True)):  # fmt: skip
        grid = Tree(desk, block).grid()
        covered = [0] * len(grid.rows)
        for row, _, cell in grid.placed():
            for down in range(row, row + cell.rowspan):
                covered[down] += cell.colspan
        assert set(covered) == {len(grid.widths)}


def test_reviewers_and_the_public_read_own_columns(client, report):
    filer = make_filer(report)
    write(report, {f"{TRAINING}.column_1": "见培训台账"})
    report.refresh_from_db()
    submit_report(report_id=report.pk, version=report.version, user=filer, actor=actor_for(filer))
    client.force_login(make_account("kaohe", role="assessment_office"))
    page = client.get(reverse("report-review", args=[report.pk])).content.decode()

    assert "2022年历史值" in page
    assert re.search(rf'data-cell="{TRAINING}.column_1"[^>]*>见培训台账', page)
    for name in ("report-docx", "report-xlsx", "report-json"):
        assert client.get(reverse(name, args=[report.pk])).status_code == 200
