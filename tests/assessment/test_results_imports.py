"""采集表导入记录: an import taken back as a whole, while nobody changed its cells since."""

from decimal import Decimal

import pytest
from django.core.management import call_command
from django.urls import reverse

from assessment.models import Result, ResultsImport, Year, YearState
from tests.assessment.recording import result_of, write
from tests.assessment.workbooks import UploadedWorkbook
from tests.factories import make_account
from trust.models import AuditEntry

pytestmark = pytest.mark.django_db

FIRST, SECOND = "农业实用技术培训", "获证率"


@pytest.fixture
def imported(office, table):
    """Two cells of which one held 900 and a remark, changed by a workbook."""
    write(office, result_of(table), "900")
    workbook = UploadedWorkbook(office)
    workbook.fill(FIRST, 1000, "按台账")
    workbook.fill(SECOND, "95.5")
    workbook.confirm(workbook.preview("九月.xlsx"))
    return ResultsImport.objects.get()


def take_back(client, kept, reason="导错了文件", **more):
    url = reverse("results-import-take-back", args=[2017, kept.pk])
    return client.post(url, {"reason": reason}, follow=True, **more)


def page(client) -> str:
    return client.get(reverse("results-imports", args=[2017])).content.decode()


def figures(table):
    return {
        name: (result_of(table, name).value, result_of(table, name).remark)
        for name in (FIRST, SECOND)
    }


def test_import_is_listed_with_its_file_and_person(office, imported):
    words = page(office)
    assert "九月.xlsx" in words
    assert "培训乙" in words
    assert "2 格" in words
    assert imported.file.size > 1000
    entry = AuditEntry.objects.filter(action="导入采集表").get()
    assert (entry.after["文件"], entry.after["变化"]) == ("九月.xlsx", 2)


def test_taking_back_restores_what_stood_before_as_a_new_version(office, table, imported):
    assert figures(table) == {FIRST: (1000, "按台账"), SECOND: (Decimal("95.5"), "")}
    before = result_of(table).version

    words = take_back(office, imported).content.decode()

    assert "已撤回“九月.xlsx”，2 格恢复原样" in words
    assert figures(table) == {FIRST: (900, ""), SECOND: (None, "")}
    row = result_of(table)
    assert row.version == before + 1
    assert row.history.first().value == 900
    entry = AuditEntry.objects.filter(action="撤回采集表导入").get()
    assert entry.reason == "导错了文件"
    label = f"2017 长沙市 移民培训 · {FIRST}"
    assert (entry.before[label]["完成值"], entry.after[label]["完成值"]) == ("1000", "900")
    assert "已撤回：导错了文件" in page(office)


def test_import_is_taken_back_once(office, table, imported):
    take_back(office, imported)
    write(office, result_of(table), "901")

    assert "已经撤回" in take_back(office, imported).content.decode()
    assert result_of(table).value == 901


def bring_in(client, value, remark=None):
    workbook = UploadedWorkbook(client)
    workbook.fill(FIRST, value, remark)
    workbook.confirm(workbook.preview())
    return ResultsImport.objects.latest("pk")


def test_imports_over_one_another_are_taken_back_in_turn(office, table, imported):
    second, third = bring_in(office, 1100, "又改"), bring_in(office, 1200)
    assert "又被改过" in take_back(office, second).content.decode()

    for kept, stands in ((third, 1100), (second, 1000), (imported, 900)):
        assert "恢复原样" in take_back(office, kept).content.decode()
        assert result_of(table).value == stands


def test_what_was_typed_between_two_imports_keeps_the_first(office, table, imported):
    write(office, result_of(table), "1050")
    second = bring_in(office, 1100)

    assert "恢复原样" in take_back(office, second).content.decode()
    assert "又被改过" in take_back(office, imported).content.decode()
    assert result_of(table).value == 1050


def test_cell_that_somebody_changed_since_keeps_the_whole_import(office, table, imported):
    write(office, result_of(table, SECOND), "96")
    assert "1 格之后又改过" in page(office)
    assert "撤回理由" not in page(office)

    words = take_back(office, imported).content.decode()

    assert "有 1 格又被改过" in words
    assert SECOND in words
    assert "培训乙" in words
    assert figures(table) == {FIRST: (1000, "按台账"), SECOND: (96, "")}


def test_remark_changed_since_keeps_it_too(office, table, imported):
    row = result_of(table, SECOND)
    url = reverse("result-remark", args=[2017, row.pk])
    office.post(url, {"remark": "已核", "version": row.version})

    assert "有 1 格又被改过" in take_back(office, imported).content.decode()


def test_same_figure_typed_again_changes_nothing_and_keeps_nothing(office, table, imported):
    write(office, result_of(table), "1000")

    assert "已撤回" in take_back(office, imported).content.decode()


def import_again(office, *cells) -> ResultsImport:
    workbook = UploadedWorkbook(office)
    for cell in cells:
        workbook.fill(*cell)
    workbook.confirm(workbook.preview("十月.xlsx"))
    return ResultsImport.objects.latest("pk")


def test_imports_are_taken_back_in_turn_the_newest_first(office, table, imported):
    again = import_again(office, (FIRST, 1001, "另查"), (SECOND, "清空"))
    assert "2 格又被改过" in take_back(office, imported).content.decode()

    take_back(office, again)
    assert figures(table) == {FIRST: (1000, "按台账"), SECOND: (Decimal("95.5"), "")}
    assert "之后又改过" not in page(office)

    assert "已撤回“九月.xlsx”" in take_back(office, imported).content.decode()
    assert figures(table) == {FIRST: (900, ""), SECOND: (None, "")}


def test_figure_typed_between_two_imports_keeps_the_first(office, table, imported):
    write(office, result_of(table), "1100")
    take_back(office, import_again(office, (FIRST, 1001)))

    assert "1 格又被改过" in take_back(office, imported).content.decode()
    assert figures(table)[FIRST] == (1100, "按台账")


def test_reason_is_asked_for(office, table, imported):
    assert "请填写撤回理由" in take_back(office, imported, reason=" ").content.decode()
    assert result_of(table).value == 1000


def test_assessment_office_may_after_collecting_and_the_office_may_not(
    office, client, cast, table, imported
):
    Year.objects.update(state=YearState.REVIEW)
    assert take_back(office, imported).status_code == 403
    assert result_of(table).value == 1000

    client.force_login(cast["assessment_office"])
    assert "已撤回" in take_back(client, imported).content.decode()
    assert result_of(table).value == 900


def test_nobody_may_once_the_year_is_finalised(client, cast, table, imported):
    Year.objects.update(state=YearState.FINALISED)
    client.force_login(cast["assessment_office"])

    assert take_back(client, imported).status_code == 403
    assert result_of(table).value == 1000


@pytest.mark.parametrize("persona", ["other_office", "auditor"])
def test_others_see_the_list_and_take_nothing_back(client, cast, table, imported, persona):
    client.force_login(cast[persona])

    assert "九月.xlsx" in page(client)
    assert "撤回理由" not in page(client)
    assert take_back(client, imported).status_code == 403
    assert result_of(table).value == 1000


def test_colleague_of_the_same_office_takes_nothing_back(client, table, imported):
    office = result_of(table).measure.component.item.offices.get()
    client.force_login(make_account("peixun2", role="office", office=office))

    assert take_back(client, imported).status_code == 403


def test_who_left_the_office_takes_nothing_back(office, cast, table, imported):
    other = cast["other_office"].memberships.get().office
    cast["office"].memberships.update(office=other)

    words = take_back(office, imported).content.decode()
    assert "不由本处室采集" in words
    assert "没有撤回" in words
    assert result_of(table).value == 1000


def test_table_replaced_since_is_said(office, table, imported):
    result_of(table, SECOND).measure.delete()

    assert "指标表已被替换" in page(office)
    assert "1 格不在了" in take_back(office, imported).content.decode()
    assert result_of(table).value == 1000


def test_what_a_command_imported_is_taken_back_by_the_assessment_office(
    client, cast, table, tmp_path
):
    client.force_login(cast["office"])
    workbook = UploadedWorkbook(client)
    workbook.fill(FIRST, 1000)
    path = tmp_path / "十月.xlsx"
    path.write_bytes(workbook.bytes())
    call_command("import_results", 2017, str(path))
    kept = ResultsImport.objects.get()
    assert kept.made_as.startswith("命令 import_results")
    assert take_back(client, kept).status_code == 403

    client.force_login(cast["assessment_office"])
    assert "已撤回" in take_back(client, kept).content.decode()
    assert result_of(table).value is None


def test_workbook_without_changes_is_no_import(office, table, tmp_path):
    path = tmp_path / "a.xlsx"
    path.write_bytes(UploadedWorkbook(office).bytes())
    call_command("import_results", 2017, str(path))

    assert not ResultsImport.objects.exists()
    assert "还没有导入过采集表" in page(office)


def test_import_of_another_year_is_not_found(office, imported):
    assert office.get(reverse("results-imports", args=[2016])).status_code == 404
    url = reverse("results-import-take-back", args=[2016, imported.pk])
    assert office.post(url, {"reason": "x"}).status_code == 404


def test_list_costs_the_same_for_one_and_many(
    office, imported, django_assert_num_queries, django_assert_max_num_queries
):
    def count() -> int:
        with django_assert_max_num_queries(100) as seen:
            page(office)
        return len(seen.captured_queries)

    page(office)
    one = count()
    for _ in range(3):
        ResultsImport.objects.create(year=imported.year, file_name="x", cells=0)
    # beside the session and the person: year, count, imports
    with django_assert_num_queries(one):
        page(office)


def test_ticked_places_come_back_too(office, table):
    row = result_of(table)
    Result.objects.filter(pk=row.pk).update(ticked=["望城区"], value=1)
    workbook = UploadedWorkbook(office)
    workbook.fill(FIRST, 7)
    workbook.confirm(workbook.preview())

    take_back(office, ResultsImport.objects.get())

    assert (result_of(table).value, result_of(table).ticked) == (1, ["望城区"])
