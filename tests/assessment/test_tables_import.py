"""Official tables come in through the page: a look first, then all or nothing."""

import json

import pytest
from django.core import signing
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from assessment.exports.official import tables_docx
from assessment.exports.tables import tables_json
from assessment.loading import load_tables
from assessment.models import CityTable, Year
from cities.loading import load_places
from tests.assessment.downloads import logged
from tests.assessment.previews import parcel_of, words_of
from tests.assessment.seeds import ACTOR, import_2017
from tests.factories import make_account, make_cast
from tests.undone import undone
from trust.models import StoredFile

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client):
    client.force_login(make_account("kaohe", role="assessment_office", full_name="考核甲"))
    return client


@pytest.fixture(scope="module")
def document(django_db_setup, django_db_blocker):
    """The table of 岳阳 of 2017 as .docx and .json, made and forgotten again."""
    with django_db_blocker.unblock(), undone():
        import_2017(only=("岳阳市",))
        tables = load_tables(CityTable.objects.all())
        told = json.dumps(tables_json(2017, tables), ensure_ascii=False).encode()
        return {"docx": tables_docx(tables), "json": told}


@pytest.fixture
def places():
    """The places and offices alone: as after the first set-up."""
    load_places(actor=ACTOR)


def hand_in(client, data, name, year=2017, **more):
    body = {"file": SimpleUploadedFile(name, data), **more}
    return client.post(reverse("tables-import", args=[year]), body)


def take_over(client, response, year=2017, **more):
    url = reverse("tables-import", args=[year])
    return client.post(url, {"parcel": parcel_of(response)}, **more)


@pytest.mark.parametrize("kind", ["docx", "json"])
def test_tables_are_written_after_their_preview(desk, places, document, kind):
    name = f"岳阳.{kind}"
    before = logged()
    response = hand_in(desk, document[kind], name)
    assert response.context["report"].created == ["岳阳市"]
    assert (Year.objects.count(), CityTable.objects.count(), logged()) == (0, 0, before)

    done = take_over(desk, response, follow=True)
    assert "已导入 1 张指标表，0 张没有变化" in words_of(done)
    assert [line[:2] for line in logged()[len(before) :]] == [
        ("新建年度", "考核甲"),
        ("导入指标表", "考核甲"),
    ]
    assert CityTable.objects.get().city_name == "岳阳市"


def test_tables_of_another_year_are_taken_with_a_warning(desk, places, document):
    response = hand_in(desk, document["docx"], "岳阳.docx", year=2018)
    assert "标题写的是2017年度，导入到了2018年度" in words_of(response)
    assert "5 + 3 = 8分，与分值7分不符" in words_of(response)
    assert not Year.objects.exists()


def test_the_same_tables_again_offer_nothing_to_write(desk, places, document):
    take_over(desk, hand_in(desk, document["docx"], "岳阳.docx"))
    again = hand_in(desk, document["docx"], "岳阳.docx")
    assert "文件与现有指标表完全一致" in words_of(again)
    assert 'name="parcel"' not in words_of(again)


def test_issued_table_is_replaced_only_when_asked_to(desk, places, document):
    take_over(desk, hand_in(desk, document["json"], "岳阳.json"))
    CityTable.objects.update(issued_at="2017-03-01T00:00Z")
    changed = document["json"].replace("完成移民".encode(), "切实完成移民".encode())
    refused = hand_in(desk, changed, "岳阳.json")
    assert "文件未导入" in words_of(refused)
    assert 'name="parcel"' not in words_of(refused)

    response = hand_in(desk, changed, "岳阳.json", replace="on")
    assert response.context["report"].replaced == ["岳阳市"]
    take_over(desk, response)
    assert logged()[-1][0] == "替换指标表"


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("指标表.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "旧版 Word 格式"),
        ("指标表.wps", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "WPS 文字格式"),
        ("指标表.pdf", b"%PDF-1.7", "不接受 .pdf 文件"),
        ("指标表.docx", "正文".encode(), "内容不是 .docx 文件"),
        ("指标表.txt", "没有表格".encode(), "指标表"),
        ("指标表.json", b'{"cities": 3}', "cities"),
        ("指标表.json", b"{", "JSON"),
    ],
)
def test_document_of_a_wrong_kind_is_refused_with_advice(desk, name, data, words):
    response = hand_in(desk, data, name)
    assert "文件未导入，没有保存任何内容" in words_of(response)
    assert words in words_of(response)
    assert (StoredFile.objects.exists(), Year.objects.exists()) == (False, False)


def test_parcel_of_results_opens_no_table(desk):
    parcel = signing.dumps([2017, "0" * 64, "采集表.xlsx", {}], salt="results-import")
    response = desk.post(reverse("tables-import", args=[2017]), {"parcel": parcel})
    assert "预览已过期" in words_of(response)


@pytest.mark.parametrize("persona", ["office", "city", "auditor", "administrator"])
def test_tables_are_imported_by_the_assessment_office_alone(client, document, persona):
    client.force_login(make_cast()[persona])
    assert hand_in(client, document["json"], "岳阳.json").status_code == 403
    assert not StoredFile.objects.exists()
    assert not CityTable.objects.exists()
