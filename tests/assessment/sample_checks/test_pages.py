"""What people see and press: drawing, a city's sheet, one cell, the papers and the proof."""

import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from docx import Document
from openpyxl import load_workbook

from assessment.models import CheckFile, SampledCell, SampleDraw, Year, YearState

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
LIST = reverse("sample-checks", args=[2017])
SHEET = reverse("sample-check-sheet", args=[2017, "430100"])


@pytest.fixture
def kaohe(client, desk):
    client.force_login(desk.people["assessment_office"])
    return client


def sent(cell: SampledCell, found="900", words="验收表只有900人次。", **more) -> dict:
    told = {"found": found, "words": words, "version": cell.version} | more
    return {f"{name}{cell.pk}": value for name, value in told.items()}


def test_nothing_is_shown_before_it_is_drawn(kaohe, desk):
    assert "还没有抽样" in kaohe.get(LIST).content.decode()
    assert kaohe.get(SHEET).status_code == 404


def test_drawing_leads_to_the_cities_with_the_proof(kaohe, desk):
    url = reverse("sample-check-draw", args=[2017])
    assert "15 格" in kaohe.get(url).content.decode()
    answer = kaohe.post(url, {"size_kind": "cells", "size": 2, "is_weighted": "on", "seen": 0})
    assert answer.url == LIST
    page = kaohe.get(LIST).content.decode()
    made = SampleDraw.objects.get()
    for words in ("抽 6 格", "每市州 2 格，按分值加权", made.seed, made.frame_digest, "同一样本"):
        assert words in page


def test_drawing_what_another_drew_meanwhile_is_told(kaohe, drawn):
    url = reverse("sample-check-draw", args=[2017])
    told = {"size_kind": "cells", "size": 2, "seen": 0, "reason": "再抽。"}
    answer = kaohe.post(url, told)
    assert answer.status_code == 409
    assert "已于" in answer.content.decode()
    assert SampleDraw.objects.count() == 1


@pytest.mark.parametrize(("size", "kind"), [("0", "cells"), ("101", "percent"), ("", "cells")])
def test_odd_sizes_are_refused(kaohe, desk, size, kind):
    told = {"size_kind": kind, "size": size, "seen": 0}
    assert kaohe.post(reverse("sample-check-draw", args=[2017]), told).status_code == 422
    assert not SampleDraw.objects.exists()


def test_earlier_draw_is_read_beside_the_one_that_holds(kaohe, drawn):
    drawn.draw(50, seen=1, reason="样本太大。")
    page = kaohe.get(f"{LIST}?draw=1").content.decode()
    assert "只供查阅" in page
    assert "样本太大。" in kaohe.get(LIST).content.decode()
    assert "保存核查情况" not in kaohe.get(f"{SHEET}?draw=1").content.decode()
    assert kaohe.get(f"{LIST}?draw=7").status_code == 404


def test_sheet_is_filled_in_at_once_and_shows_what_it_costs(kaohe, drawn):
    other = drawn.cell("获证率")
    told = sent(drawn.cell()) | sent(other, "95", "")
    assert kaohe.post(SHEET, told).url == SHEET
    page = kaohe.get(SHEET).content.decode()
    assert "−8.44" in page
    assert "差异待处理" in page
    assert drawn.cell("获证率").is_checked


def test_what_was_typed_is_kept_where_it_is_refused(kaohe, drawn):
    answer = kaohe.post(SHEET, sent(drawn.cell(), "八百", "清册。"))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'value="八百"' in page
    assert "不是数字" in page
    without = kaohe.post(SHEET, sent(drawn.cell(), "900", ""))
    assert "请写明核查情况" in without.content.decode()


def test_what_was_typed_is_kept_where_another_was_first(kaohe, drawn):
    seen = drawn.cell()
    drawn.find("950", words="清册950。")
    answer = kaohe.post(SHEET, sent(seen))
    page = answer.content.decode()
    assert answer.status_code == 409
    assert 'value="900"' in page
    assert f'name="version{seen.pk}" value="2"' in page
    assert drawn.cell().found == 950


def test_what_was_typed_is_kept_where_the_year_went_on(kaohe, drawn):
    Year.objects.update(state=YearState.COLLECTING)
    answer = kaohe.post(SHEET, sent(drawn.cell()))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'value="900"' in page
    assert "处室采集" in page
    assert not drawn.cell().is_checked


def test_checked_cell_is_not_emptied(kaohe, differing):
    answer = kaohe.post(SHEET, sent(differing.cell(), "", ""))
    assert "不能清空" in answer.content.decode()


def test_difference_is_adopted_from_its_page(kaohe, differing):
    cell = differing.cell()
    url = reverse("sample-check-cell", args=[2017, cell.pk])
    page = kaohe.get(url).content.decode()
    assert "9.00 → <strong>8.00</strong>" in page
    told = {"act": "adopt", "version": cell.version, "cell_version": differing.result().version}
    settle = reverse("sample-check-settle", args=[2017, cell.pk])
    assert kaohe.post(settle, told).url == url
    assert "采用核查数 · 考核办 考核甲" in kaohe.get(url).content.decode()
    again = kaohe.post(settle, told)
    assert again.status_code == 409


def test_explanation_is_kept_where_it_is_refused(client, differing):
    client.force_login(differing.people["office"])
    cell = differing.cell()
    told = {"act": "explain", "version": cell.version, "reason": "我自己核过。"}
    answer = client.post(reverse("sample-check-settle", args=[2017, cell.pk]), told)
    assert answer.status_code == 422
    assert "您录入的" in answer.content.decode()
    assert not differing.cell().is_settled


def test_card_says_where_the_figure_is_from(kaohe, differing):
    differing.adopt()
    page = kaohe.get(reverse("scorecard", args=[2017, "430100"])).content.decode()
    assert differing.cell().adopted_told in page


def test_file_proves_a_cell_and_is_taken_back(kaohe, drawn):
    cell = drawn.cell()
    url = reverse("sample-check-file-add", args=[2017, cell.pk])
    upload = io.BytesIO("笔录".encode())
    upload.name = "笔录.txt"
    kaohe.post(url, {"file": upload})
    file = CheckFile.objects.get(name="笔录.txt")
    assert (
        b"".join(kaohe.get(reverse("sample-check-file", args=[2017, file.pk]))).decode() == "笔录"
    )
    kaohe.post(reverse("sample-check-file-withdraw", args=[2017, file.pk]))
    file.refresh_from_db()
    assert file.withdrawn_at is not None


def test_a_cell_is_added_from_the_sheet(kaohe, desk):
    desk.draw(1, is_percent=False)
    url = reverse("sample-check-pick", args=[2017, "430100"])
    page = kaohe.get(SHEET)
    choices = page.context["pick_form"].fields["cell"].choices
    assert len(choices) == 5
    assert kaohe.post(url, {"cell": choices[1][0], "reason": ""}).status_code == 422
    assert kaohe.post(url, {"cell": choices[1][0], "reason": "群众反映。"}).url == SHEET
    assert "另加：群众反映。" in kaohe.get(SHEET).content.decode()


@pytest.mark.parametrize("kind", ["blank", "filled"])
def test_sheet_in_word_says_what_it_should(kaohe, differing, kind):
    answer = kaohe.get(reverse("sample-check-paper", args=[2017, "430100", kind, "docx"]))
    document = Document(io.BytesIO(b"".join(answer) if answer.streaming else answer.content))
    words = "\n".join(cell.text for t in document.tables for row in t.rows for cell in row.cells)
    assert "农业实用技术培训" in words
    assert "1,000 人次" in words
    assert ("900 人次" in words) == (kind == "filled")
    assert ("−8.44" in words) == (kind == "filled")
    assert SampleDraw.objects.get().seed in words


def test_sheet_is_printed(kaohe, differing):
    answer = kaohe.get(reverse("sample-check-paper", args=[2017, "430100", "filled", "pdf"]))
    assert (b"".join(answer) if answer.streaming else answer.content).startswith(b"%PDF")


def test_proof_lists_every_cell_with_its_lot(kaohe, desk):
    made = desk.draw(1, is_percent=False)
    answer = kaohe.get(reverse("sample-check-proof", args=[2017, 1]))
    book = load_workbook(io.BytesIO(b"".join(answer) if answer.streaming else answer.content))
    rows = list(book.active.iter_rows(min_row=2, values_only=True))
    assert len(rows) == made.population
    assert sorted((row[0], row[1]) for row in rows if row[5]) == sorted(
        made.cells.values_list("city__key", "code")
    )
    assert all(row[4] == 1 for row in rows if row[5])


def test_list_costs_the_same_for_any_number_of_cells(kaohe, desk):
    desk.draw(1, is_percent=False)
    kaohe.get(LIST)
    with CaptureQueriesContext(connection) as few:
        kaohe.get(LIST)
    desk.draw(100, seen=1, reason="全部核查。")
    with CaptureQueriesContext(connection) as many:
        kaohe.get(LIST)
    assert len(few) == len(many)


def test_city_reads_nothing_of_it(client, differing):
    client.force_login(differing.people["city"])
    assert client.get(LIST).status_code == 404
    assert client.get(SHEET).status_code == 404
