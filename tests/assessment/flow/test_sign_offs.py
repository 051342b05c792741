"""完成签章: an office closes its column, and no way of writing gets past it."""

from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from assessment.actions.setup import save_item_offices
from assessment.flow.signing import sign_off
from assessment.models import Evidence, Result, ResultsImport, SignOff, Year, YearState
from cities.models import Office
from tests import factories
from tests.assessment.flow.signs import (
    SHARED,
    column,
    columns_as_counted,
    columns_as_read,
    record_all,
    share,
    sign,
    url,
    withdraw,
)
from tests.assessment.recording import JSON, grid_url, result_of, training, write, write_block
from tests.assessment.workbooks import UploadedWorkbook
from trust import log
from trust.models import AuditEntry
from trust.refusals import Refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def recorded(cast, table):
    record_all(cast["office"])


@pytest.fixture
def signed(office, recorded):
    sign(office)
    return SignOff.objects.get()


@pytest.fixture
def kaohe(cast, client_of):
    return client_of("assessment_office")


@pytest.fixture
def client_of(cast):
    def of(persona):
        client = Client()
        client.force_login(cast[persona])
        return client

    return of


def state() -> list:
    """Everything that could be changed of figures, remarks and evidence."""
    rows = Result.objects.order_by("pk").values_list("pk", "value", "remark", "version")
    return [*rows, *Evidence.objects.order_by("pk").values_list("pk", "withdrawn_at")]


# --- Signing -------------------------------------------------------------------------------------


def test_a_complete_column_is_signed_and_told_in_the_log(office, recorded):
    assert sign(office).status_code == 302
    signed = SignOff.objects.get()
    assert (signed.office.name, signed.signed_as, signed.missing) == (
        "培训中心",
        "培训中心 培训乙",
        [],
    )
    assert column().is_signed
    assert not column("廉政建设").is_signed
    entry = AuditEntry.objects.get(action="完成签章")
    assert entry.after == {"已录": 4, "共": 4}


def test_lists_count_the_columns_as_their_cells_are(office, cast, table):
    other = factories.make_table(table.year, factories.make_city("株洲市"))
    assert columns_as_counted() == columns_as_read()
    left = result_of(table, "获证率")
    record_all(cast["office"], but=left)
    sign(office, **{f"why-{left.pk}": "省厅还没有核定"})
    assert columns_as_counted() == columns_as_read()
    assert any(is_signed and missing for *_, missing, is_signed, _, _ in columns_as_read())
    Result.objects.filter(pk=result_of(other, "获证率").pk).update(sign_off=None)
    assert columns_as_counted() == columns_as_read()
    assert any(is_outgrown for *_, is_outgrown, _ in columns_as_read())
    share()
    assert columns_as_counted() == columns_as_read()


def test_second_press_says_that_it_is_signed(office, recorded):
    seen = column().mark
    sign(office, seen=seen)
    again = sign(office, seen=seen)
    assert again["Location"] == url("sign-off")
    page = office.get(again["Location"]).content.decode()
    assert "已由培训中心 培训乙" in page
    assert "无须再签" in page
    assert SignOff.objects.count() == 1


def test_what_is_missing_asks_for_a_reason_each(office, cast, table):
    missing = result_of(table, "获证率")
    record_all(cast["office"], but=missing)
    page = sign(office)
    assert page.status_code == 422
    assert "还没有录全，没有签章：长沙市 获证率" in page.content.decode()
    assert not SignOff.objects.exists()

    sign(office, **{f"why-{missing.pk}": "人社部门月底出证"})
    assert SignOff.objects.get().missing == [
        {"cell": "长沙市 获证率", "reason": "人社部门月底出证"}
    ]


def test_a_reason_typed_for_one_stays_when_another_lacks(office, cast, table):
    Result.objects.update(value=None)
    first = result_of(table, "获证率")
    html = sign(office, **{f"why-{first.pk}": "月底出证"}).content.decode()
    assert 'value="月底出证"' in html


def test_what_moved_since_the_page_was_opened_is_not_signed(office, recorded, table):
    seen = column().mark
    write(office, result_of(table), "7")
    page = sign(office, seen=seen)
    assert page.status_code == 422
    assert "又有变动，没有办理" in page.content.decode()
    assert not SignOff.objects.exists()


def test_all_that_is_complete_is_signed_with_one_button(office, recorded, table):
    Result.objects.filter(pk=result_of(table, "获证率").pk).update(value=None)
    page = office.get(reverse("sign-offs", args=[2017]))
    ready = [line.column.indicator for line in page.context["ready"]]
    assert ready == ["廉政建设"]
    sent = [f"{line.key}:{line.column.mark}" for line in page.context["ready"]]
    office.post(reverse("sign-offs", args=[2017]), {"column": sent})
    assert [signed.indicator.name for signed in SignOff.objects.all()] == ["廉政建设"]


@pytest.mark.parametrize("persona", ["other_office", "assessment_office"])
def test_only_its_office_signs_a_column(client_of, recorded, persona):
    page = sign(client_of(persona))
    assert page.status_code == 422
    assert "由培训中心签章" in page.content.decode()
    assert not SignOff.objects.exists()


def test_what_several_collect_is_signed_by_the_assessment_office(office, kaohe, recorded, cast):
    share()
    assert "由考核办签章" in sign(office, office=SHARED).content.decode()
    sign(kaohe, office=SHARED)
    assert SignOff.objects.get().office is None


def test_signing_its_own_list_leaves_what_is_shared_open(office, recorded, client_of, table):
    """None of several offices needs another's signature to go on writing."""
    share()
    sign(office, "廉政建设")
    assert write(office, result_of(table), "7").status_code == 200
    assert write(client_of("other_office"), result_of(table), "8").status_code == 200


@pytest.mark.parametrize("state", [YearState.ISSUED, YearState.REVIEW, YearState.FINALISED])
def test_nothing_is_signed_or_opened_while_collecting_is_closed(office, signed, state):
    Year.objects.update(state=state)
    assert "不能签章或撤回签章" in withdraw(office).content.decode()
    assert sign(office, "廉政建设").status_code == 422
    assert SignOff.objects.filter(withdrawn_at=None).count() == 1


# --- While it stands -----------------------------------------------------------------------------


def by_cell(client, result, **_):
    return write(client, result, "7")


def by_block(client, result, **_):
    return write_block(client, [(result, "7")])


def by_paste(client, result, **_):
    address = reverse("collection-paste", args=[2017, training().pk])
    body = {"rows": [["7"]], "at": result.pk, "seen": {str(result.pk): result.version}}
    return client.post(address, body, **JSON)


def by_remark(client, result, **_):
    address = reverse("result-remark", args=[2017, result.pk])
    return client.post(address, {"remark": "改", "version": result.version})


def by_restoring(client, result, **_):
    address = reverse("result-restore", args=[2017, result.pk])
    kept = result.history.order_by("history_id").first().history_id
    return client.post(address, {"kept": kept, "version": result.version})


def by_evidence(client, result, **_):
    file = SimpleUploadedFile("a.txt", "台账".encode())
    return client.post(reverse("evidence-add", args=[2017, result.pk]), {"file": file})


def by_county_sum(client, result, **_):
    address = reverse("county-sum-take", args=[2017, result.pk])
    return client.post(address, {"version": result.version, "total": "7"})


def by_workbook(client, result, **_):
    workbook = UploadedWorkbook(client)
    workbook.fill(result.measure.name, 7)
    return workbook.preview("八月.xlsx")


WAYS: dict[str, Callable] = {
    "cell": by_cell,
    "block": by_block,
    "paste": by_paste,
    "remark": by_remark,
    "restoring": by_restoring,
    "evidence": by_evidence,
    "county sum": by_county_sum,
    "workbook": by_workbook,
}


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
def test_a_signed_cell_is_closed_to_every_way_of_writing(office, signed, table, way):
    before = state()
    answer = way(office, result_of(table)).content.decode()
    if "\\u" in answer:
        answer = answer.encode().decode("unicode_escape", "replace")
    assert "培训中心 培训乙 于" in answer
    assert "由培训中心或考核办在“完成签章”页写明理由、撤回签章" in answer
    assert state() == before


def test_a_file_laid_before_is_not_taken_from_a_signed_cell(office, recorded, table):
    by_evidence(office, result_of(table))
    sign(office)
    address = reverse("evidence-withdraw", args=[2017, Evidence.objects.get().pk])
    assert office.post(address).status_code == 403
    assert Evidence.objects.get().withdrawn_at is None


def test_a_file_for_the_whole_city_does_not_come_to_signed_cells(office, recorded, table):
    """It proves them too, wherever it is laid."""
    sign(office, "廉政建设")
    file = SimpleUploadedFile("a.txt", "台账".encode())
    address = reverse("evidence-add", args=[2017, result_of(table).pk])
    answer = office.post(address, {"file": file, "scope": "city"})
    assert answer.status_code == 403
    assert "也用于已签章的格" in answer.content.decode()
    assert not Evidence.objects.exists()


def test_the_command_does_not_write_signed_cells(office, signed, tmp_path):
    path = tmp_path / "采集表.xlsx"
    workbook = UploadedWorkbook(office)
    workbook.fill("农业实用技术培训", 7)
    path.write_bytes(workbook.bytes())
    before = state()
    with pytest.raises(CommandError, match="培训中心 培训乙 于"):
        call_command("import_results", 2017, str(path))
    assert state() == before


@pytest.mark.parametrize("year_state", [YearState.COLLECTING, YearState.REVIEW])
def test_an_import_is_not_taken_back_under_a_signature(office, kaohe, recorded, table, year_state):
    workbook = UploadedWorkbook(office)
    workbook.fill("农业实用技术培训", 7)
    workbook.confirm(workbook.preview("八月.xlsx"))
    sign(office)
    Year.objects.update(state=year_state)
    before = state()
    address = reverse("results-import-take-back", args=[2017, ResultsImport.objects.get().pk])
    page = kaohe.post(address, {"reason": "导错了"}, follow=True).content.decode()
    assert "已由培训中心 培训乙 于" in page
    assert ("退回处室采集" in page) == (year_state == YearState.REVIEW)
    assert state() == before


def test_the_grid_shows_a_signed_column_closed_and_says_why(office, signed):
    page = office.get(grid_url())
    assert not page.context["grid"].is_open
    assert "已完成签章，不再改动；如需更正，请先撤回签章" in page.content.decode()


# --- Opening again -------------------------------------------------------------------------------


@pytest.mark.parametrize("persona", ["office", "assessment_office"])
def test_its_office_and_the_assessment_office_open_it_again(client_of, signed, table, persona):
    withdraw(client_of(persona), reason="宁乡重报")
    held = SignOff.objects.get()
    assert (held.stands, held.reason) == (False, "宁乡重报")
    assert AuditEntry.objects.get(action="撤回签章").reason == "宁乡重报"
    assert write(client_of("office"), result_of(table), "7").status_code == 200


def test_reason_that_is_too_long_to_keep_opens_nothing(office, signed):
    told = withdraw(office, reason="长" * 900).content.decode()
    assert "撤回签章的理由不超过 200 个字，现有 900 个，没有撤回" in told
    assert SignOff.objects.get().stands


def test_another_office_does_not_open_it(client_of, signed):
    assert "由培训中心或考核办撤回" in withdraw(client_of("other_office")).content.decode()
    assert SignOff.objects.get().stands


def test_opening_needs_a_reason(office, signed):
    assert "须写明理由" in withdraw(office, reason="  ").content.decode()
    assert SignOff.objects.get().stands


def test_a_column_of_another_office_since_is_to_be_signed_anew(cast, signed, table):
    item = table.sections.get(order=1).items.get()
    other = Office.objects.get(name="资金财务处")
    save_item_offices(
        item=item, offices=[other], version=item.version, reason="职能调整",
        user=cast["assessment_office"], actor=log.Actor("考核甲"),
    )  # fmt: skip
    new = column(office=other.pk)
    assert (new.is_signed, {cell.sign_off_id for cell in new.cells}) == (False, {None})


# --- Seen ----------------------------------------------------------------------------------------


def test_the_desk_and_the_collection_page_show_what_is_signed(office, signed):
    assert "已签章" in office.get("/").content.decode()
    assert "完成签章 1 / 2" in office.get(reverse("collection", args=[2017])).content.decode()


def test_the_list_costs_the_same_for_more_cities(office, recorded, django_assert_num_queries):
    address = reverse("sign-offs", args=[2017])
    office.get(address)
    with django_assert_num_queries(11):
        office.get(address)
    factories.make_table(city=factories.make_city("株洲市", "430200"))
    factories.make_table(city=factories.make_city("湘潭市", "430300"))
    with django_assert_num_queries(11):
        office.get(address)


def test_a_column_that_is_none_is_not_found(office, recorded):
    assert office.get(url("sign-off", office=SHARED)).status_code == 404


def test_a_second_signature_is_refused(office, signed, cast):
    told = {"user": cast["office"], "actor": log.Actor("培训乙", role="培训中心")}
    with pytest.raises(Refused, match="无须再签"):
        sign_off(year=Year.objects.get(), key=column().key, seen=column().mark, reasons={}, **told)
