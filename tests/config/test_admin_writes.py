"""What is kept in 系统设置 is written by its forms, and every refusal is told on them."""

import pytest
from django.urls import reverse
from django.utils import timezone

from assessment.models import Concern, Indicator, Year
from cities.models import Account, Membership, Office, Place
from setup.people_and_places import OfficeAdmin
from tests.config.setup_pages import client_of, form_data
from tests.factories import make_account, make_city, make_membership, make_office, make_table
from trust.models import AuditEntry

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


@pytest.fixture
def office():
    return client_of(make_account("kaohe", role="assessment_office"))


@pytest.fixture
def administrator():
    return client_of(make_account("guanli", role="administrator"))


def page(name: str, which: str, *args) -> str:
    return reverse(f"admin:{name}_{which}", args=args)


def logged(action: str) -> int:
    return AuditEntry.objects.filter(action=action).count()


def text_of(response) -> str:
    return response.content.decode()


# --- Years and their lists ---------------------------------------------------------------------


def test_a_year_is_made_with_its_default_choices(office):
    assert office.post(page("assessment_year", "add"), {"number": 2018}).status_code == 302
    assert Year.objects.get().policy.step_reading == "whole"
    again = office.post(page("assessment_year", "add"), {"number": 2018})
    assert again.status_code == 422
    assert "2018年度已经建立，请直接打开" in text_of(again)
    far = text_of(office.post(page("assessment_year", "add"), {"number": 3018}))
    assert "不能大于2100" in far.replace(" ", "")


def test_forms_of_a_year_say_what_follows_from_them(office):
    """The office's pages and 系统设置 show one form: what either said, both say."""
    assert "计分口径先按默认设定。" in text_of(office.get(page("assessment_year", "add")))
    assert "计分口径先按默认设定。" in text_of(office.get(reverse("home")))
    year = make_table().year
    closing = "到期由考核办推进阶段"
    assert closing in text_of(office.get(page("assessment_year", "change", year.pk)))
    assert closing in text_of(office.get(reverse("year-flow", args=[year.number])))


def test_days_of_collection_are_set_once_and_the_late_are_told(office):
    year = make_table().year
    address = page("assessment_year", "change", year.pk)
    sent = form_data(office.get(address)) | {"collection_opens": "2017-11-01"}
    late = form_data(office.get(address)) | {"collection_opens": "2017-12-01"}
    assert office.post(address, sent).status_code == 302
    refused = office.post(address, late)
    assert refused.status_code == 409
    assert "采集开始：2017-11-01" in text_of(refused)
    assert 'value="2017-12-01"' in text_of(refused)
    assert office.post(address, form_data(refused)).status_code == 302  # seen and meant
    wrong = form_data(office.get(address)) | {"collection_closes": "2017-01-01"}
    assert "采集截止日期早于开始日期" in text_of(office.post(address, wrong))
    assert str(Year.objects.get().collection_opens) == "2017-12-01"
    assert logged("设定采集日期") == 2


def test_a_name_of_the_list_keeps_its_year(office):
    year = make_table().year
    named = {"year": year.pk, "order": 9, "name": "移民维稳"}
    assert office.post(page("assessment_indicator", "add"), named).status_code == 302
    row = Indicator.objects.get(name="移民维稳")
    address = page("assessment_indicator", "change", row.pk)
    office.post(address, {"order": 8, "name": "维稳"})
    row.refresh_from_db()
    assert (row.year, row.order, row.name) == (year, 8, "维稳")


def test_a_concern_is_settled_in_words_and_opened_again(office):
    concern = Concern.objects.create(
        table=make_table(issued=False), severity="error", code="sum", message="5+3≠7"
    )
    address = page("assessment_concern", "change", concern.pk)
    assert "请写明核定意见：以哪个为准" in text_of(office.post(address, {"settlement": " "}))
    assert office.post(address, {"settlement": "以 7 分为准"}).status_code == 302
    concern.refresh_from_db()
    assert concern.settlement == "以 7 分为准"
    assert office.post(address, {"settlement": "以 8 分为准"}).status_code == 403
    ticked = {"action": "reopen", "_selected_action": [concern.pk]}
    listed = page("assessment_concern", "changelist")
    assert "已重新打开 1 个事项。" in text_of(office.post(listed, ticked, follow=True))
    refused = text_of(office.post(listed, ticked, follow=True))
    assert "此事项尚未核定，无须重新打开。没有重新打开任何事项。" in refused


# --- Places and offices ------------------------------------------------------------------------


def test_a_place_is_kept_with_its_names_by_year(office):
    city = make_city()
    made = form_data(office.get(page("cities_place", "add"))) | {
        "key": "430121", "kind": "county", "city": city.pk, "name": "长沙县",
        "aliases": "星沙、长县",
        "names-TOTAL_FORMS": 1, "names-0-name": "长沙县", "names-0-code": "430121",
    }  # fmt: skip
    assert office.post(page("cities_place", "add"), made).status_code == 302
    place = Place.objects.get(key="430121")
    assert (place.aliases, place.names.get().name) == (["星沙", "长县"], "长沙县")

    address = page("cities_place", "change", place.pk)
    sent, late = (form_data(office.get(address)) for _ in range(2))
    assert office.post(address, sent | {"name": "星沙县"}).status_code == 302
    refused = office.post(address, late | {"name": "长善县"})
    assert refused.status_code == 409
    assert "：星沙县；" in text_of(refused)
    assert 'value="长善县"' in text_of(refused)


def test_only_what_was_never_used_is_removed(office):
    place, used = make_office("闲置处", code="xz"), make_office("稽察处", code="jc")
    make_account("jicha", role="office", office=used)
    delete = page("cities_office", "delete", place.pk)
    assert office.post(delete, {"post": "yes"}).status_code == 302
    refused = office.post(page("cities_office", "delete", used.pk), {"post": "yes"})
    assert refused.status_code == 422
    assert 'role="alert"' in text_of(refused)
    assert list(Office.objects.all()) == [used]


@pytest.mark.parametrize("which", ["change", "delete"])
def test_what_another_removed_in_the_same_moment_is_told_on_the_list(office, monkeypatch, which):
    place = make_office("闲置处", code="xz")
    address = page("cities_office", which, place.pk)
    sent = form_data(office.get(address)) | {"name": "新名处"} if which == "change" else {}
    Office.objects.all().delete()
    found = iter([place])  # it was there when the page looked for it
    monkeypatch.setattr(OfficeAdmin, "get_object", lambda *ignored: next(found, None))
    told = office.post(address, sent | {"post": "yes"}, follow=True)
    assert told.redirect_chain
    assert "可能已经删除" in text_of(told)
    assert not Office.objects.exists()


def test_readers_of_a_place_see_its_other_names_as_words(administrator):
    city = make_city()
    city.aliases = ["星城"]
    city.save()
    shown = text_of(administrator.get(page("cities_place", "change", city.pk)))
    assert "星城" in shown
    assert 'name="_save"' not in shown


# --- Accounts ----------------------------------------------------------------------------------


def granted(client, address: str) -> dict:
    """What a form sends with one role granted."""
    found = client.get(address)
    grant = found.context["inline_admin_formsets"][-1].formset.prefix
    return form_data(found) | {
        f"{grant}-TOTAL_FORMS": 1, f"{grant}-0-role": "auditor",
        f"{grant}-0-valid_from": "2020-01-01",
    }  # fmt: skip


def test_an_account_is_made_with_its_first_role(administrator):
    address = page("cities_account", "add")
    named = {"username": "xinren", "full_name": "新人", "email": ""}
    weak = named | {"password": "123", "password_again": "123"}
    assert administrator.post(address, granted(administrator, address) | weak).status_code == 200
    strong = named | {"password": "zhongshui-2017", "password_again": "zhongshui-2017"}
    made = administrator.post(address, granted(administrator, address) | strong)
    assert made.status_code == 302
    account = Account.objects.get(username="xinren")
    going_on = granted(administrator, address) | strong | {"username": "youyi", "_continue": "1"}
    told = text_of(administrator.post(address, going_on, follow=True))
    assert "</a>”。可以继续修改。" in told  # as a link, and without a space between sentences
    assert account.memberships.get().role == "auditor"
    assert account.check_password("zhongshui-2017")


def test_an_account_is_described_shut_and_loses_a_role_in_one_save(administrator):
    account = make_account("bian", full_name="旧名")
    make_membership(account, "auditor", valid_from="2020-01-01")
    address = page("cities_account", "change", account.pk)
    data = form_data(administrator.get(address)) | {
        "full_name": "新名", "reason": "调离", "memberships-0-valid_to": "2020-12-31",
    }  # fmt: skip
    del data["is_active"]
    assert administrator.post(address, data).status_code == 302
    account.refresh_from_db()
    assert (account.full_name, account.is_active) == ("新名", False)
    assert str(account.memberships.get().valid_to) == "2020-12-31"
    assert AuditEntry.objects.get(action="停用账号").reason == "调离"


def test_what_one_part_of_a_save_refuses_leaves_all_of_it_undone(administrator):
    own = Account.objects.get(username="guanli")
    address = page("cities_account", "change", own.pk)
    data = form_data(administrator.get(address)) | {"full_name": "改名"}
    del data["is_active"]
    refused = administrator.post(address, data)
    assert refused.status_code == 422
    assert "不能停用自己的账号" in text_of(refused)
    assert 'value="改名"' in text_of(refused)
    own.refresh_from_db()
    assert own.full_name != "改名"


def test_ticked_accounts_are_shut_all_or_none(administrator):
    others = [make_account(name) for name in ("jia", "yi")]
    own = Account.objects.get(username="guanli")
    listed = page("cities_account", "changelist")

    def shut(*accounts):
        ticked = {"action": "disable", "_selected_action": [a.pk for a in accounts]}
        return text_of(administrator.post(listed, ticked, follow=True))

    assert "不能停用自己的账号；请由另一名系统管理员办理。没有停用任何账号。" in shut(*others, own)
    assert Account.objects.filter(is_active=True).count() == 3
    assert "已停用 2 个账号。" in shut(*others)


def test_a_role_is_granted_and_taken_back_at_once(administrator):
    account = make_account("ren")
    made = {"account": account.pk, "role": "auditor", "valid_from": "2020-01-01"}
    assert administrator.post(page("cities_membership", "add"), made).status_code == 302
    held = Membership.objects.get(account=account)
    ticked = {"action": "end_now", "_selected_action": [held.pk]}
    listed = page("cities_membership", "changelist")
    assert "已收回 1 个角色。" in text_of(administrator.post(listed, ticked, follow=True))
    held.refresh_from_db()
    assert held.valid_to < timezone.localdate()


def test_a_role_that_was_removed_while_its_page_was_open_is_told(administrator):
    account = make_account("bian", full_name="旧名")
    held = make_membership(account, "auditor", valid_from=timezone.localdate())
    address = page("cities_account", "change", account.pk)
    late = form_data(administrator.get(address)) | {
        "full_name": "新名", "memberships-0-valid_to": timezone.localdate(),
    }  # fmt: skip
    ticked = {"action": "end_now", "_selected_action": [held.pk]}
    administrator.post(page("cities_membership", "changelist"), ticked)
    assert not account.memberships.exists()
    refused = administrator.post(address, late)
    assert "此任职已被他人收回并撤去，没有保存任何内容" in text_of(refused)
    assert 'value="新名"' in text_of(refused)
    account.refresh_from_db()
    assert account.full_name == "旧名"


def test_the_reason_of_a_change_is_asked_of_whoever_may_change(administrator):
    auditor = client_of(make_account("shenji", role="auditor"))
    held = Membership.objects.get(account__username="guanli")
    for name, row in (("cities_membership", held), ("cities_account", held.account)):
        address = page(name, "change", row.pk)
        assert 'name="reason"' in text_of(administrator.get(address))
        shown = text_of(auditor.get(address))
        assert "理由" not in shown[shown.index("<main") : shown.index("</main>")]


# --- Lists -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "query", "count"),
    [
        ("cities_account", "active=no", 1),
        ("cities_account", "active=yes", 1),
        ("cities_account", "active=both", 2),
        ("cities_membership", "in_force=yes", 1),
        ("cities_membership", "in_force=no", 1),
    ],
)
def test_lists_are_narrowed_to_one_of_two_answers(administrator, name, query, count):
    gone = make_account("zou", is_active=False)
    make_membership(gone, "auditor", valid_to="2000-01-01", valid_from="1999-01-01")
    listed = administrator.get(f"{page(name, 'changelist')}?{query}")
    assert listed.context["cl"].result_count == count


def test_rows_are_never_removed_by_the_handful(office):
    make_office("闲置处", code="xz")
    listed = office.get(page("cities_office", "changelist"))
    assert 'value="delete_selected"' not in text_of(listed)
    assert "采集数据的处室、中心；名称须与指标表里的写法一致。" in text_of(listed)


def test_roles_are_listed_chosen_and_marked_in_words(administrator):
    make_account("ren", role="auditor")
    listed = page("cities_membership", "changelist")
    shown = text_of(administrator.get(listed, {"role": "auditor"}))
    assert ">审计员</td>" in shown
    assert ">系统管理员</td>" not in shown
    assert '<input type="checkbox" id="action-toggle"' in shown  # and not its letters
