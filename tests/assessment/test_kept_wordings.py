"""A wording that this site settled before is offered again, never applied in silence."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from assessment.actions.wordings import forget_wording
from assessment.models import Concern, Item, KeptWording, Rule
from assessment.tables.phrase_forms import rule_kept
from assessment.views.settling import OFFERS_A_PAGE
from cities.models import Role
from tests import factories
from tests.assessment.browsing import posted
from tests.assessment.phrases import EACH, ONCE, address_of, shown_fields, waits
from tests.reader.layouts import TITLE, word
from trust import log
from trust.models import AuditEntry
from trust.refusals import Refused

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

#: The wording of EACH with another figure.
AGAIN = "台账混乱每起扣2分左右"


@pytest.fixture
def person():
    return factories.make_account("kaohe", role=Role.ASSESSMENT_OFFICE, full_name="考核甲")


@pytest.fixture
def desk(client, person):
    client.force_login(person)
    return client


@pytest.fixture
def kept(desk):
    """EACH was settled in 2017, with a ceiling that its words do not state, and is kept."""
    [concern] = waits(factories.make_table(issued=False), EACH)
    desk.post(address_of(concern), shown_fields(desk, concern, cap="4", keep="on"))
    return KeptWording.objects.get()


@pytest.fixture
def table(kept):
    return factories.make_table(
        factories.make_year(2018), factories.make_city("株洲市"), issued=False
    )


def page_of(desk, table) -> str:
    return desk.get(reverse("city-table", args=[2018, table.city.key])).content.decode()


def kept_address(table) -> str:
    return reverse("table-kept", args=[2018, table.city.key])


def ticked(desk, table) -> list[str]:
    return [offer.seen for offer in desk.get(kept_address(table)).context["offers"]]


def test_what_is_kept_says_what_who_and_where_from(kept):
    assert kept.wording == "台账混乱每起扣#分左右"
    assert (kept.values["kind"], kept.values["deduction"]) == ("per_occurrence", "#1")
    assert (kept.kept_as, kept.source) == ("考核甲", "2017 长沙市 移民培训")
    assert AuditEntry.objects.get(action="保存本单位写法").object_label == kept.wording


def test_import_says_beforehand_how_many_phrases_were_settled_before(desk, kept):
    heads = ["指标名称", "评分标准", "分值", "责任处室"]
    row = ["台账", f"未建台账扣2分；{AGAIN}；{ONCE}。", "5", "培训中心"]
    upload = SimpleUploadedFile("表.docx", word(TITLE, [heads, row]))
    answer = desk.post(reverse("tables-import", args=[2019]), {"file": upload})
    assert "其中 1 句是本单位以前设定过的写法" in answer.content.decode()


def test_nothing_is_kept_of_a_phrase_unless_that_is_asked(desk):
    [concern] = waits(factories.make_table(issued=False), EACH)
    desk.post(address_of(concern), shown_fields(desk, concern))
    assert not KeptWording.objects.exists()


def test_same_wording_with_another_figure_waits_and_is_offered_with_its_own(desk, table):
    [concern] = waits(table, AGAIN)
    html = page_of(desk, table)
    assert "本单位以前这样处理过：考核甲" in html
    assert "2017 长沙市 移民培训" in html
    assert "每起扣 2 分，最多扣 4 分" in html
    assert not Rule.objects.filter(clause=AGAIN).exists()
    assert Concern.objects.get(pk=concern.pk).blocks_issue


def test_offer_is_taken_with_one_press(desk, table):
    [concern] = waits(table, AGAIN)
    context = desk.get(reverse("city-table", args=[2018, table.city.key])).context
    [row] = [r for r in context["blocking_concerns"] if r["offer"]]
    sent = row["offer"].fields | {"version": concern.item.version}
    assert desk.post(address_of(concern), sent).status_code == 302
    rule = Rule.objects.get(clause=AGAIN)
    assert (rule.deduction, rule.cap) == (2, 4)
    assert rule.reason.startswith("照本单位写法（考核甲 ")
    assert not table.concerns.filter(settled_at=None).exists()
    assert KeptWording.objects.get().version == 1  # as it was


def test_phrase_that_is_no_scoring_is_kept_as_that(desk):
    [first] = waits(factories.make_table(issued=False), EACH)
    address = reverse("concern-settle", args=[2017, first.pk])
    desk.post(address, {"settlement": "只是说明怎样报送。", "keep": "on"})
    other = factories.make_table(
        factories.make_year(2018), factories.make_city("株洲市"), issued=False
    )
    [second] = waits(other, AGAIN)
    html = page_of(desk, other)
    assert "本单位以前这样处理过：考核甲" in html
    assert "照此核定" in html
    assert Concern.objects.get(pk=second.pk).blocks_issue
    assert ticked(desk, other) == []  # there is no rule to look at
    listed = desk.get(reverse("admin:assessment_keptwording_changelist")).content.decode()
    assert "不计分：只是说明怎样报送。" in listed


def test_opinion_on_a_concern_that_is_no_phrase_keeps_nothing(desk):
    table = factories.make_table(issued=False)
    concern = table.concerns.create(severity="error", code="sum", message="5+3≠7")
    address = reverse("concern-settle", args=[2017, concern.pk])
    desk.post(address, {"settlement": "按原文。", "keep": "on"})
    assert not KeptWording.objects.exists()
    assert not table.concerns.filter(settled_at=None).exists()


def test_other_wordings_are_offered_nothing(desk, table):
    waits(table, ONCE)
    assert "本单位以前这样处理过" not in page_of(desk, table)


def test_several_are_shown_before_they_are_taken_together(desk, table):
    first, _ = waits(table, EACH, AGAIN)
    assert "有 2 句与本单位以前设定过的写法相同" in page_of(desk, table)
    html = desk.get(kept_address(table)).content.decode()
    assert "每起扣 0.5 分，最多扣 4 分" in html
    assert "每起扣 2 分，最多扣 4 分" in html
    seen = ticked(desk, table)
    desk.post(kept_address(table), {"take": seen})
    made = Rule.objects.filter(component__item=first.item, clause__in=[EACH, AGAIN])
    names = {rule.clause: rule.measures.get().name for rule in made}
    assert names == {EACH: "台账混乱", AGAIN: "台账混乱（2）"}  # each has a record of its own


def test_those_of_several_items_are_taken_in_one_act(desk, table):
    waits(table, AGAIN)
    other = Item.objects.get(section__table=table, name="廉政建设")
    other.text += f"{EACH}。"
    other.unsettled = [EACH]
    other.save()
    Concern.objects.create(
        table=table, item=other, severity="unsettled", code="unsettled", message="读不出",
        phrase=EACH,
    )  # fmt: skip
    desk.post(kept_address(table), {"take": ticked(desk, table)})
    made = Rule.objects.filter(component__item__section__table=table, clause__in=[EACH, AGAIN])
    assert sorted(rule.deduction * 2 for rule in made) == [1, 4]
    assert not table.concerns.filter(settled_at=None).exists()


def test_look_at_them_costs_the_same_for_one_and_for_three(desk, table, django_assert_num_queries):
    waits(table, AGAIN)
    desk.get(kept_address(table))  # what the process keeps
    for more in ([], [f"台账混乱每起扣{n}分左右" for n in (3, 4)]):
        waits(table, *more)
        # the frame's; the table, what waits in it, what is kept, its seven, the year's choices
        with django_assert_num_queries(15):
            desk.get(kept_address(table))


def test_one_that_does_not_fit_keeps_all_of_them_from_being_taken(desk, table):
    """The wording gives a measure a name of its own, which the item has already."""
    KeptWording.objects.update(values=KeptWording.objects.get().values | {"name": "专项台账"})
    waits(table, EACH, AGAIN)
    answer = desk.post(kept_address(table), {"take": ticked(desk, table)})
    assert f"“{AGAIN}”不能照此设定" in answer.content.decode()
    assert not Rule.objects.filter(component__item__section__table=table, pattern="").exists()


def test_what_is_too_much_for_one_page_comes_after_it(desk, table):
    waits(table, *(f"台账混乱每起扣{n}分左右" for n in range(1, OFFERS_A_PAGE + 3)))
    answer = desk.get(kept_address(table))
    assert len(answer.context["offers"]) == OFFERS_A_PAGE
    assert "还有 2 句" in answer.content.decode()


def test_what_is_not_ticked_waits_on(desk, table):
    waits(table, AGAIN)
    answer = desk.post(kept_address(table), {})
    assert "没有勾选任何一条" in answer.content.decode()
    assert table.concerns.filter(settled_at=None).count() == 1


def test_wording_that_was_kept_anew_meanwhile_is_shown_before_it_is_taken(desk, table, kept):
    waits(table, AGAIN)
    seen = ticked(desk, table)
    KeptWording.objects.update(version=kept.version + 1)
    answer = desk.post(kept_address(table), {"take": seen})
    assert "已被他人改动，没有保存" in answer.content.decode()
    assert not Rule.objects.filter(clause=AGAIN).exists()


def test_item_that_another_changed_meanwhile_is_left_alone(desk, table):
    [concern] = waits(table, AGAIN)
    seen = ticked(desk, table)
    Item.objects.filter(pk=concern.item_id).update(version=concern.item.version + 1)
    desk.post(kept_address(table), {"take": seen})
    assert not Rule.objects.filter(clause=AGAIN).exists()


@pytest.mark.parametrize("seen", ["1:2:3", "x:1:1:1", "{0.pk}:1:{1.pk}:1"])
def test_what_no_offer_has_is_no_request_of_ours(desk, table, kept, seen):
    [concern] = waits(table, ONCE)
    answer = desk.post(kept_address(table), {"take": [seen.format(concern, kept)]})
    assert (answer.status_code, Rule.objects.filter(clause=ONCE).count()) == (400, 0)


def test_of_one_wording_the_newest_decision_counts(desk, table, kept):
    [concern] = waits(table, AGAIN)
    desk.post(address_of(concern), shown_fields(desk, concern, cap="8", keep="on"))
    now = KeptWording.objects.get()
    assert (now.pk, now.version, now.values["cap"]) == (kept.pk, 2, "8")


def test_wording_that_is_deleted_is_offered_no_more_and_its_rules_stay(desk, table, kept, person):
    waits(table, AGAIN)
    address = reverse("admin:assessment_keptwording_delete", args=[kept.pk])
    assert desk.post(address, {"post": "yes"}).status_code == 302
    assert "本单位以前这样处理过" not in page_of(desk, table)
    assert Rule.objects.filter(clause=EACH).exists()
    assert AuditEntry.objects.filter(action="删除本单位写法").exists()


def test_list_of_wordings_says_how_each_is_handled(desk, kept):
    html = desk.get(reverse("admin:assessment_keptwording_changelist")).content.decode()
    assert "台账混乱每起扣#分左右" in html
    assert "按次扣分，扣 0.5 分" in html


def test_wordings_are_deleted_by_the_assessment_office_alone(client, kept):
    auditor = factories.make_account("shenji", role=Role.AUDITOR)
    client.force_login(auditor)
    assert client.get(reverse("admin:assessment_keptwording_changelist")).status_code == 200
    address = reverse("admin:assessment_keptwording_delete", args=[kept.pk])
    assert client.post(address, {"post": "yes"}).status_code == 403
    with pytest.raises(Refused, match="考核办"):
        forget_wording(wording=kept, user=auditor, actor=log.Actor("审计"))
    assert KeptWording.objects.exists()


def test_phrase_too_long_to_be_kept_is_refused_whole(desk):
    long = f"{'台账混乱' * 101}每起扣0.5分左右"
    [concern] = waits(factories.make_table(issued=False), long)
    answer = desk.post(address_of(concern), shown_fields(desk, concern, deduction="0.5", keep="on"))
    assert answer.status_code == 422
    assert "不能存为本单位写法" in answer.content.decode()
    assert not Rule.objects.filter(clause=long).exists()


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"kind": "judged_deduct", "deduction": "", "unit": "分"}, "酌情扣分"),
        (
            {"kind": "judged_deduct", "least": "1", "deduction": "3", "unit": "分"},
            "酌情扣分，扣 1–3 分",
        ),
        (
            {"kind": "judged_bonus", "least": "4", "deduction": "8", "unit": "分"},
            "酌情加分，加 4–8 分",
        ),
        (
            {"kind": "tier_deduct", "deduction": "", "bands": "8以上：2\n不足8：1"},
            "按档扣分，8以上：2；不足8：1",
        ),
        ({"kind": "veto", "deduction": ""}, "一票否决"),
    ],
)
def test_what_is_kept_is_told_by_what_it_has(desk, more, said):
    [concern] = waits(factories.make_table(issued=False), EACH)
    sent = shown_fields(desk, concern, keep="on", **more)
    assert desk.post(address_of(concern), sent).status_code == 302
    assert rule_kept(KeptWording.objects.get()) == said


def test_a_long_name_keeps_nobody_from_keeping_a_wording(client):
    client.force_login(factories.make_account("k" * 150, role=Role.ASSESSMENT_OFFICE))
    [concern] = waits(factories.make_table(issued=False), EACH)
    sent = shown_fields(client, concern, keep="on", cap="4")
    assert client.post(address_of(concern), sent).status_code == 302
    assert (
        KeptWording.objects.get().kept_as == Rule.objects.get(clause=EACH).changed_as == "k" * 120
    )


# --- When the rule is set right later -----------------------------------------------------------


def corrected(desk, **changed):
    """Set the rule of EACH right on the item's page, and return what was said."""
    rule = Rule.objects.get(clause=EACH)
    url = reverse("item-rules", args=[2017, rule.component.item_id])
    data = posted(desk.get(url))
    place = data["c-0-r-3-clause"]
    assert place == [EACH]
    sent = data | {f"c-0-r-3-{name}": [value] for name, value in changed.items()}
    answer = desk.post(url, sent, follow=True)
    return [str(message) for message in answer.context["messages"]]


@pytest.mark.parametrize(
    "changed", [{"deduction": "0.4"}, {"cap": ""}, {"step": "2"}, {"kind": "growing"}]
)
def test_correction_says_that_the_kept_wording_proposes_what_it_did(desk, kept, changed):
    _, told = corrected(desk, **changed)
    assert "“台账混乱每起扣#分左右”存有本单位写法，以后仍照原来的提出" in told
    assert "按次扣分，扣 0.5 分" in told
    address = reverse("admin:assessment_keptwording_change", args=[kept.pk])
    assert f'<a href="{address}">这条写法</a>' in told
    assert "删除" in desk.get(address).content.decode()


@pytest.mark.parametrize("changed", [{}, {"deduction": "0.50"}, {"step": "1"}])
def test_nothing_is_said_where_the_kept_wording_proposes_the_same(desk, kept, changed):
    assert len(corrected(desk, **changed)) == 1


def test_correction_of_bands_is_told_too(desk):
    [concern] = waits(factories.make_table(issued=False), EACH)
    by_bands = {"kind": "tier_deduct", "bands": "5以上：1\n不足5：0.5", "unit": "起"}
    desk.post(address_of(concern), shown_fields(desk, concern, **by_bands, keep="on"))
    assert len(corrected(desk)) == 1
    assert len(corrected(desk, bands="5以上：2\n不足5：0.5")) == 2


def test_wording_kept_as_no_scoring_is_not_told_of_rules(desk, kept):
    KeptWording.objects.update(values={"settlement": "只是说明。"})
    assert len(corrected(desk, deduction="0.4")) == 1
