"""The pages of snapshots: a year's list, one with its units, a card as it was frozen; and the
page that looks up the code of a card without an account."""

import hashlib

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assessment.frozen.codes import SIGNS, code_in, new_code
from assessment.models import Result, SnapshotUnit, Year, YearState
from assessment.models.snapshots import CODE_LENGTH
from cities.models import Place, Role
from selfeval.review.verifying import CARD_CODE_LENGTH
from tests import factories
from tests.assessment.frozen.freezing import finalise, take_back
from trust.misses import MOST

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
UNKNOWN = "没有查到这个校验码对应的文件"


@pytest.fixture
def changsha(year):
    return factories.make_account(
        "changsha", role=Role.CITY, place=Place.objects.get(name="长沙市"), full_name="市州丁"
    )


@pytest.fixture
def at_desk(client, office):
    client.force_login(office)
    return client


def text_of(client, name, *args, status=200, **query):
    answer = client.get(reverse(name, args=args), query)
    assert answer.status_code == status
    return answer.content.decode()


def correct(year) -> None:
    """Somebody of 长沙 was named after all."""
    result = Result.objects.filter(measure__kind="次数").order_by("pk").first()
    result.value, result.version = 3, 2
    result.save()


def test_finalising_by_two_tells_who_decided_and_who_they_were(at_desk, year, office):
    assert "审定机构" in text_of(at_desk, "year-step", 2017, "finalised")

    finalise(year, office, body="厅长办公会", decided_on="2018-02-27", document="〔2018〕3 号")

    page = text_of(at_desk, "snapshots", 2017)
    for words in ("审定 第1号", "2018-02-27", "厅长办公会", "〔2018〕3 号", "考核甲", "考核丑"):
        assert words in page
    assert SnapshotUnit.objects.first().snapshot.file.sha256 in page


def test_card_shows_what_was_frozen_and_tells_of_the_newer_one(at_desk, year, office):
    finalise(year, office)
    take_back(year, office)
    correct(year)
    finalise(year, office)

    old = text_of(at_desk, "snapshot-card", 2017, 1, "430100")
    new = text_of(at_desk, "snapshot-card", 2017, 2, "430100")

    assert "100.00" in old
    assert "85.60" not in old
    assert "这一号不是最新" in old
    assert "85.60" in new
    assert "起 × 2 = 6" in new
    assert "这一号不是最新" not in new
    assert "发生违纪违规行为被通报每起扣2分" in old


def test_snapshot_lists_units_by_rank_with_their_codes(at_desk, year, office):
    snapshot = finalise(year, office)

    page = text_of(at_desk, "snapshot", 2017, 1)

    for unit in snapshot.units.all():
        assert unit.code_shown in page
    assert page.index("长沙市") < page.index("株洲市")


def test_city_reads_its_own_once_released_and_no_others(client, year, office, changsha):
    finalise(year, office)
    client.force_login(changsha)

    page = text_of(client, "snapshots", 2017) + text_of(client, "snapshot", 2017, 1)
    text_of(client, "snapshot-card", 2017, 1, "430100")

    assert "株洲市" not in page
    text_of(client, "snapshot-card", 2017, 1, "430101", status=404)
    text_of(client, "snapshot-card-pdf", 2017, 1, "430101", status=404)
    text_of(client, "snapshot-file", 2017, 1, "json", status=404)
    Year.objects.update(state=YearState.REVIEW)
    for name, args in (
        ("snapshots", (2017,)), ("snapshot", (2017, 1)), ("snapshot-card", (2017, 1, "430100")),
    ):  # fmt: skip
        text_of(client, name, *args, status=404)


def test_year_finalised_before_years_were_frozen_says_so(at_desk, year):
    Year.objects.update(state=YearState.FINALISED)

    assert "审定（无快照）" in text_of(at_desk, "snapshots", 2017)
    assert "审定（无快照）" in text_of(at_desk, "scorecard", 2017, "430100")


def test_cards_of_the_year_say_what_they_are(at_desk, year, office):
    assert "初步" in text_of(at_desk, "scorecard", 2017, "430100")
    finalise(year, office)
    assert "审定 第1号" in text_of(at_desk, "scorecard", 2017, "430100")


def test_file_is_handed_out_as_it_was_kept(at_desk, year, office):
    snapshot = finalise(year, office)
    answer = at_desk.get(reverse("snapshot-file", args=[2017, 1, "json"]))

    assert hashlib.sha256(answer.content).hexdigest() == snapshot.file.sha256
    text_of(at_desk, "snapshot-file", 2017, 1, "exe", status=404)
    text_of(at_desk, "snapshot", 2017, 9, status=404)


def cost(client, name, *args) -> int:
    with CaptureQueriesContext(connection) as asked:
        text_of(client, name, *args)
    return len(asked)


def test_lists_cost_the_same_for_more(at_desk, year, office):
    finalise(year, office)
    text_of(at_desk, "snapshots", 2017)  # what a session's first page costs
    few = cost(at_desk, "snapshots", 2017), cost(at_desk, "snapshot", 2017, 1)
    for at, name in enumerate(("湘潭市", "衡阳市", "邵阳市")):
        table = factories.make_table(year, factories.make_city(name, key=f"4302{at:02d}"))
        Result.objects.filter(measure__component__item__section__table=table).update(
            value=1, version=1
        )
    take_back(year, office)
    finalise(year, office)

    assert (cost(at_desk, "snapshots", 2017), cost(at_desk, "snapshot", 2017, 2)) == few


# --- Codes without an account ---------------------------------------------------------------------


def test_code_has_a_hundred_random_bits_and_no_sign_that_is_taken_for_another():
    assert len(SIGNS) ** CODE_LENGTH == 2**100
    assert CODE_LENGTH == CARD_CODE_LENGTH
    codes = {new_code() for _ in range(200)}
    assert len(codes) == 200
    assert all(code_in(code) == code for code in codes)
    assert code_in(" 7k3m9—q2x4b－tw0dh n5r8c ") == "7K3M9Q2X4BTW0DHN5R8C"
    assert code_in("OIL" + "A" * 17) == "011" + "A" * 17
    assert code_in("U" * 20) == ""


def test_holder_of_a_card_learns_what_it_is_without_an_account(client, year, office):
    unit = finalise(year, office).units.get(city_name="株洲市")

    page = text_of(client, "public-verify", code=unit.code_shown)

    for words in ("校验码有效", "株洲市", "2017年度", "审定 第1号", f"{unit.total} 分"):
        assert words in page
    assert "长沙市" not in page
    take_back(year, office)
    finalise(year, office)
    assert "形成了第2号" in text_of(client, "public-verify", code=unit.code)


@pytest.mark.parametrize("code", ["0" * 20, "U" * 20, "7K3M9-Q2X4B-TW0DH-N5R8C", "a" * 12])
def test_unknown_codes_are_all_answered_alike(client, year, office, code):
    finalise(year, office)

    assert UNKNOWN in text_of(client, "public-verify", code=code)


@pytest.mark.parametrize("code", ["0" * 16, "0" * 21, "' or 1=1 --          ", "١" * 20])
def test_what_is_no_code_is_told(client, code):
    assert "请对照文件重新输入" in text_of(client, "public-verify", code=code)


def look_up(code: str, **headers):
    return Client(**headers).get(reverse("public-verify"), {"code": code})


def test_guessing_codes_is_held_up_by_address_and_what_holds_is_not(year, office):
    unit = finalise(year, office).units.get(city_name="株洲市")
    for _ in range(MOST + 5):  # what is found, or is no code at all, is no guess
        assert look_up(unit.code).status_code == 200
        assert look_up("abc").status_code == 200
    for number in range(MOST):
        assert look_up(f"{number:020d}").status_code == 200

    held_up = look_up("9" * 20)

    assert held_up.status_code == 429
    assert held_up["Retry-After"] == "600"
    assert "暂停查询；请约 10 分钟后再试" in held_up.content.decode()
    assert look_up(unit.code).status_code == 429  # else guessing would go on
    assert "株洲市" not in look_up(unit.code).content.decode()
    assert look_up(unit.code, REMOTE_ADDR="203.0.113.9").status_code == 200
    assert Client().get(reverse("public-verify")).status_code == 200


def test_guesses_through_a_trusted_proxy_count_for_who_made_them(year, office, settings):
    settings.TRUSTED_PROXIES = ["127.0.0.1"]
    unit = finalise(year, office).units.get(city_name="株洲市")
    for number in range(MOST):
        look_up(f"{number:020d}", HTTP_X_REAL_IP="203.0.113.7")
    assert look_up(unit.code, HTTP_X_REAL_IP="203.0.113.7").status_code == 429
    assert look_up(unit.code, HTTP_X_REAL_IP="203.0.113.8").status_code == 200
