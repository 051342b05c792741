"""A city's own workbook: the same rows, reader and rules as the offices', and told apart."""

import io
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import load_workbook

from assessment.collection.differences import WorkbookRefused, compare
from assessment.exports.results import results_xlsx
from assessment.loading import load_tables
from assessment.models import CityTable, ReportedFigure, SelfCheckImport, SelfCheckWindow
from assessment.reader.workbook import CODE, REMARK, VALUE, VERSION
from assessment.self_check.reading import read_reported
from assessment.self_check.workbook import compare_reported, self_check_xlsx
from tests.assessment.self_check.steps import (
    CONDUCT,
    HERE,
    RATE,
    SKILLS,
    THERE,
    TRACKING,
    TRAINING,
    results,
)
from tests.factories import make_account
from trust.models import AuditEntry

pytestmark = pytest.mark.one_database

NAME = 4  # the column of the measure, from 0


def exported(desk, city="430100"):
    return load_workbook(io.BytesIO(self_check_xlsx(read_reported(desk.table(city)).table)))


def filled(book, values=None, remarks=None) -> bytes:
    """Fill a workbook in as a person does. values, remarks: by measure."""
    for row in book.active.iter_rows(min_row=2):
        name = row[NAME].value
        if name in (values or {}):
            row[VALUE].value = values[name]
        if name in (remarks or {}):
            row[REMARK].value = remarks[name]
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def send(client, desk, data: bytes):
    url = desk.url("self-check-import")
    return client.post(url, {"file": SimpleUploadedFile("自查表.xlsx", data)})


def confirm(client, desk, page, **choices):
    parcel = page.context["parcel"]
    return client.post(desk.url("self-check-import"), {"parcel": parcel, **choices})


def test_filled_in_off_line_it_is_previewed_then_written(city, desk):
    before = results()
    data = filled(
        exported(desk), {TRAINING: 1048, RATE: "95%", TRACKING: "否", CONDUCT: 0},
        {TRAINING: "按验收表。"},
    )  # fmt: skip
    page = send(city, desk, data)
    assert "4 处变化" in page.content.decode()
    assert not ReportedFigure.objects.exists()
    assert confirm(city, desk, page).status_code == 302
    assert {f.name: f.value for f in ReportedFigure.objects.all()} == {
        TRAINING: Decimal(1048), RATE: Decimal(95), TRACKING: 0, CONDUCT: 0,
    }  # fmt: skip
    assert desk.figure().remark == "按验收表。"
    assert results() == before
    assert AuditEntry.objects.filter(action="导入自查表").count() == 1


def test_empty_cell_wipes_nothing_and_the_word_does(city, desk):
    desk.report({TRAINING: "1048", SKILLS: "166"})
    page = send(city, desk, filled(exported(desk), {TRAINING: None, SKILLS: "清空"}))
    confirm(city, desk, page)
    assert (desk.figure().value, desk.figure(SKILLS).value) == (Decimal(1048), None)


def test_one_wrong_row_and_nothing_is_written(city, desk):
    page = send(city, desk, filled(exported(desk), {TRAINING: 1048, RATE: "九十五"}))
    assert "九十五" in page.content.decode()
    assert "parcel" not in page.context
    assert not ReportedFigure.objects.exists()


def test_what_a_colleague_wrote_since_is_a_conflict(city, desk):
    desk.report({TRAINING: "900"})
    book = exported(desk)
    desk.report({TRAINING: "950"}, persona="colleague")
    page = send(city, desk, filled(book, {TRAINING: 1048}))
    assert "冲突 1 处" in page.content.decode()
    again = confirm(city, desk, page)
    assert again.status_code == 422  # no choice was made
    assert desk.figure().value == 950
    confirm(city, desk, again, **{"choice-all": "mine"})
    assert desk.figure().value == 1048


def test_what_moved_between_preview_and_writing_is_refused(city, desk):
    page = send(city, desk, filled(exported(desk), {TRAINING: 1048}))
    desk.report({TRAINING: "950"}, persona="colleague")
    answer = confirm(city, desk, page)
    assert "在预览之后已被他人修改" in answer.content.decode()
    assert desk.figure().value == 950


def test_another_citys_workbook_is_refused_by_name(city, desk):
    page = send(city, desk, filled(exported(desk, THERE), {TRAINING: 1048}))
    assert "这是株洲市的表，不是长沙市的自查表" in page.content.decode()
    assert not ReportedFigure.objects.exists()


def test_offices_workbook_is_refused_by_name(city, desk):
    table = load_tables(CityTable.objects.filter(city__key="430100"))
    page = send(city, desk, filled(load_workbook(io.BytesIO(results_xlsx(table))), {TRAINING: 1}))
    assert "这是处室的采集表，不是本市的自查表" in page.content.decode()


def test_office_does_not_import_a_citys_workbook(desk):
    before = results()
    with pytest.raises(WorkbookRefused, match="这是市州的自查表"):
        compare(desk.year, filled(exported(desk), {TRAINING: 1048}), "自查表.xlsx")
    assert results() == before


def test_workbook_says_what_is_reported_and_whose_it_is(desk):
    desk.report({TRAINING: "1048"})
    row = next(r for r in exported(desk).active.iter_rows(min_row=2) if r[NAME].value == TRAINING)
    assert (row[VALUE].value, row[VERSION].value) == (1048, "自查1")
    assert row[CODE].value == desk.result().measure.code


def test_unchanged_it_changes_nothing(desk):
    desk.report()
    compared = compare_reported(desk.table(), filled(exported(desk)), "自查表.xlsx")
    assert compared.differences == ()


def test_closed_window_takes_no_workbook(city, desk):
    page = send(city, desk, filled(exported(desk), {TRAINING: 1048}))
    now = desk.table().issued_at
    SelfCheckWindow.objects.create(year=desk.year, closes_at=now)
    answer = confirm(city, desk, page)
    assert "截止" in answer.content.decode()
    assert not ReportedFigure.objects.exists()


# --- Taking an import back ----------------------------------------------------------------------


def bring(city, desk, values, **options) -> SelfCheckImport:
    confirm(city, desk, send(city, desk, filled(exported(desk), values, **options)))
    return SelfCheckImport.objects.latest("pk")


def take_back(city, desk, kept, reason="导错了文件") -> str:
    told = {"import": kept.pk, "reason": reason}
    return city.post(desk.url("self-check-import"), told, follow=True).content.decode()


def stands(*names) -> list:
    found = {f.name: f.value for f in ReportedFigure.objects.all()}
    return [found[name] for name in names]


def test_import_is_taken_back_but_for_what_changed_since(city, desk):
    desk.report({TRAINING: "900"})
    kept = bring(city, desk, {TRAINING: 1048, SKILLS: 166, RATE: 95}, remarks={TRAINING: "按表。"})
    desk.report({SKILLS: "170"}, persona="colleague")
    page = take_back(city, desk, kept)
    assert "已撤回“自查表.xlsx”，2 格恢复原样。" in page
    assert f"没有撤回的 1 格：移民培训 · {SKILLS}：之后又改过（" in page
    assert "市州庚" in page
    assert stands(TRAINING, SKILLS, RATE) == [900, 170, None]
    assert (desk.figure().remark, desk.figure().version) == ("", 3)
    assert AuditEntry.objects.get(action="撤回自查表导入").reason == "导错了文件"
    assert "已经撤回" in take_back(city, desk, kept)


def test_imports_are_taken_back_in_turn_the_newest_first(city, desk):
    first = bring(city, desk, {TRAINING: 1000})
    second = bring(city, desk, {TRAINING: 1048})
    assert "都不能撤回：移民培训" in take_back(city, desk, first)
    assert stands(TRAINING) == [1048]
    take_back(city, desk, second)
    assert stands(TRAINING) == [1000]
    take_back(city, desk, first)
    assert stands(TRAINING) == [None]


@pytest.mark.parametrize("order", [(0, 1, 2), (1, 0, 2), (0, 2, 1), (1, 2, 0)])
def test_taken_back_in_any_order_no_import_leaves_its_figure(city, desk, order):
    desk.report({TRAINING: "900"})
    beside = (SKILLS, RATE, CONDUCT)  # a cell of its own each, so that some of it goes at once
    kept = [
        bring(city, desk, {TRAINING: 1000 + nth, name: 10 + nth}, remarks={TRAINING: f"表{nth}。"})
        for nth, name in enumerate(beside)
    ]
    pages = [take_back(city, desk, kept[nth]) for nth in order]
    if order[0] != 2:
        assert "之后的导入“自查表.xlsx”又动过，撤回那一次导入时恢复到本次导入之前" in pages[0]
    assert stands(TRAINING, *beside) == [900, None, None, None]
    assert desk.figure().remark == ""


@pytest.mark.parametrize("when", ["between", "after"])
def test_what_a_colleague_changed_is_handed_to_no_later_import(city, desk, when):
    first = bring(city, desk, {TRAINING: 1000, SKILLS: 166})
    if when == "between":
        desk.report({TRAINING: "950"}, persona="colleague")
    second = bring(city, desk, {TRAINING: 1048, RATE: 95})
    if when == "after":
        desk.report({TRAINING: "950"}, persona="colleague")
    assert f"{TRAINING}：之后又改过（" in take_back(city, desk, first)
    take_back(city, desk, second)
    assert stands(TRAINING, SKILLS, RATE) == [950, None, None]


def test_import_stays_without_a_reason_and_once_handed_in(city, desk):
    kept = bring(city, desk, {TRAINING: 1048})
    assert "请填写撤回理由" in take_back(city, desk, kept, reason=" ")
    desk.hand_in()
    assert "已经上报" in take_back(city, desk, kept)
    assert stands(TRAINING) == [1048]


def test_no_city_takes_back_anothers_import(client, city, desk):
    kept = bring(city, desk, {TRAINING: 1048})
    other = make_account("zhuzhou", role="city", place=desk.table(THERE).city)
    client.force_login(other)
    for where in (HERE, THERE):
        client.post(desk.url("self-check-import", city=where), {"import": kept.pk, "reason": "x"})
    assert stands(TRAINING) == [1048]
