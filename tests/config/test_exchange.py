"""导入 and 导出 of a list of 系统设置: looked at first, then written as a whole, or not at all."""

import time
from datetime import timedelta
from urllib.parse import quote

import pytest
from django.core import signing
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from assessment.models import Indicator
from cities.models import Account, Membership, Office, Place
from tests.config.setup_pages import client_of, parcel_of, rows_of, workbook
from tests.factories import (
    make_account,
    make_city,
    make_county,
    make_membership,
    make_office,
    make_year,
)
from trust.models import AuditEntry, StoredFile

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

HEADS = ["代码", "名称", "排序"]
NOTHING = "本次导入未保存任何内容"


@pytest.fixture
def desk():
    """The assessment office, signed in."""
    return client_of(make_account("kaohe", role="assessment_office", full_name="考核甲"))


@pytest.fixture
def keys():
    """An administrator, signed in."""
    return client_of(make_account("guanli", role="administrator"))


@pytest.fixture
def offices():
    return [make_office("培训中心", code="pxzx"), make_office("稽察处", code="jcc")]


def address(name: str, page: str) -> str:
    return reverse(f"admin:{name.replace('.', '_')}_{page}")


def preview(client, name, upload):
    """Choose a file on the page and ask what it would change."""
    page = client.get(address(name, "import"))
    form = page.context["form"]
    hidden = {field.name: field.initial for field in form.hidden_fields()}
    [chosen] = [field.name for field in form if field.field.widget.input_type == "file"]
    return client.post(address(name, "import"), {**hidden, chosen: upload})


def confirm(client, name, page, **changes):
    told = {"parcel": parcel_of(page)} | changes
    return client.post(address(name, "process_import"), told, follow=True)


def text_of(page) -> str:
    return page.content.decode()


# --- the flow -------------------------------------------------------------------------------------


def test_a_look_writes_nothing_and_shows_what_would_change(desk, offices):
    file = workbook(HEADS, ["pxzx", "移民培训中心", 1], ["jcc", "稽察处", 9], ["new", "新处", 12])
    page = preview(desk, "cities.office", file)
    assert page.status_code == 200
    assert '<del class="changed">培训中心</del> <ins class="changed">移民培训中心</ins>' in text_of(
        page
    )
    assert '<ins class="changed">新处</ins>' in text_of(page)
    assert "预览：数据.xlsx" in text_of(page)
    assert [office.name for office in Office.objects.order_by("pk")] == ["培训中心", "稽察处"]
    assert not AuditEntry.objects.filter(action__contains="处室").exists()


def test_what_changes_comes_first_with_its_line(desk, offices):
    [first, second] = offices
    same = [second.code, second.name, second.order]
    page = preview(desk, "cities.office", workbook(HEADS, same, [], ["pxzx", "移民培训中心", 1]))
    text = text_of(page)
    assert text.index("移民培训中心") < text.index('<tr class="setup-same">')
    assert '<th scope="row" class="num fit">4</th><td class="fit">修改</td>' in text
    assert '<th scope="row" class="num fit">2</th><td class="fit">不变</td>' in text
    assert "新增 0 行，修改 1 行，不变 1 行" in text


def test_what_was_looked_at_is_written_and_logged(desk, offices):
    file = workbook(HEADS, ["pxzx", "移民培训中心", 1], ["new", "新处", 12])
    page = confirm(desk, "cities.office", preview(desk, "cities.office", file))
    assert "导入完成：新增 1 行，修改 1 行，不变 0 行。" in text_of(page)
    assert set(Office.objects.values_list("code", "name", "order")) == {
        ("pxzx", "移民培训中心", 1),
        ("jcc", "稽察处", offices[1].order),
        ("new", "新处", 12),
    }
    entry = AuditEntry.objects.get(action="导入处室")
    assert (entry.object_label, entry.actor_name) == ("数据.xlsx", "考核甲")
    assert entry.after == {
        "SHA-256": StoredFile.objects.get().sha256, "新增": 1, "修改": 1, "不变": 0,
    }  # fmt: skip


def test_a_file_that_changes_nothing_offers_nothing_to_confirm(desk, offices):
    rows = [[office.code, office.name, office.order] for office in offices]
    page = preview(desk, "cities.office", workbook(HEADS, *rows))
    assert "文件与现有数据一致，没有要写入的变化。" in text_of(page)
    assert "确认导入" not in text_of(page)


def test_what_somebody_wrote_since_the_look_refuses_the_file(desk, offices):
    page = preview(desk, "cities.office", workbook(HEADS, ["pxzx", "移民培训中心", 1]))
    Office.objects.filter(code="pxzx").update(name="培训处")
    page = confirm(desk, "cities.office", page)
    assert page.status_code == 422
    assert "预览之后有人修改了数据，结果已与预览不同" in text_of(page)
    assert Office.objects.get(code="pxzx").name == "培训处"
    assert not AuditEntry.objects.filter(action="导入处室").exists()


@pytest.mark.parametrize("parcel", ["", "made-up"])
def test_what_was_not_looked_at_is_not_written(desk, offices, parcel):
    page = confirm(
        desk, "cities.office",
        preview(desk, "cities.office", workbook(HEADS, ["pxzx", "移民培训中心", 1])), parcel=parcel,
    )  # fmt: skip
    assert page.status_code == 422
    assert "预览已过期，请重新选择文件" in text_of(page)
    assert "表头：代码、名称、排序" in text_of(page)
    assert Office.objects.get(code="pxzx").name == "培训中心"


def test_a_look_holds_for_half_an_hour(desk, offices, monkeypatch):
    with monkeypatch.context() as earlier:
        then = signing.b62_encode(int(time.time()) - 31 * 60)
        earlier.setattr(signing.TimestampSigner, "timestamp", lambda signer: then)
        page = preview(desk, "cities.office", workbook(HEADS, ["pxzx", "移民培训中心", 1]))
    assert "预览已过期" in text_of(confirm(desk, "cities.office", page))


def test_a_look_at_one_list_is_none_at_another(desk, offices):
    page = preview(desk, "cities.office", workbook(HEADS, ["pxzx", "移民培训中心", 1]))
    page = confirm(desk, "cities.place", page)
    assert (page.status_code, "预览已过期" in text_of(page)) == (422, True)


def test_writing_is_posted(desk):
    assert desk.get(address("cities.office", "process_import")).status_code == 405


def test_who_may_not_import_is_refused_whatever_the_method(keys):
    assert keys.get(address("cities.office", "process_import")).status_code == 403


# --- what is refused ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        ([["代码", "名称"], ["a", "甲"]], "第 1 行缺少列“排序”；表头应为：代码、名称、排序。"),
        ([[*HEADS, "备注"], ["a", "甲", 1, ""]], "第 1 行有不认识的列“备注”"),
        ([[*HEADS, "名称"], ["a", "甲", 1, "乙"]], "第 1 行有重复的列名；请删去重复的一列。"),
        ([HEADS], "工作簿第一张表里没有数据行；请先导出一份，照样填写。"),
    ],
)
def test_a_head_that_is_not_the_lists_is_refused(desk, rows, sentence):
    page = preview(desk, "cities.office", workbook(*rows))
    assert page.status_code == 422
    assert sentence in text_of(page)
    assert NOTHING in text_of(page)


@pytest.mark.parametrize("name", ["数据.xlsx", "数据.docx"])
def test_a_file_that_is_no_workbook_is_refused(desk, name):
    page = preview(desk, "cities.office", SimpleUploadedFile(name, b"no workbook at all"))
    assert page.status_code == 422
    assert NOTHING in text_of(page)
    assert "parcel" not in text_of(page)
    assert not StoredFile.objects.exists()


def test_a_workbook_under_another_name_is_refused(desk, offices):
    file = workbook(HEADS, ["pxzx", "移民培训中心", 1])
    file.name = "数据.txt"
    page = preview(desk, "cities.office", file)
    assert (page.status_code, NOTHING in text_of(page)) == (422, True)


def test_no_file_is_told(desk):
    page = desk.post(address("cities.office", "import"), {"resource": "0", "format": "0"})
    assert page.status_code == 422
    assert "请先选择要导入的文件。" in text_of(page)


def test_every_row_that_cannot_be_taken_is_told_by_its_line(desk, offices):
    file = workbook(
        HEADS, ["pxzx", "移民培训中心", "第一"], [], ["", "无码处", 3], ["x", "稽察处", -1]
    )
    page = preview(desk, "cities.office", file)
    text = text_of(page)
    assert page.status_code == 422
    assert "“数据.xlsx”有 3 处须改正，本次导入未保存任何内容。" in text
    assert ["第 2 行" in text, "第 3 行" in text, "第 4 行" in text, "第 5 行" in text] == [
        True, False, True, True,
    ]  # fmt: skip
    assert "“第一”不是整数；请填阿拉伯数字" in text
    assert not StoredFile.objects.exists()


def test_one_row_that_cannot_be_taken_refuses_all(desk, offices):
    page = preview(desk, "cities.office", workbook(HEADS, ["new", "新处", 1], ["x", "稽察处", 2]))
    assert page.status_code == 422
    assert "parcel" not in text_of(page)
    assert Office.objects.count() == 2


# --- the lists ------------------------------------------------------------------------------------


def exported(client, name, **filters):
    return client.get(address(name, "export"), filters)


def test_what_is_exported_comes_back_without_a_change(desk, keys):
    city = make_city("长沙市")
    make_county("望城区", city)
    person = make_account("zhangsan", full_name="张三")
    make_membership(person, "city", place=city)
    Indicator.objects.get_or_create(year=make_year(), name="移民产业", defaults={"order": 1})
    make_office("培训中心", code="pxzx")
    for client, name in (
        (desk, "cities.place"),
        (desk, "cities.office"),
        (desk, "assessment.indicator"),
        (keys, "cities.account"),
        (keys, "cities.membership"),
    ):
        file = SimpleUploadedFile("数据.xlsx", exported(client, name).content)
        page = preview(client, name, file)
        assert "没有要写入的变化" in text_of(page), name


def test_an_export_bears_the_lists_name_and_the_day_and_is_logged(desk, offices):
    response = exported(desk, "cities.office")
    name = f"处室{timezone.localtime():%Y%m%d}.xlsx"
    assert response["Content-Disposition"] == f"attachment; filename*=utf-8''{quote(name)}"
    assert response["Content-Type"].startswith("application/vnd.openxmlformats")
    assert rows_of(response)[-2:] == [[o.code, o.name, o.order] for o in offices]
    entry = AuditEntry.objects.get(action="导出处室")
    assert (entry.object_label, entry.after) == (name, {"行数": 2})


def test_an_export_holds_what_the_list_shows(keys):
    make_account("zhangsan", full_name="张三")
    told = rows_of(exported(keys, "cities.account", q="zhangsan"))
    assert [row[0] for row in told if row[0] in ("zhangsan", "guanli")] == ["zhangsan"]
    page = exported(keys, "cities.account", nonsense="1")
    assert page.url == address("cities.account", "changelist")


def test_an_export_is_read_only(desk):
    assert desk.post(address("cities.office", "export")).status_code == 405


def test_a_place_comes_with_its_names_by_year(desk):
    make_city("长沙市", key="430100")
    heads = ["代码", "类别", "所属市州", "现名", "别名", "历年名称"]
    names = "宁乡县 430124 -2017；宁乡市 430182 2018-"
    row = ["430182", "县级市", "长沙市", "宁乡市", "宁乡、宁乡县", names]
    confirm(desk, "cities.place", preview(desk, "cities.place", workbook(heads, row)))
    place = Place.objects.get(key="430182")
    assert (place.city.name, place.aliases) == ("长沙市", ["宁乡", "宁乡县"])
    assert set(place.names.values_list("name", "first_year", "last_year")) == {
        ("宁乡县", None, 2017),
        ("宁乡市", 2018, None),
    }


def test_an_account_from_a_file_cannot_sign_in_yet(keys):
    heads = ["账号", "姓名", "电子邮箱", "启用"]
    row = ["lisi", "李四", "", "是"]
    confirm(keys, "cities.account", preview(keys, "cities.account", workbook(heads, row)))
    account = Account.objects.get(username="lisi")
    assert (account.full_name, account.has_usable_password()) == ("李四", False)


def test_of_a_role_held_only_the_last_day_changes(keys):
    office = make_office("培训中心")
    held = make_membership(make_account("lisi"), "office", office=office)
    heads = ["账号", "角色", "处室", "地区代码", "起始日期", "截止日期"]
    last = timezone.localdate() + timedelta(days=30)
    row = ["lisi", held.get_role_display(), "培训中心", "", "", f"{last:%Y年%m月%d日}"]
    confirm(keys, "cities.membership", preview(keys, "cities.membership", workbook(heads, row)))
    assert Membership.objects.get(account__username="lisi").valid_to == last
    page = preview(keys, "cities.membership", workbook(heads, [*row[:5], ""]))
    assert "截止日期不能清空" in text_of(page)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"账号": "nobody"}, "没有账号“nobody”；请核对，或先在系统设置里新建"),
        ({"账号": ""}, "请填写账号。"),
        ({"角色": "局长"}, "“局长”不在可选范围内"),
        ({"起始日期": "2017-02-30"}, "“2017-02-30”不是日期；请按 2017-01-31 的样子填写"),
    ],
)
def test_what_a_cell_says_wrongly_is_told(keys, changes, sentence):
    make_account("lisi")
    row = {"账号": "lisi", "角色": "审计员", "处室": "", "地区代码": "",
           "起始日期": "2026-01-01", "截止日期": ""} | changes  # fmt: skip
    page = preview(keys, "cities.membership", workbook(list(row), list(row.values())))
    assert page.status_code == 422
    assert sentence in text_of(page)
