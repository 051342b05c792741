"""序时进度 and 预警通知单: the pages, what is issued, what a city sees; the paper is one file."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from assessment.models import Measure, RoundAlert, Year, YearState
from assessment.notices.due import tell_due
from assessment.rounds.alerts import withdraw_alert
from assessment.rounds.paper import alert_docx, alert_pdf
from tests import factories
from tests.assessment.rounds.steps import AUTUMN, HERE, RATE, SKILLS, THERE, TRAINING
from tests.together import at_once
from trust import log
from trust.models import Notice
from trust.refusals import Refused

pytestmark = pytest.mark.one_database


def words(response) -> str:
    return " ".join(response.content.decode().split())


@pytest.fixture
def behind(desk):
    """At 50.1 % of the year 长沙 is green and red, 株洲 yellow with a figure missing."""
    desk.open()
    desk.report({TRAINING: "553", SKILLS: "60", RATE: "96"})
    desk.report({TRAINING: "500"}, city=THERE)
    return desk


def test_lights_stand_with_words_beside_the_colour(house, behind):
    page = words(house.get(reverse("pace", args=[2017])))
    assert "全年时间已过 50.1%（183 / 365 天）" in page
    assert '<span class="badge-state is-done">绿 50.1%</span>' in page  # 553 / 1103
    assert '<span class="badge-state is-bad">红 36.1%</span>' in page  # 60 / 166
    assert '<span class="badge-state is-todo">黄 45.3%</span>' in page  # 500 / 1103
    assert '<span class="faint">—</span>' in page
    assert RATE not in page  # no quantity to reach


def test_city_page_tells_every_measure_and_which_time_is_nothing_to(house, behind):
    page = words(house.get(reverse("pace-city", args=[2017, HERE])))
    assert "绿灯 1，黄灯 0，红灯 1，未报 0" in page
    assert page.count("不适用") == 3
    assert "第1次调度 36.1%（红灯）" in page  # the chart in words


def test_thresholds_of_the_year_turn_the_lights(house, behind):
    behind.set(green=70, yellow=50)
    page = words(house.get(reverse("pace-city", args=[2017, HERE])))
    assert "绿灯 2，黄灯 0，红灯 0" in page


def test_the_way_through_the_rounds_is_drawn_up_to_the_one_asked_for(house, behind):
    behind.open("第2次调度", AUTUMN)
    behind.report({TRAINING: "900"}, number=2)
    url = reverse("pace-city", args=[2017, HERE])
    page = words(house.get(url))
    assert f"{TRAINING}：第1次调度 50.1%（绿灯），第2次调度 81.6%（绿灯）" in page
    assert "81.6%" not in words(house.get(url, {"round": 1}))


def test_all_cities_cost_the_same_for_any_number(house, behind):
    def queries() -> int:
        with CaptureQueriesContext(connection) as held:
            house.get(reverse("pace", args=[2017]))
        return len(held)

    queries()
    few = queries()
    factories.make_table(behind.year, factories.make_city("湘潭市", "430300"))
    behind.open("第2次调度", AUTUMN)
    behind.report({TRAINING: "900"}, number=2)
    assert queries() == few


def test_an_alert_names_what_lags_and_tells_the_city_alone(behind):
    (alert,) = behind.issue(HERE, reply_by=date(2099, 2, 1))
    assert alert.named == "预警〔2017〕001号"
    assert alert.lines == [
        {
            "item": "移民培训", "measure": SKILLS, "target": "166 人次", "value": "60 人次",
            "share": "36.1%", "ratio": "72.1%", "light": "red", "word": "红灯",
        }
    ]  # fmt: skip
    notice = Notice.objects.get(recipient=behind.people["city"])
    assert notice.body == "截至 2017-07-02，1 项滞后于序时进度。请于 2099-02-01 前书面反馈。"
    assert not Notice.objects.filter(recipient=behind.people["other_city"]).exists()


def test_an_alert_does_not_move_with_the_figures(behind):
    (alert,) = behind.issue(HERE)
    behind.report({SKILLS: "166"})
    Measure.objects.filter(name=SKILLS).update(target=1)
    assert behind.alert().lines == alert.lines


def test_one_alert_a_city_and_round_until_it_is_withdrawn(behind):
    behind.issue(HERE)
    with pytest.raises(Refused, match="长沙市本次调度已有预警通知单"):
        behind.issue(HERE)
    withdraw_alert(alert=behind.alert(), reason="数据有误", **behind.by("assessment_office"))
    (second,) = behind.issue(HERE)
    assert second.serial == 2
    notice = Notice.objects.filter(recipient=behind.people["city"]).order_by("pk")[1]
    assert (notice.title, notice.body) == ("预警〔2017〕001号预警通知单已撤回", "原因：数据有误。")


def test_what_moved_since_it_was_seen_is_not_issued(behind, client):
    client.force_login(behind.people["assessment_office"])
    url = behind.url("alerts-issue")
    page = client.get(url)
    seals = [each.seal for each in page.context["found"]]
    behind.report({SKILLS: "50"})
    answer = client.post(url, {"city": seals, "wanted": "请加快推进。"})
    assert answer.status_code == 422
    assert "有变动（1 个的预警事项与所见不同）" in answer.content.decode()
    assert not RoundAlert.objects.exists()


def test_nobody_else_issues(behind):
    for persona in ("office", "city", "auditor"):
        with pytest.raises(Refused, match="由考核办签发"):
            behind.issue(HERE, persona=persona)
    Year.objects.update(state=YearState.FINALISED)
    with pytest.raises(Refused, match="已审定"):
        behind.issue(HERE)


def test_issuing_from_the_page(house, behind):
    url = behind.url("alerts-issue")
    (seal, _) = [each.seal for each in house.get(url).context["found"]]
    assert house.post(url, {"wanted": "请加快推进。"}).status_code == 422
    assert house.post(url, {"city": [seal], "wanted": ""}).status_code == 422
    assert house.post(url, {"city": [seal], "wanted": "请加快推进。"}).status_code == 302
    page = words(house.get(reverse("alerts", args=[2017])))
    assert "预警〔2017〕001号" in page


def test_a_city_reads_its_own_and_no_others(client, behind):
    behind.issue()
    client.force_login(behind.people["city"])
    page = words(client.get(reverse("alerts", args=[2017])))
    assert "长沙市" in page
    assert "株洲市" not in page
    mine = behind.alert(1) if behind.alert(1).city.key == HERE else behind.alert(2)
    other = 3 - mine.serial
    assert client.get(reverse("alert", args=[2017, mine.serial])).status_code == 200
    assert client.get(reverse("alert", args=[2017, other])).status_code == 404
    assert client.get(reverse("alert-paper", args=[2017, other, "pdf"])).status_code == 404
    assert client.get(reverse("pace", args=[2017])).status_code == 404


def test_the_paper_is_the_same_file_whenever_it_is_made(behind):
    behind.issue(HERE)
    first = (alert_docx(behind.alert()), alert_pdf(behind.alert()).html)
    behind.report({SKILLS: "100"})
    behind.set(green=90)
    assert (alert_docx(behind.alert()), alert_pdf(behind.alert()).html) == first
    assert "你单位下列 1 项滞后于序时进度，其中红灯 1 项、黄灯 0 项" in first[1]


def test_a_withdrawn_paper_says_so(house, behind):
    behind.issue(HERE)
    url = reverse("alert-withdraw", args=[2017, 1])
    house.post(url, {"reason": ""})
    assert not behind.alert().is_withdrawn
    house.post(url, {"reason": "数据有误"})
    assert "撤回：数据有误" in alert_pdf(behind.alert()).html
    with pytest.raises(Refused, match="已经撤回"):
        withdraw_alert(alert=behind.alert(), reason="又", **behind.by("assessment_office"))


@pytest.mark.parametrize(("left", "told"), [(4, 0), (3, 1), (2, 1), (1, 1), (0, 1)])
def test_offices_are_reminded_three_and_one_days_before(desk, left, told):
    today = timezone.localdate()
    desk.open(due_on=today + timedelta(days=left))
    Notice.objects.all().delete()
    for _ in range(2):  # each once
        tell_due(timezone.now(), log.Actor("系统"))
    found = Notice.objects.filter(recipient=desk.people["office"], title__contains="调度")
    assert found.count() == told


def test_a_closed_round_reminds_nobody(desk):
    desk.open(due_on=timezone.localdate())
    desk.close()
    Notice.objects.all().delete()
    tell_due(timezone.now(), log.Actor("系统"))
    assert not Notice.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_who_issue_at_once_make_one_paper_a_city(behind):
    def issue(persona):
        return lambda: behind.issue(persona=persona)

    told = at_once(issue("assessment_office"), issue("second"))
    assert sum(isinstance(each, Refused) for each in told) == 1
    assert RoundAlert.objects.count() == 2


def test_the_desk_of_a_city_leads_to_its_alerts_as_long_as_they_stand(client, behind):
    client.force_login(behind.people["city"])
    behind.issue(HERE)
    assert "考核办签发了预警通知单，请查阅" in words(client.get(reverse("home")))
    withdraw_alert(alert=behind.alert(), reason="数据有误", **behind.by("assessment_office"))
    assert "考核办签发了预警通知单" not in words(client.get(reverse("home")))
