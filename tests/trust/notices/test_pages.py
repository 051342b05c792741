"""What a person sees: the bell, the list, one opened, all read, the settings."""

import pytest
from django.urls import reverse

from cities.models import Role
from tests.factories import make_account
from tests.trust.notices.conftest import DUTY, KIND
from trust.models import AuditEntry, Channel, Notice, NoticeMute

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


@pytest.fixture(autouse=True)
def _whole_site(_own_urls, settings):
    """The frame leads to all of it."""
    settings.ROOT_URLCONF = "config.urls"


@pytest.fixture
def mine(signed_in, person):
    return signed_in(person)


def text(response) -> str:
    return response.content.decode()


def unread_of(person) -> list[str]:
    waiting = Notice.objects.visible_to(person).unread()
    return list(waiting.order_by("pk").values_list("title", flat=True))


def test_the_unread_stand_first_and_the_bell_counts_them(mine, person, tell):
    old, _ = tell(person, title="读过的")[0], tell(person, title="没读的")
    newest = tell(person, title="后来读过的")[0]
    for notice in (old, newest):
        mine.post(reverse("notice-read", args=[notice.pk]))
    told = text(mine.get(reverse("notices")))
    assert told.index(" 没读的</a>") < told.index(">后来读过的</a>") < told.index(">读过的</a>")
    assert "1 条未读" in told
    assert 'title="通知，1 条未读"' in told


def test_the_bell_says_nothing_where_nothing_waits(mine):
    assert 'title="通知"' in text(mine.get(reverse("notices")))
    assert "还没有通知" in text(mine.get(reverse("notices")))


def test_opening_one_marks_it_read_and_leads_to_what_it_is_about(mine, person, tell):
    (notice,) = tell(person, link="/selfeval/?year=2017")
    response = mine.get(reverse("notice", args=[notice.pk]))
    assert (response.status_code, response["Location"]) == (302, "/selfeval/?year=2017")
    first = Notice.objects.get().read_at
    assert first is not None
    mine.get(reverse("notice", args=[notice.pk]))
    assert Notice.objects.get().read_at == first


@pytest.mark.parametrize("link", ["https://evil.example/", "//evil.example/", "javascript:x"])
def test_a_notice_leads_nowhere_but_into_the_site(mine, person, tell, link):
    (notice,) = tell(person)
    Notice.objects.update(link=link)
    assert mine.get(reverse("notice", args=[notice.pk]))["Location"] == "/"


@pytest.mark.parametrize("name", ["notice", "notice-read"])
def test_somebody_elses_and_what_is_not_shown_do_not_exist(mine, person, tell, name):
    (foreign,) = tell(make_account())
    (hidden,) = tell(person)
    Notice.objects.filter(pk=hidden.pk).update(in_site=False)
    method = mine.post if name == "notice-read" else mine.get
    for notice in (foreign, hidden):
        assert method(reverse(name, args=[notice.pk])).status_code == 404
    assert Notice.objects.filter(read_at=None).count() == 2
    assert "请填报" not in text(mine.get(reverse("notices")))


def test_all_are_read_that_were_there_when_the_person_looked(mine, person, tell):
    tell(person, title="第一件")
    (seen,) = tell(person, title="第二件")
    (foreign,) = tell(make_account())
    tell(person, title="后到的")
    mine.post(reverse("notices-read"), {"until": seen.pk})
    assert unread_of(person) == ["后到的"]
    foreign.refresh_from_db()
    assert foreign.read_at is None


def test_all_of_a_kind_leaves_the_others(mine, person, tell):
    tell(person, title="催报")
    tell(person, title="密码", kind=DUTY)
    told = text(mine.get(reverse("notices"), {"kind": KIND}))
    assert "这一类全部标为已读" in told
    newest = Notice.objects.first().pk
    assert f'name="until" value="{newest}"' in told
    response = mine.post(reverse("notices-read"), {"until": newest, "kind": KIND})
    assert response["Location"] == f"{reverse('notices')}?kind={KIND}"
    assert unread_of(person) == ["密码"]


@pytest.mark.parametrize("until", ["", "x", "-1", "9" * 30, "１"])
def test_all_of_nothing_changes_nothing(mine, person, tell, until):
    tell(person)
    mine.post(reverse("notices-read"), {"until": until})
    assert unread_of(person) == ["请填报"]


def test_the_list_is_narrowed_to_a_kind_or_the_unread(mine, person, tell):
    tell(person, title="催报")
    (read,) = tell(person, title="密码", kind=DUTY)
    mine.post(reverse("notice-read", args=[read.pk]))
    assert ">密码</a>" not in text(mine.get(reverse("notices"), {"kind": KIND}))
    assert ">密码</a>" not in text(mine.get(reverse("notices"), {"kind": "unread"}))
    assert ">催报</a>" not in text(mine.get(reverse("notices"), {"kind": DUTY}))
    assert "没有这样的通知" in text(mine.get(reverse("notices"), {"kind": "x"}))


def test_hostile_words_stay_words(mine, person, tell):
    tell(person, title="<script>alert(1)</script>", body='"><img src=x onerror=y>\n第二行')
    told = text(mine.get(reverse("notices")))
    assert "<script>alert" not in told
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in told
    assert "<img" not in told
    assert "第二行" in told


def test_a_list_costs_the_same_at_two_sizes(mine, person, tell, django_assert_num_queries):
    # session, account, roles with the bell, kinds, count, rows; years of the frame
    tell(person)
    mine.get(reverse("notices"))
    with django_assert_num_queries(7):
        mine.get(reverse("notices"))
    for n in range(40):
        tell(person, title=f"第{n}件", kind=DUTY if n % 2 else KIND)
    with django_assert_num_queries(7):
        told = text(mine.get(reverse("notices"), {"page": 2}))
    assert told.count('class="notice ') == 11


# --- settings ---------------------------------------------------------------------------------


def on(*pairs) -> dict:
    return {"on": [f"{kind}|{channel}" for kind, channel in pairs]}


def muted() -> set[tuple[str, str]]:
    return set(NoticeMute.objects.values_list("kind", "channel"))


def test_settings_list_what_may_come_to_the_role(mine, signed_in):
    told = text(mine.get(reverse("notice-settings")))
    assert "自评报告的催报" in told
    assert "数据更正" not in told
    assert "gan@example.cn" in told
    office = signed_in(make_account(role=Role.ASSESSMENT_OFFICE))
    told = text(office.get(reverse("notice-settings")))
    assert "自评报告的催报" not in told
    assert "须由两人办理的提议" in told
    assert "没有填写电子邮箱" in told


def test_what_is_duty_stays_on_in_the_site(mine):
    mine.post(reverse("notice-settings"), on())
    assert (DUTY, Channel.SITE) not in muted()
    assert {(DUTY, Channel.EMAIL), (KIND, Channel.SITE), (KIND, Channel.EMAIL)} <= muted()
    told = text(mine.get(reverse("notice-settings")))
    assert told.count(" checked disabled") == 3  # returned, extension, the own account


def test_settings_are_kept_logged_and_taken_back(mine, person):
    other = make_account(role=Role.COUNTY, place=person.memberships.get().place)
    NoticeMute.objects.create(account=other, kind=KIND, channel=Channel.SITE)
    all_on = [
        tuple(value.split("|"))
        for value in text(mine.get(reverse("notice-settings"))).split('name="on" value="')[1:]
        for value in [value.split('"')[0]]
    ]
    mine.post(reverse("notice-settings"), on(*[p for p in all_on if p != (KIND, "email")]))
    assert set(NoticeMute.objects.filter(account=person).values_list("kind", "channel")) == {
        (KIND, "email")
    }
    entry = AuditEntry.objects.get(action="修改通知设置")
    assert entry.after == {"关闭": ["自评报告的催报：电子邮件"]}
    mine.post(reverse("notice-settings"), on(*all_on))
    mine.post(reverse("notice-settings"), on(*all_on))
    assert not NoticeMute.objects.filter(account=person).exists()
    assert NoticeMute.objects.filter(account=other).count() == 1
    assert AuditEntry.objects.filter(action="修改通知设置").count() == 2


def test_what_no_page_sends_is_not_kept(mine, person):
    mine.post(reverse("notice-settings"), on(("assessment.due", "email"), ("x", "y"), ("", "")))
    kinds = {kind for kind, _ in muted()}
    assert not any(kind.startswith("assessment.") for kind in kinds)
    assert not Notice.objects.exists()
