"""An item's rules by hand: the action, the form, and two people at once."""

from dataclasses import replace
from decimal import Decimal

import pytest
from django.urls import reverse

from assessment.actions.rules import ComponentEntry, MeasureEntry, RuleEntry, save_item_rules
from assessment.actions.tables import confirm_table
from assessment.models import CityTable, Component, Concern, Item, Measure, Result, Rule
from cities.models import Role
from tests import factories
from tests.assessment.browsing import posted
from trust import log
from trust.models import AuditEntry
from trust.refusals import Refused
from trust.versions import Outdated

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


@pytest.fixture
def person():
    return factories.make_account(role=Role.ASSESSMENT_OFFICE, full_name="考核甲")


@pytest.fixture
def item():
    return Item.objects.get(section__table=factories.make_table(issued=False), name="移民培训")


def entries_of(item) -> list[ComponentEntry]:
    """Return the item's rows as they stand, ready to be changed and saved."""
    found = []
    for component in item.components.all():
        measures = list(component.measures.all())
        found.append(
            ComponentEntry(
                component.pk,
                component.points,
                tuple(
                    MeasureEntry(m.pk, m.name, m.kind, m.unit, m.target, tuple(m.places))
                    for m in measures
                ),
                tuple(
                    RuleEntry(
                        r.pk,
                        r.kind,
                        tuple(measures.index(m) for m in r.measures.all()),
                        r.step,
                        r.deduction,
                        r.clause,
                    )
                    for r in component.rules.all()
                ),
            )
        )
    return found


def save(item, components, person, version=1):
    return save_item_rules(
        item=item,
        components=components,
        version=version,
        reason="原文印错",
        user=person,
        actor=log.Actor("考核甲"),
    )


def test_saving_what_stands_changes_no_row_but_the_item(item, person):
    before = {r.pk: r.history.count() for r in Rule.objects.all()}
    save(item, entries_of(item), person)
    assert {r.pk: r.history.count() for r in Rule.objects.all()} == before
    assert Item.objects.get(pk=item.pk).version == 2


def test_rule_keeps_its_key_and_gains_history(item, person):
    (component,) = entries_of(item)
    changed = replace(component.rules[0], deduction=Decimal("0.5"))
    save(item, [replace(component, rules=(changed, *component.rules[1:]))], person)
    rule = Rule.objects.get(pk=changed.pk)
    assert (rule.deduction, rule.history.first().history_user) == (Decimal("0.5"), person)


def test_new_measure_gets_a_code_and_a_result(item, person):
    (component,) = entries_of(item)
    new = MeasureEntry(None, "师资培训", "数量", "人", Decimal(12))
    rule = RuleEntry(None, "shortfall_unit", (4,), Decimal(1), Decimal("0.2"), "计9分")
    save(
        item,
        [replace(component, measures=(*component.measures, new), rules=(*component.rules, rule))],
        person,
    )
    measure = Measure.objects.get(name="师资培训")
    assert measure.code.startswith(item.section.table.city.key)
    assert measure.result.value is None
    assert [m.name for m in Rule.objects.get(clause="计9分").measures.all()] == ["师资培训"]


def test_code_of_a_removed_measure_is_never_used_again(item, person):
    (component,) = entries_of(item)
    more = replace(component, measures=(*component.measures, MeasureEntry(None, "甲", "次数")))
    save(item, [more], person)
    code = Measure.objects.get(name="甲").code
    save(item, [component], person, version=2)
    again = replace(component, measures=(*component.measures, MeasureEntry(None, "乙", "次数")))
    save(item, [again], person, version=3)
    assert Measure.objects.get(name="乙").code != code


def test_codes_of_measures_that_stay_stay(item, person):
    codes = dict(Measure.objects.filter(component__item=item).values_list("pk", "code"))
    (component,) = entries_of(item)
    save(item, [replace(component, measures=component.measures[1:], rules=())], person)
    left = dict(Measure.objects.filter(component__item=item).values_list("pk", "code"))
    assert left == {pk: code for pk, code in codes.items() if pk != component.measures[0].pk}


def test_measure_with_a_result_is_not_removed(item, person):
    (component,) = entries_of(item)
    Result.objects.filter(measure=component.measures[0].pk).update(value=5)
    with pytest.raises(Refused, match="农业实用技术培训.*不能删除"):
        save(item, [replace(component, measures=component.measures[1:], rules=())], person)
    assert Measure.objects.filter(component__item=item).count() == 4
    assert not AuditEntry.objects.exists()


def test_measure_with_a_result_keeps_its_kind(item, person):
    (component,) = entries_of(item)
    Result.objects.filter(measure=component.measures[0].pk).update(value=5)
    other = replace(component.measures[0], kind="比率")
    with pytest.raises(Refused, match="不能改变类型"):
        save(item, [replace(component, measures=(other, *component.measures[1:]))], person)


def test_components_are_numbered_anew_when_one_goes(item, person):
    extra = ComponentEntry(None, Decimal(1), (MeasureEntry(None, "甲", "是否"),), ())
    save(item, [*entries_of(item), extra], person)
    first, second = Component.objects.filter(item=item)
    Result.objects.filter(measure__component=first).update(value=None)
    save(item, [e for e in entries_of(item) if e.pk == second.pk], person, version=2)
    assert [(c.pk, c.number) for c in Component.objects.filter(item=item)] == [(second.pk, 1)]


def test_phrase_that_got_its_rule_is_settled(item, person):
    item.unsettled = ["酌情扣1–3分"]
    item.text += "酌情扣1–3分。"
    item.save()
    table = item.section.table
    Concern.objects.create(
        table=table, item=item, severity="unsettled", code="x", message="?", phrase="酌情扣1–3分"
    )
    (component,) = entries_of(item)
    rule = RuleEntry(None, "not_done", (3,), None, Decimal(3), "酌情扣1–3分")
    save(item, [replace(component, rules=(*component.rules, rule))], person)
    item.refresh_from_db()
    assert item.unsettled == []
    assert Concern.objects.get(code="x").settlement == "已手工补充规则。"
    found = Rule.objects.get(clause="酌情扣1–3分")
    assert (item.text[found.start : found.end], found.pattern) == ("酌情扣1–3分", "")


def test_changed_rules_have_to_be_confirmed_anew(item, person):
    table = item.section.table
    confirm_table(table=table, version=1, user=person, actor=log.Actor("考核甲"))
    save(item, entries_of(item), person)
    assert CityTable.objects.get(pk=table.pk).confirmed_at is None


def test_second_person_saving_is_told(item, person):
    save(item, entries_of(item), person)
    with pytest.raises(Outdated):
        save(item, entries_of(item), person)


def test_rows_of_another_item_are_refused(item, person):
    other = Item.objects.get(section__table=item.section.table, name="廉政建设")
    with pytest.raises(Refused, match="与本指标不符"):
        save(item, entries_of(other), person)


def test_rules_of_an_issued_table_are_shut(person):
    item = Item.objects.get(section__table=factories.make_table(), name="移民培训")
    with pytest.raises(Refused, match="已下达"):
        save(item, entries_of(item), person)


def test_only_the_assessment_office_saves(item):
    office = factories.make_account(role=Role.OFFICE, office=factories.make_office())
    with pytest.raises(Refused, match="只有考核办"):
        save(item, entries_of(item), office)


# --- The page -----------------------------------------------------------------------------------


@pytest.fixture
def page(client, person, item):
    client.force_login(person)
    return client, reverse("item-rules", args=[2017, item.pk])


def test_page_saves_what_it_showed(page, item):
    client, url = page
    data = posted(client.get(url))
    response = client.post(url, data)
    assert response.status_code == 302
    assert Rule.objects.filter(component__item=item).count() == 3


def test_adding_a_row_checks_and_saves_nothing(page, item):
    client, url = page
    data = posted(client.get(url)) | {"c-0-points": ["九"], "change": ["add:c-0-m"]}
    response = client.post(url, data)
    again = posted(response)
    assert (again["c-0-m-TOTAL_FORMS"], again["c-0-points"]) == (["5"], ["九"])
    assert Measure.objects.filter(component__item=item).count() == 4


def test_removing_a_measure_takes_it_out_of_the_rules(page):
    client, url = page
    data = posted(client.get(url)) | {"change": ["remove:c-0-m-0"]}
    again = posted(client.post(url, data))
    assert again["c-0-r-0-measures"] == ["0"]
    assert again["c-0-r-1-measures"] == ["1"]


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("c-0-r-0-clause", "每少完成20%扣1分", "原文中找不到这句话"),
        ("c-0-r-0-step", "", "请填每档是多少"),
        ("c-0-r-0-deduction", "0", "扣分须大于 0"),
        ("c-0-r-0-kind", "per_occurrence", "只能用于类型为"),
        ("c-0-m-0-target", "", "没有目标值"),
        ("c-0-m-1-name", "农业实用技术培训", "同名的测量项"),
        ("c-0-m-2-target", "950", "不能超过 100"),
        ("c-0-m-0-places", "望城区、宁乡县", "列了 2 个对象"),
        ("c-0-points", "九", "“九”不是数字"),
    ],
)
def test_wrong_input_is_told_and_kept(page, item, field, value, sentence):
    client, url = page
    data = posted(client.get(url)) | {field: [value]}
    response = client.post(url, data)
    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert Item.objects.get(pk=item.pk).version == 1


def test_loser_of_a_race_sees_both_versions(page, item):
    client, url = page
    data = posted(client.get(url))
    client.post(url, data | {"c-0-r-0-deduction": ["0.7"]})
    response = client.post(url, data | {"c-0-r-0-deduction": ["0.3"]})
    text = response.content.decode()
    assert response.status_code == 409
    assert "扣 0.7 分" in text
    assert 'value="0.3"' in text
    assert client.post(url, posted(response)).status_code == 302
    assert Rule.objects.get(kind="shortfall_share").deduction == Decimal("0.3")


@pytest.mark.parametrize("change", ["add:c-9-m", "remove:c-0-m-99", "drop:c", "", "add:c-0-x"])
def test_change_that_names_no_row_changes_nothing(page, change):
    client, url = page
    data = posted(client.get(url))
    assert posted(client.post(url, data | {"change": [change]})) == data


def test_forged_row_of_another_item_is_refused(page, item):
    client, url = page
    other = Rule.objects.get(component__item__name="廉政建设")
    data = posted(client.get(url)) | {"c-0-r-0-pk": [str(other.pk)]}
    response = client.post(url, data)
    assert response.status_code == 422
    assert "与本指标不符" in response.content.decode()
