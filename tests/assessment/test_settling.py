"""A phrase that nobody could read, settled by the small form beside it."""

import re
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from assessment.actions.settling import settle_with_rule
from assessment.actions.tables import confirm_table, settle_concern
from assessment.models import CityTable, Concern, Item, KeptWording, Measure, Rule
from assessment.tables import phrase_forms
from assessment.views.tables import FORMS_A_PAGE
from cities.models import Role
from tests import factories
from tests.assessment.phrases import EACH, GIVEN, ONCE, address_of, shown_fields, waits
from trust import log
from trust.models import AuditEntry
from trust.refusals import Refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def person():
    return factories.make_account("kaohe", role=Role.ASSESSMENT_OFFICE, full_name="考核甲")


@pytest.fixture
def desk(client, person):
    client.force_login(person)
    return client


@pytest.fixture
def table():
    return factories.make_table(issued=False)


# --- What is saved ------------------------------------------------------------------------------


def test_saving_what_is_proposed_makes_rule_and_measure_and_settles_the_phrase(desk, table):
    [concern] = waits(table, EACH)
    desk.post(address_of(concern), shown_fields(desk, concern))

    rule = Rule.objects.get(clause=EACH)
    assert (rule.kind, rule.step, rule.deduction) == ("per_occurrence", 1, Decimal("0.5"))
    measure = rule.measures.get()
    assert (measure.name, measure.kind, measure.unit) == ("台账混乱", "次数", "起")
    assert (rule.changed_as, bool(rule.reason)) == ("考核甲", True)
    assert not table.concerns.filter(settled_at=None).exists()
    told = dict(table.concerns.values_list("code", "settlement"))
    assert told["unsettled"] == "已手工补充规则。"
    assert told["rule_unread"].startswith("按预览的规则设定：")
    assert AuditEntry.objects.get(action="修改计分规则").reason == rule.reason


def test_rule_of_a_settled_phrase_lets_the_table_be_confirmed(desk, table, person):
    [concern] = waits(table, EACH)
    desk.post(address_of(concern), shown_fields(desk, concern))
    table.refresh_from_db()
    confirm_table(table=table, version=table.version, user=person, actor=log.Actor("考核甲"))
    assert CityTable.objects.get().confirmed_at is not None


def test_figure_that_the_words_do_not_say_still_waits(desk, table):
    [concern] = waits(table, EACH)
    desk.post(address_of(concern), shown_fields(desk, concern, deduction="3"))
    [waiting] = table.concerns.filter(settled_at=None)
    assert "原文写明扣 0.5 分，规则为扣 3 分" in waiting.message


def test_rule_may_use_a_measure_that_is_there(desk, table):
    [concern] = waits(table, ONCE)
    desk.post(address_of(concern), shown_fields(desk, concern, measure="0-3"))
    assert Rule.objects.get(clause=ONCE).measures.get().name == "无就业跟踪服务"
    assert Measure.objects.filter(component__item=concern.item).count() == 4


def test_target_is_of_the_measure_that_is_made(desk, table):
    [concern] = waits(table, ONCE)
    below = {"kind": "below_bar", "unit": "%", "goal": "60", "name": "台账合格率"}
    desk.post(address_of(concern), shown_fields(desk, concern, **below))
    measure = Rule.objects.get(clause=ONCE).measures.get()
    assert (measure.kind, measure.target, measure.unit) == ("比率", 60, "%")


def test_points_to_be_earned_get_a_component_of_their_own(desk, table):
    """Where all components take points, what is given would build them up from nothing."""
    [concern] = waits(table, GIVEN)
    desk.post(address_of(concern), shown_fields(desk, concern, points="2"))
    rule = Rule.objects.get(clause=GIVEN)
    assert (rule.component.number, rule.component.points) == (2, 2)


def test_points_to_be_taken_keep_out_of_a_component_that_is_earned(desk, table):
    given, taken = waits(table, GIVEN, ONCE)
    Item.objects.get(pk=given.item_id).components.get().rules.all().delete()
    desk.post(address_of(given), shown_fields(desk, given))
    assert shown_fields(desk, taken)["component"] == "new"


def test_phrase_that_stands_twice_is_settled_place_by_place(desk, table):
    first, second = waits(table, ONCE, ONCE)
    desk.post(address_of(first), shown_fields(desk, first))
    assert [c.pk for c in table.concerns.filter(settled_at=None)] == [second.pk]
    desk.post(address_of(second), shown_fields(desk, second, name="第二处"))
    assert not table.concerns.filter(settled_at=None).exists()
    text = Item.objects.get(pk=first.item_id).text
    starts = [rule.start for rule in Rule.objects.filter(clause=ONCE).order_by("start")]
    assert starts == [text.find(ONCE), text.rfind(ONCE)]


def test_rule_of_one_of_two_equal_phrases_stays_when_another_phrase_is_settled(desk, table):
    first, second, other = waits(table, ONCE, ONCE, EACH)
    for concern in (first, other):
        desk.post(address_of(concern), shown_fields(desk, concern))
    assert [c.pk for c in table.concerns.filter(settled_at=None)] == [second.pk]


def test_one_goes_on_to_the_next_phrase_with_its_form_open(desk, table):
    first, second = waits(table, EACH, ONCE)
    answer = desk.post(address_of(first), shown_fields(desk, first))
    assert answer["Location"].endswith(f"?next={second.pk}#concern-{second.pk}")
    answer = desk.post(
        reverse("concern-settle", args=[2017, second.pk]), {"settlement": "只是说明。"}
    )
    assert answer["Location"].endswith("#concerns")


# --- What is shown before -----------------------------------------------------------------------


def test_form_stands_beside_every_phrase_of_the_table(desk, table):
    first, second = waits(table, EACH, ONCE)
    html = desk.get(reverse("city-table", args=[2017, table.city.key])).content.decode()
    for concern in (first, second):
        assert f'action="{address_of(concern)}"' in html
        assert f'href="#concern-{concern.pk}"' in html  # beside the words
    assert 'value="台账混乱"' in html


def test_forms_cost_no_query_each(desk, table, django_assert_num_queries):
    address = reverse("city-table", args=[2017, table.city.key])
    waits(table, EACH)
    desk.get(address)  # what the process keeps
    for more in ([], [ONCE, GIVEN]):
        waits(table, *more)
        # the frame’s; the table, its seven, its concerns, last year’s, what is kept, differences
        with django_assert_num_queries(17):
            desk.get(address)


def test_of_many_phrases_the_next_ones_have_their_forms_here_the_others_a_page(desk, table):
    many = waits(table, *(f"第{n}类台账混乱每起扣0.5分左右" for n in range(FORMS_A_PAGE + 2)))
    address = reverse("city-table", args=[2017, table.city.key])
    html = desk.get(f"{address}?next={many[-1].pk}").content.decode()
    with_form = [c for c in many if f'action="{address_of(c)}"' in html]
    linked = [c for c in many if f'<a href="{address_of(c)}"' in html]
    assert with_form == [*many[: FORMS_A_PAGE - 1], many[-1]]
    assert linked == many[FORMS_A_PAGE - 1 : -1]


def test_preview_tells_the_rule_an_example_and_what_is_left_and_saves_nothing(desk, table):
    [concern] = waits(table, EACH)
    sent = shown_fields(desk, concern, preview="1")
    html = desk.post(address_of(concern), sent).content.decode()
    assert "每起扣 0.5 分" in html
    assert "如“台账混乱”为 2 起：2 起 × 0.5 = 1" in html
    assert "本要点 9 分，计 8 分；本指标 9 分，计 8 分" in html
    assert not Rule.objects.filter(clause=EACH).exists()


def test_preview_says_what_the_words_do_not(desk, table):
    [concern] = waits(table, EACH)
    sent = shown_fields(desk, concern, preview="1", deduction="3")
    html = desk.post(address_of(concern), sent).content.decode()
    assert "原文写明扣 0.5 分，规则为扣 3 分；保存后还要核定一次。" in html


def test_preview_says_where_points_of_components_are_not_the_items(desk, table):
    [concern] = waits(table, GIVEN)
    sent = shown_fields(desk, concern, preview="1", points="2")
    html = desk.post(address_of(concern), sent).content.decode()
    assert "本指标 9 分，各要点合计 11 分" in html


# --- What is refused ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changed", "field", "said"),
    [
        ({"kind": "excess"}, "target", "请填超过多少才扣分"),
        ({"deduction": ""}, "deduction", "请填扣分多少"),
        ({"kind": "below_bar"}, "measure", "没有目标值"),
        ({"measure": "0-2"}, "measure", "“获证率”不是"),
        ({"name": ""}, "name", "请填写"),
        ({"name": "获证率"}, "name", "已有同名的测量项"),
        ({"component": "new", "measure": "0-2"}, "measure", "不在所选的要点里"),
        ({"component": "new"}, "points", "请填写"),
        ({"reason": " "}, "reason", "请写明修改理由"),
        ({"component": "7"}, "component", "7"),
    ],
    ids=lambda told: "-".join(told) if isinstance(told, dict) else "",
)
def test_what_cannot_be_a_rule_is_said_beside_the_field(desk, table, changed, field, said):
    [concern] = waits(table, EACH)
    answer = desk.post(address_of(concern), shown_fields(desk, concern, **changed))
    assert (answer.status_code, Rule.objects.filter(clause=EACH).count()) == (422, 0)
    assert said in str(answer.context["settling"].form.errors[field])
    assert said in answer.content.decode()


def test_item_that_is_full_gets_no_further_rule(desk, table, monkeypatch):
    """The editor drops rows past its bounds; the phrase would be settled without its rule."""
    [concern] = waits(table, EACH)
    monkeypatch.setattr(phrase_forms, "MOST_ROWS", 3)
    answer = desk.post(address_of(concern), shown_fields(desk, concern))
    assert answer.status_code == 422
    assert "太多，不能再加" in answer.content.decode()


def test_no_phrase_is_settled_without_its_rule(table, person):
    [concern] = waits(table, EACH)
    who = {"user": person, "actor": log.Actor("考核甲")}
    with pytest.raises(Refused, match="没有为"):
        settle_with_rule(concern=concern, components=[], version=1, reason="按原文", **who)


def test_another_who_was_first_is_shown_and_nothing_is_saved(desk, table):
    first, second = waits(table, EACH, ONCE)
    late = shown_fields(desk, second)
    desk.post(address_of(first), shown_fields(desk, first))
    answer = desk.post(address_of(second), late)
    assert (answer.status_code, Rule.objects.filter(clause=ONCE).count()) == (409, 0)
    assert "按次扣分：台账混乱，每档 1，扣 0.5 分" in answer.content.decode()
    again = late | {"version": answer.context["version"]}
    assert desk.post(address_of(second), again).status_code == 302


def test_phrase_that_another_settled_meanwhile_is_left_alone(desk, table, person):
    [concern] = waits(table, EACH)
    sent = shown_fields(desk, concern)
    settle_concern(concern=concern, settlement="只是说明。", user=person, actor=log.Actor("考核甲"))
    assert desk.post(address_of(concern), sent).status_code == 403
    assert not Rule.objects.filter(clause=EACH).exists()


def test_concern_that_is_no_phrase_of_an_item_has_no_form(desk, table):
    concern = Concern.objects.create(
        table=table, severity="unsettled", code="heading_unsettled", message="表外", phrase="加1分"
    )
    assert desk.get(address_of(concern)).status_code == 404


def test_phrase_that_was_decided_on_is_no_longer_called_unread(client, desk, person, table):
    decided, _ = waits(table, EACH, ONCE)
    settle_concern(concern=decided, settlement="只是说明。", user=person, actor=log.Actor("考核甲"))
    address = reverse("city-table", args=[2017, table.city.key])

    def shown() -> tuple[int, int]:
        html = client.get(address).content.decode()
        return html.count("已核定，没有规则"), html.count('<span class="missing">未读出</span>')

    assert shown() == (1, 1)
    CityTable.objects.update(issued_at=timezone.now())
    client.force_login(factories.make_account("ding", role=Role.CITY, place=table.city))
    assert shown() == (2, 0)


# --- What the kind settles by itself ------------------------------------------------------------


@pytest.mark.parametrize("kind", ["judged_deduct", "judged_award", "judged_bonus"])
@pytest.mark.parametrize("unit", ["", "起"])
def test_what_is_judged_is_recorded_in_points_without_being_told(desk, table, kind, unit):
    [concern] = waits(table, ONCE)
    chosen = {"kind": kind, "deduction": "1", "unit": unit, "component": "new", "points": "1"}
    tried = desk.post(address_of(concern), shown_fields(desk, concern, **chosen, preview="1"))
    assert "（数量，单位 分）" in tried.content.decode()
    desk.post(address_of(concern), shown_fields(desk, concern, **chosen))
    assert Rule.objects.get(clause=ONCE).measures.get().unit == "分"


def test_unit_is_asked_for_only_where_there_is_a_choice(desk, table):
    [concern] = waits(table, ONCE)
    html = desk.get(address_of(concern)).content.decode()
    needs = dict(re.findall(r'<option value="([a-z_]+)"[^>]*data-needs="([^"]*)"', html))
    asking = {kind for kind, fields in needs.items() if "unit" in fields.split()}
    assert {"period", "money", "per_occurrence"} <= asking
    assert not {"judged_deduct", "judged_bonus", "place_award", "not_done"} & asking


# --- A score against the words ------------------------------------------------------------------

NONE_LEFT, ALL_LEFT = "未建档的左右不得分", "全部建档的左右得满分"


@pytest.mark.parametrize(
    ("phrase", "points", "told"),
    [
        (NONE_LEFT, "3", "原文写明不得分，规则为得 3 分；请核对。"),
        (NONE_LEFT, "0", ""),
        (ALL_LEFT, "3", "原文写明得满分，规则为得 3 分；请核对。"),
        (ALL_LEFT, "9", ""),
        (ONCE, "3", ""),
    ],
)
@pytest.mark.parametrize("kind", ["set_component", "set_item", "set_unless"])
def test_score_against_the_words_is_warned_of(desk, table, kind, phrase, points, told):
    [concern] = waits(table, phrase)
    chosen = {"kind": kind, "deduction": points, "cap": "", "preview": "1"}
    preview = desk.post(address_of(concern), shown_fields(desk, concern, **chosen)).context[
        "preview"
    ]
    against = [doubt for doubt in preview.doubts if doubt.startswith("原文写明") and "得" in doubt]
    assert against == ([told] if told else [])


# --- Figures as people type them ----------------------------------------------------------------


@pytest.mark.parametrize("typed", ["０．５", " 0.5 ", "0.50", "'0.5"])
def test_figure_is_read_as_the_grid_reads_it(desk, table, typed):
    [concern] = waits(table, EACH)
    answer = desk.post(address_of(concern), shown_fields(desk, concern, deduction=typed, keep="on"))
    assert answer.status_code == 302
    assert Rule.objects.get(clause=EACH).deduction == Decimal("0.5")
    assert KeptWording.objects.get().values["deduction"] == "#1"


@pytest.mark.parametrize("typed", ["约1", "三", "1e1", "NaN", "1,05"])
def test_figure_that_may_mean_two_things_is_refused(desk, table, typed):
    [concern] = waits(table, EACH)
    answer = desk.post(address_of(concern), shown_fields(desk, concern, deduction=typed))
    assert answer.status_code == 422
    assert f"“{typed}”不是数字" in answer.content.decode()
    assert not Rule.objects.filter(clause=EACH).exists()
