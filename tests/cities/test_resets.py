"""A forgotten password: a link to its holder, once, and nobody else learns anything."""

import re
from datetime import timedelta

import pytest
from django.contrib.auth import get_user
from django.core import mail
from django.test import Client

from cities import resets
from cities.models import Role
from tests.factories import PASSWORD, make_account
from trust.models import AuditEntry
from trust.notices import outbox
from trust.notices.models import Notice

pytestmark = pytest.mark.django_db
NEW = "another-horse-battery-9"


def signed_in(account) -> Client:
    client = Client()
    client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def keeper():
    return signed_in(make_account("guanli", role=Role.ADMINISTRATOR, full_name="管理辛"))


@pytest.fixture
def person():
    return make_account("zhang", role=Role.AUDITOR, full_name="张三", email="zhang@example.org")


@pytest.fixture
def auditor():
    return make_account("shenji", role=Role.AUDITOR)


def send(keeper, person):
    return keeper.post(f"/admin/cities/account/{person.pk}/password/")


def path_in(text: str) -> str:
    return re.search(r"http://testserver(/sign-in/reset/[\w-]+/)", text)[1]


def choose(path: str, password: str = NEW, client=None):
    told = {"new_password1": password, "new_password2": password}
    return (client or Client()).post(path, told)


def actions() -> list[str]:
    return [entry.action for entry in AuditEntry.objects.order_by("sequence")]


def can_sign_in(password: str) -> bool:
    client = Client()
    client.post("/sign-in/", {"username": "zhang", "password": password})
    return get_user(client).is_authenticated


def test_link_goes_by_letter_to_the_holder_alone(keeper, person, auditor):
    page = keeper.post(f"/admin/cities/account/{person.pk}/password/", follow=True)
    outbox.deliver()

    assert "/sign-in/reset/" not in page.content.decode()
    assert "链接已寄往 zhang@example.org" in page.content.decode()
    letters = [letter for letter in mail.outbox if "/sign-in/reset/" in letter.body]
    assert [letter.to for letter in letters] == [["zhang@example.org"]]
    assert "/sign-in/reset/" not in str(list(AuditEntry.objects.values()))
    told = Notice.objects.get(recipient=auditor)
    assert told.title == "账号 zhang：发出了重设密码的链接"
    assert "/sign-in/reset/" not in told.body


def test_holder_chooses_another_password_once(keeper, person, auditor):
    open_before = signed_in(person)
    person.last_login -= timedelta(hours=1)  # a link tells sign-ins apart by the second
    person.save()
    send(keeper, person)
    outbox.deliver()
    path = path_in(mail.outbox[0].body)
    assert can_sign_in(PASSWORD) is True
    person.refresh_from_db()
    Notice.objects.all().delete()
    send(keeper, person)  # the sign-in made the first void
    outbox.deliver()
    assert Client().get(path).status_code == 403
    path = path_in(mail.outbox[-1].body)

    page = Client().get(path)
    assert (page.status_code, "账号：zhang" in page.content.decode()) == (200, True)
    assert choose(path, "123").status_code == 200
    assert choose(path).url == "/sign-in/"

    assert not get_user(open_before).is_authenticated
    assert choose(path, "third-horse-battery-9").status_code == 403
    assert (can_sign_in(NEW), can_sign_in(PASSWORD)) == (True, False)
    person.refresh_from_db()
    assert person.password_changed_at > person.date_joined
    entry = AuditEntry.objects.get(action="重设密码")
    assert (entry.actor_name, entry.object_label, entry.address) == ("未登录", "zhang", "127.0.0.1")
    assert Notice.objects.filter(recipient=person, title="您的密码已凭链接重设").exists()
    assert Notice.objects.filter(recipient=auditor, title__contains="已凭链接重设").exists()


def test_link_is_shown_once_where_no_letter_reaches(keeper, person):
    person.email = ""
    person.save()

    page = send(keeper, person).content.decode()

    assert choose(path_in(page)).url == "/sign-in/"
    assert "/sign-in/reset/" not in Notice.objects.filter(recipient=person).first().body
    assert (
        "/sign-in/reset/"
        not in keeper.get(f"/admin/cities/account/{person.pk}/password/").content.decode()
    )
    assert actions().count("发出重设密码链接") == 1


def test_letters_that_are_only_printed_reach_nobody(keeper, person, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
    assert "/sign-in/reset/" in send(keeper, person).content.decode()


def link_for(person) -> str:
    return f"/sign-in/reset/{person.pk}-{resets.MARKS.make_token(person)}/"


def test_link_ends_after_a_day(person):
    made = resets.MARKS
    now = made._num_seconds(made._now())
    for hours, status in ((23, 200), (25, 403)):
        token = made._make_token_with_timestamp(person, now - hours * 3600, made.secret)
        assert Client().get(f"/sign-in/reset/{person.pk}-{token}/").status_code == status


@pytest.mark.parametrize("mark", ["", "x", "-", "²-x", "1-", "99999999999999999999-x", "1-a-b-c"])
def test_odd_links_are_void(person, mark):
    assert Client().get(f"/sign-in/reset/{mark}x/").status_code == 403


def test_link_of_one_is_not_another_s(person, auditor):
    token = resets.MARKS.make_token(person)
    assert Client().get(f"/sign-in/reset/{auditor.pk}-{token}/").status_code == 403


def test_disabled_account_gets_none_and_its_link_is_void(keeper, person):
    path = link_for(person)
    person.is_active = False
    person.save()

    assert "已停用" in send(keeper, person).content.decode()
    assert choose(path).status_code == 403
    assert "发出重设密码链接" not in actions()


def test_own_password_is_not_reset_by_link(keeper):
    page = send(keeper, get_user(keeper)).content.decode()
    assert "修改密码" in page
    assert "/sign-in/reset/" not in page


def test_link_ends_the_lock(person):
    client = Client()
    for _ in range(5):
        client.post("/sign-in/", {"username": "zhang", "password": "wrong"})
    assert can_sign_in(PASSWORD) is False

    choose(link_for(person))

    assert can_sign_in(NEW) is True


def test_imported_account_without_password_gets_its_first_by_link(person):
    person.set_unusable_password()
    person.save()
    choose(link_for(person))
    assert can_sign_in(NEW) is True
