"""Corrections as the people see them: from the card and back, by two, and who reads what."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from assessment.flow.missing import no_correction_waits
from assessment.models import (
    Correction,
    Measure,
    Objection,
    Snapshot,
    SnapshotUnit,
    Year,
    YearState,
)
from tests.assessment.corrections.desk import OWN, RATE, SECOND, SKILLS, TRAINING
from tests.assessment.flow.test_substitutes import stand_in
from trust.refusals import Refused

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


@pytest.fixture
def browse(desk):
    def signed_in(persona) -> Client:
        client = Client()
        client.force_login(desk.people[persona])
        return client

    return signed_in


def words(response) -> str:
    text = re.sub(r"<script.*?</script>|<[^>]+>", " ", response.content.decode(), flags=re.S)
    return re.sub(r"\s+", " ", text)


def url_of(desk, name=TRAINING, city=OWN):
    return reverse("correction-of-figure", args=[2017, desk.cells(city)[name].measure_id])


def seal_in(response) -> str:
    return re.search(r'name="seal" (?:value="(\w*)")?', response.content.decode())[1] or ""


def preview(client, url, **sent):
    response = client.post(url, {"preview": "1", "reason": "", "value": "1103"} | sent)
    assert response.status_code == 200
    return response


def send(client, url, **sent):
    seal = seal_in(preview(client, url, **sent))
    return client.post(url, {"value": "1103", "reason": "写了很多字", "seal": seal} | sent)


def answer(client, pk, act, **more):
    url = reverse("correction-answer", args=[2017, pk])
    return client.post(url, {"act": act} | more, follow=True)


def test_two_persons_correct_a_figure_from_the_card_and_the_city_reads_it_there(desk, browse):
    first, second, url = browse("assessment_office"), browse("second"), url_of(desk)
    card = reverse("scorecard", args=[2017, OWN])
    assert f'href="{url}"' in first.get(card).content.decode()
    shown = words(preview(first, url))
    assert "长沙市 83.11 100.00 3 1" in shown
    assert "株洲市 91.56 91.56 2 3" in shown
    assert not Correction.objects.exists()

    proposed = send(first, url)
    pk = Correction.objects.get().pk
    assert proposed["Location"] == reverse("correction", args=[2017, pk])
    assert desk.cells()[TRAINING].value == 800
    waiting = second.get(reverse("correction", args=[2017, pk]))
    assert "长沙市 83.11 100.00 3 1" in words(waiting)
    assert "第2号更正已作出" in words(answer(second, pk, "confirm"))

    own = words(browse("city").get(card))
    assert "第2号更正" in own
    assert (
        "农业实用技术培训 800 人次 → 1,103 人次；总分 83.11 → 100.00，名次 第 3 名 → 第 1 名" in own
    )
    assert "理由：写了很多字" in own
    assert re.search(r"第2号更正，\d{4}-\d\d-\d\d", own)


def rule_url(desk, city=OWN):
    return reverse("correction-of-rule", args=[2017, desk.rule(city=city).pk])


def test_two_persons_correct_a_rule_from_the_card_and_the_city_reads_it_there(desk, browse):
    first, second, url = browse("assessment_office"), browse("second"), rule_url(desk)
    card = reverse("scorecard", args=[2017, OWN])
    assert f'href="{url}"' in first.get(card).content.decode()
    asked = words(first.get(url))
    assert "每少完成10%扣1分" in asked
    assert "分数（现为 1 分）" in asked
    assert "最多（现为 不设）" in asked
    shown = preview(first, url, parameter="deduction", value="2")
    assert "原算式" in words(shown)
    assert "别的市州的总分、名次和等次不变" in words(shown)

    told = {"parameter": "deduction", "value": "2", "reason": "省定表为扣2分。"}
    proposed = first.post(url, told | {"seal": seal_in(shown)})
    pk = Correction.objects.get().pk
    assert proposed["Location"] == reverse("correction", args=[2017, pk])
    waiting = words(second.get(reverse("correction", args=[2017, pk])))
    assert "规则原文 每少完成10%扣1分 分数 1 分 → 2 分" in waiting
    assert "第2号更正已作出" in words(answer(second, pk, "confirm"))

    own = words(browse("city").get(card))
    assert "移民培训 · “每少完成10%扣1分”分数 1 分 → 2 分；总分" in own
    assert re.search(r"人工修改：第2号更正 \d{4}-\d\d-\d\d，理由：省定表为扣2分。", own)
    listed = words(browse("city").get(reverse("corrections", args=[2017])))
    assert "“每少完成10%扣1分”分数" in listed
    assert "每少完成10%扣1分" in own  # word for word as before


@pytest.mark.parametrize(
    ("sent", "why"),
    [
        ({"parameter": "deduction", "value": ""}, "请填写更正后的数"),
        ({"parameter": "deduction", "value": "0"}, "应大于 0"),
        ({"parameter": "deduction", "value": "1.2345"}, "至多 3 位小数"),
        ({"parameter": "step", "value": "十"}, "十"),
        ({"parameter": "bands", "value": "1"}, "bands"),
        ({"parameter": "deduction", "value": "1"}, "与现在的规则相同"),
    ],
)
def test_what_is_wrong_with_a_rule_is_said_and_what_was_typed_stays(desk, browse, sent, why):
    client, url = browse("assessment_office"), rule_url(desk)
    told = {"reason": "写了很多字", "seal": desk.effect_of_rule(1).seal} | sent
    response = client.post(url, told)
    assert (response.status_code, Correction.objects.exists()) == (422, False)
    assert why in words(response)
    assert "写了很多字" in response.content.decode()


@pytest.mark.parametrize("wrong", [{"reason": ""}, {"files": ("纪要.exe", b"MZ")}])
def test_what_stands_beside_a_rule_is_wrong_and_its_effect_is_shown_all_the_same(
    desk, browse, wrong
):
    client, url = browse("assessment_office"), rule_url(desk)
    sent = {"parameter": "deduction", "value": "2", "reason": "写了很多字", "document": "纪要3号"}
    if files := wrong.get("files"):
        wrong = {"files": SimpleUploadedFile(*files)}
    response = client.post(url, sent | {"seal": desk.effect_of_rule(2).seal} | wrong)
    assert (response.status_code, Correction.objects.exists()) == (422, False)
    assert "纪要3号" in response.content.decode()
    assert seal_in(response) == desk.effect_of_rule(2).seal


def test_other_parameter_than_the_one_previewed_is_shown_anew(desk, browse):
    client, url = browse("assessment_office"), rule_url(desk)
    seal = seal_in(preview(client, url, parameter="step", value="2"))
    told = {"parameter": "deduction", "value": "2", "reason": "写了很多字", "seal": seal}
    response = client.post(url, told)
    assert (response.status_code, Correction.objects.exists()) == (409, False)
    assert seal_in(response) == desk.effect_of_rule(2).seal


def test_other_city_reads_that_it_moved_and_by_what_and_no_more(desk, browse):
    made = desk.correct(1103)
    zhuzhou = browse("other_city")
    pages = [
        zhuzhou.get(reverse(name, args=args))
        for name, args in (
            ("scorecard", (2017, SECOND)), ("corrections", (2017,)), ("snapshots", (2017,)),
            ("snapshot", (2017, 2)), ("snapshot-card", (2017, 2, SECOND)),
        )
    ]  # fmt: skip
    told = " ".join(map(words, pages))
    assert "因第2号更正" in words(pages[0])
    assert "总分 91.56，不变，名次 第 2 名 → 第 3 名" in words(pages[0])
    assert "长沙" not in told
    assert "1,103 人次。" not in told
    assert made.reason not in told
    for name in ("correction", "correction-notice"):
        args = [2017, made.pk] + (["pdf"] if name.endswith("notice") else [])
        assert zhuzhou.get(reverse(name, args=args)).status_code == 404


def test_files_are_attached_when_it_is_proposed_and_seen_by_the_second_person(desk, browse):
    client, url = browse("assessment_office"), url_of(desk)
    scan = SimpleUploadedFile("纪要.txt", "同意更正".encode())
    looked = client.post(url, {"preview": "1", "value": "1103", "files": scan})
    assert "刚才选的文件没有留下" in words(looked)
    told = {"value": "1103", "reason": "写了很多字", "seal": seal_in(looked)}
    refused = client.post(url, told | {"files": SimpleUploadedFile("纪要.exe", b"MZ")})
    assert (refused.status_code, Correction.objects.exists()) == (422, False)
    assert "写了很多字" in refused.content.decode()
    scan.seek(0)
    assert client.post(url, told | {"files": scan}).status_code == 302
    made = Correction.objects.get()
    link = reverse("correction-file", args=[2017, made.files.get().pk])
    seen = browse("second").get(reverse("correction", args=[2017, made.pk]))
    assert f'href="{link}"' in seen.content.decode()
    assert "纪要.txt" in words(seen)


def test_city_finds_no_link_to_snapshots_where_there_are_none_for_it(desk, browse):
    link, page = reverse("snapshots", args=[2017]), reverse("corrections", args=[2017])
    assert f'href="{link}"' in browse("city").get(page).content.decode()
    SnapshotUnit.objects.all().delete()
    Snapshot.objects.all().delete()
    Year.objects.update(state=YearState.FEEDBACK)
    assert browse("city").get(link).status_code == 404
    assert f'href="{link}"' not in browse("city").get(page).content.decode()
    assert f'href="{link}"' in browse("auditor").get(page).content.decode()


def test_city_reads_no_correction_before_it_is_made(desk, browse):
    pk = desk.propose(1103).pk
    city = browse("city")
    assert city.get(reverse("correction", args=[2017, pk])).status_code == 404
    assert "1,103 人次" not in words(city.get(reverse("corrections", args=[2017])))
    assert "号更正" not in words(city.get(reverse("scorecard", args=[2017, OWN])))


@pytest.mark.parametrize(
    ("sent", "why"),
    [
        ({"value": ""}, "不能改成未录入"),
        ({"value": "约900"}, "约900"),
        ({"reason": ""}, "请写明更正理由"),
        ({"value": "800"}, "与现在的记录相同"),
    ],
)
def test_what_is_wrong_with_a_correction_is_said(desk, browse, sent, why):
    client, url = browse("assessment_office"), url_of(desk)
    seal = seal_in(preview(client, url))
    told = {"value": "1103", "reason": "写了很多字", "seal": seal} | sent
    response = client.post(url, told)
    if sent == {"value": "800"}:  # of which another effect was shown: it is shown anew first
        seal = desk.effect(800).seal
        response = client.post(url, told | {"seal": seal})
    assert (response.status_code, Correction.objects.exists()) == (422, False)
    assert why in words(response)


def test_odd_figure_is_asked_about_where_its_effect_is_shown(desk, browse):
    client = browse("assessment_office")
    url = url_of(desk, RATE)
    assert "存疑" not in words(preview(client, url, value="96"))
    shown = words(preview(client, url, value="150"))
    assert "存疑 获证率：" in shown
    assert "超过 100%" in shown


def test_odd_figure_is_asked_about_where_it_is_confirmed(desk, browse):
    pk = desk.propose(150, RATE).pk
    shown = words(browse("second").get(reverse("correction", args=[2017, pk])))
    assert "存疑" in shown
    assert "超过 100%" in shown
    desk.withdraw(Correction.objects.get())
    pk = desk.propose(96, RATE).pk
    assert "存疑" not in words(browse("second").get(reverse("correction", args=[2017, pk])))


def test_half_a_person_is_asked_about_as_record_and_as_target(desk, browse):
    client = browse("assessment_office")
    asked = "1,103.5 人次不是整数，“人次”应按整数计"
    assert asked in words(preview(client, url_of(desk), value="1103.5"))
    code = desk.cells()[TRAINING].measure.code
    target = {"parameter": f"aim:{code}", "value": "1103.5"}
    assert f"目标值：{asked}" in words(preview(client, rule_url(desk), **target))
    assert "不是整数" not in words(preview(client, rule_url(desk), **target | {"value": "1104"}))
    pk = desk.propose_rule("1103.5", "aim", code=code).pk
    confirming = words(browse("second").get(reverse("correction", args=[2017, pk])))
    assert f"目标值：{asked}" in confirming


def test_rule_that_takes_more_than_its_component_has_is_asked_about(desk, browse):
    client = browse("assessment_office")
    asked = "超过本要点的"
    assert asked in words(preview(client, rule_url(desk), parameter="deduction", value="1000"))
    assert asked not in words(preview(client, rule_url(desk), parameter="deduction", value="1.5"))


def test_target_of_times_is_read_as_times_are(desk, browse):
    measure = desk.cells()[TRAINING].measure
    Measure.objects.filter(pk=measure.pk).update(kind="次数", unit="次")
    desk.freeze_again()
    client, sent = browse("assessment_office"), {"parameter": f"aim:{measure.code}"}
    answer = client.post(rule_url(desk), sent | {"preview": "1", "value": "5.5"})
    assert answer.status_code == 422
    assert "次数请填整数" in words(answer)


def test_office_reads_no_objection_of_what_it_does_not_collect(desk, browse):
    url = reverse("correction", args=[2017, desk.correct(1103).pk])
    measure = desk.cells()[TRAINING].measure
    item = measure.component.item
    Objection.objects.create(
        year=desk.year, number=1, city=item.section.table.city, city_name="长沙市",
        indicator=item.indicator, item_name=item.name, component=1, kind="figure", subject="甲",
        codes=[measure.code], words="甲", deduction=0, wanted="甲", reason="甲", state="decided",
        filed_by=desk.people["city"], filed_as="长沙市",
    )  # fmt: skip
    assert "2017-01" in words(browse("office").get(url))
    assert "2017-01" in words(browse("assessment_office").get(url))
    assert "2017-01" not in words(browse("other_office").get(url))


def test_figure_other_than_the_one_previewed_is_shown_anew(desk, browse):
    client, url = browse("assessment_office"), url_of(desk)
    seal = seal_in(preview(client, url))
    response = client.post(url, {"value": "950", "reason": "写了很多字", "seal": seal})
    assert (response.status_code, Correction.objects.exists()) == (409, False)
    assert "影响与您上次看到的不同" in words(response)
    assert "写了很多字" in response.content.decode()
    assert seal_in(response) == desk.effect(950).seal


def test_pressed_twice_is_proposed_once(desk, browse):
    client, url = browse("assessment_office"), url_of(desk)
    send(client, url)
    again = client.post(url, {"value": "1103", "reason": "写了很多字"}, follow=True)
    assert Correction.objects.count() == 1
    assert "一次只更正一处" in words(again)


def test_confirmed_twice_is_made_once(desk, browse):
    pk = desk.propose(1103).pk
    answer(browse("second"), pk, "confirm")
    again = answer(browse("second"), pk, "confirm")
    assert "已经办结（已更正）" in words(again)
    assert desk.year.snapshots.count() == 2


def test_declined_with_its_reason_and_withdrawn_by_whoever_proposed(desk, browse):
    pk = desk.propose(1103).pk
    assert "不同意须写明理由" in words(answer(browse("second"), pk, "decline"))
    assert "原件不符" in words(answer(browse("second"), pk, "decline", reason="原件不符"))
    pk = desk.propose(950).pk
    assert "只能由本人撤回" in words(answer(browse("second"), pk, "withdraw"))
    assert "更正已撤回" in words(answer(browse("assessment_office"), pk, "withdraw"))
    listed = words(browse("auditor").get(reverse("corrections", args=[2017])))
    assert "不同意" in listed
    assert "已撤回" in listed
    assert desk.cells()[TRAINING].value == 800


def test_who_proposed_does_not_confirm(desk, browse):
    pk = desk.propose(1103).pk
    client = browse("assessment_office")
    assert "确认更正" not in words(client.get(reverse("correction", args=[2017, pk])))
    assert "须由考核办的另一个账号确认" in words(answer(client, pk, "confirm"))
    assert desk.cells()[TRAINING].value == 800


@pytest.mark.parametrize("state", [YearState.COLLECTING, YearState.REVIEW, YearState.FEEDBACK])
def test_year_that_is_not_finalised_is_not_corrected(desk, browse, state):
    client, url = browse("assessment_office"), url_of(desk)
    Year.objects.update(state=state)
    assert f'href="{url}"' not in client.get(f"/2017/scorecards/{OWN}/").content.decode()
    response = client.get(url, follow=True)
    assert "审定以后发现错误的才按更正程序办理" in words(response)


def test_published_year_is_corrected_and_stays_published(desk, browse):
    Year.objects.update(state=YearState.PUBLISHED)
    desk.correct(1103)
    assert desk.year.state == YearState.PUBLISHED
    assert "更正 第2号" in words(browse("city").get(f"/2017/scorecards/{OWN}/"))


def test_course_of_the_year_names_the_correction_with_both_persons(desk, browse):
    desk.correct(1103)
    told = words(browse("auditor").get(reverse("year-flow", args=[2017])))
    assert "第2号更正：长沙市 移民培训 · 农业实用技术培训，800 人次 → 1,103 人次" in told
    assert "考核办 考核甲提议，考核办 考核乙确认" in told


def cost(client, name, *args) -> int:
    with CaptureQueriesContext(connection) as asked:
        assert client.get(reverse(name, args=args)).status_code == 200
    return len(asked)


def test_list_costs_the_same_for_any_number(desk, browse):
    desk.correct(1103)
    clients = [browse("assessment_office"), browse("city")]
    for client in clients:
        cost(client, "corrections", 2017)  # what a session's first page costs
    few = [cost(client, "corrections", 2017) for client in clients]
    desk.correct(100, SKILLS)
    desk.correct(90, RATE)
    assert [cost(client, "corrections", 2017) for client in clients] == few


def test_what_waits_stands_on_the_desk_and_in_the_way_of_publishing(desk, browse):
    pk = desk.propose(1103).pk
    url = reverse("correction", args=[2017, pk])
    home = browse("second").get(reverse("home"))
    assert "有一项更正待考核办的另一人确认" in words(home)
    assert f'href="{url}"' in home.content.decode()
    told = "更正“长沙市 移民培训 · 农业实用技术培训”还没有答复"
    assert [lack.text.startswith(told) for lack in no_correction_waits(desk.year)] == [True]
    desk.decline(Correction.objects.get())
    assert no_correction_waits(desk.year) == []
    assert "待考核办的另一人确认" not in words(browse("second").get(reverse("home")))


def test_reason_that_is_too_long_is_told_with_field_and_limit(desk, browse):
    url = reverse("correction-answer", args=[2017, desk.propose(1103).pk])
    sent = {"act": "decline", "reason": "长" * 5000}
    told = words(browse("second").post(url, sent, follow=True))
    assert "不同意的理由不超过 300 个字，现有 5000 个，没有办理；请删减后重新提交。" in told
    assert Correction.objects.get().declined_at is None
    lines = {"act": "decline", "reason": "\r\n".join("数" * 150)}  # 299 as the browser counts
    browse("second").post(url, lines, follow=True)
    assert Correction.objects.get().declined_at is not None
    told = words(browse("second").post(url, {"act": "?"}, follow=True))
    assert "提交的内容不完整，没有办理；请刷新页面后重试。" in told


def test_desk_of_a_city_tells_what_was_corrected_for_it(desk, browse):
    Year.objects.update(state=YearState.PUBLISHED)
    assert "更正" not in words(browse("city").get(reverse("home")))
    own, day = desk.correct(1103), timezone.localdate()
    page = browse("city").get(reverse("home"))

    assert f"第2号更正，{day}：移民培训 · 农业实用技术培训 800 人次 → 1,103 人次" in words(page)
    assert "总分 83.11 → 100.00，名次 第 3 名 → 第 1 名" in words(page)
    assert f'href="{reverse("correction", args=[2017, own.pk])}"' in page.content.decode()

    desk.correct(890, city=SECOND)  # moves nobody else
    with CaptureQueriesContext(connection) as queries:
        told = words(browse("city").get(reverse("home")))
    assert f"本年度另有第3号更正，{day}，本单位的得分、名次都不变。" in told
    assert "890" not in told
    assert sum('FROM "assessment_correction"' in query["sql"] for query in queries) == 1


def test_desk_of_a_city_that_another_correction_moved_leads_to_its_card(desk, browse):
    desk.correct(1103)
    page = browse("other_city").get(reverse("home"))
    assert "名次 第 2 名 → 第 3 名" in words(page)
    assert "800" not in words(page)
    assert f'<a href="{reverse("scorecard", args=[2017, SECOND])}">查看评分卡</a>' in (
        page.content.decode()
    )


def test_correction_of_a_year_that_was_taken_back_says_so(desk, browse):
    made = desk.correct(1103)
    url = reverse("correction", args=[2017, made.pk])
    assert "审定已经撤回" not in words(browse("city").get(url))
    Year.objects.update(state=YearState.FEEDBACK)
    assert "本年度的审定已经撤回" in words(browse("city").get(url))


def test_substitute_reads_that_he_acts_for_whoever_proposed(desk, browse):
    stand_in(desk.people["assessment_office"], desk.people["second"])
    by_the_absent = desk.propose(1103)
    shown = words(browse("second").get(reverse("correction", args=[2017, by_the_absent.pk])))
    assert "提出的，" in shown
    assert "由您代办，两人算同一个人，须由考核办的另一个账号在本页确认。" in shown
    assert "您是提出人" not in shown
    assert "撤回更正" in shown
    with pytest.raises(Refused, match="由您代办，两人算同一个人"):
        desk.confirm(by_the_absent)
    desk.withdraw(by_the_absent)

    by_the_substitute = desk.propose(1103, persona="second")
    here = reverse("correction", args=[2017, by_the_substitute.pk])
    shown = words(browse("assessment_office").get(here))
    assert "这是考核乙提出的，考核乙是您的代办人，两人算同一个人" in shown
    assert "撤回更正" not in shown
