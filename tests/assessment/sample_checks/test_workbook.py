"""The sample's workbook goes out, is filled in, is seen and is written, all or nothing."""

import io

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from assessment.models import SampledCell
from tests.assessment.objections.steps import TRAINING

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
IMPORT = reverse("sample-check-import", args=[2017])
CITY, MEASURE, REPORTED, FOUND, WORDS = 0, 2, 6, 7, 8


@pytest.fixture
def kaohe(client, drawn):
    client.force_login(drawn.people["other_office"])
    return client


def exported(client):
    answer = client.get(reverse("sample-check-export", args=[2017]))
    return load_workbook(io.BytesIO(b"".join(answer) if answer.streaming else answer.content))


def fill(book, found, words="", *, city="长沙市", measure=TRAINING) -> None:
    for row in book.active.iter_rows(min_row=2):
        if (row[CITY].value, row[MEASURE].value) == (city, measure):
            row[FOUND].value, row[WORDS].value = found, words


def upload(client, book):
    data = io.BytesIO()
    book.save(data)
    data.seek(0)
    data.name = "核查表.xlsx"
    return client.post(IMPORT, {"file": data})


def test_figures_are_numbers_that_can_be_summed_up(kaohe):
    rows = list(exported(kaohe).active.iter_rows(min_row=2))
    held = {row[MEASURE].value: row[REPORTED].value for row in rows if row[CITY].value == "长沙市"}
    assert held[TRAINING] == 1000
    assert type(held[TRAINING]) in (int, float)
    assert {type(value) for value in held.values()} <= {int, float, str}
    assert [value for value in held.values() if isinstance(value, str)] in (["是"], ["否"])


def test_filled_in_workbook_is_seen_and_written(kaohe, drawn):
    book = exported(kaohe)
    assert book.active.max_row == 16
    fill(book, 900, "验收表只有900人次。")
    fill(book, "95%", measure="获证率")
    seen = upload(kaohe, book)
    page = seen.content.decode()
    assert "2 格变化，0 格没有变化，13 格没有填写" in page
    assert "上报 1,000，核查 900 人次，验收表只有900人次。" in page
    assert not drawn.cell().is_checked
    parcel = seen.context["parcel"]
    assert kaohe.post(IMPORT, {"parcel": parcel}).url == reverse("sample-checks", args=[2017])
    assert drawn.cell().found == 900
    assert drawn.cell().checked_as == "资金财务处 资金丙"
    assert SampledCell.objects.unchecked().count() == 13


@pytest.mark.parametrize(
    ("found", "words", "told"),
    [
        ("约九百", "清册。", "不是数字"),
        (900, "", "请写明核查情况"),
        (None, "清册。", "还没有填核查数"),
        (-1, "清册。", "不能为负数"),
    ],
)
def test_row_that_cannot_be_taken_keeps_all_unwritten(kaohe, drawn, found, words, told):
    book = exported(kaohe)
    fill(book, found, words)
    fill(book, 95, measure="获证率")
    answer = upload(kaohe, book)
    assert answer.status_code == 422
    assert told in answer.content.decode()
    assert "parcel" not in answer.context


def test_row_of_another_sample_and_a_row_twice_are_refused(kaohe, drawn):
    book = exported(kaohe)
    fill(book, 900, "清册。")
    rows = list(book.active.iter_rows(min_row=2, max_row=2, values_only=True))
    book.active.append([*rows[0]])
    book.active.append(["衡阳市", *rows[0][1:]])
    page = upload(kaohe, book).content.decode()
    assert "是同一格" in page
    assert "不在这次的样本里" in page


def test_cell_that_another_filled_in_meanwhile_is_not_overwritten(kaohe, drawn):
    book = exported(kaohe)
    fill(book, 900, "清册。")
    seen = upload(kaohe, book)
    drawn.find("950", words="清册950。", persona="assessment_office")
    answer = kaohe.post(IMPORT, {"parcel": seen.context["parcel"]})
    assert answer.status_code == 422
    assert drawn.cell().found == 950
    assert "已由他人填写或处理" in upload(kaohe, book).content.decode()


def test_hidden_row_is_asked_about(kaohe, drawn):
    book = exported(kaohe)
    book.active.row_dimensions[2].hidden = True
    assert "是隐藏的" in upload(kaohe, book).content.decode()


def test_another_workbook_is_refused(kaohe, drawn):
    book = exported(kaohe)
    book.active.delete_cols(4)
    assert "没有找到核查表的表头" in upload(kaohe, book).content.decode()
