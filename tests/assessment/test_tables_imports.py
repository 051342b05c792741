"""导入记录: indicator tables taken back, with all that was recorded for those they replaced."""

import re

import pytest
from django.db.models import F
from django.urls import reverse
from django.utils import timezone

from assessment.actions.importing import import_tables
from assessment.actions.tables import settle_concern
from assessment.models import (
    CityTable,
    Concern,
    Evidence,
    ImportedCell,
    Indicator,
    Item,
    Policy,
    Result,
    ResultsImport,
    Rule,
    TablesImport,
    Year,
    YearState,
)
from assessment.scores.standing import standings_of
from assessment.tables.copies import ROWS
from cities.loading import load_places
from cities.models import Office, Role
from tests.assessment.recording import write
from tests.assessment.replacing import (
    CITIES,
    models_of_a_table,
    reading_of,
    replace_tables,
    result_in,
    standing,
    year_at_work,
)
from tests.assessment.seeds import ACTOR, import_2017
from tests.factories import make_account
from trust import log
from trust.models import AuditEntry

pytestmark = pytest.mark.django_db


@pytest.fixture
def person():
    return make_account("kaohe", role=Role.ASSESSMENT_OFFICE, full_name="考核甲")


@pytest.fixture
def desk(client, person):
    client.force_login(person)
    return client


@pytest.fixture
def year(person):
    return year_at_work(person)


@pytest.fixture
def collector(year):
    """Whoever collects 移民产业."""
    office = Office.objects.get(name="规划计划处")
    return make_account("guihua", role=Role.OFFICE, office=office, full_name="规划乙")


def take_back(client, kept, reason="导成了旧稿"):
    url = reverse("tables-import-take-back", args=[2017, kept.pk])
    return client.post(url, {"reason": reason}, follow=True).content.decode()


def page(client) -> str:
    return client.get(reverse("results-imports", args=[2017])).content.decode()


def logged(action) -> dict[str, AuditEntry]:
    return {e.object_label[6:9]: e for e in AuditEntry.objects.filter(action=action)}


def test_every_kind_of_row_of_a_table_is_kept():
    assert set(models_of_a_table()) == set(ROWS)


def test_replaced_tables_come_back_with_all_that_was_recorded(desk, year):
    before, total = standing(), standings_of(year).cities[0].total
    kept = replace_tables()
    assert Result.objects.filter(value=900).count() == 0
    assert (Evidence.objects.count(), ImportedCell.objects.count()) == (0, 0)

    words = take_back(desk, kept)

    assert "已撤回“旧稿.docx”，2 个市州的指标表恢复导入前的样子" in words
    assert standing() == before
    assert standings_of(year).cities[0].total == total
    assert log.verify()[2] is None
    row = result_in("长沙市", "油茶").history.first()
    assert (row.value, row.history_type, row.history_user.username) == (900, "+", "kaohe")
    item = Item.objects.filter(offices__isnull=False).first()
    assert item.history.first().offices.count() == item.offices.count()


def test_figure_that_a_second_person_agreed_to_comes_back_so(desk, person, year):
    told = {"confirmed_version": 1, "confirmed_by": person, "confirmed_as": "考核甲"}
    Result.objects.filter(value=70).update(**told, confirmed_at=timezone.now())
    Result.objects.filter(value=900).update(**told | {"confirmed_version": 0})
    first = replace_tables(name="旧稿.docx")
    second = replace_tables(name="更旧.docx", note="再改")

    assert "已撤回“更旧.docx”" in take_back(desk, second)
    assert "已撤回“旧稿.docx”" in take_back(desk, first)

    confirmed = Result.objects.filter(confirmed_version=F("version"))
    assert set(confirmed.values_list("value", flat=True)) == {70}


def test_confirmation_since_the_import_keeps_it_from_being_taken_back(desk, person, year):
    kept = replace_tables()
    result = result_in("长沙市", "茶叶")
    told = {"confirmed_version": result.version, "confirmed_at": timezone.now()}
    Result.objects.filter(pk=result.pk).update(confirmed_by=person, **told)

    assert "不能整体撤回" in take_back(desk, kept)
    assert Result.objects.get(pk=result.pk).is_confirmed


def test_each_city_is_told_its_own_figures_that_came_back(desk, year):
    result = result_in("株洲市", "油茶")
    Result.objects.filter(pk=result.pk).update(value=333)

    take_back(desk, replace_tables())

    entries = logged("恢复指标表")
    lines = {city: entry.after["恢复的记录"] for city, entry in entries.items()}
    assert lines == {
        "长沙市": ["移民产业 要点1 油茶：原记录 900；备注“按台账”；佐证材料 验收表.pdf"],
        "株洲市": ["移民产业 要点1 油茶：原记录 333；备注“按台账”；佐证材料 验收表.pdf"],
    }
    assert {e.reason for e in entries.values()} == {"导成了旧稿"}
    assert {e.object_key for e in entries.values()} == {
        str(pk) for pk in CityTable.objects.values_list("pk", flat=True)
    }
    whole = AuditEntry.objects.first()
    assert (whole.action, whole.after["恢复原表"]) == ("撤回指标表导入", list(CITIES))


def test_tables_that_were_new_are_removed_and_the_others_put_back(desk, person):
    import_2017(only=("长沙市",))
    before, names = standing(), set(Indicator.objects.values_list("name", flat=True))
    kept = replace_tables("长沙市", "怀化市", first="新指标")
    assert set(Indicator.objects.values_list("name", flat=True)) > names

    words = page(desk)
    assert "替换 1 张：长沙市" in words
    assert "新导入 1 张：怀化市" in words
    words = take_back(desk, kept)

    assert "1 个市州的指标表恢复导入前的样子，1 个市州的指标表已撤去。" in words
    assert standing() == before
    assert set(Indicator.objects.values_list("name", flat=True)) == names
    assert logged("撤去指标表")["怀化市"].reason == "导成了旧稿"
    assert set(logged("恢复指标表")) == {"长沙市"}


def test_year_that_the_import_made_goes_with_it(desk, person):
    load_places(actor=ACTOR)
    kept = replace_tables("长沙市")

    assert "已撤回“旧稿.docx”" in take_back(desk, kept)

    assert not Year.objects.exists()
    told = list(AuditEntry.objects.values_list("action", flat=True)[:3])
    assert told == ["撤去年度", "撤回指标表导入", "撤去指标表"]


@pytest.mark.parametrize("model", [Year, Policy])
def test_year_in_which_something_was_decided_since_stays(desk, person, model):
    load_places(actor=ACTOR)
    kept = replace_tables("长沙市")
    model.objects.update(version=2)

    take_back(desk, kept)

    assert (Year.objects.count(), CityTable.objects.count()) == (1, 0)
    assert "已撤回：导成了旧稿" in page(desk)


def record_figure(collector, person):
    row = result_in("株洲市", "茶叶")
    row.value, row.recorded_by, row.recorded_as = 71, collector, "规划计划处"
    row.save()


def lay_file(collector, person):
    row = result_in("株洲市", "茶叶")
    file = row.measure.component.item.section.table.source
    Evidence.objects.create(result=row, file=file, name="照片.zip", added_by=collector)


def settle(collector, person):
    concern = Concern.objects.filter(table__city_name="株洲市").first()
    actor = log.Actor("考核甲", person)
    settle_concern(concern=concern, settlement="按原文", user=person, actor=actor)


def change_rule(collector, person):
    rule = Rule.objects.filter(component__item__section__table__city_name="株洲市").first()
    item = rule.component.item
    item.version, item._history_user = item.version + 1, person
    item.save()
    rule.delete()


def move_office(collector, person):
    item = Item.objects.filter(section__table__city_name="株洲市").first()
    item.offices.set(Office.objects.filter(name="培训中心"))


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (record_figure, "株洲市“茶叶”的采集结果（规划计划处 规划乙"),
        (lay_file, "株洲市“茶叶”的佐证材料（规划乙"),
        (settle, "的待核事项（考核甲"),
        (change_rule, "的计分规则或责任处室（考核甲"),
        (move_office, "株洲市的指标表"),
    ],
)
def test_one_change_since_keeps_the_whole_import_and_is_told(
    desk, person, collector, year, change, told
):
    kept = replace_tables()
    change(collector, person)
    now = standing()
    assert "株洲市之后又改过 1 处" in page(desk)
    assert "撤回理由" not in page(desk)

    words = take_back(desk, kept)

    assert "又被改过，不能整体撤回；没有撤回" in words
    assert told in words
    assert standing() == now
    kept.refresh_from_db()
    assert kept.taken_back_at is None


def test_figure_typed_and_typed_back_is_a_change(desk, collector, year):
    row = result_in("长沙市", "茶叶")
    kept = replace_tables("长沙市")
    assert result_in("长沙市", "茶叶").value == row.value
    Result.objects.filter(measure__name="茶叶").update(recorded_at="2017-12-01T00:00Z")

    assert "又被改过，不能整体撤回" in take_back(desk, kept)


def test_imports_are_taken_back_one_after_the_other(desk, year):
    before = standing()
    first = replace_tables(name="一.docx")
    second = replace_tables("株洲市", name="二.docx", note="再改")

    words = take_back(desk, first)
    assert "株洲市的指标表在这次导入之后又被替换或撤去" in words
    assert CityTable.objects.get(city_name="株洲市").notes[-1] == "再改"
    assert "已撤回“二.docx”，1 个市州的指标表恢复" in take_back(desk, second)
    assert "已撤回“一.docx”，2 个市州的指标表恢复" in take_back(desk, first)
    assert standing() == before
    assert "已经撤回" in take_back(desk, first)


def test_indicator_stays_until_no_later_import_may_need_it(desk, person):
    import_2017(only=("长沙市",))
    first = replace_tables("怀化市", name="一.docx", first="新指标")
    second = replace_tables("长沙市", name="二.docx", first="新指标")
    third = replace_tables("长沙市", name="三.docx", note="再改")

    assert "已撤回“一.docx”" in take_back(desk, first)
    assert Indicator.objects.filter(name="新指标").exists()
    assert "已撤回“三.docx”" in take_back(desk, third)
    assert Item.objects.get(name="新指标").indicator.name == "新指标"
    assert "已撤回“二.docx”" in take_back(desk, second)
    assert not Indicator.objects.filter(name="新指标").exists()


def test_rows_kept_by_another_structure_are_not_put_back(desk, year):
    kept = replace_tables("长沙市")
    TablesImport.objects.update(structure="assessment.0006_imports_of_results")

    assert "程序升级过" in page(desk)
    assert "请用原来的文件重新导入" in take_back(desk, kept)
    assert Result.objects.filter(value=900).count() == 1


def test_table_of_an_office_that_is_gone_is_not_put_back(desk, year):
    kept = replace_tables("长沙市")
    lone = Office.objects.create(code="x", name="临时处", order=99)
    entry = kept.entries.get(city_name="长沙市")
    links = entry.replaced["assessment.item_offices"]
    links["rows"][0][links["columns"].index("office_id")] = lone.pk
    entry.save()
    lone.delete()

    assert "原指标表用到的处室已不存在" in take_back(desk, kept)
    assert Result.objects.filter(value=900).count() == 1


def test_key_given_anew_since_is_not_given_twice(desk, year):
    lost = Evidence.objects.get(result=result_in("长沙市", "油茶"))
    kept = replace_tables("长沙市")
    other = result_in("株洲市", "茶叶")
    Evidence.objects.create(
        pk=lost.pk, result=other, file=lost.file, name="别的.pdf", added_by=lost.added_by
    )

    take_back(desk, kept)

    assert Evidence.objects.get(result=result_in("长沙市", "油茶")).name == "验收表.pdf"
    assert Evidence.objects.get(pk=lost.pk).name == "别的.pdf"


def test_without_reason_or_in_a_finalised_year_nothing_is_taken_back(desk, year):
    kept = replace_tables("长沙市")
    assert "请填写撤回理由" in take_back(desk, kept, reason=" ")
    Year.objects.update(state=YearState.FINALISED)

    assert "撤回理由" not in page(desk)
    url = reverse("tables-import-take-back", args=[2017, kept.pk])
    assert desk.post(url, {"reason": "导错"}).status_code == 403
    assert Result.objects.filter(value=900).count() == 1


def test_workbook_made_in_between_does_not_overwrite_in_silence(desk, year, collector, client):
    CityTable.objects.update(issued_at="2017-03-01T00:00Z")
    before = result_in("长沙市", "茶叶").version
    kept = replace_tables("长沙市")
    seen = result_in("长沙市", "茶叶").version
    take_back(desk, kept)

    assert result_in("长沙市", "茶叶").version > seen > before
    assert CityTable.objects.get(city_name="长沙市").version > 3
    client.force_login(collector)
    assert write(client, result_in("长沙市", "茶叶"), "72", version=seen).status_code == 409


def test_page_of_a_table_taken_back_confirms_no_other(desk, person):
    load_places(actor=ACTOR)
    kept = replace_tables("长沙市")
    seen = CityTable.objects.get().version
    take_back(desk, kept)

    replace_tables("长沙市", note="改正")
    Concern.objects.all().delete()
    table = CityTable.objects.get()
    url = reverse("table-confirm", args=[2017, table.city.key])
    desk.post(url, {"version": seen})

    table.refresh_from_db()
    assert table.confirmed_at is None


def test_workbook_imported_before_can_still_be_taken_back(desk, year):
    take_back(desk, replace_tables("长沙市"))
    kept = ResultsImport.objects.first()

    url = reverse("results-import-take-back", args=[2017, kept.pk])
    assert "1 格恢复原样" in desk.post(url, {"reason": "x"}, follow=True).content.decode()
    assert Result.objects.filter(value=800).count() == 1


def test_look_and_unchanged_document_are_no_imports(year):
    import_tables(
        number=2017, readings=[reading_of("长沙市")], actor=ACTOR, replace=True, dry_run=True
    )
    assert TablesImport.objects.count() == 1
    replace_tables("长沙市")
    replace_tables("长沙市")
    assert TablesImport.objects.count() == 2


def test_list_tells_file_person_cities_and_what_was_lost(desk, year, person):
    replace_tables(actor=log.Actor("考核甲", person, "考核办"))

    words = page(desk)
    assert "旧稿.docx" in words
    assert "考核办 考核甲" in words
    assert "替换 2 张：长沙市、株洲市" in words
    assert "2 条采集记录不再适用" in words
    assert "未再改动" in words
    [form] = re.findall(r"<form[^>]*take-back.*?</form>", words, flags=re.DOTALL)
    assert "csrfmiddlewaretoken" in form


def test_list_costs_the_same_for_one_and_many(desk, year, django_assert_num_queries):
    def fill():
        kept = replace_tables("株洲市", note=str(TablesImport.objects.count()))
        ResultsImport.objects.create(year=year, file_name="x", cells=0)
        return kept

    fill()
    page(desk)
    # session, person and roles 3; year, count, heads 3; workbooks 1; entries, imports, structure 4;
    # tables and their rows 15
    for _ in range(2):
        with django_assert_num_queries(27):
            page(desk)
        fill()
