"""Several files at once, for a cell, an indicator or a city; each judged by itself."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from assessment.loading import evidence_names
from assessment.models import CityTable, Evidence, Measure, Result
from tests.assessment.recording import result_of
from tests.factories import make_city, make_table
from trust.models import AuditEntry

pytestmark = pytest.mark.django_db

MIB = 1 << 20


def text(name="台账.txt", data=b"a"):
    return SimpleUploadedFile(name, data)


def lay(client, result, *files, **more):
    url = reverse("evidence-add", args=[2017, result.pk])
    return client.post(url, {"file": list(files), **more})


def panel(client, result) -> str:
    return client.get(reverse("result-detail", args=[2017, result.pk])).content.decode()


def neighbours(table):
    """Two cells of one indicator."""
    here = result_of(table)
    same = Result.objects.filter(measure__component__item=here.measure.component.item)
    return here, same.exclude(pk=here.pk).first()


def test_several_files_are_laid_at_once(office, table):
    answer = lay(
        office, result_of(table), text("甲.txt"), text("乙.txt", b"b"), text("丙.txt", b"c")
    )

    assert answer.status_code == 200
    assert [e.name for e in Evidence.objects.order_by("pk")] == ["甲.txt", "乙.txt", "丙.txt"]
    assert AuditEntry.objects.filter(action="添加佐证").count() == 3


def test_good_files_are_kept_and_each_refused_one_is_named_with_its_reason(office, table):
    answer = lay(
        office,
        result_of(table),
        text("好.txt"),
        text("坏.exe"),
        text("空.txt", b""),
        text("大.txt", b"a" * (20 * MIB + 1)),
        text("也好.txt", b"b"),
    )

    words = answer.content.decode()
    assert answer.status_code == 200
    assert [e.name for e in Evidence.objects.order_by("pk")] == ["好.txt", "也好.txt"]
    assert "已添加“好.txt”、“也好.txt”" in words
    assert "不接受 .exe 文件" in words
    assert "“空.txt”：文件是空的" in words
    assert "大小 20.1 MB，超过 20 MB 的上限" in words


def test_the_same_file_chosen_twice_is_laid_once_and_said(office, table):
    here, beside = neighbours(table)
    answer = lay(office, here, text("甲.txt"), text("副本.txt"), text("甲.txt"))
    words = answer.content.decode()
    assert "已添加“甲.txt”。" in words
    assert "“副本.txt”与“甲.txt”是同一个文件，没有重复添加。" in words
    assert "“甲.txt”已经添加过，没有重复添加。" in words
    assert AuditEntry.objects.filter(action="添加佐证").count() == 1

    assert "已经添加过" in lay(office, here, text("甲.txt")).content.decode()
    lay(office, beside, text("甲.txt"))
    lay(office, here, text("甲.txt"), scope="item")  # proves more than before
    assert "已经添加过" in lay(office, beside, text("甲.txt")).content.decode()
    laid = list(Evidence.objects.order_by("pk").values_list("result", "scope"))
    assert laid == [(here.pk, "cell"), (beside.pk, "cell"), (here.pk, "item")]


def test_a_file_that_was_withdrawn_may_be_laid_again(office, table):
    lay(office, result_of(table), text("甲.txt"))
    first = Evidence.objects.get()
    office.post(reverse("evidence-withdraw", args=[2017, first.pk]))
    assert "已添加“甲.txt”。" in lay(office, result_of(table), text("甲.txt")).content.decode()
    assert Evidence.objects.current().count() == 1


def test_none_is_kept_where_none_is_good(office, table):
    answer = lay(office, result_of(table), text("坏.exe"), text("大.pdf", b"a" * (21 * MIB)))

    words = answer.content.decode()
    assert answer.status_code == 422
    assert "不接受 .exe 文件" in words
    assert "大小 21.0 MB，超过 20 MB 的上限" in words
    assert not Evidence.objects.exists()


@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}])
def test_more_than_a_request_may_hold_is_answered_with_the_sentence(office, table, headers):
    url = reverse("evidence-add", args=[2017, result_of(table).pk])
    answer = office.post(url, {"file": text(data=b"a" * (31 * MIB))}, headers=headers)

    assert answer.status_code == 413
    assert "超过一次 30 MB 的上限，没有保存任何内容" in answer.content.decode()


@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}])
def test_more_files_than_a_request_may_hold_are_answered_with_the_sentence(office, table, headers):
    url = reverse("evidence-add", args=[2017, result_of(table).pk])
    many = [text(f"{n}.txt", b"a%d" % n) for n in range(21)]
    answer = office.post(url, {"file": many}, headers=headers)

    assert answer.status_code == 400
    assert "一次最多上传 20 个文件" in answer.content.decode()
    assert not Evidence.objects.exists()


def test_file_for_an_indicator_proves_each_of_its_cells(office, table):
    here, beside = neighbours(table)
    lay(office, here, text("全部.txt"), scope="item")

    assert "全部.txt" in panel(office, beside)
    assert "用于本指标" in panel(office, beside)
    names = evidence_names(CityTable.objects.filter(pk=table.pk))
    own = Measure.objects.filter(component__item=here.measure.component.item)
    assert {pk for pk, told in names.items() if told == ["全部.txt"]} == set(
        own.values_list("result__pk", flat=True)
    )


def test_file_for_a_city_proves_what_its_office_collects_there_alone(office, cast, table):
    other = make_table(table.year, make_city("株洲市", "430200"))
    here = result_of(table)
    lay(office, here, text("全市.txt"), scope="city")

    names = evidence_names(CityTable.objects.all())
    offices = set(here.measure.component.item.offices.all())
    for result in Result.objects.select_related("measure__component__item__section"):
        item = result.measure.component.item
        is_covered = item.section.table_id == table.pk and offices & set(item.offices.all())
        assert names.get(result.pk, []) == (["全市.txt"] if is_covered else []), item
        assert ("全市.txt" in panel(office, result)) is bool(is_covered)
    assert other.pk != table.pk


def test_file_for_one_cell_proves_no_other(office, table):
    here, beside = neighbours(table)
    lay(office, here, text("一格.txt"))

    assert "一格.txt" in panel(office, here)
    assert "一格.txt" not in panel(office, beside)


def test_file_is_withdrawn_from_any_cell_that_it_proves(office, table):
    here, beside = neighbours(table)
    lay(office, here, text("全部.txt"), scope="item")
    url = reverse("evidence-withdraw", args=[2017, Evidence.objects.get().pk])

    answer = office.post(url, {"cell": beside.pk})

    assert answer.context["result"] == beside
    assert not Evidence.objects.current().exists()
    assert not evidence_names(CityTable.objects.all())


@pytest.mark.parametrize("scope", ["x", "\u202e", "item,city"])
def test_scope_that_no_page_offers_is_refused(office, table, scope):
    assert lay(office, result_of(table), text(), scope=scope).status_code == 422
    assert not Evidence.objects.exists()
