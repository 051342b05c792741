"""What everybody may read of a year: what was chosen, of the newest snapshot, while it holds."""

import io

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pypdf import PdfReader

from assessment.frozen.actions import Decision, freeze
from assessment.frozen.reading import read_year
from assessment.models import Consequences, Policy, Result, Snapshot, SnapshotUnit, YearState
from tests import factories
from tests.assessment.frozen.freezing import finalise, make_recorded_year
from tests.assessment.moves import move_on, told
from tests.assessment.publishing.steps import change, publish
from trust import files, jobs
from trust.models import AuditEntry, Job

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
PAGE = reverse("public-year", args=[2017])
YEARS = reverse("public-years")
CARD = reverse("public-card", args=[2017, "430100"])
TAKEN_BACK, CLOSED = "本年度结果已撤回", "本年度结果不再公开"


def ask(url=PAGE):
    return Client().get(url)


def read(answer) -> bytes:
    """Return a file that is handed out, and close it."""
    data = b"".join(answer.streaming_content)
    shut(answer)
    return data


def shut(answer) -> None:
    """Close what it reads of; closing the answer itself would end the connection too."""
    for close in answer._resource_closers:
        close()


def words(answer) -> str:
    return answer.content.decode()


def keep_cards() -> None:
    """Keep something as the card of each unit, as the job does."""
    for unit in SnapshotUnit.objects.all():
        unit.paper = files.store(f"%PDF-1.7 {unit.city_name} {unit.snapshot.named}".encode())
        unit.save()


@pytest.mark.parametrize("page", ["sign-in", "public-verify", "public-reports"])
def test_results_are_found_from_the_sign_in_page_and_every_public_page(page):
    assert f'href="{YEARS}">考核结果' in words(ask(reverse(page)))


def test_year_that_is_not_public_has_no_page(year, kaohe):
    assert ask().status_code == 404
    publish(year, kaohe)
    assert ask().status_code == 404
    assert ask(CARD).status_code == 404
    assert ask(reverse("public-year", args=[1999])).status_code == 404


def test_page_tells_what_was_decided_by_whom_and_the_ranking(year, kaohe):
    publish(year, kaohe, "ranking")
    answer = ask()
    page = words(answer)
    for each in ("审定 第1号", "2018-02-27", "厅长办公会", "通报〔2018〕12号", "2018-04-01",
                 "长沙市", "100.00", reverse("public-verify")):  # fmt: skip
        assert each in page
    assert page.index("长沙市") < page.index("株洲市")
    assert "移民业务工作" not in page
    assert "评分卡</th>" not in page
    assert "等次" not in page


def test_only_the_parts_that_were_chosen_are_there(year, kaohe):
    SnapshotUnit.objects.update(grade="优秀")
    total = str(SnapshotUnit.objects.get(city_name="株洲市").total)
    publish(year, kaohe, "sections", "grades")
    page = words(ask())
    for each in ("移民业务工作", "76.00", "优秀"):
        assert each in page
    for each in ("名次", "总分", total, "PDF"):
        assert each not in page


def test_order_does_not_tell_ranks_that_are_not_public(year, kaohe):
    SnapshotUnit.objects.filter(city_name="长沙市").update(rank=9)
    publish(year, kaohe, "sections")
    page = words(ask())
    assert page.index("长沙市") < page.index("株洲市")
    change(year, kaohe, "ranking")
    page = words(ask())
    assert page.index("长沙市") > page.index("株洲市")


def test_nothing_of_recorders_records_or_codes_is_on_the_page(year, kaohe):
    Result.objects.update(remark="内部备注")
    publish(year, kaohe, "ranking", "sections")
    page = words(ask())
    for each in (
        "内部备注",
        "培训中心",
        "考核甲",
        *SnapshotUnit.objects.values_list("code", flat=True),
    ):
        assert each not in page


def test_page_shows_what_was_frozen_and_computes_nothing(year, kaohe):
    publish(year, kaohe, "ranking")
    Result.objects.update(value=99)
    page = words(ask())
    assert "100.00" in page


def test_what_follows_from_grades_is_told_as_it_was_frozen(kaohe):
    year = make_recorded_year()
    Policy.objects.update(grades=[{"name": "优秀", "least": "0", "quota": None, "is_best": True}])
    told = [{"grade": "优秀", "text": "通报表扬"}]
    Consequences.objects.create(year=year, texts=told, general="与资金挂钩")
    finalise(year, kaohe)
    publish(year, kaohe, "grades")
    Consequences.objects.update(texts=[], general="改过的话")
    Policy.objects.update(grades=[])
    page = words(ask())
    assert "通报表扬" in page
    assert "与资金挂钩" in page
    assert "改过的话" not in page


def test_newest_snapshot_is_shown_when_it_is_published_again(year, kaohe):
    publish(year, kaohe, "ranking")
    move_on(year, YearState.FINALISED, kaohe, reason="有误")
    move_on(year, YearState.FEEDBACK, kaohe, reason="有误")
    result = Result.objects.filter(measure__kind="次数").order_by("pk").first()
    result.value, result.version = 3, 2
    result.save()
    finalise(year, kaohe)
    publish(year, kaohe, "ranking")
    page = words(ask())
    assert "审定 第2号" in page
    assert "85.60" in page
    assert "100.00" not in page


@pytest.mark.parametrize("to", [YearState.FINALISED, YearState.FEEDBACK])
def test_results_that_were_taken_back_say_so_and_nothing_else(year, kaohe, to):
    publish(year, kaohe, "ranking", "cards")
    keep_cards()
    move_on(year, YearState.FINALISED, kaohe, reason="机密的理由")
    if to == YearState.FEEDBACK:
        move_on(year, to, kaohe, reason="机密的理由")
    for url in (PAGE, CARD):
        answer = ask(url)
        assert answer.status_code == 410
        assert TAKEN_BACK in words(answer)
        for each in ("长沙市", "100.00", "厅长办公会", "机密", "第1号"):
            assert each not in words(answer)
        assert answer["Cache-Control"] == "no-store, private"


def test_results_never_public_are_no_page_when_taken_back(year, kaohe):
    publish(year, kaohe)
    move_on(year, YearState.FINALISED, kaohe, reason="有误")
    assert ask().status_code == 404


def test_page_that_was_closed_says_so(year, kaohe):
    publish(year, kaohe, "ranking")
    change(year, kaohe)
    answer = ask()
    assert (answer.status_code, CLOSED in words(answer)) == (410, True)
    change(year, kaohe, "ranking")
    assert ask().status_code == 200


def test_card_is_the_kept_file_and_no_other(year, kaohe):
    publish(year, kaohe, "ranking", "cards")
    assert ask(CARD).status_code == 404  # not laid out yet, and never here
    assert CARD not in words(ask())
    keep_cards()
    before = AuditEntry.objects.count()

    answer = ask(CARD)

    assert CARD in words(ask())
    assert read(answer) == "%PDF-1.7 长沙市 审定 第1号".encode()
    assert answer["Content-Disposition"].startswith("attachment")
    assert AuditEntry.objects.count() == before
    change(year, kaohe, "ranking")
    assert ask(CARD).status_code == 404


def test_torn_card_is_not_handed_out(year, kaohe):
    publish(year, kaohe, "cards")
    keep_cards()
    path = files.path_of(SnapshotUnit.objects.get(city_name="长沙市").paper.sha256)
    path.chmod(0o640)
    path.write_bytes(b"torn")
    assert ask(CARD).status_code == 404
    assert ask(reverse("public-card", args=[2017, "999999"])).status_code == 404


def test_card_that_the_job_kept_is_the_printed_one(year, kaohe):
    publish(year, kaohe, "cards")
    jobs.run(Job.objects.get(kind="snapshot_papers").pk)
    pdf = read(ask(CARD))
    first = PdfReader(io.BytesIO(pdf)).pages[0].extract_text()
    assert "审定第1号" in "".join(first.split())


def test_page_may_be_kept_a_minute_by_whoever_is_nobody(year, kaohe, client):
    publish(year, kaohe, "ranking", "cards")
    keep_cards()
    for url in (PAGE, CARD):
        answer = ask(url)
        assert answer["Cache-Control"] == "public, max-age=60"
        assert "Cookie" in answer["Vary"]
        assert not answer.cookies
        shut(answer)
    client.force_login(kaohe)
    assert client.get(PAGE)["Cache-Control"] == "no-store, private"


@pytest.mark.parametrize("names", ["甲乙", "甲乙丙丁戊"])
def test_page_costs_the_same_for_any_number_of_units(kaohe, names):
    year = make_recorded_year(*(f"{name}市" for name in names))
    finalise(year, kaohe)
    publish(year, kaohe, "ranking", "sections", "grades", "cards")
    keep_cards()
    with CaptureQueriesContext(connection) as asked:
        page = words(ask())
    assert page.count("市</th>") == len(names)
    assert len(asked) == 5  # choices; snapshot; how many units; which; what grades entail
    with CaptureQueriesContext(connection) as asked:
        assert read(ask(CARD))
    assert len(asked) == 3  # choices; snapshot; the unit with its file


def test_parts_of_all_tables_stand_beside_each_other(year, kaohe):
    other = SnapshotUnit.objects.get(city_name="株洲市")
    other.sections = [{"name": "另一部分", "full": "10", "score": "9.50"}]
    other.save()
    publish(year, kaohe, "sections")
    page = words(ask())
    assert page.index("移民业务工作") < page.index("另一部分")
    assert page.count('<td class="num">—</td>') == 3


def test_signed_in_person_sees_the_same(client, year, kaohe):
    publish(year, kaohe, "ranking")
    client.force_login(factories.make_account())
    assert words(client.get(PAGE)) == words(ask())


def test_years_that_are_public_are_listed_with_what_is_public_of_them(year, kaohe):
    assert "现在没有公开的年度" in words(ask(YEARS))
    publish(year, kaohe)
    assert PAGE not in words(ask(YEARS))
    change(year, kaohe, "ranking", "grades")
    listed = words(ask(YEARS))
    assert PAGE in listed
    assert "公开：名次和总分、等次" in listed
    change(year, kaohe)
    assert PAGE not in words(ask(YEARS))


def test_year_that_was_taken_back_is_not_listed(year, kaohe):
    publish(year, kaohe, "ranking")
    assert PAGE in words(ask(YEARS))
    move_on(year, YearState.FINALISED, kaohe, reason="有误")
    assert PAGE not in words(ask(YEARS))


def test_points_beyond_the_parts_are_said(year, kaohe):
    publish(year, kaohe, "ranking", "sections")
    told = "总分含各部分以外的加分"
    assert told not in words(ask())
    unit = SnapshotUnit.objects.first()
    SnapshotUnit.objects.filter(pk=unit.pk).update(total=unit.total + 5)
    assert told in words(ask())


def test_bonus_that_the_totals_hold_has_its_column(year, kaohe):
    publish(year, kaohe, "ranking", "sections")
    assert "加分</th>" not in words(ask())
    for unit in SnapshotUnit.objects.all():
        SnapshotUnit.objects.filter(pk=unit.pk).update(total=unit.total + 5, bonus=5)
    page = words(ask())
    assert "加分</th>" in page
    assert page.count('<td class="num">5.00</td>') == 2
    assert "总分为各部分得分与加分之和" in page
    assert "总分含各部分以外的加分" not in page
    change(year, kaohe, "ranking")
    assert "加分</th>" not in words(ask())


def test_year_frozen_with_less_than_half_recorded_tells_no_ranks(year, kaohe):
    """As older years were: totals stand, in the order of the places' codes."""
    Snapshot.objects.update(is_ranked=False)
    SnapshotUnit.objects.filter(city_name="长沙市").update(rank=9)
    publish(year, kaohe, "ranking")
    page = words(ask())
    assert '<td class="num">9</td>' not in page
    assert page.count('<td class="num">—</td>') == 2
    assert "录入不足一半，不排名次" in page
    assert page.index("长沙市") < page.index("株洲市")


def test_snapshot_keeps_whether_ranks_are_told_and_the_bonus(kaohe):
    found = make_recorded_year("湘潭市", "衡阳市")
    measure = Result.objects.filter(measure__kind="次数").first().measure
    factories.make_rule(measure.component, "bonus_each", "2", [measure], 1, "计9分")
    Policy.objects.update(counts_bonus=True)
    Result.objects.exclude(measure=measure).update(value=None)
    Result.objects.filter(measure=measure).update(value=1)
    actor = told(kaohe)["actor"]
    snapshot = freeze(year=found, decision=Decision(), proposer=None, confirmer=kaohe, actor=actor)
    assert not snapshot.is_ranked
    assert sorted(snapshot.units.values_list("bonus", flat=True)) == [0, 2]
    assert not read_year(snapshot).standings.is_ranked
    client = Client()
    client.force_login(kaohe)
    page = words(client.get(reverse("snapshot", args=[found.number, snapshot.number])))
    assert page.count('<td class="num">—</td>') == 2
