"""Figures that a person judges: within their bounds whichever way they come."""

import io

import pytest
from openpyxl import load_workbook

from assessment.actions.results import Entry, record_block
from assessment.collection.differences import WorkbookRefused, compare
from assessment.exports.results import results_xlsx
from assessment.loading import load_tables
from assessment.models import CityTable, Component, Result, Rule, Year
from assessment.reader.workbook import VALUE
from tests import factories
from tests.assessment.recording import result_of, write, write_block
from tests.assessment.test_pasting import send
from trust import log
from trust.refusals import Refused

pytestmark = pytest.mark.django_db

NAME = "作风问题"
OUT = "“4”不在评定的范围（1–3 分）之内；没有该情形请填 0"


@pytest.fixture
def judged(table) -> Result:
    """The cell of a measure that 酌情扣1–3分 is judged by."""
    component = Component.objects.get(item__name="移民培训")
    measure = factories.make_measure(component, NAME, "数量", "分")
    rule = factories.make_rule(component, "judged_deduct", "3", [measure], None, "计9分")
    Rule.objects.filter(pk=rule.pk).update(least=1)
    return measure.result


def now(result) -> Result:
    return Result.objects.get(pk=result.pk)


@pytest.mark.parametrize("text", ["4", "0.5"])
def test_page_refuses_a_figure_out_of_its_bounds(office, judged, text):
    answer = write(office, judged, text)
    assert answer.status_code == 422
    assert answer.json()["error"] == OUT.replace("4", text)
    assert now(judged).value is None


@pytest.mark.parametrize("text", ["0", "1", "2.5", "3"])
def test_page_takes_a_figure_within_them_and_none_found(office, judged, text):
    assert write(office, judged, text).status_code == 200
    assert now(judged).value is not None


def test_most_that_no_words_name_is_the_points_of_the_component(office, judged):
    Rule.objects.filter(kind="judged_deduct").update(deduction=0, least=None)
    assert "（9 分以内）" in write(office, judged, "9.5").json()["error"]
    assert write(office, judged, "9").status_code == 200


def test_block_with_a_figure_out_of_bounds_is_not_written(office, table, judged):
    cells = [(result_of(table), "1000"), (judged, "4")]
    answer = write_block(office, cells)
    assert answer.status_code == 422
    assert [told["error"] for told in answer.json()["wrong"]] == [OUT]
    assert (result_of(table).value, now(judged).value) == (None, None)


def test_paste_with_a_figure_out_of_bounds_is_not_written(office, judged):
    answer = send(office, "4", judged)
    assert OUT in answer.json()["look"]["html"]
    assert now(judged).value is None


def test_workbook_with_a_figure_out_of_bounds_is_refused_by_its_row(table, judged):
    book = load_workbook(io.BytesIO(results_xlsx(load_tables(CityTable.objects.all()))))
    [row] = [line[0].row for line in book.active.iter_rows() if line[4].value == NAME]
    book.active.cell(row, VALUE + 1, 4)
    out = io.BytesIO()
    book.save(out)
    with pytest.raises(WorkbookRefused) as refusal:
        compare(Year.objects.get(), out.getvalue(), "采集表.xlsx")
    assert f"完成值 {OUT}" in str(refusal.value)


def test_no_other_way_writes_a_figure_out_of_bounds(judged):
    entry = Entry(judged.pk, judged.measure.component.points, None)
    with pytest.raises(Refused, match=f"移民培训 · {NAME}：“9”不在评定的范围"):
        record_block(entries=[entry], user=None, actor=log.Actor("命令"))
    assert now(judged).value is None
