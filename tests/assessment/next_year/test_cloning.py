"""A year made like another one: its words and rules, nothing that happened, all or nothing."""

import io
from decimal import Decimal

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from assessment.actions.tables import confirm_table, settle_concern
from assessment.actions.tables_imports import take_back_tables
from assessment.exports.tables import tables_json
from assessment.loading import load_policy, load_tables
from assessment.models import (
    CityTable,
    ClaimWindow,
    Concern,
    Evidence,
    Indicator,
    Item,
    KeptWording,
    Measure,
    ObjectionWindow,
    Policy,
    Result,
    RoundSettings,
    Rule,
    SelfCheckWindow,
    TablesImport,
    Year,
    YearState,
)
from assessment.next_year.actions import clone_year
from assessment.reader.wordings import wording_of
from tests.assessment.next_year.world import (
    clone,
    make_world,
    renamed_county,
    reworded,
    table_of,
)
from tests.assessment.phrases import ONCE, waits
from tests.factories import make_account, make_city, make_table, make_year
from tests.selfeval.factories import make_task
from trust import log
from trust.models import AuditEntry
from trust.refusals import Refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def year():
    return make_world()


@pytest.fixture
def who():
    person = make_account("kaohe", role="assessment_office", full_name="考核甲")
    return {"user": person, "actor": log.Actor("考核甲", person)}


def told(number: int) -> list[dict]:
    """Return a year's exported tables without what has to differ."""
    tables = tables_json(number, load_tables(CityTable.objects.filter(year__number=number)))
    cities = []
    for city in tables["cities"]:
        del city["issued"]
        city["title"] = city["title"].replace(str(number), "—")
        cities.append(_without_codes(city))
    return cities


def _without_codes(city: dict) -> dict:
    for section in city["sections"]:
        for item in section["items"]:
            for component in item["components"]:
                names = {m["code"]: m["name"] for m in component["measures"]}
                for measure in component["measures"]:
                    del measure["code"]
                for rule in component["rules"]:
                    rule["measures"] = [names[code] for code in rule["measures"]]
    return city


def test_tables_are_word_for_word_those_of_the_other_year(year):
    cloned = clone()
    assert (cloned.tables, cloned.source, cloned.year.number) == (2, 2017, 2018)
    assert told(2018) == told(2017)
    assert {t.title for t in CityTable.objects.filter(year__number=2018)} == {
        "2018年度长沙市移民工作绩效考核指标表",
        "2018年度邵阳市移民工作绩效考核指标表",
    }


def test_nothing_that_happened_comes_along(year):
    clone()
    new = Year.objects.get(number=2018)
    assert (new.state, new.collection_opens, new.cloned_from) == (YearState.PREPARING, None, 2017)
    for table in CityTable.objects.filter(year=new):
        assert (table.confirmed_at, table.confirmed_by, table.issued_at) == (None, None, None)
        assert table.version == 1
    results = Result.objects.filter(measure__component__item__section__table__year=new)
    assert results.count() == 10
    assert set(results.values_list("value", "remark", "recorded_by", "recorded_as", "version")) == {
        (None, "", None, "", 0)
    }
    assert Result.objects.filter(value=1).count() == 10
    assert not Evidence.objects.filter(result__in=results).exists()


def test_choices_indicators_and_offices_come_along(year):
    Indicator.objects.filter(name="移民培训").update(name="培训", order=7)
    clone()
    assert load_policy(Year.objects.get(number=2018)) == load_policy(year)
    named = Indicator.objects.filter(year__number=2018).values_list("name", "order")
    assert list(named) == list(Indicator.objects.filter(year=year).values_list("name", "order"))
    item = Item.objects.get(section__table=table_of("长沙市"), name="移民培训")
    assert item.indicator.name == "培训"
    assert [office.name for office in item.offices.all()] == ["培训中心"]


def test_codes_are_one_each_within_the_new_year_and_by_place(year):
    Measure.objects.filter(name="获证率").update(code="手改的编码")
    clone()
    new = Measure.objects.filter(component__item__section__table__year__number=2018)
    codes = list(new.values_list("code", flat=True))
    assert len(set(codes)) == len(codes) == 10
    assert new.get(name="获证率", component__item__section__table__city__key="430100").code == (
        "430100-01-1-3"
    )


def test_history_and_log_tell_of_the_new_year(year):
    clone()
    for model in (CityTable, Item, Rule, Measure):
        for row in model.objects.filter(pk__in=_new(model)):
            assert row.history.count() == 1
    entry = AuditEntry.objects.get(action="照上年新建年度")
    assert entry.after == {"照": 2017, "指标表": 2, "待核事项": 0}
    assert entry.actor_name.startswith("命令 clone_year")


def _new(model):
    ways = {CityTable: "", Item: "section__table__"}
    way = ways.get(model, "component__item__section__table__")
    return model.objects.filter(**{f"{way}year__number": 2018}).values("pk")


# --- Refused ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("source", "target", "words"),
    [
        (2017, 2017, "新年度应晚于所照的 2017 年度"),
        (2017, 2016, "新年度应晚于"),
        (2017, 2101, "年度应在 2000 至 2100 之间"),
        (2015, 2018, "2015 年度没有指标表"),
    ],
)
def test_a_year_that_cannot_be_is_refused_and_nothing_is_made(year, source, target, words):
    with pytest.raises(Refused, match=words):
        clone(source, target)
    assert list(Year.objects.values_list("number", flat=True)) == [2017]


def test_a_year_with_tables_is_left_alone(year):
    clone()
    before = told(2018), Concern.objects.count(), Policy.objects.count()
    with pytest.raises(Refused, match="2018年度已有指标表，没有新建，没有改动任何内容"):
        clone()
    assert (told(2018), Concern.objects.count(), Policy.objects.count()) == before


def test_a_year_under_way_is_left_alone(year):
    make_year(2018, state=YearState.COLLECTING)
    with pytest.raises(Refused, match="已进入“处室采集”阶段"):
        clone()
    assert not CityTable.objects.filter(year__number=2018).exists()


def test_choices_that_somebody_made_for_the_year_stay(year):
    Policy.objects.filter(year=make_year(2018, state=YearState.PREPARING)).update(
        step_reading="proportion", version=2
    )
    cloned = clone()
    assert Policy.objects.get(year__number=2018).step_reading == "proportion"
    assert cloned.told == ["2018年度的计分口径已另行设定，没有照 2017 年度改动；请核对。"]


def test_only_the_assessment_office_may(year):
    person = make_account("chushi", role="auditor")
    with pytest.raises(Refused, match="只有考核办"):
        clone_year(source=2017, target=2018, user=person, actor=log.Actor("甲", person))
    assert not Year.objects.filter(number=2018).exists()


# --- What a person has to confirm ---------------------------------------------------------------


def test_years_in_running_text_stay_and_are_asked_about(year):
    reworded("2017年底前完成，按照湘移资财[2017]4号文件要求，")
    cloned = clone()
    item = Item.objects.get(section__table=table_of("长沙市"), name="移民培训")
    assert item.text.startswith("2017年底前完成，")
    asked = [c.message for c in cloned.concerns if c.table == table_of("长沙市")]
    assert asked == [
        "原文“2017年底前完成”照 2017 年度沿用；请核定是否改写为“2018年底前完成”。",
        "原文“按照湘移资财[2017]4号文件要求”引用的文件照 2017 年度沿用；"
        "请核定本年度是否仍照此文件。",
    ]
    assert all(concern.blocks_issue for concern in cloned.concerns)


def test_a_note_that_names_the_table_by_its_title_names_the_new_one(year):
    table = table_of("长沙市", 2017)
    table.notes = [f"注：{table.title}由考核办解释，2017年12月止。"]
    table.save()
    cloned = clone()
    assert table_of("长沙市").notes == [
        "注：2018年度长沙市移民工作绩效考核指标表由考核办解释，2017年12月止。"
    ]
    assert [c.phrase for c in cloned.concerns] == ["2017年12月止"]


def test_places_with_another_name_by_then_are_proposed_never_renamed(year):
    renamed_county()
    reworded("完成新宁县、邵东县的审计，")
    cloned = clone()
    assert "邵东县" in Item.objects.get(section__table=table_of("邵阳市"), name="移民培训").text
    assert [(c.table.city_name, c.message) for c in cloned.concerns] == [
        ("邵阳市", "“邵东县”自 2018 年度起为“邵东市”，原文仍是旧名；请核定是否改写为“邵东市”。")
    ]


def test_what_was_settled_waits_again_but_for_kept_wordings(year, who):
    table = table_of("长沙市", 2017)
    CityTable.objects.filter(pk=table.pk).update(issued_at=None)
    Year.objects.update(state=YearState.PREPARING)
    first, second = waits(table, ONCE, "另一句扣3分左右")
    settle_concern(concern=first, settlement="不计分。", **who)
    settle_concern(concern=second, settlement="只是说明。", keep=True, **who)
    clone()
    again = {c.phrase: c for c in Concern.objects.filter(table=table_of("长沙市"))}
    now = again[ONCE]
    assert (now.settled_at, now.settled_by, now.settlement) == (None, None, "")
    kept = KeptWording.objects.get(wording=wording_of("另一句扣3分左右"))
    assert again["另一句扣3分左右"].settled_by == kept.kept_by
    assert again["另一句扣3分左右"].settlement == "只是说明。"


def test_a_cloned_table_is_confirmed_as_it_stands(year, who):
    """Its rules agree with its words, as those of the other year do."""
    clone()
    table = table_of("长沙市")
    confirm_table(table=table, version=table.version, **who)
    assert table_of("长沙市").confirmed_by == who["user"]


def test_tasks_of_the_counties_are_prepared_and_not_given_out(year):
    task = make_task(title="2017年度自评")
    cloned = clone()
    new = task.form.tasks.get(year=2018)
    assert (new.opened_at, new.title, new.reports.count()) == (None, "2018年度自评", 0)
    assert new.deadline.year == task.deadline.year + 1
    assert [line for line in cloned.told if "没有布置" in line] == cloned.told


# --- The command --------------------------------------------------------------------------------


def test_the_command_prints_like_things_of_several_cities_once(year, capsys):
    reworded("2017年底前完成，")
    call_command("clone_year", "2017", "2018")
    assert capsys.readouterr().out.splitlines() == [
        "2018年度照 2017 年度新建：指标表 2 张，没有结果。",
        "[待核定] 长沙市、邵阳市：原文“2017年底前完成”照 2017 年度沿用；"
        "请核定是否改写为“2018年底前完成”。",
        "共有 2 处须逐条核定；各表的规则须重新确认后才能下达。",
    ]


def test_the_command_refuses_in_one_line(year):
    with pytest.raises(CommandError, match="2016 年度没有指标表"):
        call_command("clone_year", "2016", "2018", stdout=io.StringIO())


# --- Taken back ---------------------------------------------------------------------------------


def test_a_clone_is_taken_back_whole_and_the_other_year_stands(year, who):
    clone()
    kept = TablesImport.objects.get()
    assert kept.file_name == "照 2017 年度新建"
    take_back_tables(import_id=kept.pk, reason="建错了", **who)
    assert list(Year.objects.values_list("number", flat=True)) == [2017]
    assert CityTable.objects.count() == 2


def test_queries_are_the_same_for_more_tables(year, django_assert_max_num_queries):
    with django_assert_max_num_queries(200) as captured:
        clone()
    few = len(captured)
    for number in range(4):
        make_table(make_year(2017), make_city(f"试验{number}市"))
    with django_assert_max_num_queries(200) as captured:
        clone(2017, 2019)
    assert len(captured) == few


# --- Settings beside the choices ----------------------------------------------------------------


def test_rules_of_rounds_and_windows_go_along_and_days_do_not(year):
    training = Indicator.objects.get(year__number=2017, name="移民培训")
    RoundSettings.objects.create(
        year=year_of(2017), counting="mean", yellow=70, red_points="0.5", light_cap=1,
        light_indicators=[training.pk],
    )  # fmt: skip
    opens = timezone.now()
    ObjectionWindow.objects.create(
        year=year_of(2017), opens_at=opens, answer_days=7, has_second_stage=True
    )
    ClaimWindow.objects.create(year=year_of(2017), opens_at=opens, accepts_late=True)
    SelfCheckWindow.objects.create(year=year_of(2017), opens_at=opens)  # nothing but a day
    cloned = clone()
    rounds = RoundSettings.objects.get(year=cloned.year)
    own = Indicator.objects.get(year=cloned.year, name="移民培训")
    assert (rounds.counting, rounds.yellow, rounds.red_points) == ("mean", 70, Decimal("0.5"))
    assert rounds.light_indicators == [own.pk] != [training.pk]
    window = ObjectionWindow.objects.get(year=cloned.year)
    assert (window.opens_at, window.answer_days, window.has_second_stage) == (None, 7, True)
    assert ClaimWindow.objects.get(year=cloned.year).opens_at is None
    assert not SelfCheckWindow.objects.filter(year=cloned.year).exists()
    assert cloned.told == [
        "调度设置照 2017 年度沿用：计入考核的数 各次平均、每次红灯扣分 0.5、每个测量项最多扣 1、"
        "灯色扣分的指标 移民培训、黄灯线 70；日期没有沿用，请核对。",
        "申诉期限照 2017 年度沿用：处室答复期限（天） 7、可以申请复议 是；日期没有沿用，请核对。",
        "加分申报照 2017 年度沿用：逾期仍可申报 是；日期没有沿用，请核对。",
    ]


def test_settings_that_somebody_made_for_the_year_stay(year):
    RoundSettings.objects.create(year=year_of(2017), counting="last")
    new = make_year(2018, state=YearState.PREPARING)
    RoundSettings.objects.create(year=new, counting="mean")
    cloned = clone()
    assert RoundSettings.objects.get(year=new).counting == "mean"
    assert cloned.told == ["2018年度的调度设置已另行设定，没有照 2017 年度改动；请核对。"]


def year_of(number: int) -> Year:
    return Year.objects.get(number=number)
